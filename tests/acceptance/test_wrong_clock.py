"""A clock that is wrong, and a plan that cannot be swept: what the commands say and do, and that all heals."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.bootstrap import opened
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.run import Work
from engine.counting import conventions
from engine.counting.conventions import Convention
from engine.memo import Memo
from tests import command_line
from tests.command_line import CommandLine
from tests.worlds import plan_text

RULES: list[dict[str, object]] = [{"due": "by 2025-08-20"}, {"due": "every month by day 25"}]


def office(folder: Path) -> CommandLine:
    """Two plans in force on 5 August 2025, which has been swept."""
    line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    units = "code,name,kind,parent\nvn,Trung ương,central,\n12,Tỉnh,province,vn\nc1,Xã,commune,12\n"
    (folder / "don-vi.csv").write_text(units, encoding="utf-8")
    line("units", "add", str(folder / "don-vi.csv"))
    for name, convention in (("mot", "vn-election"), ("hai", "vn-civil-code")):
        (folder / f"{name}.yaml").write_text(plan_text(RULES, plan=name, convention=convention), encoding="utf-8")
        line("plan", "add", str(folder / f"{name}.yaml"))
    line.on("2025-08-05")
    line("sweep", code=4)  # nobody has an address
    return line


def states(line: CommandLine) -> dict[str, tuple[str, str]]:
    """The tasks that are not closed, with their dates."""
    return {one["id"]: (one["state"], one["due"]) for one in line.json("tasks") if one["state"] != "closed"}


def test_a_leap_waits_for_a_word_and_a_wrong_day_is_taken_back(tmp_path: Path) -> None:
    """A leap is refused, and said in `status`; with the word it is swept; taken back, all is as it was before."""
    line = office(tmp_path)
    before = states(line)
    line.on("2030-08-11")
    assert "leap from 05/08/2025 to 11/08/2030" in line("sweep", code=1).err
    found = line.json("status", code=3)
    assert (found["swept"], found["today"]) == ("2025-08-05", "2030-08-11")
    assert "sweep --leap" in found["refused"]
    line("sweep", "--leap", code=4)
    assert line.json("status")["swept"] == "2030-08-11"
    assert states(line) != before

    line.on("2025-08-06")
    assert "swept up to 11/08/2030" in line("sweep", code=1).err
    assert line.json("status", code=3)["refused"]
    line("sweep", "--take-back", "--dry-run")
    assert line.json("status", code=3)["swept"] == "2030-08-11"
    taken_back = line("sweep", "--take-back", code=4)  # who is told of what is overdue has no address
    assert "are taken back" in taken_back.out
    assert line.json("status")["swept"] == "2025-08-06"
    assert states(line) == before
    assert "no day after" in line("sweep", "--take-back", code=1).err.lower()
    line("verify")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Commands meet a fault where something is counted in the plan `mot`, or, mended, no longer do."""

    def convention(name: str) -> Convention:
        if name == "vn-election":
            raise KeyError(name)
        return conventions.get(name)

    def make(broken: bool) -> None:
        of_plan = convention if broken else conventions.get
        tools = replace(command_line.TOOLS, convention=of_plan, memo=Memo())
        monkeypatch.setattr(command_line, "TOOLS", tools)

    return make


def test_a_fault_in_one_plan_does_not_stop_the_day(tmp_path: Path, faulty: Callable[[bool], None]) -> None:
    """The others are swept; `sweep` and `status` name the plan, its day and its fault; mended, it catches up."""
    line = office(tmp_path)
    faulty(True)
    line.on("2025-09-02")
    said = line.json("sweep", "--dry-run", code=3)
    assert line.json("status")["swept"] == "2025-08-05"
    swept = line("sweep", code=4)  # messages could not go either, which weighs more
    assert "“mot” could not be swept" in swept.err
    found = line.json("status", code=3)
    assert found["swept"] == "2025-09-02"
    assert said["left_out"] == found["left_out"]
    [left] = found["left_out"]
    assert (left["plan"], left["since"]) == ("mot", "2025-08-05")
    assert left["fault"].startswith("KeyError at test_wrong_clock.py:")
    assert "hai/R2/12/2025-09" in states(line)
    assert "mot/R2/12/2025-09" not in states(line)

    again = line("sweep", code=3)
    assert "has been swept already" in again.out
    line.on("2025-09-03")
    line("sweep", code=4)
    assert line.json("status", code=3)["left_out"][0]["since"] == "2025-08-05"

    faulty(False)
    assert line.json("sweep", code=4)["left_out"] == []
    assert line.json("status")["left_out"] == []
    found_late = states(line)
    own = {name: state for name, state in found_late.items() if name.startswith("mot")}
    assert {name.replace("hai", "mot"): state for name, state in found_late.items()} == own
    line("verify")


def test_what_no_single_plan_is_to_blame_for_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sweep fails without any plan too, nothing is recorded, and the fault is told as the program's."""
    line = office(tmp_path)
    monkeypatch.setattr(command_line, "TOOLS", replace(command_line.TOOLS, memo=None))  # type: ignore[arg-type]  # on purpose
    line.on("2025-08-06")
    line("sweep", code=70)


def ticks(line: CommandLine) -> tuple[Work, io.StringIO, io.StringIO, object]:
    """What `thoihan run` does at each tick, and what it says."""
    out, err = io.StringIO(), io.StringIO()
    environ = {
        "THOIHAN_DATABASE_URL": line.url,
        "THOIHAN_MAIL": f"maildir:{line.folder / 'mail'}",
        "THOIHAN_SMS": f"spool:{line.folder / 'sms'}",
        "THOIHAN_HOLD_MINUTES": "0",
        "THOIHAN_SENDING_HOURS": "always",
    }
    terminal = Terminal(lang="en", out=out, err=err)
    here = Invocation(terminal=terminal, environ=environ, clock=line.clock, stdin=io.StringIO(), tools=None)
    manager = opened(environ, clock=line.clock, wired=command_line.TOOLS)
    return Work(here, manager.__enter__()), out, err, manager


def test_run_waits_for_a_word_and_says_so_once_a_day(tmp_path: Path, faulty: Callable[[bool], None]) -> None:
    """`run` alerts of a refused day, and of a plan left out, once a day each, and goes on by itself."""
    line = office(tmp_path)
    faulty(True)
    tick, out, err, _ = ticks(line)
    line.on("2030-08-11")
    tick.sweep()
    tick.sweep()
    assert err.getvalue().count("leap from") == 1
    assert out.getvalue() == ""
    line.on("2030-08-12")
    tick.sweep()
    assert err.getvalue().count("leap from") == 2

    line.on("2025-09-02")
    for _ in range(3):
        tick.sweep()
    assert err.getvalue().count("“mot” could not be swept") == 1
    assert "02/09/2025: tasks that began" in out.getvalue()
