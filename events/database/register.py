"""The rows concluded from the log, on a database, within one transaction."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, case, delete, insert, literal, or_, select

from events.beside.kept import FileRow
from events.beside.kinds import TABLES
from events.beside.rows import AccessRow, ServedRow
from events.database import bulk
from events.database.dialects import among, among_pairs, grouped, sees_one_moment, sorted_texts
from events.database.gathering import gathered
from events.database.listed import Lists, raise_revisions, revisions
from events.database.lists import TaskPages
from events.database.lists.task_lists import active_by_due, of_days, open_days, open_tasks_of
from events.database.tables import CONTENT, HEARD, HELD_SINCE, SPEAKING, table
from events.rows import (
    EVERY_PLAN,
    PLANNED,
    ROW_KINDS,
    Bearers,
    CalendarDayRow,
    Changes,
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
    plan_of,
)
from events.states import DATED_STATES, OPEN_STATES
from events.store import Asked, DueColumn, Gathered, Places
from events.views import MessageView
from events.writes import CONCLUDED, WRITES

_TASK, _DUE, _COMPILED = table("task"), table("due"), table("compiled")
_TALLY, _PLAN, _TITLE, _MENTION = table("tally"), table("plan"), table("title"), table("mention")
_LED_BY = case((_TASK.c.lead == _TASK.c.unit, ""), else_=_TASK.c.lead)
_MESSAGE, _BODY, _FACT = table("message"), table("body"), table("fact")
_CONTACT, _FILE, _SAID, _SERVED = table("contact"), table("file"), table("said"), table("served")
_IS_OPEN, _IS_DATED = _TASK.c.state.in_(OPEN_STATES), _TASK.c.state.in_(DATED_STATES)
_MESSAGE_VIEW = (
    select(*(CONTENT if name == "content" else _MESSAGE.c[name] for name in MessageView._fields))
    .join_from(_MESSAGE, _BODY, _BODY.c.key == _MESSAGE.c.body_key)
    .outerjoin(_SAID, _SAID.c.key == _MESSAGE.c.said_key)
).where(SPEAKING)
_DELIVERIES = select(*(literal("") if name == "content" else _MESSAGE.c[name] for name in MessageView._fields))

Row = TypeVar("Row", bound=tuple[Any, ...])


class SqlRegister(TaskPages):
    """The rows through one connection. See `events.store.Register`."""

    def __init__(self, connection: Connection, lists: Lists) -> None:
        self.copies = 0  # statements that SQLAlchemy does not see
        self._connection = connection
        self._lists, self._own = lists, Lists()  # of all transactions; of this one, since it changed such rows
        self._changed: set[str] = set()

    def write(self, changes: Changes, first: Sequence[bulk.Statement] = (), *, last: bool = False) -> None:
        """Do `first`, and write all of `changes`; `last`: nothing comes after, and it may be committed with it."""
        self._change({write.table for write in WRITES if getattr(changes, write.rows)})
        self.copies += bulk.apply(self._connection, changes, first, last=last)
        if changes.recounts_done:  # at last: others, who recount other plans, wait from here on
            self._change({"recount"})

    def _change(self, tables: set[str]) -> None:
        raise_revisions(self._connection, tables)
        self._changed |= tables
        self._own.kept = {key: rows for key, rows in self._own.kept.items() if key[0] not in tables}

    @cached_property
    def _revisions(self) -> Mapping[str, int]:
        return revisions(self._connection)

    def rewrite(self, rows: Changes) -> None:
        """Put `rows` in place of all that is concluded, but for what was told, and addresses."""
        for name in CONCLUDED:
            self._connection.execute(delete(table(name)))
        self._change(set(CONCLUDED))
        self.write(rows)

    def told_until(self, head: int) -> None:
        """Keep that messages up to `head` are those of an older version."""
        self._connection.execute(delete(table("rebuilt")))
        self._connection.execute(insert(table("rebuilt")).values(position=head))

    def rebuilt_at(self) -> int:
        """The position at which the rows were last built anew."""
        return self._connection.scalar(select(table("rebuilt").c.position)) or 0

    def accesses(self, *, plan: str | None = None, limit: int) -> list[AccessRow]:
        """Who looked at secret rows, the last first."""
        of = table("access")
        found = _filtered(select(of), of.c, {"plan": plan}).order_by(*(one.desc() for one in of.primary_key))
        return [AccessRow(*row) for row in self._connection.execute(found.limit(limit))]

    def pruned(self) -> dict[int, int]:
        """How many messages were removed, by position."""
        of = table("pruned").c
        return {row.position: row.messages for row in self._connection.execute(select(of.position, of.messages))}

    def plans(self) -> list[PlanRow]:
        """All plans: the same list until one changes."""
        return self._list(PlanRow, "plan")

    def compiled(self, digest: str, compiler: int) -> CompiledRow | None:
        """A compiled plan."""
        return self._row(
            CompiledRow, select(_COMPILED).where(_COMPILED.c.hash == digest, _COMPILED.c.compiler == compiler)
        )

    def read_otherwise(self, compiler: int) -> list[str]:
        """The plans in force that are not kept as that version of the compiler read them."""
        kept = (_COMPILED.c.hash == _PLAN.c.hash) & (_COMPILED.c.compiler == compiler)
        found = select(_PLAN.c.id).outerjoin_from(_PLAN, _COMPILED, kept)
        unlike = or_(_COMPILED.c.reads_as.is_(None), _COMPILED.c.reads_as != _PLAN.c.hash)
        return sorted(self._connection.scalars(found.where(unlike)))

    def mentioning(self, things: Collection[tuple[str, str]]) -> list[str]:
        """The plans in force whose version knows one of these things."""
        these = among_pairs(self._connection, (_MENTION.c.kind, _MENTION.c.name), list(things))
        found = select(_MENTION.c.plan, _MENTION.c.hash).where(these).distinct()
        known = {tuple(row) for row in self._connection.execute(found)}
        return [row.id for row in self.plans() if (row.id, row.hash) in known]

    def titled(self, word: str) -> list[TitleRow]:
        """The rows of plans that may be called by that word."""
        return self._rows(TitleRow, select(_TITLE).where(_TITLE.c.named.contains(word, autoescape=True)))

    def titled_as(self, titles: Collection[str]) -> list[TitleRow]:
        """The rows of plans whose whole title is one of these: one query, however many these are."""
        return self._rows(TitleRow, select(_TITLE).where(among(self._connection, _TITLE.c.folded, titles)))

    def units(self) -> list[UnitRow]:
        """All units: the same list until one changes."""
        return self._list(UnitRow, "unit")

    def contacts(self, units: Collection[str] | None = None) -> list[ContactRow]:
        """The addresses of units."""
        found = select(_CONTACT)
        of_these = found if units is None else found.where(among(self._connection, _CONTACT.c.unit, units))
        return self._rows(ContactRow, of_these)

    def file(self, digest: str) -> FileRow | None:
        """The content of the file with that hash."""
        found = self._rows(FileRow, select(_FILE).where(_FILE.c.hash == digest))
        return found[0] if found else None

    def file_hashes(self) -> set[str]:
        """The hashes of all files."""
        return set(self._connection.execute(select(_FILE.c.hash)).scalars())

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of a calendar that events changed: the same list until one changes."""
        return self._list(CalendarDayRow, "calendar_day", calendar)

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of a calendar: the same list until one changes."""
        return self._list(CutOffRow, "cut_off", calendar)

    def recounts(self) -> list[RecountRow]:
        """The plans whose dates are still to be counted again."""
        if not self._revisions.get("recount") and "recount" not in self._changed:  # there never were any
            return []
        return self._list(RecountRow, "recount", keep=sees_one_moment(self._connection))

    def _list(
        self, make: Callable[..., Row], name: str, calendar: str | None = None, *, keep: bool = True
    ) -> list[Row]:
        """The rows, kept for other transactions unless they may have changed since the revision was read."""
        key, changed = (name, calendar), name in self._changed
        lists, revision = (self._own, 0) if changed else (self._lists, self._revisions.get(name, 0))
        kept = lists.of(key, revision)
        if kept is None:
            of = table(name)
            found = select(of) if calendar is None else select(of).where(of.c.calendar == calendar)
            rows = self._rows(make, found)
            kept = lists.keep(key, revision, rows) if keep else rows
        return kept

    def facts(
        self, plan: str, signals: Collection[str], units: Collection[str] | None = None, *, shared: bool = False
    ) -> list[FactRow]:
        """The facts in force of these signals."""
        of = _FACT.c.plan.in_((plan, EVERY_PLAN)) if shared else _FACT.c.plan == plan
        found = select(_FACT).where(of, among(self._connection, _FACT.c.signal, signals))
        if units is not None:
            found = found.where(among(self._connection, _FACT.c.unit, units))
        return self._rows(FactRow, found)

    def any_stated(self, signals: Collection[tuple[str, str]]) -> bool:
        """True if there is a fact in force of one of these signals."""
        these = among_pairs(self._connection, (_FACT.c.plan, _FACT.c.signal), list(signals))
        return self._connection.execute(select(_FACT.c.position).where(these).limit(1)).first() is not None

    def facts_stated(
        self, signals: Collection[tuple[str, str]], units: Collection[str] | None = None, since: str = ""
    ) -> list[FactRow]:
        """The facts in force of these signals, each named with its plan."""
        found = select(_FACT).where(among_pairs(self._connection, (_FACT.c.plan, _FACT.c.signal), list(signals)))
        found = found.where(_FACT.c.day >= since) if since else found
        if units is not None:
            found = found.where(among(self._connection, _FACT.c.unit, units))
        return self._rows(FactRow, found)

    def facts_of_sort(self, plans: Collection[str], sort: str) -> list[FactRow]:
        """The facts in force of a sort, in these plans."""
        of_sort = _FACT.c.signal >= f"{sort}:", _FACT.c.signal < f"{sort};"
        return self._rows(FactRow, select(_FACT).where(among(self._connection, _FACT.c.plan, plans), *of_sort))

    def facts_named(self, event_ids: Collection[str]) -> list[FactRow]:
        """The facts of these ids."""
        return self._rows(FactRow, select(_FACT).where(among(self._connection, _FACT.c.event_id, event_ids)))

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """The facts in force at these places."""
        here = among_pairs(self._connection, (_FACT.c.signal, _FACT.c.unit), _pairs(places))
        return self._rows(FactRow, select(_FACT).where(_FACT.c.plan == plan, here))

    def gathered(self, plan: str, asked: Asked) -> Gathered:
        """All that is asked of a plan."""
        return gathered(self._connection, plan, asked)

    def facts_heard(self, days: Collection[tuple[str, str]]) -> list[FactRow]:
        """The facts by which something was heard of a task on these days."""
        on = of_days(self._connection, _FACT.c.plan, _FACT.c.day, days)
        return self._rows(FactRow, select(_FACT).where(HEARD, on))

    def facts_unheld(self, signals: Collection[tuple[str, str]], before: str) -> list[FactRow]:
        """The facts of these signals that are planned for days before, and not held."""
        these = among_pairs(self._connection, (_FACT.c.plan, _FACT.c.signal), list(signals))
        planned = _FACT.c.phase == PLANNED, _FACT.c.day < before, ~HELD_SINCE
        return self._rows(FactRow, select(_FACT).where(these, *planned))

    def fact(self, event_id: str) -> FactRow | None:
        """The fact that an event made."""
        return self._row(FactRow, select(_FACT).where(_FACT.c.event_id == event_id))

    def tasks(self, plan: str, rules: Collection[str] | None = None) -> list[TaskRow]:
        """The tasks of a plan."""
        found = select(_TASK).where(_TASK.c.plan == plan)
        found = found if rules is None else found.where(among(self._connection, _TASK.c.rule, rules))
        return self._rows(TaskRow, found)

    def tasks_at(self, plan: str, places: Places) -> list[TaskRow]:
        """The tasks of a plan at these places."""
        here = among_pairs(self._connection, (_TASK.c.rule, _TASK.c.unit), _pairs(places))
        return self._rows(TaskRow, select(_TASK).where(_TASK.c.plan == plan, here))

    def task(self, task_id: str) -> TaskRow | None:
        """One task, or None."""
        return self._row(TaskRow, select(_TASK).where(_TASK.c.plan == plan_of(task_id), _TASK.c.id == task_id))

    def tasks_due_between(self, after: str, until: str) -> list[TaskRow]:
        """Open tasks that are due in these days."""
        return self._rows(TaskRow, select(_TASK).where(_TASK.c.day > after, _TASK.c.day <= until, _IS_OPEN))

    def open_tasks_of(self, dues: Collection[DueRow], *, by_rule: bool = False) -> list[TaskRow]:
        """The open tasks that bear these dues."""
        found = open_tasks_of(self._connection, dues, by_rule=by_rule)
        return [row for these in found for row in self._rows(TaskRow, these)]

    def open_days(self, before: str) -> list[tuple[str, str, str]]:
        """The days that have passed, of open tasks."""
        return open_days(self._connection, before)

    def dues(self, plan: str, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues of a plan by key."""
        found = self._rows(DueRow, select(_DUE).where(_DUE.c.plan == plan, among(self._connection, _DUE.c.key, keys)))
        return {row.key: row for row in found}

    def dues_of_days(self, days: Collection[tuple[str, str]], column: DueColumn = "due") -> list[DueRow]:
        """The dues of these days."""
        return self._rows(DueRow, select(_DUE).where(of_days(self._connection, _DUE.c.plan, _DUE.c[column], days)))

    def active_by_due(self, days: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The numbers of active tasks with these due days."""
        return active_by_due(self._connection, days)

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """Groups of live and done tasks that share a due."""
        columns = (_TASK.c.rule, _TASK.c.cycle, _TASK.c.state, _TASK.c.due_key)
        found = self._dated(columns, plan, units).where(_TASK.c.due_key.is_not(None)).distinct().order_by(*columns)
        return [DueGroup(*row) for row in self._connection.execute(found)]

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearers]:
        """The live and done tasks that bear these dues."""
        columns = (_TASK.c.due_key, _TASK.c.cycle, _TASK.c.state, _TASK.c.done_on, _LED_BY)
        of_these = among(self._connection, _TASK.c.due_key, due_keys)
        together = self._dated((*columns, grouped(self._connection, _TASK.c.unit)), plan, units).where(of_these)
        found = self._connection.execute(together.group_by(*columns))
        bearers = [
            Bearers(key, cycle, state, sorted_texts(there), done_on, lead)
            for key, cycle, state, done_on, lead, there in found
        ]
        return sorted(bearers, key=lambda one: (*one[:3], one.done_on or "", one.lead))

    def _dated(self, columns: Sequence[Any], plan: str, units: Collection[str] | None) -> Select[Any]:
        found = select(*columns).where(_TASK.c.plan == plan, _IS_DATED)
        return found if units is None else found.where(among(self._connection, _TASK.c.unit, units))

    def history(self, task_id: str) -> list[HistoryRow]:
        """The earlier rows of a task, oldest first."""
        history = table("history")
        return self._rows(
            HistoryRow, select(history).where(history.c.plan == plan_of(task_id), history.c.task_id == task_id)
        )

    def history_since(self, plan: str, position: int) -> list[HistoryRow]:
        """The earlier rows of a plan's tasks that events after a position ended."""
        history = table("history")
        return sorted(
            self._rows(HistoryRow, select(history).where(history.c.plan == plan, history.c.position > position))
        )

    def served(self, reader: str) -> list[ServedRow]:
        """What was last served to a unit."""
        return self._rows(ServedRow, select(_SERVED).where(_SERVED.c.unit == reader))

    def beside(self, kind: type[Row], /, **filters: str) -> list[Row]:
        """The rows of a kind beside the log."""
        of = table(TABLES[kind])
        return self._rows(kind, _filtered(select(of), of.c, filters))

    def tally(self, plan: str | None = None) -> list[TallyRow]:
        """The numbers of tasks that are alike."""
        return self._rows(TallyRow, _filtered(select(_TALLY), _TALLY.c, {"plan": plan}))

    def messages(self, *, limit: int | None = None, **filters: str | None) -> list[MessageView]:
        """Messages with their content, but for those that only wait to be noted as known."""
        found = _filtered(_MESSAGE_VIEW, _MESSAGE.c, filters).order_by(_MESSAGE.c.position, _MESSAGE.c.key)
        return [MessageView(*row) for row in self._connection.execute(found.limit(limit))]

    def dump(self, table_name: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table, in the order of its key."""
        of = table(table_name)
        columns = [of.c[name] for name in ROW_KINDS[table_name].columns]
        statement = select(*columns).order_by(*of.primary_key)
        yield from map(tuple, self._connection.execute(statement, execution_options={"yield_per": 5_000}))

    def deliveries(self) -> Iterator[MessageView]:
        """Every message without its content."""
        rows = self._connection.execute(_DELIVERIES, execution_options={"yield_per": 5_000})
        yield from (MessageView(*row) for row in rows)

    def _rows(self, make: Callable[..., Row], statement: Select[Any]) -> list[Row]:
        of = statement.columns_clause_froms[0]  # `get_final_froms` compiles the statement, which takes a millisecond
        found = [make(*row) for row in self._connection.execute(statement)]
        # Ordered here: to spare itself the sorting, SQLite would go through all of a plan by the key that it begins.
        found.sort(key=itemgetter(slice(len(tuple(of.primary_key)))))
        return found

    def _row(self, make: Callable[..., Row], statement: Select[Any]) -> Row | None:
        row = self._connection.execute(statement).first()
        return make(*row) if row else None


def _pairs(places: Places) -> list[tuple[str, str]]:
    return [(what, unit) for what, units in places.items() for unit in units]


def _filtered(statement: Select[Any], columns: Any, filters: Mapping[str, str | None]) -> Select[Any]:
    return statement.where(*(columns[name] == value for name, value in filters.items() if value is not None))
