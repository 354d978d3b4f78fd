"""Brackets: what they hold is said aloud, counts as a clause of its own, only cites a source, or is left over."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rules.phrases.harmless import DAYS_OFF, is_citing, is_noise
from rules.phrases.pieces import Piece
from rules.phrases.sense import TimeUnit
from rules.phrases.valuing import weekday_of
from rules.phrases.vocabulary import WEEKDAY

PLAIN = frozenset({"TEXT", "SEP", "DASH", "LP", "RP"})
"""Types that no deadline is made of."""

WEEKDAY_NAME = re.compile(WEEKDAY)

CITED = frozenset({"PER", "DATE", "SPAN", "IN", "WHEN"})
"""Types that stand in the name of a document too."""


def open_brackets(key: str, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """`pieces` without brackets, and what of their contents was not understood."""
    shaped: list[Piece] = []
    left: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.type == "LP":
            end = next((i for i in range(at + 1, len(pieces)) if pieces[i].type == "RP"), len(pieces))
            taken, rest = _contents(key, shaped, pieces[at:end], pieces[end + 1 :])
            shaped += taken
            left += rest
            at = end
        elif piece.type != "RP":
            shaped.append(piece)
        at += 1
    return shaped, left


def _contents(
    key: str, before: list[Piece], bracket: Sequence[Piece], after: Sequence[Piece]
) -> tuple[list[Piece], list[Piece]]:
    """The pieces that a bracket (`(` first) adds to those `before`, which may change, and the ones left over."""
    inside = [piece for piece in bracket[1:] if piece.type != "LP"]
    if not inside:
        return [], []
    if not _says_when(before) and not _says_when(after):
        return inside, []
    words = key[inside[0].start : inside[-1].end]
    last = before[-1] if before else None
    if last and last.type == "AMOUNT" and DAYS_OFF.match(words):
        count, unit = last.value
        before[-1] = replace(last, value=(count, TimeUnit.WORKING_DAY if unit is TimeUnit.DAY else unit))
        return [], []
    if last and last.type == "DATE" and WEEKDAY_NAME.fullmatch(words):
        before[-1] = replace(last, value=replace(last.value, weekday=weekday_of(words)))
        return [], []
    if any(piece.type == "CYCLE" for piece in before) and _says_when(inside):
        return [replace(bracket[0], type="SEP"), *inside], []
    source = is_citing(words) and all(piece.type in PLAIN | CITED for piece in inside)
    cited = source or is_noise(words) or (last is not None and last.type == "DONE" and not _says_when(inside))
    return [], [] if cited else inside


def _says_when(pieces: Sequence[Piece]) -> bool:
    """True if a piece is there that deadlines are made of."""
    return any(piece.type not in PLAIN for piece in pieces)
