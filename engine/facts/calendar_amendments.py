"""Amendments of a calendar as the store keeps them, read back as the calendar's own values."""

from datetime import date, time
from functools import lru_cache

from engine.calendars.days import AmendedCutOff, AmendedDay, CutOff, DayKind, DayRow
from events.rows import CalendarDayRow, CutOffRow


@lru_cache(maxsize=16_384)
def amended_day(row: CalendarDayRow) -> AmendedDay:
    """The amended day of a calendar that a row keeps."""
    said = DayRow(
        day=date.fromisoformat(row.day),
        working=bool(row.working),
        kind=DayKind.AMENDED,
        reason=row.reason,
        source=row.source,
        known_from=date.fromisoformat(row.known_from),
        until=_hour_or_none(row.until),
    )
    return AmendedDay(calendar=row.calendar, unit=row.unit, position=row.position, row=said)


@lru_cache(maxsize=16_384)
def amended_cut_off(row: CutOffRow) -> AmendedCutOff:
    """The amended cut-off hour of a calendar that a row keeps."""
    return AmendedCutOff(
        calendar=row.calendar,
        unit=row.unit,
        position=row.position,
        known_from=date.fromisoformat(row.known_from),
        hour=CutOff(
            since=date.fromisoformat(row.since), at=_hour_or_none(row.at), reason=row.reason, source=row.source
        ),
    )


def _hour_or_none(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
