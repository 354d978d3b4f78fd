"""A count told step by step, so that a reader can count again by hand and see on what authority each step rests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.calendars.calendar import Calendar
from engine.calendars.days import DayKind, DayReason, DayRow, HalfDays
from engine.counting.conventions import AfterReading, Convention, MonthReading
from engine.counting.periods import DAY, WORKING_DAYS_A_MONTH, Count, add_months, roll
from rules.offsets import Direction
from rules.problems import N_

Value = str | int | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One sentence of a count that is told step by step."""

    template: str
    """English, with {named} fields."""
    args: Mapping[str, Value]
    """The fields by name: days as dates, numbers and texts."""


def step(template: str, **args: Value) -> Step:
    """The step that says `template` with these fields."""
    return Step(template=template, args=args)


ZERO = N_("There is nothing to count: the day is {event} itself.")
STRICTLY_BEFORE = N_("“Before {day}” means by the day before: {last} ({authority}).")
BEFORE_OR_ON = N_("“Before {day}” is taken to include that day ({authority}).")
AFTER = N_("Counting starts on the day after {event}: the day of the event is not counted ({authority}).")
BEFORE = N_("Counting goes back from the day before {event}: the day of the event is not counted ({authority}).")
INCLUDED = N_("Counting starts with {event}: the day of the event is counted ({authority}).")
YEARS_LATER = N_("{years} year(s) later: {day} ({authority}).")
YEARS_EARLIER = N_("{years} year(s) earlier: {day} ({authority}).")
MONTHS_LATER = N_("{months} month(s) later: {day} ({authority}).")
MONTHS_EARLIER = N_("{months} month(s) earlier: {day} ({authority}).")
NO_SUCH_DAY = N_("That month has no day {number}, so it is the last day of the month.")
DAYS_LATER = N_("{days} day(s) later: {day}. Days off on the way are counted too.")
DAYS_EARLIER = N_("{days} day(s) earlier: {day}. Days off on the way are counted too.")
MONTH_OF_WORK = N_("A month is counted as {days} working days ({authority}).")
SHORT = N_("In a period of {days} day(s) days off are not counted ({authority}).")
FIRST_WORKING = N_("Working day 1 is {day}.")
LAST_WORKING = N_("Working day {count} is {day}.")
WEEKENDS = N_("Not counted: {count} Saturday(s) or Sunday(s) from {first} to {last}.")
CLEAR = N_("Neither end of the period counts, so it must be done one day earlier, by {day} ({authority}).")
EVENT_COUNTED = N_("As the day of the event is counted, the period ends on {day}.")
FIRST_DAY_AFTER = N_("Meant is the first day after the period: {day} ({authority}).")
MOVED_ON = N_("A last day that is a day off moves to the next working day: {day} ({authority}).")
MOVED_BACK = N_("A last day that is a day off moves to the working day before: {day} ({authority}).")
STAYS = N_("The last day stays {day}, although it is a day off ({authority}).")
LEAST = N_("The period must include {count} working days, so it ends on {day} ({authority}).")
SAFE = N_("Safe under every reading of the law: {day}, the last working day on or before {limit}.")
SAFE_WHOLE = N_("Safe however half days are counted: {day}, the last day worked whole that satisfies both readings.")
SAFE_DAY_OFF = N_("Safe under every reading of the law: {day}; from the event until then there is no working day.")
PROVISIONAL = N_("Provisional: the days off of {years} have not been announced, as far as this calendar knows.")

SATURDAY = N_("{day} is a Saturday, a weekly day off.")
SUNDAY = N_("{day} is a Sunday, a weekly day off.")
WEEKDAY = N_("{day} is a working day.")
AMENDED_OFF = N_("{day} is a day off: {reason} ({source}).")
AMENDED_WORKED = N_("{day} is worked: {reason} ({source}).")
HALF_COUNTED = N_("{day} is worked until {until} only: {reason} ({source}). It counts as a working day ({authority}).")
HALF_NOT_COUNTED = N_(
    "{day} is worked until {until} only: {reason} ({source}). It does not count as a working day ({authority})."
)
EXPECTED = {
    DayKind.TET: N_("{day} is expected to be off for Tết; no decision is known yet ({source})."),
    DayKind.NATIONAL_BESIDE: N_(
        "{day} is expected to be off beside National Day; no decision is known yet ({source})."
    ),
}
"""For estimates, by kind."""
NAMED = {
    DayKind.NEW_YEAR: N_("{day} is off: New Year's Day ({source})."),
    DayKind.TET: N_("{day} is off: Tết, the lunar New Year ({source})."),
    DayKind.HUNG_KINGS: N_("{day} is off: the Hùng Kings' Commemoration Day ({source})."),
    DayKind.REUNIFICATION: N_("{day} is off: Victory Day, 30 April ({source})."),
    DayKind.LABOUR: N_("{day} is off: Labour Day, 1 May ({source})."),
    DayKind.NATIONAL: N_("{day} is off: National Day, 2 September ({source})."),
    DayKind.NATIONAL_BESIDE: N_("{day} is off: the day beside National Day ({source})."),
    DayKind.CULTURE: N_("{day} is off: Viet Nam Culture Day ({source})."),
    DayKind.IN_LIEU: N_("{day} is off in lieu of {other_day}, a holiday on a weekly day off ({source})."),
    DayKind.SWAP: N_("{day} is off, exchanged for {other_day}, which is worked ({source})."),
    DayKind.WORKED: N_("{day} is worked, exchanged for {other_day}, which is off ({source})."),
}
"""For days that a document names, by kind."""


def _day_step(reason: DayReason) -> Step:
    """The reason for which a day is, or is not, a working day."""
    if reason.row:
        return _row_step(reason.row)
    weekly = {DayKind.SATURDAY: SATURDAY, DayKind.SUNDAY: SUNDAY}
    return step(weekly.get(reason.kind, WEEKDAY), day=reason.day)


def count_steps(count: Count, calendar: Calendar, convention: Convention) -> Iterator[Step]:
    """The steps of `count`, in order; `calendar` and `convention` must be those that it was made with."""
    calendar = calendar.under(convention.half_days)
    yield start_step(count, convention)
    yield from _calendar_part(count, convention)
    yield from _working_part(count, calendar, convention)
    if count.direction is Direction.AFTER and convention.after_means is AfterReading.FIRST_DAY_AFTER:
        yield step(FIRST_DAY_AFTER, day=count.nominal, authority=convention.by("after_means"))
    else:
        setting = "roll_after" if count.direction is Direction.AFTER else "roll_before"
        if not count.length.working:
            yield from half_day_steps(calendar, count.nominal, count.due)
        least = convention.min_working_days if _lengthened(count, calendar, convention) else None
        yield from rolling_steps(count.nominal, count.due, calendar, convention, setting, least)
        yield from safe_steps(count.nominal, count.due, count.safe, calendar)
    yield from provisional_steps(calendar, count.event, count.nominal, count.due, count.safe)


def rolling_steps(
    nominal: date, due: date, calendar: Calendar, convention: Convention, setting: str, least: int | None = None
) -> Iterator[Step]:
    """The nominal day as the rolling `setting` moves it; `least` working days at least, where that decided."""
    if not calendar.is_working(nominal) and not calendar.half_day(nominal):
        yield _day_step(calendar.explain_day(nominal))
    if least:
        yield step(LEAST, count=least, day=due, authority=convention.by("min_working_days"))
    elif due != nominal:
        after, until = (nominal + DAY, due - DAY) if due > nominal else (due + DAY, nominal - DAY)
        yield from passed_over(after, until, calendar)
        yield step(MOVED_ON if due > nominal else MOVED_BACK, day=due, authority=convention.by(setting))
    elif not calendar.is_working(nominal):
        yield step(STAYS, day=nominal, authority=convention.by(setting))


def safe_steps(nominal: date, due: date, safe: date, calendar: Calendar) -> Iterator[Step]:
    """The safe day and why it is safe, if that is not the due day itself."""
    if safe == due:
        return
    if calendar.half_days and calendar.is_working(safe) and calendar.previous_working(min(nominal, due)) != safe:
        yield step(SAFE_WHOLE, day=safe)
    elif calendar.is_working(safe):
        yield step(SAFE, day=safe, limit=min(nominal, due))
    else:
        yield step(SAFE_DAY_OFF, day=safe)


def half_day_steps(calendar: Calendar, nominal: date, due: date) -> Iterator[Step]:
    """The half days among the nominal day and the last, and how they count."""
    for day in dict.fromkeys((nominal, due)):
        half = calendar.half_day(day)
        if half:
            yield _row_step(half)


def provisional_steps(calendar: Calendar, *days: date) -> Iterator[Step]:
    """The years between the first and the last of `days` that are not announced, if there are any."""
    years = range(min(days).year, max(days).year + 1)
    unknown = [str(year) for year in years if year not in calendar.firm_years]
    if unknown:
        yield step(PROVISIONAL, years=", ".join(unknown))


def start_step(count: Count, convention: Convention) -> Step:
    """The day with which counting starts."""
    if count.length.zero:
        return _nothing_to_count(count, convention)
    how = AFTER if count.direction is Direction.AFTER else BEFORE
    template = INCLUDED if convention.count_event_day else how
    return step(template, event=count.event, authority=convention.by("count_event_day"))


def _nothing_to_count(count: Count, convention: Convention) -> Step:
    if count.direction is Direction.AFTER:
        return step(ZERO, event=count.event)
    authority = convention.by("before_date")
    if count.nominal == count.event:
        return step(BEFORE_OR_ON, day=count.event, authority=authority)
    return step(STRICTLY_BEFORE, day=count.event, last=count.nominal, authority=authority)


def _calendar_part(count: Count, convention: Convention) -> Iterator[Step]:
    later = count.direction is Direction.AFTER
    months = count.length.months
    authority = convention.by("months")
    if months and months % 12 == 0:
        template = YEARS_LATER if later else YEARS_EARLIER
        yield step(template, years=months // 12, day=count.months_end, authority=authority)
    elif months:
        template = MONTHS_LATER if later else MONTHS_EARLIER
        yield step(template, months=months, day=count.months_end, authority=authority)
    if count.months_end != add_months(count.event, months if later else -months, "up"):
        yield step(NO_SUCH_DAY, number=count.event.day)
    if count.length.days:
        yield step(DAYS_LATER if later else DAYS_EARLIER, days=count.length.days, day=count.days_end)


def _working_part(count: Count, calendar: Calendar, convention: Convention) -> Iterator[Step]:
    sign = 1 if count.direction is Direction.AFTER else -1
    length, authority = count.length, convention.by
    if length.short:
        yield step(SHORT, days=length.working, authority=authority("short_periods"))
    elif length.working and convention.months is MonthReading.WORKING_DAYS_30:
        yield step(MONTH_OF_WORK, days=WORKING_DAYS_A_MONTH, authority=authority("months"))
    start = count.days_end
    if convention.count_event_day and not length.zero:
        start -= DAY * sign
    if length.working:
        first, last = (calendar.add_working(start, sign * n) for n in (1, length.working))
        yield step(FIRST_WORKING, day=first)
        next_day = start + DAY * sign
        yield from passed_over(min(next_day, last), max(next_day, last), calendar)
        if length.working > 1:
            yield step(LAST_WORKING, count=length.working, day=last)
    elif start != count.days_end:
        yield step(EVENT_COUNTED, day=start)
    if length.clear:
        yield step(CLEAR, day=count.nominal, authority=authority("clear_days"))


def _lengthened(count: Count, calendar: Calendar, convention: Convention) -> bool:
    """True if the least number of working days made the period longer than rolling does."""
    how = convention.roll_after if count.direction is Direction.AFTER else convention.roll_before
    return count.due != count.nominal and count.due != roll(count.nominal, how, calendar)


def passed_over(first: date, last: date, calendar: Calendar) -> Iterator[Step]:
    """The days from `first` to `last` that are not as their weekday says, each, and the weekends together."""
    if first > last:
        return
    rows = calendar.rows_between(first, last)
    off = (last - first).days + (not calendar.is_working(first)) - calendar.working_between(first, last)
    weekends = off - sum(not row.working for row in rows)
    if weekends:
        yield step(WEEKENDS, count=weekends, first=first, last=last)
    for row in rows:
        yield _row_step(row)


def _row_step(row: DayRow) -> Step:
    if row.until:
        template, reading = (HALF_COUNTED, HalfDays.WHOLE) if row.working else (HALF_NOT_COUNTED, HalfDays.OFF)
        said = {"until": f"{row.until:%H:%M}", "reason": row.reason, "source": row.source}
        return step(template, day=row.day, authority=f"half_days={reading}", **said)
    if row.kind is DayKind.AMENDED:
        template = AMENDED_WORKED if row.working else AMENDED_OFF
        return step(template, day=row.day, reason=row.reason, source=row.source)
    template = (EXPECTED if row.estimate else NAMED)[row.kind]
    if row.other_day:
        return step(template, day=row.day, other_day=row.other_day, source=row.source)
    return step(template, day=row.day, source=row.source)
