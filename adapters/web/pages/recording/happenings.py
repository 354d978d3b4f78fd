"""Ghi nhận sự kiện: what happened, where, on which day, by which document; at one unit or at many at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.answers.decisions import PresentedDecision
from adapters.statements.milestones_and_tasks import Milestone, Phase
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import DOCUMENT, Field, FieldKind, day_field
from adapters.web.pages.acts.forms import Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.recording.milestones import Milestones
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import day_text, each_said
from engine.units import Units
from rules.problems import N_

PATH = "/ghi-nhan"
Recorder = Annotated[Principal, Depends(May(Act.HAPPEN))]
router = APIRouter(prefix=PATH)
_LONGEST = 2_000

_TITLE, _VERB = N_("Record what happened"), N_("Record it")
_PHASES = (
    ("held", N_("It has happened")),
    ("planned", N_("It is planned")),
    ("postponed", N_("Put off, no day known")),
)
_WHERE = N_("It happens at {each}: say where, a line each, or “mọi xã, phường”.")
_AT = N_("It happens at {unit} alone: leave this empty.")
_AHEAD = N_("{day} is still to come: choose “It is planned”, if that is meant, or correct the day.")
_NO_HOUR = N_("What is put off has no time of day: leave it empty.")
_NOT_YOURS = N_("Recorded here is what happens at your own agency, and those below it.")
_ANOTHER, _EVENTS = N_("Record the same at another agency"), N_("To the log")


def fields(today: date, lang: str) -> Sequence[Field]:
    """The fields of the form."""
    return (
        Field(
            name="what",
            label=N_("What happened?"),
            kind=FieldKind.NAMED,
            required=True,
            help=N_("Some words of its name; marks may be left out."),
            suggest=f"{PATH}/goi-y",
        ),
        Field(
            name="where",
            label=N_("Where?"),
            kind=FieldKind.UNITS,
            longest=20_000,
            help=N_("An agency, or several, a line each; or “mọi xã, phường”. Not needed where it happens once."),
        ),
        day_field(N_("On which day?"), day_text(today, lang)),
        Field(name="phase", label=N_("Has it happened?"), kind=FieldKind.CHOICE, choices=_PHASES, required=True),
        DOCUMENT,
        day_field(N_("The day that its document lays down"), name="carried", required=False, seldom=True),
        Field(name="at", label=N_("At what time of day"), kind=FieldKind.HOUR, seldom=True),
    )


@router.get("")
def show(request: Request, asker: Recorder) -> HTMLResponse:
    """The form, and what is planned to happen soon."""
    desk = Desk.of(request, asker)
    there = _milestones(desk)
    form, asked = _form(desk, there), request.query_params
    given = {one.name: asked[one.name][:_LONGEST] for one in form.fields if one.name in asked}
    if "what" in given:
        given["what"] = Names(there.units, None, there.named).called(given["what"])
    return opened(desk, form, given)


@router.post("")
def send(request: Request, asker: Recorder, data: Typed) -> HTMLResponse:
    """The preview, or the result."""
    desk = Desk.of(request, asker)
    there = _milestones(desk)
    names = Names(there.units, _under(there, desk, data), there.named)
    return posted(desk, _form(desk, there), data, names)


@router.get("/goi-y")
def suggest(request: Request, asker: Recorder, what: str = "") -> HTMLResponse:
    """The milestones that a few words may mean, as they are typed."""
    desk = Desk.of(request, asker)
    found = list(_milestones(desk).suggested(what[:200])) if what.strip() else []
    return page(request, "recording/suggested.html", found=found)


def _milestones(desk: Desk) -> Milestones:
    with desk.looking() as snapshot:
        return Milestones.of(snapshot, desk.office.clock.today())


def _under(there: Milestones, desk: Desk, data: Mapping[str, object]) -> str | None:
    """Below which unit all of a kind are meant: that of the plan whose milestone is named by its code."""
    if not desk.asker.may(Act.RECORD):
        return desk.asker.unit
    code = str(data.get("what.chosen") or data.get("what") or "")
    found = there.by_code.get(code)
    return found[0].unit if found else None


def _form(desk: Desk, there: Milestones) -> Form:
    today = desk.office.clock.today()
    return Form(
        title=_TITLE,
        verb=_VERB,
        action=PATH,
        fields=fields(today, desk.lang),
        wishes=lambda filled: _wishes(desk, there, filled, today),
        template="recording/happening.html",
        more={"planned": there.planned, "path": PATH, "as_typed": lambda day: day_text(day, desk.lang)},
        after=lambda filled, made: _after(there, filled, made),
    )


def _wishes(desk: Desk, there: Milestones, filled: Filled, today: date) -> Sequence[Wish]:
    code = filled.words("what")
    if code not in there.by_code:
        raise HTTPException(404)
    _, milestone = there.by_code[code]
    on, phase = filled.day("on") or today, _phase(filled.words("phase"))
    if on > today and phase != "planned":
        raise Wrong("phase", _AHEAD, day=on)
    if phase == "postponed" and filled.hour("at"):
        raise Wrong("at", _NO_HOUR)
    places = _places(desk, filled, milestone.at, milestone.of_each, there.units)
    said = [
        Milestone(
            name=code,
            phase=phase,
            on=on,
            at=filled.hour("at"),
            unit=place,
            carried=filled.day("carried"),
        )
        for place in places
    ]
    named = [there.units.name(place) if place else milestone.title for place in places]
    return [Wish(said=one, document=filled.text("document"), named=name) for one, name in zip(said, named, strict=True)]


def _phase(text: str) -> Phase:
    return "planned" if text == "planned" else "postponed" if text == "postponed" else "held"


def _places(desk: Desk, filled: Filled, at: str | None, of_each: str | None, units: Units) -> Sequence[str | None]:
    named = filled.units("where")
    if at:
        if named and named != (at,):
            raise Wrong("where", _AT, unit=units.name(at))
        if not desk.asker.may(Act.RECORD):
            raise Wrong("what", _NOT_YOURS)
        return (None,)
    if not named:
        raise Wrong("where", _WHERE, each=each_said(of_each or ""))
    if not desk.asker.may(Act.RECORD) and not all(desk.asker.sees(code) for code in named):
        raise Wrong("where", _NOT_YOURS)
    return named


def _after(there: Milestones, filled: Filled, _made: Sequence[PresentedDecision]) -> Sequence[Next]:
    code = filled.words("what")
    kept = {
        "what": code,
        "on": filled.typed["on"],
        "phase": filled.typed["phase"],
        "document": filled.typed["document"],
    }
    of_each = code in there.by_code and there.by_code[code][1].of_each
    again = [Next(path=f"{PATH}?{urlencode(kept)}", words=_ANOTHER)] if of_each else []
    return [*again, Next(path="/su-kien", words=_EVENTS)]
