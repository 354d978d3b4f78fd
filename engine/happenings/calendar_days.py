"""Days of a calendar, amended by document: off, worked, half worked; and its daily cut-off hour.

An amendment must change something, for a unit that there is. It can be put right by a further one only.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from engine.calendars.calendar import Calendar
from engine.calendars.days import CutOff, DayReason, DayRow
from engine.happenings.agencies import living
from engine.happenings.entry import Brought, Entry, Matter, Meaning, Recount
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import CalendarDayRow, CutOffRow
from events.store import Session

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


CALENDAR_STANDS = N_(
    "Event “{id}” amended a calendar, which can be neither corrected nor withdrawn. Nothing was recorded; "
    "put it right by a further amendment: `thoihan calendar amend`."
)


def _admit(entry: Entry) -> None:
    """Raise EventError (CalendarError) for a day that the calendar does not have, or that is so already."""
    event, data = entry.event, entry.event.data
    if event.unit:
        living(entry, event.unit)
    calendar = entry.snapshot.calendars(data["calendar"], entry.snapshot.units()).at(event.unit or "")
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
    """True if nobody has decided on the day yet: a decision that it is off is news, though it was expected."""
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


# --- what it brings ---------------------------------------------------------------------------------------------------


def _amended(entry: Entry) -> Brought:
    """Days of a calendar change, or its cut-off hour: every date counted by it is looked at again."""
    event, data = entry.event, entry.event.data
    name, unit = data["calendar"], event.unit or ""
    said = (entry.document(), entry.recorded_on.isoformat(), entry.position)
    days = [
        CalendarDayRow(name, unit, day["day"], int(day["working"]), day.get("until"), day["reason"], *said)
        for day in data.get("days") or ()
    ]
    hour = data.get("cut_off")
    cut_offs = [CutOffRow(name, unit, hour["since"], hour.get("at"), hour["reason"], *said)] if hour else []
    plans = entry.snapshot.plans()
    parts = [recount_of(entry, plan) for plan in plans.by_calendar(name)]
    return Brought(calendar_days=days, cut_offs=cut_offs, parts=parts)


def recount_of(entry: Entry, plan: str) -> Recount:
    """The part of one plan in an amendment: its dates are counted again, where the amendment holds."""
    unit, snapshot = entry.event.unit, entry.snapshot
    among = snapshot.once(f"looking at {unit}", lambda: snapshot.units().looking_at(unit)) if unit else None
    return Recount(of=plan, plans=snapshot.plans(), among=among)


def _said_before(entry: Entry) -> Iterator[str]:
    """Ids of the events by which the same days, or the same hour, are as they are now."""
    brought, session = _amended(entry), entry.session
    name = entry.event.data["calendar"]
    days = {(row.unit, row.day): row.position for row in session.calendar_days(name)}
    hours = {(row.unit, row.since): row.position for row in session.cut_offs(name)}
    found = {days.get((row.unit, row.day)) for row in brought.calendar_days}
    found |= {hours.get((row.unit, row.since)) for row in brought.cut_offs}
    yield from (entry.snapshot.event_at(position).id for position in sorted(filter(None, found)))


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    data, where = event.data, ("calendar", event.data["calendar"], event.unit or "")
    yield from ((*where, day["day"]) for day in data.get("days") or ())
    if data.get("cut_off"):
        yield (*where, "cut_off")


MEANINGS: Mapping[str, Meaning] = {
    "calendar.amended": Meaning(
        admit=_admit,
        brings=_amended,
        closing=Closing.NO_GROUNDS,
        matters=_matters,
        stands=CALENDAR_STANDS,
        restates=_said_before,
        recounts=True,
    ),
}
