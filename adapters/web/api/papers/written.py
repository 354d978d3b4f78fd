"""Papers that are written: the file of a task, the register of a plan, the letters that urge who is late."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.dossiers.gathering import gathered
from adapters.answers.dossiers.late_tasks import late_tasks
from adapters.answers.dossiers.letters import letters_of
from adapters.answers.explained import seen_in
from adapters.answers.lists.standings import asked_standing, read_state
from adapters.answers.noting import note, whole
from adapters.answers.registers.chosen import Choice
from adapters.answers.registers.making import Wanted, register
from adapters.documents.export.dossier import released
from adapters.web.api.asking.plans import seen_plan
from adapters.web.api.asking.tasks import seen_task
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Day, Name, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from adapters.words.catalogue import translator
from engine.asking.explaining import explain
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["papers"])

_PROVE, _READ, _TELL = ([Depends(May(act))] for act in (Act.PROVE, Act.READ, Act.TELL))
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_NO_LIBRARY = N_("PDFs need what is not installed here: `pip install 'thoihan[documents]'`, and a font for Vietnamese.")
_NOBODY = N_("Nobody is late: there is no letter to write.")
_WHOSE = N_("Name an agency within reach (unit=…), or a plan that you follow.")


class RegisterWanted(BaseModel):
    """Which rows, in which order, and in which form."""

    model_config = ConfigDict(extra="forbid")

    form: Literal["docx", "xlsx"] = "docx"
    order: Literal["document", "due"] = "document"
    unit: Name | None = Field(None, description="Only tasks of this agency, or led by it.")
    lead: Name | None = Field(None, description="Only tasks that this agency leads.")
    state: Name | None = None
    standing: Name | None = None
    issuer: Words | None = None
    place: Words | None = None


class LettersWanted(BaseModel):
    """To whom, of which plan."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only for tasks of this plan.")
    unit: Name | None = Field(None, description="Only to this agency.")
    issuer: Words | None = Field(None, description="Who sends them; whoever issued the plans, if it is not given.")
    place: Words | None = None
    answer_by: Day | None = None


@router.get(
    "/tasks/{id:path}/dossier",
    response_class=Response,
    responses={200: {"content": {"application/pdf": _BINARY}}},
    dependencies=_PROVE,
)
def dossier(request: Request, id: Annotated[str, Field(max_length=500)]) -> Response:  # noqa: A002 - its name
    """All that is kept of a task as one PDF, for whoever follows its plan: as `thoihan dossier`."""
    with question(request) as asked:
        task = seen_task(asked, id)
        if asked.session.task(task) is None or not _follows(asked, task.partition("/")[0]):
            raise not_there()
        found = explain(asked.session, asked.office.tools, task)
        note(asked.office, "GET dossier", seen_in(found))
        whole_file = gathered(asked.office, asked.session, asked.speech, found)
        said = released(whole_file, asked.office.settings.leaving, asked.lang)
    try:
        from adapters.documents.export.pdf import NoFontError, write_dossier  # noqa: PLC0415 - an extra, slow to load
    except ImportError:
        raise ApiProblem(422, _NO_LIBRARY) from None
    try:
        return _file(write_dossier(said), "application/pdf", "ho-so.pdf")
    except NoFontError:
        raise ApiProblem(422, _NO_LIBRARY) from None


@router.get(
    "/plans/{id}/register",
    response_class=Response,
    responses={200: {"content": {_DOCX: _BINARY, _XLSX: _BINARY}}},
    dependencies=_READ,
)
def plan_register(request: Request, id: Name, wanted: Annotated[RegisterWanted, Query()]) -> Response:  # noqa: A002
    """A plan and how far it has come, as a document to hand up: for whoever follows it, else for one's own agency."""
    from adapters.documents.export.workbook import write_xlsx  # noqa: PLC0415 - seldom written
    from adapters.documents.export.writing import write_docx  # noqa: PLC0415

    with question(request) as asked:
        row = seen_plan(asked, id)
        if not _follows(asked, row.id) and not _within(asked, wanted.unit):
            raise ApiProblem(422, _WHOSE)
        plan, today = asked.shelf.loaded(row), asked.office.clock.today()
        stands, state = asked_standing(wanted.standing, None, today), read_state(wanted.state)
        choice = Choice(unit=wanted.unit, lead=wanted.lead, state=state, stands=stands)
        how = Wanted(choice=choice, order=wanted.order, issuer=wanted.issuer, place=wanted.place or "")
        made, _ = register(asked.office, asked.speech, asked.shelf, plan, how)
        note(asked.office, "GET register", whole(plan))
    write, kind = (write_xlsx, _XLSX) if wanted.form == "xlsx" else (write_docx, _DOCX)
    return _file(write(made, translator(asked.lang)), kind, f"{row.id}.{wanted.form}")


@router.get(
    "/letters",
    response_class=Response,
    responses={200: {"content": {_DOCX: _BINARY}}},
    dependencies=_TELL,
)
def letters(request: Request, wanted: Annotated[LettersWanted, Query()]) -> Response:
    """The letters that urge agencies whose tasks are late, one after the other; number and signature are left open."""
    from adapters.documents.export.letter_docx import write_letters  # noqa: PLC0415 - seldom written

    with question(request) as asked:
        plan = seen_plan(asked, wanted.plan).id if wanted.plan else None
        if not (_follows(asked, plan) or _within(asked, wanted.unit)):
            raise ApiProblem(422, _WHOSE)
        office, day = asked.office, asked.office.clock.today()
        late = late_tasks(asked.shelf, day, plan=plan, lead=wanted.unit)
        names = {code: asked.shelf.units().name(code) for code in late.tasks}
        note(office, "GET letters", [(of.id, rule.number, rule.secrecy) for of, rule in late.rows])
    if not late.tasks:
        raise ApiProblem(422, _NOBODY)
    sender, place = wanted.issuer or late.sender(office.settings.leaving), wanted.place or ""
    made = letters_of(late, names, asked.speech, day, sender=sender, place=place, answer_by=wanted.answer_by)
    return _file(write_letters([*made.values()]), _DOCX, "cong-van-don-doc.docx")


def _follows(asked: ApiQuestion, plan: str | None) -> bool:
    return asked.sight.everything or (plan is not None and asked.sight.of_plan(plan).follows)


def _within(asked: ApiQuestion, unit: str | None) -> bool:
    return unit is not None and asked.sight.sees_unit(unit)


def _file(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, headers={**headers, "X-Content-Type-Options": "nosniff"}, media_type=kind)
