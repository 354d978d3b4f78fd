"""The day's questions, as an officer asks them in the morning, on both databases."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import SetClock
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
vptu,Văn phòng Tỉnh ủy,party-body,12
"""
ROWS = [
    {"lead": "btc", "due": "by 2025-08-01"},
    {"lead": "vptu", "due": "by 2025-08-11"},
    {"lead": "btc", "due": "by 2025-08-15"},
    {"lead": "btc", "due": "by 2025-12-01"},
    {"lead": "btc", "due": "once congress"},
]
PARTS = ("overdue", "today", "ahead", "undated")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province with a plan of five rows, on Monday 11 August 2025."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, {"congress": "12"}))
    made("log", "congress", "--on", "2025-07-21")
    made.clock = SetClock.on(date(2025, 8, 11))
    return made


def parts(line: CommandLine, *more: str) -> dict[str, tuple[int, list[str]]]:
    found = line.json("today", *more)
    return {part: (found[part]["number"], [one["rule"] for one in found[part]["tasks"]]) for part in PARTS}


def test_one_duty_of_many_units_is_one_line_with_true_counts(tmp_path: Path, database_url: str) -> None:
    """However many of its tasks are in the part; each by its name with `--all`, and for programs."""
    line = CommandLine(tmp_path, database_url)
    communes = "".join(f"0339{number},Xã {number},commune,12\n" for number in range(8))
    line.registers(UNITS + communes)
    rows = [{"lead": "each", "for each": "commune", "due": "by 2025-08-01"}, {"lead": "btc", "due": "by 2025-08-04"}]
    line.adopts(plan_text(rows))
    line("done", "ke-hoach/R1", "--unit", "03390", "--unit", "03391", "--on", "2025-07-21", "--yes")
    line.clock = SetClock.on(date(2025, 8, 11))
    line("done", "ke-hoach/R1/03392", "--on", "2025-08-05")
    said = line("today").out
    assert "Overdue: 6" in said
    assert said.count("ke-hoach/R1") == 1
    assert "5 overdue, 2 done in time, 1 done late" in " ".join(said.split())
    assert "8 communes and wards" in said
    assert line("today", "--all").out.count("ke-hoach/R1/") == 5
    found = line.json("today")["overdue"]
    assert (found["number"], len(found["tasks"])) == (6, 6)
    assert "ke-hoach/R1/03397 " in line("today", "--unit", "03397").out


def listed(line: CommandLine, *more: str) -> list[str]:
    return [one["rule"] for one in line.json("tasks", *more)]


def test_the_day_has_each_task_in_one_part(line: CommandLine) -> None:
    """Of all agencies, where the tally has the numbers, and of one, where its tasks are read; what is done is gone."""
    whole = {"overdue": (1, ["R1"]), "today": (1, ["R2"]), "ahead": (1, ["R3"]), "undated": (1, ["R5"])}
    assert parts(line) == whole
    assert parts(line, "--unit", "Ban Tổ chức") == {**whole, "today": (0, [])}
    assert parts(line, "--days", "200")["ahead"] == (2, ["R3", "R4"])
    line("done", "ke-hoach/R1/btc", "--on", "2025-08-11")
    assert parts(line) == {**whole, "overdue": (0, [])}


def test_what_waits_for_a_decision_is_said(line: CommandLine) -> None:
    """A request for more time until it is answered, for whoever follows the plan."""
    asked = line.json("extend", "ask", "ke-hoach/R4/btc", "2025-12-31", "--reason", "chờ hướng dẫn")
    (one,) = line.json("today")["to_answer"]
    assert one == {"task": "ke-hoach/R4/btc", "event": asked["event"], "until": "2025-12-31", "on": "2025-08-11"}
    assert line.json("today", "--unit", "btc")["to_answer"] == []
    assert len(line.json("today", "--unit", "12")["to_answer"]) == 1
    line("extend", "grant", "ke-hoach/R4/btc", "2025-12-31", "--by", "12", "--document", "1-CV/TU")
    assert line.json("today")["to_answer"] == []


def test_it_says_how_to_go_on_and_how_far_days_have_come(line: CommandLine) -> None:
    """In words; the commands that it names list what it says, and a day that nobody swept is no good news."""
    said = line("today").out
    assert "Overdue: 1" in said
    assert "No day has been swept yet" in said
    line("sweep", code=4)  # nobody has an address
    assert "swept" not in line("today").out
    assert listed(line, "--standing", "overdue") == ["R1"]
    assert listed(line, "--due-within", "0") == ["R2"]
    assert listed(line, "--due-within", "7") == ["R2", "R3"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--standing", "quá hạn"], ["R1"]),
        (["--standing", "qua han", "--lead", "vptu"], []),
        (["--standing", "trong hạn", "--lead", "vptu"], []),
        (["--standing", "sắp đến hạn", "--lead", "vptu"], ["R2"]),
        (["--state", "cần đặt thời hạn"], ["R5"]),
        (["--standing", "in_time", "--limit", "5"], ["R3", "R4"]),
    ],
)
def test_states_and_standings_are_asked_for_in_words(line: CommandLine, asked: list[str], found: list[str]) -> None:
    """In Vietnamese, with or without diacritics, or by their codes; what is none is refused, with those there are."""
    answer: Any = line.json("tasks", *asked)
    assert [one["rule"] for one in (answer["tasks"] if "--limit" in asked else answer)] == found
    assert "overdue, late in having its date set, due soon" in line("tasks", "--standing", "trễ", code=1).err
    assert "planned, needs a date" in line("tasks", "--state", "hỏng", code=1).err


def test_standings_are_asked_for_in_the_words_of_the_report(line: CommandLine) -> None:
    """What is done is all that is done; the cells of the report are what it calls them."""
    line("done", "ke-hoach/R1/btc", "--on", "2025-08-11")
    line("done", "ke-hoach/R2/vptu", "--on", "2025-08-11")
    asked = ("xong", "hoàn thành đúng hạn", "đúng hạn", "hoàn thành quá hạn", "Chưa hoàn thành, trong hạn")
    assert [listed(line, "--standing", one) for one in asked] == [["R1", "R2"], ["R2"], ["R2"], ["R1"], ["R3", "R4"]]


def test_a_request_waits_for_whom_the_plan_lets_decide(tmp_path: Path, database_url: str) -> None:
    """Not for who follows it, where it names others."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    line.adopts(plan_text([{"lead": "btc", "due": "by 2025-12-01"}], policies="{extension: {by: [vptu]}}"))
    line("extend", "ask", "ke-hoach/R1/btc", "2025-12-31", "--reason", "chờ hướng dẫn")
    assert {unit: len(line.json("today", "--unit", unit)["to_answer"]) for unit in ("12", "vptu")} == {
        "12": 0,
        "vptu": 1,
    }
