"""The calendar that is asked for under an address: its bytes, after its numbers are kept; a look at it is noted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adapters.bootstrap import Office
from adapters.feeds.addresses import NAME, opened
from adapters.feeds.entries import released
from adapters.feeds.following import Followed, followed
from adapters.feeds.serving import keep_served
from events.beside.rows import AccessRow, FeedAddressRow
from events.chain import moment_text
from events.rows import Changes
from events.store import Session
from rules.secrecy import Level

_AGAIN = 3
_SETTLED = timedelta(seconds=2)
"""So long after the last event nothing else bears the same second, which is all that an HTTP date has room for."""

Keep = Callable[[Callable[[], bool]], bool]
"""Has something written, now or (then it gives True) as soon as that can be."""

HOW = "feeds"
"""The way in which secret rows were looked at, as it is kept; by the name of the address, since nobody logs in."""


@dataclass(frozen=True, slots=True)
class ServedCalendar:
    """A calendar as it is given."""

    data: bytes
    changed: datetime | None  # the last event of all, so that it has surely not changed since; None: nobody can say yet
    name: str  # of its address
    looked: Sequence[tuple[str, str, Level]]  # plan, row, and how secret it is


def calendar_at(office: Office, address: str, keep: Keep, *, look: bool = True) -> ServedCalendar | None:
    """The calendar under an address; None: there is none, or it was revoked. `look`: it may be given, not just named.

    What is written goes through `keep`. Raises StoreError.
    """
    with office.store.begin(write=False) as session:
        row = opened(session, address)
    if row is None:
        return None
    found, changed = _followed(office, row)
    for _ in range(_AGAIN if look else 0):
        if keep(partial(keep_served, office.store, found.served)):
            break
        found, changed = _followed(office, row)
    return ServedCalendar(_bytes(office, found), changed, row.hash[:NAME], found.looked)


def note_look(office: Office, given: ServedCalendar) -> None:
    """Note a look at secret rows, before they are given. Raises StoreError where it cannot be noted."""
    moment = moment_text(office.clock.now())
    rows = [AccessRow(moment, given.name, HOW, *one) for one in office.settings.leaving.noted(given.looked)]
    if rows:
        with office.store.begin() as session:
            session.apply(Changes(accesses=rows))


def _followed(office: Office, row: FeedAddressRow) -> tuple[Followed, datetime | None]:
    with office.store.begin(write=False) as session:
        found = followed(session, office.tools, row.unit, office.settings.lang, row.person)
        return found, _last_change(session, office.clock.now())


def _last_change(session: Session, now: datetime) -> datetime | None:
    """When the last event was recorded, unless dates are still to be counted again by it, or more may follow at once.

    Whatever a calendar says comes of an event; it may be older than its last change, and is never younger.
    """
    head = session.head()
    if not head or session.recounts():
        return None
    at = session.event_at(head).event.recorded_at
    return at if now - at > _SETTLED else None


def _bytes(office: Office, found: Followed) -> bytes:
    from adapters.feeds.calendar_text import calendar_text  # noqa: PLC0415 - it loads icalendar

    lang = office.settings.lang
    return b"".join(calendar_text(released(found.feed, office.settings.leaving, lang), lang))
