"""Objects of a database by what they are called, each with what it is; and two such lists held against each other."""

from collections.abc import Mapping
from typing import NamedTuple

Objects = Mapping[str, str]
"""By kind and name (`index task_by_unit`), the definition in a form that both sides write alike."""


class Compared(NamedTuple):
    """Objects that should be there and are not, that are other than they should be, and that nobody of us made."""

    missing: tuple[str, ...]
    altered: tuple[str, ...]
    foreign: tuple[str, ...]


def compared(expected: Objects, found: Objects) -> Compared:
    """Hold what is found against what is expected; what belongs to a table is not named beside a table of that list."""
    return Compared(
        missing=_only_here(expected, found),
        altered=tuple(name for name in expected if name in found and found[name] != expected[name]),
        foreign=tuple(sorted(_only_here(found, expected))),
    )


def _only_here(here: Objects, there: Objects) -> tuple[str, ...]:
    names = [name for name in here if name not in there]
    tables = {name.removeprefix(_TABLE) for name in names if name.startswith(_TABLE)}
    return tuple(name for name in names if name.startswith(_TABLE) or not tables.intersection(_words(name, here[name])))


def _words(name: str, definition: str) -> list[str]:
    """Where the table stands to which it belongs: `column task.rule`, `key of task`, and `index x` by `task (rule)`."""
    return [*name.replace(".", " ").split(), *definition.split()[:1]]


_TABLE = "table "
