"""Values of dates, spans, cycles and lengths of time: from the groups of a pattern to a piece's value."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from rules.phrases.moments import Day, Span, checked, day_of, months_of
from rules.phrases.numerals import ORDER, number, quarter
from rules.phrases.sense import TimeUnit
from rules.phrases.vocabulary import LUNAR_MONTHS
from rules.problems import N_

TWO_DIGITS = N_("The year of “{read}” is written with two digits; the 21st century was taken.")
SWAPPED = N_("“{read}” comes from a spreadsheet; day and month may have changed places.")
NO_SUCH_DATE = N_("There is no date “{read}” in the calendar.")
OUT_OF_YEARS = N_("“{read}” is in no year that can be counted in: these are {first} to {last}. Check the year.")
FIGURES_DIFFER = N_("In “{read}”, the figures and the words do not say the same.")
HALF_MONTH = N_("“{read}” was counted as 15 days (Bộ luật Dân sự 2015, Điều 146).")
WHICH_DAYS = N_("It is not fixed which days “{read}” are.")
MONTHS_OR_DATE = N_("“{read}” may be months or a date.")
MONTH_OR_NUMBER = N_("“{read}” may be a month or another number.")

Found = re.Match[str]
Made = tuple[str, object, str | None]
"""The type of a piece, its value, and the template of its note."""


def _year(text: str | None) -> int | None:
    """The year, if one is given."""
    return int(text) if text else None


def _month(text: str) -> int:
    """The number of the month, given in figures or words; 0 if it is neither."""
    return int(text) if text.isdigit() else number(text) or 0


def _iso(found: Found) -> Made:
    """`2025-07-31`. With a time of day and a day up to 12, a spreadsheet may have swapped day and month."""
    year, month, day = (int(found[group]) for group in (1, 2, 3))
    return "DATE", day_of(day, month, year), SWAPPED if found[4] and day <= 12 else None


def _days(found: Found) -> Made:
    """`từ 1 đến 15/7/2025`: days of one month."""
    first, last, month, year = int(found[1]), int(found[2]), int(found[3]), _year(found[4])
    checked(first, month, year)
    checked(last, month, year)
    if first > last:
        raise ValueError(last)
    return "SPAN", _days_of(first, last, month, year), None


def _days_of(first: int, last: int, month: int, year: int | None) -> Span:
    """Some days of one month, from `first` to `last`."""
    return Span(first=month, last=month, first_year=year, last_year=year, days=(first, last), stretch=True)


def _listed_days(found: Found) -> list[Made]:
    """`ngày 1, 2 và 3/7`: a span if the days follow each other, else each by itself."""
    days, month, year = [int(day) for day in re.findall(r"\d+", found[1])], int(found[2]), _year(found[3])
    if days == list(range(days[0], days[-1] + 1)):
        checked(days[-1], month, year)
        return [("SPAN", _days_of(days[0], days[-1], month, year), None)]
    return [("DATE", day_of(day, month, year), None) for day in days]


def _dmy(found: Found) -> Made:
    """`31/7/2025`, `31-7-25`."""
    short = len(found[3]) == 2
    year = int(found[3]) + (2000 if short else 0)
    day = day_of(int(found[1]), int(found[2]), year)
    swapped = ":" in found.group() and day.day <= 12
    return "DATE", day, TWO_DIGITS if short else SWAPPED if swapped else None


def _word_date(found: Found) -> Made:
    """`ngày 31 tháng 7 năm 2025`, `mùng 1 tháng giêng`."""
    if found[2] in LUNAR_MONTHS.split("|"):
        return "DATE", Day(day=int(found[1]), month=1, lunar=True), None
    return "DATE", day_of(int(found[1]), _month(found[2]), _year(found[3])), None


def _dm(found: Found) -> Made:
    """`31/7`: a date without its year."""
    return "DATE", day_of(int(found[1] or found[3]), int(found[2] or found[4]), None), None


def _clock(found: Found) -> Made:
    """`17 giờ 30`, `5 giờ chiều ngày 31/7`: an hour up to 24:00."""
    hours, minutes = int(found[1]), int(found[2] or 0)
    if (found[3] or found[4]) in ("chiều", "tối") and hours < 12:
        hours += 12
    if hours * 60 + minutes > 24 * 60 or minutes > 59:
        raise ValueError(hours)
    return "CLOCK", f"{hours:02}:{minutes:02}", None


_WEEKDAYS = {"hai": 1, "ba": 2, "tư": 3, "năm": 4, "sáu": 5, "bảy": 6, "nhật": 7}


def weekday_of(words: str) -> int:
    """`thứ hai`, `thứ 2` -> 1; `chủ nhật` -> 7."""
    last = words.rsplit(maxsplit=1)[-1]
    return int(last) - 1 if last.isdigit() else _WEEKDAYS[last]


def _weekday(found: Found) -> Made:
    """`thứ hai hằng tuần`, `chủ nhật hằng tuần`."""
    return "WEEKDAY", weekday_of(found[1]), None


def _half_month(found: Found) -> Made:
    """`nửa đầu tháng 7`."""
    return "HALF", found[1], WHICH_DAYS


def _week(found: Found) -> Made:
    """`tuần thứ 2 của tháng 7`."""
    word = found[1].split()[0]
    return "WEEK", 4 if word == "cuối" else ORDER.get(word) or int(word), WHICH_DAYS


def _months_of_year(found: Found) -> Made:
    """`6 tháng đầu năm 2025`."""
    months, year = number(found[1]) or 0, _year(found[3])
    first = 1 if found[2] == "đầu" else 13 - months
    return "SPAN", months_of(first, first + months - 1, year, year), None


def _half_year(found: Found) -> Made:
    """`nửa cuối năm 2025`."""
    year = _year(found[2])
    first = 1 if found[1] == "đầu" else 7
    return "SPAN", months_of(first, first + 5, year, year), None


def _listed(months: list[tuple[int, int]], year: int | None) -> list[Made]:
    """One span for numbers that follow each other, else one for each."""
    following = all(after[0] == before[1] + 1 for before, after in pairwise(months))
    ends = [(months[0][0], months[-1][1])] if following else months
    return [("SPAN", months_of(first, last, year, year), None) for first, last in ends]


def _month_list(found: Found) -> list[Made]:
    """`tháng 7, 8 và 10/2025`."""
    return _listed([(int(month), int(month)) for month in re.findall(r"\d+", found[1])], _year(found[2]))


def _month_range(found: Found) -> Made:
    """`tháng 7 - 9/2025`."""
    year = _year(found[3])
    return "SPAN", replace(months_of(int(found[1]), int(found[2]), year, year), stretch=True), None


def _one_month(found: Found) -> Made:
    """`tháng 7/2025`, `tháng bảy`; a month of the lunar calendar is only marked."""
    words = found[1] or found[3] or found[5]
    if words in LUNAR_MONTHS.split("|"):
        return "LUNAR", None, None
    year = _year(found[2] or found[4] or found[6])
    return "SPAN", months_of(_month(words), _month(words), year, year), None


def _bare_months(found: Found) -> Made:
    """`7-9/2025`, which may also be a date."""
    year = int(found[3])
    return "SPAN", months_of(int(found[1]), int(found[2]), year, year), MONTHS_OR_DATE


def _bare_month(found: Found) -> Made:
    """`7/2025`; with another mark than `/` perhaps something else."""
    year = int(found[3])
    return "SPAN", months_of(int(found[1]), int(found[1]), year, year), None if found[2] == "/" else MONTH_OR_NUMBER


def _short_year(found: Found) -> Made:
    """`tháng 7/25`, `quý III/25`: of this century."""
    year = 2000 + int(found[3])
    first, last = (int(found[1]), int(found[1])) if found[1] else _quarter_months(found[2])
    return "SPAN", months_of(first, last, year, year), TWO_DIGITS


def _quarter_months(word: str) -> tuple[int, int]:
    """First and last month of the quarter that the word names. ValueError if it names none."""
    which = quarter(word)
    if which is None:
        raise ValueError(word)
    return which * 3 - 2, which * 3


def _quarter_list(found: Found) -> list[Made]:
    """`quý III, IV/2025`."""
    quarters = [_quarter_months(word) for word in re.split(r"\s*(?:-|,|và|đến)\s*", found[1])]
    year = _year(found[2])
    if re.search("-|đến", found[1]):
        return [("SPAN", replace(months_of(quarters[0][0], quarters[-1][1], year, year), stretch=True), None)]
    return _listed(quarters, year)


def _quarter(found: Found) -> Made:
    """`quý III/2025`."""
    year = _year(found[2])
    return "SPAN", months_of(*_quarter_months(found[1]), year, year), None


def _years(found: Found) -> Made:
    """`giai đoạn 2025 - 2030`."""
    return "SPAN", replace(months_of(1, 12, int(found[1]), int(found[2])), stretch=True), None


def _year_list(found: Found) -> list[Made]:
    """`các năm 2025, 2026 và 2028`."""
    years = [int(year) for year in re.findall(r"\d{4}", found[1])]
    following = years == list(range(years[0], years[0] + len(years)))
    ends = [(years[0], years[-1])] if following else [(year, year) for year in years]
    return [("SPAN", months_of(1, 12, first, last), None) for first, last in ends]


def _one_year(found: Found) -> Made:
    """`năm 2025`."""
    year = int(found[1] or found[2])
    return "SPAN", months_of(1, 12, year, year), None


def _this_year(_found: Found) -> Made:
    """`trong năm`: the year of the plan."""
    return "SPAN", months_of(1, 12, None, None), None


_UNITS = (
    (re.compile(r"ngày.*làm"), TimeUnit.WORKING_DAY),
    (re.compile(r"giờ.*làm"), TimeUnit.WORKING_HOUR),
    (re.compile("ngày"), TimeUnit.DAY),
    (re.compile("giờ|tiếng|h"), TimeUnit.HOUR),
    (re.compile("tuần"), TimeUnit.WEEK),
    (re.compile("quý"), TimeUnit.QUARTER),
    (re.compile("năm"), TimeUnit.YEAR),
)


def _unit(words: str) -> TimeUnit:
    """The unit of time that the words name. They must name one."""
    if words.startswith("ph"):
        return TimeUnit.MINUTE
    if words == "tháng":
        return TimeUnit.MONTH
    return next(unit for pattern, unit in _UNITS if pattern.match(words))


def _amount_of(figures: str, gloss: str | None, unit: str) -> Made:
    """A length of time; a number repeated in brackets (`gloss`) should be the same."""
    count = number(figures)
    if count is None:
        raise ValueError(figures)
    differ = gloss is not None and number(gloss) != count
    return "AMOUNT", (count, _unit(unit)), FIGURES_DIFFER if differ else None


def _amount(found: Found) -> Made:
    """`07 (bảy) ngày làm việc`."""
    return _amount_of(found[1], found[2] or found[4], found[3])


def _nth_day(found: Found) -> Made:
    """`ngày làm việc thứ 5 sau đại hội`: a length of time."""
    return _amount_of(found[2], found[3], "ngày làm việc" if found[1] else "ngày")


def _amounts(found: Found) -> Made:
    """`5 - 7 ngày`: the fewer first."""
    few, many = int(found[1]), int(found[2])
    if few >= many:
        raise ValueError(many)
    return "AMOUNTS", (few, many, _unit(found[3])), None


def _half_days(found: Found) -> Made:
    """`2,5 ngày làm việc`, `1/2 ngày`, `nửa ngày làm việc`."""
    return "AMOUNT", (int(found[1] or 0) + 0.5, _unit(found[2])), None


def _next_day(found: Found) -> Made:
    """`ngày làm việc tiếp theo`, `ngày hôm sau`: one day on."""
    return "AMOUNT", (1, TimeUnit.WORKING_DAY if found[1] else TimeUnit.DAY), None


def _half(found: Found) -> Made:
    """`nửa năm`: 6 months; `nửa tháng`: 15 days."""
    if found[1] == "năm":
        return "AMOUNT", (6, TimeUnit.MONTH), None
    return "AMOUNT", (15, TimeUnit.DAY), HALF_MONTH


READERS: dict[str, Callable[[Found], Made | list[Made]]] = {
    "iso": _iso, "days": _days, "dmy": _dmy, "word_date": _word_date, "spoken_date": _word_date, "dm": _dm,
    "clock": _clock, "listed_days": _listed_days, "half_days": _half_days, "next_day": _next_day,
    "weekday": _weekday, "week": _week, "months_of_year": _months_of_year, "half_year": _half_year,
    "half_month": _half_month, "month_list": _month_list, "month_range": _month_range,
    "short_months": _month_range, "month": _one_month,
    "short_year": _short_year, "bare_months": _bare_months, "bare_month": _bare_month, "quarter_list": _quarter_list,
    "quarter": _quarter, "years": _years, "year_list": _year_list, "year": _one_year, "this_year": _this_year,
    "nth_day": _nth_day, "amounts": _amounts, "amount": _amount, "half": _half,
}  # fmt: skip
"""The readers of the patterns of `vocabulary.VALUES`. Each raises ValueError where there is no such date."""
