"""The running program: a part that fails leaves the others at work, and `status` says how each goes."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.bootstrap import opened
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations import run as running
from adapters.cli.operations.run import Work
from tests import command_line
from tests.acceptance.test_smtp import Office, serving
from tests.command_line import CommandLine
from tests.worlds import plan_text

UNITS = "code,name,kind,parent,email\nvn,Trung ương,central,,\n12,Tỉnh,province,vn,\nc1,Xã,commune,12,xa@example.vn\n"


@pytest.fixture
def line(tmp_path: Path, empty_url: str) -> CommandLine:
    """An agency has a task after a congress, and has not heard of it."""
    made = CommandLine(tmp_path, empty_url)
    made.registers(UNITS)
    made.adopts(plan_text([{"for each": "commune", "lead": "each", "due": "30 days after congress"}]))
    made.on("2025-07-28")
    made("log", "congress", "--on", "2025-07-28")
    return made


@pytest.fixture
def work(line: CommandLine) -> Iterator[Work]:
    """The parts of `run`, to be taken one by one."""
    environ = {"THOIHAN_DATABASE_URL": line.url, "THOIHAN_MAIL": f"maildir:{line.folder / 'mail'}"}
    environ |= {"THOIHAN_HOLD_MINUTES": "0", "THOIHAN_SENDING_HOURS": "always", "THOIHAN_SETTINGS": "none"}
    terminal = Terminal(lang="en", out=io.StringIO(), err=io.StringIO())
    here = Invocation(terminal=terminal, environ=environ, clock=line.clock, stdin=io.StringIO(), tools=None)
    with opened(environ, clock=line.clock, wired=replace(command_line.TOOLS, plans={})) as office:
        yield Work(here, office, line.folder / "thoihan.prom")


def test_a_server_that_is_down_is_said_to_be_until_it_is_not(line: CommandLine) -> None:
    """Since when, how many times it was tried, and why; what could leave is counted meanwhile."""
    line("sweep", code=4, THOIHAN_MAIL="smtp://127.0.0.1:1?security=none")
    line.on("2025-07-29")
    line("sweep", code=4, THOIHAN_MAIL="smtp://127.0.0.1:1?security=none")
    found, said = line.json("status", code=3), line("status", code=3).out
    mail = found["channels"]["mail"]
    assert (mail["failing_since"][:10], mail["failures"], mail["well_at"]) == ("2025-07-28", 2, None)
    assert "127.0.0.1:1" in mail["fault"]
    assert "E-mail: nothing has gone since 08:00 28/07/2025, tried 2 time(s): " in said
    assert found["could_leave"]["messages"] == 1
    assert "Ready to be sent: 1 message(s), the oldest since 08:00 28/07/2025." in said
    line.on("2025-07-30")
    with serving(Office()) as port:
        line("sweep", THOIHAN_MAIL=f"smtp://127.0.0.1:{port}?security=none")
    found = line.json("status")
    assert (found["channels"]["mail"]["failing_since"], found["could_leave"]["messages"]) == (None, 0)
    assert "E-mail: last taken over at 08:00 30/07/2025." in line("status").out


def test_nobody_is_told_before_the_day_is_swept(work: Work, line: CommandLine) -> None:
    """Unless that fails: then what waits leaves all the same, and the failure is said."""
    assert work.send()
    assert not list((line.folder / "mail").glob("new/*"))
    assert work.sweep()
    work.noted(running.SWEEP, None)
    assert work.send()
    assert len(list((line.folder / "mail").glob("new/*"))) == 1
    assert not work.send()
    assert not work.sweep()
    work.measure()
    assert 'thoihan_messages{status="sent"} 1\n' in (line.folder / "thoihan.prom").read_text(encoding="utf-8")


def test_a_part_that_fails_leaves_the_others_at_work(
    work: Work, line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And `status` says since when it fails, until it goes well again."""
    monkeypatch.setattr(running, "day_swept", lambda *_args: 1 // 0)
    with pytest.raises(ZeroDivisionError) as raised:
        work.sweep()
    work.noted(running.SWEEP, raised.value)
    assert work.send()
    work.noted(running.SEND, None)
    found, said = line.json("status", code=3), line("status", code=3).out
    assert (found["parts"]["sweep"]["failures"], found["parts"]["send"]["failing_since"]) == (1, None)
    assert "`thoihan run`, sweeping the day: has failed since 08:00 28/07/2025, 1 time(s) running:" in said
    assert "ZeroDivisionError at test_running.py:" in said
    assert "`thoihan run`, sending messages: last at 08:00 28/07/2025." in said
    work.noted(running.SWEEP, None)
    assert line.json("status")["parts"]["sweep"]["failing_since"] is None


def test_reminders_that_are_late_are_said_to_be(line: CommandLine) -> None:
    """Since the sending hours of their day, or of the next working day; `--metrics` writes the numbers."""
    line("sweep")
    line.on("2025-08-24")  # a Sunday
    line.more = {"THOIHAN_SENDING_HOURS": "07:00-21:00"}
    line("sweep")
    assert line.json("status")["reminders_late"] is None
    line.on("2025-08-25")
    assert line.json("status")["reminders_late"]["seconds"] in range(3_600, 3_610)
    assert "Reminders are late: they could have been sent since 07:00 25/08/2025, 60 minute(s)" in line("status").out
    assert line("status", "--metrics", str(line.folder / "x.prom")).out == ""
    assert "thoihan_reminders_late_seconds 36" in (line.folder / "x.prom").read_text(encoding="utf-8")
