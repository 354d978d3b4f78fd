"""Half of the reference: from a day to a due date, by walking over the days one by one.

It shares nothing with the engine but the values of `rules`. Articles are those of the Bộ luật Dân sự 2015. Left out:
cut-off hours, half days, and the settings that only foreign conventions use (`count_event_day`, `clear_days`,
`short_periods`, `min_working_days`); and the years that nobody has announced, before 2019 and after 2027: there it
knows of no days off but Saturdays and Sundays.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.offsets import Cycle, Direction, Offset, Recurring

DAY = timedelta(days=1)
EVER = date(2000, 1, 1)  # before all that happens
ANNOUNCED = range(2019, 2028)  # the years of which all days off are known
MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}
LAW = {
    "vn-civil-code": {"roll_after": "next"},  # Điều 148.5: a last day that is a day off moves to the next working day
    "vn-election": {"roll_after": "none"},
}


@dataclass(frozen=True, kw_only=True)
class Dates:
    """A due date, or what there is in its place; `grounds` are the ids of the events it rests on."""

    nominal: date | None = None
    due: date | None = None
    safe: date | None = None
    window_start: date | None = None
    set_by: date | None = None
    remind_on: date | None = None
    provisional: bool = False
    halted: bool = False  # time stands still: then there are no days
    left: Offset | None = None  # of a term that stands still
    grounds: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A suspension: the days after `start`, up to and with `end`, do not count. No `end`: nobody knows when."""

    start: date
    end: date | None
    grounds: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A length of time after `start`: months, then days, then working days."""

    start: date
    months: int = 0
    days: int = 0
    working: int = 0
    in_months: bool = False  # what is left of it is told in months too


def joined(stops: Iterable[Stop]) -> list[Stop]:
    """Suspensions that overlap, or follow each other, are one."""
    found: list[Stop] = []
    for stop in sorted(stops, key=lambda stop: stop.start):
        if stop.end and stop.end <= stop.start:
            continue
        before = found[-1] if found else None
        if before and (before.end is None or stop.start <= before.end):
            end = max(before.end, stop.end) if before.end and stop.end else None
            found[-1] = Stop(start=before.start, end=end, grounds=before.grounds | stop.grounds)
        else:
            found.append(stop)
    return found


def resting_on(stops: Iterable[Stop]) -> frozenset[str]:
    """The grounds of them all."""
    return frozenset().union(*(stop.grounds for stop in stops))


def months_later(day: date, months: int) -> date:
    """The same day of a later (earlier) month; where there is none, the month's last day (148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def announced(*days: date) -> bool:
    """True if no day between the first and the last lies in a year that nobody has announced."""
    return min(days).year in ANNOUNCED and max(days).year in ANNOUNCED


def shipped_days(text: str) -> dict[date, bool]:
    """The days that are not what their weekday says, as the shipped calendar lists them: True if worked."""
    rows = (line.split(",", 2) for line in text.splitlines()[1:])
    return {date.fromisoformat(day): working == "1" for day, working, _ in rows}


# --- rounds of what recurs --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """One round of a recurring duty: its name, its first day, and the day that the rule names in it."""

    name: str
    start: date
    day: date


def round_of(spec: Recurring, day: date) -> Round:
    """The round in which `day` lies."""
    if spec.every is Cycle.WEEK:
        start = day - day.weekday() * DAY
        year, week, _ = start.isocalendar()
        return Round(f"{year}-W{week:02}", start, start + (spec.day - 1) * DAY)
    length = MONTHS[spec.every]
    first = (day.month - 1) // length * length + 1
    start, n = date(day.year, first, 1), (first - 1) // length + 1
    month = months_later(start, (length if spec.month == -1 else spec.month) - 1)
    last = monthrange(month.year, month.month)[1]
    names = {1: f"{start:%Y-%m}", 3: f"{start.year}-Q{n}", 6: f"{start.year}-H{n}", 12: f"{start.year}"}
    return Round(names[length], start, month.replace(day=last if spec.day == -1 else min(spec.day, last)))


def rounds(spec: Recurring, since: date, owed_from: date, until: date) -> list[Round]:
    """The rounds that begin by `until`, from that of `since` on; not those whose day had passed before `owed_from`."""
    found, day = [], since
    while (this := round_of(spec, day)).start <= until:
        if this.day > owed_from or (this.day == owed_from and not spec.strictly_before):
            found.append(this)
        while round_of(spec, day) == this:
            day += DAY
    return found


# --- counting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """How is counted for one task: which days are worked, the settings, the suspensions (joined), the reminder."""

    works: Callable[[date], bool]
    settings: Mapping[str, str]
    stops: Sequence[Stop]
    remind: int

    def under(self, stops: Iterable[Stop]) -> "Count":
        """The same, under these suspensions."""
        return replace(self, stops=joined(stops))

    def workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it, if negative): day 1 is the first one after it."""
        while n:
            day += DAY if n > 0 else -DAY
            n -= self.works(day) * (1 if n > 0 else -1)
        return day

    def last_worked(self, day: date) -> date:
        """The last working day on or before `day`."""
        return day if self.works(day) else self.workdays(day, -1)

    def rolled(self, day: date, setting: str) -> date:
        """The working day to which a last day moves, if the setting lets it."""
        how = self.settings.get(setting, "none")
        return day if how == "none" or self.works(day) else self.workdays(day, 1 if how == "next" else -1)

    # A period after a happening.

    def after(self, event: date, offset: Offset, *, firm: bool = True) -> Dates:
        """The day of the event is not counted (147.3); a last day that is a day off moves to the next (148.5).

        `after_means: first_day_after` names the day behind the period, which is not rolled.
        """
        months, days, working = self.length(offset)
        effective = self.settings.get("after_means") == "first_day_after"
        if effective:
            days, working = (days, working + 1) if working else (days + 1, 0)
        term = Term(start=event, months=months, days=days, working=working, in_months=months > 0)
        return self.run(term, "" if effective else "roll_after", event, firm=firm, on_last=effective)

    def length(self, offset: Offset) -> tuple[int, int, int]:
        """Months, days and working days. Years and months are added together, with one rounding; a week is 7 days."""
        months, days, working = 12 * offset.years + offset.months, 7 * offset.weeks + offset.days, offset.working_days
        if self.settings.get("months") == "working_days_30":
            return 12 * offset.years, days, working + 30 * offset.months
        return months, days, working

    def ends(self, term: Term, roll: str, not_before: date) -> tuple[date, date, date]:
        """The day on which months and days are over, the last day, and that day rolled (but not too far back)."""
        through = months_later(term.start, term.months) + term.days * DAY
        nominal = self.workdays(through, term.working)
        due = self.rolled(nominal, roll)
        return through if term.working else nominal, nominal, due if due >= not_before else nominal

    def left(self, term: Term, at: date, roll: str, not_before: date) -> Term:
        """What is left of `term` at the end of the day `at`.

        Days stay days and working days working days. Of months: the most whole ones that fit, then days. Where only
        the day to which the last is rolled is ahead: the working days until then.
        """
        through, nominal, due = self.ends(term, roll, not_before)
        if at < through:
            months = 0
            while term.in_months and months_later(at, months + 1) <= through:
                months += 1
            days = (through - months_later(at, months)).days
            return replace(term, months=months, days=days)
        until, working = nominal if at < nominal else due, 0
        while at < until:
            at += DAY
            working += self.works(at)
        return replace(term, months=0, days=0, working=working)

    def run(
        self, term: Term, roll: str, earliest: date, *, gap: int = 0, firm: bool = True, on_last: bool = False
    ) -> Dates:
        """`term` through the suspensions: each takes what is left when it begins, and gives it back when it ends.

        `gap`: how many days earlier the strictest reading wants it. `on_last`: the last day is safe as it is.
        """
        grounds: frozenset[str] = frozenset()
        begun, resumed = term.start, None
        for stop in self.stops:
            if (stop.end and stop.end <= term.start) or stop.start >= self.ends(term, roll, earliest)[2]:
                continue
            waits = stop.start < term.start and not resumed and roll != "fixed_date_roll"  # it takes effect at the end
            rest = term if waits else self.left(term, max(stop.start, term.start), roll, earliest)
            grounds |= stop.grounds
            if stop.end is None:
                left = Offset(
                    direction=Direction.AFTER,
                    years=rest.months // 12,
                    months=rest.months % 12,
                    days=rest.days,
                    working_days=rest.working,
                )
                return Dates(halted=True, left=left, provisional=not firm, grounds=grounds)
            term = replace(rest, start=stop.end)
            begun, resumed, earliest = stop.end if waits else begun, stop.end, stop.end
        _, nominal, due = self.ends(term, roll, earliest)
        safe = due if on_last else self.safe(min(nominal, due, nominal - gap * DAY), earliest)
        spanned = (safe, due, nominal) if roll == "fixed_date_roll" else (begun, safe, due, nominal)
        remind_on = max(self.workdays(safe, -self.remind), resumed or EVER)
        return Dates(
            nominal=nominal,
            due=due,
            safe=safe,
            remind_on=remind_on,
            provisional=not (firm and announced(*spanned)),
            grounds=grounds,
        )

    def safe(self, day: date, not_before: date) -> date:
        """The last working day on or before `day`, which every reading of the law allows; but not too early."""
        worked = self.last_worked(day)
        return worked if worked >= not_before else day

    # A period before a happening.

    def before(self, event: date, offset: Offset, *, firm: bool = True) -> Dates:
        """Counted back in the same way, and not rolled unless a setting says so. No amount at all: the day before.

        It is bound to its event: a suspension does not move it, and hides it while it lasts.
        """
        months, days, working = self.length(offset)
        if not (months or days or working):
            days = 0 if self.settings.get("before_date") == "same_day" else 1
        nominal = self.workdays(months_later(event, -months) - days * DAY, -working)
        due = self.rolled(nominal, "roll_before")
        due = nominal if nominal < due and due >= event else due
        safe = self.last_worked(min(nominal, due, event - DAY))
        here = [stop for stop in self.stops if stop.start < due]
        grounds = resting_on(here)
        if any(stop.end is None for stop in here):
            return Dates(halted=True, provisional=not firm, grounds=grounds)
        return Dates(
            nominal=nominal,
            due=due,
            safe=safe,
            remind_on=self.workdays(safe, -self.remind),
            provisional=not (firm and announced(safe, due, nominal, event)),
            grounds=grounds,
        )

    # A given day.

    def given(
        self, day: date, since: date, *, earliest: date = EVER, window: date | None = None, gap: int = 0
    ) -> Dates:
        """A last day that is given. A suspension keeps the days that were left until it, or since its time began."""
        start = min(since, day)
        found = self.run(Term(start=start, days=(day - start).days), "fixed_date_roll", earliest, gap=gap)
        if window and not found.halted:
            inside = [stop.end for stop in self.stops if stop.end and stop.start < window < stop.end]
            found = replace(found, window_start=inside[0] if inside else window)
        return found

    def before_date(self, day: date, since: date) -> Dates:
        """“Trước ngày D”: the day before it is the last; or D itself, if a setting says so, and safe the day before."""
        if self.settings.get("before_date") == "same_day":
            return self.given(day, since, gap=1)
        return self.given(day - DAY, since)

    def standing(self, start: date) -> Dates:
        """Work without a last day, from `start` on."""
        if still := [stop for stop in self.stops if stop.end is None]:
            return Dates(halted=True, grounds=resting_on(still))
        return Dates(window_start=start, grounds=resting_on(self.stops))

    def by_hand(self, day: date, said_on: date, stops: Sequence[Stop]) -> Dates:
        """A last day that an officer gave on `said_on`.

        A suspension that begins later moves it; one that he knew of hides it while it lasts.
        """
        found = self.under(stop for stop in stops if stop.start > said_on).given(day, EVER)
        still = [stop for stop in stops if stop.end is None and found.due and stop.start < found.due]
        if not still:
            return found
        return Dates(halted=True, provisional=found.provisional, grounds=found.grounds | resting_on(still))
