"""The typed pieces that a phrase is cut into: what the grammar reads instead of letters."""

from dataclasses import dataclass
from typing import Any

from rules.problems import Note


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the phrase, `key[start:end]`. `note`: why its reading is not certain.

    Types with a value: DATE (moments.Day), SPAN (moments.Span), AMOUNT (number, TimeUnit), AMOUNTS (int, int,
    TimeUnit), CYCLE (Recurrence; None: every day), EVERY (int, TimeUnit), DAY (DayOf), WEEKDAY (1-7), CLOCK (HH:MM),
    EVENT (its words). TEXT is what no pattern knows, BAD a date that does not exist. The others are words of
    `rules.phrases.vocabulary`.
    """

    type: str
    start: int
    end: int
    value: Any = None
    note: Note | None = None

    # What a parser of lark looks for in a token to say where it failed.
    line = column = end_line = end_column = start_pos = end_pos = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOf:
    """A day within a cycle: 1-31 or `last`, of the `month` of its quarter or year. `cycle` None: not said with it."""

    day: int | str
    month: int | str | None = None
    cycle: Any = None  # Recurrence
    working: bool = False  # days are working days, counted from the first of the cycle (`last`: the last of it)
    open: bool = False  # the cycle is guessed from "the next month": certain only where it is said elsewhere
