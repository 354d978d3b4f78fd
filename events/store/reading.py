"""The protocols of what is read: the log, and the rows concluded from it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from events.beside.kept import FileRow
from events.beside.rows import AccessRow, ServedRow
from events.event import Recorded
from events.rows import (
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
)
from events.store.questions import Asked, DueColumn, Gathered, Place, Places, Stands
from events.views import Awaited, FollowedView, MessageView, Numbered, Numbering, TaskView

if TYPE_CHECKING:
    from events.store.pages import PageOf

Row = TypeVar("Row", bound=tuple[Any, ...])


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

    def several(self, event_ids: Collection[str]) -> dict[str, Recorded]:
        """The events of these ids, by id; one that is not there is left out."""
        ...

    def event_at(self, position: int) -> Recorded:
        """The event at a position, which must lie between 1 and the head. Raises LogBroken where there is none."""
        ...

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one directly, in the order of the log."""
        ...

    def look_up(self, ids: Collection[str], positions: Collection[int] = ()) -> None:
        """Have these events at hand, all that they go back to and all that goes back to those, by one statement."""
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

    def read_otherwise(self, compiler: int) -> list[str]:
        """Ids of the plans in force that are not kept as that version of the compiler read them when they were adopted.

        It reads them otherwise, or it is not known how it does.
        """
        ...

    def mentioning(self, things: Collection[tuple[str, str]]) -> list[str]:
        """Ids of the plans in force whose version knows one of these things, each given by its kind and its name."""
        ...

    def titled(self, word: str) -> list[TitleRow]:
        """The rows of plans that may be called by a word in small letters without diacritics: it stands in `named`."""
        ...

    def titled_as(self, titles: Collection[str]) -> list[TitleRow]:
        """The rows of plans whose whole title is one of `titles`, in small letters without diacritics."""
        ...

    def units(self) -> list[UnitRow]:
        """All units: the same list until one changes."""
        ...

    def contacts(self, units: Collection[str] | None = None) -> list[ContactRow]:
        """The addresses of these units, of all where not given."""
        ...

    def file(self, digest: str) -> FileRow | None:
        """The content of the file with that hash, if it is kept."""
        ...

    def file_hashes(self) -> set[str]:
        """The hashes of all files that are kept."""
        ...

    def calendar_days(self, calendar: str) -> list[CalendarDayRow]:
        """The days of `calendar` that events changed, everywhere or at a unit: the same list until one changes."""
        ...

    def cut_offs(self, calendar: str) -> list[CutOffRow]:
        """The daily cut-off hours of `calendar`, everywhere or at a unit: the same list until one changes."""
        ...

    def recounts(self) -> list[RecountRow]:
        """The plans whose dates are still to be counted again, in the order in which their calendars were amended."""
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

    def facts_stated(
        self, signals: Collection[tuple[str, str]], units: Collection[str] | None = None, since: str = ""
    ) -> list[FactRow]:
        """The facts in force of these signals, each named with its plan: at these units only, where given.

        `since`: those of that day and later ones.
        """
        ...

    def facts_of_sort(self, plans: Collection[str], sort: str) -> list[FactRow]:
        """The facts in force of a sort (`asked`, `milestone`), in these plans."""
        ...

    def facts_named(self, event_ids: Collection[str]) -> list[FactRow]:
        """The facts of these ids that are in force."""
        ...

    def facts_at(self, plan: str, places: Places) -> list[FactRow]:
        """The facts in force at these places, by signal."""
        ...

    def gathered(self, plan: str, asked: Asked) -> Gathered:
        """All that is asked of a plan, by one question however much it is."""
        ...

    def facts_heard(self, days: Collection[tuple[str, str]]) -> list[FactRow]:
        """The facts by which something was heard of a task (`HEARD_SIGNALS`), of these plans and days."""
        ...

    def facts_unheld(self, signals: Collection[tuple[str, str]], before: str) -> list[FactRow]:
        """The facts of these signals, each named with its plan, that are planned for a day `before`, as ISO text.

        Not those of what is said there to be held on that day or a later one.
        """
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

    def tasks_due_between(self, after: str, until: str) -> list[TaskRow]:
        """Open tasks (planned, needs_date, active) whose due day is later than `after` and not after `until`."""
        ...

    def open_tasks_of(self, dues: Collection[DueRow], *, by_rule: bool = False) -> list[TaskRow]:
        """The open tasks that bear these dues. `by_rule`: few of those with their days do, and many of their rules."""
        ...

    def open_days(self, before: str) -> list[tuple[str, str, str]]:
        """The plans, states and days earlier than `before` of open tasks: the due day, or that by which to set it."""
        ...

    def history(self, task_id: str) -> list[HistoryRow]:
        """The earlier rows of a task, oldest first."""
        ...

    def history_since(self, plan: str, position: int) -> list[HistoryRow]:
        """The earlier rows of a plan's tasks that events after `position` ended."""
        ...

    def dues(self, plan: str, keys: Collection[str]) -> dict[str, DueRow]:
        """Dues of a plan by key; a key that is not there is left out."""
        ...

    def dues_of_days(self, days: Collection[tuple[str, str]], column: DueColumn = "due") -> list[DueRow]:
        """The dues that have these days in `column`, each named with its plan: of tasks there are, or were."""
        ...

    def active_dues(self) -> list[DueRow]:
        """The dues of the days on which active tasks are due, of tasks there are, or were."""
        ...

    def active_by_due(self, days: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The numbers of active tasks with these due days, each named with its plan: by plan and key of their due."""
        ...

    def due_groups(self, plan: str, units: Collection[str] | None = None) -> list[DueGroup]:
        """The live and done tasks of a plan (of these units) that have a due, by rule, cycle, state and due."""
        ...

    def bearers(self, plan: str, due_keys: Collection[str], units: Collection[str] | None = None) -> list[Bearers]:
        """The live and done tasks of a plan (of these units) that bear one of these dues, by due, cycle and state."""
        ...

    def view_tasks(  # noqa: PLR0913 - each narrows the list
        self,
        *,
        plan: str | None = None,
        rule: str | None = None,
        unit: str | None = None,
        lead: str | None = None,
        concerning: str | None = None,
        titled: Collection[str] | None = None,
        state: str | None = None,
        awaiting: Collection[tuple[str, str]] | None = None,
        stands: Stands | None = None,
        after: Place | None = None,
        limit: int | None = None,
    ) -> list[TaskView]:
        """Tasks beside their dues, the earliest due first, those without a due last, then by id.

        `concerning` a unit are those of it, and those that it leads; `titled` those in whose title all these are, in
        small letters without diacritics; `awaiting` those whose reports await acceptance, and that are led so (by plan
        and lead); `stands` those that stand so by the clock. Those that wait again are left out, unless that `state`
        is asked for. A page of the list are at most `limit` tasks, those `after` a place in it.
        """
        ...

    def page_of_tasks(self, of: "PageOf") -> list[TaskView]:
        """A page of the tasks that are in several parts of all, in the order of `view_tasks`."""
        ...

    def awaited(self) -> list[Awaited]:
        """Whose reports await acceptance, by plan and lead: of a row that its plan has, and that says so."""
        ...

    def followed(self, reader: str, units: Collection[str], rows: Collection[tuple[str, str]]) -> list[FollowedView]:
        """Tasks of these units or led by them, of these rows of plans, and all that were served to `reader` before.

        The earliest due first, those without a due last, then by id; those that wait again are among them.
        """
        ...

    def numbered(self, these: Collection[Numbering]) -> Mapping[Numbering, Numbered]:
        """The numbers of tasks in calendars, of those tasks that there are; by one statement, however many."""
        ...

    def served(self, reader: str) -> list[ServedRow]:
        """What was last served to a unit of each task."""
        ...

    def beside(self, kind: "type[Row]", /, **filters: str) -> "list[Row]":
        """The rows of a kind beside the log (`events.beside.kinds`), by their key: those with the values given."""
        ...

    def tally(self, plan: str | None = None) -> list[TallyRow]:
        """The numbers of tasks (of a plan) that are alike, in the order of their keys: none of them is counted anew."""
        ...

    def tallied(self, today: str, plan: str | None = None) -> list[TallyRow]:
        """The same, days before `today` put together, and those from it on: each row with the earliest of its days."""
        ...

    def messages(
        self, *, status: str | None = None, recipient: str | None = None, limit: int | None = None
    ) -> list[MessageView]:
        """Messages with their content, oldest first, but for those that only wait to be noted as known."""
        ...

    def dump(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table of `events.rows` in the order of its key, for comparing.

        `table` is one of `ROW_KINDS`. A message comes without its delivery.
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

    def accesses(self, *, plan: str | None = None, limit: int) -> list[AccessRow]:
        """Who looked at secret rows, of a plan where one is given: up to `limit`, the last first."""
        ...

    def pruned(self) -> dict[int, int]:
        """How many messages were removed after they were sent, by the position of the event that they told of."""
        ...
