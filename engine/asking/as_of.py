"""As of when: the state as it was known at a moment, and as things stood on a day.

The log is followed again into an empty store: up to a moment, or without what happened after a day. So everything that
can be asked of the state now (tasks, dates, explanations) can be asked of it as it was then, in the same words. What
each event counts from is told in docs/decisions/0064-as-of-and-on.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from engine.facts.swept_days import BEGAN, SweptDays
from engine.happenings.amendments import RESUMPTION, in_force
from engine.happenings.kinds import MEANINGS
from engine.service import Service
from engine.snapshot import Snapshot
from events.chain import GENESIS, link
from events.event import OFFICIAL_TIME, Event, Recorded, recorded_on
from events.making import day_began
from events.store import Transactions
from rules.plan import Plan

CLOCK = "thoihan"
"""The actor who says that the day looked at began, where no sweep did."""


def as_of(service: Service, moment: datetime, fresh: Transactions) -> Service:
    """A service on the empty store `fresh`, with all that had been recorded by the aware `moment`, and nothing since.

    Raises LogBroken where the log was changed by hand.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    then = replace(service, store=fresh)
    with service.store.begin(write=False) as session:
        for _ in service.replay(recorded_by(moment, session.events()), fresh):
            pass
    return then


def recorded_by(moment: datetime, log: Iterator[Recorded]) -> Iterator[Recorded]:
    """The log up to the last event that was recorded by `moment`: what follows it was not known either.

    An event that a wrong clock recorded for years ahead was known, if one that follows it was recorded by then.
    """
    later: list[Recorded] = []
    for recorded in log:
        later.append(recorded)
        if recorded.event.recorded_at <= moment:
            yield from later
            later.clear()


def on(service: Service, day: date, fresh: Transactions) -> Service:
    """A service on the empty store `fresh`, with all that had happened by the end of `day`, as is known now.

    What is known now of what happened until then counts, whenever it was recorded: corrections too. What happened later
    does not. The log there has the events that count, in places of its own. Raises LogBroken.
    """
    then = replace(service, store=fresh, stands_on=day)
    with service.store.begin(write=False) as session:
        log = list(session.events())
        gone = SweptDays.of(log, recorded_on(log[0].event) if log else day).taken_back
        past = _Past(day, Snapshot(session, service.tools), log, gone)
        for _ in then.replay(_chained(past.events()), fresh):
            pass
    return then


def _chained(events: Iterable[Event]) -> Iterator[Recorded]:
    previous = GENESIS
    for position, event in enumerate(events, 1):
        this = link(previous, event)
        yield Recorded(position=position, event=event, previous=previous, hash=this)
        previous = this


@dataclass(slots=True)
class _Past:
    """The part of a log that had happened by the end of `day`."""

    day: date
    snapshot: Snapshot
    log: Sequence[Recorded]
    gone: frozenset[str]  # ids of days that were taken back
    taken: set[str] = field(default_factory=set)  # ids of events
    swept: bool = False  # a sweep said that the day began
    plans: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    amending: dict[str, list[Recorded]] = field(default_factory=dict)  # by the event that is named

    def events(self) -> Iterator[Event]:
        """The events of the past, in the order of the log; the last says that `day` began, if no sweep said so."""
        for recorded in self.log:
            if recorded.event.corrects:
                self.amending.setdefault(recorded.event.corrects, []).append(recorded)
        for recorded in self.log:
            if self._counts(recorded):
                self._take(recorded.event)
                yield recorded.event
        if not self.swept:
            moment = datetime.combine(self.day, time.max, OFFICIAL_TIME)
            yield day_began(self.day, recorded_at=moment, actor=CLOCK)

    def _counts(self, recorded: Recorded) -> bool:
        event = recorded.event
        if event.id in self.gone:
            return False
        if event.corrects and event.type != RESUMPTION:
            return event.corrects in self.taken
        said = in_force(recorded, self._amendments(event.id))
        if said is None or not self._is_placed(event):
            return False
        return MEANINGS[event.type].since(self.snapshot, said) <= self.day

    def _amendments(self, name: str) -> Iterator[Recorded]:
        """The corrections and withdrawals of an event, and theirs. That a suspension ended is an event of its own."""
        for one in self.amending.get(name, ()):
            if one.event.type != RESUMPTION:
                yield one
                yield from self._amendments(one.event.id)

    def _take(self, event: Event) -> None:
        self.taken.add(event.id)
        self.swept |= event.type == BEGAN and event.occurred_on == self.day
        if event.type == "units.registered":
            self.units |= {unit["code"] for unit in event.data["units"]}
        if event.type in ("plan.adopted", "plan.amended"):
            self.plans.add(event.plan or "")
            self.units |= set(self._compiled(event).units)

    def _is_placed(self, event: Event) -> bool:
        """True if all that the event speaks of was there: its plan, its units, the event that it follows on."""
        if not self.units.issuperset(MEANINGS[event.type].names(event)):
            return False
        before = event.corrects or event.data.get("amends")
        adopted = event.plan is None or event.plan in self.plans or event.type == "plan.adopted"
        return adopted and (before is None or before in self.taken)

    def _compiled(self, event: Event) -> Plan:
        return self.snapshot.compiled(event.data["hash"], event.data["source"])
