"""Verification: the state that is kept is built again from the log, and compared row by row.

Each due date is counted again, by every matcher that is there; its receipt shows from what it was counted and by which
version of the counting. Plans are compiled again from their own text, not taken as they are kept compiled. What no
event gives is looked at as far as it can be: deliveries, and the database itself from below.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.asking.contact_differences import Contacts, contact_differences
from engine.asking.deliveries import Deliveries, deliveries
from engine.asking.filed.files import Files, file_differences
from engine.asking.plans_read_otherwise import Reread, reread
from engine.asking.receipt_differences import Receipts, compared, engines
from engine.asking.row_differences import RowDifferences, row_differences
from engine.service import Service
from engine.version import COUNTING
from events import chain
from events.documents.packing import named_in
from events.errors import LogBroken
from events.event import Recorded
from events.rows import RecountRow
from events.store import Session, Soundness, Transactions

SHOWN = 20
"""How many differing rows of a table are reported; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings of a verification.

    `broken` is the hash chain's first fault; `rows` says how the rows of each table came out, `contacts` how the
    addresses did, `files` how those did that are kept with events, `receipts` by matcher how each due date did,
    `engines` how many of those kept were counted by which version of the counting, `disagreeing` in how many rows the
    matchers differ, by table. Plans in `reread` are read otherwise than when they were put into force; where one cannot
    be read at all nothing could be built again.
    `soundness` is how the database looks from below, None if the store is on none; where it is not readable nothing
    else was looked at. `pending` are plans whose dates are still to be counted again: they are held against what they
    were before that. `rebuilt_after` is True where the rows are said to have been built anew at a position that the
    log has not come to.
    """

    head: int
    head_hash: str
    broken: LogBroken | None = None
    reread: Sequence[Reread] = ()
    rows: RowDifferences = field(default_factory=RowDifferences)
    contacts: Contacts = field(default_factory=Contacts)
    files: Files = field(default_factory=Files)
    receipts: Mapping[str, Receipts] = field(default_factory=dict)
    engines: Mapping[int, int] = field(default_factory=dict)
    engine: int = COUNTING
    disagreeing: Mapping[str, int] = field(default_factory=dict)
    soundness: Soundness | None = None
    deliveries: Deliveries = field(default_factory=Deliveries)
    rebuilt_after: bool = False
    pending: Sequence[RecountRow] = ()

    @property
    def empty(self) -> bool:
        """True if there was nothing to verify: no event, and no row that one could have brought."""
        return self.rebuilt and not self.head and not self.deliveries.checked and not self.rows.differing

    @property
    def complete(self) -> bool:
        """True if all was looked at that can be."""
        return self.rebuilt and self.soundness is not None and not self.soundness.unchecked

    @property
    def holds(self) -> bool:
        """True if nothing at all is wrong."""
        differing = any(one.count for one in self.receipts.values())
        otherwise = any(one.in_force for one in self.reread)
        beside = self.deliveries.impossible or self.rebuilt_after or (self.soundness and not self.soundness.holds)
        rows = self.rows.differing or self.contacts.changed or self.contacts.missing or self.files.wrong
        return self.rebuilt and not (rows or self.disagreeing or differing or otherwise or beside)

    @property
    def rebuilt(self) -> bool:
        """True if the state could be built again, and so be compared."""
        readable = self.soundness is None or self.soundness.readable
        return readable and self.broken is None and all(one.found for one in self.reread)


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
        soundness = kept.soundness()
        if soundness and not soundness.readable:
            return Report(head=0, head_hash=chain.GENESIS, soundness=soundness)
        found = Report(head=kept.head(), head_hash=kept.head_hash(), soundness=soundness)
        recorded: dict[int, datetime] = {}
        named: set[str] = set()
        try:
            chain.verify(_noted(kept.events(), recorded, named))
        except LogBroken as broken:
            return replace(found, broken=broken)
        in_force = {row.position for row in kept.plans()}
        found = replace(
            found,
            reread=tuple(reread(kept.events(), service.tools.compile, in_force)),
            deliveries=deliveries(kept, recorded),
            rebuilt_after=kept.rebuilt_at() > found.head,
            pending=tuple(kept.recounts()),
            files=file_differences(kept, named),
        )
        return _compared(found, kept, builders) if found.rebuilt else found


def _noted(events: Iterable[Recorded], recorded: dict[int, datetime], named: set[str]) -> Iterator[Recorded]:
    """The events as they come; their moments are noted by position, and the files that they name by hash."""
    for one in events:
        recorded[one.position] = one.event.recorded_at
        if digest := named_in(one.event):
            named.add(digest)
        yield one


def _compared(found: Report, kept: Session, builders: Mapping[str, Service]) -> Report:
    for builder in builders.values():
        for _ in builder.replay(kept.events(), builder.store, leaving=found.pending):
            pass
    with ExitStack() as stack:
        rebuilt = {name: stack.enter_context(one.store.begin(write=False)) for name, one in builders.items()}
        first, *others = rebuilt.values()
        return replace(
            found,
            rows=row_differences(kept, first, SHOWN),
            contacts=contact_differences(kept, first),
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
