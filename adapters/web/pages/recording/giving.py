"""Giao nhiệm vụ: one task is given by a letter, or added to a document in force, on a form."""

from collections.abc import Sequence
from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.statements.giving.giving import Giving
from adapters.statements.giving.letter import Letter
from adapters.statements.giving.typed_rows import TypedRow
from adapters.statements.giving.versions import How
from adapters.statements.giving.whose import Whose
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import Field, FieldKind, day_field
from adapters.web.pages.acts.forms import Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from adapters.words.rules import due_said
from rules.language.offset_text import parse_due
from rules.offsets import Done, anchors_of
from rules.phrases.document_number import has_a_figure
from rules.phrases.reading import read
from rules.phrases.sense import DeadlineKind
from rules.plan import Plan
from rules.problems import N_, TextError

PATH = "/giao-nhiem-vu"
Planner = Annotated[Principal, Depends(May(Act.PLAN))]
router = APIRouter(prefix=PATH)

_NOBODY = N_("Say who is in charge; or below, which agencies have a task each.")
_NO_NUMBER = N_("“{given}” is no number of a letter: it has no figure. Type it like 123-CV/TU.")
_NEW = N_("a letter of its own")
_ANOTHER, _TASKS = N_("Give another by the same letter"), N_("To the tasks")
_CERTAIN, _DOUBTFUL = N_("Read for certain."), N_("Read, but to be confirmed.")
_NOT_READ = N_("Not read yet. Type it as a document would: Trước 15/12/2026, Quý I/2027, Sau đại hội 07 ngày.")


def fields(plans: Sequence[tuple[str, str]]) -> Sequence[Field]:
    """The fields of the form."""
    return (
        Field(name="title", label=N_("What is to be done"), kind=FieldKind.LONG, required=True, longest=2_000),
        Field(name="lead", label=N_("Who is in charge"), kind=FieldKind.UNIT),
        Field(
            name="due",
            label=N_("Until when, in the words of the document"),
            required=True,
            suggest=f"{PATH}/doc-thoi-han",
            help=N_("Trước 15/12/2026; Quý I/2027; within so many days after an event."),
        ),
        Field(name="document", label=N_("By which letter, by its number"), required=True, help=N_("123-CV/TU")),
        day_field(N_("The day of the letter"), name="issued", required=False),
        Field(
            name="each",
            label=N_("Or a task for each of these agencies"),
            kind=FieldKind.UNITS,
            longest=20_000,
            seldom=True,
        ),
        Field(name="cooperate", label=N_("Who cooperates"), kind=FieldKind.UNITS, longest=5_000, seldom=True),
        Field(name="product", label=N_("What is to come of it"), seldom=True),
        Field(name="about", label=N_("What the letter is about"), seldom=True),
        Field(name="accept", label=N_("Its report awaits acceptance"), kind=FieldKind.CHECK, seldom=True),
        Field(
            name="plan", label=N_("It stands in"), kind=FieldKind.CHOICE, required=True, choices=[("-", _NEW), *plans]
        ),
    )


@router.get("")
def show(request: Request, asker: Planner) -> HTMLResponse:
    """The form."""
    desk = Desk.of(request, asker)
    form, asked = _form(desk)[0], request.query_params
    return opened(desk, form, {one.name: asked[one.name][:2_000] for one in form.fields if one.name in asked})


@router.post("")
def send(request: Request, asker: Planner, data: Typed) -> HTMLResponse:
    """The preview, or the result."""
    desk = Desk.of(request, asker)
    form, names = _form(desk)
    return posted(desk, form, data, names)


@router.get("/doc-thoi-han")
def reading(request: Request, asker: Planner, due: str = "") -> HTMLResponse:  # noqa: ARG001 - it is asked of planners
    """How a deadline is read, as it is typed."""
    said = _read(due[:500]) if due.strip() else ()
    return page(request, "recording/reading.html", said=said)


def _read(due: str) -> Sequence[Said]:
    try:
        return (Said(_CERTAIN), *_in_words(due))
    except TextError:
        found = read(due)
    if found.kind is DeadlineKind.UNREAD:
        return (Said(_NOT_READ), *(Said(note.template, note.args) for note in found.notes))
    words = _in_words(found.rule) if found.rule else ()
    return (Said(_CERTAIN if found.certain else _DOUBTFUL), *words, *(Said(n.template, n.args) for n in found.notes))


def _in_words(rule: str) -> Sequence[Said]:
    """A deadline in words, where it counts from no happening. Raises TextError."""
    spec = parse_due(rule)
    if anchors_of(spec) or isinstance(spec, Done):
        return ()
    return (due_said(cast("Plan", None), spec, lambda _plan, _signal: ""),)  # nothing of a plan is asked for dates


def _form(desk: Desk) -> tuple[Form, Names]:
    with desk.looking() as snapshot:
        rows = [row for row in snapshot.session.plans() if not row.ended]
        plans = [(row.id, found.number) for row in rows if (found := snapshot.plan(row.id))]
        names = Names(snapshot.units())
    form = Form(
        title=N_("Give a task"),
        verb=N_("Give it"),
        action=PATH,
        fields=fields(plans),
        wishes=lambda filled: [_wish(desk, filled, names)],
        after=lambda filled, _made: _after(filled),
        may_withdraw=True,
    )
    return form, names


def _wish(desk: Desk, filled: Filled, names: Names) -> Wish:
    lead, kind = filled.text("lead"), names.kind(filled.typed["each"]) if filled.typed["each"] else None
    each, number = filled.units("each"), filled.words("document")
    if not lead and not each:
        raise Wrong("lead", _NOBODY)
    if not has_a_figure(number):
        raise Wrong("document", _NO_NUMBER, given=number)
    whose = Whose(lead=lead, for_each=kind or each or None)
    plan = filled.words("plan")
    row = TypedRow(
        title=filled.words("title"),
        whose=whose,
        cooperate=filled.units("cooperate"),
        due=filled.words("due"),
        product=filled.text("product"),
        accept=True if filled.checked("accept") else None,
    )
    letter = Letter(
        number=number,
        issued=filled.day("issued"),
        issuer=None,
        about=filled.text("about"),
        follow=None,
        secrecy=None,
        whose=whose,
    )

    def work(acting: Office, dry_run: bool) -> PresentedDecision:
        how = How(event_id=None, dry_run=dry_run, lang=desk.lang)
        return Giving(acting, how).given(row, letter, None if plan == "-" else plan, {})[1]

    return Wish(work=work)


def _after(filled: Filled) -> Sequence[Next]:
    kept = {name: filled.typed[name] for name in ("document", "issued", "plan") if filled.typed[name]}
    return [Next(path=f"{PATH}?{urlencode(kept)}", words=_ANOTHER), Next(path="/nhiem-vu", words=_TASKS)]
