"""The store in memory: for rebuilding from the log, for trying out, and for tests. It is forgotten at the end.

What is kept is one value that nobody changes: a reader keeps the one it began with; a writer works on a copy, which
takes the place of the first when all went well.
"""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from events import delivery
from events.appending import follows, place
from events.chain import GENESIS, moment_text
from events.delivery import CLAIMED, PENDING, Delivery
from events.errors import FAILED, LOCKED, StoreFailed, StoreLocked, UnknownEvent
from events.event import Event, Recorded
from events.in_memory.tables import Kept
from events.rows import (
    ROW_KINDS,
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
    MessageRow,
    MessageView,
    PlanRow,
    Redated,
    TaskRow,
    TaskView,
    UnitRow,
)
from events.states import LIVE_STATES, OPEN_STATES
from events.store import MEMORY, DueColumn, Places
from events.writes import WRITES, How, Write

_event_id, _task_id = attrgetter("event_id"), attrgetter("id")


class MemoryStore:
    """A store in memory. See `events.store.Store`."""

    url_label = MEMORY

    def __init__(self, *, lock_wait: float) -> None:
        self.query_count = 0  # there are none
        self._lock_wait = lock_wait
        self._turn = threading.Lock()
        self._state = Kept()

    @contextmanager
    def begin(self, write: bool = True) -> Iterator["MemorySession"]:
        """A transaction."""
        if not write:
            yield MemorySession(self._state, writing=False)
            return
        with self._changing() as state:
            yield MemorySession(state, writing=True)

    @contextmanager
    def _changing(self) -> Iterator[Kept]:
        if not self._turn.acquire(timeout=self._lock_wait):
            raise StoreLocked(LOCKED, store=MEMORY, seconds=f"{self._lock_wait:g}")
        try:
            state = self._state.copy()
            yield state
            self._state = state
        finally:
            self._turn.release()

    def close(self) -> None:
        """There is nothing to let go of."""

    def claim(self, now: datetime, worker: str, limit: int, lease_seconds: float) -> list[Claimed]:
        """Messages that are `worker`'s for a while."""
        until = moment_text(now + timedelta(seconds=lease_seconds))
        with self._changing() as state:
            ready = [row for row in state.messages() if _ready(state.deliveries[row.key], moment_text(now))][:limit]
            for row in ready:
                was = state.deliveries[row.key]
                state.deliveries[row.key] = was._replace(
                    status=CLAIMED, attempts=was.attempts + 1, claimed_until=until, claimed_by=worker
                )
            return [_with_address(state, row) for row in ready]

    def sent(self, key: str, now: datetime) -> bool:
        """The channel took it."""
        return self._take(key, delivery.sent(now))

    def retry(self, key: str, next_try_at: datetime, error: str) -> bool:
        """It may be claimed again later."""
        return self._take(key, delivery.retry(next_try_at, error))

    def park(self, key: str, error: str) -> bool:
        """It is not claimed any more."""
        return self._take(key, delivery.park(error))

    def unpark(self, key: str) -> bool:
        """It may be claimed again."""
        return self._take(key, delivery.unpark())

    def _take(self, key: str, step: delivery.Step) -> bool:
        with self._changing() as state:
            was = state.deliveries.get(key)
            if was is None or was.status not in step.of:
                return False
            state.deliveries[key] = was._replace(**step.values)
            return True


def _ready(of: Delivery, now: str) -> bool:
    return of.status in (PENDING, CLAIMED) and (of.next_try_at or "") <= now and (of.claimed_until or "") <= now


def _with_address(state: Kept, row: MessageRow) -> Claimed:
    content = state.rows["body"][row.body_key,].content
    unit = state.rows["unit"].get((row.recipient,))
    name, email, phone = (unit.name, unit.email, unit.phone) if unit else (None, None, None)
    attempts = state.deliveries[row.key].attempts
    return Claimed(row.key, row.position, row.recipient, row.channel, content, attempts, name, email, phone)


def _message_view(state: Kept, row: MessageRow) -> MessageView:
    of = state.deliveries[row.key]
    content = state.rows["body"][row.body_key,].content
    return MessageView(row.key, row.position, row.recipient, row.channel, content, **of._asdict())


class MemorySession:
    """One transaction on a state. See `events.store.Session`."""

    def __init__(self, state: Kept, *, writing: bool) -> None:
        self._state = state
        self._writing = writing

    # --- the log ---

    def head(self) -> int:
        """The last position."""
        return len(self._state.log)

    def head_hash(self) -> str:
        """The hash there."""
        return self._state.log[-1].hash if self._state.log else GENESIS

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id, or None."""
        position = self._state.places.get(event_id)
        return self._state.log[position - 1] if position else None

    def recorded(self, event_id: str) -> Recorded:
        """The event of that id."""
        found = self.find(event_id)
        if found is None:
            raise UnknownEvent(event_id)
        return found

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one."""
        return list(self._state.amended(event_id))

    def append(self, event: Event) -> Recorded:
        """Put an event at the end of the log."""
        self._must_write()
        recorded, new = place(self, event)
        if new:
            self._state.log_it(recorded)
        return recorded

    def restore(self, recorded: Recorded) -> None:
        """Put an event of another log at the end of this one."""
        self._must_write()
        follows(self, recorded)
        self._state.log_it(recorded)

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order."""
        log = self._state.log
        found = (log[place] for place in range(after, len(log)) if types is None or log[place].event.type in types)
        yield from islice(found, limit)

    # --- what is concluded ---

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`."""
        self._must_write()
        for event_id in changes.facts_gone:
            self._state.drop("fact", (event_id,))
        for write in WRITES:
            if rows := getattr(changes, write.rows):
                _write(self._state, write, rows)
        if changes.redated:
            _redate(self._state, changes.redated)

    def _must_write(self) -> None:
        if not self._writing:
            raise RuntimeError("this transaction was begun for reading: begin(write=True)")

    def plans(self) -> list[PlanRow]:
        """All plans."""
        return self._state.sorted("plan")

    def units(self) -> list[UnitRow]:
        """All units."""
        return self._state.sorted("unit")

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of a calendar that events changed."""
        return [row for row in self._state.sorted("calendar_day") if row.calendar == calendar]

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of a calendar."""
        return [row for row in self._state.sorted("cut_off") if row.calendar == calendar]

    def facts(self, plan: str, signals: Collection[str], units: Collection[str] | None = None) -> list[FactRow]:
        """What is in force of these signals."""
        if units is None:
            found = self._state.found_in("fact of what", ((plan, signal) for signal in set(signals)))
            return sorted(found, key=_event_id)
        there = dict.fromkeys(signals, frozenset(units))
        return sorted(self._state.found_at("fact", plan, there), key=_event_id)

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """What is in force at these places."""
        return sorted(self._state.found_at("fact", plan, places), key=_event_id)

    def facts_planned(self, plan: str, signals: Collection[str], first: str, last: str) -> list[FactRow]:
        """What is in force of these signals, and planned for these days."""
        days, wanted = self._state.index("fact planned on"), set(signals)
        there = (found for day, found in days.items() if first <= str(day) < last)
        rows = (row for found in there for row in found.values() if row.plan == plan and row.signal in wanted)
        return sorted(rows, key=_event_id)

    def fact(self, event_id: str) -> FactRow | None:
        """The fact that an event made."""
        return self._state.rows["fact"].get((event_id,))

    def tasks(self, plan: str, rules: Collection[str] | None = None) -> list[TaskRow]:
        """The tasks of a plan."""
        of_rules = self._state.rules_of(plan) if rules is None else set(rules)
        return sorted(self._state.found_in("task of what", ((plan, rule) for rule in of_rules)), key=_task_id)

    def tasks_at(self, plan: str, places: Places) -> list[TaskRow]:
        """The tasks of a plan at these places."""
        return sorted(self._state.found_at("task", plan, places), key=_task_id)

    def task(self, task_id: str) -> TaskRow | None:
        """One task."""
        return self._state.rows["task"].get((task_id,))

    def tasks_due_between(self, column: DueColumn, after: str, until: str) -> list[TaskRow]:
        """Open tasks whose due has `column` in these days."""
        days = self._state.index(f"due on {column}")
        keys = [key for day, dues in days.items() if after < str(day) <= until for (key,) in dues]
        found = chain.from_iterable(self._state.found("task with due", key) for key in keys)
        return sorted((row for row in found if row.state in OPEN_STATES), key=_task_id)

    def dues(self, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues by key."""
        kept = self._state.rows["due"]
        return {key: kept[key,] for key in sorted(set(keys)) if (key,) in kept}

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """Groups of live tasks that share a due."""
        places = None if units is None else set(units)
        rows = (row for row in self.tasks(plan) if row.state in LIVE_STATES and row.due_key)
        of_these = (row for row in rows if places is None or row.unit in places)
        return sorted({DueGroup(row.rule, row.cycle, row.state, row.due_key or "") for row in of_these})

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearer]:
        """The live tasks that bear these dues."""
        found = chain.from_iterable(self._state.found("task with due", key) for key in set(due_keys))
        rows = (row for row in found if row.plan == plan and row.state in LIVE_STATES)
        places = None if units is None else set(units)
        return sorted(
            Bearer(row.due_key or "", row.cycle, row.state, row.unit)
            for row in rows
            if places is None or row.unit in places
        )

    def history(self, task_id: str) -> list[HistoryRow]:
        """What a task was before."""
        return sorted(self._state.found("history of task", task_id))

    def view_tasks(self, *, limit: int | None = None, **filters: str | None) -> list[TaskView]:
        """Tasks beside their dues."""
        dues = self._state.rows["due"]
        found = (row for row in self._state.rows["task"].values() if _fits(row, filters))
        views = [TaskView(*row, *_of_due(dues.get((row.due_key,)))) for row in found]
        return sorted(views, key=lambda view: (view.due is None, view.due or "", view.id))[:limit]

    def messages(self, *, limit: int | None = None, **filters: str | None) -> list[MessageView]:
        """Messages with their content."""
        views = (_message_view(self._state, row) for row in self._state.messages())
        return [view for view in views if _fits(view, filters)][:limit]

    def counts(self) -> Counts:
        """How much there is of everything."""
        rows = self._state.rows
        return Counts(
            events=self.head(),
            plans=len(rows["plan"]),
            units=len(rows["unit"]),
            tasks=_sizes(row.state for row in rows["task"].values()),
            messages=_sizes(delivery.status for delivery in self._state.deliveries.values()),
        )

    def dump(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table, in the order of its key."""
        yield from map(tuple, self._state.sorted(table))


def _redate(state: Kept, redated: Collection[Redated]) -> None:
    said = {(change.old, change.unit): change for change in redated}
    bearers = [row for old in {change.old for change in redated} for row in state.found("task with due", old)]
    for row in bearers:
        change = said.get((row.due_key, row.unit)) or said.get((row.due_key, ""))
        if row.state not in LIVE_STATES or change is None or change.new == change.old:
            continue
        was = HistoryRow(row.id, change.position, row.state, row.due_key, row.since, change.reason)
        state.put("history", {(was.task_id, was.position): was})
        now = row._replace(due_key=change.new, since=change.position, reason=change.reason)
        state.put("task", {(row.id,): now})


def _write(state: Kept, write: Write, rows: Sequence[Any]) -> None:
    kept, width = state.rows[write.table], ROW_KINDS[write.table].key
    keyed = {row[:width]: row for row in (rows if write.how is not How.KEEP else reversed(rows))}
    if write.how is How.ADD and (len(keyed) < len(rows) or not kept.keys().isdisjoint(keyed)):
        raise StoreFailed(FAILED, store=MEMORY, code=f"second {write.table}")
    if write.how is How.KEEP:
        keyed = {key: row for key, row in keyed.items() if key not in kept}
    state.put(write.table, keyed)
    if write.table == "message":
        _queue(state, keyed.values())


def _queue(state: Kept, rows: Iterable[MessageRow]) -> None:
    bodies, waiting = state.rows["body"], Delivery()
    for row in rows:
        if (row.body_key,) not in bodies:
            raise StoreFailed(FAILED, store=MEMORY, code="message without body")
        state.deliveries[row.key] = waiting


def _fits(row: Any, filters: Mapping[str, str | None]) -> bool:
    return all(getattr(row, name) == value for name, value in filters.items() if value is not None)


def _of_due(row: DueRow | None) -> Iterable[Any]:
    names = TaskView._fields[len(TaskRow._fields) :]
    return [getattr(row, name) if row else None for name in names]


def _sizes(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
