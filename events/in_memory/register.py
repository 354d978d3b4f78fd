"""The rows concluded from the log, in memory, within one transaction."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from events.beside.kept import FileRow
from events.beside.kinds import TABLES
from events.beside.rows import AccessRow, ServedRow
from events.chain import moment_text
from events.in_memory.tables import Kept
from events.in_memory.task_pages import active_by_due, active_dues, led_by, page_of_tasks, tallied, tally
from events.in_memory.views import is_there, message_view, numbered, of_due, stands_so
from events.rows import (
    EVERY_PLAN,
    Bearers,
    CalendarDayRow,
    CompiledRow,
    ContactRow,
    CutOffRow,
    DueGroup,
    DueRow,
    FactRow,
    HistoryRow,
    PlanRow,
    RecountRow,
    TallyRow,
    TaskRow,
    TitleRow,
    UnitRow,
    alike,
    plan_of,
)
from events.states import (
    ACCEPTING_UNIT,
    AWAITED_ROW,
    DATED_STATES,
    DONE_STATE,
    NEEDS_DATE_STATE,
    UNACCEPTED_REPORT,
    WAITING_STATE,
)
from events.store import Asked, DueColumn, Gathered, Place, Places
from events.store.pages import PageOf
from events.store.questions import Stands
from events.views import Awaited, FollowedView, MessageView, Numbered, Numbering, TaskView

Row = TypeVar("Row", bound=tuple[Any, ...])
_event_id, _task_id = attrgetter("event_id"), attrgetter("plan", "id")


class MemoryRegister:
    """The rows of a state. See `events.store.Register`."""

    def __init__(self, state: Kept) -> None:
        self._state = state

    def plans(self) -> list[PlanRow]:
        """All plans: the same list until one changes."""
        return self._state.sorted("plan")

    def compiled(self, digest: str, compiler: int) -> CompiledRow | None:
        """A compiled plan."""
        found: CompiledRow | None = self._state.rows["compiled"].get((digest, compiler))
        return found

    def read_otherwise(self, compiler: int) -> list[str]:
        """The plans in force that are not kept as that version of the compiler read them."""
        kept = ((row, self.compiled(row.hash, compiler)) for row in self.plans())
        return [row.id for row, found in kept if found is None or found.reads_as != row.hash]

    def mentioning(self, things: Collection[tuple[str, str]]) -> list[str]:
        """The plans in force whose version knows one of these things."""
        known = {(row.plan, row.hash) for row in self._state.found_in("mention of", things)}
        return [row.id for row in self.plans() if (row.id, row.hash) in known]

    def titled(self, word: str) -> list[TitleRow]:
        """The rows of plans that may be called by that word."""
        return [row for row in self._state.sorted("title") if word in row.named]

    def titled_as(self, titles: Collection[str]) -> list[TitleRow]:
        """The rows of plans whose whole title is one of these."""
        return [row for row in self._state.sorted("title") if row.folded in titles]

    def units(self) -> list[UnitRow]:
        """All units: the same list until one changes."""
        return self._state.sorted("unit")

    def contacts(self, units: Collection[str] | None = None) -> list[ContactRow]:
        """The addresses of units."""
        return [row for row in self._state.sorted("contact") if units is None or row.unit in units]

    def file(self, digest: str) -> FileRow | None:
        """The content of the file with that hash."""
        found: FileRow | None = self._state.rows["file"].get((digest,))
        return found

    def file_hashes(self) -> set[str]:
        """The hashes of all files."""
        return {row.hash for row in self._state.rows["file"].values()}

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of a calendar that events changed: the same list until one changes."""
        return self._state.sorted("calendar_day", calendar)

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of a calendar: the same list until one changes."""
        return self._state.sorted("cut_off", calendar)

    def recounts(self) -> list[RecountRow]:
        """The plans whose dates are still to be counted again."""
        return self._state.sorted("recount")

    def facts(
        self, plan: str, signals: Collection[str], units: Collection[str] | None = None, *, shared: bool = False
    ) -> list[FactRow]:
        """The facts in force of these signals."""
        plans = (plan, EVERY_PLAN) if shared else (plan,)
        if units is None:
            places = ((of, signal) for of in plans for signal in set(signals))
            return sorted(self._state.found_in("fact of what", places), key=_event_id)
        there = dict.fromkeys(signals, frozenset(units))
        found = (row for of in plans for row in self._state.found_at("fact", of, there))
        return sorted(found, key=_event_id)

    def any_stated(self, signals: Collection[tuple[str, str]]) -> bool:
        """True if there is a fact in force of one of these signals."""
        return any(True for _ in self._state.found_in("fact of what", iter(signals)))

    def facts_stated(
        self, signals: Collection[tuple[str, str]], units: Collection[str] | None = None, since: str = ""
    ) -> list[FactRow]:
        """The facts in force of these signals, each named with its plan."""
        found = (row for row in self._state.found_in("fact of what", iter(signals)) if (row.day or "") >= since)
        return sorted((row for row in found if units is None or row.unit in units), key=_event_id)

    def facts_of_sort(self, plans: Collection[str], sort: str) -> list[FactRow]:
        """The facts in force of a sort, in these plans."""
        found = (row for row in self._state.rows["fact"].values() if row.plan in plans)
        return sorted((row for row in found if row.signal.startswith(f"{sort}:")), key=_event_id)

    def facts_named(self, event_ids: Collection[str]) -> list[FactRow]:
        """The facts of these ids."""
        return [fact for name in sorted(set(event_ids)) if (fact := self.fact(name))]

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """The facts in force at these places."""
        return sorted(self._state.found_at("fact", plan, places), key=_event_id)

    def gathered(self, plan: str, asked: Asked) -> Gathered:
        """All that is asked of a plan."""
        tasks = [*self.tasks(plan, asked.rules), *self.tasks_at(plan, asked.tasks)]
        facts = self.facts(plan, asked.signals, shared=True) + self.facts(plan, asked.nearby, asked.near, shared=True)
        dues = self.dues(plan, {row.due_key for row in tasks if row.due_key})
        return Gathered(tasks=tasks, dues=dues, facts=facts + self.facts_at(plan, asked.facts))

    def facts_heard(self, days: Collection[tuple[str, str]]) -> list[FactRow]:
        """The facts by which something was heard of a task on these days."""
        return sorted(self._state.found_in("fact heard on", days), key=_event_id)

    def facts_unheld(self, signals: Collection[tuple[str, str]], before: str) -> list[FactRow]:
        """The facts of these signals that are planned for days before, and not held."""
        days, wanted = self._state.index("fact planned on"), set(signals)
        there = chain.from_iterable(found.values() for day, found in days.items() if str(day) < before)
        rows = (row for row in there if (row.plan, row.signal) in wanted and not self._state.held_since(row))
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
        """One task, or None."""
        return self._state.rows["task"].get((plan_of(task_id), task_id))

    def tasks_due_between(self, after: str, until: str) -> list[TaskRow]:
        """Open tasks that are due in these days."""
        days = self._state.index("due on due")
        return self._open_of(key for day, dues in days.items() if after < str(day) <= until for key in dues)

    def open_tasks_of(self, dues: Collection[DueRow], *, by_rule: bool = False) -> list[TaskRow]:  # noqa: ARG002
        """The open tasks that bear these dues."""
        return self._open_of((due.plan, due.key) for due in dues)

    def _open_of(self, keys: Iterable[Hashable]) -> list[TaskRow]:
        return sorted(self._state.found_in("open task with due", keys), key=_task_id)

    def open_days(self, before: str) -> list[tuple[str, str, str]]:
        """The days that have passed, of open tasks."""
        days = set[tuple[str, str, str]]()
        for (plan, state, day), rows in self._state.open_by_day():
            until = self._to_be_set(plan, rows) if state == NEEDS_DATE_STATE else {day}
            days.update((plan, state, one) for one in until if one < before)
        return sorted(days)

    def _to_be_set(self, plan: str, rows: Iterable[TaskRow]) -> set[str]:
        """The days by which the dates of tasks are to be set."""
        dues, keys = self._state.rows["due"], {row.due_key for row in rows}
        return {alike(plan, "", NEEDS_DATE_STATE, None, dues.get((plan, key)))[-1] for key in keys}

    def dues(self, plan: str, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues of a plan by key."""
        kept = self._state.rows["due"]
        return {key: kept[plan, key] for key in sorted(set(keys)) if (plan, key) in kept}

    def dues_of_days(self, days: Collection[tuple[str, str]], column: DueColumn = "due") -> list[DueRow]:
        """The dues of these days."""
        there, plans = self._state.index(f"due on {column}"), dict[str, set[str]]()
        for plan, day in days:
            plans.setdefault(day, set()).add(plan)
        found = (row for day, of in plans.items() for row in there.get(day, {}).values() if row.plan in of)
        return sorted(found, key=attrgetter("plan", "key"))

    def active_by_due(self, days: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The numbers of active tasks with these due days."""
        return active_by_due(self._state, days)

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """Groups of live and done tasks that share a due."""
        places = None if units is None else set(units)
        rows = (row for row in self.tasks(plan) if row.state in DATED_STATES and row.due_key)
        of_these = (row for row in rows if places is None or row.unit in places)
        return sorted({DueGroup(row.rule, row.cycle, row.state, row.due_key or "") for row in of_these})

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearers]:
        """The live and done tasks that bear these dues."""
        found = chain.from_iterable(self._state.found("task with due", (plan, key)) for key in set(due_keys))
        rows = (row for row in found if row.state in DATED_STATES)
        places = None if units is None else set(units)
        together: dict[tuple[str, str, str, str, str], list[str]] = {}
        for row in rows:
            if places is None or row.unit in places:
                said = row.due_key or "", row.cycle, row.state, row.done_on or "", led_by(row)
                together.setdefault(said, []).append(row.unit)
        return [
            Bearers(key, cycle, state, tuple(sorted(there)), done_on or None, lead)
            for (key, cycle, state, done_on, lead), there in sorted(together.items())
        ]

    def history(self, task_id: str) -> list[HistoryRow]:
        """The earlier rows of a task, oldest first."""
        return sorted(self._state.found("history of task", (plan_of(task_id), task_id)))

    def history_since(self, plan: str, position: int) -> list[HistoryRow]:
        """The earlier rows of a plan's tasks that events after a position ended."""
        rows = self._state.rows["history"].values()
        return sorted(row for row in rows if row.plan == plan and row.position > position)

    def view_tasks(
        self,
        *,
        concerning: str | None = None,
        titled: Collection[str] | None = None,
        after: Place | None = None,
        limit: int | None = None,
        awaiting: Collection[tuple[str, str]] | None = None,
        stands: Stands | None = None,
        **filters: str | None,
    ) -> list[TaskView]:
        """Tasks beside their dues."""
        dues = self._state.rows["due"]
        awaits = {task.id for task, *_ in self._awaiting() if (task.plan, task.lead) in (awaiting or ())}
        found = (row for row in self._state.rows["task"].values() if _fits(row, filters))
        found = (row for row in found if awaiting is None or row.id in awaits)
        found = (row for row in found if concerning in (None, row.unit, row.lead))
        found = (row for row in found if titled is None or self._is_titled(row, titled))
        found = (row for row in found if after is None or (row.day, row.id) > after)
        found = found if filters.get("state") else (row for row in found if row.state != WAITING_STATE)
        views = [TaskView(*row, *of_due(dues.get((row.plan, row.due_key)))) for row in found]
        views = [view for view in views if stands is None or stands_so(view, stands)]
        return sorted(views, key=lambda view: (view.day, view.id))[:limit]

    def awaited(self) -> list[Awaited]:
        """Whose reports await acceptance."""
        found: dict[tuple[str, str, str], dict[str, str]] = {}
        for task, by, day in self._awaiting():
            days = found.setdefault((task.plan, by, task.lead), {})
            days[task.id] = min(days.get(task.id, day), day)
        return [Awaited(*led, len(days), min(days.values())) for led, days in sorted(found.items())]

    def _awaiting(self) -> Iterator[tuple[TaskRow, str, str]]:
        """The tasks whose reports await acceptance, each with who follows its plan, and the day of its report."""
        rows, in_force = self._state.rows, {(plan.id, plan.hash) for plan in self.plans()}
        awaited = [row for row in rows["mention"].values() if row.kind == AWAITED_ROW]
        by = {(row.plan, row.hash): row.name for row in rows["mention"].values() if row.kind == ACCEPTING_UNIT}
        for known in (row for row in awaited if (row.plan, row.hash) in in_force):
            tasks = {(task.unit, task.cycle): task for task in self.tasks(known.plan, [known.name])}
            for fact in self.facts(known.plan, [f"{UNACCEPTED_REPORT}:{known.name}"]):
                task = tasks.get((fact.unit, fact.cycle))
                if task and task.state == DONE_STATE:
                    yield task, by[known.plan, known.hash], fact.day or ""

    def followed(self, reader: str, units: Collection[str], rows: Collection[tuple[str, str]]) -> list[FollowedView]:
        """The tasks that a calendar follows."""
        served = {(row.plan, row.task) for row in self.served(reader)}
        there, these, kept = set(units), set(rows), self._state
        found = (
            row
            for row in kept.rows["task"].values()
            if row.unit in there or row.lead in there or (row.plan, row.rule) in these or (row.plan, row.id) in served
        )
        return [
            FollowedView(
                TaskView(*row, *of_due(kept.rows["due"].get((row.plan, row.due_key)))),
                len(self.history(row.id)),
                moment_text(kept.log[row.since - 1].event.recorded_at),
            )
            for row in sorted(found, key=lambda row: (row.day, row.id))
        ]

    def numbered(self, these: Collection[Numbering]) -> Mapping[Numbering, Numbered]:
        """The numbers of tasks in calendars."""
        return {one: numbered(self._state, self.history(one[1]), one) for one in these if is_there(self._state, one[1])}

    def served(self, reader: str) -> list[ServedRow]:
        """What was last served to a unit."""
        return [row for row in self._state.sorted("served") if row.unit == reader]

    def beside(self, kind: type[Row], /, **filters: str) -> list[Row]:
        """The rows of a kind beside the log."""
        return [row for row in self._state.sorted(TABLES[kind]) if _fits(row, filters)]

    def _is_titled(self, row: TaskRow, words: Collection[str]) -> bool:
        title = self._state.rows["title"].get((row.plan, row.rule))
        return title is not None and all(word in title.folded for word in words)

    def page_of_tasks(self, of: PageOf) -> list[TaskView]:
        """A page of the tasks that are in several parts of all."""
        return page_of_tasks(self._state, of)

    def active_dues(self) -> list[DueRow]:
        """The dues of the days on which active tasks are due."""
        return active_dues(self._state)

    def tally(self, plan: str | None = None) -> list[TallyRow]:
        """The numbers of tasks that are alike."""
        return tally(self._state, plan)

    def tallied(self, today: str, plan: str | None = None) -> list[TallyRow]:
        """The tally, its days put together."""
        return tallied(tally(self._state, plan), today)

    def messages(self, *, limit: int | None = None, **filters: str | None) -> list[MessageView]:
        """Messages with their content, but for those that only wait to be noted as known."""
        views = (message_view(self._state, row) for row in self._state.speaking())
        return [view for view in views if _fits(view, filters)][:limit]

    def accesses(self, *, plan: str | None = None, limit: int) -> list[AccessRow]:
        """Who looked at secret rows, the last first."""
        found = [row for row in self._state.sorted("access") if plan in (None, row.plan)]
        return found[: -limit - 1 : -1]

    def pruned(self) -> dict[int, int]:
        """How many messages were removed, by position."""
        return dict(self._state.pruned)

    def rebuilt_at(self) -> int:
        """The position at which the rows were last built anew."""
        return next(reversed(self._state.rebuilt), 0)

    def dump(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table, in the order of its key."""
        yield from map(tuple, self.tally() if table == "tally" else self._state.sorted(table))

    def deliveries(self) -> Iterator[MessageView]:
        """Every message without its content."""
        for row in self._state.messages():
            yield message_view(self._state, row)._replace(content="")


def _fits(row: Any, filters: Mapping[str, str | None]) -> bool:
    return all(getattr(row, name) == value for name, value in filters.items() if value is not None)
