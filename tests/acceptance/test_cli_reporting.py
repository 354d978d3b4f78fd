"""A report that was handed up stays as it was; what is otherwise since is told, with the events that made it so."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.acceptance.test_cli_contacts import PLAN
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tampering import beside

TASK = "ke-hoach/R1/btc"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """The congress was held on 4/8/2025: seven days after it a report is due, on 11/8; it was done on 13/8."""
    made = CommandLine(tmp_path, database_url)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    made("units", "add", "--province", "12")
    made("plan", "add", str(tmp_path / "plan.yaml"))
    (tmp_path / "a.csv").write_text("code,name,kind,email\nbtc,Ban Tổ chức,party-body,btc@lai-chau.example\n", "utf-8")
    made("units", "add", str(tmp_path / "a.csv"))
    made.on("2025-08-04")
    made("log", "congress", "--on", "2025-08-04", "--id", "held")
    made.on("2025-08-13")
    made("sweep")
    made("done", TASK, "--on", "2025-08-13", "--id", "done")
    return made


def test_a_cell_that_moved_after_a_correction_is_answered_for(line: CommandLine) -> None:
    """Reported as done late; then the congress is corrected by a letter: of that same day it is known otherwise now."""
    kept = line.json("report", "--keep", "--to", "Trung ương", "--document", "12-BC/TU")
    assert [(row["task"], row["cell"], row["due"]) for row in kept["rows"]] == [(TASK, "done_late", "2025-08-11")]
    assert kept["plans"]["ke-hoach"]["done_late"] == 1
    assert line.json("report", "--compare", "last")["moved"] == []
    assert "what is known of 13/08/2025 now" in line("report", "--compare", kept["event"]).out

    line.on("2025-08-20")
    line("correct", "held", "--on", "2025-08-08", "--document", "99-CV/TU", "--id", "corrected")
    answer = line.json("report", "--compare", kept["event"])
    (moved,) = answer["moved"]
    assert (moved["said"]["cell"], moved["now"]["cell"], moved["now"]["due"]) == (
        "done_late", "done_in_time", "2025-08-15",
    )  # fmt: skip
    assert [(one["event"], one["document"]) for one in moved["since"]] == [("corrected", "99-CV/TU")]
    assert (answer["reported"], answer["day"], answer["rows"]) == ("2025-08-13", "2025-08-13", 1)
    shown = line("report", "--compare", "last").out
    assert "Done late, done" in shown
    assert "15/08/2025" in shown
    assert "99-CV/TU" in shown
    assert line.json("verify")["holds"]


def test_only_what_stands_is_named(line: CommandLine) -> None:
    """What a closing that was withdrawn had covered up is named, and neither the closing nor its withdrawal."""
    line("withdraw", "done")
    kept = line.json("report", "--keep")["event"]
    line("plan", "close", "ke-hoach", "--rest", "not-required", "--id", "closed")
    line("withdraw", "held", "--document", "99-CV/TU", "--id", "never-held")
    line("withdraw", "closed")
    (moved,) = line.json("report", "--compare", kept)["moved"]
    assert (moved["said"]["due"], moved["now"]) == ("2025-08-11", None)
    assert [(one["event"], one["document"]) for one in moved["since"]] == [("never-held", "99-CV/TU")]


def test_a_report_before_the_day_is_swept_says_what_the_day_brings(tmp_path: Path, database_url: str) -> None:
    """The round of the month has begun, though no sweep has opened it yet: the report has it, and is compared alike."""
    line = CommandLine(tmp_path, database_url)
    rounds = PLAN.replace("7 days after congress", "every month by day 25")
    (tmp_path / "plan.yaml").write_text(rounds, encoding="utf-8")
    line("units", "add", "--province", "12")
    line("plan", "add", str(tmp_path / "plan.yaml"))
    line.ended("sweep")
    line.on("2025-08-02")
    kept = line.json("report", "--keep")
    assert [row["due"] for row in kept["rows"]][-1] == "2025-08-25"
    assert line.json("report", "--compare", "last")["moved"] == []
    line.ended("sweep")
    assert line.json("report", "--keep")["known"]


def test_today_is_compared_on_request(line: CommandLine) -> None:
    """What was open and has been done since is otherwise today, and was what it was on the day of the report."""
    line("withdraw", "done")
    kept = line.json("report", "--keep")["event"]
    line.on("2025-08-14")
    line("done", TASK, "--on", "2025-08-14", "--id", "again")
    assert line.json("report", "--compare", kept)["moved"] == []
    (moved,) = line.json("report", "--compare", kept, "--today")["moved"]
    assert (moved["said"]["cell"], moved["now"]["cell"]) == ("overdue", "done_late")
    assert [one["event"] for one in moved["since"]] == ["again"]


def test_the_same_report_is_kept_once(line: CommandLine) -> None:
    """Said again it is known; a dry run keeps nothing; of another plan there is none."""
    assert line.json("report", "--keep", "--dry-run")["dry_run"]
    assert "There is no report" in line("report", "--compare", "last", code=1).err
    first = line.json("report", "--keep", "--plan", "ke-hoach")
    assert line.json("report", "--keep", "--plan", "ke-hoach") == {**first, "known": True}
    assert [one["type"] for one in line.json("events")].count("report.handed_up") == 1
    assert "There is no plan" in line("report", "--plan", "x", code=1).err
    assert "Either keep" in line("report", "--keep", "--compare", "last", code=1).err


def test_what_was_handed_up_cannot_be_changed_unseen(line: CommandLine) -> None:
    """Rows that somebody changed in the database are not compared with: it is said that they are others."""
    line("report", "--keep")
    with beside(line.url) as connection:
        connection.execute(text("UPDATE file SET packed = 'eJwDAAAAAAE='"))
    assert "is not what was handed up" in line("report", "--compare", "last", code=1).err
    assert len(line("verify", "--json", code=3).json()["files"]["changed"]) == 1


def test_an_office_without_tasks_has_nothing_to_report(tmp_path: Path, database_url: str) -> None:
    """It is said so, and nothing is kept."""
    line = CommandLine(tmp_path, database_url)
    assert "no task to report" in line("report", "--keep", code=1).err
