"""The pages that say where things stand name files that are there, and every room."""

import re
from pathlib import Path

import pytest

from tests.tools.rooms import PACKAGES, ROOT

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:engine|rules|events|adapters)/[\w./]+)`")


def rooms_of(package: str) -> list[str]:
    """The folders of a package that hold modules, and the modules beside them."""
    folders = [path.name for path in (ROOT / package).iterdir() if list(path.glob("*.py"))]
    return [*folders, *(path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__")]


@pytest.mark.parametrize("name", sorted({*NAMED.findall(CONTRIBUTING), *NAMED.findall(ARCHITECTURE)}))
def test_the_files_that_are_named_are_there(name: str) -> None:
    """A file or folder that CONTRIBUTING or the architecture names exists."""
    assert Path(ROOT, name).exists() or Path(ROOT, f"{name}.py").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_is_on_the_page(package: str) -> None:
    """Whoever has read the architecture has met every room of every package."""
    words = set(re.findall(r"[\w.]+", ARCHITECTURE))
    assert not [room for room in rooms_of(package) if room not in words]


@pytest.mark.parametrize("room", sorted(path for path in (ROOT / "engine").iterdir() if list(path.glob("*.py"))))
def test_every_file_of_the_engine_is_on_the_page(room: Path) -> None:
    """The architecture names each file in each room of the engine."""
    words = set(re.findall(r"\w+", ARCHITECTURE))
    assert not [path.stem for path in room.glob("*.py") if path.stem not in words | {"__init__"}]


def test_twelve_questions_have_a_file_each() -> None:
    """The table of questions in CONTRIBUTING has its twelve rows, each with a file."""
    table = CONTRIBUTING.split("| question | file |")[1].split("\n\n")[0]
    rows = [row for row in table.splitlines() if "?" in row]
    assert len(rows) == 12
    assert all(NAMED.search(row) for row in rows)
