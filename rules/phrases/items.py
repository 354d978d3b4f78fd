"""One clause of a phrase, as the grammar read it: what it says, and what it can still become beside its neighbours."""

from dataclasses import dataclass, replace

from rules.phrases.moments import Day, Moment, Span
from rules.phrases.pieces import DayOf
from rules.phrases.sense import DeadlineKind, LowerBound, Recurrence, Sense, TimeUnit
from rules.problems import N_, Note

NO_MONTH = N_("Which month of its cycle the day is in is not said.")
NEXT_MONTH = N_("The next month was taken to mean every month.")
FROM_DAY_AFTER = N_("“After” a date was taken to mean from the day after it.")
DAY_DIFFERS = N_("{day} is not on the weekday that stands beside it.")
BEFORE_THE_END = N_("“Before” or “from” the end of a month may or may not mean its last day.")
AGAINST_ITSELF = N_("“In” and “before” contradict each other; the stricter was taken.")

At = Moment | DayOf | int
"""The time that a clause names: a date, a span, a day of a cycle, a weekday."""


class UnreadError(Exception):
    """The pieces are in order, but together they say nothing that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseClause:
    """A clause. `at` is kept while a cycle said elsewhere may turn it into a recurring duty."""

    sense: Sense
    at: At | None = None
    time: str | None = None
    side: str | None = None  # BEFORE, AFTER
    bounds: frozenset[str] = frozenset()
    cycle: Recurrence | None = None
    role: str = ""  # `cycle`: nothing but a cycle; `each`: with one; `follow`: the years after; `length`: no event yet

    def noted(self, *templates: str, **args: str | int) -> "PhraseClause":
        """The same, not certain."""
        notes = tuple(Note(template=template, args=args) for template in templates)
        return replace(self, sense=replace(self.sense, notes=self.sense.notes + notes))


def dated(at: At, *, bounds: frozenset[str], side: str | None, time: str | None = None) -> PhraseClause:
    """A clause that names a moment: on it, by it, before it, from it."""
    item = PhraseClause(sense=Sense(kind=DeadlineKind.UNREAD), at=at, bounds=bounds, side=side, time=time)
    if isinstance(at, Day):
        return _on_day(item, at)
    return _in_span(item, at) if isinstance(at, Span) else item


def _on_day(item: PhraseClause, day: Day) -> PhraseClause:
    """The clause with the sense that a day has on its side and within its bounds."""
    sense = Sense(kind=DeadlineKind.BY_DATE, date=day.date, time=item.time or day.time)
    if item.side == "BEFORE" and "EARLIEST" not in item.bounds:
        sense = replace(sense, kind=DeadlineKind.BEFORE_DATE)
    elif "EARLIEST" in item.bounds:
        sense = replace(sense, kind=DeadlineKind.FROM_DATE, bound=LowerBound.NOT_BEFORE)
    made = replace(item, sense=sense)
    if item.side == "AFTER":
        made = replace(made, sense=_day_after(sense)).noted(FROM_DAY_AFTER)
    elif item.side not in ("BEFORE", None):
        raise UnreadError
    if "LEAST" in item.bounds:
        raise UnreadError
    if day.last and item.side == "BEFORE":
        made = made.noted(BEFORE_THE_END)
    if item.side == "BEFORE" and item.bounds & {"IN", "AT"}:
        made = made.noted(AGAINST_ITSELF)
    if day.weekday and day.date and day.date.isoweekday() != day.weekday:
        made = made.noted(DAY_DIFFERS, day=day.date.isoformat())
    return made


def _day_after(sense: Sense) -> Sense:
    """The sense, from the day after its date on."""
    from_day = None if sense.date is None else sense.date.fromordinal(sense.date.toordinal() + 1)
    return replace(sense, kind=DeadlineKind.FROM_DATE, date=from_day)


def _in_span(item: PhraseClause, span: Span) -> PhraseClause:
    """The clause with the sense that a span has on its side and within its bounds."""
    if item.side == "BEFORE" or "EARLIEST" in item.bounds:
        whole = replace(item, at=span, sense=Sense(kind=DeadlineKind.BEFORE_DATE, date=span.start, time=item.time))
        if "EARLIEST" in item.bounds:
            return replace(whole, sense=replace(whole.sense, kind=DeadlineKind.FROM_DATE, bound=LowerBound.NOT_BEFORE))
        return whole.noted(AGAINST_ITSELF) if item.bounds & {"IN", "AT"} else whole
    if item.side == "AFTER":
        return replace(item, sense=_day_after(Sense(kind=DeadlineKind.FROM_DATE, date=span.end))).noted(FROM_DAY_AFTER)
    if item.side or "LEAST" in item.bounds:
        raise UnreadError
    if item.bounds & {"LATEST", "TO"}:
        return replace(item, sense=Sense(kind=DeadlineKind.BY_DATE, date=span.end))
    return replace(item, sense=Sense(kind=DeadlineKind.PERIOD, start=span.start, end=span.end))


def recurring(cycle: Recurrence, item: PhraseClause) -> PhraseClause:
    """The clause as a duty that comes round: `trước ngày 25` + every month."""
    strict = item.side == "BEFORE"
    at_all = item.at is not None or item.role == "window"
    if not at_all or item.side not in ("BEFORE", None) or item.bounds & {"LEAST", "EARLIEST"}:
        raise UnreadError
    day, month, template = _place(cycle, item.at, strict=strict)
    sense = Sense(
        kind=DeadlineKind.RECURRING,
        recurrence=cycle,
        day=day,
        month_of_period=month,
        unit=TimeUnit.WORKING_DAY if isinstance(item.at, DayOf) and item.at.working else None,
        direction="before" if strict else None,
        time=item.time,
        notes=item.sense.notes,
    )
    made = PhraseClause(sense=sense, cycle=cycle, side=item.side, role="each")
    return made.noted(template) if template else made


def _place(cycle: Recurrence, at: At | None, *, strict: bool) -> tuple[int | str | None, int | str | None, str | None]:
    """Day and month within a cycle, and the template of what is not certain about them."""
    if at is None and cycle is Recurrence.YEARLY:
        return None, None, NO_MONTH
    if isinstance(at, int) and cycle is Recurrence.WEEKLY:
        return at, None, None
    if isinstance(at, DayOf) and at.cycle in (None, cycle):
        missing = at.month is None and cycle not in (Recurrence.MONTHLY, Recurrence.WEEKLY)
        return at.day, at.month, NO_MONTH if missing else None
    if isinstance(at, Day) and cycle is Recurrence.YEARLY and at.year is None and not at.lunar:
        return "last" if at.last else at.day, at.month, None
    if isinstance(at, Span) and cycle is Recurrence.YEARLY and at.first_year is None and not at.days:
        return None, at.first if strict else at.last, None
    raise UnreadError


def with_own_cycle(item: PhraseClause) -> PhraseClause:
    """A clause that names a day of a cycle says with it which cycle; else it is not a deadline yet."""
    if not isinstance(item.at, DayOf):
        raise UnreadError
    if item.at.cycle is None:
        raise UnreadError
    made = recurring(item.at.cycle, item)
    return made.noted(NEXT_MONTH) if item.at.open else made


def is_cyclic(item: PhraseClause) -> bool:
    """True if a cycle said elsewhere may turn this clause into a recurring duty."""
    at = item.at
    if item.role == "window":
        return False
    if isinstance(at, Day):
        return at.year is None and not at.lunar
    return isinstance(at, DayOf | int) or (isinstance(at, Span) and at.first_year is None)
