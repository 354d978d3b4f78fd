"""How the program goes: its settings, its parts, what holds sending back, and who looked at what is secret."""

from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.shown_settings import Shown, shown_settings
from adapters.telling.alerts import is_alert
from adapters.telling.bounces.marks import is_mark
from adapters.telling.bounces.taking import cleared, current
from adapters.web.api.asking.plans import seen_plan
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Name
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.roles import Act
from adapters.words.catalogue import say
from adapters.words.recounts import recounting
from engine.sweeping import clock, left_out
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["system"])

_MANAGE, _PROVE, _TELL = ([Depends(May(act))] for act in (Act.MANAGE, Act.PROVE, Act.TELL))
_NOT_HELD = N_("Sending is not held back: there is nothing to let go.")
_NOT_YOURS = N_("Sending is held back for everybody: whoever sees everything lets it go.")


class OfPlan(BaseModel):
    """Of which plan, and how many."""

    model_config = ConfigDict(extra="forbid")

    plan: Name | None = Field(None, description="Only rows of this plan.")
    limit: int = Field(50, ge=1, le=1_000, description="At most so many, the last first.")


@router.get("/settings", response_model=list[dict[str, Any]], dependencies=_MANAGE)
def settings(request: Request) -> Response:
    """The settings that hold, and where each comes from; of a secret only that it is set. A file changes them."""
    lang = spoken(request)
    return answer(request, [_setting(one, lang) for one in shown_settings(office_of(request).environ)])


@router.get("/status", response_model=dict[str, Any], dependencies=_MANAGE)
def status(request: Request) -> Response:
    """How far the days have come, how much there is, how the parts and channels go, and what holds sending back."""
    with question(request) as asked:
        office = asked.office
        swept, counts = clock(asked.session).day, asked.session.counts()
        behind, recounts = left_out(asked.session), recounting(asked.session.recounts())
    health = (row for row in office.outbox.health() if not (is_mark(row) or is_alert(row)))
    parts = {row.name: {of: value or None for of, value in row._asdict().items() if of != "name"} for row in health}
    return answer(
        request,
        {
            "version": version("thoihan"),
            "today": office.clock.today().isoformat(),
            "swept": swept.isoformat() if swept else None,
            **counts._asdict(),
            "left_out": [{"plan": one.plan, "fault": one.fault} for one in behind],
            "recounting": recounts,
            "parts": parts,
            "held": office.outbox.why_held(),
            "trial": office.settings.trial is not None,
        },
    )


@router.post("/sending/release", response_model=dict[str, Any], dependencies=_TELL)
def release(request: Request) -> Response:
    """Let messages be sent again that are held back: the database was restored, or a trial has ended."""
    with question(request) as asked:
        if not asked.sight.everything:
            raise ApiProblem(403, _NOT_YOURS)
    outbox = office_of(request).outbox
    why = outbox.why_held()
    if not outbox.release():
        raise ApiProblem(409, _NOT_HELD)
    return answer(request, {"released": why})


@router.get("/accesses", response_model=list[dict[str, Any]], dependencies=_PROVE)
def accesses(request: Request, wanted: Annotated[OfPlan, Query()]) -> Response:
    """Who looked at secret rows, the last first, as `thoihan accesses --json`; of plans that one follows."""
    with question(request) as asked:
        plan = seen_plan(asked, wanted.plan).id if wanted.plan else None
        found = asked.session.accesses(plan=plan, limit=wanted.limit)
        said = [row._asdict() for row in found if _follows(asked, row.plan)]
    return answer(request, said)


@router.get("/bounces", response_model=list[dict[str, Any]], dependencies=_PROVE)
def bounces(request: Request) -> Response:
    """Addresses that are known to take no mail, as `thoihan bounces list --json`."""
    with question(request) as asked:
        marks = current(asked.office.store, asked.office.outbox).values()
        seen = [one for one in marks if asked.sight.sees_unit(one.unit)]
        names = asked.shelf.units()
        said = [
            {
                "unit": one.unit,
                "name": names.name(one.unit),
                "address": one.kind,
                "since": one.since,
                "code": one.status or None,
                "times": one.times,
                "told_at": one.told_at or None,
            }
            for one in sorted(seen, key=lambda one: (one.unit, one.kind))
        ]
    return answer(request, said)


@router.delete("/bounces/{unit}", response_model=dict[str, Any], dependencies=_TELL)
def clear(request: Request, unit: Name) -> Response:
    """Say that a unit's address is right: it is written to again."""
    with question(request) as asked:
        if not asked.sight.sees_unit(unit):
            raise not_there()
    office = office_of(request)
    if not cleared(office.store, office.outbox, unit, office.clock.now()):
        raise not_there()
    return answer(request, {"unit": unit, "cleared": True})


def _follows(asked: ApiQuestion, plan: str) -> bool:
    return asked.sight.everything or asked.sight.of_plan(plan).follows


def _setting(one: Shown, lang: str) -> dict[str, Any]:
    origin = one.origin if isinstance(one.origin, str) else say(one.origin, lang)
    return {
        "name": one.setting.key,
        "variable": one.setting.variable,
        "value": one.value,
        "set": one.given,
        "from": origin,
        "wrong": say(one.wrong, lang) if one.wrong else None,
    }
