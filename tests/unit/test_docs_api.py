"""What docs/api.md says may be imported is there, and its examples run."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import get_annotations, isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from events import making
from events.course import making as course
from events.documents import making as documents
from events.event import Event

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\|(?:[^|]*\|)? `([\w.]+)` \| ((?:`\w+`,? ?)+)", re.MULTILINE)
PUBLIC = sorted({(module, name) for module, names in ROW.findall(TEXT) for name in re.findall(r"\w+", names)})


def imported() -> Iterator[tuple[str, str]]:
    """What the examples import of ours, as (module, name)."""
    for node in ast.walk(ast.parse("".join(BLOCKS))):
        if isinstance(node, ast.ImportFrom) and node.module != "datetime":
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_what_is_public_is_there_and_documented(module: str, name: str) -> None:
    """Each name on the page can be imported from where the page says, and has a docstring of its own."""
    offered = getattr(import_module(module), name)
    assert offered.__module__ == module
    assert offered.__doc__
    assert not offered.__doc__.startswith(f"{name}(")


def test_every_row_of_the_page_is_read() -> None:
    """The tables name the modules of all four packages, and no row of them is passed over by these tests."""
    rows = [line for line in TEXT.splitlines() if re.match(r"^\|.*`(adapters|engine|events|rules)\.[\w.]+` \|", line)]
    assert len(ROW.findall(TEXT)) == len(rows) > 30
    assert {module.split(".")[0] for module, _ in PUBLIC} == {"adapters", "engine", "events", "rules"}


def test_the_examples_run_one_after_the_other() -> None:
    """Each block of Python runs after the one before, in one namespace, and what it asserts holds."""
    names: dict[str, Any] = {}
    assert len(BLOCKS) > 5
    for block in BLOCKS:
        exec(block, names)
    assert names["answer"].safe <= names["answer"].due


def test_the_examples_use_nothing_but_what_is_public() -> None:
    """A name that an example imports, or takes of `events.making`, is on the page's list."""
    taken = {("events.making", name) for name in re.findall(r"making\.(\w+)", "".join(BLOCKS))}
    assert set(imported()) - {("events", "making")} | taken <= set(PUBLIC)


def test_every_event_that_can_be_made_is_public() -> None:
    """No function that makes an event is missing from the page."""
    modules = making, course, documents
    makers = {(of.__name__, name) for of in modules for name, made in vars(of).items() if _makes_events(of, name, made)}
    assert makers - {("events.making", "made")} <= set(PUBLIC)


def _makes_events(of: ModuleType, name: str, made: object) -> bool:
    if not isfunction(made) or made.__module__ != of.__name__ or name.startswith("_"):
        return False
    return get_annotations(made).get("return") is Event


def test_errors_stand_in_the_table_and_the_tree() -> None:
    """Each error of a public module is in the table, and in the tree below those that it is one of."""
    listed = {(module, name) for module, name in PUBLIC if _is_error(module, name)}
    for module in {module for module, _ in listed}:
        there = {name for name in vars(import_module(module)) if _is_error(module, name)}
        assert there - {name for of, name in listed if of == module} <= {"EventsError"}
    tree = TEXT.split("```text\nEventsError")[1].split("```")[0]
    above: list[tuple[int, str]] = [(0, "EventsError")]
    parents: dict[str, str] = {}
    for line in tree.strip("\n").splitlines():
        depth, names = len(line) - len(line.lstrip("│├└─ ")), re.findall(r"\w+", line)
        above = [one for one in above if one[0] < depth]
        parents |= {name: above[-1][1] for name in names if above}
        above.append((depth, names[-1]))
    errors = {name: getattr(import_module(module), name) for module, name in listed}
    assert parents == {name: error.__base__.__name__ for name, error in errors.items()}


def _is_error(module: str, name: str) -> bool:
    offered = getattr(import_module(module), name)
    return isinstance(offered, type) and issubclass(offered, Exception) and offered.__module__ == module
