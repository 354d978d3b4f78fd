"""What docs/api.md says may be imported is there, and its examples run."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from events import making

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
    assert set(imported()) - {("events", "making")} <= set(PUBLIC)
    assert all(hasattr(making, name) for _, name in taken)
