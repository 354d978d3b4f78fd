"""The course of a document on a line of time: its milestones, held and planned, and how many tasks are due when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from adapters.web.pages.shared.reading import Reading
from engine.facts.standing import last_meant
from engine.facts.topics import milestone
from rules.plan import Plan

LEFT, WIDTH, ROW, TOP, BARS = 300, 640, 26, 34, 90
_LETTERS = 44


class DayMark(NamedTuple):
    """A milestone on a day."""

    x: float
    day: date
    held: bool
    places: int  # at so many agencies


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHappening:
    """A milestone with its days."""

    title: str
    short: str
    y: int
    marks: Sequence[DayMark]


class Bar(NamedTuple):
    """The tasks that are due in a week."""

    x: float
    width: float
    height: float
    first: date
    done: int
    open: int
    done_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The drawing, of the window that is asked for."""

    first: date
    last: date
    happenings: Sequence[ShownHappening]
    bars: Sequence[Bar]
    months: Sequence[tuple[float, date]]
    today: float | None

    @property
    def base(self) -> int:
        """The line on which the bars stand."""
        return TOP + len(self.happenings) * ROW + BARS

    @property
    def height(self) -> int:
        """In pixels."""
        return self.base + 24


def course(seen: Reading, plan: Plan, window: tuple[date, date] | None) -> Course | None:
    """The course of a plan; None where nothing has a day yet. `window`: only these days."""
    facts = [
        fact
        for fact in (
            *seen.shelf.facts(plan.id, [milestone(name) for name in plan.milestones]),
            *seen.shelf.through(plan.id, plan.milestones),
        )
        if fact.day
    ]
    views = [view for view in seen.tasks(plan=plan.id) if view.due]
    days = [fact.day for fact in facts if fact.day] + [date.fromisoformat(view.due) for view in views if view.due]
    if not days:
        return None
    first, last = window or _window(days)
    scale = _Scale(first, last)
    named: dict[str, dict[str, list]] = {}  # type: ignore[type-arg]  # facts, by milestone and unit
    for fact in facts:
        named.setdefault(fact.topic.name, {}).setdefault(fact.unit, []).append(fact)
    happenings = [
        ShownHappening(
            title=plan.milestones[name].title,
            short=_short(plan.milestones[name].title),
            y=TOP + at * ROW,
            marks=_marks([last_meant([one for one in of if one.held] or of) for of in named[name].values()], scale),
        )
        for at, name in enumerate(name for name in plan.milestones if name in named)
    ]
    return Course(
        first=first,
        last=last,
        happenings=happenings,
        bars=_bars(views, scale),
        months=list(scale.months()),
        today=scale.at(seen.today) if first <= seen.today <= last else None,
    )


def _window(days: Sequence[date]) -> tuple[date, date]:
    """From the first of the month of the first day to the end of that of the last; a year and a half at the most."""
    first = min(days).replace(day=1)
    last = min(max(days), first + timedelta(days=550))
    return first, (last.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date) -> float:
        return round(LEFT + (day - self.first).days / max(1, (self.last - self.first).days) * WIDTH, 1)

    def months(self) -> Sequence[tuple[float, date]]:
        found, at = [], self.first.replace(day=1)
        every = 1 if (self.last - self.first).days < 400 else 3
        while at <= self.last:
            if (at.month - 1) % every == 0 and at >= self.first:
                found.append((self.at(at), at))
            at = (at + timedelta(days=32)).replace(day=1)
        return found


def _marks(facts: Sequence, scale: _Scale) -> list[DayMark]:  # type: ignore[type-arg]  # of facts
    days = Counter((fact.day, fact.held) for fact in facts if fact.day and scale.first <= fact.day <= scale.last)
    return [DayMark(scale.at(day), day, held, count) for (day, held), count in sorted(days.items())]


def _bars(views: Sequence, scale: _Scale) -> list[Bar]:  # type: ignore[type-arg]  # of tasks
    done, every = Counter[date](), Counter[date]()
    for view in views:
        day = date.fromisoformat(view.due)
        if scale.first <= day <= scale.last:
            monday = day - timedelta(days=day.weekday())
            every[monday] += 1
            done[monday] += view.state == "done"
    most, width = max(every.values(), default=1), max(3.0, WIDTH / max(1, (scale.last - scale.first).days) * 6)
    return [
        Bar(
            max(scale.at(monday), LEFT),
            round(width, 1),
            round(count / most * (BARS - 24), 1),
            monday,
            done[monday],
            count - done[monday],
            round(done[monday] / most * (BARS - 24), 1),
        )
        for monday, count in sorted(every.items())
    ]


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"
