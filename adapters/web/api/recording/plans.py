"""Plans adopted and amended, agencies registered: by what documents and lists say."""

import csv
import hashlib
import io
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from adapters.answers.decisions import present
from adapters.statements.registering.registration import registered
from adapters.unit_lists.files import from_file
from adapters.unit_lists.news import Answers
from adapters.web.api.asking.described import RecordedAnswer
from adapters.web.api.events.recorded import record, seen_of
from adapters.web.api.events.routes import DryRun
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import question
from adapters.web.api.frame.fields import Name, RecordedBody, Source, Strict, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act
from engine.asking.plan_proposals import propose
from events import making
from events.event import Document
from rules.amending.merging import Choice
from rules.compiling import compile_plan
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["plans"])

_PLAN, _REGISTER = [Depends(May(Act.PLAN))], [Depends(May(Act.REGISTER))]
_OTHER_PLAN = N_("The text is of plan “{plan}”, and not of the one that the address names.")
_NOT_WITHIN = N_("Agency “{unit}” is not within your reach. Nothing was recorded.")


class AdoptionBody(RecordedBody):
    """A plan is put into force."""

    source: Source
    taken_over: bool = False


class AmendmentBody(RecordedBody):
    """A new version of a plan."""

    source: Source
    document: Words
    take: Annotated[list[Name], Field(default_factory=list, max_length=10_000)]
    keep: Annotated[list[Name], Field(default_factory=list, max_length=10_000)]
    default: Literal["take", "keep"] = "take"
    header: Literal["take", "keep"] = "take"
    was: Annotated[dict[Name, Name], Field(default_factory=dict)]


class Unit(Strict):
    """An agency, with its addresses."""

    code: Name
    name: Words | None = None
    kind: Name | None = None
    parent: Name | None = None
    email: Words | None = None
    phone: Words | None = None


class Registration(Strict):
    """Agencies are known, or known better."""

    units: Annotated[list[Unit], Field(min_length=1, max_length=20_000)]
    same: Annotated[list[Name], Field(default_factory=list, max_length=20_000, description="Renamed: the same units.")]
    another: Annotated[
        list[Name], Field(default_factory=list, max_length=20_000, description="Others: their addresses so far go.")
    ]


@router.post("/plans", status_code=201, response_model=RecordedAnswer, dependencies=_PLAN)
def adopt(request: Request, said: AdoptionBody, dry_run: DryRun = False) -> Response:
    """Put a plan into force. 200: it is in force in these very words."""
    office, who = acting(office_of(request), asker(request)), asker(request)
    with question(request) as asked:
        known = {row.code: row.kind for row in asked.session.units()}
        plan = compile_plan(said.source, path="source", known_units=known, highest=office.settings.highest)
        row = asked.shelf.plan_row(plan.id)
        there = asked.shelf.event_at(row.position) if row and row.hash == plan.hash else None
        if not asked.sight.everything and plan.follower not in asked.sight.units:
            raise ApiProblem(422, _NOT_WITHIN, unit=plan.follower)
    event = there or making.plan_adopted(
        plan.id,
        source=said.source,
        hash=plan.hash,
        version=1,
        taken_over=said.taken_over,
        id=f"plan.adopted/{plan.id}/{plan.hash[:16]}",
        occurred_on=said.occurred_on or office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
        document=said.proof,
    )
    found = record(office, who, event, spoken(request), dry_run=dry_run)
    return answer(request, found, 200 if found["known"] else 201)


@router.post("/plans/{id}/versions", status_code=201, response_model=RecordedAnswer, dependencies=_PLAN)
def amend(request: Request, id: Name, said: AmendmentBody, dry_run: DryRun = False) -> Response:  # noqa: A002 - its name
    """Amend a plan: rows are taken as the new version has them, or kept as they are."""
    office, lang = acting(office_of(request), asker(request)), spoken(request)
    decisions = {**dict.fromkeys(said.take, Choice.TAKE), **dict.fromkeys(said.keep, Choice.KEEP)}
    default, header = Choice(said.default), Choice(said.header)
    with question(request) as asked:
        if not asked.sight.sees_plan(id):
            raise not_there()
        tools = office.tools
        found = propose(
            asked.session, tools, said.source, decisions, default, header=header, was=said.was, path="source"
        )
    if found.plan.id != id:
        raise ApiProblem(422, _OTHER_PLAN, plan=found.plan.id)
    digest = hashlib.sha256(f"{found.plan.hash} {said.document}".encode()).hexdigest()[:16]
    event = making.plan_amended(
        id,
        found.version,
        id=f"plan.amended/{id}/{digest}",
        occurred_on=said.occurred_on or office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
        document=Document(text=said.document),
    )
    logged = office.service.record(event, dry_run=dry_run)
    decision = present(office, logged, lang, dry_run=dry_run, amended=[found.plan]).answer()
    with question(request) as asked:
        decision = decision if asked.sight.everything else seen_of(decision, asked.sight)
    body = {"position": logged.decision.position, "known": logged.known, "decision": decision}
    return answer(request, body, 200 if logged.known else 201)


@router.post("/units", status_code=201, response_model=dict[str, Any], dependencies=_REGISTER)
def register(request: Request, said: Registration, dry_run: DryRun = False) -> Response:
    """Register agencies, or what is new of them. 200: nothing is."""
    office = acting(office_of(request), asker(request))
    with question(request) as asked:
        known = {row.code: row for row in asked.session.units()}
        for one in said.units:
            under = one.code if one.code in known else one.parent
            if not asked.sight.everything and not asked.sight.sees_unit(under or ""):
                raise ApiProblem(422, _NOT_WITHIN, unit=one.code)
    listed = from_file("units.csv", _as_list(said), known)
    done = registered(
        office,
        listed.units,
        answers=Answers(same=said.same, another=said.another),
        dry_run=dry_run,
        lang=spoken(request),
    )
    events = [one.decision.position for one in done.decided]
    return answer(request, {"units": done.count, "positions": events, "dry_run": dry_run}, 201 if done.count else 200)


def _as_list(said: Registration) -> bytes:
    """The agencies as a file of them has them."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [*Unit.model_fields])
    rows.writeheader()
    rows.writerows(one.model_dump(exclude_none=True) for one in said.units)
    return text.getvalue().encode()
