"""Agencies, their addresses, and years of a calendar, asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from adapters.answers.beside_tasks.calendar_days import year_answer
from adapters.answers.beside_tasks.units import unit_answer
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import question
from adapters.web.api.frame.fields import Day, Name
from adapters.web.api.frame.problems import ProblemRoute, not_there
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act
from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, Line
from engine.contacts import by_place, heard_at
from engine.facts.calendar_amendments import amended_cut_off, amended_day
from events.beside.ways import PLACES
from rules.convention_settings import FIRST, LAST

router = APIRouter(route_class=ProblemRoute, tags=["agencies"], dependencies=[Depends(May(Act.READ))])


class UnitFilters(BaseModel):
    """The filters of the list of agencies."""

    model_config = ConfigDict(extra="forbid")

    kind: Name | None = Field(None, description="Only those of this kind.")
    under: Name | None = Field(None, description="Only this one and those below it.")


class Seen(BaseModel):
    """By whom, and as it was known when."""

    model_config = ConfigDict(extra="forbid")

    unit: Name | None = Field(None, description="The calendar as that agency sees it.")
    as_of: Day | None = Field(None, description="The calendar as it was known on that day.")


@router.get("/units", response_model=list[dict[str, Any]])
def units(request: Request, wanted: Annotated[UnitFilters, Query()]) -> Response:
    """Agencies, as `thoihan units list --json`; addresses only of those within one's reach."""
    with question(request) as asked:
        tree = asked.shelf.units()
        among = tree.subtree(wanted.under) if wanted.under else tree.rows.keys()
        kept = by_place(asked.session.contacts())
        rows = [row for code, row in tree.rows.items() if code in among and wanted.kind in (None, row.kind)]
        found = [unit_answer(row, kept if asked.sight.sees_unit(row.code) else {}) for row in rows]
    return answer(request, found)


@router.get("/units/{code}", response_model=dict[str, Any])
def unit(request: Request, code: Name) -> Response:
    """One agency."""
    with question(request) as asked:
        row = asked.shelf.units().rows.get(code)
        if row is None:
            raise not_there()
        kept = by_place(asked.session.contacts([code])) if asked.sight.sees_unit(code) else {}
        found = unit_answer(row, kept)
    return answer(request, found)


@router.get("/units/{code}/contacts", response_model=dict[str, Any])
def contacts(request: Request, code: Name) -> Response:
    """The addresses of an agency within one's reach, as `thoihan units contacts --json`."""
    with question(request) as asked:
        row = asked.shelf.units().rows.get(code)
        if row is None or not asked.sight.sees_unit(code):
            raise not_there()
        kept = {one.kind: one.address for one in asked.session.contacts([code])}
        heard = heard_at(row)
        of = [(kind, PLACES[kind]) for kind in PLACES if kind in kept]
        listed = [
            {
                "kind": kind,
                "role": str(place.role),
                "sort": place.sort,
                "address": kept[kind],
                "told": kind in heard,
            }
            for kind, place in of
        ]
    return answer(request, {"unit": code, "addresses": listed})


@router.get("/calendars/{name}/{year}", response_model=dict[str, Any])
def calendar(
    request: Request,
    name: Name,
    year: Annotated[int, Field(ge=FIRST.year, le=LAST.year)],
    wanted: Annotated[Seen, Query()],
) -> Response:
    """The days of a year that are not what their weekday says, as `thoihan calendar show --json`."""
    with question(request) as asked:
        tree = asked.shelf.units()
        if wanted.unit is not None and wanted.unit not in tree.rows:
            raise not_there()
        lines = [Line(*line) for line in tree.lines(wanted.unit)] if wanted.unit else EVERYWHERE
        days = [amended_day(row) for row in asked.session.calendar_days(name)]
        hours = [amended_cut_off(row) for row in asked.session.cut_offs(name)]
        table = Calendar.build(name, days, wanted.as_of, cut_offs=hours, lines=lines)
    return answer(request, year_answer(table, year))
