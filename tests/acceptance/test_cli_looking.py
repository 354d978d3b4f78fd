"""Looking from the command line: what if, as of when, anchors, and agencies that change."""

import json
from pathlib import Path

from engine.version import COUNTING
from tests.command_line import CommandLine


def prepared(folder: Path) -> CommandLine:
    line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    line("units", "add", "--province", "12")
    line("plan", "add", "376-kh-tu")
    return line


def test_days_are_compared_and_nothing_is_written(tmp_path: Path) -> None:
    """`what-if` answers with a date for each day asked about; the log has no more events than before."""
    line = prepared(tmp_path)
    before = len(json.loads(line("events", "--json").out))
    days = ("--on", "2025-09-24", "--on", "30/9/2025", "--of", "btc")
    found = json.loads(line("what-if", "provincial_congress", *days, "--json").out)
    report = next(one for one in found if one["task"] == "376-kh-tu/VI.1.11/btc")
    assert report["now"] is None
    assert {day: view["due"] for day, view in report["if"].items()} == {
        "2025-09-24": "2025-10-01",
        "2025-09-30": "2025-10-07",
    }
    assert len(json.loads(line("events", "--json").out)) == before


def test_the_log_is_held_against_an_anchor(tmp_path: Path) -> None:
    """An anchor written earlier holds; one of another log does not, and the exit code says so."""
    line = prepared(tmp_path)
    (tmp_path / "anchor.json").write_text(line("verify", "--export-head").out, encoding="utf-8")
    line.on("2025-09-24")
    line("log", "provincial_congress", "--on", "2025-09-24")
    line("verify", "--anchor", str(tmp_path / "anchor.json"))
    (tmp_path / "other.json").write_text(json.dumps({"position": 2, "hash": "0" * 64}), encoding="utf-8")
    line("verify", "--anchor", str(tmp_path / "other.json"), code=3)


def test_tasks_are_listed_as_they_were_known(tmp_path: Path) -> None:
    """Before anything was recorded there were none; a moment that is none is refused."""
    line = prepared(tmp_path)
    assert json.loads(line("tasks", "--as-of", "2020-01-01", "--json").out) == []
    line("tasks", "--as-of", "yesterday", code=1)


def test_tasks_stand_as_they_stood_on_a_day(tmp_path: Path) -> None:
    """On a day before the congress its task was not running; a task done later was open, and late if it was."""
    line = prepared(tmp_path)
    line.on("2025-10-20")
    line("log", "provincial_congress", "--on", "2025-09-24")
    line("done", "376-kh-tu/VI.1.11/btc", "--on", "2025-10-03")
    report = "376-kh-tu/VI.1.11/btc"

    def stood(*options: str) -> tuple[str, str, str] | None:
        tasks = {one["id"]: one for one in line.json("tasks", "--unit", "btc", *options)}
        return (tasks[report]["state"], tasks[report]["due"], tasks[report]["standing"]) if report in tasks else None

    assert stood("--on", "2025-09-23") is None
    assert stood("--on", "2025-09-24") == ("active", "2025-10-01", "in_time")
    assert stood("--on", "2025-10-01") == ("active", "2025-10-01", "near")
    assert stood("--on", "2/10/2025") == ("active", "2025-10-01", "overdue")
    assert stood("--on", "2025-10-03") == stood() == ("done", "2025-10-01", "done_late")
    assert stood("--on", "2025-10-01", "--as-of", "2025-10-19") is None
    said = line("explain", report, "--on", "2025-09-23", code=1).err
    assert "had not begun as looked at on 23/09/2025" in said
    line("tasks", "--on", "31/9/2025", code=1)


def test_as_it_was_known_is_looked_at_on_that_day(tmp_path: Path) -> None:
    """With `--as-of` alone a task is late or not on the day of the moment, not on the day of the question."""
    line = prepared(tmp_path)
    line.on("2026-02-01")
    task = "376-kh-tu/VI.2.5/btc"
    for moment, standing in (("2025-07-25", "in_time"), ("2025-11-14T09:00", "near"), ("2026-01-15", "overdue")):
        (found,) = [one for one in line.json("tasks", "--as-of", moment) if one["id"] == task]
        assert found["standing"] == standing


def test_a_date_set_by_hand_is_shown_as_such(tmp_path: Path) -> None:
    """In lists and in explanations, in both languages, and for programs."""
    line = prepared(tmp_path)
    line("log", "party_card_guidance", "--on", "2025-07-20")
    task = "376-kh-tu/VI.1.12/btc"
    line("set-date", task, "15/10/2025")
    assert "15/10/2025 (set by" in line("tasks", "--unit", "btc").out
    assert "15/10/2025 (cán bộ" in line("tasks", "--unit", "btc", THOIHAN_LANG="vi").out
    assert [one["id"] for one in line.json("tasks") if one["set_by_hand"]] == [task]
    assert line.json("explain", task)["set_by_hand"]
    assert "This date was set by an officer, officer" in line("explain", task).out


def test_agencies_have_the_names_that_they_had(tmp_path: Path) -> None:
    """A name counts from its day, and is known from its recording on."""
    line = prepared(tmp_path)
    line.on("2025-09-10")
    line("units", "rename", "btc", "Ban Tổ chức và Cán bộ", "--on", "2025-09-01", "--document", "QĐ 1")

    def name(*options: str) -> str:
        return str(next(one["name"] for one in line.json("units", "list", *options) if one["code"] == "btc"))

    was, now = "Ban Tổ chức Tỉnh ủy", "Ban Tổ chức và Cán bộ"
    assert (name("--on", "2025-08-31"), name("--on", "2025-09-01"), name()) == (was, now, now)
    assert (name("--as-of", "2025-09-09"), name("--as-of", "2025-09-10")) == (was, now)


def test_the_history_of_a_date_says_by_whom_on_what_document_and_why(tmp_path: Path) -> None:
    """Each date that a task had, in order, each with what made it so and what came after."""
    line = prepared(tmp_path)
    line("log", "provincial_congress", "--planned", "--on", "2025-09-30", "--document", "CV 1")
    line.on("2025-09-24")
    held = line.json("log", "provincial_congress", "--on", "2025-09-24", "--document", "NQ 1")["event"]
    line("correct", held, "--on", "2025-09-23", "--reason", "nhầm ngày", "--document", "BB 2", THOIHAN_ACTOR="văn thư")
    found = line.json("explain", "376-kh-tu/VI.1.11/btc")
    assert [(one["due"], one["change"], one["until"]["document"]) for one in found["earlier"]] == [
        ("2025-10-07", "moved", "NQ 1"),
        ("2025-10-01", "moved", "BB 2"),
    ]
    last = found["since"]
    assert (last["actor"], last["reason"], last["about"]) == ("văn thư", "nhầm ngày", held)
    assert (last["type"], last["document"]) == ("event.corrected", "BB 2")
    assert found["receipt"]["basis"] == [held]
    assert found["receipt"]["engine"] == COUNTING


def test_a_merged_agency_passes_on_its_tasks(tmp_path: Path) -> None:
    """The successor leads them; merging again is refused."""
    line = prepared(tmp_path)
    line("units", "merge", "vptu", "--into", "btc", "--document", "QĐ 1")
    leads = {task["id"]: task["lead"] for task in json.loads(line("tasks", "--unit", "vptu", "--json").out)}
    assert leads["376-kh-tu/IX.3/vptu"] == "btc"
    line("units", "merge", "vptu", "--into", "btc", code=1)
    line("verify")


def test_a_suspended_task_shows_no_date_and_resumes(tmp_path: Path) -> None:
    """Suspended, it has no date; resumed, it has what was left of its time."""
    line = prepared(tmp_path)
    line.on("2025-11-01")
    line("suspend", "--rule", "VI.2.5", "--on", "2025-11-01", "--id", "stop")
    task = "376-kh-tu/VI.2.5/btc"
    states = {one["id"]: (one["state"], one["due"]) for one in json.loads(line("tasks", "--json").out)}
    assert states[task] == ("suspended", None)
    line.on("2025-11-11")
    line("resume", "stop", "--on", "2025-11-11")
    states = {one["id"]: (one["state"], one["due"]) for one in json.loads(line("tasks", "--json").out)}
    assert states[task] == ("active", "2025-11-24")
    line("verify")
