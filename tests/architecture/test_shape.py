"""The code keeps the shape that CONTRIBUTING.md describes."""

import ast
import re
import statistics
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "rules", "events", "adapters")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEXTS = sorted(
    path
    for pattern in ("*.md", "*.toml", "Makefile", ".ci/run", "docs/**/*.md", "requirements/*.txt", "scripts/*.sh")
    for path in ROOT.glob(pattern)
)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_fit_in_view() -> None:
    """The median function has at most 9 lines, nine in ten under 30, and none over 45."""
    lengths = sorted(lines(node) for path in SOURCES for node in functions(path))
    assert statistics.median(lengths) <= 9
    assert lengths[int(len(lengths) * 0.9)] < 30
    long = {f"{p.relative_to(ROOT)}:{n.name}": lines(n) for p in SOURCES for n in functions(p) if lines(n) > 45}
    assert not long


def test_modules_hold_one_idea() -> None:
    """No module has more than 400 lines."""
    assert not {str(p.relative_to(ROOT)): n for p in SOURCES if (n := p.read_text(encoding="utf-8").count("\n")) > 400}


def test_public_names_say_what_they_do() -> None:
    """Every module, public class and public function has a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'name', '')}"
        for path in SOURCES
        if path.stat().st_size > 1
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _public(node) and not ast.get_docstring(node)  # type: ignore[arg-type]  # _public narrows it
    ]
    assert not silent


def _public(node: ast.AST) -> bool:
    if isinstance(node, ast.Module):
        return True
    if isinstance(node, ast.ClassDef):
        return not node.name.startswith("_") and bool(node.body) and _own_words_needed(node)
    return False


def _own_words_needed(node: ast.ClassDef) -> bool:
    # A bare pair of fields under a union that is documented as a whole says enough by its name.
    return len(node.body) > 2


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
