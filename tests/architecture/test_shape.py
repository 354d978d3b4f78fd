"""The code keeps the shape that CONTRIBUTING.md describes."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.tools.rooms import PACKAGES, ROOT, circle, floors, modules, rooms, sources, tree

SOURCES = tuple(sources().values())
TEXTS = sorted(
    path
    for pattern in ("*.md", "*.toml", "Makefile", ".ci/run", "docs/**/*.md", "requirements/*.txt", "scripts/*.sh")
    for path in ROOT.glob(pattern)
)


Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef | ast.Module
OPENERS = {"What", "Whether", "Those", "Where", "Who"}


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_fit_in_view() -> None:
    """The median function has at most 9 lines, nine in ten at most 15, and none over 45."""
    lengths = sorted(lines(node) for path in SOURCES for node in functions(path))
    assert statistics.median(lengths) <= 9
    assert lengths[int(len(lengths) * 0.9)] <= 15
    long = {f"{p.relative_to(ROOT)}:{n.name}": lines(n) for p in SOURCES for n in functions(p) if lines(n) > 45}
    assert not long


def test_modules_hold_one_idea() -> None:
    """No module has more than 385 lines."""
    assert not {str(p.relative_to(ROOT)): n for p in SOURCES if (n := p.read_text(encoding="utf-8").count("\n")) > 385}


def test_folders_can_be_taken_in_at_a_glance() -> None:
    """No folder holds more than 14 modules, the pieces of the grammar of phrases and the steps of the schema aside."""
    of_folders = Counter(path.relative_to(ROOT).parent.as_posix() for path in SOURCES if path.name != "__init__.py")
    aside = ("rules/phrases", "events/database/migrations/versions")
    assert {name: n for name, n in of_folders.items() if n > 14 and name not in aside} == {}


def test_no_module_imports_itself_by_a_detour() -> None:
    """There is no circle of imports, through whichever of the packages."""
    assert circle(modules()) == ()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_imports_itself_by_a_detour(package: str) -> None:
    """There is no circle between the rooms of a package, which are its folders and the files beside them."""
    assert circle(rooms(package)) == ()


def test_the_engine_has_few_rooms_on_few_floors() -> None:
    """The engine has at most 20 rooms on at most 10 floors; a room stands one above the highest that it imports."""
    assert len(rooms("engine")) <= 20
    assert max(floors(rooms("engine")).values()) <= 10


def test_public_names_say_what_they_do() -> None:
    """Every module, and every public class, function and method, has a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', '')}"
        for path in SOURCES
        if path.stat().st_size > 1
        for node in public(path)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def public(path: Path) -> Iterator[Documented]:
    """The module and what it offers: nothing that begins with an underscore, nor what lies within such a thing."""
    yield tree(path)
    if path.stem == "__init__" or not path.stem.startswith("_"):
        yield from _offered(tree(path))


def _offered(holder: ast.Module | ast.ClassDef) -> Iterator[Documented]:
    for node in holder.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if len(node.body) > 2:  # a bare pair of fields under a documented union says enough by its name
                yield node
            yield from _offered(node)


def test_public_names_are_all_looked_at(tmp_path: Path) -> None:
    """Functions, methods of a class or a protocol and properties count as public, at any depth of classes."""
    source = tmp_path / "some.py"
    source.write_text(
        "def one(): ...\nasync def two(): ...\ndef _own():\n def inner(): ...\nclass _Own:\n def own(self): ...\n"
        "class Ours(Protocol):\n def three(self): ...\n def __len__(self): ...\n @property\n def four(self): ...\n"
        " class Within:\n  x = 1\n  def five(self): ...\n"
    )
    found = [getattr(node, "name", "module") for node in public(source)]
    assert found == ["module", "one", "two", "Ours", "three", "four", "five"]


def test_docstrings_open_with_what_the_reader_gets() -> None:
    """At most one docstring in twenty opens with What, Whether, Those, Where or Who."""
    said = [(path, text) for path in SOURCES for node in ast.walk(tree(path)) if (text := _docstring(node))]
    found = [f"{path.relative_to(ROOT)}: {text.splitlines()[0]}" for path, text in said if text.split()[0] in OPENERS]
    assert len(found) <= 0.05 * len(said), "\n".join(found)


def _docstring(node: ast.AST) -> str | None:
    return ast.get_docstring(node) if isinstance(node, Documented) else None


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_names_a_registry_host_or_a_machine_path(path: Path) -> None:
    """What is committed works on any machine."""
    host = re.compile(r"py[p]i\.org|pythonh[o]sted|npm[j]s\.|deb\.d[e]bian|/(?:work|root)/[a-z]")
    found = [line for line in path.read_text(encoding="utf-8").splitlines() if host.search(line)]
    assert not found


def test_decisions_are_numbered_once() -> None:
    """No two records of decisions share a number."""
    numbers = sorted(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers
    assert all(one != other for one, other in pairwise(numbers))
