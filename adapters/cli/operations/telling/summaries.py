"""How plans stand, for those who follow them: what is counted, and whether today is a day for it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from adapters.bootstrap import Office
from adapters.clock import day_in_viet_nam
from adapters.mail_settings import Pace
from adapters.running.breakers import fails
from adapters.telling.summaries import Summary, is_due, summarize
from adapters.words.catalogue import day_text, tr
from engine.asking.course.standing_still import USUAL_DAYS, standing_still_by_plan
from engine.asking.course.to_accept import to_accept
from engine.asking.course.to_answer import to_answer
from engine.asking.figures import standings
from engine.snapshot import Snapshot
from engine.tasks import OPEN, Standing, State
from events.beside.ways import MAIL
from events.rows import NO_DAY, TallyRow
from events.store.questions import OVERDUE, Stands
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import row_name

AHEAD = timedelta(days=7)

MOST = 10
"""Overdue tasks that are named of each plan, those that are overdue for the longest."""

_NOW = N_(
    "overdue {overdue}, due today {today}, in the next 7 days {ahead}, without a date {undated}; without news for "
    "{days} days {still}, reports to accept {accept}, requests for more time {asked}"
)
_CELLS = N_(
    "done in time {done_in_time}, done late {done_late}, not done and in time {in_time}, not done and overdue {overdue}"
)
_TASK, _SINCE = N_("{row}, {unit}"), N_("overdue, its last day was {day}")


def summarized(office: Office, followers: Callable[[str], str]) -> int:
    """Tell each who follows plans how they stand, where today is a day for it; gives how many were told.

    `followers`: the address of who follows a plan; "": there is none.
    """
    now, chosen = office.clock.now(), office.settings
    if any(row.name == MAIL and fails(row, now) for row in office.outbox.health()):
        return 0  # it would wait for a server that does not answer
    told = 0
    for to, (found, weekly) in _summaries(office, _plans(office, followers, day_in_viet_nam(now)), now).items():
        if found.lines and (weekly or chosen.mailing.summaries is Pace.DAILY):
            reach = {"sender": chosen.sender, "now": now, "lang": chosen.lang, "weekly": weekly}
            told += summarize(office.outbox, office.channels()["mail"], to, found, **reach)  # type: ignore[arg-type]
    return told


def _plans(office: Office, followers: Callable[[str], str], today: date) -> dict[str, list[str]]:
    """The plans that go on, by the address of who follows them, where he was told nothing today."""
    with office.store.begin(write=False) as session:
        going_on = [row.id for row in session.plans() if row.ended is None]
    found = dict[str, list[str]]()
    for plan in going_on:
        if to := followers(plan):
            found.setdefault(to, []).append(plan)
    return {to: plans for to, plans in found.items() if is_due(office.outbox, to, today)}


def _summaries(office: Office, plans: Mapping[str, Sequence[str]], now: datetime) -> Mapping[str, tuple[Summary, bool]]:
    """What there is to say to each of his plans, and whether it is the week's: all plans are counted once."""
    if not plans:
        return {}
    today = day_in_viet_nam(now)
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        counts = _Counts.of(snapshot, today)
        return {to: _summary(snapshot, names, today, counts, office.settings.lang) for to, names in plans.items()}


def _summary(
    snapshot: Snapshot, names: Sequence[str], today: date, counts: "_Counts", lang: str
) -> tuple[Summary, bool]:
    there = (plan for name in names if (plan := snapshot.plan(name)))
    plans = [plan for plan in there if _works(snapshot, plan, today)]
    weekly = any(_begins_the_week(snapshot, plan, today) for plan in plans)
    looks = [_Look(snapshot, plan, today, lang, counts) for plan in plans]
    lines = [line for look in looks for line in look.lines(weekly=weekly)]
    return Summary(sum(look.overdue for look in looks), lines), weekly


def _works(snapshot: Snapshot, plan: Plan, day: date) -> bool:
    calendar = snapshot.calendars(plan.calendar, snapshot.units()).at(plan.unit)
    return calendar.first <= day <= calendar.last and calendar.is_working(day)


def _begins_the_week(snapshot: Snapshot, plan: Plan, day: date) -> bool:
    before = (day - timedelta(days=number) for number in range(1, day.weekday() + 1))
    return not any(_works(snapshot, plan, one) for one in before)


class _Counts(NamedTuple):
    """What is counted of all plans at once."""

    tally: Mapping[str, Sequence[TallyRow]]
    still: Mapping[str, int]
    accept: Mapping[str, int]
    asked: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot, today: date) -> Self:
        """As they are."""
        tally: dict[str, list[TallyRow]] = {}
        for row in snapshot.session.tally():
            tally.setdefault(row.plan, []).append(row)
        accept = Counter[str]()
        for one in to_accept(snapshot):
            accept[one.plan] += one.tasks
        (still,) = standing_still_by_plan(snapshot.session, today, USUAL_DAYS)
        return cls(tally, still, accept, Counter(fact.plan for fact in to_answer(snapshot)))


class _Look:
    """One plan as it stands."""

    def __init__(self, snapshot: Snapshot, plan: Plan, today: date, lang: str, counts: _Counts) -> None:
        self._snapshot, self._plan, self._today, self._lang = snapshot, plan, today, lang
        self._tally, self._counts = counts.tally.get(plan.id, ()), counts

    @property
    def overdue(self) -> int:
        """The number of tasks that are."""
        return self._count(lambda day: day < self._today)

    def lines(self, *, weekly: bool) -> Iterator[tuple[str, str]]:
        """What there is to say; nothing where nothing waits for anybody, and it is not the week's."""
        numbers = self._numbers()
        if not weekly and not any(numbers.values()):
            return
        yield self._plan.number, tr(_NOW, self._lang, days=USUAL_DAYS, **numbers)
        if weekly:
            found = standings(self._tally, self._today)
            cells = (Standing.DONE_IN_TIME, Standing.DONE_LATE, Standing.IN_TIME, Standing.OVERDUE)
            yield self._plan.number, tr(_CELLS, self._lang, **{str(cell): found[cell] for cell in cells})
        yield from self._late() if numbers["overdue"] else ()

    def _numbers(self) -> dict[str, int]:
        plan, until, counts = self._plan.id, self._today + AHEAD, self._counts
        return {
            "overdue": self.overdue,
            "today": self._count(lambda day: day == self._today),
            "ahead": self._count(lambda day: self._today < day <= until),
            "undated": sum(row.tasks for row in self._tally if row.state == State.NEEDS_DATE),
            "still": counts.still.get(plan, 0),
            "accept": counts.accept.get(plan, 0),
            "asked": counts.asked.get(plan, 0),
        }

    def _count(self, belongs: Callable[[date], bool]) -> int:
        return sum(row.tasks for row in self._tally if _has_day(row) and belongs(date.fromisoformat(row.day)))

    def _late(self) -> Iterator[tuple[str, str]]:
        units, late = self._snapshot.units(), Stands(self._today.isoformat(), (OVERDUE,))
        for view in self._snapshot.session.view_tasks(plan=self._plan.id, stands=late, limit=MOST):
            row = tr(_TASK, self._lang, row=row_name(self._plan, view.rule), unit=units.name(view.lead))
            yield row, tr(_SINCE, self._lang, day=day_text(date.fromisoformat(view.due or ""), self._lang))


def _has_day(row: TallyRow) -> bool:
    return State(row.state) in OPEN and row.day < NO_DAY and row.state != State.NEEDS_DATE
