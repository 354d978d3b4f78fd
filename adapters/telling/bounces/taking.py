"""Mails that came back, held against what was sent: an address is marked only if we wrote to it, and that came back.

A mail counts that names a message of ours, which stands as sent to a unit, and the address of that unit. Who forges one
has to know both, which whoever got the message does, and no other; and what he marks is told to the office.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from adapters.telling.addresses import AddressError, mail_address
from adapters.telling.bounces.marks import DeadAddress, Marks, kept_marks, marks, row_of
from adapters.telling.bounces.reading import Bounce, Fate, bounce_of
from adapters.telling.bounces.words import RETURNED, why_of
from adapters.telling.channel import token
from adapters.words.catalogue import Said
from engine.contacts import Kept, by_place, seals
from events.beside.attempts import Came, attempt
from events.beside.ways import KIND_OF, MAIL
from events.chain import moment_text
from events.rows import UnitRow
from events.store import Outbox, Transactions
from events.views import Sent

LOOKED_BACK = timedelta(days=30)
"""How long after it was sent a message may come back; mail servers give up after five days."""


class ReturnUse(StrEnum):
    """The use that was made of a mail."""

    MARKED = "marked"  # the address takes no mail; the message is parked
    RETURNED = "returned"  # the message is parked, and the address may be right
    DELAYED = "delayed"  # it is still tried: nothing is changed
    NOT_OURS = "not_ours"  # it names no message that was sent, or another address than it went to: nothing is changed
    PASSED_ON = "passed_on"  # somebody wrote it, and the office has it now
    OTHER = "other"  # it says nothing of mail that came back, and a machine wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReport:
    """What was made of mails that were read."""

    counts: Counter[ReturnUse] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)  # whose messages came back


@dataclass(frozen=True)
class Taker:
    """Takes mails one after the other."""

    store: Transactions
    outbox: Outbox
    now: datetime
    report: ReturnReport = field(default_factory=ReturnReport)

    def take(self, data: bytes) -> ReturnUse:
        """Take one; the report does not count it yet. Raises StoreError."""
        return self._taken(bounce_of(data))

    @cached_property
    def sent(self) -> "SentMails":
        """The messages that may have come back, looked up when something did."""
        return SentMails.of(self.store, self.outbox, self.now - LOOKED_BACK)

    def _taken(self, bounce: Bounce | None) -> ReturnUse:
        if bounce is None:
            return ReturnUse.OTHER
        found = list(self.sent.named(bounce))
        if not found or bounce.fate is Fate.DELAYED:
            return ReturnUse.DELAYED if found else ReturnUse.NOT_OURS
        for one in found:
            self._came_back(one, bounce)
        return ReturnUse.MARKED if bounce.fate is Fate.DEAD else ReturnUse.RETURNED

    def _came_back(self, message: Sent, bounce: Bounce) -> None:
        """Mark the address, if it is that, and park the message: in this order, since it is parked but once."""
        if bounce.fate is Fate.DEAD:
            self._mark(message.recipient, KIND_OF[message.way], bounce.status)
        why = Said(RETURNED, {"why": Said(why_of(bounce.status, bounce.fate), {}), "code": bounce.status or "–"})
        back = attempt(moment_text(self.now), Came.CAME_BACK, MAIL, bounce.status)
        self.outbox.returned(message.recipient, message.key, back, str(why))
        self.report.units.add(message.recipient)
        self.sent.by_token.pop(token(message.sent_as), None)  # a second report of it says nothing new

    def _mark(self, unit: str, kind: str, status: str) -> None:
        now, seal = moment_text(self.now), seals(self.sent.units[unit])[kind]
        was = self._marks.get((unit, kind)) or DeadAddress(unit, seal, now, status, 0)
        self._marks[unit, kind] = was._replace(times=was.times + 1)
        self.outbox.note([row_of(self._marks[unit, kind], now)])

    @cached_property
    def _marks(self) -> dict[tuple[str, str], DeadAddress]:
        """The marks that hold, those that are made here among them."""
        return {**current(self.store, self.outbox)}


@dataclass(frozen=True, slots=True)
class SentMails:
    """Messages that stand as sent by mail, by their tokens, and the addresses of units now."""

    by_token: dict[str, Sent]
    units: Mapping[str, UnitRow]
    contacts: Kept

    @classmethod
    def of(cls, store: Transactions, outbox: Outbox, since: datetime) -> "SentMails":
        """Those that were sent since."""
        found = {token(one.sent_as): one for one in outbox.sent_since(since, MAIL)}
        with store.begin(write=False) as session:
            units = {row.code: row for row in session.units()}
            return cls(found, units, by_place(session.contacts(list(units))))

    def named(self, bounce: Bounce) -> Iterator[Sent]:
        """The messages that came back, as far as they went to an address that the bounce names."""
        for one in sorted(bounce.tokens):
            message = self.by_token.get(one)
            contact = self.contacts.get((message.recipient, KIND_OF.get(message.way, ""))) if message else None
            if message and contact and _same(contact.address, bounce.addresses):
                yield message


def _same(address: str, those: Iterable[str]) -> bool:
    try:
        bare = mail_address(address).lower()
    except AddressError:
        return False
    return bare in those


def current(store: Transactions, outbox: Outbox) -> Marks:
    """The marks that hold, by the codes of units and the kinds of their addresses."""
    found = kept_marks(outbox.health())
    if not found:
        return {}
    with store.begin(write=False) as session:
        codes = {mark.unit for mark in found}
        units = [row for row in session.units() if row.code in codes]
        return marks(found, units, session.contacts([row.code for row in units]))


def unreachable(store: Transactions, outbox: Outbox) -> Callable[[str, str], Said | None]:
    """Why no mail goes to a unit by a way; None: nothing is known against that."""
    found = current(store, outbox)

    def why(unit: str, way: str) -> Said | None:
        mark = found.get((unit, KIND_OF.get(way, "")))
        return Said(why_of(mark.status, Fate.DEAD), {"why": mark.status}) if mark else None

    return why


def cleared(store: Transactions, outbox: Outbox, unit: str, now: datetime) -> bool:
    """Take the marks of a unit's addresses away. False: there are none."""
    there = [mark for (code, _), mark in current(store, outbox).items() if code == unit]
    outbox.note([row_of(mark._replace(since="", times=0), moment_text(now)) for mark in there])
    return bool(there)
