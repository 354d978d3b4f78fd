"""The store as the rest of the program sees it: a log, what is concluded from it, and an outbox, kept together.

Whatever passes `tests/conformance/test_store*.py` is a store. `events.opening.open_store` gives one by its address.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal, Protocol

from events.event import Event, Recorded
from events.rows import (
    Bearer,
    CalendarDayRow,
    Changes,
    Claimed,
    Counts,
    CutOffRow,
    DueGroup,
    DueRow,
    FactRow,
    HistoryRow,
    MessageView,
    PlanRow,
    TaskRow,
    TaskView,
    UnitRow,
)

MEMORY = "memory:"
"""The address of a store that is forgotten at the end."""

Places = Mapping[str, Collection[str]]
"""The signals or rules that are asked for, and the units at which each is, once."""

DueColumn = Literal["due", "set_by", "remind_on"]


class Session(Protocol):
    """One transaction. A reading one sees a single moment; a writing one has the log to itself until it ends.

    Lists come in the order of their keys. Text compares by code point, days and moments are ISO text.
    """

    # --- the log ---

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

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one directly, in the order of the log."""
        ...

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

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order, from the position after `after`; of `types` only, where these are given.

        Raises LogBroken where an event cannot be read.
        """
        ...

    # --- what is concluded ---

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`, in bulk."""
        ...

    def plans(self) -> list[PlanRow]:
        """All plans."""
        ...

    def units(self) -> list[UnitRow]:
        """All units: the same list until one changes, and not the caller's to change."""
        ...

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of `calendar` that events changed, everywhere or at a unit."""
        ...

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of `calendar`, everywhere or at a unit."""
        ...

    def facts(self, plan: str, signals: Collection[str], units: Collection[str] | None = None) -> list[FactRow]:
        """What is in force of these signals: at these units only, where given."""
        ...

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """What is in force at these places, by signal."""
        ...

    def facts_planned(self, plan: str, signals: Collection[str], first: str, last: str) -> list[FactRow]:
        """What is in force of these signals, and planned for a day in [first, last), as ISO text, but not held."""
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
        """One task."""
        ...

    def tasks_due_between(self, column: DueColumn, after: str, until: str) -> list[TaskRow]:
        """Open tasks (planned, needs_date, active) whose due's `column` is later than `after` and not after `until`."""
        ...

    def dues(self, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues by key."""
        ...

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """The live tasks of a plan (of these units) that have a due, in groups of the same rule, cycle, state, due."""
        ...

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearer]:
        """The live tasks of a plan (of these units) that bear one of these dues."""
        ...

    def history(self, task_id: str) -> list[HistoryRow]:
        """What a task was before, oldest first."""
        ...

    def view_tasks(
        self,
        *,
        plan: str | None = None,
        rule: str | None = None,
        unit: str | None = None,
        lead: str | None = None,
        state: str | None = None,
        limit: int | None = None,
    ) -> list[TaskView]:
        """Tasks beside their dues, the earliest due first, those without a due last, then by id."""
        ...

    def messages(
        self, *, status: str | None = None, recipient: str | None = None, limit: int | None = None
    ) -> list[MessageView]:
        """Messages with their content, oldest first."""
        ...

    def counts(self) -> Counts:
        """How much there is of everything."""
        ...

    def dump(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table of `events.rows` (by its name: unit, plan, calendar_day, cut_off, fact, due, task,
        history, body, message), in the order of its key: for comparing. A message comes without its delivery.
        """
        ...


class Outbox(Protocol):
    """Delivery; each call is a short transaction of its own. The moments are aware."""

    def claim(self, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:
        """Up to `limit` messages, oldest first, that nobody else is given before the lease is over."""
        ...

    def sent(self, key: str, now: datetime) -> bool:
        """The channel took it. False: it is not there, or was sent before."""
        ...

    def retry(self, key: str, next_try_at: datetime, error: str) -> bool:
        """It may be claimed again from `next_try_at` on. False: nobody holds it."""
        ...

    def park(self, key: str, error: str) -> bool:
        """It is not claimed any more. False: it is not there, or it was sent or parked."""
        ...

    def unpark(self, key: str) -> bool:
        """It may be claimed again, its attempts counted afresh. False: it is not parked."""
        ...


class Store(Outbox, Protocol):
    """A store. Safe to use from several threads; each transaction belongs to one."""

    @property
    def url_label(self) -> str:
        """Where it is, without a password."""
        ...

    @property
    def query_count(self) -> int:
        """How many statements were sent to the database so far."""
        ...

    def begin(self, write: bool = True) -> AbstractContextManager[Session]:
        """A transaction: committed at the end of the block, undone where an exception leaves it.

        Raises StoreError; what was begun is then undone too.
        """
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
