"""The offset language: `7 working days after congress` to values and back.

Reading and printing are inverse: `parse_due(format_due(spec)) == spec`; what is printed is the canonical form
(lower-case keywords, single spaces, largest amount first). The forms are listed in docs/writing-rules.md.
"""

import re
from collections.abc import Callable
from datetime import date

from rules.language.offset_cycles import format_cycle, read_cycle
from rules.language.offset_spans import format_span, read_span
from rules.language.tokens import Tokens, tokens_of
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Direction,
    Done,
    DueSpec,
    Earliest,
    FromDate,
    Offset,
    Once,
    Per,
    Pick,
    Recurring,
    RightAfter,
    Signal,
    SignalKind,
    Within,
)
from rules.problems import N_, TextError

NUMBER = re.compile(r"[0-9]{1,5}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

UNITS = {
    "year": ("years", 1),
    "quarter": ("months", 3),
    "month": ("months", 1),
    "week": ("weeks", 1),
    "day": ("days", 1),
    "working day": ("working_days", 1),
}
"""Units of time, largest first: the field of Offset that each adds to, and how much."""

PRINTED = tuple((name, unit) for unit, (name, times) in UNITS.items() if times == 1)

WANTED_DUE = N_(
    "Expected: an amount (`7 working days after …`), `before`, `by`, `from`, `in`, `every`, `right after`, `once`, "
    "`per`, `continuous`, `done` or `earliest of (…, …)`."
)
WANTED_LIMITS = N_("Expected: several deadlines in brackets, with commas between them: `earliest of (…, …)`.")
NO_LIMIT = N_("“{read}” is no last day, so that it cannot be one of several of which the earliest counts.")
TAKE_LIMITS = N_("Name deadlines such as `before 2025-08-31`, `by …`, `in …`, `7 days after …`, `right after …`.")
WANTED_NUMBER = N_("Expected: a whole number of at most five digits.")
WANTED_UNIT = N_("Expected: a unit of time (day, working day, week, month, quarter, year).")
TWICE = N_("The unit of time “{read}” stands here for the second time.")
ADD_UP = N_("Add the amounts up.")
WANTED_SIDE = N_("Expected: another amount, `after` or `before`.")
WANTED_ANCHOR = N_(
    "Expected: what is counted from: a milestone (lower-case letters, digits, _ and -), `task` and a rule's id, "
    "either after `own`, `first` and a unit kind, or `last` and a unit kind."
)
WANTED_DAY = N_("Expected: a date as YYYY-MM-DD.")
WANTED_KIND = N_("Expected: a unit kind, such as commune.")
WANTED_RULE = N_("Expected: the id of a task rule.")
NO_SUCH_DAY = N_("There is no day {day} in the calendar.")
REAL_DAY = N_("Correct the date.")


class OffsetSyntaxError(TextError):
    """A text is not in the offset language."""


_HEADS: dict[type[DueSpec], str] = {
    RightAfter: "right after",
    Once: "once",
    Per: "per",
    BeforeDate: "before",
    ByDate: "by",
    FromDate: "from",
    Continuous: "continuous",
    Done: "done",
}


def parse_due(text: str) -> DueSpec:
    """The deadline that `text` says. Raises OffsetSyntaxError."""
    tokens = tokens_of(text, OffsetSyntaxError, WANTED_DUE)
    spec = _due(tokens)
    tokens.finish()
    return spec


def parse_offset(text: str) -> Offset:
    """`30 working days before`: amounts and a side, without what they are counted from. Raises OffsetSyntaxError."""
    tokens = tokens_of(text, OffsetSyntaxError, WANTED_NUMBER)
    offset = read_offset(tokens)
    tokens.finish()
    return offset


def parse_amount(text: str) -> Offset:
    """`1 working day`: a length of time alone, as policies have it; it counts after. Raises OffsetSyntaxError."""
    tokens = tokens_of(text, OffsetSyntaxError, WANTED_NUMBER)
    amount = read_amount(tokens)
    tokens.finish()
    return amount


def read_amount(tokens: Tokens) -> Offset:
    """A length of time alone, which counts after, read from what comes next. Raises OffsetSyntaxError."""
    return Offset(direction=Direction.AFTER, **_amounts(tokens))


def format_due(spec: DueSpec) -> str:
    """The canonical text of `spec`."""
    if isinstance(spec, Counted):
        return f"{_format_counted(spec.offset)} {format_anchor(spec.anchor)}"
    if isinstance(spec, RightAfter | Once | Per):
        return f"{_HEADS[type(spec)]} {format_anchor(spec.anchor)}"
    if isinstance(spec, BeforeDate | ByDate | FromDate):
        return f"{_HEADS[type(spec)]} {spec.day}"
    if isinstance(spec, Within):
        return f"in {format_span(spec.start, spec.end)}"
    if isinstance(spec, Earliest):
        return f"earliest of ({', '.join(map(format_due, spec.of))})"
    return format_cycle(spec) if isinstance(spec, Recurring) else _HEADS[type(spec)]


def format_offset(offset: Offset) -> str:
    """`1 year 2 months before`; `0 days after` where there is nothing to count."""
    return f"{format_amount(offset)} {offset.direction}"


def format_amount(offset: Offset) -> str:
    """`1 year 2 months`: the amounts alone, largest first."""
    counts = [(getattr(offset, name), unit) for name, unit in PRINTED]
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    return " ".join(parts) or "0 days"


def format_anchor(anchor: Anchor) -> str:
    """`congress`, `own congress`, `last commune congress`, `task I.7 missed`."""
    pick = "" if anchor.pick is Pick.NEAREST else f"{anchor.pick} "
    kind = f"{anchor.kind} " if anchor.kind else ""
    return f"{pick}{kind}{_format_signal(anchor.signal)}"


def _due(tokens: Tokens) -> DueSpec:
    """A deadline; the first words decide on its form."""
    for keywords, read in _FORMS.items():
        if tokens.take(*keywords):
            return read(tokens)
    if not NUMBER.match(tokens.next):
        raise tokens.fail(WANTED_DUE)
    offset = read_offset(tokens)
    return Counted(offset=offset, anchor=_anchor(tokens))


def _before(tokens: Tokens) -> DueSpec:
    """The rest of a deadline after `before`: a date, or a happening."""
    if tokens.next[:1].isdigit():
        return BeforeDate(day=_day(tokens))
    return Counted(offset=Offset(direction=Direction.BEFORE), anchor=_anchor(tokens))


def _within(tokens: Tokens) -> Within:
    """The rest of a deadline after `in`: a span of days."""
    start, end = read_span(tokens)
    return Within(start=start, end=end)


def _earliest(tokens: Tokens) -> Earliest:
    """The rest of a deadline after `earliest of`: limits in brackets."""
    if not tokens.take("("):
        raise tokens.fail(WANTED_LIMITS)
    limits = [_limit(tokens)]
    while tokens.take(","):
        limits.append(_limit(tokens))
    if len(limits) == 1 or not tokens.take(")"):
        raise tokens.fail(WANTED_LIMITS)
    return Earliest(tuple(limits))


def _limit(tokens: Tokens) -> Counted | RightAfter | BeforeDate | ByDate | Within:
    column = tokens.column
    limit = _due(tokens)
    if not isinstance(limit, Counted | RightAfter | BeforeDate | ByDate | Within):
        raise OffsetSyntaxError(NO_LIMIT, TAKE_LIMITS, column, {"read": format_due(limit)})
    return limit


_FORMS: dict[tuple[str, ...], Callable[[Tokens], DueSpec]] = {
    ("before",): _before,
    ("by",): lambda tokens: ByDate(day=_day(tokens)),
    ("from",): lambda tokens: FromDate(day=_day(tokens)),
    ("in",): _within,
    ("every",): read_cycle,
    ("right", "after"): lambda tokens: RightAfter(anchor=_anchor(tokens)),
    ("once",): lambda tokens: Once(anchor=_anchor(tokens)),
    ("per",): lambda tokens: Per(anchor=_anchor(tokens)),
    ("continuous",): lambda _: Continuous(),
    ("done",): lambda _: Done(),
    ("earliest", "of"): _earliest,
}
"""By what stands first; everything else begins with an amount."""


def read_offset(tokens: Tokens) -> Offset:
    """Amounts and a side, read from what comes next. Raises OffsetSyntaxError."""
    amounts = _amounts(tokens)
    for side in Direction:
        if tokens.take(side):
            return Offset(direction=side, **amounts)
    raise tokens.fail(WANTED_SIDE)


def _amounts(tokens: Tokens) -> dict[str, int]:
    """Amounts by the names of Offset's fields; at least one must stand there."""
    amounts: dict[str, int] = {}
    seen: set[str] = set()
    while not seen or tokens.take("and") or NUMBER.match(tokens.next):
        number = tokens.match(NUMBER)
        if not number:
            raise tokens.fail(WANTED_NUMBER)
        unit = _unit(tokens, seen)
        name, times = UNITS[unit]
        amounts[name] = amounts.get(name, 0) + times * int(number.group())
    return amounts


def _unit(tokens: Tokens, seen: set[str]) -> str:
    """A unit of time in the singular or plural, none of those `seen`."""
    column = tokens.column
    unit = next((u for u in UNITS if tokens.take(*u.split()) or tokens.take(*f"{u}s".split())), None)
    if unit is None:
        raise tokens.fail(WANTED_UNIT)
    if unit in seen:
        raise OffsetSyntaxError(TWICE, ADD_UP, column, {"read": unit})
    seen.add(unit)
    return unit


def _anchor(tokens: Tokens) -> Anchor:
    """A happening to count from, with the choice among several."""
    pick = next((pick for pick in (Pick.OWN, Pick.FIRST, Pick.LAST) if tokens.take(pick)), Pick.NEAREST)
    kind = None
    if pick in (Pick.FIRST, Pick.LAST):
        kind = tokens.name()
        if not kind:
            raise tokens.fail(WANTED_KIND)
    return Anchor(signal=_signal(tokens), pick=pick, kind=kind)


def _signal(tokens: Tokens) -> Signal:
    """A milestone, or a task done or missed."""
    if tokens.take("task"):
        rule = tokens.any()
        if not rule:
            raise tokens.fail(WANTED_RULE)
        missed = tokens.take("missed")
        if not missed:
            tokens.take("done")
        return Signal(kind=SignalKind.MISSED if missed else SignalKind.DONE, name=rule)
    name = tokens.name()
    if not name:
        raise tokens.fail(WANTED_ANCHOR)
    return Signal(kind=SignalKind.MILESTONE, name=name)


def _format_signal(signal: Signal) -> str:
    """`congress`, `task I.7`, `task I.7 missed`."""
    if signal.kind is SignalKind.MILESTONE:
        return signal.name
    return f"task {signal.name}{' missed' if signal.kind is SignalKind.MISSED else ''}"


def _day(tokens: Tokens) -> date:
    """A date of the calendar."""
    if not DAY.fullmatch(tokens.next):
        raise tokens.fail(WANTED_DAY)
    try:
        day = date.fromisoformat(tokens.next)
    except ValueError:
        raise OffsetSyntaxError(NO_SUCH_DAY, REAL_DAY, tokens.column, {"day": tokens.next}) from None
    tokens.any()
    return day


def _format_counted(offset: Offset) -> str:
    """`before` alone where there is nothing to count, else the offset."""
    bare = offset == Offset(direction=Direction.BEFORE)
    return "before" if bare else format_offset(offset)
