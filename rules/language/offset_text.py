"""The offset language: `7 working days after congress` to values and back.

Reading and printing are inverse: `parse_due(format_due(spec)) == spec`; what is printed is the canonical form
(lower-case keywords, single spaces, largest amount first). The forms are listed in docs/writing-rules.md.
"""

import re
from collections.abc import Callable
from datetime import date

from rules.language.offset_cycles import format_cycle, read_cycle
from rules.language.offset_spans import format_span, read_span
from rules.language.words import Words, words_of
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Direction,
    Done,
    DueSpec,
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
    "`per`, `continuous` or `done`."
)
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
    """What `text` says, as a value. Raises OffsetSyntaxError."""
    words = words_of(text, OffsetSyntaxError, WANTED_DUE)
    spec = _due(words)
    words.finish()
    return spec


def parse_offset(text: str) -> Offset:
    """`30 working days before`: amounts and a side, without what they are counted from. Raises OffsetSyntaxError."""
    words = words_of(text, OffsetSyntaxError, WANTED_NUMBER)
    offset = _offset(words)
    words.finish()
    return offset


def parse_amount(text: str) -> Offset:
    """`1 working day`: a length of time alone, as policies have it; it counts after. Raises OffsetSyntaxError."""
    words = words_of(text, OffsetSyntaxError, WANTED_NUMBER)
    amounts = _amounts(words)
    words.finish()
    return Offset(direction=Direction.AFTER, **amounts)


def parse_anchor(text: str) -> Anchor:
    """`congress`, `last commune congress`, `task I.7`. Raises OffsetSyntaxError."""
    words = words_of(text, OffsetSyntaxError, WANTED_ANCHOR)
    anchor = _anchor(words)
    words.finish()
    return anchor


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


def _due(words: Words) -> DueSpec:
    for keywords, read in _FORMS.items():
        if words.take(*keywords):
            return read(words)
    if not NUMBER.match(words.next):
        raise words.fail(WANTED_DUE)
    offset = _offset(words)
    return Counted(offset=offset, anchor=_anchor(words))


def _before(words: Words) -> DueSpec:
    if words.next[:1].isdigit():
        return BeforeDate(day=_day(words))
    return Counted(offset=Offset(direction=Direction.BEFORE), anchor=_anchor(words))


def _within(words: Words) -> Within:
    start, end = read_span(words)
    return Within(start=start, end=end)


_FORMS: dict[tuple[str, ...], Callable[[Words], DueSpec]] = {
    ("before",): _before,
    ("by",): lambda words: ByDate(day=_day(words)),
    ("from",): lambda words: FromDate(day=_day(words)),
    ("in",): _within,
    ("every",): read_cycle,
    ("right", "after"): lambda words: RightAfter(anchor=_anchor(words)),
    ("once",): lambda words: Once(anchor=_anchor(words)),
    ("per",): lambda words: Per(anchor=_anchor(words)),
    ("continuous",): lambda _: Continuous(),
    ("done",): lambda _: Done(),
}
"""By what stands first; everything else begins with an amount."""


def _offset(words: Words) -> Offset:
    amounts = _amounts(words)
    for side in Direction:
        if words.take(side):
            return Offset(direction=side, **amounts)
    raise words.fail(WANTED_SIDE)


def _amounts(words: Words) -> dict[str, int]:
    """Amounts by the names of Offset's fields; at least one must stand there."""
    amounts: dict[str, int] = {}
    seen: set[str] = set()
    while not seen or words.take("and") or NUMBER.match(words.next):
        number = words.match(NUMBER)
        if not number:
            raise words.fail(WANTED_NUMBER)
        unit = _unit(words, seen)
        name, times = UNITS[unit]
        amounts[name] = amounts.get(name, 0) + times * int(number.group())
    return amounts


def _unit(words: Words, seen: set[str]) -> str:
    column = words.column
    unit = next((u for u in UNITS if words.take(*u.split()) or words.take(*f"{u}s".split())), None)
    if unit is None:
        raise words.fail(WANTED_UNIT)
    if unit in seen:
        raise OffsetSyntaxError(TWICE, ADD_UP, column, {"read": unit})
    seen.add(unit)
    return unit


def _anchor(words: Words) -> Anchor:
    pick = next((pick for pick in (Pick.OWN, Pick.FIRST, Pick.LAST) if words.take(pick)), Pick.NEAREST)
    kind = None
    if pick in (Pick.FIRST, Pick.LAST):
        kind = words.name()
        if not kind:
            raise words.fail(WANTED_KIND)
    return Anchor(signal=_signal(words), pick=pick, kind=kind)


def _signal(words: Words) -> Signal:
    if words.take("task"):
        rule = words.any()
        if not rule:
            raise words.fail(WANTED_RULE)
        missed = words.take("missed")
        if not missed:
            words.take("done")
        return Signal(kind=SignalKind.MISSED if missed else SignalKind.DONE, name=rule)
    name = words.name()
    if not name:
        raise words.fail(WANTED_ANCHOR)
    return Signal(kind=SignalKind.MILESTONE, name=name)


def _format_signal(signal: Signal) -> str:
    if signal.kind is SignalKind.MILESTONE:
        return signal.name
    return f"task {signal.name}{' missed' if signal.kind is SignalKind.MISSED else ''}"


def _day(words: Words) -> date:
    if not DAY.fullmatch(words.next):
        raise words.fail(WANTED_DAY)
    try:
        day = date.fromisoformat(words.next)
    except ValueError:
        raise OffsetSyntaxError(NO_SUCH_DAY, REAL_DAY, words.column, {"day": words.next}) from None
    words.any()
    return day


def _format_counted(offset: Offset) -> str:
    bare = offset == Offset(direction=Direction.BEFORE)
    return "before" if bare else format_offset(offset)
