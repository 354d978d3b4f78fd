"""The hour after which a day is over: what happens later counts as of the next working day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from engine.calendars.calendar import Calendar
from engine.counting.conventions import Convention
from engine.counting.steps import Step, step
from rules.problems import N_

CUT_OFF = N_("It happened after {cut_off}, so it counts as of the next working day, {day} ({authority}).")
CLOSED_EARLY = N_(
    "It happened after {until}, when the half day {event} was over ({reason}, {source}), "
    "so it counts as of the next working day, {day}."
)
AFTER_HOURS = N_(
    "It happened after {cut_off}, the cut-off hour of every day ({reason}, {source}), "
    "so it counts as of the next working day, {day}."
)


def counted_from(
    day: date, at: time | None, calendar: Calendar, convention: Convention
) -> tuple[date, tuple[Step, ...]]:
    """The day to count from for what happened on `day`, and the step that says why, if it is another day.

    An hour that is not known (None) is taken to be in time. Raises OutOfRange.
    """
    closing = _closing(day, calendar, convention)
    if closing is None or at is None or at <= closing.at:
        return day, ()
    following = calendar.add_working(day, 1)
    return following, (step(closing.template, day=following, **closing.said),)


@dataclass(frozen=True, slots=True)
class _Closing:
    """The hour after which a day is over, and how that is said."""

    at: time
    template: str
    said: Mapping[str, str]


def _closing(day: date, calendar: Calendar, convention: Convention) -> _Closing | None:
    """The convention's own hour, if it names one; else the first of when a half day is over and the calendar's own."""
    setting = convention.cut_off
    if setting is None:
        return None
    if setting != "calendar":
        return _Closing(setting, CUT_OFF, {"cut_off": f"{setting:%H:%M}", "authority": convention.by("cut_off")})
    half, every = calendar.half_day(day), calendar.cut_off_on(day)
    if half and half.until and not (every and every.at and every.at < half.until):
        said = {"event": day.isoformat(), "reason": half.reason, "source": half.source}
        return _Closing(half.until, CLOSED_EARLY, {"until": f"{half.until:%H:%M}", **said})
    if every and every.at:
        said = {"cut_off": f"{every.at:%H:%M}", "reason": every.reason, "source": every.source}
        return _Closing(every.at, AFTER_HOURS, said)
    return None
