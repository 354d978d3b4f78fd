"""The names of conventions and of their settings: what a plan may write."""

import re
from collections.abc import Mapping
from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""The first and the last day that every calendar covers: what lies outside cannot be counted."""

CONVENTIONS = frozenset({"vn-civil-code", "vn-election", "eu-1182-71", "us-frcp-6a", "uk-cpr-2.8"})

ROLLS = frozenset({"none", "next", "previous"})
YES_NO = frozenset({"no", "yes"})
NONE_OR_DAYS = re.compile(r"none|[1-9][0-9]?")
CUT_OFF = re.compile(r"calendar|none|([01][0-9]|2[0-3]):[0-5][0-9]")
SPELT = {NONE_OR_DAYS: ("none", "1 … 99"), CUT_OFF: ("calendar", "none", "00:00 … 23:59")}

ALLOWED: Mapping[str, frozenset[str] | re.Pattern[str]] = {
    "before_date": frozenset({"day_before", "same_day"}),
    "fixed_date_roll": ROLLS,
    "roll_after": ROLLS,
    "roll_before": ROLLS,
    "after_means": frozenset({"last_day", "first_day_after"}),
    "month_parts": frozenset({"point", "span"}),
    "months": frozenset({"calendar", "working_days_30"}),
    "cut_off": CUT_OFF,
    "half_days": frozenset({"whole", "off"}),
    "count_event_day": YES_NO,
    "short_periods": NONE_OR_DAYS,
    "clear_days": YES_NO,
    "min_working_days": NONE_OR_DAYS,
}
"""Each setting and its values: a set of words, or what the whole value must match."""


def allows(key: str, value: str) -> bool:
    """True if the setting `key` may have `value`. `key` must be one of ALLOWED."""
    values = ALLOWED[key]
    return value in values if isinstance(values, frozenset) else values.fullmatch(value) is not None


def values_of(key: str) -> tuple[str, ...]:
    """The values of the setting `key`, as they are told to people."""
    values = ALLOWED[key]
    return tuple(sorted(values)) if isinstance(values, frozenset) else SPELT[values]
