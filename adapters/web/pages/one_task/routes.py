"""The page of one task."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.answers.explanations import Explained
from adapters.documents.export.letterhead import MOTTO, PARTY, STATE, head_of, of_the_party
from adapters.statements.row_numbers import stored
from adapters.web.looks.days import Shown, away, standing_shown
from adapters.web.pages.one_task.telling import Telling, messages_about
from adapters.web.pages.recording.deeds import DEEDS, Deed
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.pages.shared.rows import task_path
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.refused.refusal import Refused
from engine.asking.explaining import Explanation
from engine.facts.topics import Sort, Topic
from engine.happenings.course.answering import open_requests
from engine.tasks import OPEN, State, standing, task_parts, task_shown
from events.errors import EventError
from events.rows import plan_of
from events.views import MessageView
from rules.offsets import Signal, SignalKind
from rules.plan import EACH

router = APIRouter()


@router.get("/nhiem-vu/{task:path}")
def one_task(request: Request, task: str, asker: Annotated[Principal, Depends(May(Act.READ))]) -> HTMLResponse:
    """The page."""
    with reading(request, asker, "explain") as seen:
        name = _name(seen, task)
        explained, sent, asks, head = seen.side_by_side(
            lambda one: _explained(one, name),
            lambda one: messages_about(one, name),
            lambda one: _asks(one, name),
            lambda one: one.session.head(),
        )
        found = explained.found
        seen.saw(explained.looked())
        values = {
            **_head(seen, found),
            **_told(seen, found, sent),
            "position": head,
            "deeds": _deeds(seen, found, asks=asks),
        }
    return page(request, "one_task/page.html", **values)


def _name(seen: Reading, task: str) -> str:
    """The id of the task that is called so. Raises HTTPException (404)."""
    try:
        return stored(seen.shelf, task)
    except Refused:
        raise HTTPException(404) from None


def _explained(seen: Reading, name: str) -> Explained:
    """Why it is due when it is. Raises HTTPException (404)."""
    try:
        found = Explained.of(seen.session, seen.office.tools, name, seen.today)
    except EventError:
        raise HTTPException(404) from None
    if not seen.sight.sees_task(found.found.task):
        raise HTTPException(404)
    return found


def _others(found: Explanation) -> list[str]:
    """The agencies that cooperate, or pass its reports on."""
    codes = [found.task.unit if code == EACH else code for code in found.rule.cooperate]
    return [*codes, *filter(None, (found.rule.through, found.rule.follow))]


def _head(seen: Reading, found: Explanation) -> dict[str, Any]:
    """The task, its date, and how it stands."""
    row, due, plan = found.task, found.due, found.plan
    days = {name: _day(getattr(due, name, None)) for name in ("due", "remind_on", "set_by")}
    done_on, state = _day(row.done_on), State(row.state)
    stands = standing(state, today=seen.today, done_on=done_on, **days)
    provisional, doubt = bool(due and due.provisional), bool(due and due.in_doubt)
    shown = standing_shown(state, stands, provisional=provisional, in_doubt=doubt, due_today=days["due"] == seen.today)
    last = days["due"]
    firm = last and state in OPEN and not (provisional or doubt)
    beside = away(last, seen.today, seen.shelf.calendar(plan.calendar)) if last and firm else ""
    if beside and last and last <= seen.today:
        shown, beside = Shown(shown.kind, beside), ""  # by how much it is overdue says that it is
    return {
        "found": found,
        "id": task_shown(plan, row.id),
        "path": task_path(task_shown(plan, row.id)),
        "title": found.rule.title,
        "day": last.isoformat() if last else None,
        "away": beside,
        "shown": shown,
        "lead": seen.units.name(row.lead),
        "cooperate": [seen.units.name(code) for code in _others(found)],
        "safe": due.safe if due and due.safe and due.safe != due.due else None,
    }


def _told(seen: Reading, found: Explanation, sent: Sequence[MessageView]) -> dict[str, Any]:
    telling = Telling(seen, found)
    return {
        "grounds": list(telling.grounds()),
        "rule": telling.rule(),
        "count": telling.count(),
        "counted_by": telling.counted_by(),
        "months": telling.months(),
        "history": telling.history(),
        "letters": telling.letters(sent),
        "state": telling.state(),
        "waiting": _waiting(seen, found),
        "head": head_of(seen.units.name(seen.asker.unit), seen.today),
        "above_right": (PARTY,) if of_the_party(seen.units.name(seen.asker.unit)) else (STATE, MOTTO),
        "now": seen.office.clock.now(),
        "weekdays": ["2", "3", "4", "5", "6", "7", "CN"] if seen.speech.lang == "vi" else list("MTWTFSS"),
    }


def _waiting(seen: Reading, found: Explanation) -> list[dict[str, str]]:
    """The rows that wait for this one to be done, or to be late."""
    plan, key = found.plan, found.task.rule
    names = [
        name
        for kind in (SignalKind.DONE, SignalKind.MISSED)
        for name in plan.waiting_on.get(Signal(kind=kind, name=key), ())
    ]
    rules = [plan.rules[name] for name in dict.fromkeys(names) if name in plan.rules]
    seen.saw((plan.id, rule.number, rule.secrecy) for rule in rules)
    return [
        {"number": rule.number, "title": rule.title, "path": f"/van-ban/{plan.id}#dong-{rule.number}"} for rule in rules
    ]


_FIRST, _FIRST_OF_LATE = ("bao-cao-hoan-thanh", "de-nghi-gia-han"), ("bao-cao-hoan-thanh", "tien-do")
_ON_REPORTS, _ON_REQUESTS = {"nhan-bao-cao", "tra-lai-bao-cao"}, {"dong-y-gia-han", "khong-dong-y-gia-han"}


def _deeds(seen: Reading, found: Explanation, *, asks: bool) -> dict[str, list[Deed]]:
    """The acts that are open to the reader as the task stands: the two that are done most, and the others."""
    row, asker, due = found.task, seen.asker, _day(found.due.due) if found.due else None
    mine, live, late = seen.sight.has(row), State(row.state) in OPEN, due is None or due < seen.today
    asked = asker.may(Act.DECIDE) and live and asks
    there = [
        deed
        for deed in DEEDS
        if asker.may(deed.act)
        and (mine or deed.act is not Act.REPORT)
        and (found.awaits_acceptance if deed.name in _ON_REPORTS else live)
        and (deed.name not in _ON_REQUESTS or asked)
        and not (deed.in_time and (asks or (late and not asker.may(Act.RECORD))))
    ]
    order = _FIRST_OF_LATE if late else _FIRST
    first = sorted((deed for deed in there if deed.name in order), key=lambda deed: order.index(deed.name))
    return {"first": first, "others": [deed for deed in there if deed not in first]}


def _asks(seen: Reading, name: str) -> bool:
    """True if a request for more time waits for an answer."""
    plan = plan_of(name)
    rule, unit, cycle = task_parts(plan, name)
    topics = [Topic(sort, rule) for sort in (Sort.ASKED, Sort.EXTENDED, Sort.REFUSED)]
    said = seen.shelf.facts_at(plan, dict.fromkeys(topics, (unit,)))
    return bool(open_requests(fact for fact in said if fact.cycle == cycle))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
