"""A level of agencies ends by a law, all at once: what passes on, what is closed and why, and who was told what."""

from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email,members,tasks
vn,Trung ương,central,,,,
tg,Tỉnh Tiền Giang,province,vn,tg@example.vn,,
33,Tỉnh Hưng Yên,province,vn,,,
btc,Ban Tổ chức Tỉnh ủy,party-body,tg,btc@example.vn,,
mt,Thành ủy Mỹ Tho,district,tg,mt@example.vn,,
cb,Huyện ủy Cái Bè,district,tg,cb@example.vn,,
cg,Huyện ủy Chợ Gạo,district,tg,cg@example.vn,,
at,Huyện ủy Ân Thi,district,33,,,
px,Đảng ủy phường Mỹ Tho,party-committee,tg,px@example.vn,,
huyen-uy,Các huyện ủy,group,tg,,district under tg,each
"""
EACH = {"for each": "district", "lead": "each"}
ROWS = [
    {**EACH, "due": "by 2025-09-01"},
    {"lead": "mt", "due": "by 2025-10-01"},
    {"lead": "huyen-uy", "due": "continuous"},
    {"lead": "btc", "due": "by 2025-11-01", "cooperate": "[cb]"},
    {"lead": "btc", "when": "{every district: task R1 done}", "due": "by 2025-12-01"},
]
PLAN = plan_text(ROWS, {}, issued="2025-06-02", unit="tg")
OTHER = plan_text([{**EACH, "due": "by 2025-09-01"}], {}, plan="hung-yen", issued="2025-06-02", unit='"33"')
LAW = ("--kind", "district", "--under", "tg", "--on", "2025-07-01", "--document", "203/2025/QH15")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Two provinces with a plan each, from before the districts ended; one district has done its task."""
    made = CommandLine(tmp_path, database_url)
    made.on("2025-06-02")
    made.registers(UNITS)
    made.adopts(PLAN)
    made.adopts(OTHER, "hung-yen")
    made.on("2025-06-20")
    made("done", "ke-hoach/R1/cg")
    made.on("2025-07-01")
    return made


def stands(line: CommandLine) -> dict[str, tuple[str, str]]:
    return {one["id"]: (one["state"], one["lead"]) for one in line.json("tasks")}


def told(answer: Any) -> dict[str, list[str]]:
    found = [one for one in answer["messages"] if one["channel"] == "mail"]
    return {one["recipient"]: sorted(name.removeprefix("ke-hoach/") for name in one["tasks"]) for one in found}


def test_all_districts_of_a_province_end_by_one_event(line: CommandLine) -> None:
    """Where one takes over, tasks pass to it; the others are closed, with the law as the reason; the done one stays."""
    preview = line.json("units", "end", *LAW, "--into", "mt=px", "--dry-run")
    assert stands(line)["ke-hoach/R1/cb"] == ("active", "cb")
    ended = line.json("units", "end", *LAW, "--into", "mt=px")
    assert (told(ended), ended["closed"]) == (told(preview), preview["closed"])
    assert stands(line) == {
        "ke-hoach/R1/mt": ("active", "px"),
        "ke-hoach/R1/cb": ("closed", "cb"),
        "ke-hoach/R1/cg": ("done", "cg"),
        "ke-hoach/R2/mt": ("active", "px"),
        "ke-hoach/R3/mt": ("active", "px"),
        "ke-hoach/R3/cb": ("closed", "cb"),
        "ke-hoach/R3/cg": ("closed", "cg"),
        "ke-hoach/R4/btc": ("active", "btc"),
        "hung-yen/R1/at": ("active", "at"),
    }
    assert told(ended) == {"px": ["R1/mt", "R2/mt", "R3/mt"], "cb": ["R1/cb", "R3/cb"], "cg": ["R3/cg"]}
    why = {one["id"]: one["reason"] for one in ended["closed"]}
    assert why["ke-hoach/R3/cg"] == (
        "“hạn 3”: the units that led it ended on 01/07/2025 (203/2025/QH15), and nobody takes their place"
    )
    assert {one["code"]: (one["ended_on"], one["successor"]) for one in ended["units"]} == {
        "mt": ("2025-07-01", "px"),
        "cb": ("2025-07-01", None),
        "cg": ("2025-07-01", None),
    }
    said = line("explain", "ke-hoach/R1/cb").out
    assert "3 unit(s) ended on 01/07/2025: Huyện ủy Cái Bè" in said
    assert "203/2025/QH15" in said
    assert line.json("verify")["holds"]


def test_what_waited_for_every_district_waits_for_those_that_are_left(line: CommandLine) -> None:
    """The heir of one does its task, and nothing is waited for that nobody can do."""
    line("units", "end", *LAW, "--into", "mt=px")
    assert "ke-hoach/R5/btc" not in stands(line)
    line("done", "ke-hoach/R1/mt")
    assert stands(line)["ke-hoach/R5/btc"] == ("active", "btc")
    assert line.json("verify")["holds"]


def test_said_again_it_is_refused_and_some_may_go_on(line: CommandLine) -> None:
    """The same words change nothing, and it is told by which event; a unit that is left out goes on."""
    line("units", "end", *LAW, "--but", "cb")
    again = " ".join(line("units", "end", *LAW, "--but", "cb", code=1).err.split())
    assert "has ended already, on 01/07/2025: 203/2025/QH15" in again
    assert stands(line)["ke-hoach/R1/cb"] == ("active", "cb")
    line("units", "end", "cb", "--on", "2025-07-01", "--document", "203/2025/QH15")
    assert stands(line)["ke-hoach/R1/cb"] == ("closed", "cb")
    assert line.json("verify")["holds"]


REFUSED = {
    "no such kind": (("--kind", "canton", *LAW[2:]), 1, "no unit of the kind “canton” is left"),
    "who takes over ends too": ((*LAW, "--into", "mt=cb"), 1, "ends by the same event"),
    "who takes over is not there": ((*LAW, "--into", "mt=xx"), 1, "There is no unit with the code “xx”"),
    "one that does not end": ((*LAW, "--into", "px=mt"), 1, "name units that would end; “px” is none"),
    "no pair": ((*LAW, "--into", "mt"), 2, "takes a unit that ends and the one that takes over"),
    "one and all": (("mt", *LAW), 2, "Name the one unit that ends; or"),
    "no document": (LAW[:6], 2, "and the --document"),
    "neither": ((), 2, "Name the one unit that ends; or"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(line: CommandLine, case: str) -> None:
    """With what is wrong; nothing is recorded."""
    argv, code, said = REFUSED[case]
    before = line.json("events")
    assert said in " ".join(line("units", "end", *argv, code=code).err.split())
    assert line.json("events") == before


def test_what_closes_a_task_that_had_passed_on_is_said(line: CommandLine) -> None:
    """The guidance that brings it to its end, and not that the unit had ended: the task began long before that."""
    lasts = {**EACH, "when": "{none: [guidance held]}", "due": "continuous"}
    text = plan_text([lasts], {"guidance": "vn"}, plan="cong-van", issued="2025-02-28", unit="tg", number="9-CV/TU")
    (line.folder / "cong-van.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "cong-van.yaml"))
    line("units", "end", *LAW, "--into", "mt=px")
    line.on("2025-07-04")
    held = line.json("log", "guidance", "--unit", "vn", "--on", "2025-07-04", "--plan", "cong-van")
    assert {one["id"]: one["reason"] for one in held["closed"]} == {
        "cong-van/R1/mt": "“hạn 1”: Mốc guidance, held on 04/07/2025, brings it to its end"
    }
    assert told(held) == {"px": ["cong-van/R1/mt"]}
    assert line.json("verify")["holds"]
