"""Views of the past: the log replayed in memory, for the commands that can look back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.clock import day_in_viet_nam
from adapters.statements.days import day_or_none
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from events.event import OFFICIAL_TIME
from events.opening import open_store
from events.store import MEMORY, Session, Transactions
from rules.convention_settings import FIRST, LAST
from rules.problems import N_

_NO_MOMENT = N_("“{text}” is no moment. Write a day (2025-09-30: as known at its end) or a moment (2025-09-30T15:00).")
_NO_DAY = N_("--on: {day} lies outside the days that are counted, {first} to {last}. Correct the year.")

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="MOMENT", help=N_("As it was known then: a day, or a day and time."))
]
OnDay = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help=N_("As it stood on that day, by what is known."))
]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The state now or then, and the events as they stand in the log."""

    session: Session
    log: Session
    day: date  # on which it is looked at: what is late is late on this day
    back: bool  # not as things are now


@contextmanager
def view(office: Office, moment: str | None, day: str | None) -> Iterator[View]:
    """Things as they are; with a `moment`, as they were known then; with a `day`, as they stood then.

    Both together: as they stood on the day by what was known at the moment. Raises Refused.
    """
    today = office.clock.today()
    chosen, until = _chosen(day), moment_of(moment) if moment else None
    today = chosen or (min(today, day_in_viet_nam(until)) if until else today)
    log, store = _stores(office, until, chosen) if until or chosen else (office.store, office.store)
    with log.begin(write=False) as events, _reading(store, log, events) as session:
        yield View(session=session, log=events, day=today, back=bool(until or chosen))


def _chosen(text: str | None) -> date | None:
    day = day_or_none("--on", text)
    if day and not FIRST <= day <= LAST:
        raise Refused(_NO_DAY, day=day, first=FIRST, last=LAST)
    return day


def _stores(office: Office, until: datetime | None, chosen: date | None) -> tuple[Transactions, Transactions]:
    """The log as it was known then, and the rows as they stood: followed again, in stores of their own."""
    from engine.asking.as_of import as_of, on  # noqa: PLC0415 - mostly one looks at things as they are

    known = as_of(office.service, until, open_store(MEMORY)) if until else office.service
    stood = on(known, chosen, open_store(MEMORY)) if chosen else known
    return known.store, stood.store


@contextmanager
def _reading(store: Transactions, log: Transactions, events: Session) -> Iterator[Session]:
    if store is log:
        yield events
        return
    with store.begin(write=False) as session:
        yield session


def moment_of(text: str) -> datetime:
    """The moment meant, by Vietnamese time; a day means its end. Raises Refused."""
    try:
        found = datetime.fromisoformat(text)
        if len(text) == len("2025-09-30"):
            found = datetime.combine(date.fromisoformat(text), time.max)
    except ValueError:
        raise Refused(_NO_MOMENT, text=one_line(text, 40)) from None
    found = found if found.tzinfo else found.replace(tzinfo=OFFICIAL_TIME)
    if not MINYEAR < found.year < MAXYEAR:  # at the ends of time there are zones in which there is no such moment
        raise Refused(_NO_MOMENT, text=one_line(text, 40))
    return found
