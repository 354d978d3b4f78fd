"""Dates get what stands beside them: their part (đầu, giữa, cuối), their week, and the year they leave out."""

from collections.abc import Sequence
from dataclasses import replace

from rules.phrases.harmless import is_noise
from rules.phrases.moments import Day, Moment, Span
from rules.phrases.pieces import Piece
from rules.phrases.sense import Recurrence
from rules.phrases.valuing import NO_SUCH_DATE, WHICH_DAYS
from rules.problems import N_, Note

START_OR_MIDDLE = N_(
    "“{read}” may be one day or a stretch of days; the day of Bộ luật Dân sự 2015, Điều 146 was taken."
)
NO_YEAR = N_("“{read}” has no year, and the year of the plan is not known.")
PERHAPS_YEARLY = N_("Several dates without a year may come round every year.")
YEAR_BEFORE = N_("The year of “{read}” was taken to be the one before.")
LUNAR = N_("“{read}” is a date of the lunar calendar, which is not converted.")

BETWEEN = frozenset({"SEP", "TO", "DASH", "BEFORE", "FROM", "LATEST", "IN", "AT", "CLOCK", "WEEKDAY"})
"""Types that may stand between two dates that share a year."""

MIDDLES = {12: (6, 30), 1: (1, 15)}
"""Months of a span -> month within it and day of its middle (Điều 146); a quarter: the 15th of its second month."""


def date_pieces(key: str, pieces: Sequence[Piece], year: int | None) -> list[Piece]:
    """`pieces` with whole dates: as many of their years as can be told, `year` (the plan's) for those said nowhere."""
    dated = _merged(key, pieces)
    if "âm lịch" in key or "(âl)" in key:
        return [_lunar(key, piece) for piece in dated]
    if any(piece.type == "CYCLE" and piece.value is Recurrence.YEARLY for piece in dated):
        return dated
    nowhere = [piece for piece in dated if _yearless(piece)] if not any(map(_has_year, dated)) else []
    listed = len(nowhere) > 1 and not any(piece.type in ("TO", "DASH") for piece in dated)
    note = Note(template=PERHAPS_YEARLY) if listed else None
    return [_with_year(key, dated, at, year, note) for at in range(len(dated))]


def _merged(key: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with parts (đầu, giữa, cuối), weeks and halves joined to the span behind them."""
    merged: list[Piece] = []
    for piece in pieces:
        before = merged[-1] if merged else None
        if before and piece.type == "SPAN" and before.type in ("PART", "WEEK", "HALF"):
            merged[-1] = _part(key, before, piece)
        else:
            merged.append(piece)
    return merged


def _part(key: str, part: Piece, whole: Piece) -> Piece:
    """The date or the days that a part of a span is."""
    span: Span = whole.value
    word = key[part.start : part.end]
    note = Note(template=WHICH_DAYS, args={"read": key[part.start : whole.end]})
    if part.type == "HALF":
        days = (1, 15) if part.value == "đầu" else (16, 31)
        return Piece("SPAN", part.start, whole.end, replace(span, days=days), note)
    if part.type == "WEEK":
        first = part.value * 7 - 6
        return Piece("SPAN", part.start, whole.end, replace(span, days=(first, first + 6)), note)
    if word == "cuối":
        day = Day(day=28, month=span.last, year=span.last_year, last=True)
        return Piece("DATE", part.start, whole.end, day, whole.note)
    months = span.last - span.first + 1
    month, number = (1, 1) if word == "đầu" else MIDDLES.get(months, ((months + 1) // 2, 15))
    day = Day(day=number, month=span.first + month - 1, year=span.first_year)
    return Piece("DATE", part.start, whole.end, day, replace(note, template=START_OR_MIDDLE))


def _with_year(key: str, pieces: Sequence[Piece], at: int, year: int | None, doubt: Note | None) -> Piece:
    """The piece with the year of its neighbours, else of the plan."""
    piece = pieces[at]
    if isinstance(piece.value, Day) and piece.value.lunar:
        return _lunar(key, piece)
    if not _yearless(piece):
        return piece
    after = _neighbour(key, pieces[at + 1 :])
    before = _neighbour(key, pieces[:at][::-1])
    found = _first_year(after) or _last_year(before) or year
    read = key[piece.start : piece.end]
    if found is None:
        return replace(piece, note=Note(template=NO_YEAR, args={"read": read}))
    try:
        moment = piece.value.of_year(found)
        joined = len(pieces) > at + 1 and pieces[at + 1].type in ("TO", "DASH")
        if joined and after is not None and _order(moment) > _order(after):
            note = Note(template=YEAR_BEFORE, args={"read": read})
            return replace(piece, value=piece.value.of_year(found - 1), note=note)
    except ValueError:
        return Piece("BAD", piece.start, piece.end, None, Note(template=NO_SUCH_DATE, args={"read": read}))
    return replace(piece, value=moment, note=piece.note or doubt)


def _neighbour(key: str, pieces: Sequence[Piece]) -> Moment | None:
    """The nearest moment with a year, unless other words stand between."""
    for piece in pieces:
        if _has_year(piece):
            moment: Moment = piece.value
            return moment
        if piece.type not in BETWEEN and not _yearless(piece) and not is_noise(key[piece.start : piece.end]):
            return None
    return None


def _yearless(piece: Piece) -> bool:
    """True for a date or a span that leaves its year out."""
    value = piece.value
    if isinstance(value, Day):
        return value.year is None and not value.lunar
    return isinstance(value, Span) and value.first_year is None


def _has_year(piece: Piece) -> bool:
    """True for a date or a span with its year."""
    return isinstance(piece.value, Day | Span) and not _yearless(piece)


def _first_year(moment: Moment | None) -> int | None:
    """The year in which a moment begins."""
    return moment.first_year if isinstance(moment, Span) else moment.year if moment else None


def _last_year(moment: Moment | None) -> int | None:
    """The year in which a moment ends."""
    return moment.last_year if isinstance(moment, Span) else moment.year if moment else None


def _order(moment: Moment) -> tuple[int, int, int]:
    """Year, month and day by which moments are compared; a span by its first day."""
    if isinstance(moment, Span):
        return moment.first_year or 0, moment.first, 1
    return moment.year or 0, moment.month, moment.day


def _lunar(key: str, piece: Piece) -> Piece:
    """The piece as one of the lunar calendar, which makes the reading uncertain."""
    note = Note(template=LUNAR, args={"read": key[piece.start : piece.end]})
    if isinstance(piece.value, Day):
        return replace(piece, value=replace(piece.value, lunar=True), note=note)
    return replace(piece, type="LUNAR", note=note) if isinstance(piece.value, Span) else piece
