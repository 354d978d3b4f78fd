"""Looking from the command line: what if, as of when, anchors, and agencies that change."""

import json
from pathlib import Path

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
    line("log", "provincial_congress", "--on", "2025-09-24")
    line("verify", "--anchor", str(tmp_path / "anchor.json"))
    (tmp_path / "other.json").write_text(json.dumps({"position": 2, "hash": "0" * 64}), encoding="utf-8")
    line("verify", "--anchor", str(tmp_path / "other.json"), code=3)


def test_tasks_are_listed_as_they_were_known(tmp_path: Path) -> None:
    """Before anything was recorded there were none; a moment that is none is refused."""
    line = prepared(tmp_path)
    assert json.loads(line("tasks", "--as-of", "2020-01-01", "--json").out) == []
    line("tasks", "--as-of", "yesterday", code=1)


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
    line("suspend", "--rule", "VI.2.5", "--on", "2025-11-01", "--id", "stop")
    task = "376-kh-tu/VI.2.5/btc"
    states = {one["id"]: (one["state"], one["due"]) for one in json.loads(line("tasks", "--json").out)}
    assert states[task] == ("suspended", None)
    line("resume", "stop", "--on", "2025-11-11")
    states = {one["id"]: (one["state"], one["due"]) for one in json.loads(line("tasks", "--json").out)}
    assert states[task] == ("active", "2025-11-24")
    line("verify")
