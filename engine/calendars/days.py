"""One day of a calendar that is not what its weekday says, and what made it so."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class DayKind(StrEnum):
    """Why a day is, or is not, a working day."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A day of a calendar, with the document that made it so.

    `known_from` is the day since which that was known: the document's date, or of its law's adoption.
    `estimate` marks a day that nobody has decided: what the law leaves to a yearly decision, as it is usually decided.
    """

    day: date
    working: bool
    kind: DayKind
    reason: str  # Vietnamese, in our words
    source: str  # the document: number, article
    known_from: date
    other_day: date | None = None  # the day it stands for, or was exchanged with
    estimate: bool = False
    until: time | None = None  # of a half day: when offices close


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReason:
    """Why `day` is (not) a working day. `row` is None where only the weekday decides; `provisional` as its year is."""

    day: date
    working: bool
    kind: DayKind
    row: DayRow | None
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """A daily cut-off hour, from the day `since` on; `at` is None where there is none any more.

    What happens later in the day counts as of the next working day. `reason` and `source` are as of a day.
    """

    since: date
    at: time | None
    reason: str
    source: str
