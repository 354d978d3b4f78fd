"""The decision on an event: the value that crosses from deciding to the register and the outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from engine.counting.due import Happening
from engine.counting.pauses import Suspension
from engine.facts.fact import Fact
from engine.facts.plans import Ending
from engine.facts.receipt import Receipt
from engine.tasks import Leading, State, as_named
from events.beside.kept import FileRow
from events.beside.ways import Moved
from events.event import Event
from events.rows import (
    Alike,
    BodyRow,
    CalendarDayRow,
    CompiledRow,
    ContactRow,
    CutOffRow,
    MentionRow,
    MessageRow,
    PlanRow,
    RecountRow,
    Redated,
    TitleRow,
    UnitRow,
)
from events.states import SILENT
from rules.ladders.rungs import Hearers, Reached
from rules.offsets import Anchor
from rules.plan import TaskRule
from rules.secrecy import Level


class Kind(StrEnum):
    """The kinds of things that happen to a task, or are told of it."""

    ACTIVATED = "activated"
    FIRMED = "firmed"  # what was planned is now held, on the day that was planned
    MOVED = "moved"
    DATED = "dated"  # it waited for a date, and has one now
    DONE = "done"
    REOPENED = "reopened"  # the report that it was done was withdrawn
    NOT_DONE = "not_done"  # the same, as who was to accept it is told, or to pass it on
    CLOSED = "closed"
    WAITS = "waits"  # it was closed, and waits again: nobody need be told
    HANDED_OVER = "handed_over"  # the agency that led it has merged, split or ended
    SUSPENDED = "suspended"  # its time stands still
    RESUMED = "resumed"  # what was left of its time runs again
    EXTENDED = "extended"
    DOUBTED = "doubted"  # an officer set the date, and what it was counted from has another day now
    RECOUNTED = "recounted"  # it is done, and its date followed the facts: nobody need be told
    UPDATED = "updated"  # the same date on other grounds: nor here
    REMINDER = "reminder"  # from here on the clock's: the task itself does not change
    OVERDUE = "overdue"
    NEEDS_DATE = "needs_date"  # nobody has set its date within the plan's own limit
    NO_PROGRESS = "no_progress"  # for some days nothing of it moved, and nothing was heard
    ASKED = "asked"  # more time is: an officer's, but the task does not change either
    NOT_ASKED = "not_asked"  # that is taken back
    NOT_EXTENDED = "not_extended"  # what was asked is refused
    NOT_REFUSED = "not_refused"  # that is taken back: what was asked is still to be answered
    ACKNOWLEDGED = "acknowledged"  # it was taken up
    NOT_ACKNOWLEDGED = "not_acknowledged"  # that is taken back
    PROGRESS = "progress"  # how far it has come is said
    NOT_PROGRESS = "not_progress"  # that is taken back
    ACCEPTED = "accepted"  # the report that it was done is firm
    NOT_ACCEPTED = "not_accepted"  # that is taken back
    ACCEPTED_LATE = "accepted_late"  # it is accepted, and was done in time until a correction moved its date
    ACCEPTED_IN_TIME = "accepted_in_time"  # the other way round
    NOT_RETURNED = "not_returned"  # that the report was returned is taken back: it stands, and the task is done
    PART_ASKED = "part_asked"  # of a unit that cooperates
    PART_NOT_ASKED = "part_not_asked"  # that is taken back
    PART_ANSWERED = "part_answered"  # by it
    PART_NOT_ANSWERED = "part_not_answered"  # that is taken back: the answer is still to come
    TAKEN_OVER = "taken_over"  # rows of a plan that ended have passed to its row
    NOT_TAKEN_OVER = "not_taken_over"  # that is taken back


COURSE = frozenset({Kind.ACKNOWLEDGED, Kind.NOT_ACKNOWLEDGED, Kind.PROGRESS, Kind.NOT_PROGRESS})
"""Kinds of what is said of a task on its way, which whoever follows the plan is told of."""

PARTS = frozenset({Kind.PART_ASKED, Kind.PART_NOT_ASKED, Kind.PART_ANSWERED, Kind.PART_NOT_ANSWERED})
"""Kinds of what is said of the parts of those that cooperate."""

_OF_REPORTS = {Kind.ACCEPTED, Kind.ACCEPTED_LATE, Kind.ACCEPTED_IN_TIME, Kind.NOT_ACCEPTED, Kind.NOT_RETURNED}

ANSWERS = frozenset({*_OF_REPORTS, *PARTS})
"""Kinds of what passes between those that have a part in a task and whoever follows the plan."""

MORE_TIME = frozenset({Kind.ASKED, Kind.NOT_ASKED, Kind.NOT_EXTENDED, Kind.NOT_REFUSED})
"""Kinds of what is said of more time that is not granted."""

TAKING_OVER = frozenset({Kind.TAKEN_OVER, Kind.NOT_TAKEN_OVER})
"""Kinds of what is said of rows of a plan that ended to whoever leads those to which they passed."""

BY_THE_CLOCK = frozenset({Kind.REMINDER, Kind.OVERDUE, Kind.NEEDS_DATE, Kind.NO_PROGRESS})
"""Kinds of what the clock has to say."""

NOTICES = frozenset({*BY_THE_CLOCK, Kind.NOT_DONE, *MORE_TIME, *COURSE, *ANSWERS, *TAKING_OVER})
"""Kinds that tell of a task as it is."""


Positions = Callable[[str, str], int]
"""From a rule's id and a unit's code to the place in the log of the event by which the task changes."""


def always(position: int) -> Positions:
    """The positions where one event changes all."""
    return lambda _rule, _unit: position


class Before(NamedTuple):
    """A task's row as it was."""

    state: State
    due_key: str | None
    since: int
    done_on: date | None
    led: Mapping[str, str] = {}  # unit -> the lead of its task, where another than the unit had it


class Dropped(NamedTuple):
    """The plan, as amended, lays a task down no longer."""


class EndedBefore(NamedTuple):
    """The unit had ended when the task began: its successor has one of its own."""


class NoMember(NamedTuple):
    """The task is a group's, and its unit is no member of that, or the members have it otherwise among them."""


class PassedRows(NamedTuple):
    """Rows of a plan that ended have passed to the row, or do so no longer."""

    id: str  # of the event that ended it
    plan: str  # the number of the plan
    rows: tuple[str, ...]  # and of the rows
    level: Level  # how secret these are


Because = Happening | Suspension | Fact | Dropped | EndedBefore | NoMember | PassedRows | Ending | None
"""What a change follows from, if one thing can be named: what the date is counted from, the last suspension that had a
part in it, the extension granted, asked for or refused, the end of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happens alike to the tasks of one rule at several units."""

    kind: Kind
    plan: str
    rule: TaskRule
    cycle: str
    state: State
    due: Receipt | None  # the date they have now
    previous: Receipt | None  # the date they had, if that was another
    done_on: date | None
    before: Before | None  # None: there was no row
    because: Because = None
    counted_from: Anchor | None = None  # which happening the date is counted from, where it is counted from one
    rung: Reached | None = None  # of what the clock has to say
    moved: date | None = None  # the last day on which anything of it moved, where it stands still
    units: Sequence[str]

    @property
    def fact(self) -> str | None:
        """Id of the fact that it tells of, where that leaves the tasks as they are."""
        told = self.because if self.kind in NOTICES else None
        return told.id if isinstance(told, Fact | PassedRows) else None

    @property
    def leads(self) -> Sequence[str]:
        """Who leads the tasks, as the rule says: each its own unit, or one all of them."""
        return self.units if self.rule.leads_its_own else (self.rule.lead,)


def tightened(change: Change) -> bool:
    """True where a task is to be done safely, or its date set, by an earlier day: the last day may be the same."""
    if change.due is None:
        return False
    was = (change.previous.row.safe, change.previous.row.set_by) if change.previous else (None, None)
    days = zip(was, (change.due.row.safe, change.due.row.set_by), strict=True)
    return any(now and (before is None or now < before) for before, now in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A milestone whose planned day has passed without anybody saying that it was held, and who hears of it now."""

    plan: str
    milestone: str
    unit: str  # where it was to be held
    day: str
    fact: str  # the event by which it was planned
    to: Hearers  # its place is the lead, those who wait cooperate
    waiting: tuple[str, ...] = ()  # other agencies, which lead tasks that wait for it


KNOWN = "known"
"""The field of a content of which nothing is said: the day from which its recipients know it as it is."""

KNOWN_BY_MAIL = "known_by_mail"
"""The field of an item with the day from which its recipient knows, by any other channel, what he was told by mail."""

ANEW = "anew"
"""The field of an item that says no more than that its recipient has another address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that one event does; in a replay, all that a batch of events does of which none touches what another does.

    `event` is the first of the batch, `position` its place in the log (the place it would have, on a dry run).
    """

    event: Event
    position: int
    at: Positions = field(default=always(0), compare=False)  # which event of the batch changes which task
    changes: Sequence[Change] = ()
    one_by_one: Sequence[Change] = ()  # those of `changes` whose tasks are written one by one; others are in `redated`
    lapses: Sequence[Lapse] = ()
    foreseen: Sequence[Change] = ()  # what will follow when its day has come, as things stand; not written
    facts: Sequence[Fact] = ()
    facts_gone: Sequence[str] = ()
    units: Sequence[UnitRow] = ()
    contacts: Sequence[ContactRow] = ()
    contacts_gone: Sequence[tuple[str, str]] = ()
    moved: Sequence[Moved] = ()
    files: Sequence[FileRow] = ()
    leading: Leading = field(default=as_named, compare=False, repr=False)  # who leads for a unit, which may have ended
    plans: Sequence[PlanRow] = ()
    compiled: Sequence[CompiledRow] = ()
    titles: Sequence[TitleRow] = ()
    mentions: Sequence[MentionRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    cut_offs: Sequence[CutOffRow] = ()
    recounts: Sequence[RecountRow] = ()  # plans whose dates are to be counted again after it
    recounts_done: Sequence[RecountRow] = ()  # that this is
    redated: Sequence[Redated] = ()
    recounted: Mapping[Alike, int] = field(default_factory=dict)  # by how many `redated` changes the tally
    bodies: Sequence[BodyRow] = ()
    messages: Sequence[MessageRow] = ()
    contents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by body key, for those who print it

    @property
    def telling(self) -> Sequence[MessageRow]:
        """The messages by which somebody is told something: not what he knows, of a plan that was taken over."""
        return [one for one in self.messages if one.urgent != SILENT]


def with_recounts(decision: Decision, done: Sequence[Decision]) -> Decision:
    """`decision` on an amendment of a calendar with what came of it when dates were counted again: as one decision.

    `recounts` are then the plans that somebody else has counted again, or still has to.
    """
    all_of = (decision, *done)
    rows = {row for one in done for row in one.recounts_done}
    return replace(
        decision,
        changes=tuple(change for one in all_of for change in one.changes),
        one_by_one=tuple(change for one in all_of for change in one.one_by_one),
        facts=tuple(fact for one in all_of for fact in one.facts),
        facts_gone=tuple(name for one in all_of for name in one.facts_gone),
        recounts=[row for row in decision.recounts if row not in rows],
        redated=tuple(row for one in all_of for row in one.redated),
        recounted={key: tasks for one in all_of for key, tasks in one.recounted.items()},
        bodies=tuple({body.key: body for one in all_of for body in one.bodies}.values()),
        messages=tuple(message for one in all_of for message in one.messages),
        contents={key: content for one in all_of for key, content in one.contents.items()},
    )


def moved_up(decision: Decision, position: int) -> Decision:
    """`decision`, on one event that concerns its plan alone, with the event at `position` after all.

    Whatever stands at the place that was foreseen is the event's own: nothing in the log had come so far.
    """
    was = decision.position
    return replace(
        decision,
        position=position,
        at=always(position),
        facts=[fact._replace(position=position) if fact.position == was else fact for fact in decision.facts],
        messages=[message._replace(position=position) for message in decision.messages],
    )
