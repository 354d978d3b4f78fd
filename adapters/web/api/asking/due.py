"""`POST /api/v1/due`: periods counted from days, without any plan."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.lines.dues import batch
from adapters.web.api.frame.answers import answer, body_of, read_json
from adapters.web.api.frame.asking import ApiQuestion, question
from adapters.web.api.frame.fields import Day, Name
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute, not_there
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from adapters.words.catalogue import translator
from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, Line
from engine.counting import conventions
from engine.facts.calendar_amendments import amended_cut_off, amended_day
from rules.problems import N_

MOST_AT_ONCE = 20_000
_NOT_A_LIST = N_("Send a list of at most {most} objects, each with “event” (a day) and “offset” (a period).")
_LINE = {
    "type": "object",
    "required": ["event", "offset"],
    "properties": {"event": {"type": "string", "format": "date"}, "offset": {"type": "string"}},
}
_EXAMPLE = [{"event": "2026-01-30", "offset": "30 working days before"}, {"event": "2025-09-24", "offset": "1 month"}]

router = APIRouter(route_class=ProblemRoute, tags=["calendar"], dependencies=[Depends(May(Act.READ))])


class CountedBy(BaseModel):
    """By which calendar, and by which convention."""

    model_config = ConfigDict(extra="forbid")

    calendar: Name = Field("vn", description="vn, or weekdays.")
    convention: Name = Field("vn-civil-code", description="How to count.")
    as_of: Day | None = Field(None, description="The calendar as it was known on that day.")
    unit: Name | None = Field(None, description="The calendar as that agency sees it, with what was amended here.")


class DueAnswer(BaseModel):
    """The dates, or why there are none."""

    nominal: str | None = None
    due: str | None = None
    safe: str | None = None
    provisional: bool | None = None
    calendar: str | None = None
    error: str | None = None


_TAKEN: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "array", "maxItems": MOST_AT_ONCE, "items": _LINE},
                "example": _EXAMPLE,
            }
        },
    }
}


@router.post("/due", response_model=list[DueAnswer], openapi_extra=_TAKEN)
def due(request: Request, wanted: Annotated[CountedBy, Query()], body: Annotated[bytes, Depends(body_of)]) -> Response:
    """Count periods from days: an answer for each, in their order; one that cannot be counted says why."""
    lines = read_json(body)
    if not isinstance(lines, list) or len(lines) > MOST_AT_ONCE:
        raise ApiProblem(422, _NOT_A_LIST, most=MOST_AT_ONCE)
    with question(request) as asked:
        calendar = _calendar(asked, wanted)
    texts = (json.dumps(one) for one in lines)
    counted = batch(texts, calendar, conventions.get(wanted.convention), translator(asked.lang), ahead=4_096)
    return answer(request, [json.loads(one) for one in counted])


def _calendar(asked: ApiQuestion, wanted: CountedBy) -> Calendar:
    if wanted.unit is None:
        return Calendar.build(wanted.calendar, as_of=wanted.as_of)
    units = asked.shelf.units()
    if wanted.unit not in units.rows:
        raise not_there()
    lines = [Line(*line) for line in units.lines(wanted.unit)] or EVERYWHERE
    days = [amended_day(row) for row in asked.session.calendar_days(wanted.calendar)]
    hours = [amended_cut_off(row) for row in asked.session.cut_offs(wanted.calendar)]
    return Calendar.build(wanted.calendar, days, wanted.as_of, cut_offs=hours, lines=lines)
