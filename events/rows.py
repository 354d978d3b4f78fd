"""The rows of what was concluded: plain tuples in column order, so that 50,000 of them go to the database as they are.

Dates are ISO text (YYYY-MM-DD), moments ISO text in UTC ending in Z, JSON is canonical text (sorted keys, no spaces,
Vietnamese as it is): the same bytes in every store, so that a rebuilt state can be compared with the kept one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class UnitRow(NamedTuple):
    """An agency in the tree. `position` is the log position that last changed it."""

    code: str
    name: str
    kind: str
    parent: str | None
    email: str | None
    phone: str | None
    position: int
    ended_on: str | None = None  # the day it merged, was split or ended
    successor: str | None = None  # the unit that took over what was open


class PlanRow(NamedTuple):
    """An adopted plan. `source` is the YAML text as adopted; `hash` that of the compiled plan."""

    id: str
    version: int
    hash: str
    source: str
    adopted_on: str
    position: int


HELD, PLANNED = "held", "planned"
"""The phases of a fact: it happened, or it is planned for a day."""


EVERY_PLAN = ""
"""The plan of a fact that concerns every plan, those adopted later too."""


class FactRow(NamedTuple):
    """What the log says now of one signal at one unit: an event still in force, after corrections.

    `signal` is `milestone:NAME`, `done:RULE`, `date:RULE` (a date set by hand) ...;
    `carried` is the date that a document brought with it (`per ...`). A suspension has a row for each selector, with
    its own id as `cycle`; `day` is the last that counts before it, `carried` the day on which it was ended.
    """

    event_id: str
    position: int
    plan: str
    signal: str
    unit: str
    cycle: str  # "" where the rule does not recur
    phase: str  # HELD or PLANNED
    day: str | None
    carried: str | None
    detail: str | None = None  # JSON: what else a suspension or an extension says, and its documents; a time of day


class DueRow(NamedTuple):
    """One distinct computed due date; many tasks share it. `key` is a digest of all the rest but for `engine`."""

    key: str
    plan: str
    rule: str
    nominal: str | None
    due: str | None
    safe: str | None
    window_start: str | None
    set_by: str | None  # for a task that waits for its date: by when one must be set
    remind_on: str | None  # the day from which it is "near"
    provisional: int  # 0 or 1
    calendar: str
    convention: str
    rules_hash: str
    basis: str  # JSON: event ids
    steps: str  # JSON: the count, step by step
    left: str | None = None  # while suspended: what is left of the term, in its own unit, as the offset language has it
    engine: int = 0  # version of the counting that first came to it; 0: from before that was kept


class TaskRow(NamedTuple):
    """A rule applied to one unit (and one cycle)."""

    id: str
    plan: str
    rule: str
    unit: str
    cycle: str
    state: str
    lead: str
    due_key: str | None
    since: int  # log position that made it what it is
    done_on: str | None
    reason: str | None  # why it was moved or closed: a code of `engine.deciding.deciding`


class HistoryRow(NamedTuple):
    """What a task was before the event at `position` changed it."""

    task_id: str
    position: int
    state: str
    due_key: str | None
    since: int
    reason: str


class BodyRow(NamedTuple):
    """The content of messages, once for all recipients that are told the same.

    `key` is a digest of `content` (JSON).
    """

    key: str
    content: str


class MessageRow(NamedTuple):
    """One thing to tell one recipient by one channel. The same `key` is never sent twice."""

    key: str
    position: int
    recipient: str  # unit code; the address is looked up when it is sent
    channel: str  # "mail" | "sms"
    body_key: str


class CalendarDayRow(NamedTuple):
    """A day of a calendar that an event changed."""

    calendar: str
    unit: str  # at which it holds, and below; "" everywhere
    day: str
    working: int  # 0 or 1
    until: str | None  # HH:MM, of a half day
    reason: str
    source: str
    known_from: str
    position: int


class CutOffRow(NamedTuple):
    """The daily cut-off hour of a calendar, as an event set it from the day `since` on."""

    calendar: str
    unit: str  # at which it holds, and below; "" everywhere
    since: str
    at: str | None  # HH:MM; None: there is none any more
    reason: str
    source: str
    known_from: str
    position: int


class Redated(NamedTuple):
    """The live tasks that bear the due `old` bear the due `new` from the event at `position` on.

    `unit` is the one whose task this is said of; "" is all others. Where `new` is `old` they stay as they are.
    """

    old: str
    unit: str
    new: str
    position: int
    reason: str


class DueGroup(NamedTuple):
    """Live tasks of one rule and cycle, in one state, with one due."""

    rule: str
    cycle: str
    state: str
    due_key: str


class Bearer(NamedTuple):
    """A live task's place beside its due."""

    due_key: str
    cycle: str
    state: str
    unit: str


class RowKind(NamedTuple):
    """A kind of row that is kept, and how many of its first columns are its key."""

    row: type[tuple[Any, ...]]
    key: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.row.__annotations__)


ROW_KINDS: Mapping[str, RowKind] = {
    "unit": RowKind(UnitRow, 1),
    "plan": RowKind(PlanRow, 1),
    "calendar_day": RowKind(CalendarDayRow, 3),
    "cut_off": RowKind(CutOffRow, 3),
    "fact": RowKind(FactRow, 1),
    "due": RowKind(DueRow, 1),
    "task": RowKind(TaskRow, 1),
    "history": RowKind(HistoryRow, 2),
    "body": RowKind(BodyRow, 1),
    "message": RowKind(MessageRow, 1),
}
"""Every kind by the name of its table: what can be rebuilt from the log."""


class TaskView(NamedTuple):
    """A task beside its due date: what a list of tasks shows. The columns of the due are None where there is none."""

    id: str
    plan: str
    rule: str
    unit: str
    cycle: str
    state: str
    lead: str
    due_key: str | None
    since: int
    done_on: str | None
    reason: str | None
    nominal: str | None
    due: str | None
    safe: str | None
    window_start: str | None
    set_by: str | None
    remind_on: str | None
    provisional: int | None
    calendar: str | None
    convention: str | None
    basis: str | None  # JSON: event ids
    left: str | None = None


class MessageView(NamedTuple):
    """A message with its content and how far it has come."""

    key: str
    position: int
    recipient: str
    channel: str
    content: str  # JSON
    status: str  # "pending" | "claimed" | "sent" | "parked"
    attempts: int  # how many times it was claimed
    next_try_at: str | None  # not before this moment
    claimed_until: str | None  # when the claim lapses
    claimed_by: str | None
    last_error: str | None
    sent_at: str | None


class Claimed(NamedTuple):
    """A message in a worker's hands, with the address as it is known now (None: the unit has none)."""

    key: str
    position: int
    recipient: str
    channel: str
    content: str  # JSON
    attempts: int  # this one included
    name: str | None
    email: str | None
    phone: str | None


class Counts(NamedTuple):
    """How much there is: for a status line, not for deciding."""

    events: int
    plans: int
    units: int
    tasks: dict[str, int]  # by state
    messages: dict[str, int]  # by status


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that one event changes, to be written in its transaction, in bulk.

    `tasks_new` are inserted, `tasks_changed` replace the row with the same id; `facts` replace by event id;
    `units` and `plans` replace by code / id, `calendar_days` and `cut_offs` by calendar, unit and day; `dues`, `bodies`
    and `messages` are ignored where the key is there already; `redated` changes groups of tasks and keeps what they
    were in the history.
    `facts_gone` go before `facts` come. No key stands twice in one sequence.
    """

    units: Sequence[UnitRow] = ()
    plans: Sequence[PlanRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    cut_offs: Sequence[CutOffRow] = ()
    facts: Sequence[FactRow] = ()
    facts_gone: Sequence[str] = ()  # event ids
    dues: Sequence[DueRow] = ()
    tasks_new: Sequence[TaskRow] = ()
    tasks_changed: Sequence[TaskRow] = ()
    redated: Sequence[Redated] = ()
    history: Sequence[HistoryRow] = ()
    bodies: Sequence[BodyRow] = ()
    messages: Sequence[MessageRow] = ()
