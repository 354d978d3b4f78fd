"""May this amendment of a calendar be logged? It must change something, for a unit that there is."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from engine.calendars.calendar import Calendar
from engine.calendars.days import CutOff, DayReason, DayRow
from engine.happenings.incoming import Reading
from events.errors import N_, EventError

OFF_ALREADY = N_("Day {day} is a day off already: {reason} ({source}). Nothing was recorded; correct the day.")
OFF_EACH_WEEK = N_("Day {day} is a Saturday or Sunday, a day off already. Nothing was recorded; correct the day.")
WORKED_ALREADY = N_("Day {day} is worked already: {reason} ({source}). Nothing was recorded; correct the day.")
WORKED_EACH_WEEK = N_(
    "Day {day} is worked already, like every Monday to Friday that nothing else is said of. "
    "Nothing was recorded; correct the day."
)
HALF_ALREADY = N_(
    "Day {day} is worked until {until} only already: {reason} ({source}). "
    "Nothing was recorded; correct the day or the hour."
)
OFF_AND_WORKED = N_("Day {day} is said to be off, and to be worked until {until}. Nothing was recorded; say which.")
CUT_OFF_ALREADY = N_("On {day} the daily cut-off hour is {at} already: {reason} ({source}). Nothing was recorded.")
NO_CUT_OFF = N_("On {day} there is no daily cut-off hour that could end. Nothing was recorded.")


def admit_days(reading: Reading) -> None:
    """Raise EventError (CalendarError) for a day that the calendar does not have, or that is so already."""
    event, data = reading.event, reading.event.data
    calendar = reading.shelf.calendars(data["calendar"], reading.shelf.units()).at(event.unit or "")
    for said in data.get("days") or ():
        _changes(calendar, said)
    if data.get("cut_off"):
        _sets(calendar, data["cut_off"])


def _changes(calendar: Calendar, said: Mapping[str, Any]) -> None:
    reason = calendar.explain_day(date.fromisoformat(said["day"]))  # raises OutOfRange
    half, until = calendar.half_day(reason.day), said.get("until")
    if until and not said["working"]:
        raise EventError(OFF_AND_WORKED, day=reason.day, until=until)
    if not said["working"]:
        if not reason.working and not _guessed(reason):
            raise _already(reason, OFF_ALREADY, OFF_EACH_WEEK)
    elif until:
        if half and half.until == time.fromisoformat(until):
            raise _already(reason, HALF_ALREADY, HALF_ALREADY, until=until)
    elif reason.working and not half:
        raise _already(reason, WORKED_ALREADY, WORKED_EACH_WEEK)


def _guessed(reason: DayReason) -> bool:
    """Whether nobody has decided on the day yet: a decision that it is off is news, though it was expected."""
    return reason.row is not None and reason.row.estimate


def _already(reason: DayReason, by_document: str, by_weekday: str, **said: object) -> EventError:
    if reason.row is None:
        return EventError(by_weekday, day=reason.day, **said)
    return EventError(by_document, day=reason.day, **_why(reason.row), **said)


def _why(row: DayRow | CutOff) -> Mapping[str, str]:
    return {"reason": row.reason, "source": row.source or "–"}


def _sets(calendar: Calendar, said: Mapping[str, Any]) -> None:
    since = date.fromisoformat(said["since"])
    calendar.check(since)
    now, at = calendar.cut_off_on(since), said.get("at")
    if at is None and now is None:
        raise EventError(NO_CUT_OFF, day=since)
    if at and now and now.at == time.fromisoformat(at):
        raise EventError(CUT_OFF_ALREADY, day=since, at=at, **_why(now))
