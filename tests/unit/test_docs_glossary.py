"""The glossary has the words of the code where they stand."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w.]+)` \| ([^|]*)\| ([^|]+) \| `([\w/]+\.py)` \|$", TEXT, re.MULTILINE)
EXPECTED = {
    *("Plan", "Milestone", "Event", "Entry", "Brought", "Meaning", "Fact", "Topic", "TaskRow", "TaskRule", "Offset"),
    *("Calendar", "Convention", "Due", "Receipt", "Decision", "Change", "MessageRow", "Batch", "Scope", "Snapshot"),
    *("Memo", "Conflict", "Basis", "Transition", "Review", "Recount", "Outcome", "Group", "SomeOf", "digest", "claim"),
    *("Service.record", "Service.replay", "Lapse", "NOTICES", "Units", "UnitRow", "Every", "Across", "Because"),
    *("LogReader", "Nested", "Transactions"),
}
"""Words without which nobody reads the engine."""


def defined(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    """The names that a module or a class defines; those of methods behind their class."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
            yield from (f"{node.name}.{name}" for name in defined(node))
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


@pytest.mark.parametrize(("word", "file"), [(word, file) for word, _, _, file in ROWS])
def test_the_word_is_defined_where_the_glossary_says(word: str, file: str) -> None:
    """Each word is a class, function, method or constant of the file in its row."""
    names = set(defined(ast.parse((ROOT / file).read_text(encoding="utf-8"))))
    assert word in names or any(name.endswith(f".{word}") for name in names)


def test_the_words_are_sorted_and_stand_once() -> None:
    """A word is found by its letters, and no row is passed over by these tests."""
    words = [word.casefold() for word, *_ in ROWS]
    assert words == sorted(set(words))
    table = TEXT.split("|---|---|---|---|\n")[1].split("\n\n")[0]
    assert len(ROWS) == len(table.strip().splitlines())
    assert {word for word, *_ in ROWS} >= EXPECTED


def test_other_files_that_are_named_are_there() -> None:
    """A file that the glossary names beside its table exists."""
    assert all((ROOT / name).is_file() for name in re.findall(r"`([\w/]+\.py)`", TEXT))


def test_a_class_of_two_files_names_them_both() -> None:
    """Where another file has a public class of the same name, the row of the word names that file too."""
    files: dict[str, set[str]] = {}
    for package in ("adapters", "engine", "events", "rules"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    files.setdefault(node.name, set()).add(path.relative_to(ROOT).as_posix())
    silent = {
        word for word, _, meaning, file in ROWS for other in files.get(word, {file}) - {file} if other not in meaning
    }
    assert silent == set()
