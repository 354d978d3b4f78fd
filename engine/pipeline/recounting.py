"""Recounting: the dates of plans that an amendment of their calendar left to be counted again, plan by plan.

The amendment is one event; what it does to dates follows in transactions of their own, under a cursor in the store
(`RecountRow`). Whoever is to touch such a plan has it recounted first, and whoever changes what all plans count by has
all of them recounted. So nothing that a recount rests on changes before it is done, and it comes to what it would have
come to with the event itself (docs/decisions/0123-recounts-plan-by-plan.md).
"""

from collections.abc import Collection, Iterable, Iterator

from engine.deciding.rows import changes_of
from engine.decision import Decision, always
from engine.facts.swept_days import CLOCK_FACT
from engine.facts.topics import CLOCK
from engine.happenings.amendments import story
from engine.happenings.entry import Brought, Entry, Recount, part_of
from engine.happenings.kinds import MEANINGS
from engine.pipeline.following import recounted
from engine.pipeline.gathering import Frame
from engine.pipeline.meanwhile import at_home, tied
from engine.pipeline.settling import Settling
from engine.snapshot import Snapshot, Tools
from events.event import Event
from events.rows import RecountRow
from events.store import Session

AT_ONCE = 5_000
"""About how many tasks change in one transaction, before the next begins: on SQLite others wait for each."""


class Pending(Exception):  # noqa: N818 - it is no error: leaving a transaction by an exception undoes it
    """Dates of these plans (None: of all) are to be counted again before the event can be decided."""

    def __init__(self, plans: frozenset[str] | None) -> None:
        super().__init__(plans)
        self.plans = plans


def must_not_be_pending(entry: Entry) -> None:
    """Raise Pending where the plan that the event speaks of is to be recounted: before it is held against its dates."""
    rows = entry.session.recounts()
    if rows:
        amends = entry.event.corrects and entry.session.find(entry.event.corrects)
        of = story(entry).root.event if amends else entry.event
        _raise_for(rows, {entry.event.plan, of.plan})


def must_touch_none_pending(entry: Entry, brought: Brought) -> None:
    """Raise Pending where the event touches plans that are to be recounted, or changes what they count by."""
    rows = entry.session.recounts()
    if rows and _for_all(brought):
        raise Pending(None)
    if rows:
        _raise_for(rows, {part_of(one) for one in brought.parts} | {row.id for row in brought.plans})


def _raise_for(rows: Iterable[RecountRow], plans: Collection[str | None]) -> None:
    found = frozenset(row.plan for row in rows if row.plan in plans)
    if found:
        raise Pending(found)


def _for_all(brought: Brought) -> bool:
    """True if it changes agencies, a calendar or the clock."""
    clock = CLOCK_FACT in brought.facts_gone or any(fact.topic == CLOCK for fact in brought.facts)
    return bool(brought.units or brought.calendar_days or brought.cut_offs or clock)


def foresee(entry: Entry, brought: Brought, plans: Collection[str] | None = None) -> None:
    """Raise CalendarError where a date (of these plans) cannot be counted again: then nothing is to be recorded."""
    settling = Settling(Frame.of(entry, brought), always(entry.position))
    for part in brought.parts:
        if isinstance(part, Recount) and (plans is None or part.of in plans):
            settling.counted(part)


def to_look_at_again(news: Collection[Event], ties: Collection[str], session: Session) -> frozenset[str] | None:
    """The plans in which `news` may have changed what was foreseen; None: all."""
    if all(map(at_home, news)) and not tied(news, ties, session):
        return frozenset(one.plan for one in news if one.plan)
    return None


def some(session: Session, tools: Tools, plans: Collection[str]) -> Iterator[Decision]:
    """Recount some of these plans, the earliest amendment first, and give what came of each."""
    tasks = 0
    for row in [one for one in session.recounts() if one.plan in plans]:
        entry = Entry(Snapshot(session, tools), session.event_at(row.position), MEANINGS)
        decision = recounted(entry, row)
        session.apply(changes_of(decision))
        yield decision
        tasks += sum(len(change.units) for change in decision.changes)
        if tasks >= AT_ONCE:
            return
