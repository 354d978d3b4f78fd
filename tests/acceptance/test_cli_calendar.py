"""A document amends a calendar: all its days in one command, shown before it is recorded, and told once."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine

PLAN = """\
plan: lich
title: Kế hoạch thử lịch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
milestones:
  guidance: {title: Hướng dẫn, at: "12"}
rules:
  - id: I.1
    title: Báo cáo
    for each: commune
    lead: each
    due: 10 working days after guidance
    says: 10 ngày làm việc sau hướng dẫn
    cite: dòng 1
"""
AMEND = ("calendar", "amend", "--reason", "nghỉ chống bão", "--document", "CV 9/VPCP")


@pytest.fixture
def thoihan(tmp_path: Path) -> CommandLine:
    """A province of 38 communes, in each of which a task counts ten working days from 1/8/2025."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    (tmp_path / "lich.yaml").write_text(PLAN, encoding="utf-8")
    line("units", "add", "--province", "12")
    line("plan", "add", str(tmp_path / "lich.yaml"))
    line.on("2025-08-01")
    line("log", "guidance", "--on", "2025-08-01")
    return line


def test_a_document_gives_all_its_days_at_once(thoihan: CommandLine) -> None:
    """Days off, a worked Saturday and a half day are one event; the dry run shows what it then does, once for all."""
    said = (*AMEND, "--off", "2025-08-05..2025-08-10", "--working", "16/8/2025", "--half", "2025-08-14=11h30")
    dry = thoihan.json(*said, "--dry-run")
    assert thoihan.json("events")[0]["type"] == "milestone.held"
    shown = thoihan(*said, "--dry-run").out
    assert "20/08/2025 (was 15/08/2025)" in shown
    assert "Messages, at most: 38 by mail" in shown
    found = thoihan.json(*said)
    assert found["moved"] == dry["moved"]
    assert {(task["previous_due"], task["due"]) for task in found["moved"]} == {("2025-08-15", "2025-08-20")}
    assert len(found["moved"]) == len({message["recipient"] for message in found["messages"]}) == 38
    assert len(found["messages"]) == 38
    days = thoihan.json("events")[0]["data"]["days"]
    assert [(one["day"][-2:], one["working"], one.get("until")) for one in days] == [
        ("05", False, None),
        ("06", False, None),
        ("07", False, None),
        ("08", False, None),
        ("14", True, "11:30"),
        ("16", True, None),
    ]
    assert thoihan.json(*said)["known"]
    assert len(thoihan.json("events")) == 4


def test_what_was_changed_since_is_not_said_again(thoihan: CommandLine) -> None:
    """To say all of it again, after a part was put right, is refused: it is no longer as it was said."""
    said = (*AMEND, "--off", "2025-08-05", "--off", "2025-08-06")
    thoihan(*said)
    assert thoihan.json(*said)["known"]
    thoihan("calendar", "amend", "--working", "2025-08-06", "--reason", "nhầm ngày")
    assert "05/08/2025 is a day off already: nghỉ chống bão (CV 9/VPCP)" in thoihan(*said, code=1).err
    back = thoihan.json(*AMEND, "--off", "2025-08-06")
    assert not back["known"]
    assert {task["due"] for task in back["moved"]} == {"2025-08-19"}


def test_a_local_day_is_shown_where_it_holds(thoihan: CommandLine) -> None:
    """`calendar show --unit` and `due --unit` answer by what the unit sees; the nation's calendar stays as it was."""
    found = thoihan.json(*AMEND, "--off", "2025-08-05", "--unit", "03388")
    assert [(task["unit"], task["due"]) for task in found["moved"]] == [("03388", "2025-08-18")]
    assert [message["recipient"] for message in found["messages"]] == ["03388"]
    here, elsewhere = (thoihan.json("calendar", "show", "2025", *where) for where in (("--unit", "03388"), ()))
    assert [day for day in here["days"] if day not in elsewhere["days"]] == [
        {
            "day": "2025-08-05",
            "working": False,
            "until": None,
            "kind": "amended",
            "reason": "nghỉ chống bão",
            "source": "CV 9/VPCP",
            "known_from": "2025-08-01",
        }
    ]
    assert here["calendar"].startswith("vn/03388@")
    assert elsewhere["calendar"].startswith("vn@")
    asked = ("due", "2025-08-01", "10 working days after")
    assert [thoihan.json(*asked, *where)["due"] for where in ((), ("--unit", "03388"))] == ["2025-08-15", "2025-08-18"]
    assert "vn/03388@" in thoihan("explain", "lich/I.1/03388").out


def test_the_time_of_day_counts_where_there_is_a_cut_off_hour(thoihan: CommandLine) -> None:
    """What was logged at 15:30 moves when the day is found to end at 15:00, and back when the time was wrong."""
    thoihan("withdraw", thoihan.json("events")[0]["id"])
    said = ("log", "guidance", "--on", "2025-08-01", "--at", "15h30")
    first = thoihan.json(*said)
    assert {task["due"] for task in first["activated"]} == {"2025-08-15"}
    assert thoihan.json(*said)["known"]
    moved = thoihan.json(*AMEND, "--cut-off", "15:00", "--from", "2025-08-01")
    assert {task["due"] for task in moved["moved"]} == {"2025-08-18"}
    assert (
        "From 01/08/2025 on the daily cut-off hour is 15:00: nghỉ chống bão (CV 9/VPCP)."
        in thoihan("calendar", "show", "2025").out
    )
    explained = thoihan("explain", "lich/I.1/03388").out
    assert "01/08/2025, at 15:30" in explained
    assert "It happened after 15:00, the cut-off hour of every day (nghỉ chống bão, CV 9/VPCP)" in explained
    back = thoihan.json("correct", first["event"], "--at", "14:30", "--reason", "nhầm giờ")
    assert {task["due"] for task in back["moved"]} == {"2025-08-15"}
    thoihan(*AMEND, "--cut-off", "none", "--from", "2025-09-01")
    assert [hour["at"] for hour in thoihan.json("calendar", "show", "2025")["cut_offs"]] == ["15:00", None]
    thoihan("verify")


REFUSED = {
    "nothing": ((), "Say what changes: --off, --working, --half or --cut-off. Nothing was recorded."),
    "two ways": (
        ("--off", "2025-08-05", "--working", "2025-08-05"),
        "Day 05/08/2025 is said to be two things at once. Nothing was recorded; say which it is to be.",
    ),
    "a half day without its hour": (
        ("--half", "2025-08-05"),
        "--half: “05/08/2025” names no hour. Write it like 31/12/2025=11:30. Nothing was recorded.",
    ),
    "a bad hour": (
        ("--half", "2025-08-05=24:10"),
        "--half: “24:10” is not a time of day. Write it like 15:30. Nothing was recorded.",
    ),
    "a bad cut-off hour": (
        ("--cut-off", "chiều"),
        "--cut-off: “chiều” is not a time of day. Write it like 15:30. Nothing was recorded.",
    ),
    "a day from which nothing holds": (
        ("--off", "2025-08-05", "--from", "2025-08-05"),
        "--from is the day from which --cut-off holds; give both, or neither. Nothing was recorded.",
    ),
    "a range backwards": (
        ("--off", "2025-08-07..2025-08-05"),
        "--off: the range “2025-08-07..2025-08-05” ends before it begins. Nothing was recorded; correct it.",
    ),
    "a range of years": (
        ("--off", "2025-08-07..2035-08-05"),
        "--off: the range “2025-08-07..2035-08-05” is longer than 366 days. Nothing was recorded; correct its years.",
    ),
    "a range of weekends": (
        ("--off", "2025-08-09..2025-08-10"),
        "--off: every day of the range “2025-08-09..2025-08-10” is so anyway. Nothing was recorded; correct it.",
    ),
    "a year outside the table": (
        ("--off", "2150-01-05"),
        (
            "The day 05/01/2150 is outside the calendar vn, which covers 01/01/2000 to 31/12/2099. "
            "Check the year; a date outside cannot be computed."
        ),
    ),
    "a plain Monday worked": (
        ("--working", "2025-08-11"),
        (
            "Day 11/08/2025 is worked already, like every Monday to Friday that nothing else is said of. "
            "Nothing was recorded; correct the day."
        ),
    ),
    "a Sunday off": (
        ("--off", "2025-08-10"),
        "Day 10/08/2025 is a Saturday or Sunday, a day off already. Nothing was recorded; correct the day.",
    ),
    "an unknown unit": (
        ("--off", "2025-08-05", "--unit", "99"),
        "There is no unit “99”. Perhaps: ",
    ),
}


def test_what_is_refused_is_said_whole_and_changes_nothing(thoihan: CommandLine) -> None:
    """Each wrong amendment ends with 1 and its whole message; so do times of day that there are not."""
    before = thoihan.json("events"), thoihan.json("tasks")
    for what, (options, said) in REFUSED.items():
        assert said in thoihan("calendar", "amend", "--reason", "x", *options, code=1).err.replace("\n", " "), what
    for argv, said in (
        (("log", "guidance", "--on", "2025-08-01", "--at", "25:00"), "--at: “25:00” is not a time of day."),
        (("log", "guidance", "--on", "2025-08-01", "--at", "9:00", "--postponed"), "--postponed is of no time."),
        (("correct", before[0][0]["id"], "--at", "trưa"), "--at: “trưa” is not a time of day."),
    ):
        assert said in thoihan(*argv, code=1).err
    assert (thoihan.json("events"), thoihan.json("tasks")) == before


def test_a_communes_festival_is_not_forgotten_when_it_merges(thoihan: CommandLine) -> None:
    """Its term stays as long as it was; the receipt names the day off, and the calendar is its own."""
    one, other = [row["code"] for row in thoihan.json("units", "list", "--kind", "commune")[:2]]
    thoihan(*AMEND, "--off", "2025-08-05", "--unit", one)
    assert dues(thoihan, one, other) == {one: "2025-08-18", other: "2025-08-15"}
    thoihan.on("2025-08-10")
    thoihan("units", "merge", one, "--into", other, "--on", "2025-08-10", "--document", "NQ 1")
    assert dues(thoihan, one, other) == {one: "2025-08-18", other: "2025-08-15"}
    assert "05/08/2025 is a day off: nghỉ chống bão (CV 9/VPCP)." in thoihan("explain", f"lich/I.1/{one}").out
    days = thoihan.json("calendar", "show", "2025", "--unit", one)["days"]
    assert "2025-08-05" in [day["day"] for day in days]
    assert thoihan.json("verify")["holds"]


def dues(thoihan: CommandLine, *units: str) -> dict[str, str]:
    """The due dates of these units' tasks."""
    return {task["unit"]: task["due"] for task in thoihan.json("tasks") if task["unit"] in units}
