"""The ways to count a period: five named conventions, each open point of the law a named setting.

A plan or a rule may set any of them otherwise (`Convention.override`). For each setting a convention names its
authority; where the law is silent the authority is the setting itself, so that a reader sees what he may change.
The settings and their values are listed in `rules.convention_settings`, and told with the law behind them in
docs/counting.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from typing import Any, Literal

from engine.calendars.days import HalfDays
from rules.convention_settings import ALLOWED, allows, values_of
from rules.problems import N_

NO_CONVENTION = N_("There is no convention “{name}”. There are: {known}. Correct the name.")
NO_SETTING = N_("There is no setting “{setting}”. There are: {known}. Correct the name.")
NO_VALUE = N_("“{value}” is not a value of the setting {setting}. It takes: {known}.")


class ConventionError(ValueError):
    """The error of a convention, a setting or a value that is not known; `template` and `fields` say why."""

    def __init__(self, template: str, **fields: str) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields))


class Roll(StrEnum):
    """The side to which a last day moves that is a day off."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


class BeforeReading(StrEnum):
    """The reading of `before D`: until the day before, or D itself too."""

    DAY_BEFORE = "day_before"
    SAME_DAY = "same_day"


class AfterReading(StrEnum):
    """The reading of `n days after`: the last day of the period, or the first day past it (effective dates)."""

    LAST_DAY = "last_day"
    FIRST_DAY_AFTER = "first_day_after"


class MonthReading(StrEnum):
    """The reading of a month: one of the calendar, or 30 working days."""

    CALENDAR = "calendar"
    WORKING_DAYS_30 = "working_days_30"


class PartReading(StrEnum):
    """The reading of “the end of the month”: a day, or a span. Settled with the phrase, before anything is counted."""

    POINT = "point"
    SPAN = "span"


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """A way of counting: its name, its settings, and on what authority each is as it is."""

    name: str
    """The name by which plans and the command line choose it: `vn-civil-code`."""
    before_date: BeforeReading = BeforeReading.DAY_BEFORE
    """The last day that `before D` allows."""
    fixed_date_roll: Roll = Roll.NONE
    """The rolling of fixed dates and recurring ones."""
    roll_after: Roll = Roll.NONE
    """The rolling of the last day of a period counted forward."""
    roll_before: Roll = Roll.NONE
    """The rolling of the last day of a period counted backward."""
    after_means: AfterReading = AfterReading.LAST_DAY
    """The day that `n days after` names."""
    month_parts: PartReading = PartReading.POINT
    """The reading of the beginning, the middle and the end of a month."""
    months: MonthReading = MonthReading.CALENDAR
    """The unit that a month is counted in."""
    cut_off: time | Literal["calendar"] | None = "calendar"
    """The hour after which what happens counts as of the next working day; `calendar`: as the calendar has it."""
    half_days: HalfDays = HalfDays.WHOLE
    """The reading of half days where working days are counted."""
    count_event_day: bool = False
    """True if the day of the event is the first of the period."""
    short_periods: int | None = None
    """Periods of so many days or less do not count days off."""
    clear_days: bool = False
    """True if neither end counts in a period of days before an event."""
    min_working_days: int | None = None
    """Periods of so many days or more have as many working days."""
    authority: Mapping[str, str] = field(default_factory=dict)
    """The article that lays a setting down, by setting."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """The settings that a plan or a rule set otherwise, as plan files write them."""

    @property
    def label(self) -> str:
        """The name with what was set otherwise: `vn-civil-code[fixed_date_roll=next]`."""
        said = ",".join(f"{key}={value}" for key, value in sorted(self.overrides.items()))
        return f"{self.name}[{said}]" if said else self.name

    def by(self, setting: str) -> str:
        """The authority of `setting`: the article, or `setting=value` where it is a choice."""
        return self.authority.get(setting) or f"{setting}={printed(getattr(self, setting))}"

    def override(self, settings: Mapping[str, str]) -> "Convention":
        """This convention with `settings` (as in a plan file) set otherwise. Raises ConventionError."""
        values = {key: _read(key, value) for key, value in settings.items()}
        changed = {key: settings[key] for key, value in values.items() if value != getattr(self, key)}
        kept = {key: law for key, law in self.authority.items() if key not in changed}
        return replace(self, **values, authority=kept, overrides={**self.overrides, **changed})


def printed(value: object) -> str:
    """A setting's value as plan files write it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _number(text: str) -> int | None:
    return None if text == "none" else int(text)


def _clock_time(text: str) -> time | Literal["calendar"] | None:
    if text == "calendar":
        return "calendar"
    return None if text == "none" else time.fromisoformat(text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "before_date": BeforeReading,
    "fixed_date_roll": Roll,
    "roll_after": Roll,
    "roll_before": Roll,
    "after_means": AfterReading,
    "month_parts": PartReading,
    "months": MonthReading,
    "cut_off": _clock_time,
    "half_days": HalfDays,
    "count_event_day": "yes".__eq__,
    "short_periods": _number,
    "clear_days": "yes".__eq__,
    "min_working_days": _number,
}
"""The reader of each setting's text, for texts that `rules.convention_settings` allows."""


def _read(setting: str, text: str) -> Any:
    if setting not in ALLOWED:
        raise ConventionError(NO_SETTING, setting=setting, known=", ".join(ALLOWED))
    if not allows(setting, text):
        raise ConventionError(NO_VALUE, setting=setting, value=text, known=", ".join(values_of(setting)))
    return _READERS[setting](text)


_CIVIL_CODE = {
    "count_event_day": "Bộ luật Dân sự 2015, Điều 147.3",
    "months": "Bộ luật Dân sự 2015, Điều 148.3, 148.4",
    "month_parts": "Bộ luật Dân sự 2015, Điều 146",
}

_ALL = (
    Convention(
        name="vn-civil-code",
        roll_after=Roll.NEXT,
        authority={**_CIVIL_CODE, "roll_after": "Bộ luật Dân sự 2015, Điều 148.5"},
    ),
    Convention(
        name="vn-election",
        authority={
            **_CIVIL_CODE,
            "roll_after": "lịch bầu cử 2016",
            "roll_before": "lịch bầu cử 2016, 2021, 2026",
        },
    ),
    Convention(
        name="eu-1182-71",
        roll_after=Roll.NEXT,
        min_working_days=2,
        authority={
            "count_event_day": "Regulation (EEC, Euratom) 1182/71, Art. 3(1)",
            "months": "Regulation (EEC, Euratom) 1182/71, Art. 3(2)(c)",
            "roll_after": "Regulation (EEC, Euratom) 1182/71, Art. 3(4)",
            "roll_before": "Regulation (EEC, Euratom) 1182/71, Art. 3(4)",
            "min_working_days": "Regulation (EEC, Euratom) 1182/71, Art. 3(5)",
            "fixed_date_roll": "Regulation (EEC, Euratom) 1182/71, Art. 5(1)",
        },
    ),
    Convention(
        name="us-frcp-6a",
        roll_after=Roll.NEXT,
        roll_before=Roll.PREVIOUS,
        authority={
            "count_event_day": "FRCP 6(a)(1)(A)",
            "roll_after": "FRCP 6(a)(1)(C)",
            "roll_before": "FRCP 6(a)(5)",
            "fixed_date_roll": "FRCP 6(a), Committee Note 2009",
        },
    ),
    Convention(
        name="uk-cpr-2.8",
        roll_after=Roll.NEXT,
        short_periods=5,
        clear_days=True,
        authority={
            "count_event_day": "CPR 2.8(3)(a)",
            "clear_days": "CPR 2.8(2), 2.8(3)",
            "short_periods": "CPR 2.8(4)",
            "roll_after": "CPR 2.8(5)",
            "months": "CPR 2.10",
        },
    ),
)

CONVENTIONS: Mapping[str, Convention] = {convention.name: convention for convention in _ALL}
"""All conventions by name; the first is the default."""


def get(name: str) -> Convention:
    """The convention called `name`. Raises ConventionError."""
    if name not in CONVENTIONS:
        raise ConventionError(NO_CONVENTION, name=name, known=", ".join(CONVENTIONS))
    return CONVENTIONS[name]
