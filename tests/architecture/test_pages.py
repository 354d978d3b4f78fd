"""The pages that say where things stand name files that are there, and every room."""

import ast
import re
from pathlib import Path

import pytest

from tests.tools.rooms import PACKAGES, ROOT, floors, rooms

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ENGINE = ast.get_docstring(ast.parse((ROOT / "engine" / "__init__.py").read_text(encoding="utf-8"))) or ""
WAY = ARCHITECTURE.split("## How an event becomes a message")[1].split("\n## ")[0]
NAMED = re.compile(r"`((?:engine|rules|events|adapters|docs|tests|scripts)/[\w./*-]+)`")
STEP = re.compile(r"`([a-z]+(?:[/.][a-z_]+)+)`")
OF_DOCS = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "vi").glob("*.md")]
PAGES = ["CONTRIBUTING.md", "README.md", "README.vi.md", *(str(path.relative_to(ROOT)) for path in OF_DOCS)]


def rooms_of(package: str) -> list[str]:
    """The folders of a package that hold modules, and the modules beside them."""
    folders = [path.name for path in (ROOT / package).iterdir() if list(path.glob("*.py"))]
    return [*folders, *(path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__")]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_files_that_a_page_names_are_there(page: str) -> None:
    """A file or folder that a page names exists, and so does every page that it leads to."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = [name for name in NAMED.findall(text) if "…" not in name]
    assert [name for name in named if not (list(ROOT.glob(name)) or Path(ROOT, f"{name}.py").exists())] == []
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^):]+)\)", text)]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


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


def test_rooms_stand_on_the_floors_that_the_page_says() -> None:
    """A room of the engine stands in the row of its floor, as the imports have it."""
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", ARCHITECTURE, re.MULTILINE)
    on = floors(rooms("engine"))
    said = {name: int(floor) for floor, names, files in rows for name in re.findall(r"\w+", f"{names} {files}")}
    assert {name: said.get(name) for name in on} == on


@pytest.mark.parametrize("name", sorted({*STEP.findall(WAY), *STEP.findall(ENGINE)}))
def test_each_step_of_an_event_is_a_file(name: str) -> None:
    """A room and its file, as the architecture and the engine's own docstring name them on the way, are there."""
    path = name.replace(".", "/")
    places = [Path(ROOT, f"{path}.py"), Path(ROOT, "engine", f"{path}.py"), Path(ROOT, "engine", f"{path}")]
    of_a_module = [Path(ROOT, below, f"{path.rpartition('/')[0]}.py") for below in ("", "engine")]
    assert any(place.exists() for place in (*places, *of_a_module))


def test_twelve_questions_have_a_file_each() -> None:
    """The table of questions in CONTRIBUTING has twelve rows, each with one file, and one hop from there at most."""
    table = CONTRIBUTING.split("| question | file | from there |")[1].split("\n\n")[0]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if "?" in row]
    assert len(rows) == 12
    assert all(len(NAMED.findall(row[1])) == 1 for row in rows)


def test_no_merge_is_left_half_done() -> None:
    """No page, and no piece of the program, has the marks of two versions that nobody has put together."""
    marks = "<" * 7 + " ", ">" * 7 + " "
    files = [
        path for of in ("docs", "adapters", "engine", "events", "rules", "tests") for path in (ROOT / of).rglob("*")
    ]
    texts = [ROOT / "CHANGELOG.md", *(path for path in files if path.suffix in {".md", ".py", ".po", ".yaml", ".toml"})]
    found = [path for path in texts if any(line.startswith(marks) for line in path.read_text("utf-8").splitlines())]
    assert found == []
