"""Recipients that are told all at once: at an hour, on the working days at their place; what comes later waits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from adapters.telling.hours.quiet_hours import CALENDAR, day_off
from adapters.telling.hours.sending_hours import digest_hour
from engine.calendars.calendar import Calendar
from engine.snapshot import Snapshot
from engine.units import Units
from events.beside.rows import DigestRow
from events.chain import moment_text
from events.store import Digests, Since

_LONGEST_PAUSE = timedelta(days=30)


def digests(usual: time | None, rows: Iterable[DigestRow], now: datetime, snapshot: Snapshot) -> Digests:
    """Recipients told all at once, and since when, at `now` on a Vietnamese clock; `usual` is for the others."""
    own = {row.unit: digest_hour(row.at) for row in rows if row.at}
    if usual is None and not any(own.values()):
        return Digests()
    units = snapshot.units() if _amended_locally(snapshot, now.date()) else Units({})
    calendars = snapshot.calendars(CALENDAR, units)
    everybody = _since(calendars.everywhere, usual, now)
    hours = {**dict.fromkeys(units.rows, usual), **own}
    seen = {code: calendar for calendar, codes in calendars.split(list(units.rows)) for code in codes}
    found = {code: _since(seen.get(code, calendars.everywhere), hour, now) for code, hour in hours.items()}
    return Digests(everybody, {code: since for code, since in found.items() if since != everybody})


def _amended_locally(snapshot: Snapshot, today: date) -> bool:
    since = today - _LONGEST_PAUSE
    return any(row.unit and row.day >= since.isoformat() for row in snapshot.session.calendar_days(CALENDAR))


def _since(calendar: Calendar, hour: time | None, now: datetime) -> Since | None:
    """The last such hour of a working day, and the end of that day."""
    if hour is None:
        return None
    day = now.date() if now.time() >= hour else now.date() - timedelta(days=1)
    first = day - _LONGEST_PAUSE
    while day_off(calendar, day) and day > first:
        day -= timedelta(days=1)
    at = datetime.combine(day, hour, tzinfo=now.tzinfo)
    over = datetime.combine(day, time.max, tzinfo=now.tzinfo)
    return Since(moment_text(at), moment_text(over))
