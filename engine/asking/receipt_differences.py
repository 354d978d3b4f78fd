"""Receipts held against each other: what a due date was counted from and came to, as it is kept and as it is now."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.rows import DueRow, HistoryRow, TaskRow
from events.store import Session

_ENGINE = DueRow._fields.index("engine")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDifference:
    """A due date that is kept otherwise than it comes out, None where there is none on that side.

    `tasks` are the first of those that bear or bore it, `count` how many there are; none where no task does.
    """

    kept: DueRow | None
    counted: DueRow | None
    tasks: Sequence[str]
    count: int

    @property
    def fields(self) -> tuple[str, ...]:
        """In what they differ."""
        if self.kept is None or self.counted is None:
            return ()
        mine, theirs = self.kept._asdict(), self.counted._asdict()
        return tuple(name for name in mine if name not in ("key", "engine") and mine[name] != theirs[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """The receipts held against each other: how many were checked, how many differ, and the first of these."""

    checked: int
    count: int
    examples: Sequence[ReceiptDifference]


def without_engine(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A due date's row as it is whichever version of the counting came to it."""
    return (*row[:_ENGINE], *row[_ENGINE + 1 :])


def engines(session: Session) -> Mapping[int, int]:
    """The number of receipts by the version of the counting that made them."""
    return dict(sorted(Counter(row[_ENGINE] for row in session.dump("due")).items()))


def compared(kept: Session, rebuilt: Session, most: int) -> Receipts:
    """Every receipt in `kept` against that in `rebuilt`, task by task, those of earlier dates included."""
    mine, theirs = ({row.key: row for row in _dues(session)} for session in (kept, rebuilt))
    same = {key for key, row in mine.items() if key in theirs and without_engine(row) == without_engine(theirs[key])}
    bearers = _bearers(kept, rebuilt, same)
    borne = {key for pair in bearers for key in pair}
    alone = (mine.keys() | theirs.keys()) - same - borne
    pairs = ((key if key in mine else None, key if key in theirs else None) for key in sorted(alone))
    differing = {**bearers, **{pair: list[str]() for pair in pairs}}
    return Receipts(
        checked=len(mine.keys() | theirs.keys()),
        count=len(differing),
        examples=[
            ReceiptDifference(
                kept=mine.get(was or ""), counted=theirs.get(now or ""), tasks=tasks[:most], count=len(tasks)
            )
            for (was, now), tasks in list(differing.items())[:most]
        ],
    )


def _bearers(kept: Session, rebuilt: Session, same: set[str]) -> dict[tuple[str | None, str | None], list[str]]:
    """The tasks by the receipt that they bear, or bore, in each, where that is not the same."""
    mine, theirs = _bearing(kept), _bearing(rebuilt)
    found: dict[tuple[str | None, str | None], dict[str, None]] = {}
    for place in sorted(mine.keys() | theirs.keys()):
        was, now = mine.get(place), theirs.get(place)
        if was != now or (was is not None and was not in same):
            found.setdefault((was, now), {})[place[0]] = None
    return {pair: list(tasks) for pair, tasks in found.items()}


def _bearing(session: Session) -> dict[tuple[str, int], str]:
    """By task and the position until which it was so (0: it is now), the receipt."""
    tasks = (TaskRow(*row) for row in session.dump("task"))
    found = {(task.id, 0): task.due_key for task in tasks if task.due_key}
    before = (HistoryRow(*row) for row in session.dump("history"))
    return found | {(row.task_id, row.position): row.due_key for row in before if row.due_key}


def _dues(session: Session) -> Iterator[DueRow]:
    return (DueRow(*row) for row in session.dump("due"))
