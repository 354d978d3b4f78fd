"""Acts on an event of the log: it is corrected, taken back, ended or answered, each with its preview."""

from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.statements.amendments import Correction, Withdrawal
from adapters.statements.course.answers import Answered
from adapters.statements.idempotent import IdempotentStatement
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import DOCUMENT, REASON, Field, FieldKind, day_field
from adapters.web.pages.acts.forms import Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.log.entries import LogNames, entry
from adapters.web.pages.log.pages import PATH, may_amend, seen_event
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import day_text
from events import making
from events.event import Recorded
from rules.problems import N_

_MOST = 2_000
_NOTHING = N_("Say what was wrong: the day, the time, the day that its document lays down, or the agency.")
_LAST = N_("Its last day; the day after counts first")
_EVENT, _LOG = N_("The event"), N_("To the log")
_FOLLOWING = (Next(path=PATH, words=_LOG),)


def _names(desk: Desk) -> Names:
    with desk.looking() as snapshot:
        return Names(snapshot.units())


def _found(desk: Desk, position: int) -> tuple[Recorded, list[tuple[str, object]]]:
    """The event, and what a form says of it."""
    with desk.looking() as snapshot:
        found = seen_event(snapshot, desk.asker, position)
        whole = entry(LogNames(snapshot), found)
    return found, [(_EVENT, whole.says), *([(N_("Of which"), whole.of)] if whole.of else [])]


def _withdrawing(desk: Desk, position: int) -> Form:
    """One event is taken back, or all from it to another (`den`) that were recorded with it."""
    typed = desk.request.query_params.get("den", "")[:15]
    until = int(typed) if typed.isdecimal() else 0
    found, about = _found(desk, position)
    events = [found, *(_found(desk, at)[0] for at in range(position + 1, min(until, position + _MOST) + 1))]
    if not all(may_amend(desk, one.event) for one in events):
        raise HTTPException(404)
    own = [one for one in events if one.event.type == found.event.type and one.event.actor == found.event.actor]

    def wishes(filled: Filled) -> Sequence[Wish]:
        said = [Withdrawal(event=one.event.id, reason=filled.text("reason")) for one in own]
        return [
            Wish(said=one, document=filled.text("document"), named=str(of.position))
            for one, of in zip(said, own, strict=True)
        ]

    return Form(
        title=N_("Take the record back"),
        verb=N_("Take it back"),
        action=f"{PATH}/{position}/huy" + (f"?den={until}" if until > position else ""),
        fields=(REASON, DOCUMENT),
        wishes=wishes,
        about=[*about, *([(N_("Events"), len(own))] if len(own) > 1 else [])],
        after=lambda _filled, _made: _FOLLOWING,
        may_withdraw=False,
        back=f"{PATH}/{position}",
    )


def _correcting(desk: Desk, position: int) -> Form:
    found, about = _found(desk, position)

    def wishes(filled: Filled) -> Sequence[Wish]:
        on, at, carried, unit = filled.day("on"), filled.hour("at"), filled.day("carried"), filled.text("unit")
        if on is None and at is None and carried is None and unit is None:
            raise Wrong("on", _NOTHING)
        said = Correction(
            event=found.event.id,
            on=on,
            at=at,
            carried=carried,
            unit=unit,
            reason=filled.text("reason"),
            anyway=filled.checked("anyway"),
        )
        return [Wish(said=said, document=filled.text("document"))]

    return Form(
        title=N_("Correct what was recorded"),
        verb=N_("Correct it"),
        action=f"{PATH}/{position}/dinh-chinh",
        fields=(
            day_field(N_("The right day"), name="on", required=False),
            Field(name="at", label=N_("The right time of day"), kind=FieldKind.HOUR),
            day_field(N_("The right day that its document lays down"), name="carried", required=False),
            Field(name="unit", label=N_("The right agency"), kind=FieldKind.UNIT),
            REASON,
            DOCUMENT,
        ),
        wishes=wishes,
        about=about,
        after=lambda _filled, _made: _FOLLOWING,
        back=f"{PATH}/{position}",
    )


def _resuming(desk: Desk, position: int) -> Form:
    found, about = _found(desk, position)
    today = desk.office.clock.today()

    def wishes(filled: Filled) -> Sequence[Wish]:
        said = IdempotentStatement(
            kind="suspension.ended",
            subject=found.event.id,
            on=filled.day("on") or today,
            content=(),
            make=lambda _now, given: making.suspension_ended(found.event.id, reason=filled.text("reason"), **given),
        )
        return [Wish(said=said, document=filled.text("document"))]

    if found.event.type != "suspension.began":
        raise HTTPException(404)
    return Form(
        title=N_("End the suspension"),
        verb=N_("Time runs again"),
        action=f"{PATH}/{position}/het-tam-dung",
        fields=(
            day_field(N_("Its last day; the day after counts first"), day_text(today, desk.lang)),
            REASON,
            DOCUMENT,
        ),
        wishes=wishes,
        about=about,
        after=lambda _filled, _made: _FOLLOWING,
        back=f"{PATH}/{position}",
    )


def _answering(desk: Desk, position: int) -> Form:
    found, about = _found(desk, position)
    asked = str(found.event.data.get("of") or "")
    if found.event.type != "part.asked" or not desk.asker.sees(asked):
        raise HTTPException(404)
    today = desk.office.clock.today()

    def wishes(filled: Filled) -> Sequence[Wish]:
        said = Answered(asked=found.event.id, answer=filled.words("answer"), unit=None, on=filled.day("on") or today)
        return [Wish(said=said, document=filled.text("document"))]

    return Form(
        title=N_("Answer what was asked"),
        verb=N_("Answer"),
        action=f"{PATH}/{position}/tra-loi",
        fields=(
            Field(name="answer", label=N_("The answer"), kind=FieldKind.LONG, required=True),
            DOCUMENT,
            day_field(N_("On which day?"), day_text(today, desk.lang)),
        ),
        wishes=wishes,
        about=[*about, (N_("What is asked of it"), str(found.event.data.get("content") or ""))],
        files=True,
        after=lambda _filled, _made: _FOLLOWING,
        back=f"{PATH}/{position}",
    )


# --- the addresses ----------------------------------------------------------------------------------------------------

Makes = Callable[[Desk, int], Form]
_ACTS: Mapping[str, tuple[Act, Makes]] = {
    "huy": (Act.REPORT, _withdrawing),
    "dinh-chinh": (Act.RECORD, _correcting),
    "het-tam-dung": (Act.RECORD, _resuming),
    "tra-loi": (Act.REPORT, _answering),
}
"""Each act by the end of its address: who may, and its form."""


def _routes() -> APIRouter:
    """A form at an address, and what is sent with it, for each act."""
    router = APIRouter(prefix=PATH + "/{position:int}")
    for name, (act, makes) in _ACTS.items():
        router.add_api_route(f"/{name}", _shows(May(act), makes), methods=["GET"], response_class=HTMLResponse)
        router.add_api_route(f"/{name}", _takes(May(act), makes), methods=["POST"], response_class=HTMLResponse)
    return router


def _shows(may: May, makes: Makes) -> Callable[..., HTMLResponse]:
    def show(request: Request, position: int, asker: Principal = Depends(may)) -> HTMLResponse:  # noqa: B008 - FastAPI's way
        desk = Desk.of(request, asker)
        return opened(desk, makes(desk, position))

    return show


def _takes(may: May, makes: Makes) -> Callable[..., HTMLResponse]:
    def send(request: Request, position: int, data: Typed, asker: Principal = Depends(may)) -> HTMLResponse:  # noqa: B008
        desk = Desk.of(request, asker)
        return posted(desk, makes(desk, position), data, _names(desk))

    return send


router = _routes()
