"""A calendar: dated, cited rows, and one table of prefix sums that answers every question on working days.

`upto[i]` is the number of working days among the first i days of the range, and `working[k]` the k-th working day. An
offset of n working days is two look-ups in either direction, and an index outside these tables is the one range check.
A calendar does not change: another set of rows is another calendar, with another version. What a unit sees of one that
was amended for it is a calendar too (`engine.calendars.local`).
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate, compress

from engine.calendars.days import (
    EVERYWHERE,
    AmendedCutOff,
    AmendedDay,
    CutOff,
    DayKind,
    DayReason,
    DayRow,
    HalfDays,
    Hours,
    Line,
)
from engine.calendars.shipped import SHIPPED, lunar_years, shipped
from engine.calendars.statutory import by_law, undecided
from rules.convention_settings import FIRST, LAST
from rules.problems import N_

OUTSIDE = N_(
    "The day {day} is outside the calendar {calendar}, which covers {first} to {last}. "
    "Check the year; a date outside cannot be computed."
)
LEAVES = N_(
    "Counted from {day}, the answer lies outside the calendar {calendar}, which covers {first} to {last}. "
    "Check the date and the length of the period."
)
SATURDAY = 5
NO_CALENDAR = N_("There is no calendar “{name}”. There are: {known}. Correct the name.")


class CalendarError(ValueError):
    """The error of a question that a calendar cannot answer; `template` and `fields` say why."""

    def __init__(self, template: str, fields: Mapping[str, object]) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields))


class UnknownCalendar(CalendarError):  # noqa: N818 - named for what it says
    """No calendar has that name."""


class OutOfRange(CalendarError):  # noqa: N818 - named for what it says
    """A day lies outside the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Working days from `first` to `last`, both included. Build one with `Calendar.build`."""

    name: str
    """The shipped calendar's name, and the units whose amendments count here: `vn`, `vn/12`."""
    version: str
    """A name for the rows that count, whatever their order: `vn@2026-10-02:0123456789ab`.

    The calendar, the date of the newest document in it, and a digest.
    """
    first: date
    """The first day that it covers."""
    last: date
    """The last day that it covers."""
    rows: tuple[DayRow, ...]
    """Every day that is not what its weekday says, earliest first."""
    firm_years: frozenset[int]
    """The years of which the decisions that they need are known; all others are provisional."""
    half_days: frozenset[date]
    """The days worked until an hour only. They are working days here; `under` gives the calendar in which not."""
    cut_offs: tuple[Hours, ...]
    """The daily cut-off hours: those of the nearest unit first."""
    upto: Sequence[int] = field(repr=False)
    """At index i: how many of the first i days are worked."""
    _days: Sequence[date] = field(repr=False)  # of `rows`
    _by_day: Mapping[date, DayRow] = field(repr=False)
    _working: Sequence[date] = field(repr=False)
    _whole: "Calendar | None" = field(repr=False, default=None)  # of one in which half days are off

    @classmethod
    def build(
        cls,
        name: str,
        rows: Iterable[AmendedDay] = (),
        as_of: date | None = None,
        *,
        cut_offs: Iterable[AmendedCutOff] = (),
        lines: Sequence[Line] = EVERYWHERE,
    ) -> "Calendar":
        """The shipped calendar `name` with the amendments `rows`, as it was known on `as_of` (None: all that is known).

        `lines` are the unit that looks at it and those above, from a day on, earliest first. Of two amendments of one
        day the nearer unit's counts, one of any unit in the line of that day before one for everywhere, and else the
        one later in the log. Rows of other calendars and units are passed over. Whether a year is firm, amendments for
        everywhere decide. Raises UnknownCalendar, and OutOfRange for an amended day that the table does not have.
        """
        if name not in SHIPPED:
            raise UnknownCalendar(NO_CALENDAR, {"name": name, "known": ", ".join(SHIPPED)})
        mine = [row for row in rows if row.calendar == name and (as_of is None or row.row.known_from <= as_of)]
        hours = [row for row in cut_offs if row.calendar == name and (as_of is None or row.known_from <= as_of)]
        known = _known(name, [row for row in mine if not row.unit], as_of)
        base, firm = _by_law(name, known, as_of)
        spans = list(_spans(lines))
        here: dict[date, DayRow] = {}
        layers = [Hours(hours=_cut_offs(hours, ""), until=None)]
        for span in spans:
            here |= span.days(mine)
            layers += span.layers(hours)
        amended = {row.unit for row in mine} | {row.unit for row in hours}
        places = dict.fromkeys(unit for span in spans for unit in reversed(span.line.units) if unit in amended)
        return _tabled("/".join((name, *places)), base | known | here, firm, tuple(layers[::-1]))

    def under(self, reading: HalfDays) -> "Calendar":
        """The calendar in which a half day is what `reading` has it be: this one itself, where there is none."""
        whole = self._whole or self
        return _strict(whole) if whole.half_days and reading is HalfDays.OFF else whole

    def cut_off_on(self, day: date) -> CutOff | None:
        """The daily cut-off hour on `day`; None where there is none."""
        found = self.cut_off_in_force(day)
        return found if found and found.at else None

    def cut_off_in_force(self, day: date) -> CutOff | None:
        """The last word on the cut-off hour on `day`, be it that there is none; by the nearest unit, if any."""
        return next((hour for hours in self.cut_offs if (hour := hours.on(day))), None)

    def is_working(self, day: date) -> bool:
        """True if offices work on `day`. Raises OutOfRange."""
        at = self._at(day)
        return self.upto[at + 1] > self.upto[at]

    def add_working(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, if negative); `day` itself for 0. Raises OutOfRange."""
        at = self._at(day)
        if count == 0:
            return day
        place = self.upto[at + 1] + count - 1 if count > 0 else self.upto[at] + count
        if not 0 <= place < len(self._working):
            raise self.left_from(day)
        return self._working[place]

    def working_between(self, start: date, end: date) -> int:
        """The number of working days after `start` up to and with `end`; negative where `end` is the earlier.

        `working_between(day, add_working(day, n)) == n`. Raises OutOfRange.
        """
        at, to = self._at(start), self._at(end)
        return self.upto[to + 1] - self.upto[at + 1] if to >= at else self.upto[to] - self.upto[at]

    def next_working(self, day: date) -> date:
        """`day` if it is a working day, else the first one after. Raises OutOfRange."""
        place = self.upto[self._at(day)]
        if place >= len(self._working):
            raise self.left_from(day)
        return self._working[place]

    def previous_working(self, day: date) -> date:
        """`day` if it is a working day, else the last one before. Raises OutOfRange."""
        place = self.upto[self._at(day) + 1] - 1
        if place < 0:
            raise self.left_from(day)
        return self._working[place]

    def provisional(self, start: date, end: date) -> bool:
        """True if a day from `start` to `end`, both included, lies in a year that nobody has announced."""
        return not all(year in self.firm_years for year in range(start.year, end.year + 1))

    def half_day(self, day: date) -> DayRow | None:
        """The row of `day`, if that is a half day."""
        return self._by_day[day] if day in self.half_days else None

    def explain_day(self, day: date) -> DayReason:
        """The reason for which `day` is, or is not, a working day. Raises OutOfRange."""
        working = self.is_working(day)
        row = self._by_day.get(day)
        weekday = {5: DayKind.SATURDAY, 6: DayKind.SUNDAY}.get(day.weekday(), DayKind.WEEKDAY)
        provisional = day.year not in self.firm_years
        return DayReason(day=day, working=working, kind=row.kind if row else weekday, row=row, provisional=provisional)

    def rows_between(self, start: date, end: date) -> Sequence[DayRow]:
        """The rows of the days from `start` to `end`, both included, earliest first."""
        return self.rows[bisect_left(self._days, start) : bisect_right(self._days, end)]

    def check(self, day: date, *, counted_from: date | None = None) -> None:
        """Raise OutOfRange unless the calendar has `day` (the answer of a count from `counted_from`, if given)."""
        if self.first <= day <= self.last:
            return
        raise OutOfRange(OUTSIDE, self._named(day)) if counted_from is None else self.left_from(counted_from)

    def left_from(self, day: date) -> OutOfRange:
        """The error of a count from `day` whose answer the calendar does not have."""
        return OutOfRange(LEAVES, self._named(day))

    def _at(self, day: date) -> int:
        self.check(day)
        return day.toordinal() - self.first.toordinal()

    def _named(self, day: date) -> dict[str, str]:
        first, last = self.first.isoformat(), self.last.isoformat()
        return {"day": day.isoformat(), "calendar": self.name, "first": first, "last": last}


@dataclass(frozen=True, slots=True)
class _Span:
    """The days on which a unit stands in one line, up to the first on which it no longer does."""

    line: Line
    until: date | None

    def days(self, rows: Iterable[AmendedDay]) -> Mapping[date, DayRow]:
        """The days in it that were amended for the units in the line: by the nearest, else by the later in the log."""
        ranks = {code: rank for rank, code in enumerate(reversed(self.line.units))}
        mine = (row for row in rows if row.unit in ranks and self._has(row.row.day))
        return {one.row.day: one.row for one in sorted(mine, key=lambda row: (ranks[row.unit], row.position))}

    def layers(self, amendments: Sequence[AmendedCutOff]) -> Iterator[Hours]:
        """The cut-off hours of each unit in the line, the highest first, none from before it stood there."""
        for unit in reversed(self.line.units):
            hours = (
                replace(one, since=max(one.since, self.line.since or FIRST)) for one in _cut_offs(amendments, unit)
            )
            yield Hours(hours=tuple(hours), until=self.until)

    def _has(self, day: date) -> bool:
        return (self.line.since is None or self.line.since <= day) and (self.until is None or day < self.until)


def _spans(lines: Sequence[Line]) -> Iterator[_Span]:
    untils = (*(line.since for line in lines[1:]), None)
    return (_Span(line, until) for line, until in zip(lines, untils, strict=True))


def _known(name: str, rows: Iterable[AmendedDay], as_of: date | None) -> dict[date, DayRow]:
    """The days that documents fix for everywhere, as known on `as_of`; the later in the log counts."""
    amendments = sorted(rows, key=lambda row: row.position)
    documents = [*shipped(name), *(one.row for one in amendments)]
    return {row.day: row for row in documents if as_of is None or row.known_from <= as_of}


def _by_law(name: str, known: Mapping[date, DayRow], as_of: date | None) -> tuple[dict[date, DayRow], frozenset[int]]:
    """The days off that follow from the law, estimates included; and the years of which all has been decided."""
    if name == "weekdays":
        return {}, frozenset(range(FIRST.year, LAST.year + 1))
    off = frozenset(day for day, row in known.items() if not row.working)
    base: dict[date, DayRow] = {}
    firm: set[int] = set()
    for year, (tet, hung_kings) in lunar_years().items():
        still_open = [group for group in undecided(year, tet, as_of) if not group.decided(off)]
        firm |= set() if still_open else {year}
        estimates = [row for group in still_open for row in group.rows]
        base |= {row.day: row for row in (*estimates, *by_law(year, hung_kings, as_of))}
    return base, frozenset(firm)


def _cut_offs(amendments: Iterable[AmendedCutOff], unit: str) -> tuple[CutOff, ...]:
    """The cut-off hours of one unit, earliest first; of two from the same day the later in the log counts."""
    mine = sorted((one for one in amendments if one.unit == unit), key=lambda one: one.position)
    by_day = {one.hour.since: one.hour for one in mine}
    return tuple(sorted(by_day.values(), key=lambda hour: hour.since))


@lru_cache(maxsize=256)
def _strict(whole: Calendar) -> Calendar:
    """The calendar `whole`, but with half days off: the same version, which names what documents say."""
    by_day = {row.day: replace(row, working=row.working and row.until is None) for row in whole.rows}
    off = _tabled(whole.name, by_day, whole.firm_years, whole.cut_offs)
    return replace(off, version=whole.version, half_days=whole.half_days, _whole=whole)


def _tabled(name: str, by_day: Mapping[date, DayRow], firm: frozenset[int], cut_offs: tuple[Hours, ...]) -> Calendar:
    rows = tuple(sorted(by_day.values(), key=lambda row: row.day))
    for row in rows:
        if not FIRST <= row.day <= LAST:
            raise OutOfRange(OUTSIDE, {"day": str(row.day), "calendar": name, "first": str(FIRST), "last": str(LAST)})
    works = _works(rows)
    return Calendar(
        name=name,
        version=_version(name, rows, cut_offs),
        first=FIRST,
        last=LAST,
        rows=rows,
        firm_years=firm,
        half_days=frozenset(row.day for row in rows if row.working and row.until),
        cut_offs=cut_offs,
        upto=list(accumulate(works, initial=0)),
        _days=[row.day for row in rows],
        _by_day=by_day,
        _working=list(compress(_days(), works)),
    )


def _works(rows: Sequence[DayRow]) -> bytearray:
    """1 for each day of the range that is worked, 0 for each other."""
    week = bytes(day.weekday() < SATURDAY for day in _days()[:7])
    works = bytearray(week * (len(_days()) // 7 + 1))[: len(_days())]
    for row in rows:
        works[row.day.toordinal() - FIRST.toordinal()] = row.working
    return works


@cache
def _days() -> Sequence[date]:
    """Every day of the range."""
    return tuple(map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal() + 1)))


def _version(name: str, rows: Sequence[DayRow], cut_offs: Iterable[Hours]) -> str:
    said = [f"{name} {FIRST} {LAST}"]
    said += [f"{row.day} {row.working:d} {row.estimate:d} {row.kind} {row.reason} | {row.source}" for row in rows]
    said += [f"{row.day} until {row.until}" for row in rows if row.until]
    for layer in cut_offs:
        said += [f"{hour.since} cut off {hour.at} {hour.reason} | {hour.source}" for hour in layer.hours]
        said += [f"until {layer.until}"] if layer.until and layer.hours else []
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
    newest = max((row.known_from for row in rows), default=None)
    return f"{name}@{newest}:{digest}" if newest else f"{name}:{digest}"
