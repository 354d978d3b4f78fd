"""What was recorded late is as possible as what was recorded in time, and what stands in its way is said truly."""

from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
vptu,Văn phòng Tỉnh ủy,party-body,12
btc,Ban Tổ chức,party-body,12
"""
PLAN = plan_text(
    [{"lead": "btc", "due": "by 2025-09-30"}, {"lead": "btc", "due": "40 working days after provincial_congress"}],
    {"provincial_congress": "12"},
    plan="ke-hoach",
)
FIXED, COUNTED = "ke-hoach/R1/btc", "ke-hoach/R2/btc"
STOP = ("suspend", "--all", "--plan", "ke-hoach", "--document", "2-CV", "--on", "2025-08-06", "--id", "dung")


def line_on(folder: Path, url: str) -> CommandLine:
    made = CommandLine(folder, url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made.on("2025-08-12")
    made("log", "provincial_congress", "--on", "2025-07-25")
    return made


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of two tasks that have begun."""
    return line_on(tmp_path, database_url)


def state(line: CommandLine) -> Any:
    line("verify")
    return {one["id"]: [one[name] for name in ("state", "due", "standing", "basis")] for one in line.json("tasks")}


def more_time(task: str, on: str, *more: str) -> list[tuple[str, ...]]:
    """An extension, asked for and granted; overriding, it is not asked for."""
    asked = ("extend", "ask", task, "2025-11-28", "--reason", "chờ", "--on", "2025-08-04", "--id", "hoi")
    granted = ("extend", "grant", task, "2025-11-28", "--by", "vptu", "--document", "1-TB", "--on", on, "--id", "cho")
    return [(*granted, *more)] if more else [asked, granted]


@pytest.mark.parametrize(
    ("task", "on", "more"),
    [
        (FIXED, "2025-08-05", ("--override",)),
        (FIXED, "2025-08-04", ()),
        (COUNTED, "2025-08-05", ()),
        (COUNTED, "2025-08-04", ("--override",)),
    ],
)
def test_more_time_of_a_day_before_a_suspension_is_recorded_after_it(
    line: CommandLine, task: str, on: str, more: tuple[str, ...]
) -> None:
    """As it is before it: the task stands the same either way, suspended, and once its time runs again."""
    other = line_on(line.folder, f"sqlite:///{line.folder / 'in-time.db'}")
    found = []
    for where, order in ((line, [STOP, *more_time(task, on, *more)]), (other, [*more_time(task, on, *more), STOP])):
        for one in order:
            where(*one)
        suspended = state(where)
        where("resume", "dung", "--document", "3-CV", "--on", "2025-08-10", "--id", "tiep")
        found.append((suspended, state(where)))
    assert found[0] == found[1]


def test_more_time_of_a_day_on_which_time_stood_still_is_refused(line: CommandLine) -> None:
    """The suspended task has no last day that could be put off; the day that counts is the one put right."""
    line(*STOP)
    ask, grant = more_time(FIXED, "2025-08-07")
    for day in ("2025-08-06", "2025-08-07"):
        for one in (*more_time(FIXED, day, "--override"), tuple(day if part == "2025-08-04" else part for part in ask)):
            assert "is suspended" in line(*one, code=1).err
    line("correct", "dung", "--on", "2025-08-08", "--reason", "nhầm")
    line(*ask)
    line(*grant)
    line("verify")


def test_what_stands_in_the_way_of_an_earlier_report_is_the_later_one(line: CommandLine) -> None:
    """It is to be withdrawn first, and not corrected: a return, or a withdrawal, that is taken back."""
    line("done", FIXED, "--on", "2025-08-04", "--id", "d1")
    line("return", FIXED, "--reason", "thiếu", "--on", "2025-08-05", "--id", "tra")
    line("done", FIXED, "--on", "2025-08-06", "--id", "d2")
    line("done", COUNTED, "--on", "2025-08-04", "--id", "e1")
    line("withdraw", "e1", "--id", "rut")
    line("done", COUNTED, "--on", "2025-08-06", "--id", "e2")
    assert "withdraw it first: `thoihan withdraw d2`" in line("withdraw", "tra", code=1).err
    assert "withdraw it first: `thoihan withdraw e2`" in line("withdraw", "rut", code=1).err
    for later, amendment in (("d2", "tra"), ("e2", "rut")):
        line("withdraw", later)
        line("withdraw", amendment)
    assert [one["state"] for one in line.json("tasks")] == ["done"] * 2
    for task, first in ((FIXED, "d1"), (COUNTED, "e1")):
        assert line.json("done", task, "--on", "2025-08-04", "--dry-run")["known"], first
    line("verify")
