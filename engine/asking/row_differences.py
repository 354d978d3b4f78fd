"""Rows held against each other: as they are kept, and as the log gives them when they are built again."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from engine.asking.receipt_differences import without_engine
from events.rows import MessageRow
from events.states import to_a_program
from events.store import Session
from events.writes import CONCLUDED, TOLD

TABLES = (*CONCLUDED, *TOLD)
"""All that can be built again from the log."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that is not the same: as it is kept, and as the log gives it (None: there is none)."""

    kept: Row | None
    rebuilt: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifferences:
    """How many rows the log gives, by table, how many differ, and the first of these.

    `told_by_older`: so many messages were told by an older version of the program; they stand and are not compared.
    `pruned`: so many were removed after they were sent; that they are not there is no difference.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    differing: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[Difference]] = field(default_factory=dict)
    told_by_older: int = 0
    pruned: int = 0


def row_differences(kept: Session, rebuilt: Session, most: int) -> RowDifferences:
    """Every row of every table, but for what was told before the rows in `kept` were built anew; `most` are shown."""
    until = kept.rebuilt_at()
    mine, theirs = _Told.of(kept, until), _Told.of(rebuilt, until)
    pruned = kept.pruned()
    rows = {table: list(_differences(mine.compared(table), theirs.compared(table))) for table in TABLES}
    if pruned:
        rows |= _without_pruned(rows, kept, pruned)
    return RowDifferences(
        counts={table: sum(1 for _ in theirs.compared(table)) for table in TABLES},
        differing={table: len(these) for table, these in rows.items() if these},
        examples={table: these[:most] for table, these in rows.items() if these},
        told_by_older=mine.count,
        pruned=sum(pruned.values()),
    )


def _without_pruned(
    rows: Mapping[str, Sequence[Difference]], kept: Session, pruned: Mapping[int, int]
) -> dict[str, list[Difference]]:
    """The differences in what was told that are more than the messages which are known to have been removed."""
    missing = Counter(MessageRow(*one.rebuilt).position for one in rows["message"] if one.rebuilt)
    allowed = {position for position, count in missing.items() if count <= pruned.get(position, 0)}
    messages = [_without_rebuilt(one, allowed) for one in rows["message"]]
    needed = {MessageRow(*one.rebuilt).body_key for one in messages if one and one.rebuilt}
    needed |= {MessageRow(*row).body_key for row in kept.dump("message")}
    bodies = [one for one in rows["body"] if one.kept or (one.rebuilt and one.rebuilt[0] in needed)]
    return {"message": [one for one in messages if one], "body": bodies}


def _without_rebuilt(one: Difference, allowed: Collection[int]) -> Difference | None:
    """The difference without its rebuilt row, where that may be missing; None: then there is none."""
    if one.rebuilt and MessageRow(*one.rebuilt).position in allowed:
        return Difference(kept=one.kept, rebuilt=None) if one.kept else None
    return one


@dataclass(frozen=True, slots=True)
class _Told:
    """The rows of a store; `bodies` are those of the messages up to a position alone, `count` is how many these are."""

    session: Session
    until: int
    bodies: frozenset[str] = frozenset()
    count: int = 0

    @classmethod
    def of(cls, session: Session, until: int) -> "_Told":
        if not until:
            return cls(session, until)
        messages = [MessageRow(*row) for row in session.dump("message")]
        before = [one for one in messages if one.position <= until]
        later = {one.body_key for one in messages if one.position > until}
        return cls(session, until, frozenset(one.body_key for one in before) - later, len(before))

    def compared(self, table: str) -> Iterator[Row]:
        """The rows of a table that are compared; which version first came to a due date is no part of it."""
        rows = self.session.dump(table)
        match table:
            case "due":
                return map(without_engine, rows)
            case "message":
                told = (MessageRow(*row) for row in rows)  # to programs it is told beside the log
                return (tuple(row) for row in told if row.position > self.until and not to_a_program(row.channel))
            case "body":
                return (row for row in rows if row[0] not in self.bodies)
            case _:
                return rows


def _differences(kept: Iterator[Row], rebuilt: Iterator[Row]) -> Iterator[Difference]:
    mine, theirs = set(kept), set(rebuilt)
    for one, other in zip_longest(sorted(mine - theirs, key=str), sorted(theirs - mine, key=str)):
        yield Difference(kept=one, rebuilt=other)
