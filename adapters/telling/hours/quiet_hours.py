"""To whom nothing is sent at the moment: it is outside the hours in which messages are sent, or a day off there."""

from collections.abc import Iterator
from datetime import date, datetime

from adapters.telling.hours.sending_hours import SendingHours
from engine.calendars.calendar import Calendar
from engine.calendars.local import Calendars
from engine.snapshot import Snapshot
from engine.units import Units
from events.store import Quiet

CALENDAR = "vn"


def quiet(hours: SendingHours | None, now: datetime, snapshot: Snapshot, *, urgent_too: bool = False) -> Quiet:
    """To whom nothing is sent at `now`, a moment on a Vietnamese clock: nobody outside the hours, nor on a day off.

    A day off that was announced for one place is one for the agencies there. `urgent_too`: what is urgent waits too.
    """
    if hours is None:
        return Quiet()
    if not hours.start <= now.time() < hours.end:
        return Quiet(everywhere=True, urgent_too=urgent_too)
    if hours.every_day:
        return Quiet()
    units = snapshot.units() if _amended_locally(snapshot, now.date()) else Units({})
    calendars = snapshot.calendars(CALENDAR, units)
    everywhere = day_off(calendars.everywhere, now.date())
    but = (code for code, off in _days_off(calendars, units, now.date()) if off is not everywhere)
    return Quiet(everywhere=everywhere, but=frozenset(but), urgent_too=urgent_too)


def _amended_locally(snapshot: Snapshot, day: date) -> bool:
    rows = snapshot.session.calendar_days(CALENDAR)
    return any(row.unit and row.day == day.isoformat() for row in rows)


def _days_off(calendars: Calendars, units: Units, day: date) -> Iterator[tuple[str, bool]]:
    """Each of these agencies, and whether it is a day off there."""
    for calendar, codes in calendars.split(list(units.rows)):
        off = day_off(calendar, day)
        yield from ((code, off) for code in codes)


def day_off(calendar: Calendar, day: date) -> bool:
    """Whether it is a day off; not where the calendar does not reach: then nothing is held back."""
    return calendar.first <= day <= calendar.last and not calendar.is_working(day)
