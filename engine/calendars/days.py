"""The values of a calendar: a day that is not what its weekday says, a cut-off hour, and amendments of either."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple


class DayKind(StrEnum):
    """The reason for which a day is, or is not, a working day."""

    WEEKDAY = "weekday"  # Monday to Friday, and nothing says otherwise
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    NEW_YEAR = "new-year"
    TET = "tet"
    HUNG_KINGS = "hung-kings"
    REUNIFICATION = "reunification"
    LABOUR = "labour"
    NATIONAL = "national"
    NATIONAL_BESIDE = "national-beside"  # the second day of National Day: 1 or 3 September
    CULTURE = "culture"
    IN_LIEU = "in-lieu"  # for a holiday that falls on a weekly day off
    SWAP = "swap"  # off, against a Saturday that is worked
    WORKED = "worked"  # that Saturday
    AMENDED = "amended"  # as an event in the log says


class HalfDays(StrEnum):
    """The two readings of a half day where working days are counted: it is one of them, or none."""

    WHOLE = "whole"
    OFF = "off"

    @property
    def other(self) -> "HalfDays":
        """The other reading."""
        return HalfDays.OFF if self is HalfDays.WHOLE else HalfDays.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A day of a calendar, with the document that made it so."""

    day: date
    """The day that the document is about."""
    working: bool
    """True if it counts as a working day."""
    kind: DayKind
    """The reason, by its kind."""
    reason: str
    """Vietnamese, in our words."""
    source: str
    """The document: its number and article."""
    known_from: date
    """The day since which it was known: the document's date, or of its law's adoption."""
    other_day: date | None = None
    """The day it stands for, or was exchanged with."""
    estimate: bool = False
    """True for a day that nobody has decided: what the law leaves to a yearly decision, as it is usually decided."""
    until: time | None = None
    """Of a half day: when offices close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReason:
    """The answer to why a day is, or is not, a working day."""

    day: date
    """The day asked about."""
    working: bool
    """True if offices work on it."""
    kind: DayKind
    """The row's kind, or that of the weekday."""
    row: DayRow | None
    """The row that decides; None where only the weekday does."""
    provisional: bool
    """True if nobody has announced the days off of its year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """A daily cut-off hour: what happens later in the day counts as of the next working day."""

    since: date
    """The first day on which it holds."""
    at: time | None
    """The hour; None where there is none any more."""
    reason: str
    """Vietnamese, as the event said."""
    source: str
    """The document: its number and article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The daily cut-off hours of one place, as a unit sees them."""

    hours: tuple[CutOff, ...]
    """Earliest first."""
    until: date | None
    """The first day on which the unit no longer sees them; None: it still does."""

    def on(self, day: date) -> CutOff | None:
        """The last word on `day`, be it that there is no cut-off hour; None where nothing has been said."""
        if self.until and day >= self.until:
            return None
        return next((hour for hour in reversed(self.hours) if hour.since <= day), None)


class Line(NamedTuple):
    """The units whose amendments a unit sees: itself and those above it, from a day on."""

    since: date | None
    """The first day; None: from the beginning."""
    units: tuple[str, ...]
    """The nearest first."""


EVERYWHERE = (Line(None, ()),)
"""The lines of a unit that sees nothing but what holds for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedDay:
    """A day of a calendar that an event changed."""

    calendar: str
    """The calendar's name."""
    unit: str
    """The unit at which it holds, and below; empty: everywhere."""
    position: int
    """The event's place in the log; of two amendments of one day at one unit the later counts."""
    row: DayRow
    """The day as it is from then on, with the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedCutOff:
    """A daily cut-off hour of a calendar that an event set, or ended."""

    calendar: str
    """The calendar's name."""
    unit: str
    """The unit at which it holds, and below; empty: everywhere."""
    position: int
    """The event's place in the log; of two from the same day at one unit the later counts."""
    known_from: date
    """The day since which it was known."""
    hour: CutOff
    """The hour, with the document."""
