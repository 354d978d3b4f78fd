"""The pages of documents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.answers.noting import whole
from adapters.web.looks.days import Shown
from adapters.web.pages.plans.course import course
from adapters.web.pages.plans.waits import graph, waits
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.pages.tasks.asked import day_typed
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said, each_said
from engine.asking.figures import begun
from engine.facts.plans import ending_of, past_its_end
from engine.tasks import OPEN, State
from events.rows import PlanRow
from rules.amending.comparing import Comparison, compare
from rules.plan import EACH, Plan, TaskRule
from rules.problems import N_

router = APIRouter()
Reader = Annotated[Principal, Depends(May(Act.READ))]
VIEWS = {
    "": N_("Its rows"),
    "tien-trinh": N_("Course"),
    "phu-thuoc": N_("What waits for what"),
    "phien-ban": N_("Versions"),
}
_GOES_ON, _CLOSED, _OVER = N_("in force"), N_("closed on {day}"), N_("past its last day, {day}")
_NOT_BEGUN, _ALL_DONE, _GOING = N_("not begun"), N_("done"), N_("active")
_LATE, _LATE_OF, _DONE_OF = N_("overdue"), N_("{late} of {begun} overdue"), N_("{done} of {begun} done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in the list."""

    plan: Plan
    state: Said | str
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a document."""

    rule: TaskRule
    lead: Said | str
    shown: Shown
    query: str


@router.get("/van-ban")
def plans(request: Request, asker: Reader) -> HTMLResponse:
    """The documents that give tasks."""
    with reading(request, asker, "plan list") as seen:
        loaded = seen.shelf.plans()
        rows = [row for row in seen.session.plans() if seen.sight.sees_plan(row.id)]
        tasks = begun(seen.session.tally()) if seen.whole else Counter(one.plan for one in seen.tasks())
        listed = [Listed(plan=loaded[row.id], state=_state(row, seen.today), tasks=tasks[row.id]) for row in rows]
        seen.saw((one.plan.id, "", one.plan.secrecy) for one in listed)
    listed.sort(key=lambda one: one.plan.issued, reverse=True)
    return page(request, "plans/page.html", listed=listed, may_plan=asker.may(Act.PLAN))


@router.get("/van-ban/{name}")
def plan(request: Request, name: str, asker: Reader) -> HTMLResponse:
    """One document: its rows, its course, what waits for what, or its versions."""
    view = request.query_params.get("xem", "")
    if view not in VIEWS:
        raise HTTPException(404)
    with reading(request, asker, "plan show") as seen:
        found = seen.plan(name)
        seen.saw(whole(found))
        row = seen.shelf.plan_row(name)
        values = {
            "plan": found,
            "state": _state(row, seen.today) if row else "",
            "version": row.version if row else 1,
            "unit": seen.units.name(found.unit),
            "follower": seen.units.name(found.follower),
            "view": view,
            "views": list(VIEWS.items()),
            "may_plan": asker.may(Act.PLAN),
            **_parts(request, seen, found, view),
        }
    return page(request, "plans/one.html", **values)


def _parts(request: Request, seen: Reading, plan: Plan, view: str) -> dict[str, Any]:
    """The values of the view that was chosen."""
    match view:
        case "tien-trinh":
            since, until = (day_typed(request.query_params.get(name, "")) for name in ("tu", "den"))
            window = (
                (date.fromisoformat(since), date.fromisoformat(until)) if since and until and since < until else None
            )
            return {"course": course(seen, plan, window), "window": (since, until)}
        case "phu-thuoc":
            return {"graph": graph(plan), "waits": waits(plan)}
        case "phien-ban":
            return {"versions": _versions(seen, plan)}
    return {"rows": _rows(seen, plan)}


def _state(row: PlanRow, today: date) -> Said | str:
    ending = ending_of(row)
    if ending is not None:
        return Said(_CLOSED, {"day": ending.day})
    return Said(_OVER, {"day": row.ends}) if past_its_end(row, today) else _GOES_ON


def _rows(seen: Reading, plan: Plan) -> Sequence[Row]:
    begun, done, late = Counter[str](), Counter[str](), Counter[str]()
    today = seen.today.isoformat()
    for view in seen.tasks(plan=plan.id):
        if view.state not in (State.CLOSED, State.WAITING):
            begun[view.rule] += 1
            done[view.rule] += view.state == State.DONE
            firm = not (view.provisional or view.in_doubt)
            late[view.rule] += bool(State(view.state) in OPEN and view.due and view.due < today and firm)
    return [
        Row(
            rule=rule,
            lead=_lead(seen, rule),
            shown=_stand(begun[rule.id], done[rule.id], late[rule.id]),
            query=f"van-ban={plan.id}&dong={quote(rule.number)}",
        )
        for rule in plan.rules.values()
    ]


def _stand(begun: int, done: int, late: int) -> Shown:
    """How the tasks of a row stand together."""
    of = {"begun": begun, "done": done, "late": late}
    if not begun:
        return Shown("grey", _NOT_BEGUN)
    if late:
        return Shown("late", _LATE if begun == 1 else Said(_LATE_OF, of))
    if done == begun:
        return Shown("good", _ALL_DONE)
    return Shown("plain", Said(_DONE_OF, of) if done else _GOING)


def _lead(seen: Reading, rule: TaskRule) -> Said | str:
    if rule.lead != EACH:
        return seen.units.name(rule.lead)
    if rule.for_units:
        return ", ".join(map(seen.units.name, rule.for_units))
    return each_said(rule.for_each or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A version of a document, and in what it differs from the one before."""

    number: int
    day: date
    document: str
    against: Comparison | None


def _versions(seen: Reading, plan: Plan) -> Sequence[PlanVersion]:
    """The versions, the latest first."""
    events = list(seen.shelf.versions(plan.id))
    made = [seen.shelf.version(event) for event in events]
    before = [*made[1:], None]
    return [
        PlanVersion(
            number=len(events) - at,
            day=event.occurred_on,
            document=event.document.text if event.document else "",
            against=compare(earlier, version) if earlier else None,
        )
        for at, (event, version, earlier) in enumerate(zip(events, made, before, strict=True))
    ]
