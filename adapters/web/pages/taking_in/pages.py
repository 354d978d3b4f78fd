"""Văn bản giao nhiệm vụ, nhập: a document or a plan file is read, doubts are answered, and it is put into force."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import LARGEST_FILE
from adapters.documents.isolation.running import read_isolated
from adapters.statements.giving.adopting import adopted
from adapters.statements.giving.versions import How, amended, source_of
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.fields import Field, FieldKind, day_field
from adapters.web.pages.acts.forms import WRONG, Form, Wrong, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish, Work
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.taking_in.carried import LONGEST, brought_back, carried
from adapters.web.pages.taking_in.drafts import AnswerRefused, Draft
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said, translator
from adapters.words.refused.refusal import Refused
from engine.units import Units
from rules.compiling import compile_checked
from rules.groups.silence import Hearing
from rules.plan import Plan
from rules.problems import N_, PlanError

PATH = "/van-ban/nhap"
Planner = Annotated[Principal, Depends(May(Act.PLAN))]
router = APIRouter(prefix=PATH)

_NO_FILE = N_("Choose a file: PDF, DOCX, XLSX, text, or a plan file.")
_OPEN = N_("Answer this too, before it can be put into force.")
_NO_DOCUMENT = N_("This document is in force already: type by which document it is amended.")
_PROBLEMS = N_("It cannot be put into force yet: {problems}")
_MOST_TOLD = 8
_NOT_WAS = N_("Type each line as ROW=ROW: the number in the new version, and the one in force, or new.")
_TO_PLAN = N_("To the document")


@router.get("")
def show(request: Request, asker: Planner) -> HTMLResponse:
    """The page on which a file is chosen."""
    return _choose(Desk.of(request, asker))


@router.post("")
def upload(request: Request, asker: Planner, data: Typed) -> HTMLResponse:
    """The draft that was read of the file, with its doubts."""
    desk, sent = Desk.of(request, asker), data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _choose(desk, Said(_NO_FILE))
    content = sent.file.read(LARGEST_FILE + 1)
    try:
        if sent.filename.lower().endswith((".yaml", ".yml")):
            return opened(desk, _file_form(desk), {"source": content.decode("utf-8-sig")[:LONGEST]})
        kept = carried(read_isolated(content))
        return opened(desk, _draft_form(desk, kept), {"content": kept})
    except DocumentRefused as refused:
        return _choose(desk, Said(refused.template, refused.fields))
    except Refused as refused:
        return _choose(desk, refused.said)
    except UnicodeDecodeError:
        return _choose(desk, Said(_NO_FILE))


@router.post("/ban-nhap")
def draft(request: Request, asker: Planner, data: Typed) -> HTMLResponse:
    """The preview of the draft with the answers, or the result."""
    desk = Desk.of(request, asker)
    try:
        form = _draft_form(desk, desk.value("content", data))
    except DocumentRefused as refused:
        return _choose(desk, Said(refused.template, refused.fields))
    except Refused as refused:
        return _choose(desk, refused.said)
    return posted(desk, form, data, Names(_units(desk)))


@router.post("/tep")
def plan_file(request: Request, asker: Planner, data: Typed) -> HTMLResponse:
    """The preview of a plan file, or the result."""
    desk = Desk.of(request, asker)
    return posted(desk, _file_form(desk), data, Names(_units(desk)))


def _choose(desk: Desk, wrong: Said | None = None) -> HTMLResponse:
    return page(desk.request, "taking_in/choose.html", WRONG if wrong else 200, wrong=wrong, path=PATH)


def _units(desk: Desk) -> Units:
    with desk.looking() as snapshot:
        return snapshot.units()


_MORE = (
    Field(
        name="document",
        label=N_("By which document it is amended"),
        help=N_("Only where it is in force already."),
        seldom=True,
    ),
    day_field(N_("From which day it is amended"), required=False, seldom=True),
    Field(
        name="was",
        label=N_("Which row in force a row of it was"),
        kind=FieldKind.ROWS,
        help=N_("Only where it is asked: a line each, I.2=I.1, or I.2=new."),
        longest=5_000,
        seldom=True,
    ),
    Field(name="runs", label=N_("It runs already: nobody is told how things stand"), kind=FieldKind.CHECK, seldom=True),
)


def _draft_form(desk: Desk, content: str) -> Form:
    units = _units(desk)
    found = Draft.of(brought_back(content), units, desk.lang, desk.office.settings.highest)

    def wishes(filled: Filled) -> Sequence[Wish]:
        try:
            made = found.answered(filled.typed, Names(units))
        except AnswerRefused as refused:
            raise Wrong(refused.name, refused.said.template, **refused.said.args) from None
        left = {(one.rule, one.field) for one in made.questions}
        for doubt in found.doubts:
            if (doubt.question.rule, doubt.question.field) in left:
                raise Wrong(doubt.field.name, _OPEN)
        return [_putting(desk, made.text, units, filled)]

    hidden = Field(name="content", label="", kind=FieldKind.ROWS, required=True, longest=LONGEST)
    return Form(
        title=N_("Take in a document"),
        verb=N_("Put it into force"),
        action=f"{PATH}/ban-nhap",
        fields=(hidden, *(doubt.field for doubt in found.doubts), *_MORE),
        wishes=wishes,
        template="taking_in/draft.html",
        more={"draft": found.plain, "doubts": found.doubts, "heading": found.source.heading, "later": _MORE},
        after=_after,
        may_withdraw=False,
        back=PATH,
    )


def _file_form(desk: Desk) -> Form:
    units = _units(desk)
    source = Field(name="source", label=N_("The plan file"), kind=FieldKind.ROWS, required=True, longest=LONGEST)
    return Form(
        title=N_("Take in a plan file"),
        verb=N_("Put it into force"),
        action=f"{PATH}/tep",
        fields=(source, *_MORE),
        wishes=lambda filled: [_putting(desk, filled.typed["source"] + "\n", units, filled)],
        after=_after,
        may_withdraw=False,
        back=PATH,
    )


def _after(_filled: Filled, made: Sequence[PresentedDecision]) -> Sequence[Next]:
    return [Next(path=f"/van-ban/{one.decision.event.plan}", words=_TO_PLAN) for one in made[:1]]


def _putting(desk: Desk, text: str, units: Units, filled: Filled) -> Wish:
    """Put the text into force, as a plan or as a version of one. Raises Wrong."""
    plan = _compiled(desk, text, units)
    with desk.looking() as snapshot:
        row = snapshot.plan_row(plan.id)
    on, document = filled.day("on") or desk.office.clock.today(), filled.text("document")
    if row is None or row.hash == plan.hash:
        return Wish(work=_adopting(plan, text, filled.checked("runs"), desk.lang))
    if document is None:
        raise Wrong("document", _NO_DOCUMENT)

    was = _were(filled.text("was") or "")

    def work(acting: Office, dry_run: bool) -> PresentedDecision:
        how = How(event_id=None, dry_run=dry_run, lang=desk.lang)
        return amended(acting, text, document, on, how, was=source_of(acting, plan.id).text, rows=was)

    return Wish(work=work)


def _were(text: str) -> dict[str, str]:
    """By row of the new version, the row in force that it was. Raises Wrong."""
    pairs = [one.partition("=") for one in text.replace(";", "\n").splitlines() if one.strip()]
    if not all(number.strip() and before.strip() for number, _, before in pairs):
        raise Wrong("was", _NOT_WAS)
    return {number.strip(): before.strip() for number, _, before in pairs}


def _adopting(plan: Plan, text: str, runs: bool, lang: str) -> Work:
    return lambda acting, dry_run: adopted(acting, plan, text, runs, dry_run=dry_run, lang=lang)


def _compiled(desk: Desk, text: str, units: Units) -> Plan:
    """The plan, for the agencies that are registered. Raises Wrong."""
    kinds: Mapping[str, str] = {row.code: row.kind for row in units.rows.values()}
    silent = {code: why for code in units.rows if (why := units.silence(code))}
    heard = Hearing(silent=silent, over=units.over, of_kind=units.of_kind)
    highest = desk.office.settings.highest
    try:
        return compile_checked(text, path="", known_units=kinds or None, highest=highest, hearing=heard)[0]
    except PlanError as error:
        speak = translator(desk.lang)
        told = [f"{one.line}: {one.text(speak)}" for one in error.problems[:_MOST_TOLD]]
        raise Wrong("", _PROBLEMS, problems=told) from None
