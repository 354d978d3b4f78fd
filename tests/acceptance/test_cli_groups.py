"""Groups as an office has them: registered from a file, leading and cooperating in a plan, asked about, and told."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.frame.running import run
from tests.acceptance.test_cli_routing import mails
from tests.command_line import TOOLS, CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email,members,tasks
vn,Trung ương,central,,,,
12,Tỉnh Lai Châu,province,vn,,,
btc,Ban Tổ chức,party-body,12,btc@example.vn,,
vptu,Văn phòng Tỉnh ủy,party-body,12,vptu@example.vn,,
tct,Trường Chính trị,party-body,12,,,
c1,Xã Một,commune,12,c1@example.vn,,
c2,Xã Hai,commune,12,,,
ban-dang,Các ban đảng,group,12,,party-body under 12 but tct,
cac-xa,"Đảng ủy các xã, phường",group,12,,commune under 12,each
lien-quan,Các cơ quan liên quan,group,12,,,
"""
ROWS = [
    {"lead": "ban-dang", "due": "by 2025-09-01"},
    {"lead": "cac-xa", "cooperate": "[ban-dang]", "due": "7 days after congress"},
    {"lead": "btc", "cooperate": "[lien-quan]", "due": "by 2025-10-01"},
    {"lead": "lien-quan", "due": "by 2025-11-01"},
]
PLAN = plan_text(ROWS, {"congress": "12"}, policies="{notify cooperating: true}")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """An office with three groups; behind one of them there is nobody."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.writes("ke-hoach.yaml", PLAN)
    return made


def tasks(line: CommandLine) -> dict[str, str]:
    return {task["id"].removeprefix("ke-hoach/"): task["lead"] for task in line.json("tasks")}


def told(answer: Any) -> dict[str, list[str]]:
    return {one["recipient"]: [name.removeprefix("ke-hoach/") for name in one["tasks"]] for one in answer["messages"]}


def test_a_plan_with_groups_is_adopted_and_heard(line: CommandLine) -> None:
    """What each agency was told: its own, what it shares, and that it cooperates."""
    plan = str(line.folder / "ke-hoach.yaml")
    codes = [one["code"] for one in line.json("check", plan)]
    assert codes == ["unheard-cooperating", "unheard"]
    adopted = line.json("plan", "add", plan)
    assert adopted["tasks_not_said"] == ["ban-dang"]
    assert told(adopted) == {"btc": ["R1/ban-dang", "R3/btc"], "vptu": ["R1/ban-dang"]}
    assert tasks(line) == {"R1/ban-dang": "ban-dang", "R3/btc": "btc", "R4/lien-quan": "lien-quan"}
    line.on("2025-08-02")
    logged = line.json("log", "congress", "--on", "2025-08-01")
    assert told(logged) == {
        "c1": ["R2/c1"],
        "c2": ["R2/c2"],
        "btc": ["R2/c1", "R2/c2"],
        "vptu": ["R2/c1", "R2/c2"],
    }
    line("done", "ke-hoach/R2/c1", "--on", "2025-08-02")
    line("units", "merge", "c2", "--into", "c1", "--on", "2025-08-02", "--document", "1-NQ")
    assert {task: lead for task, lead in tasks(line).items() if task.startswith("R2")} == {"R2/c1": "c1", "R2/c2": "c1"}
    assert line.json("verify")["holds"]


def test_the_answer_is_kept_with_the_group(line: CommandLine) -> None:
    """Given with the command, by event of its own; after that nobody is asked, and each member has the task."""
    plan = str(line.folder / "ke-hoach.yaml")
    supposed = line.json("plan", "add", plan, "--tasks", "ban-dang=each", "--dry-run")
    assert supposed["tasks_not_said"] == []
    assert line.json("plan", "add", plan, "--tasks", "ban-dang=each")["tasks_not_said"] == []
    assert {task for task in tasks(line) if task.startswith("R1")} == {"R1/btc", "R1/vptu", "R1/ban-dang"}
    assert {one["code"]: one["tasks"] for one in line.json("units", "list", "--kind", "group")} == {
        "ban-dang": "each",
        "cac-xa": "each",
        "lien-quan": None,
    }
    for wrong in ("ban-dang=all", "ban-dang", "btc=each"):
        line("plan", "add", plan, "--tasks", wrong, code=2)
    assert line.json("verify")["holds"]


class Sitting(io.StringIO):
    """A terminal with somebody before it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "rows"), [("1\n", {"btc", "vptu", "ban-dang"}), ("2\n", {"ban-dang"}), ("\n", {"ban-dang"})]
)
def test_whoever_sits_at_the_terminal_is_asked(line: CommandLine, typed: str, rows: set[str]) -> None:
    """Each its own, shared, or left open."""

    said = Sitting()
    environ = {"THOIHAN_DATABASE_URL": line.url, "THOIHAN_ACTOR": "officer", "THOIHAN_LANG": "en"}
    argv, tools = ("plan", "add", str(line.folder / "ke-hoach.yaml")), replace(TOOLS, plans={})
    assert run(argv, environ, clock=line.clock, tools=tools, stdin=Sitting(typed), out=said, err=said) == 0
    assert (
        "“Các ban đảng” (ban-dang) leads 1 row(s): has each of its 2 members a task of its own (1)" in said.getvalue()
    )
    found = {task.removeprefix("R1/") for task in tasks(line) if task.startswith("R1")}
    assert found == rows
    assert ("share each: nobody has said otherwise" in said.getvalue()) == (typed == "\n")


def test_members_are_registered_from_a_yaml_file_too(line: CommandLine) -> None:
    """As in a plan file; what is left out stays, and other members close what the old ones had."""
    line("plan", "add", str(line.folder / "ke-hoach.yaml"), "--tasks", "ban-dang=each")
    text = 'units:\n  ban-dang: {members: [tct, {kind: party-body, under: "12", but: [tct, vptu]}]}\n'
    (line.folder / "nhom.yaml").write_text(text, encoding="utf-8")
    assert line.json("units", "add", str(line.folder / "nhom.yaml"))["units"] == 1
    assert line.json("units", "add", str(line.folder / "nhom.yaml"))["units"] == 0
    found = {task["id"]: task["state"] for task in line.json("tasks") if "R1" in task["id"]}
    assert {name.rpartition("/")[2]: state for name, state in found.items()} == {
        "ban-dang": "closed",
        "btc": "active",
        "vptu": "closed",
        "tct": "active",
    }
    listed = line("units", "list", "--kind", "group").out
    assert "Các ban đảng: tct; party-body under 12 but tct, vptu" in " ".join(listed.split())


def test_who_is_taken_out_of_a_group_is_told_why(line: CommandLine) -> None:
    """On screen and by mail, also where it is a report of his from before that is returned; and how a group has it."""
    line("plan", "add", str(line.folder / "ke-hoach.yaml"), "--tasks", "ban-dang=each")
    line("sweep")
    line("done", "ke-hoach/R1/vptu", "--on", "2025-07-21")
    line.writes("nhom.yaml", "units:\n  ban-dang: {members: [tct]}\n")
    out = "who had it is no member of Các ban đảng any more"
    answers = [line("units", "add", str(line.folder / "nhom.yaml")).out]
    answers.append(line("return", "ke-hoach/R1/vptu", "--reason", "thiếu", "--by", "12").out)
    answers.append(mails(line)["btc@example.vn"])
    for said in answers:
        assert out in " ".join(said.split())
    line.writes("nhom.yaml", "units:\n  ban-dang: {tasks: shared}\n")
    assert "the members of Các ban đảng have it together" in line("units", "add", str(line.folder / "nhom.yaml")).out
    line.writes("nhom.yaml", "units:\n  ban-dang: {tasks: each}\n")
    apart = line("units", "add", str(line.folder / "nhom.yaml")).out
    assert "each member of Các ban đảng has a task of its own" in apart


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ban-dang,Các ban đảng,group,ban-dang,", "would contain itself"),
        ("ban-dang,Các ban đảng,group,khong-co,", "which nobody knows"),
        ("btc,Ban Tổ chức,party-body,c1,", "only a group has “members”"),
        ("ban-dang,Các ban đảng,group,các xã,", "names no members of a group"),
        ("ban-dang,Các ban đảng,group,c1,all", "does not say whose the tasks of a group are"),
    ],
)
def test_groups_that_cannot_be_change_nothing(line: CommandLine, row: str, said: str) -> None:
    """Refused with what is wrong; the register is as it was."""
    before = line.json("units", "list")
    (line.folder / "sai.csv").write_text(f"code,name,kind,members,tasks\n{row}\n", encoding="utf-8")
    assert said in line("units", "add", str(line.folder / "sai.csv"), code=1).err
    assert line.json("units", "list") == before
