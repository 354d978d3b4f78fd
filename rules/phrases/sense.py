"""The meaning of deadline phrases, as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.problems import Note


class DeadlineKind(StrEnum):
    """The sort of deadline that a phrase gives (docs/phrases.md has the forms of each)."""

    BEFORE_DATE = "before_date"
    BY_DATE = "by_date"
    FROM_DATE = "from_date"
    PERIOD = "period"
    AFTER_EVENT = "after_event"
    BEFORE_EVENT = "before_event"
    RIGHT_AFTER_EVENT = "right_after_event"
    ONCE_EVENT = "once_event"
    CONTINUOUS = "continuous"
    RECURRING = "recurring"
    PER_PLAN = "per_plan"
    DONE = "done"
    SEVERAL = "several"
    UNREAD = "unread"


class TimeUnit(StrEnum):
    """The unit that an offset is counted in."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class LowerBound(StrEnum):
    """A lower bound, of a length of time or of a date; without one, the length or date is the most."""

    AT_LEAST = "at_least"
    NOT_BEFORE = "not_before"


class Recurrence(StrEnum):
    """The period at which a duty comes round."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """The meaning of one deadline, before it is known whether everything was understood. Absent: None.

    `date` is the date as written: for BEFORE_DATE the last day is the one before it. `day` is 1-31, or `last`; for a
    weekly duty 1 is Monday and 7 Sunday, and with the `unit` working_day it is counted in those. `month_of_period` is
    `first`, `second` or `last` for quarters and half-years, 1-12 for years. A RECURRING without `recurrence` comes
    round every `offset` of its `unit`. `direction` is `after` or `before`; for RECURRING, `before` means strictly
    before `day`.
    """

    kind: DeadlineKind
    date: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    offset: float | None = None  # whole, but for half days
    unit: TimeUnit | None = None
    direction: str | None = None
    bound: LowerBound | None = None
    event: str | None = None  # the document's words
    recurrence: Recurrence | None = None
    day: int | str | None = None
    month_of_period: int | str | None = None
    time: str | None = None  # HH:MM
    notes: tuple[Note, ...] = ()


SENSE_KEYS = (
    "date start end offset unit direction bound event recurrence day month_of_period time".split()  # noqa: SIM905 - short
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseReading(Sense):
    """A phrase and what it says.

    `certain` means that every word was understood in one way only. `rest` has the words that were not, in their order;
    `notes` says why it is not certain; `rule` is the same in the offset language (for an event, with a name made of its
    words), None where that language cannot say it. `parts` has the readings of the parts of a SEVERAL.
    """

    phrase: str
    certain: bool
    rest: tuple[str, ...] = ()
    rule: str | None = None
    parts: tuple["PhraseReading", ...] | None = None

    def to_json(self) -> Mapping[str, Any]:
        """The reading as the line protocol has it: every key, absent ones None, dates in ISO form."""
        written = {key: _plain(getattr(self, key)) for key in SENSE_KEYS}
        parts = None if self.parts is None else [part.to_json() for part in self.parts]
        certain = {"certain": self.certain, "rest": list(self.rest), "rule": self.rule, "parts": parts}
        return {"phrase": self.phrase, "kind": self.kind.value, **written, **certain}


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates in ISO form, members of enumerations by their value."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
