"""Verification: the state that is kept is built again from the log, and compared row by row.

Each due date is counted again, by every matcher that is there; its receipt shows from what it was counted and by which
version of the counting. Plans are compiled again from their own text.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from engine.asking.plans_read_otherwise import Reread, reread
from engine.asking.receipt_differences import Receipts, compared, engines, without_engine
from engine.service import Service
from engine.version import COUNTING
from events import chain
from events.errors import LogBroken
from events.store import Session, Transactions

TABLES = ("unit", "plan", "calendar_day", "cut_off", "fact", "due", "task", "history", "body", "message")
"""All that is concluded from the log."""

SHOWN = 20
"""How many differing rows of a table are reported; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that is not the same: as it is kept, and as the log gives it (None: there is none)."""

    kept: tuple[Any, ...] | None
    rebuilt: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings of a verification.

    `broken` is the hash chain's first fault; `counts` the rows compared, by table. `receipts` says by matcher how each
    due date came out, `engines` how many of those kept were counted by which version of the counting, `disagreeing` in
    how many rows the matchers differ, by table. Plans in `reread` are read otherwise than when they were put into
    force; where one cannot be read at all nothing could be built again.
    """

    head: int
    head_hash: str
    broken: LogBroken | None = None
    reread: Sequence[Reread] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    differing: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[Difference]] = field(default_factory=dict)
    receipts: Mapping[str, Receipts] = field(default_factory=dict)
    engines: Mapping[int, int] = field(default_factory=dict)
    engine: int = COUNTING
    disagreeing: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True if nothing at all is wrong."""
        differing = any(one.count for one in self.receipts.values())
        otherwise = any(one.in_force for one in self.reread)
        return self.rebuilt and not (self.differing or self.disagreeing or differing or otherwise)

    @property
    def rebuilt(self) -> bool:
        """True if the state could be built again, and so be compared."""
        return self.broken is None and all(one.found for one in self.reread)


def verify(
    service: Service, fresh: Transactions, *, by: str = "plain", also: Mapping[str, Service] | None = None
) -> Report:
    """Check the hash chain of the service's store, rebuild all state in the empty store `fresh`, and compare.

    `by` is what the service's matcher is called. Each service in `also`, by the name of its matcher, has an empty
    store: the state is built there too, so that the matchers are held against each other.
    """
    builders = {by: replace(service, store=fresh), **(also or {})}
    with service.store.begin(write=False) as kept:
        head, head_hash = kept.head(), kept.head_hash()
        try:
            chain.verify(kept.events())
        except LogBroken as broken:
            return Report(head=head, head_hash=head_hash, broken=broken)
        in_force = {row.position for row in kept.plans()}
        again = tuple(reread(kept.events(), service.tools.compile, in_force))
        found = Report(head=head, head_hash=head_hash, reread=again)
        return _compared(found, kept, builders) if found.rebuilt else found


def _compared(found: Report, kept: Session, builders: Mapping[str, Service]) -> Report:
    for builder in builders.values():
        for _ in builder.replay(kept.events(), builder.store):
            pass
    with ExitStack() as stack:
        rebuilt = {name: stack.enter_context(one.store.begin(write=False)) for name, one in builders.items()}
        first, *others = rebuilt.values()
        return replace(
            _rows(found, kept, first),
            receipts={name: compared(kept, one, SHOWN) for name, one in rebuilt.items()},
            engines=engines(kept),
            disagreeing=_disagreeing(first, others),
        )


def _rows(found: Report, kept: Session, rebuilt: Session) -> Report:
    """With the rows of every table compared."""
    rows = {table: list(_differences(_dump(kept, table), _dump(rebuilt, table))) for table in TABLES}
    return replace(
        found,
        counts={table: sum(1 for _ in rebuilt.dump(table)) for table in TABLES},
        differing={table: len(these) for table, these in rows.items() if these},
        examples={table: these[:SHOWN] for table, these in rows.items() if these},
    )


def _disagreeing(first: Session, others: Sequence[Session]) -> Mapping[str, int]:
    """The number of rows to which the other matchers came differently than the first, by table."""
    rows = {
        table: sum(1 for other in others for _ in _differences(first.dump(table), other.dump(table)))
        for table in TABLES
    }
    return {table: count for table, count in rows.items() if count}


def _dump(session: Session, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; which version first came to a due date is no part of what is compared."""
    rows = session.dump(table)
    return map(without_engine, rows) if table == "due" else rows


def _differences(kept: Iterator[tuple[Any, ...]], rebuilt: Iterator[tuple[Any, ...]]) -> Iterator[Difference]:
    mine, theirs = set(kept), set(rebuilt)
    for one, other in zip_longest(sorted(mine - theirs, key=str), sorted(theirs - mine, key=str)):
        yield Difference(kept=one, rebuilt=other)
