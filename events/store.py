"""The protocols of a store: a log, what is concluded from it, and an outbox, kept together in one database.

    Transactions     begin() gives a Session: all that the engine asks for
    Outbox           the delivery of messages: all that a dispatcher asks for
    Store            both, counted and closed: what `events.opening.open_store` gives by an address

    LogReader        the log, read
    Register         the rows concluded from it, read
    Session          both within one transaction, and all that writes

Whatever passes `tests/conformance/test_store*.py` is a store.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from events.event import Event, Recorded
from events.rows import (
    Bearers,
    CalendarDayRow,
    Changes,
    Claimed,
    CompiledRow,
    ContactRow,
    Counts,
    CutOffRow,
    DueGroup,
    DueRow,
    FactRow,
    HistoryRow,
    MessageId,
    MessageView,
    PlanRow,
    Settled,
    TallyRow,
    TaskRow,
    TaskView,
    UnitRow,
)

MEMORY = "memory:"
"""The address of a store that is forgotten at the end."""

Places = Mapping[str, Collection[str]]
"""Signals or rules, each with the units (none twice) at which it is asked for."""

Place = tuple[str, str]
"""A place in a list of tasks: the `day` and the id of one, whether that is still there or not."""


class Asked(NamedTuple):
    """All that is asked of one plan at once: tasks and the dues that they bear, and facts. No rule is named twice."""

    rules: Collection[str] = ()  # all their tasks are wanted
    tasks: Places = MappingProxyType({})  # by rule: the tasks wanted at these units only
    signals: Collection[str] = ()  # their facts are wanted, those that concern every plan too
    nearby: Collection[str] = ()  # the same, but at the units `near` only
    near: Collection[str] = ()
    facts: Places = MappingProxyType({})  # by signal: the facts of this plan wanted at these units only


class Gathered(NamedTuple):
    """The answer: each question's rows in the order of their keys."""

    tasks: list[TaskRow]
    dues: dict[str, DueRow]  # by key
    facts: list[FactRow]


DueColumn = Literal["due", "set_by", "remind_on"]
"""The columns of a due by whose days open tasks are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """A database looked at from below: its pages, and its tables, indexes and triggers beside those of this version."""

    pages: int  # that it has
    damaged: Sequence[str] = ()  # the database's own words: they name places, never what stands there
    missing: Sequence[str] = ()  # objects that this version makes, and that are not there
    altered: Sequence[str] = ()  # that are there otherwise
    foreign: Sequence[str] = ()  # that nobody of us made
    unchecked: Sequence[str] = ()  # sentences on what could not be looked at

    @property
    def holds(self) -> bool:
        """True if nothing that was looked at is wrong."""
        return not (self.damaged or self.missing or self.altered or self.foreign)

    @property
    def readable(self) -> bool:
        """True if all that is kept can be asked for: no page is damaged, no table or column gone."""
        return not self.damaged and not any(name.startswith(("table ", "column ")) for name in self.missing)


class LogReader(Protocol):
    """The log as one transaction sees it. An event that was read is kept while that lasts: it never changes."""

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        ...

    def head_hash(self) -> str:
        """The hash at the last position; 64 zeros for an empty log."""
        ...

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id, or None."""
        ...

    def recorded(self, event_id: str) -> Recorded:
        """The event of that id. Raises UnknownEvent."""
        ...

    def event_at(self, position: int) -> Recorded:
        """The event at a position, which must lie between 1 and the head. Raises LogBroken where there is none."""
        ...

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one directly, in the order of the log."""
        ...

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order, from the position after `after`; of `types` only, where these are given.

        Raises LogBroken where an event cannot be read.
        """
        ...

    def any_later(self, after: int, moment: datetime) -> bool:
        """True if an event past the position `after` was recorded, by its own clock, later than the aware `moment`."""
        ...


class Register(Protocol):
    """The rows concluded from the log, as one transaction sees them.

    Lists come in the order of their keys. Text compares by code point, days and moments are ISO text.

    `plans`, `units`, `calendar_days` and `cut_offs` give the same list object until `Session.apply` writes such rows:
    it is not the caller's to change, and what was made of it holds as long as it is the same list.
    """

    def plans(self) -> list[PlanRow]:
        """All plans: the same list until one changes."""
        ...

    def compiled(self, digest: str, compiler: int) -> CompiledRow | None:
        """The plan of that hash, compiled by that version of the compiler, or None."""
        ...

    def units(self) -> list[UnitRow]:
        """All units: the same list until one changes."""
        ...

    def contacts(self, units: Collection[str] | None = None) -> list[ContactRow]:
        """The addresses of these units, of all where not given."""
        ...

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of `calendar` that events changed, everywhere or at a unit: the same list until one changes."""
        ...

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of `calendar`, everywhere or at a unit: the same list until one changes."""
        ...

    def facts(
        self, plan: str, signals: Collection[str], units: Collection[str] | None = None, *, shared: bool = False
    ) -> list[FactRow]:
        """The facts in force of these signals: at these units only, where given.

        `shared`: those of the plan, and those that concern every plan.
        """
        ...

    def any_stated(self, signals: Collection[tuple[str, str]]) -> bool:
        """True if there is a fact in force of one of these signals, each named with its plan."""
        ...

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """The facts in force at these places, by signal."""
        ...

    def gathered(self, plan: str, asked: Asked) -> Gathered:
        """All that is asked of a plan, by one question however much it is."""
        ...

    def facts_planned(self, plan: str, signals: Collection[str], first: str, last: str) -> list[FactRow]:
        """The facts of these signals that are planned for a day in [first, last), as ISO text, but not held."""
        ...

    def fact(self, event_id: str) -> FactRow | None:
        """The fact that an event made, while it is in force."""
        ...

    def tasks(self, plan: str, rules: Collection[str] | None = None) -> list[TaskRow]:
        """The tasks of a plan: of these rules, where given."""
        ...

    def tasks_at(self, plan: str, places: Places) -> list[TaskRow]:
        """The tasks of a plan at these places, by rule, in whatever cycle."""
        ...

    def task(self, task_id: str) -> TaskRow | None:
        """One task, or None."""
        ...

    def tasks_due_between(self, column: DueColumn, after: str, until: str) -> list[TaskRow]:
        """Open tasks (planned, needs_date, active) whose due's `column` is later than `after` and not after `until`."""
        ...

    def history(self, task_id: str) -> list[HistoryRow]:
        """The earlier rows of a task, oldest first."""
        ...

    def dues(self, plan: str, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues of a plan by key; a key that is not there is left out."""
        ...

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """The live and done tasks of a plan (of these units) that have a due, by rule, cycle, state and due."""
        ...

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearers]:
        """The live and done tasks of a plan (of these units) that bear one of these dues, by due, cycle and state."""
        ...

    def view_tasks(
        self,
        *,
        plan: str | None = None,
        rule: str | None = None,
        unit: str | None = None,
        lead: str | None = None,
        concerning: str | None = None,
        state: str | None = None,
        after: Place | None = None,
        limit: int | None = None,
    ) -> list[TaskView]:
        """Tasks beside their dues, the earliest due first, those without a due last, then by id.

        `concerning` a unit are those of it, and those that it leads. Those that wait again are left out, unless that
        `state` is asked for. A page of the list are at most `limit` tasks, those `after` a place in it.
        """
        ...

    def tally(self, plan: str | None = None) -> list[TallyRow]:
        """The numbers of tasks (of a plan) that are alike, in the order of their keys: none of them is counted anew."""
        ...

    def messages(
        self, *, status: str | None = None, recipient: str | None = None, limit: int | None = None
    ) -> list[MessageView]:
        """Messages with their content, oldest first."""
        ...

    def dump(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table of `events.rows` in the order of its key, for comparing.

        `table` is one of unit, contact, plan, compiled, calendar_day, cut_off, fact, due, task, tally, history, body,
        message. A message comes without its delivery.
        """
        ...

    def deliveries(self) -> Iterator[MessageView]:
        """Every message, in no order, with an empty content: for looking at how its delivery went."""
        ...

    def rebuilt_at(self) -> int:
        """The position up to which messages were told by an older version, and are not those that would be told now.

        0: they never were.
        """
        ...

    def pruned(self) -> dict[int, int]:
        """How many messages were removed after they were sent, by the position of the event that they told of."""
        ...


class Session(LogReader, Register, Protocol):
    """One transaction. A reading one sees a single moment; a writing one has the log to itself until it ends.

    `append`, `restore`, `apply`, `finish` and `rebuild` must be called in a transaction begun for writing.
    """

    def append(self, event: Event) -> Recorded:
        """Put `event` at the end of the log; the same one again changes nothing and gives what was recorded.

        Raises EventError (it is not well formed), DuplicateEvent (its id is there with other content; when it was
        recorded is no content), UnknownEvent (it corrects one that is not there).
        """
        ...

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one as it stands there: the caller knows that it is sound.

        Raises LogBroken where it does not follow on what is here.
        """
        ...

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`, in bulk."""
        ...

    def finish(self, recorded: Recorded, changes: Changes) -> None:
        """Put an event at the end of this log, write all of `changes`, and commit: the last word of a transaction.

        As `restore` and `apply`, with as few words to the database as can be, since others wait meanwhile.
        """
        ...

    def rebuild(self, rows: Changes, *, retold: bool) -> None:
        """Put `rows` in place of all that was concluded so far, but for what was told, and addresses.

        `retold`: other messages would follow with them; then `rebuilt_at` is the head.
        """
        ...

    def counts(self) -> Counts:
        """The numbers of events and of rows, for a status line."""
        ...

    def soundness(self) -> Soundness | None:
        """The database looked at from below; None for a store that is on none."""
        ...


class Transactions(Protocol):
    """Begins transactions. Safe to use from several threads; each transaction belongs to one."""

    @property
    def url_label(self) -> str:
        """The address, without a password."""
        ...

    @property
    def parallel(self) -> bool:
        """True where others can write while one reads, so that it is worth deciding before one begins to write."""
        ...

    def begin(self, write: bool = True, *, after: int | None = None) -> AbstractContextManager[Session]:
        """A transaction: committed at the end of the block, undone where an exception leaves it.

        `after`: who writes will ask for the events past that position first, so that they may be read at once.
        Raises StoreError; what was begun is then undone too.
        """
        ...


class Outbox(Protocol):
    """Delivery; each call is a short transaction of its own. The moments are aware.

    A lease is told by the clock of the store, which all workers share: a worker's own clock may be wrong.
    """

    def claim(self, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:
        """Up to `limit` messages, oldest first, that nobody else is given before the lease is over.

        By the worker's own clock, `now`, those that were put off are ready again.
        """
        ...

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:
        """Those of them that are still held by their claim: the lease begins anew."""
        ...

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Say what became of messages, each once; those that were held by their claim are so. Others are as before."""
        ...

    def unpark(self, recipient: str, key: str) -> bool:
        """Let it be claimed again, its attempts counted afresh. False: it is not parked."""
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Remove up to `limit` messages that were sent before that moment, oldest first, and say how many.

        None that is unsent, parked or in a worker's hands goes. How many went is kept, by the event they told of.
        """
        ...

    def is_held(self) -> bool:
        """True while all sending is held back, since the store was restored from a backup: `claim` gives nothing."""
        ...

    def release(self, *, parked: str | None = None) -> bool:
        """Let messages be sent again. False: nothing was held.

        `parked` is a reason for which those that wait now are parked: then only later ones are sent.
        """
        ...


class Store(Transactions, Outbox, Protocol):
    """A whole store, for whoever opens, measures and closes it."""

    @property
    def query_count(self) -> int:
        """Statements sent to the database so far, for benchmarks and tests."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
