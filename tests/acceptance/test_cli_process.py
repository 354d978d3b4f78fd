"""The installed program itself, as other programs start it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(sys.executable).with_name("thoihan")


def typed(folder: Path, *argv: str, stdin: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """Start the program in `folder`, and wait for its end."""
    settings = {**os.environ, "THOIHAN_LANG": "en", **environ}
    settings.pop("THOIHAN_DATABASE_URL", None)
    return subprocess.run(
        [PROGRAM, *argv], cwd=folder, env=settings, input=stdin, capture_output=True, text=True, check=False, timeout=60
    )


def answers(ended: subprocess.CompletedProcess[str]) -> list[Any]:
    """The JSON of each line."""
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_due_answers_a_batch_line_for_line(tmp_path: Path) -> None:
    """Each line has its answer or its error, in order, and the program ends well."""
    asked = ['{"event": "2026-01-30", "offset": "30 working days before"}', "nonsense", '{"event": "2026-02-30"}', ""]
    asked.append('{"event": "2025-09-26", "offset": "7 days after"}')
    ended = typed(tmp_path, "due", "--batch", "-", "--calendar", "vn", stdin="\n".join(asked) + "\n")
    first, *wrong, last = answers(ended)
    assert ended.returncode == 0
    assert (first["nominal"], first["due"], first["safe"], first["provisional"]) == (*["2025-12-18"] * 3, False)
    assert set(first) == {"nominal", "due", "safe", "provisional", "calendar"}
    assert [set(answer) for answer in wrong] == [{"error"}] * 3
    assert last["due"] == "2025-10-03"
    assert list(tmp_path.iterdir()) == []


def test_due_counts_on_the_calendar_as_it_was_known(tmp_path: Path) -> None:
    """The swap of 2/1/2026 with 10/1/2026 was announced on 25/12/2025: before that day nobody counted with it."""
    asked = '{"event": "2026-01-12", "offset": "7 working days before"}\n'
    known = answers(typed(tmp_path, "due", "--batch", "-", stdin=asked))[0]
    before = answers(typed(tmp_path, "due", "--batch", "-", "--as-of", "2025-12-01", stdin=asked))[0]
    assert (known["due"], before["due"]) == ("2025-12-31", "2025-12-31")
    asked = '{"event": "2026-01-12", "offset": "6 working days before"}\n'
    known = answers(typed(tmp_path, "due", "--batch", "-", stdin=asked))[0]
    before = answers(typed(tmp_path, "due", "--batch", "-", "--as-of", "2025-12-01", stdin=asked))[0]
    assert (known["due"], before["due"]) == ("2026-01-05", "2026-01-02")


def test_read_answers_a_batch_line_for_line(tmp_path: Path) -> None:
    """Phrases and JSON lines are answered one for one."""
    asked = 'Trước 30/7/2025\n{"phrase": "Trước 30/7", "year": 2025}\nabc\n'
    first, second, third = answers(typed(tmp_path, "read", "--batch", "-", stdin=asked))
    assert first["date"] == second["date"] == "2025-07-30"
    assert third["kind"] == "unread"


def test_the_default_database_lies_in_the_current_folder(tmp_path: Path) -> None:
    """Without a setting the state is a file that one sees."""
    assert typed(tmp_path, "init").returncode == 0
    assert typed(tmp_path, "plan", "add", "376-kh-tu").returncode == 0
    assert (tmp_path / "thoihan.sqlite").is_file()
    logged = typed(tmp_path, "log", "provincial_congress", "--on", "2025-09-26", "--json")
    assert json.loads(logged.stdout)["activated"]
    assert len(json.loads(typed(tmp_path, "tasks", "--json", "--plan", "376-kh-tu").stdout)) > 80


def test_output_that_nobody_reads_any_more_is_no_error(tmp_path: Path) -> None:
    """`thoihan … | head` ends quietly."""
    script = f"{PROGRAM} plan show 376-kh-tu --json | head -1"
    ended = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.stdout == "{\n"
    assert ended.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_sweeps_until_it_is_stopped(number: signal.Signals, tmp_path: Path) -> None:
    """The ticker logs the day at once, and a signal ends it well."""
    assert typed(tmp_path, "init").returncode == 0
    with subprocess.Popen(
        [PROGRAM, "run", "--every", "1", "--lang", "en"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(2)]
        process.send_signal(number)
        rest, _ = process.communicate(timeout=30)
    assert "thoihan.sqlite" in said[0]
    assert "Stopped." in rest
    assert process.returncode == 0
    events = json.loads(typed(tmp_path, "events", "--json").stdout)
    assert [event["type"] for event in events] == ["day.began"]


def test_counting_loads_no_database(tmp_path: Path) -> None:
    """What other programs call for a single date loads neither SQLAlchemy nor the network's libraries."""
    script = "import sys; from adapters.cli import main; main()"
    tell = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    argv = [sys.executable, "-c", f"{tell}; {script}", "due", "2026-01-30", "30 working days before"]
    ended = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=tmp_path)
    loaded = set(ended.stderr.split())
    assert "engine.counting.periods" in loaded
    assert not loaded & {"sqlalchemy", "sqlmodel", "alembic", "httpx", "apscheduler", "docx", "openpyxl", "lark"}
