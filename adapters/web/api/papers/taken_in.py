"""Documents that are read: a draft of a plan is made of one, the days of a signed calendar are recorded."""

import binascii
from base64 import b64decode
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from adapters.documents.meaning.answers import read_answers
from adapters.documents.meaning.importing import import_document
from adapters.statements.registers.calendar_files import Given, take_days, taken_answer
from adapters.web.api.events.routes import DryRun
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import question
from adapters.web.api.frame.fields import Name, Source, Strict
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.allowed import must_see_everything
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act
from adapters.words.catalogue import translator
from rules.drafting.source import Answers, PlanDraft
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["files"])

_NOT_BASE64 = N_("“{name}” is not Base64.")
Base64 = Annotated[str, Field(min_length=1, max_length=15_000_000, json_schema_extra={"format": "byte"})]


class DocumentBody(Strict):
    """A document of which a plan is to be made."""

    content: Base64 = Field(description="The DOCX, XLSX, PDF or text file, in Base64.")
    answers: Source | None = Field(None, description="Answers to its questions, as the file of answers has them.")


class CalendarBody(Strict):
    """A calendar file that somebody trusted has signed (minisign)."""

    calendar: Name = "vn"
    content: Base64 = Field(description="The CSV file, in Base64.")
    signature: Annotated[str, Field(min_length=1, max_length=2_000)]
    key: Annotated[str, Field(min_length=1, max_length=1_000, description="The publisher's public key.")]
    replace: bool = False


@router.post("/plans/drafts", response_model=dict[str, Any], dependencies=[Depends(May(Act.PLAN))])
def draft(request: Request, said: DocumentBody) -> Response:
    """Make a draft plan of a document, as `thoihan import --json`: nothing is kept. Send its text to `POST /plans`."""
    with question(request) as asked:
        known = {row.code: row.name for row in asked.session.units()}
    answers = read_answers(said.answers, path="answers") if said.answers else Answers()
    found = import_document(
        _bytes("content", said.content),
        known_units=known,
        answers=answers,
        translate=translator(spoken(request)),
        highest=asked.office.settings.highest,
    )
    return answer(request, _answer(found))


@router.post("/calendars", status_code=201, response_model=dict[str, Any], dependencies=[Depends(May(Act.REGISTER))])
def take(request: Request, said: CalendarBody, dry_run: DryRun = False) -> Response:
    """Take in the days of a signed calendar file, as `thoihan calendar take --json`. 200: all of it is so already."""
    with question(request) as asked:
        must_see_everything(asked.sight)
    office = acting(office_of(request), asker(request))
    given = Given(
        file="content",
        data=_bytes("content", said.content),
        signature=said.signature.encode(),
        key=said.key.encode(),
        names=("signature", "key"),
    )
    taken = take_days(office, given, said.calendar, replace=said.replace, dry_run=dry_run, lang=spoken(request))
    return answer(request, taken_answer(taken, dry_run=dry_run), 201 if taken.news else 200)


def _bytes(name: str, text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ApiProblem(422, _NOT_BASE64, name=name) from None


def _answer(draft: PlanDraft) -> dict[str, Any]:
    return {
        "secrecy": str(draft.secrecy),
        "rows": draft.rows,
        "certain": draft.certain,
        "marked": draft.marked,
        "unread": draft.unread,
        "questions": [
            {"rule": one.rule, "field": one.field, "text": one.text, "place": one.place} for one in draft.questions
        ],
        "agencies": [{"code": one.code, "name": one.name, "kind": one.kind} for one in draft.agencies],
        "milestones": [
            {"name": one.name, "title": one.title, "at": one.at, "of_each": one.of_each} for one in draft.milestones
        ],
        "unused": list(draft.unused),
        "text": draft.text,
    }
