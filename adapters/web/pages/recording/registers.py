"""Acts on the registers: days of the calendar are amended; agencies merge, split, end, or take another name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.statements.idempotent import IdempotentStatement
from adapters.statements.registers.calendar_days import Amendment, day_data, days_said
from adapters.statements.statements import InForce, Statement
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import DOCUMENT, Field, FieldKind, day_field
from adapters.web.pages.acts.forms import Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import day_text
from engine.calendars.calendar import Calendar
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

Registrar = Annotated[Principal, Depends(May(Act.REGISTER))]
router = APIRouter()

_CALENDAR = "vn"
_NOTHING = N_("Say which days are off, worked, or half worked.")
_AGENCIES, _DAYS = N_("To the agencies"), N_("To the calendar")
_RANGE = N_("A line each: 30/4/2026, or 30/4/2026..3/5/2026.")
_ON = N_("From which day")

# --- the calendar -----------------------------------------------------------------------------------------------------


@router.get("/lich/sua")
def calendar_form(request: Request, asker: Registrar) -> HTMLResponse:
    """The form by which days of the calendar are amended."""
    return opened(Desk.of(request, asker), _CALENDAR_FORM)


@router.post("/lich/sua")
def calendar(request: Request, asker: Registrar, data: Typed) -> HTMLResponse:
    """The preview, or the result."""
    desk = Desk.of(request, asker)
    return posted(desk, _CALENDAR_FORM, data, _names(desk))


def _amendment(filled: Filled) -> Sequence[Wish]:
    off, working, half = (_lines(filled.text(name)) for name in ("off", "working", "half"))
    if not (off or working or half):
        raise Wrong("off", _NOTHING)
    days = days_said(Calendar.build(_CALENDAR), off, working, half)
    reason = filled.words("reason")
    said = [day_data(day, what, reason) for day, what in sorted(days.items())]
    amendment = Amendment(calendar=_CALENDAR, unit=filled.text("unit"), days=said, cut_off=None)
    return [Wish(said=amendment, document=filled.text("document"))]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").replace(";", "\n").splitlines() if line.strip()]


_CALENDAR_FORM = Form(
    title=N_("Amend the working days"),
    verb=N_("Amend them"),
    action="/lich/sua",
    fields=(
        Field(name="off", label=N_("Days off"), kind=FieldKind.ROWS, help=_RANGE, longest=5_000),
        Field(name="working", label=N_("Days worked"), kind=FieldKind.ROWS, help=_RANGE, longest=5_000),
        Field(name="half", label=N_("Days worked until an hour"), kind=FieldKind.ROWS, help=N_("31/12/2026=11:30")),
        Field(name="reason", label=N_("Reason"), required=True),
        DOCUMENT,
        Field(name="unit", label=N_("Only for this agency and those below it"), kind=FieldKind.UNIT),
    ),
    wishes=_amendment,
    after=lambda _filled, _made: [Next(path="/lich", words=_DAYS)],
    back="/lich",
)

# --- agencies ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAct:
    """One thing that may become of an agency."""

    kind: str
    title: str
    verb: str
    fields: Sequence[Field]
    make: Callable[[Filled, InForce, Envelope], Event]


_UNIT = Field(name="code", label=N_("Which agency"), kind=FieldKind.UNIT, required=True)


def _renamed(filled: Filled, now: InForce, envelope: Envelope) -> Event:
    code = filled.words("code")
    row = now.units.rows.get(code)
    return making.unit_renamed(code, name=filled.words("name"), was=row.name if row else None, **envelope)


CHANGES: Mapping[str, AgencyAct] = {
    "sap-nhap": AgencyAct(
        kind="unit.merged",
        title=N_("An agency becomes part of another"),
        verb=N_("Record the merger"),
        fields=(_UNIT, Field(name="into", label=N_("It becomes part of"), kind=FieldKind.UNIT, required=True)),
        make=lambda filled, _now, given: making.unit_merged(filled.words("code"), into=filled.words("into"), **given),
    ),
    "chia-tach": AgencyAct(
        kind="unit.split",
        title=N_("An agency becomes several"),
        verb=N_("Record the split"),
        fields=(
            _UNIT,
            Field(name="parts", label=N_("It becomes these, a line each"), kind=FieldKind.UNITS, required=True),
            Field(name="heir", label=N_("Who takes over what is open"), kind=FieldKind.UNIT),
        ),
        make=lambda filled, _now, given: making.unit_split(
            filled.words("code"), into=filled.units("parts"), heir=filled.text("heir"), **given
        ),
    ),
    "ket-thuc": AgencyAct(
        kind="unit.ended",
        title=N_("An agency ends, and nobody takes its place"),
        verb=N_("Record that it ended"),
        fields=(_UNIT,),
        make=lambda filled, _now, given: making.unit_ended(filled.words("code"), **given),
    ),
    "doi-ten": AgencyAct(
        kind="unit.renamed",
        title=N_("An agency takes another name"),
        verb=N_("Record the name"),
        fields=(_UNIT, Field(name="name", label=N_("Its new name"), required=True, longest=200)),
        make=_renamed,
    ),
}


@router.get("/co-quan/thay-doi/{what}")
def agency_form(request: Request, asker: Registrar, what: str) -> HTMLResponse:
    """The form by which it is recorded what became of an agency."""
    desk = Desk.of(request, asker)
    form = _of_agency(desk, what)
    asked = request.query_params.get("code", "")[:300]
    return opened(desk, form, {"code": asked} if asked else {})


@router.post("/co-quan/thay-doi/{what}")
def agency(request: Request, asker: Registrar, what: str, data: Typed) -> HTMLResponse:
    """The preview, or the result."""
    desk = Desk.of(request, asker)
    return posted(desk, _of_agency(desk, what), data, _names(desk))


def _of_agency(desk: Desk, what: str) -> Form:
    change = CHANGES.get(what)
    if change is None:
        raise HTTPException(404)
    today = desk.office.clock.today()
    said = [one.name for one in change.fields if one.name != "code"]

    def statement(filled: Filled) -> Statement:
        return IdempotentStatement(
            kind=change.kind,
            subject=filled.words("code"),
            on=filled.day("on") or today,
            content=[" ".join(filled.units(name)) or filled.text(name) for name in said],
            make=lambda now, given: change.make(filled, now, given),
        )

    return Form(
        title=change.title,
        verb=change.verb,
        action=f"/co-quan/thay-doi/{what}",
        fields=(*change.fields, day_field(_ON, day_text(today, desk.lang)), DOCUMENT),
        wishes=lambda filled: [Wish(said=statement(filled), document=filled.text("document"))],
        after=lambda _filled, _made: [Next(path="/co-quan", words=_AGENCIES)],
        back="/co-quan",
    )


def _names(desk: Desk) -> Names:
    with desk.looking() as snapshot:
        return Names(snapshot.units())
