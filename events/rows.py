"""The rows of what was concluded: plain tuples in column order, so that 50,000 of them go to the database as they are.

Dates are ISO text, moments ISO text in UTC, JSON is canonical: the same bytes in every store, to be compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from events.beside.changes import BesideChanges
from events.beside.kept import FileRow
from events.beside.kinds import BESIDE_KINDS, RowKind
from events.beside.ways import Moved
from events.states import DONE_IN_TIME, DONE_LATE, DONE_STATE, DONE_UNDATED, NEEDS_DATE_STATE, WAITS


class UnitRow(NamedTuple):
    """An agency in the tree."""

    code: str
    name: str
    kind: str  # commune, province, party-body ...: as registered
    parent: str | None  # code of the unit above it; None: it is at the top
    email_seal: str | None  # of its e-mail address, which is kept apart (`ContactRow`); None: it has none
    phone_seal: str | None  # of its telephone number, likewise
    position: int  # in the log, of the event that last changed it
    ended_on: str | None = None  # the day it merged, was split or ended
    successor: str | None = None  # code of the unit that took over what was open
    texts: int = 0  # 1 where text messages reach its telephone; else 0
    members: str = ""  # of a group: whom it stands for, as `rules.groups.members` writes it; else ""
    tasks: str = ""  # of a group: `each` member has a task that it leads, or it is `shared`; "": nobody has said
    others: str = ""  # JSON: its other addresses, as lists of kind, seal, and 1 where messages go to it; "": none


IN_LOG = "log"
"""The seal of an address that stands in the log itself, as it did until addresses were kept apart."""


class ContactRow(NamedTuple):
    """An address of an agency, as it is now. It stands nowhere else, so that it can be corrected and erased.
    The log has its seal: a keyed digest, of which the key goes with the address when that goes."""

    unit: str
    kind: str  # one of `events.beside.ways.PLACES`: it says whose in the agency it is too
    address: str  # as it was entered
    salt: str  # the key of its seal, 64 hex digits; "" where the log itself has the address (`IN_LOG`)
    position: int  # in the log, of the event that it came with


class PlanRow(NamedTuple):
    """A plan in force, in its present version."""

    id: str
    version: int  # 1 as adopted, one more with each amendment
    hash: str  # of the compiled plan, as it was put into force
    adopted_on: str  # the day from which this version is in force
    position: int  # in the log, of the event that made this version: that has its text
    calendar: str  # by which it counts
    suspends: int  # 1 where it lays down suspensions of tasks of other plans; else 0
    adoption: str  # id of the event that adopted it, in its first version
    joins: str = "{}"  # JSON: by milestone, those of other plans that are one with it, or were
    former: str = "[]"  # versions before, of which done tasks are left that this one does not have: as JSON
    ends: str | None = None  # the last day that it gives itself; None: it is open
    ended: str | None = None  # JSON: the event that closed it, the day, what became of its rows; None: it goes on
    starts: str = ""  # its first day


class CompiledRow(NamedTuple):
    """A version of a plan, compiled: what follows from its text, so that no process need read that again."""

    hash: str  # as it was put into force
    compiler: int  # the version of the compiler
    content: str  # strict JSON: `rules.plan_json`
    reads_as: str  # its hash, as that version of the compiler reads it: perhaps another than `hash`


class TitleRow(NamedTuple):
    """The title of a plan's row, as lists of tasks look for its words: kept once, and not with each task."""

    plan: str
    rule: str  # the row's key
    folded: str  # in small letters without diacritics; of a row that the plan has no longer, the last that it had
    named: str  # its number and its title, likewise, then the first letters of their words: how officers call it


class MentionRow(NamedTuple):
    """A version of a plan knows a thing: who speaks of the thing looks up the plan here."""

    kind: str  # of the thing: one of `engine.facts.mentions.ThingSort`
    name: str
    plan: str
    hash: str  # of the version, as it was put into force


HELD, PLANNED = "held", "planned"  # the phases of a fact: it happened, or it is planned for a day
EVERY_PLAN = ""
"""The plan of a fact that concerns every plan, those adopted later too."""


class FactRow(NamedTuple):
    """The word of the log on one topic at one unit: an event still in force, after corrections.

    A suspension has a row for each selector.
    """

    event_id: str  # the event's; where an event states several facts, or a rule concluded it, made of it
    position: int  # in the log
    plan: str  # "" where it concerns every plan
    signal: str  # the topic: `milestone:NAME`, `done:RULE`, `date:RULE` (a date set by hand) ...
    unit: str  # at which it happened, or holds and below; "" everywhere
    cycle: str  # the round of a rule that recurs, else ""; of a suspension, the id of the event that began it
    phase: str  # HELD or PLANNED
    day: str | None  # None: postponed until nobody knows when; of a suspension, the last that counts before it
    carried: str | None  # the date that a document brought with it (`per ...`); of a suspension, the day it was ended
    detail: str | None = None  # JSON: what else a suspension or an extension says, and its documents; a time of day


class DueRow(NamedTuple):
    """One distinct computed due date, or that there is none; many tasks share it."""

    plan: str
    key: str  # a digest of all the rest but for `engine`
    rule: str
    nominal: str | None  # the day before rolling; this and the next five are None where there is none
    due: str | None  # the last day on which the task may be done
    safe: str | None  # the day that satisfies every defensible reading
    window_start: str | None  # the first day of the period in which it is to be done
    set_by: str | None  # by when an officer must set the date, where it does not follow from the event
    remind_on: str | None  # the day from which it is "near"
    provisional: int  # 1 while a planned event, or a year that nobody has announced, has a part in it; else 0
    calendar: str  # by which days were counted
    convention: str  # by which the term was counted
    rules_hash: str  # of the rule as the count read it
    basis: str  # JSON: ids of the events it rests on
    steps: str  # JSON: the count, step by step
    left: str | None = None  # while suspended: what is left of the term, in its own unit, as the offset language has it
    in_doubt: int = 0  # 1 if it was set by hand, and what it was counted from has another day now; else 0
    engine: int = 0  # version of the counting that first came to it; 0: from before that was kept
    moved: str | None = None  # the last day on which anything came that it rests on


NO_DAY = "9999-12-31"
"""The day of what has none: later than every other, so that it is never past, and sorts last."""


def due_day(due: DueRow | None) -> str:
    """The day by which lists of tasks are ordered."""
    return (due and due.due) or NO_DAY


class TaskRow(NamedTuple):
    """A rule applied to one unit (and one cycle)."""

    plan: str
    id: str  # made of plan, rule, unit and cycle: it begins with the plan, and a slash
    rule: str
    unit: str  # for which it is done
    cycle: str  # the round of a rule that recurs, else ""
    state: str  # one of `engine.tasks.State`
    lead: str  # code of the unit that does it
    due_key: str | None  # of its due; None: it has none
    since: int  # position in the log of the event that made it what it is
    done_on: str | None  # the day on which it was done; None too where the plan says that it is, and not when
    reason: str | None  # the kind of change that made it what it is: a code of `engine.decision.Kind`
    day: str = NO_DAY  # the last day on which it may be done, as its due has it: lists are ordered by it


def plan_of(task_id: str) -> str:
    """The plan that the id of a task names."""
    return task_id.partition("/")[0]


class TallyRow(NamedTuple):
    """The number of tasks that are alike in the rest: kept with them, so that nobody counts them anew."""

    plan: str
    lead: str  # code of the unit that does them; "" where each does that of its own
    state: str
    firm: int  # 0 where their due is provisional
    cell: str  # of those that are done: "done_in_time" | "done_late" | "done_undated"
    day: str  # their due day; where they need a date, the one by which it must be set; else NO_DAY
    tasks: int  # in `Changes`: by how many they become more, or (below zero) fewer


Alike = tuple[str, str, str, int, str, str]  # the key of the tally


def alike(plan: str, lead: str, state: str, done_on: str | None, due: DueRow | None) -> Alike:
    """The key under which tasks are counted; `lead` is "" where each unit leads its own."""
    done = done_on and (DONE_LATE if due and due.due and done_on > due.due else DONE_IN_TIME)
    cell = (done or DONE_UNDATED) if state == DONE_STATE else ""
    day = (due and (due.due or (due.set_by if state == NEEDS_DATE_STATE else None))) or NO_DAY
    return plan, lead, state, 0 if due and due.provisional else 1, cell, day


class HistoryRow(NamedTuple):
    """A task as it was before the event at `position` changed it."""

    plan: str
    task_id: str
    position: int  # in the log, of the event that ended this
    state: str
    due_key: str | None
    since: int  # position in the log of the event that had made it so
    reason: str  # the kind of change that ended this: a code of `engine.decision.Kind`


class BodyRow(NamedTuple):
    """The content of messages, once for all recipients that are told the same."""

    key: str  # a digest of `content`
    content: str  # JSON


class MessageRow(NamedTuple):
    """One thing to tell one recipient by one channel."""

    recipient: str  # unit code; the address is looked up when it is sent
    key: str  # the same one is never sent twice
    position: int  # in the log, of the event that it tells of
    channel: str  # "mail", "sms", or the way to another of its addresses: `events.beside.ways`
    body_key: str
    urgent: int = WAITS  # WAITS | AT_ONCE | AT_ONCE_ALONE | SILENT


class CalendarDayRow(NamedTuple):
    """A day of a calendar that an event changed."""

    calendar: str
    unit: str  # at which it holds, and below; "" everywhere
    day: str
    working: int  # 0 or 1
    until: str | None  # HH:MM, of a half day
    reason: str
    source: str  # the document that says so; "" where there is none
    known_from: str  # the day on which it was recorded
    position: int  # in the log, of the event that changed it


class CutOffRow(NamedTuple):
    """The daily cut-off hour of a calendar, as an event set it from a day on."""

    calendar: str
    unit: str  # at which it holds, and below; "" everywhere
    since: str  # the first day on which it holds
    at: str | None  # HH:MM; None: there is none any more
    reason: str
    source: str  # the document that says so; "" where there is none
    known_from: str  # the day on which it was recorded
    position: int  # in the log, of the event that set it


class RecountRow(NamedTuple):
    """The dates of a plan are still to be counted again, as an amendment of its calendar asks: it is gone when done."""

    position: int  # in the log, of the amendment
    plan: str


class Redated(NamedTuple):
    """The live and done tasks of a plan that bear the due `old` bear the due `new` from the event at `position` on."""

    plan: str
    old: str  # a key of a due
    unit: str  # the one whose task this is said of; "" is all others
    new: str  # a key of a due; where it is `old`, they stay as they are
    position: int
    reason: str  # a code of `engine.decision.Kind`
    day: str = NO_DAY  # of the due `new`, as tasks have it


class DueGroup(NamedTuple):
    """Live or done tasks of one rule and cycle, in one state, with one due."""

    rule: str
    cycle: str
    state: str
    due_key: str


class Bearers(NamedTuple):
    """The live or done tasks that bear a due, alike in the rest: by their units, in order."""

    due_key: str
    cycle: str
    state: str
    units: Sequence[str]
    done_on: str | None = None
    lead: str = ""  # "" where each unit leads its own


ROW_KINDS: Mapping[str, RowKind] = {
    "unit": RowKind(UnitRow, 1),
    "contact": RowKind(ContactRow, 2),
    "file": RowKind(FileRow, 1),
    "plan": RowKind(PlanRow, 1),
    "compiled": RowKind(CompiledRow, 2),
    "title": RowKind(TitleRow, 2),
    "mention": RowKind(MentionRow, 4),
    "calendar_day": RowKind(CalendarDayRow, 3),
    "cut_off": RowKind(CutOffRow, 3),
    "recount": RowKind(RecountRow, 2),
    "fact": RowKind(FactRow, 1),
    "due": RowKind(DueRow, 2),
    "task": RowKind(TaskRow, 2),
    "tally": RowKind(TallyRow, 6),
    "history": RowKind(HistoryRow, 3),
    "body": RowKind(BodyRow, 1),
    "message": RowKind(MessageRow, 2),
    **BESIDE_KINDS,
}
"""Every kind by the name of its table: all can be rebuilt from the log but what `events.writes` has APART."""

Row_co = TypeVar("Row_co", covariant=True)


class Rows(Protocol[Row_co]):
    """Rows of one kind to be written: a list, or what makes each of them anew whenever it is gone through."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Row_co]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(BesideChanges):
    """All that one event changes, to be written in its transaction, in bulk. No key may stand twice in one field.

    Of tasks there may be a million: these, and their history, can be made while they are written.
    """

    units: Sequence[UnitRow] = ()  # replace by code
    contacts_gone: Sequence[tuple[str, str]] = ()  # unit and kind of addresses that go, before `contacts` come
    contacts: Sequence[ContactRow] = ()  # replace by unit and kind
    moved: Sequence[Moved] = ()  # what was told goes with these
    files: Sequence[FileRow] = ()  # left as they are where they are there already
    plans: Sequence[PlanRow] = ()  # replace by id
    compiled: Sequence[CompiledRow] = ()  # left as they are where the key is there already
    titles: Sequence[TitleRow] = ()  # replace by plan and rule
    mentions: Sequence[MentionRow] = ()  # left as they are where they are there already
    calendar_days: Sequence[CalendarDayRow] = ()  # replace by calendar, unit and day
    cut_offs: Sequence[CutOffRow] = ()  # replace by calendar, unit and day
    recounts: Sequence[RecountRow] = ()  # left as they are where they are there already
    recounts_done: Sequence[RecountRow] = ()  # go
    facts: Sequence[FactRow] = ()  # replace by event id
    facts_gone: Sequence[str] = ()  # event ids of facts that go, before `facts` come
    dues: Sequence[DueRow] = ()  # left as they are where the key is there already
    tasks_new: Rows[TaskRow] = ()  # refused where the id is there already
    tasks_changed: Rows[TaskRow] = ()  # replace by id
    tally: Sequence[TallyRow] = ()  # added to what is there: it follows from all that is written of tasks
    redated: Sequence[Redated] = ()  # change groups of tasks, and keep in the history what they were
    history: Rows[HistoryRow] = ()  # refused where the key is there already
    bodies: Sequence[BodyRow] = ()  # left as they are where the key is there already
    messages: Sequence[MessageRow] = ()  # left as they are where the key is there already, their delivery too
