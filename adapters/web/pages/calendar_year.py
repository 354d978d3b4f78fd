"""Lịch ngày làm việc, ngày nghỉ: a year at a glance with the document behind each day, and a period counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.web.pages.drawing.months import Strip, month, strip
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.pages.tasks.asked import day_typed
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from adapters.words.count_steps import step_said
from engine.calendars.calendar import Calendar, CalendarError
from engine.counting.conventions import get
from engine.counting.periods import Count, count
from engine.counting.steps import count_steps
from rules.offsets import Direction, Offset
from rules.problems import N_

router = APIRouter()
CALENDAR, CONVENTION = "vn", "vn-civil-code"
_MONTHS, _MOST = 12, 9_999
MEASURES: Mapping[str, tuple[str, str]] = {
    "ngay-lam-viec": (N_("working days"), "working_days"),
    "ngay": (N_("days"), "days"),
    "tuan": (N_("weeks"), "weeks"),
    "thang": (N_("months"), "months"),
    "nam": (N_("years"), "years"),
}
DIRECTIONS: Mapping[str, tuple[str, Direction]] = {
    "sau": (N_("after it"), Direction.AFTER),
    "truoc": (N_("before it"), Direction.BEFORE),
}
_NO_DAY = N_("Write a day, like 24/9/2025, and a whole number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A question to the calculator; all of it stands in the address."""

    since: str = ""
    number: str = ""
    measure: str = "ngay-lam-viec"
    direction: str = "sau"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Sum":
        """From an address."""
        measure, direction = query.get("don-vi", ""), query.get("chieu", "")
        return cls(
            since=day_typed(query.get("tu", "")),
            number=query.get("so", "").strip()[:4],
            measure=measure if measure in MEASURES else "ngay-lam-viec",
            direction=direction if direction in DIRECTIONS else "sau",
        )

    @property
    def offset(self) -> Offset | None:
        """The period; None where none was typed."""
        if not (self.since and self.number.isascii() and self.number.isdigit()):
            return None
        named = {MEASURES[self.measure][1]: int(self.number)}
        return Offset(direction=DIRECTIONS[self.direction][1], **named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The answer of the calculator."""

    found: Count
    steps: list[Said]
    months: Strip


@router.get("/lich")
def year(request: Request, asker: Annotated[Principal, Depends(May(Act.READ))]) -> HTMLResponse:
    """The page: a year, and what is counted."""
    asked = Sum.of(request.query_params)
    with reading(request, asker, "calendar") as seen:
        unit = asker.unit if asker.unit in seen.units.rows else None
        calendars = seen.shelf.calendars(CALENDAR, seen.units)
        calendar = calendars.at(unit) if unit else calendars.everywhere
        which = _year(request.query_params.get("nam", ""), calendar, seen)
        counted, wrong = _counted(asked, calendar)
    values = {
        "year": which,
        "months": [month(calendar, date(which, number, 1)) for number in range(1, _MONTHS + 1)],
        "days": calendar.rows_between(date(which, 1, 1), date(which, _MONTHS, 31)),
        "firm": which in calendar.firm_years,
        "years": (calendar.first.year, calendar.last.year),
        "asked": asked,
        "typed": bool(request.query_params.get("tu") or request.query_params.get("so")),
        "counted": counted,
        "wrong": wrong,
        "measures": [(name, words) for name, (words, _) in MEASURES.items()],
        "directions": [(name, words) for name, (words, _) in DIRECTIONS.items()],
        "may_amend": asker.may(Act.REGISTER),
        "weekdays": _weekdays(seen.speech.lang),
    }
    return page(request, "calendar/page.html", **values)


def _year(text: str, calendar: Calendar, seen: Reading) -> int:
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else seen.today.year
    return min(max(asked, calendar.first.year), calendar.last.year)


def _counted(asked: Sum, calendar: Calendar) -> tuple[Counted | None, Any]:
    """The answer, or what is wrong."""
    offset = asked.offset
    if offset is None:
        return None, _NO_DAY
    since, convention = date.fromisoformat(asked.since), get(CONVENTION)
    try:
        found = count(since, offset, calendar, convention)
        steps = [step_said(step.template, step.args) for step in count_steps(found, calendar, convention)]
        return Counted(found=found, steps=steps, months=strip(calendar, since, found.due, steps)), ""
    except CalendarError as error:
        return None, Said(error.template, error.fields)


def _weekdays(lang: str) -> list[str]:
    return ["2", "3", "4", "5", "6", "7", "CN"] if lang == "vi" else ["M", "T", "W", "T", "F", "S", "S"]
