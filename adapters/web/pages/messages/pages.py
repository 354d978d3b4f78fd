"""Thư, tin nhắn đã gửi: what waits, what failed and why, what went to whom; tried again, let go, held, cancelled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.clock import day_in_viet_nam
from adapters.telling.composing import SMS_PARTS
from adapters.web.pages.acts.desks import Desk
from adapters.web.pages.acts.naming import Names, SeveralMeant
from adapters.web.pages.log.entries import LoggedEvent, LogNames, entry
from adapters.web.pages.messages.lines import COUNTED, Line, line
from adapters.web.pages.shared.taken_back import taken_back
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from engine.telling.news import news
from events.beside.ways import SMS, channel_of
from events.delivery import APPROVED, AWAITING, CANCELLED
from events.states import to_a_program
from events.views import MessageView
from rules.problems import N_

PATH = "/thu-tin-nhan"
Reader = Annotated[Principal, Depends(May(Act.PROVE))]
Teller = Annotated[Principal, Depends(May(Act.TELL))]
Text = Annotated[str, Form()]
router = APIRouter(prefix=PATH)

_MOST = 100
_STATES = {"duyet": APPROVED, "giu": AWAITING, "huy": CANCELLED}
_SAID = {
    APPROVED: N_("{count} message(s) may leave now: they go with the next round."),
    AWAITING: N_("{count} message(s) wait for approval from now on."),
    CANCELLED: N_("{count} message(s) were cancelled. The next news of these tasks tells of them as new."),
}
_AGAIN = N_("{count} message(s) are sent again with the next round.")
_LEFT = N_("There is no message of that event left to decide on: all have left, or are on their way.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """An event of which messages wait for approval, and what there is to say."""

    entry: LoggedEvent
    since: datetime
    messages: int
    mails: int
    texts: int
    parts: int
    recipients: int


@router.get("")
def outbox(request: Request, asker: Reader, co_quan: str = "", tinh_trang: str = "parked") -> HTMLResponse:
    """All that is to be looked at; and what was sent to one agency."""
    return _outbox(Desk.of(request, asker), co_quan[:300], tinh_trang)


@router.post("/thu-lai")
def again(request: Request, asker: Teller, recipient: Text = "", key: Text = "") -> HTMLResponse:
    """Send again what failed: one message, or all."""
    desk = Desk.of(request, asker)
    with desk.looking() as snapshot:
        sight = Sight(asker, snapshot)
        parked = [one for one in snapshot.session.messages(status="parked") if sight.sees_unit(one.recipient)]
    those = [one for one in parked if not key or (one.recipient, one.key) == (recipient, key)]
    count = sum(len(desk.office.outbox.unpark(one.recipient, one.key)) for one in those)
    return _outbox(desk, "", "parked", Said(_AGAIN, {"count": count}))


@router.get("/{position:int}")
def decide_form(request: Request, asker: Teller, position: int) -> HTMLResponse:
    """All that the messages of an event would say, and to how many: to be let go, held, or cancelled."""
    desk = Desk.of(request, asker)
    return page(request, "messages/deciding.html", one=_awaiting(desk, position, desk.office.clock.now(), 0))


@router.post("/{position:int}/{what}")
def decide(request: Request, asker: Teller, position: int, what: str) -> HTMLResponse:
    """Decide whether the messages of an event leave."""
    desk = Desk.of(request, asker)
    if what not in _STATES:
        raise HTTPException(404)
    _awaiting(desk, position, desk.office.clock.now(), 0)
    state, office = _STATES[what], desk.office
    count = office.outbox.decide(position, state, office.clock.now(), office.settings.actor)
    return _outbox(desk, "", "parked", Said(_LEFT) if count is None else Said(_SAID[state], {"count": count}))


def _outbox(desk: Desk, typed: str, status: str, said: Said | None = None) -> HTMLResponse:
    wrong, code, meant = _recipient(desk, typed)
    waiting = desk.office.outbox.awaiting()
    with desk.looking() as snapshot:
        sight, session, units = Sight(desk.asker, snapshot), snapshot.session, snapshot.units()
        wanted, most = status if status in COUNTED else None, _MOST if sight.everything and not code else None
        found = session.messages(status=None if code else wanted, recipient=code, limit=most)
        seen = [one for one in found if sight.sees_unit(one.recipient)]
        gone = taken_back(session, seen[-_MOST:])
        lines: list[Line] = [line(one, units, desk.lang, gone) for one in seen[-_MOST:]]
        counts = session.counts().messages if sight.everything else _counted(sight, session.messages())
        those = [one for one in waiting if sight.follows_event(session.event_at(one.position).event)]
    awaiting = [_awaiting(desk, one.position, datetime.fromisoformat(one.moment), one.messages) for one in those]
    values = {"lines": lines[::-1], "counts": counts, "awaiting": awaiting, "statuses": COUNTED, "status": status}
    asked = {"typed": typed, "wrong": wrong, "meant": meant, "code": code, "said": said}
    return page(desk.request, "messages/outbox.html", **values, **asked, may=desk.asker.may(Act.TELL))


def _counted(sight: Sight, messages: Sequence[MessageView]) -> Mapping[str, int]:
    """How many there are of each status, of those that he sees."""
    return Counter(one.status for one in messages if sight.sees_unit(one.recipient))


def _recipient(desk: Desk, typed: str) -> tuple[Said | None, str | None, list[tuple[str, str]]]:
    """The fault of the name of an agency that was typed, its code, and what it may mean."""
    if not typed.strip():
        return None, None, []
    with desk.looking() as snapshot:
        names = Names(snapshot.units())
    try:
        return None, names.unit(typed), []
    except SeveralMeant as several:
        return several.said, None, list(several.things)
    except Refused as refused:
        return refused.said, None, []


def _awaiting(desk: Desk, position: int, since: datetime, messages: int) -> Awaiting:
    """An event's messages as they would be said now. Raises HTTPException (404) where there is no such event."""
    with desk.looking() as snapshot:
        if not 0 < position <= snapshot.session.head():
            raise HTTPException(404)
        if not Sight(desk.asker, snapshot).follows_event(snapshot.session.event_at(position).event):
            raise HTTPException(404)
        said = entry(LogNames(snapshot), snapshot.session.event_at(position))
    composing = news(day_in_viet_nam(desk.office.clock.now())).compose
    found = [one for one in desk.office.outbox.foreseen(position, composing) if not to_a_program(one.channel)]
    texts = sum(channel_of(one.channel) == SMS for one in found)
    return Awaiting(
        entry=said,
        since=since,
        messages=messages or len(found),
        mails=len(found) - texts,
        texts=texts,
        parts=texts * SMS_PARTS,
        recipients=len({one.recipient for one in found}),
    )
