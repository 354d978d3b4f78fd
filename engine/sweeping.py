"""A sweep: the day is recorded, for every plan that can be swept; a fault in one plan does not stop the others.

What a faulty plan is left out of is recorded with the day (`without`), so that a rebuilt state comes out the same. The
plan stays where it was, and each sweep tries it again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

from engine.calendars.calendar import CalendarError
from engine.decision import Decision
from engine.facts.fact import fact_of
from engine.facts.swept_days import BEGAN, CLOCK_FACT, WITHDRAWN, Clock, SweptDays
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.service import Logged, Service
from engine.snapshot import Snapshot
from events.appending import place
from events.errors import EventError, EventsError, StoreError
from events.event import Event, Recorded, recorded_on
from events.making import day_began, day_id
from events.store import Session
from rules.problems import PlanError

_LONGEST_FAULT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A plan that could not be swept."""

    plan: str
    since: date | None  # the day up to which it has been swept; None: it never was
    fault: str  # in one line, for whoever looks after the program


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The outcome of a sweep: the decision on its event, and the plans that have not come so far."""

    logged: Logged
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Sweeps one day, recorded at the aware moment `at` by `actor`; `leap`: however long after the day before it is."""

    service: Service
    day: date
    at: datetime
    actor: str
    leap: bool = False
    dry_run: bool = False

    def sweep(self) -> Swept:
        """Record that the day began, if that is not known; count dates again that are still to be counted.

        Raises EventsError where the day is refused.
        """
        if not self.dry_run:
            self.service.recount()
        with self.service.store.begin(write=False) as session:  # most sweeps find the day logged, and need not write
            was, number = clock(session), next_number(session, self.day)
            plans = [row.id for row in session.plans()]
            swept = session.event_at(was.position) if was.day == self.day else None
        if swept:
            return self._again(was, swept, number)
        try:
            return Swept(logged=self._record(number))
        except StoreError:
            raise
        except Exception as error:
            faults = self._faults(number, plans)
            if not faults:
                raise error from None
        return self._without(was, number, faults)

    def _again(self, was: Clock, swept: Recorded, number: int) -> Swept:
        """The day has been swept: the plans that were left out are tried again."""
        known = Logged(decision=Decision(event=swept.event, position=swept.position), known=True)
        faults = self._faults(number, was.behind) if was.behind else {}
        if len(faults) == len(was.behind):
            return Swept(logged=known, left_out=tuple(_left_out(was, faults)))
        return self._without(was, number, faults)

    def _without(self, was: Clock, number: int, faults: Mapping[str, str]) -> Swept:
        return Swept(logged=self._record(number, faults), left_out=tuple(_left_out(was, faults)))

    def _faults(self, number: int, plans: Iterable[str]) -> Mapping[str, str]:
        """The faults of `plans`, each tried without the others. Raises what is no plan's fault."""
        names = list(plans)
        self._record(number, dict.fromkeys(names, "-"), dry_run=True)
        found = {name: self._fault(number, name, names) for name in names}
        return {name: fault for name, fault in found.items() if fault}

    def _fault(self, number: int, plan: str, plans: Iterable[str]) -> str | None:
        try:
            self._record(number, {name: "-" for name in plans if name != plan}, dry_run=True)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - it is told, with its place
            return fault_line(error)
        return None

    def _record(self, number: int, without: Mapping[str, str] | None = None, *, dry_run: bool = False) -> Logged:
        return self.service.record(self.event(number, without), dry_run=self.dry_run or dry_run)

    def event(self, number: int, without: Mapping[str, str] | None = None) -> Event:
        """The event that the day began."""
        return day_began(
            self.day, recorded_at=self.at, actor=self.actor, number=number, leap=self.leap, without=without
        )

    def refused(self) -> EventError | None:
        """The reason for which the day would be refused, if it would."""
        with self.service.store.begin(write=False) as session:
            recorded, new = place(session, self.event(next_number(session, self.day)))
            try:
                MEANINGS[BEGAN].admit(Entry(Snapshot(session, self.service.tools), recorded, MEANINGS))
            except EventError as error:
                return error if new else None
        return None


def clock(session: Session) -> Clock:
    """The clock as it stands."""
    row = session.fact(CLOCK_FACT)
    return Clock.of(fact_of(row) if row else None)


def next_number(session: Session, day: date) -> int:
    """The number of the next event of `day`: there is one already where it was taken back, or a plan left out."""
    return next(number for number in count(1) if session.find(day_id(day, number)) is None)


def left_out(session: Session) -> list[LeftOut]:
    """The plans that could not be swept as far as the others."""
    was = clock(session)
    faults = {name: session.event_at(one.position).event.data["without"][name] for name, one in was.behind.items()}
    return list(_left_out(was, faults))


def first_day_after(session: Session, day: date) -> Event | None:
    """The event of the first day after `day` that was swept and not taken back."""
    log = list(session.events(types=(BEGAN, WITHDRAWN)))
    gone = SweptDays.of(log, recorded_on(log[0].event)).taken_back if log else frozenset[str]()
    days = [one.event for one in log if one.event.type == BEGAN and one.event.id not in gone]
    return min((one for one in days if one.occurred_on > day), key=lambda one: one.occurred_on, default=None)


def fault_line(error: BaseException) -> str:
    """A fault in one line: an error of ours by what it says, any other by its kind and place, which name nobody."""
    if isinstance(error, EventsError | CalendarError | PlanError):
        return " ".join(str(error).split())[:_LONGEST_FAULT]
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def _left_out(was: Clock, faults: Mapping[str, str]) -> Iterator[LeftOut]:
    for plan, fault in sorted(faults.items()):
        yield LeftOut(plan=plan, since=was.since(plan), fault=fault)
