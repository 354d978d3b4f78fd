"""What is at hand: who records is asked once, narrow terminals break no id, events are of what people know."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.cli.frame.running import run
from tests.acceptance.test_cli_register import PLACES, ROWS, UNITS
from tests.command_line import TOOLS, CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text


class Sitting(io.StringIO):
    """A terminal with somebody before it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan in force, spoken to in Vietnamese."""
    made = CommandLine(tmp_path, database_url, more={"THOIHAN_LANG": "vi"})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, PLACES))
    return made


@pytest.fixture
def sitting(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Type a command at a terminal of 80 places, without a setting for who records, and answer what it asks."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")

    def typed(*argv: str, answer: str = "") -> str:
        said = Sitting()
        environ = {"THOIHAN_DATABASE_URL": line.url, "HOME": str(line.folder), "USER": "may-1"}
        run(argv, environ, clock=line.clock, tools=TOOLS, stdin=Sitting(answer), out=said, err=said)
        return said.getvalue()

    return typed


def test_who_records_is_asked_once(line: CommandLine, sitting: Callable[..., str]) -> None:
    """Name and office are kept in the settings and stand in the log; nobody is asked again, nor by a dry run."""
    log = ("log", "province", "--planned", "--on", "2025-09-05")
    assert "Ai ghi nhận" not in sitting(*log, "--dry-run")
    said = sitting(*log, answer="Người trực\nVăn phòng Tỉnh ủy\n")
    assert "Ai ghi nhận" in said
    assert "Người trực (Văn phòng Tỉnh ủy)" in said
    assert "Ai ghi nhận" not in sitting("withdraw", "mốc province")
    assert {one["actor"] for one in line.json("events", "--last", "2")} == {"Người trực (Văn phòng Tỉnh ủy)"}
    assert "officer" not in sitting("init", "--who", "Người khác")
    assert 'actor = "Người khác"\n' in (line.folder / ".config/thoihan/thoihan.toml").read_text(encoding="utf-8")


def test_a_narrow_terminal_breaks_no_id_and_no_day(line: CommandLine, sitting: Callable[..., str]) -> None:
    """Events and tasks in 80 places: whole ids, days and positions; titles, not codes."""
    line("log", "province", "--on", "2025-07-21")
    line("done", "ke-hoach/R1/btc", "--on", "2025-07-21")
    events = sitting("events")
    assert all(len(one) <= 80 for one in events.splitlines())
    assert "21/07/2025" in events.split()
    flat = " ".join(events.split())
    assert ("Mốc" in flat, "province" in flat, "ke-hoach/R1" in flat) == (True, True, False)
    wide = line("events").out
    assert ("task.done/" in wide, "ke-hoach/R1" in wide) == (True, False)
    tasks = sitting("tasks").split()
    assert {"ke-hoach/R1/btc", "ke-hoach/R2/btc", "10/08/2025"} <= {*tasks}


def test_a_correction_says_which_reports_turn(line: CommandLine) -> None:
    """How many are late by it, and how many in time; a postponement without a day says which one is meant."""
    line.on("2025-09-01")
    line("log", "commune", "--unit", "x1", "--on", "2025-08-01")
    line("done", "ke-hoach/R4/x1", "--on", "2025-08-08")
    assert "từ đúng hạn nay thành quá hạn: 1" in line("correct", "mốc commune", "--on", "2025-07-31").out
    assert "từ quá hạn nay thành đúng hạn: 1" in line("correct", "từng xã", "--on", "2025-08-07").out
    assert "--planned" in line("log", "province", "--postponed", code=2).err
