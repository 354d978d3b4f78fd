"""Rows built anew from the log: what an older version of the program came to gives way to what this one comes to.

The log stays as it is, and so do what was told and the addresses, which the log does not have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from engine.asking.plans_read_otherwise import UNREADABLE, Reread, reread
from engine.asking.row_differences import row_differences
from engine.facts.fact import fact_of
from engine.facts.topics import Sort
from engine.service import Service
from engine.tasks import task_id
from engine.telling.already_told import already_told
from events import chain
from events.beside.rows import ToldRow
from events.delivery import SENT
from events.errors import EventError
from events.rows import (
    CalendarDayRow,
    Changes,
    CompiledRow,
    ContactRow,
    CutOffRow,
    DueRow,
    FactRow,
    HistoryRow,
    MentionRow,
    PlanRow,
    RecountRow,
    TallyRow,
    TaskRow,
    TitleRow,
    UnitRow,
)
from events.store import Session
from events.writes import TOLD


class Stood(NamedTuple):
    """A task as one version of the program has it; days are ISO text."""

    state: str
    due: str | None
    set_by: str | None
    done_on: str | None
    missed_on: str | None  # the first day on which it was late, if it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A task that comes out otherwise than it was kept; None where it is not there."""

    task: str
    was: Stood | None
    now: Stood | None

    @property
    def since_only(self) -> bool:
        """True if it was, and is, late, and nothing but the first day of that differs."""
        late = self.was and self.now and self.was.missed_on and self.now.missed_on
        return bool(late and self.was and self.was._replace(missed_on=late) == self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The outcome: how many events were followed again, how many rows of which tables differ, and which tasks.

    `contacts`: so many addresses, which an older version had in the log alone, stand beside it now.
    """

    events: int
    differing: Mapping[str, int]
    moved: Sequence[Moved]
    reread: Sequence[Reread]
    contacts: int = 0
    held: bool = False  # nothing is sent until somebody lets it go, since tasks stand otherwise


def rebuild(session: Session, anew: Service) -> Rebuilt:
    """Build all that is concluded from the log of `session` anew, by the service of an empty store, and put it there.

    Where every row comes out as it is kept, nothing is written. Raises LogBroken, and EventError for a plan whose text
    cannot be read.
    """
    chain.verify(session.events())
    again = tuple(reread(session.events(), anew.tools.compile, {row.position for row in session.plans()}))
    for one in again:
        if one.found is None:
            raise EventError(UNREADABLE, plan=one.plan, event=one.event, position=one.position)
    for _ in anew.replay(session.events(), anew.store, leaving=frozenset(session.recounts())):
        pass
    with anew.store.begin(write=False) as built:
        differing = row_differences(session, built, 0).differing
        moved = list(_moved(_standing(session), _standing(built)))
        held = any(not one.since_only for one in moved) and bool(session.counts().messages)
        if differing:
            session.rebuild(_concluded(built), retold=not differing.keys().isdisjoint(TOLD), hold=held)
        contacts = _of_before(session, built)
        session.apply(Changes(contacts=contacts, told=_told_before(session, built)))
    return Rebuilt(
        events=session.head(), differing=differing, moved=moved, reread=again, contacts=len(contacts), held=held
    )


def _of_before(session: Session, built: Session) -> list[ContactRow]:
    """The addresses that stand in the log itself, as all did before they were kept apart, and not beside it yet."""
    there = set(session.contacts())
    return [row for row in built.contacts() if row not in there]


def _told_before(session: Session, built: Session) -> list[ToldRow]:
    """What was told before that was kept: by the messages that were sent, those removed since among them."""
    if next(session.dump("told"), None):
        return []
    unsent = {(one.recipient, one.key) for one in session.deliveries() if one.status != SENT}
    return already_told(built, lambda message: (message.recipient, message.key) not in unsent)


def _moved(was: Mapping[str, Stood], now: Mapping[str, Stood]) -> Iterator[Moved]:
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            yield Moved(task=name, was=was.get(name), now=now.get(name))


def _standing(session: Session) -> Mapping[str, Stood]:
    """How every task that is shown stands, by its id."""
    facts = (fact_of(FactRow(*row)) for row in session.dump("fact"))
    late = {
        task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle): fact.day.isoformat()
        for fact in facts
        if fact.topic.sort is Sort.MISSED and fact.day
    }
    return {
        view.id: Stood(view.state, view.due, view.set_by, view.done_on, late.get(view.id))
        for view in session.view_tasks()
    }


Row = TypeVar("Row", bound=tuple[object, ...])


def _concluded(built: Session) -> Changes:
    """All rows of `built` but what it would tell."""

    def rows(table: str, kind: type[Row]) -> list[Row]:
        return [kind(*row) for row in built.dump(table)]

    return Changes(
        units=rows("unit", UnitRow),
        plans=rows("plan", PlanRow),
        compiled=rows("compiled", CompiledRow),
        titles=rows("title", TitleRow),
        mentions=rows("mention", MentionRow),
        calendar_days=rows("calendar_day", CalendarDayRow),
        cut_offs=rows("cut_off", CutOffRow),
        recounts=rows("recount", RecountRow),
        facts=rows("fact", FactRow),
        dues=rows("due", DueRow),
        tasks_new=rows("task", TaskRow),
        tally=rows("tally", TallyRow),
        history=rows("history", HistoryRow),
    )
