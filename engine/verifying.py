"""Is the state that is kept the one that the log gives? It is built again from the log, and compared row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from engine.service import Service
from events import chain
from events.errors import LogBroken
from events.store import Store

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
    """What verification found. `broken` is the hash chain's first fault; `counts` the rows compared, by table."""

    head: int
    head_hash: str
    broken: LogBroken | None
    counts: Mapping[str, int]
    differing: Mapping[str, int]
    examples: Mapping[str, Sequence[Difference]]

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return self.broken is None and not self.differing


def verify(service: Service, fresh: Store) -> Report:
    """Check the hash chain of the service's store, rebuild all state in the empty store `fresh`, and compare."""
    with service.store.begin(write=False) as kept:
        head, head_hash = kept.head(), kept.head_hash()
        try:
            chain.verify(kept.events())
        except LogBroken as broken:
            return Report(head=head, head_hash=head_hash, broken=broken, counts={}, differing={}, examples={})
        for _ in service.replay(kept.events(), fresh):
            pass
        with fresh.begin(write=False) as rebuilt:
            found = {table: list(_differences(kept.dump(table), rebuilt.dump(table))) for table in TABLES}
            counts = {table: sum(1 for _ in rebuilt.dump(table)) for table in TABLES}
    return Report(
        head=head,
        head_hash=head_hash,
        broken=None,
        counts=counts,
        differing={table: len(rows) for table, rows in found.items() if rows},
        examples={table: rows[:SHOWN] for table, rows in found.items() if rows},
    )


def _differences(kept: Iterator[tuple[Any, ...]], rebuilt: Iterator[tuple[Any, ...]]) -> Iterator[Difference]:
    mine, theirs = set(kept), set(rebuilt)
    for one, other in zip_longest(sorted(mine - theirs, key=str), sorted(theirs - mine, key=str)):
        yield Difference(kept=one, rebuilt=other)
