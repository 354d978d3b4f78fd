"""A command loads what it needs, and no more: what is slow to load is slow at every start."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.benches import start
from adapters.settings import DATABASE

HERE = str(Path(start.__file__).parents[2])
"""What is tested: it may be another checkout than the one that is installed."""

TELLING = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
NEVER = {
    "numpy",
    "pydantic",
    "sqlmodel",
    "sqlalchemy.orm",
    "alembic",
    "rapidfuzz",
    "ruamel",
    "rich",
    "httpx",
    "apscheduler",
}
"""Libraries, and parts of them, that none of the commands below has a use for."""

NO_STORE = NEVER | {"sqlalchemy", "sqlite3", "pendulum", "durable", "engine.snapshot", "engine.service"}
ASKING = NEVER | {
    "durable",
    "sqlalchemy.dialects.postgresql",
    "engine.service",
    "engine.happenings",
    "rules.compiling",
    "lark",
}
RECORDING = NEVER | {"sqlalchemy.dialects.postgresql", "rules.compiling", "rules.plan_file", "lark"}

COMMANDS = {
    "version": (["--version"], NO_STORE | {"engine", "lark"}, 260),
    "help": (["--help"], NO_STORE - {"rich"} | {"engine", "lark"}, 390),
    "due": (["due", "2026-01-30", "30 working days before"], NO_STORE | {"lark"}, 270),
    "read": (["read", "Trước 30/7/2025"], NO_STORE - {"rapidfuzz"} | {"engine"}, 370),
    "tasks": (
        ["tasks", "--plan", "376-kh-tu"],
        ASKING | {"engine.decision", "engine.counting.due", "rules.language"},
        600,
    ),
    "explain": (["explain", "376-kh-tu/I.4/du-ubnd"], ASKING, 620),
    "log": (["log", "provincial_congress", "--on", "2025-09-26", "--unit", "12"], RECORDING, 650),
    "done": (["done", "376-kh-tu/I.4/du-ubnd", "--on", "2025-08-01"], RECORDING, 650),
}
"""For each command what it must not load, and how many modules it may load: a round number above today's."""


def ran(folder: Path, *argv: str) -> set[str]:
    """The modules that the program has loaded when it ends."""
    code = f"{TELLING}; from adapters.cli import main; main()"
    environ = {DATABASE: f"sqlite:///{folder / 'start.sqlite'}", "THOIHAN_LANG": "en", "PYTHONPATH": HERE}
    ended = subprocess.run(
        [sys.executable, "-c", code, *argv], capture_output=True, text=True, check=False, env=environ, cwd=folder
    )
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.split())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which a plan is in force."""
    folder = tmp_path_factory.mktemp("office")
    ran(folder, "init")
    ran(folder, "plan", "add", "376-kh-tu")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_only_what_it_needs(name: str, office: Path) -> None:
    """Each loads none of the libraries that it has no use for, and not many more modules than today."""
    argv, needless, most = COMMANDS[name]
    loaded = ran(office, *argv)
    assert {module for module in loaded if any(f"{module}.".startswith(f"{one}.") for one in needless)} == set()
    assert len(loaded) <= most


def test_what_starting_costs_is_told_for_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark measures each command with few plans and with many, and holds the worst against its target."""
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")  # to compile the program anew takes longer than to run it
    found = start.run(plans=2, rounds=1)
    commands, ratio = found["commands"], found["ratio"]
    assert isinstance(commands, dict)
    assert isinstance(ratio, float)
    assert set(commands) == set(start.TARGETS) == set(COMMANDS)
    worst = max(seconds / start.TARGETS[name] for name, costs in commands.items() for seconds in costs.values())
    assert ratio == pytest.approx(worst, abs=0.02)
    assert found["holds"] is (ratio <= 1)
