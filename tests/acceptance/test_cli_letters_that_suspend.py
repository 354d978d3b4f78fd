"""A letter that stops congresses, as an office adopts it: what it reaches in other plans, and that it says so."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
tg,Tỉnh Tiền Giang,province,vn,
33,Tỉnh Hưng Yên,province,vn,
h1,Huyện ủy Cái Bè,district,tg,h1@example.vn
h2,Huyện ủy Chợ Gạo,district,tg,
hy1,Huyện ủy Ân Thi,district,33,
"""
EACH = {"for each": "district", "lead": "each"}
MILESTONES = """
  district_congress: {title: Đại hội đảng bộ cấp huyện, of each: district}
  grassroots_congress: {title: Đại hội tổ chức cơ sở đảng, of each: party-committee}
  new_guidance: {title: Hướng dẫn mới của Trung ương, at: vn}
"""
CLAUSES = """
suspensions:
  - {milestone: district_congress, plans: all, until: new_guidance}
  - {milestone: grassroots_congress, plans: all, until: new_guidance}
"""


def plan_of(name: str, milestone: str, unit: str) -> str:
    """A plan that counts from the congress of each district, by a name of its own."""
    rows = [{**EACH, "due": f"10 days after {milestone}"}, {**EACH, "due": "by 2025-12-01"}]
    text = plan_text(rows, {milestone: "commune"}, plan=name, unit=f'"{unit}"', number=f"{len(name)}-KH/TU")
    return text.replace('of each: "commune"', "of each: district").replace("Mốc", "Đại hội đảng bộ huyện")


def letter() -> str:
    text = plan_text([{"lead": '"tg"', "due": "continuous"}], {}, plan="cong-van", unit="tg", number="4029-CV/TU")
    return text.replace("milestones:\n", f"milestones:{MILESTONES}") + CLAUSES


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Districts of two provinces, and the files of the letter and of plans that it may reach."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    texts = {
        "cong-van": letter(),
        "cung-ten": plan_of("cung-ten", "district_congress", "tg"),
        "ten-khac": plan_of("ten-khac", "dai_hoi_huyen", "tg"),
        "tinh-khac": plan_of("tinh-khac", "district_congress", "33"),
    }
    for name, text in texts.items():
        made.writes(f"{name}.yaml", text)
    return made


def file(line: CommandLine, name: str) -> str:
    return str(line.folder / f"{name}.yaml")


def suspended(line: CommandLine) -> list[str]:
    return [one["id"] for one in line.json("tasks", "--state", "suspended")]


def test_a_letter_says_what_it_suspends(line: CommandLine) -> None:
    """In the preview as in the result: tasks by plan, rows that have not begun, and none of another province."""
    for name in ("cung-ten", "ten-khac", "tinh-khac"):
        line("plan", "add", file(line, name))
    line.on("2025-07-23")
    for name, milestone, unit in (
        *(("cung-ten", "district_congress", code) for code in ("h1", "h2")),
        ("ten-khac", "dai_hoi_huyen", "h1"),
        ("tinh-khac", "district_congress", "hy1"),
    ):
        line("log", milestone, "--unit", unit, "--on", "2025-07-22", "--plan", name)
    preview = line.json("plan", "add", file(line, "cong-van"), "--dry-run")
    assert preview["suspends"] == [{"plan": "cung-ten", "tasks": 2, "rows": ["R1"]}]
    said = " ".join(line("plan", "add", file(line, "cong-van"), "--dry-run").out.split())
    assert "It suspends 2 task(s) of plan cung-ten, in the rows R1." in said
    same = ("--same", "district_congress=ten-khac/dai_hoi_huyen")
    adopted = line.json("plan", "add", file(line, "cong-van"), *same)
    assert adopted["suspends"] == [
        {"plan": "cung-ten", "tasks": 2, "rows": ["R1"]},
        {"plan": "ten-khac", "tasks": 1, "rows": ["R1"]},
    ]
    assert suspended(line) == ["cung-ten/R1/h1", "cung-ten/R1/h2", "ten-khac/R1/h1"]
    again = line.json("plan", "add", file(line, "cong-van"))
    assert (again["known"], again["suspends"]) == (True, None)
    ended = line.json("log", "new_guidance", "--unit", "vn", "--on", "2025-07-23")
    assert sorted(one["id"] for one in ended["other"]) == ["cung-ten/R1/h1", "cung-ten/R1/h2", "ten-khac/R1/h1"]
    assert suspended(line) == []
    assert line.json("verify")["holds"]


def test_rows_that_have_not_begun_are_said_to_be_reached(line: CommandLine) -> None:
    """Nothing stands still yet; what begins later does, by the letter."""
    line("plan", "add", file(line, "cung-ten"))
    line.on("2025-07-23")
    said = " ".join(line("plan", "add", file(line, "cong-van")).out.split())
    assert "It suspends no task of plan cung-ten yet: the rows R1 stand still once they begin." in said
    line("log", "district_congress", "--unit", "h1", "--on", "2025-07-23", "--plan", "cung-ten")
    assert suspended(line) == ["cung-ten/R1/h1"]
    assert line.json("verify")["holds"]


def test_that_nothing_is_there_to_suspend_is_said(line: CommandLine) -> None:
    """With plans of another province only; and a plan that comes later is reached once it is joined."""
    line("plan", "add", file(line, "tinh-khac"))
    assert line.json("plan", "add", file(line, "cong-van"), "--dry-run")["suspends"] == []
    said = " ".join(line("plan", "add", file(line, "cong-van")).out.split())
    assert "no plan here has anything for it to suspend; one that comes later may have." in said
    assert line.json("plan", "add", file(line, "ten-khac"))["perhaps_one"][0]["one"] == "ten-khac/dai_hoi_huyen"
    line.on("2025-07-23")
    line("happenings", "join", "ten-khac/dai_hoi_huyen", "cong-van/district_congress")
    line("log", "dai_hoi_huyen", "--unit", "h1", "--on", "2025-07-23", "--plan", "ten-khac")
    assert suspended(line) == ["ten-khac/R1/h1"]
    assert line.json("verify")["holds"]


def test_a_plan_that_lays_down_no_suspension_says_nothing_of_one(line: CommandLine) -> None:
    """Neither in words nor, but as null, for programs."""
    assert line.json("plan", "add", file(line, "cung-ten"), "--dry-run")["suspends"] is None
    assert "suspend" not in line("plan", "add", file(line, "cung-ten")).out


def test_the_shipped_letter_finds_the_shipped_programme(line: CommandLine) -> None:
    """Of the plans that ship it reaches the row of 75-CTr/TU that counts from congresses of communes."""
    line("plan", "add", "75-ctr-tu")
    found = line.json("plan", "add", "4029-cv-tu", "--dry-run")["suspends"]
    assert found == [{"plan": "75-ctr-tu", "tasks": 0, "rows": ["II.2.1.4.4"]}]
