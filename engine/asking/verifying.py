"""Verification: the state that is kept is built again from the log, and compared row by row.

Each due date is counted again, by every matcher that is there; its receipt shows from what it was counted and by which
version of the counting. Plans are compiled again from their own text, not taken as they are kept compiled.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from engine.asking.plans_read_otherwise import Reread, reread
from engine.asking.receipt_differences import Receipts, compared, engines
from engine.asking.row_differences import RowDifferences, row_differences
from engine.service import Service
from engine.version import COUNTING
from events import chain
from events.errors import LogBroken
from events.store import Session, Transactions

SHOWN = 20
"""How many differing rows of a table are reported; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings of a verification.

    `broken` is the hash chain's first fault; `rows` says how the rows of each table came out, `receipts` by matcher how
    each due date did, `engines` how many of those kept were counted by which version of the counting, `disagreeing` in
    how many rows the matchers differ, by table. Plans in `reread` are read otherwise than when they were put into
    force; where one cannot be read at all nothing could be built again.
    """

    head: int
    head_hash: str
    broken: LogBroken | None = None
    reread: Sequence[Reread] = ()
    rows: RowDifferences = field(default_factory=RowDifferences)
    receipts: Mapping[str, Receipts] = field(default_factory=dict)
    engines: Mapping[int, int] = field(default_factory=dict)
    engine: int = COUNTING
    disagreeing: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True if nothing at all is wrong."""
        differing = any(one.count for one in self.receipts.values())
        otherwise = any(one.in_force for one in self.reread)
        return self.rebuilt and not (self.rows.differing or self.disagreeing or differing or otherwise)

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
    services = {by: replace(service, store=fresh), **(also or {})}
    builders = {name: replace(one, tools=replace(one.tools, plans={})) for name, one in services.items()}
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
            found,
            rows=row_differences(kept, first, SHOWN),
            receipts={name: compared(kept, one, SHOWN) for name, one in rebuilt.items()},
            engines=engines(kept),
            disagreeing=_disagreeing(first, others),
        )


def _disagreeing(first: Session, others: Sequence[Session]) -> Mapping[str, int]:
    """The number of rows to which the other matchers came differently than the first, by table."""
    counts = Counter[str]()
    for other in others:
        counts.update(row_differences(first, other, SHOWN).differing)
    return dict(counts)
