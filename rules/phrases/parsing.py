"""The grammar of deadline phrases (phrases.lark) over typed pieces, and what each of its forms means."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Transformer
from lark.lexer import Lexer

from rules.phrases.clauses import COUNTED, NONE, both, count_clause, cycle_clause, moment_clause, noted_by
from rules.phrases.combining import combine
from rules.phrases.items import AGAINST_ITSELF, BEFORE_THE_END, PhraseClause, UnreadError, recurring
from rules.phrases.moments import Day, Span
from rules.phrases.pieces import DayOf, Piece
from rules.phrases.sense import DeadlineKind, Recurrence, Sense, TimeUnit
from rules.phrases.tables import Tables
from rules.problems import N_

BACKWARD = N_("“Before” was taken to count back from the event, in spite of “from”.")
WINDOW = N_("The phrase gives a window before or after the event; both ends are kept.")
EARLIEST_PERHAPS = N_("“After” a time counted “from” an event may name the earliest day, not the latest.")
UNTIL_EVENT = N_("“Until” an event gives no day to be done by.")
STATE = N_("This is the state of the work, not a deadline.")
EVERY_DAY = N_("Every day was taken to be a standing task.")
SINCE_EVENT = N_("The phrase says from when on, not until when.")
ONLY_WHILE = N_("A standing task with limits of its own.")

EVENTS = {
    "BEFORE": DeadlineKind.BEFORE_EVENT,
    "AFTER": DeadlineKind.ONCE_EVENT,
    "SINCE": DeadlineKind.ONCE_EVENT,
    "WHEN": DeadlineKind.ONCE_EVENT,
    "RIGHT": DeadlineKind.RIGHT_AFTER_EVENT,
    "PER": DeadlineKind.PER_PLAN,
}


def parse(pieces: Sequence[Piece]) -> tuple[Sense, ...]:
    """One sense for each deadline that the pieces give. Raises UnreadError."""
    senses: tuple[Sense, ...] = _tables().parse(pieces)
    return senses


@cache
def _tables() -> Tables:
    """The parser, made once."""
    text = files("rules.phrases").joinpath("phrases.lark").read_text(encoding="utf-8")
    return Tables(Lark(text, parser="lalr", lexer=_NoLexer, transformer=SenseBuilder()))


class _NoLexer(Lexer):
    """In lark's place for one: the pieces have been cut before."""

    def __init__(self, _conf: object) -> None:
        """Nothing of lark's configuration is needed."""

    def lex(self, data: Any, *_state: object) -> Iterator[Any]:
        """The pieces, as they are."""
        yield from data


class SenseBuilder(Transformer[Any, Any]):
    """From the forms of the grammar, innermost first, to senses."""

    def start(self, children: list[Any]) -> tuple[Sense, ...]:
        """All clauses together."""
        items: list[PhraseClause] = []
        for child in children:
            if isinstance(child, list):
                items += child
            elif isinstance(child, PhraseClause):
                items.append(child)
        return combine(items)

    def bounds(self, children: list[str]) -> frozenset[str]:
        """Everything that limits a clause."""
        return frozenset(children)

    def bound(self, children: list[Piece]) -> str:
        """One limit, by its type."""
        return children[0].type

    def side(self, children: list[Piece]) -> str:
        """A side, by its type."""
        return children[0].type

    # moments

    def at_time(self, children: list[Piece]) -> Piece:
        """`17 giờ ngày 31/7`: the moment with its hour."""
        clock, moment = children
        return replace(moment, value=(moment.value, clock.value), note=moment.note or clock.note)

    def weekday(self, children: list[Piece]) -> Piece:
        """`thứ hai, ngày 4/8`: the date with its weekday."""
        weekday, moment = children
        return replace(moment, value=replace(moment.value, weekday=weekday.value))

    def weekday_time(self, children: list[Piece]) -> Piece:
        """`8 giờ thứ hai, ngày 4/8`."""
        clock, weekday, moment = children
        return self.at_time([clock, self.weekday([weekday, moment])])

    # dates and spans

    def at(self, children: list[Any]) -> PhraseClause:
        """`chậm nhất 31/7`, `trong tháng 7`."""
        bounds, moment = children
        return moment_clause(moment, bounds)

    def beside(self, children: list[Any]) -> PhraseClause:
        """`trước 31/7`."""
        bounds, side, moment = children
        return moment_clause(moment, bounds, side)

    def since(self, children: list[Any]) -> PhraseClause:
        """`từ 01/8`: no last day, unless the moment is a stretch with an end."""
        bounds, _from, moment = children
        item = moment_clause(moment)
        day = item.sense.date or item.sense.start
        if isinstance(item.at, DayOf | int) or (bounds or NONE) - {"EARLIEST"}:
            raise UnreadError
        if isinstance(item.at, Span) and item.at.stretch:
            return item
        made = replace(item, sense=replace(item.sense, kind=DeadlineKind.FROM_DATE, date=day, start=None, end=None))
        return made.noted(BEFORE_THE_END) if isinstance(item.at, Day) and item.at.last else made

    def since_until(self, children: list[Any]) -> PhraseClause:
        """`từ tháng 4/2026 đến khi hoàn thành`: the day on which it ends is not said."""
        _from, moment, _to, _side, _event = children
        return self.since([None, None, moment]).noted(UNTIL_EVENT)

    def onward(self, children: list[Any]) -> PhraseClause:
        """`từ 01/8 trở đi`."""
        return self.since([None, *children[:2]])

    def onward_bare(self, children: list[Any]) -> PhraseClause:
        """`01/8 trở đi`."""
        return self.since([None, None, children[0]])

    def until(self, children: list[Any]) -> PhraseClause:
        """`từ nay đến 31/7`."""
        return moment_clause(children[2], frozenset({"TO"}))

    def window(self, children: list[Any]) -> PhraseClause:
        """`01/7 đến 31/7`."""
        bounds, first, _join, last = children
        if (bounds or NONE) - {"IN", "AT"}:
            raise UnreadError
        start, end = moment_clause(first).sense, moment_clause(last).sense
        notes = start.notes + end.notes
        from_day, to_day = start.date or start.start, end.date or end.end
        if DeadlineKind.UNREAD in (start.kind, end.kind) or (from_day and to_day and from_day > to_day):
            raise UnreadError
        sense = Sense(kind=DeadlineKind.PERIOD, start=from_day, end=to_day, time=end.time, notes=notes)
        return PhraseClause(sense=sense, role="window")

    def window_from(self, children: list[Any]) -> PhraseClause:
        """`từ 01/7 đến 31/7`."""
        bounds, _from, *ends = children
        return self.window([bounds, *ends])

    # cycles

    def cycle(self, children: list[Piece]) -> PhraseClause:
        """`hằng quý`: which day is not said; every day is a standing task."""
        found: Recurrence | None = children[0].value
        if found is None:
            return PhraseClause(sense=Sense(kind=DeadlineKind.CONTINUOUS)).noted(EVERY_DAY)
        return noted_by(cycle_clause(found), children[0])

    def every(self, children: list[Piece]) -> PhraseClause:
        """`hai năm một lần`: so many units of time."""
        count, unit = children[0].value
        sense = Sense(kind=DeadlineKind.RECURRING, offset=count, unit=unit)
        return noted_by(PhraseClause(sense=sense), children[0])

    def each(self, children: list[Any]) -> PhraseClause:
        """`trước ngày 25 hằng tháng`."""
        item, cycle = children
        if cycle.value is None:
            raise UnreadError
        return noted_by(recurring(cycle.value, item), cycle)

    def each_first(self, children: list[Any]) -> PhraseClause:
        """`hằng tháng chậm nhất ngày 25`."""
        return self.each(children[::-1])

    def cycle_per(self, children: list[Any]) -> PhraseClause:
        """`hằng năm theo kế hoạch`."""
        if children[1] != "PER":
            raise UnreadError
        return self.cycle(children).noted(ONLY_WHILE)

    def following(self, _children: list[Piece]) -> PhraseClause:
        """`và các năm tiếp theo`."""
        return PhraseClause(sense=Sense(kind=DeadlineKind.FROM_DATE), role="follow")

    # time counted from events

    def length(self, children: list[Any]) -> PhraseClause:
        """`trong 07 ngày`: from what is not said."""
        bounds, amount = children
        return count_clause(bounds, amount, "AFTER", None)

    def side_hour(self, children: list[Any]) -> PhraseClause:
        """`trước 8 giờ ngày hôm sau`: from what is not said."""
        bounds, side, clock, amount = children
        if side != "BEFORE":
            raise UnreadError
        item = count_clause(bounds, amount, "AFTER", None)
        return replace(item, sense=replace(item.sense, time=clock.value))

    def count(self, children: list[Any]) -> PhraseClause:
        """`07 ngày sau đại hội`."""
        bounds, amount, side, event = children
        return count_clause(bounds, amount, side, event.value)

    def count_from_day(self, children: list[Any]) -> PhraseClause:
        """`07 ngày kể từ ngày 01/7/2025`: the date is the event."""
        bounds, amount, side, moment = children
        item = moment_clause(moment)
        if not isinstance(item.at, Day) or item.sense.date is None:
            raise UnreadError
        day = item.sense.date
        return noted_by(count_clause(bounds, amount, side, f"{day.day:02}/{day.month}/{day.year}"), moment)

    def side_length(self, children: list[Any]) -> PhraseClause:
        """`sau 07 ngày`: from what is not said."""
        bounds, side, more, amount = children
        return count_clause(both(bounds, more), amount, side, None)

    def side_count(self, children: list[Any]) -> PhraseClause:
        """`trước 07 ngày so với đại hội`."""
        bounds, side, more, amount, from_side, event = children
        limits = both(bounds, more)
        if side == "BEFORE":
            item = count_clause(limits, amount, "BEFORE", event.value)
            return item if from_side == "BEFORE" else item.noted(BACKWARD)
        if side == "AFTER" and COUNTED.get(from_side) is DeadlineKind.AFTER_EVENT:
            item = count_clause(limits, amount, from_side, event.value)
            return item if limits else item.noted(EARLIEST_PERHAPS)
        raise UnreadError

    def event_count(self, children: list[Any]) -> PhraseClause:
        """`sau đại hội 07 ngày`."""
        bounds, side, event, more, amount = children
        return count_clause(both(bounds, more), amount, side, event.value)

    def both_sides(self, children: list[Any]) -> list[PhraseClause]:
        """`ít nhất 20 ngày trước và chậm nhất 10 ngày trước đại hội`: both ends."""
        bounds, amount, side, _sep, more, other, other_side, event = children
        first = count_clause(bounds, amount, side, event.value)
        return [first.noted(WINDOW), count_clause(more, other, other_side, event.value).noted(WINDOW)]

    def choice(self, children: list[Any]) -> list[PhraseClause]:
        """`5 - 7 ngày sau đại hội`: both ends."""
        bounds, amounts, side, event = children
        few, many, unit = amounts.value
        earlier, later = (many, few) if COUNTED.get(side) is DeadlineKind.BEFORE_EVENT else (few, many)
        ends = [(frozenset({"EARLIEST"}), earlier), (bounds or NONE, later)]
        pieces = [(limits, replace(amounts, value=(count, unit))) for limits, count in ends]
        return [count_clause(limits, amount, side, event.value).noted(WINDOW) for limits, amount in pieces]

    def event_choice(self, children: list[Any]) -> list[PhraseClause]:
        """`sau đại hội 5 - 7 ngày`: both ends."""
        bounds, side, event, more, amounts = children
        return self.choice([both(bounds, more), amounts, side, event])

    # events alone

    def event(self, children: list[Any]) -> PhraseClause:
        """`sau đại hội`, `trước đại hội`, `theo kế hoạch`: no length of time."""
        bounds, side, event = children
        limits = bounds or NONE
        if side not in EVENTS:
            raise UnreadError
        sense = Sense(kind=EVENTS[side], event=event.value)
        if side == "BEFORE":
            sense = replace(sense, offset=0, unit=TimeUnit.DAY, direction="before")
            if "LEAST" in limits or "EARLIEST" in limits:
                raise UnreadError
            item = PhraseClause(sense=sense)
            return item.noted(AGAINST_ITSELF) if limits & {"IN", "AT"} else item
        item = PhraseClause(sense=sense)
        if side == "SINCE":
            item = item.noted(SINCE_EVENT)
        return item.noted(UNTIL_EVENT) if limits else item

    # standing tasks, and work that is done

    def always(self, _children: list[Piece]) -> PhraseClause:
        """`thường xuyên`."""
        return PhraseClause(sense=Sense(kind=DeadlineKind.CONTINUOUS))

    def always_within(self, children: list[Any]) -> PhraseClause:
        """`thường xuyên trong năm 2025`."""
        _cont, bounds, moment = children
        inner = moment_clause(moment, bounds).sense
        end = inner.end or inner.date
        return PhraseClause(sense=Sense(kind=DeadlineKind.CONTINUOUS, start=inner.start, end=end)).noted(ONLY_WHILE)

    def always_since(self, children: list[Any]) -> PhraseClause:
        """`thường xuyên từ 01/8`."""
        start = self.since([None, *children[1:]]).sense.date
        return PhraseClause(sense=Sense(kind=DeadlineKind.CONTINUOUS, start=start)).noted(ONLY_WHILE)

    def always_each(self, _children: list[Piece]) -> PhraseClause:
        """`thường xuyên hằng năm`."""
        return self.always([]).noted(ONLY_WHILE)

    def always_per(self, children: list[Any]) -> PhraseClause:
        """`thường xuyên theo kế hoạch`."""
        item = self.always([])
        return item if children[1] == "PER" else item.noted(ONLY_WHILE)

    def done(self, _children: list[Piece]) -> PhraseClause:
        """`đã hoàn thành`."""
        return PhraseClause(sense=Sense(kind=DeadlineKind.DONE))

    def done_then(self, _children: list[Any]) -> PhraseClause:
        """`đã hoàn thành tháng 6`."""
        return self.done([])

    def ongoing(self, _children: list[Piece]) -> PhraseClause:
        """`đang thực hiện`: the state of the work."""
        return self.always([]).noted(STATE)
