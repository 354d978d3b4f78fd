"""The official figures of a page: of now by the tally, and of the quarter beside the one before where that is quick.

The figures of a period are those of an official report (`engine.asking.official`). They go through every task, and
those of a day gone by through the log: where there are more than `MOST` tasks the page has the figures of today alone,
which the tally has (docs/decisions/0223-the-overview-counts-by-the-tally.md).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import NamedTuple

from adapters.web.pages.shared.reading import Reading
from adapters.words.catalogue import Said
from engine.asking.as_of import on
from engine.asking.figures import IN_DOUBT, official_cell, standings
from engine.asking.filed.reports import Line, line_of, lines
from engine.asking.official.organisation import in_order
from engine.asking.official.periods import MONTHS_OF_A_QUARTER, Period, quarter
from engine.asking.official.tables import Figures, counts, table, total
from engine.tasks import OPEN, Standing, State, task_parts
from events.opening import open_store
from events.rows import NO_DAY, TallyRow
from events.store import MEMORY
from events.views import TaskView
from rules.problems import N_

MOST, WEEKS = 20_000, 8
_ASIDE = (State.CLOSED, State.WAITING)
_EACH = N_("each commune and ward")


class Weight(NamedTuple):
    """So many tasks that are alike."""

    plan: str
    lead: str  # "" where each agency leads its own
    cell: str
    state: str
    day: str
    firm: bool
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table: of an agency, or of a document."""

    key: str
    name: str | Said
    query: str  # what narrows the list to it
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All figures of the page."""

    views: Sequence[TaskView] | None  # the tasks that the reader sees; None: they are many
    whole: Figures
    by_agency: Sequence[Row]
    by_plan: Sequence[Row]
    period: Period | None  # None: of today alone
    weights: Sequence[Weight]


class Week(NamedTuple):
    """The tasks that are due in a week."""

    first: date
    last: date
    firm: int
    provisional: int


def overview(seen: Reading) -> Overview:
    """The figures of all that the reader sees."""
    tally, views = _tasks(seen)
    if views is None:
        return _of_today(seen, _alike(tally, seen.today))
    period = quarter(seen.today.year, (seen.today.month - 1) // MONTHS_OF_A_QUARTER + 1)
    last = period.before()
    now = [one for view in views if counts(one := line_of(view, seen.today), period.first)]
    before = [one for one in _stood(seen, last.last) if _seen(seen, one) and counts(one, last.first)]
    return Overview(
        views=views,
        whole=total(table(now, before, lambda one: one.plan).values()),
        by_agency=_by_agency(seen, table(now, before, lambda one: one.lead)),
        by_plan=_by_plan(seen, table(now, before, lambda one: one.plan)),
        period=period,
        weights=[_weight(view, seen.today) for view in views if view.state not in _ASIDE],
    )


def weeks(found: Iterable[Weight], today: date) -> list[Week]:
    """How many open tasks are due in each of the weeks ahead, the present one first."""
    monday = today - timedelta(days=today.weekday())
    firm, open_so = Counter[int](), Counter[int]()
    for one in found:
        if State(one.state) in OPEN and one.state != State.NEEDS_DATE and one.day < NO_DAY:
            at = (date.fromisoformat(one.day) - monday).days // 7
            (firm if one.firm else open_so)[at] += one.tasks
    spans = [(at, monday + timedelta(weeks=at)) for at in range(WEEKS)]
    return [Week(first, first + timedelta(days=6), firm[at], open_so[at]) for at, first in spans]


def _tasks(seen: Reading) -> tuple[list[TallyRow], list[TaskView] | None]:
    """The tally, for whoever sees everything; and the tasks, unless they are many."""
    tally = seen.session.tally() if seen.whole else []
    return tally, None if sum(row.tasks for row in tally) > MOST else seen.tasks()


def _alike(tally: Iterable[TallyRow], today: date) -> list[Weight]:
    return [
        Weight(
            row.plan,
            row.lead,
            _cell(next(iter(standings((row,), today))), firm=bool(row.firm)),
            row.state,
            row.day,
            bool(row.firm),
            row.tasks,
        )
        for row in tally
        if row.state not in _ASIDE
    ]


def _weight(view: TaskView, today: date) -> Weight:
    return Weight(view.plan, view.lead, str(official_cell(view, today)), view.state, view.day, not view.provisional, 1)


def _cell(stands: Standing, *, firm: bool) -> str:
    return IN_DOUBT if stands in (Standing.OVERDUE, Standing.DONE_LATE) and not firm else str(stands)


def _of_today(seen: Reading, found: Sequence[Weight]) -> Overview:
    def by(key: Callable[[Weight], str]) -> Mapping[str, Figures]:
        tables: dict[str, Figures] = {}
        for one in found:
            tables.setdefault(key(one), Figures()).now[one.cell] += one.tasks
        return tables

    agencies, plans = by(lambda one: one.lead), by(lambda one: one.plan)
    return Overview(
        views=None,
        whole=total(plans.values()),
        by_agency=_by_agency(seen, agencies),
        by_plan=_by_plan(seen, plans),
        period=None,
        weights=found,
    )


def _by_agency(seen: Reading, found: Mapping[str, Figures]) -> Sequence[Row]:
    order = in_order(seen.units, [code for code in found if code], list(seen.shelf.plans().values()))
    named = [Row(key=code, name=seen.units.name(code), query=f"co-quan={code}", figures=found[code]) for code in order]
    own = [Row(key="", name=_EACH, query="", figures=found[""])] if "" in found else []
    return [*named, *own]


def _by_plan(seen: Reading, found: Mapping[str, Figures]) -> Sequence[Row]:
    plans = seen.shelf.plans()
    return [
        Row(key=name, name=plans[name].number, query=f"van-ban={name}", figures=figures)
        for name, figures in found.items()
    ]


# --- how tasks stood on a day gone by ---------------------------------------------------------------------------------

_kept: dict[tuple[str, int, date], list[Line]] = {}
_one_at_once = Lock()
_FEW = 8


def _seen(seen: Reading, one: Line) -> bool:
    if seen.whole:
        return True
    row = task_parts(one.plan, one.task)[0]
    of = seen.sight.of_plan(one.plan)
    return of.follows or row in of.rows or seen.sight.sees_unit(one.unit) or seen.sight.sees_unit(one.lead)


def _stood(seen: Reading, day: date) -> list[Line]:
    """How all tasks stood on a day gone by, by what is known now: worked out once."""
    key = seen.office.store.url_label, seen.session.head(), day
    with _one_at_once:
        if key not in _kept:
            if len(_kept) >= _FEW:
                _kept.clear()
            stood = on(seen.office.service, day, open_store(MEMORY))
            with stood.store.begin(write=False) as session:
                _kept[key] = lines(session, None, day)
        return _kept[key]
