"""Hôm nay: what the reader's agency has to do now, what waits for its word, and what is new since he last looked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.web.looks.days import day_words
from adapters.web.pages.shared.kept import kept
from adapters.web.pages.shared.reading import ALL, Reading, reading
from adapters.web.pages.shared.rows import TaskLine, line, task_path
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import FOLLOWERS
from engine.asking.course.agenda import Section, agenda, belonging
from engine.asking.course.standing_still import USUAL_DAYS, count_standing_still, standing_still
from engine.asking.course.to_accept import to_accept
from engine.asking.course.to_answer import to_answer
from engine.asking.figures import standings, view_standing
from engine.facts.fact import Fact
from engine.tasks import Standing, task_id, task_shown
from events.store.pages import PageOf, Within
from events.views import TaskView
from rules.problems import N_

router = APIRouter()
AHEAD, MOST, MOST_WAITS = 7, 8, 6
"""Days ahead; lines of a part, and requests, that are shown."""

LOOKED_THROUGH, LOOKED_AT = 500, 5_000
"""Tasks of a part that are looked through for its lines; of no more than so many in all each is looked at."""

_YEAR = 366 * 24 * 3600
_PARTS = {
    "overdue": (N_("Overdue"), "late", "?tinh-hinh=overdue"),
    "today": (N_("Due today"), "near", "?tinh-hinh=open&trong=0"),
    "ahead": (N_("Within 7 days"), "plain", "?tinh-hinh=open&trong=7"),
    "undated": (N_("Without a date"), "grey", "?trang-thai=needs_date"),
}
_LOOKED = re.compile(r"(\d{1,15})\.(\d{4}-\d\d-\d\d)\.(\d{1,15})\.(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day's work."""

    name: str
    words: str
    kind: str
    path: str  # of the list of all of it
    number: int
    rows: Sequence[TaskLine]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for more time that waits for the reader's word."""

    path: str
    title: str
    unit: str
    until: date | None
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A milestone that was planned for a day gone by, and of which nobody has said that it was held."""

    title: str
    unit: str
    day: date
    plan: str


@dataclass(frozen=True, slots=True)
class Looks:
    """When the reader last looked, and how far the log had come: on the day before, and now."""

    position: int
    day: str
    now: int
    today: str

    @classmethod
    def of(cls, cookie: str, head: int, today: date) -> "Looks":
        """From what the browser kept; the first look knows of nothing new."""
        found, on = _LOOKED.fullmatch(cookie), today.isoformat()
        if not found:
            return cls(head, on, head, on)
        before, day, last, then = int(found[1]), found[2], int(found[3]), found[4]
        return cls(before, day, head, on) if then == on else cls(last, then, head, on)

    @property
    def cookie(self) -> str:
        """For the browser."""
        return f"{self.position}.{self.day}.{self.now}.{self.today}"


@router.get("/")
def today(request: Request, asker: Annotated[Principal, Depends(May(Act.READ))]) -> HTMLResponse:
    """The first page."""
    with reading(request, asker, "today") as seen:
        found = kept(seen, "today", lambda: seen.side_by_side(_work, _still_of_all, _requests, _to_accept, _awaited))
        work, still, asked, accept, awaited = found
        looks = Looks.of(request.cookies.get("looked", ""), seen.session.head(), seen.today)
        values = {
            "parts": work.parts,
            "new": _new(work.since, looks, follows=seen.whole),
            "since": day_words(looks.day, seen.speech.lang),
            "still": work.still if still is None else still,
            "still_days": USUAL_DAYS,
            "asked": asked,
            "accept": accept,
            "awaited": awaited,
            "duties": work.duties,
            "may": {"record": asker.may(Act.RECORD), "report": asker.may(Act.REPORT), "decide": asker.may(Act.DECIDE)},
        }
    answer = page(request, "today/page.html", **values)
    answer.set_cookie("looked", looks.cookie, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


@dataclass(frozen=True, slots=True)
class _Work:
    """The day's work."""

    since: Sequence[int] | None  # when each became what it is, in the log; None: all there are, and many
    parts: Sequence[DayPart]
    still: int  # of those that are the reader's
    duties: int


def _work(seen: Reading) -> _Work:
    mine = _mine(seen)
    parts, still, duties = seen.side_by_side(
        lambda one: _parts(one, mine), lambda one: _still(one, mine), lambda one: _duties(one, mine)
    )
    return _Work(None if mine is None else [view.since for view in mine], parts, still, duties)


def _mine(seen: Reading) -> Sequence[TaskView] | None:
    """The tasks that are the reader's to do, or for whoever follows plans those that he sees; None: all, and many."""
    part = seen.part if seen.asker.role in FOLLOWERS else Within(seen.sight.units)
    if part is not None:
        return seen.session.page_of_tasks(PageOf(ALL, within=[part]))
    few = sum(row.tasks for row in seen.session.tally()) <= LOOKED_AT
    return seen.session.view_tasks() if few else None


def _sections(seen: Reading, mine: Sequence[TaskView] | None) -> Mapping[str, Section]:
    """The parts of the day's work: of all tasks by the tally, else by looking at each once."""
    if mine is None:
        return agenda(seen.session, seen.today, AHEAD, LOOKED_THROUGH)._asdict()
    found: dict[str, list[TaskView]] = {name: [] for name in _PARTS}
    belongs = {name: belonging(name, seen.today, AHEAD) for name in _PARTS}
    for view in mine:
        for name in _PARTS:
            if belongs[name](view):
                found[name].append(view)
    return {name: Section(views[:LOOKED_THROUGH], len(views)) for name, views in found.items()}


def _parts(seen: Reading, mine: Sequence[TaskView] | None) -> Sequence[DayPart]:
    found = _sections(seen, mine)
    return [
        DayPart(name, words, kind, f"/nhiem-vu{query}", found[name].number, _together(seen, found[name].tasks, query))
        for name, (words, kind, query) in _PARTS.items()
    ]


def _together(seen: Reading, views: Sequence[TaskView], query: str) -> Sequence[TaskLine]:
    """The first lines of a part: tasks of one row of a document are one line, that leads to all of them."""
    found: dict[tuple[str, str, str], list[TaskView]] = {}
    for view in views:
        found.setdefault((view.plan, view.rule, view.cycle), []).append(view)
    return [_one_line(seen, of, query) for of in list(found.values())[:MOST]]


def _one_line(seen: Reading, views: Sequence[TaskView], query: str) -> TaskLine:
    found = line(seen, views[0])
    if len(views) == 1:
        return found
    path = f"/nhiem-vu{query}&van-ban={found.plan}&dong={quote(found.number)}"
    return replace(found, path=path, many=len(views))


def _new(since: Sequence[int] | None, looks: Looks, *, follows: bool) -> int:
    """How many events, or of one agency how many of its tasks, came or changed since the last look."""
    if looks.position >= looks.now:
        return 0
    if since is None or follows:
        return looks.now - looks.position
    return sum(position > looks.position for position in since)


def _still_of_all(seen: Reading) -> int | None:
    """How many of all tasks stand still; None where not all are the reader's."""
    return count_standing_still(seen.session, seen.today, USUAL_DAYS)[0] if _all_are_his(seen) else None


def _still(seen: Reading, mine: Sequence[TaskView] | None) -> int:
    if mine is None or _all_are_his(seen):
        return 0
    return len(standing_still(seen.session, mine, seen.today, USUAL_DAYS))


def _all_are_his(seen: Reading) -> bool:
    return seen.asker.role in FOLLOWERS and seen.whole


def _requests(seen: Reading) -> Sequence[Asked]:
    if not seen.asker.may(Act.DECIDE):
        return ()
    return [
        _request(seen, fact) for fact in to_answer(seen.shelf, None if seen.whole else seen.asker.unit)[:MOST_WAITS]
    ]


def _request(seen: Reading, fact: Fact) -> Asked:
    plan = seen.shelf.plans()[fact.plan]
    rule = seen.shelf.rule(plan, fact.topic.name)
    seen.saw([(plan.id, rule.number, rule.secrecy)])
    name = task_shown(plan, task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle))
    return Asked(task_path(name), rule.title, seen.units.name(fact.unit), fact.day, fact.own_day)


def _to_accept(seen: Reading) -> int:
    if not seen.asker.may(Act.DECIDE):
        return 0
    return sum(one.tasks for one in to_accept(seen.shelf) if seen.sight.sees_unit(one.by))


def _awaited(seen: Reading) -> Sequence[PlannedDay]:
    """Of plans that go on, the milestones whose planned day has passed, the longest ago first."""
    going_on = [row.id for row in seen.session.plans() if row.ended is None and seen.sight.sees_plan(row.id)]
    plans = {name: seen.shelf.plans()[name] for name in going_on}
    members = [(plan.id, name) for plan in plans.values() for name in plan.milestones]
    facts = [fact for fact in seen.shelf.facts_unheld(members, seen.today) if fact.day]
    named = [
        PlannedDay(plans[fact.plan].milestones[fact.topic.name].title, seen.units.name(fact.unit), fact.day, fact.plan)
        for fact in facts
        if fact.day
    ]
    return sorted(named, key=lambda one: one.day)


def _duties(seen: Reading, mine: Sequence[TaskView] | None) -> int:
    """The number of standing duties."""
    if mine is None:
        return standings(seen.session.tally(), seen.today)[Standing.CONTINUOUS]
    return sum(view_standing(view, seen.today) is Standing.CONTINUOUS for view in mine)
