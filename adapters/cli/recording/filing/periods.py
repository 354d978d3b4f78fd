"""Periods of a report as officers type them: a quarter, a year, or a first and a last day."""

import re
from datetime import date

from adapters.names.periods import period_said
from adapters.statements.days import day
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.asking.official.periods import Period, quarter, whole_year
from engine.counting.rounds import span_of
from rules.offsets import Cycle
from rules.problems import N_

_NO_QUARTER = N_("“{text}” is no quarter. Write it like quý III/2025, quý III or quý trước.")
_NO_YEAR = N_("“{text}” is no year. Write it like 2025.")
ONE_PERIOD = N_("Say one of --from and --to, --quarter, --year and --on.")
_FROM_WITHOUT_TO = N_("--from needs --to: the last day of the period.")
_TURNED_ROUND = N_("The period ends on {last}, before it begins on {first}. Correct the days.")


def asked_period(
    since: str | None, until: str | None, of_quarter: str | None, of_year: str | None, today: date
) -> Period | None:
    """The period that is asked for `today`; None: none. Raises Refused and Misused."""
    asked = [one for one in (since, of_quarter, of_year) if one is not None]
    if not asked:
        return None
    if len(asked) > 1 or (until is not None and since is None):
        raise Misused(ONE_PERIOD)
    if of_quarter is not None:
        return _quarter(of_quarter, today)
    if of_year is not None:
        return _year(of_year)
    if until is None:
        raise Misused(_FROM_WITHOUT_TO)
    found = Period(day("--from", since or ""), day("--to", until))
    if found.last < found.first:
        raise Refused(_TURNED_ROUND, first=found.first, last=found.last)
    return found


def _quarter(text: str, today: date) -> Period:
    """The quarter that is named; without a year the last that had begun. Raises Refused."""
    found = period_said(text, today, like=span_of(Cycle.QUARTER, today).id)
    try:
        year, _, number = found.name(today).partition("-Q") if found else ("", "", "")
        return quarter(int(year), int(number))
    except ValueError:
        raise Refused(_NO_QUARTER, text=one_line(text, 40)) from None


def _year(text: str) -> Period:
    try:
        if not re.fullmatch(r"\d{4}", text.strip(), re.ASCII) or int(text) < date.min.year + 1:
            raise ValueError(text)
        return whole_year(int(text))
    except ValueError:
        raise Refused(_NO_YEAR, text=one_line(text, 40)) from None
