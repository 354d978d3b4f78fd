"""The days off that the Labour Codes name, year by year, and an estimate of those they leave to a yearly decision.

Fixed dates and the Hùng Kings' day follow from the law alone, with a day in lieu when one falls on a weekend. Which
five days are Tết, and which neighbour of 2 September is off, the Prime Minister decides each year (Bộ luật Lao động
45/2019/QH14, Điều 112.3): until then the rows here are estimates, made as these decisions have usually been made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendars.days import DayKind, DayRow

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law on the days off of a year, by the articles that say so."""

    known_from: date
    """The day of its adoption."""
    from_year: int
    """The first year that it governs."""
    days_off: str
    """The article that lists the days off."""
    in_lieu: str
    """The article on days in lieu."""
    decided: str
    """The article that leaves some days to a yearly decision."""
    second_national_day: bool
    """True if a neighbour of 2 September is off too."""


LAWS = (
    Law(
        known_from=date(2012, 6, 18),
        from_year=2000,
        days_off="Bộ luật Lao động 10/2012/QH13, Điều 115.1",
        in_lieu="Bộ luật Lao động 10/2012/QH13, Điều 115.3",
        decided="Bộ luật Lao động 10/2012/QH13, Điều 115.1.b",
        second_national_day=False,
    ),
    Law(
        known_from=date(2019, 11, 20),
        from_year=2021,
        days_off="Bộ luật Lao động 45/2019/QH14, Điều 112.1",
        in_lieu="Bộ luật Lao động 45/2019/QH14, Điều 111.3",
        decided="Bộ luật Lao động 45/2019/QH14, Điều 112.3",
        second_national_day=True,
    ),
)
"""The first of them stands for the years before it too, which are provisional in any case."""

CULTURE_DAY = "Nghị quyết 28/2026/QH16, Điều 2 (24/4/2026)"
CULTURE_DAY_KNOWN = date(2026, 4, 24)
CULTURE_DAY_FROM = 2026

FIXED = (
    (1, 1, DayKind.NEW_YEAR, "Tết Dương lịch"),
    (4, 30, DayKind.REUNIFICATION, "Ngày Chiến thắng 30/4"),
    (5, 1, DayKind.LABOUR, "Ngày Quốc tế lao động 1/5"),
    (9, 2, DayKind.NATIONAL, "Quốc khánh 2/9"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Days that a yearly decision fixes, and our estimate of them.

    The decision is known once documents give all of `all_of` off, and one of `any_of` where that is not empty.
    """

    all_of: frozenset[date]
    any_of: frozenset[date]
    rows: tuple[DayRow, ...]
    """The estimate."""

    def decided(self, off: frozenset[date]) -> bool:
        """True if the days that documents give off, `off`, amount to the decision."""
        return self.all_of <= off and (not self.any_of or bool(self.any_of & off))


def law_of(year: int, as_of: date | None) -> Law:
    """The law that governs `year`, as far as was known on `as_of`."""
    known = [law for law in LAWS if law.from_year <= year and (as_of is None or law.known_from <= as_of)]
    return known[-1] if known else LAWS[0]


def by_law(year: int, hung_kings: date | None, as_of: date | None) -> tuple[DayRow, ...]:
    """The days off of `year` that need no decision, those in lieu included. `hung_kings` is 10/3 of the lunar year."""
    law = law_of(year, as_of)
    named = [_row(date(year, month, day), kind, reason, law) for month, day, kind, reason in FIXED]
    if hung_kings:
        named.append(_row(hung_kings, DayKind.HUNG_KINGS, "Giỗ Tổ Hùng Vương (10/3 âm lịch)", law))
    if year >= CULTURE_DAY_FROM and (as_of is None or as_of >= CULTURE_DAY_KNOWN):
        named.append(_culture_day(year))
    return _with_days_in_lieu(named, law)


def undecided(year: int, tet: date, as_of: date | None) -> tuple[Undecided, ...]:
    """The days that the decision for `year` is about; `tet` is the first day of the lunar year."""
    law = law_of(year, as_of)
    first_three = frozenset(day for day in (tet, tet + DAY, tet + 2 * DAY) if day.weekday() < 5)
    groups = [Undecided(all_of=first_three, any_of=frozenset(), rows=_tet(tet, law))]
    if law.second_national_day:
        beside = frozenset(date(year, 9, day) for day in (1, 3, 4))
        groups.append(Undecided(all_of=frozenset(), any_of=beside, rows=_beside_national_day(year, law)))
    return tuple(groups)


def _tet(tet: date, law: Law) -> tuple[DayRow, ...]:
    """Two days before and three from the first; one and four when that makes Monday to Friday, as in 2022 and 2026."""
    start = tet - DAY if tet.weekday() == 1 else tet - 2 * DAY
    days = [start + DAY * n for n in range(5)]
    off = [day for day in days if day.weekday() < 5]
    off += _next_weekdays(days[-1], 5 - len(off), frozenset())
    return tuple(_estimate(day, DayKind.TET, "Tết Nguyên đán (ước tính)", law) for day in off)


def _beside_national_day(year: int, law: Law) -> tuple[DayRow, ...]:
    """The neighbour that makes the longest run of days off; for a Sunday both make the same."""
    weekday = date(year, 9, 2).weekday()
    day = {0: 3, 3: 3, 6: 4}.get(weekday, 1)
    return (_estimate(date(year, 9, day), DayKind.NATIONAL_BESIDE, "Ngày liền kề Quốc khánh 2/9 (ước tính)", law),)


def _with_days_in_lieu(named: Sequence[DayRow], law: Law) -> tuple[DayRow, ...]:
    rows = {row.day: row for row in named if row.day.weekday() < 5}
    for row in sorted(named, key=lambda row: row.day):
        if row.day.weekday() >= 5:
            (day,) = _next_weekdays(row.day, 1, rows)
            reason = f"Nghỉ bù {row.reason} (ngày {row.day:%d/%m/%Y})"
            known = max(row.known_from, law.known_from)
            rows[day] = _dated(day, DayKind.IN_LIEU, reason, law.in_lieu, known, row.day)
    return tuple(rows.values())


def _next_weekdays(after: date, count: int, taken: Iterable[date]) -> list[date]:
    days: list[date] = []
    day = after
    while len(days) < count:
        day += DAY
        if day.weekday() < 5 and day not in taken:
            days.append(day)
    return days


def _row(day: date, kind: DayKind, reason: str, law: Law) -> DayRow:
    return _dated(day, kind, reason, law.days_off, law.known_from, None)


def _culture_day(year: int) -> DayRow:
    day = date(year, 11, 24)
    return _dated(day, DayKind.CULTURE, "Ngày Văn hóa Việt Nam 24/11", CULTURE_DAY, CULTURE_DAY_KNOWN, None)


def _dated(day: date, kind: DayKind, reason: str, source: str, known_from: date, other_day: date | None) -> DayRow:
    return DayRow(
        day=day, working=False, kind=kind, reason=reason, source=source, known_from=known_from, other_day=other_day
    )


def _estimate(day: date, kind: DayKind, reason: str, law: Law) -> DayRow:
    return DayRow(
        day=day,
        working=False,
        kind=kind,
        reason=reason,
        source=law.decided,
        known_from=law.known_from,
        estimate=True,
    )
