"""What became of a task while it was there counts, though it is known only after the task was dropped."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_cli_recorded_late import UNITS
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

PLAN = plan_text(
    [
        {"lead": "btc", "due": "by 2025-08-04"},
        {"lead": "btc", "due": "40 working days after provincial_congress"},
        {"lead": "vptu", "due": "by 2025-12-30"},
    ],
    {"provincial_congress": "12"},
    plan="ke-hoach",
)
FIXED, COUNTED = "ke-hoach/R1/btc", "ke-hoach/R2/btc"
HELD = ("log", "provincial_congress", "--on", "2025-07-25", "--id", "dai-hoi")
SAID = [
    ("ack", FIXED, "--on", "2025-08-01", "--id", "nhan"),
    ("progress", FIXED, "50%", "--on", "2025-08-02", "--id", "tien-do"),
    ("delegate", FIXED, "Chuyên viên A", "--on", "2025-08-02", "--id", "giao"),
    ("done", FIXED, "--on", "2025-08-05", "--id", "xong"),
]
PAPER = ("--on", "2025-08-10", "--document", "3-TB", "--id", "bo")
ENDINGS = {
    "dropped": ("row", "drop", "ke-hoach/R1", *PAPER),
    "closed": ("plan", "close", "ke-hoach", "--rest", "not-required", *PAPER),
    "ended": ("units", "end", "btc", *PAPER),
}


def line_on(folder: Path, url: str) -> CommandLine:
    made = CommandLine(folder, url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made.on("2025-08-20")
    return made


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of three tasks, on a day on which much is still to be recorded."""
    return line_on(tmp_path, database_url)


def stands(line: CommandLine, task: str) -> Any:
    line("sweep", code=4)  # nobody has an address
    line("verify")
    of = {one["id"]: one for one in line.json("tasks")}[task]
    course = line.json("explain", task)["course"]
    return [of[name] for name in ("state", "due", "standing", "basis")], len(course)


@pytest.mark.parametrize("how", ENDINGS)
def test_what_became_of_a_task_is_taken_after_it_was_dropped(line: CommandLine, how: str) -> None:
    """The task stands as it does where all was recorded in time; what is said of that day or a later one is refused."""
    other = line_on(line.folder, f"sqlite:///{line.folder / 'in-time.db'}")
    for where, order in ((line, [HELD, ENDINGS[how], *SAID]), (other, [HELD, *SAID, ENDINGS[how]])):
        for one in order:
            where(*one)
    assert stands(line, FIXED) == stands(other, FIXED)
    line("withdraw", "xong")
    for late in (("done", FIXED), ("progress", FIXED, "60%")):
        line(*late, "--on", "2025-08-10", code=1)
    line("verify")
    assert {one["id"]: one["state"] for one in line.json("tasks")}[FIXED] == "closed"


def test_what_had_not_begun_while_it_was_there_is_refused(line: CommandLine) -> None:
    """It waited for what came later; what had happened by then counts, though it is recorded later."""
    line(*ENDINGS["ended"])
    assert "has not begun" in line("done", COUNTED, "--on", "2025-08-05", code=1).err
    line("log", "provincial_congress", "--on", "2025-08-12", "--id", "dai-hoi")
    assert "has not begun" in line("done", COUNTED, "--on", "2025-08-05", code=1).err
    line("correct", "dai-hoi", "--on", "2025-08-01", "--reason", "nhầm")
    line("done", COUNTED, "--on", "2025-08-05")
    assert stands(line, COUNTED)[0][0] == "done"


def test_nothing_is_held_or_planned_at_who_has_ended_by_then(line: CommandLine) -> None:
    """The day counts, and not today; who took over is named."""
    line.registers(UNITS + "x1,Xã Một,commune,12\nx2,Xã Hai,commune,12\n")
    rows = [{"for each": "commune", "lead": "each", "due": "7 days after own_congress"}]
    line.adopts(plan_text(rows, {"own_congress": "commune"}, plan="xa", number="2-KH/TU"), "xa")
    line("units", "merge", "x1", "--into", "x2", *PAPER)
    for late in (("2025-08-10",), ("2025-09-01", "--planned")):
        said = line("log", "own_congress", "--unit", "x1", "--on", *late, code=1).err
        assert "“x1” ended on 10/08/2025" in said
        assert "--unit x2" in said
    line("log", "own_congress", "--unit", "x1", "--on", "2025-08-09", "--id", "dai-hoi-xa")
    assert "“x1” ended" in line("correct", "dai-hoi-xa", "--on", "2025-08-11", "--reason", "nhầm", code=1).err


def test_a_report_counts_no_closed_row(line: CommandLine) -> None:
    """Which closed rows there are follows the order of recording: no figure of a report does."""
    other = line_on(line.folder, f"sqlite:///{line.folder / 'in-time.db'}")
    for where, order in ((line, [ENDINGS["ended"], HELD]), (other, [HELD, ENDINGS["ended"]])):
        for one in order:
            where(*one)
    assert len(line.json("tasks", "--state", "closed")) != len(other.json("tasks", "--state", "closed"))
    figures = line.json("report")["plans"]
    assert figures == other.json("report")["plans"]
    assert figures["ke-hoach"]["not_counted"] == 0


@pytest.mark.parametrize("turned", [False, True])
def test_each_date_set_in_time_moves_the_day_of_missing(line: CommandLine, turned: bool) -> None:
    """The second was set when the first had not passed: whichever was recorded first, it is missed after that one."""
    rows = [{"lead": "btc", "due": "by 2025-08-04"}, {"lead": "vptu", "due": "3 days after task R1 missed"}]
    line.adopts(plan_text(rows, {"own_congress": "12"}, plan="hai-ngay", number="2-KH/TU"), "hai-ngay")
    dates = [("2025-08-06", "2025-08-01"), ("2025-08-14", "2025-08-06")]
    for due, on in reversed(dates) if turned else dates:
        line("set-date", "hai-ngay/R1/btc", due, "--on", on, "--anyway", "--reason", "ghi muộn", "--document", "1-CV")
    line("sweep", code=4)
    assert {one["id"]: one["due"] for one in line.json("tasks")}["hai-ngay/R2/vptu"] == "2025-08-18"
    line("verify")


def test_who_decided_on_more_time_is_put_right(line: CommandLine) -> None:
    """By one that may decide; where it is so already, nothing is recorded."""
    rows = [{"lead": "btc", "due": "by 2025-09-30"}]
    policies = '{extension: {by: [vptu, "12"]}}'
    line.adopts(plan_text(rows, {"own_congress": "12"}, plan="them", number="2-KH/TU", policies=policies), "them")
    line("extend", "ask", "them/R1/btc", "2025-10-15", "--reason", "chờ", "--on", "2025-08-04")
    given = ("--by", "vptu", "--document", "1-TB", "--on", "2025-08-05", "--id", "cho")
    line("extend", "grant", "them/R1/btc", "2025-10-15", *given)
    assert "changes nothing" in line("correct", "cho", "--unit", "vptu", "--reason", "nhầm", code=1).err
    assert "decided" in line("correct", "cho", "--unit", "btc", "--reason", "nhầm", code=1).err
    line("correct", "cho", "--unit", "12", "--reason", "nhầm")
    assert "corrected, the unit is Tỉnh Lai Châu: more time given by Văn phòng" in line("explain", "them/R1/btc").out
    line("verify")


def test_a_day_off_counts_what_was_left_behind_by_its_own_words(tmp_path: Path, database_url: str) -> None:
    """Of a row with another lead and term since, what the former one did keeps its date, and the new one has his."""
    units, to = {"provincial_congress": "12"}, "working days after provincial_congress"
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    line.adopts(plan_text([{"lead": "btc", "due": f"5 {to}"}], units, plan="ke-hoach"))
    line("log", "provincial_congress", "--on", "2025-07-21")
    line("done", "ke-hoach/R1/btc", "--on", "2025-07-21")
    later = line.writes("moi.yaml", plan_text([{"lead": "vptu", "due": f"10 {to}"}], units, plan="ke-hoach"))
    line("plan", "amend", later, "--document", "2-QĐ")
    line("calendar", "amend", "--off", "2025-07-22", "--reason", "nghỉ chống bão", "--document", "CV 9/VPCP")
    assert {one["id"]: one["due"] for one in line.json("tasks")} == {
        "ke-hoach/R1/btc": "2025-07-29",
        "ke-hoach/R1/vptu": "2025-08-05",
    }
    line("verify")
