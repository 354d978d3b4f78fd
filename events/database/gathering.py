"""All that is asked of one plan at once: its tasks, the dues that these bear, its facts, read by a single statement.

Rows of three kinds come in one shape: the number of the question that they answer, then numbers, then texts, as many as
the widest kind has. The text of the statement is made once; however much is asked for, it stays the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, get_type_hints

from sqlalchemy import Connection

from events.database.dialects import POSTGRES
from events.rows import EVERY_PLAN, ROW_KINDS, DueRow, FactRow, TaskRow
from events.store import Asked, Gathered, Places

_KINDS: Mapping[str, type[tuple[Any, ...]]] = {"task": TaskRow, "due": DueRow, "fact": FactRow}


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of a kind of row, in the order in which they are read: numbers, then texts."""

    numbers: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, row: type[tuple[Any, ...]]) -> "_Shape":
        hints = get_type_hints(row)
        numbers = tuple(name for name, kind in hints.items() if kind is int)
        return cls(numbers, tuple(name for name in hints if name not in numbers))


_SHAPES = {name: _Shape.of(row) for name, row in _KINDS.items()}
_NUMBERS, _TEXTS = (max(len(getattr(shape, of)) for shape in _SHAPES.values()) for of in ("numbers", "texts"))

# The questions, in the order in which their answers are given: (table, where its rows are found).
_WIDE, _NARROW, _BORNE, _SHARED, _NEARBY, _PLACED = range(6)


def gathered(connection: Connection, plan: str, asked: Asked) -> Gathered:
    """The answers to all that is asked of a plan."""
    dialect = connection.dialect.name
    found: list[list[tuple[Any, ...]]] = [[], [], [], [], [], []]
    for row in connection.exec_driver_sql(_statement(dialect), _parameters(dialect, plan, asked)):
        found[row[0]].append(row)
    wide, narrow, borne, *facts = (
        sorted(map(_maker(table), rows), key=itemgetter(slice(ROW_KINDS[table].key)))
        for table, rows in zip(("task", "task", "due", "fact", "fact", "fact"), found, strict=True)
    )
    return Gathered(
        tasks=[*wide, *narrow], dues={due.key: due for due in borne}, facts=[fact for of in facts for fact in of]
    )


@lru_cache
def _maker(table: str) -> Callable[[Any], Any]:
    """What makes a row of a table of one that was read."""
    shape = _SHAPES[table]
    at = {name: place for place, name in enumerate(shape.numbers, 1)}
    at |= {name: place for place, name in enumerate(shape.texts, 1 + _NUMBERS)}
    own, make = itemgetter(*(at[name] for name in ROW_KINDS[table].columns)), _KINDS[table]._make  # type: ignore[attr-defined]
    return lambda row: make(own(row))


# --- the statement ----------------------------------------------------------------------------------------------------


@lru_cache
def _statement(dialect: str) -> str:
    among, pairs = (_among_arrays, _among_pairs) if dialect == POSTGRES else (_among_json, _among_json_pairs)
    own, shared = f"plan = {_mark(dialect, 'plan')}", f"plan IN ({_mark(dialect, 'plan')}, '{EVERY_PLAN}')"
    wide, narrow = f"{own} AND rule {among('rules')}", f"{own} AND (rule, unit) IN {pairs('tasks')}"
    borne = f"{own} AND key IN (SELECT due_key FROM borne)"  # noqa: S608 - our own names, here and below
    questions = (
        _reading(_BORNE, "due", borne),
        _reading(_SHARED, "fact", f"{shared} AND signal {among('signals')}"),
        _reading(_NEARBY, "fact", f"{shared} AND signal {among('nearby')} AND unit {among('near')}"),
        _reading(_PLACED, "fact", f"{own} AND (signal, unit) IN {pairs('facts')}"),
    )
    first = f"SELECT {_WIDE} AS asked, task.* FROM task WHERE {wide}"  # noqa: S608
    second = f"SELECT {_NARROW}, task.* FROM task WHERE {narrow}"  # noqa: S608
    tasks = _reading("asked", "task", of="borne")
    return f"WITH borne AS ({first} UNION ALL {second}) " + " UNION ALL ".join((tasks, *questions))


def _reading(question: int | str, table: str, where: str = "", of: str = "") -> str:
    """The part of the statement that answers one question."""
    shape = _SHAPES[table]
    numbers = [f'"{name}"' for name in shape.numbers] + ["CAST(NULL AS INTEGER)"] * (_NUMBERS - len(shape.numbers))
    texts = [f'"{name}"' for name in shape.texts] + ["CAST(NULL AS TEXT)"] * (_TEXTS - len(shape.texts))
    columns = ", ".join((str(question), *numbers, *texts))
    return f"SELECT {columns} FROM {of or table}" + (f" WHERE {where}" if where else "")  # noqa: S608


def _mark(dialect: str, name: str) -> str:
    return f"%({name})s" if dialect == POSTGRES else f":{name}"


def _among_arrays(name: str) -> str:
    return f"= ANY(%({name})s::text[])"


def _among_json(name: str) -> str:
    return f"IN (SELECT value FROM json_each(:{name}))"  # noqa: S608


def _among_pairs(name: str) -> str:
    return f"(SELECT * FROM unnest(%({name})s::text[], %({name}_units)s::text[]))"  # noqa: S608


def _among_json_pairs(name: str) -> str:
    return f"(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:{name}))"  # noqa: S608


def _parameters(dialect: str, plan: str, asked: Asked) -> dict[str, Any]:
    """Lists as the statement takes them, each as one value however long it is."""
    lists = {name: list(getattr(asked, name)) for name in ("rules", "signals", "nearby", "near")}
    places = {name: _pairs(getattr(asked, name)) for name in ("tasks", "facts")}
    if dialect == POSTGRES:
        firsts = {name: [one for one, _ in pairs] for name, pairs in places.items()}
        units = {f"{name}_units": [unit for _, unit in pairs] for name, pairs in places.items()}
        return {"plan": plan, **lists, **firsts, **units}
    values = {**lists, **places}
    return {"plan": plan, **{name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}}


def _pairs(places: Places) -> list[tuple[str, str]]:
    return [(what, unit) for what, units in places.items() for unit in units]
