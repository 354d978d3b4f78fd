"""Tables for people: columns as wide as what is in them, narrowed from the widest where the line is too short.

Drawn as rich draws one with a line under its head and no edges, which is held by a test. To load rich and to have it
measure each cell as what may be anything cost a fifth of a list (docs/decisions/0124-figures-of-starting.md).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from operator import add, sub
from unicodedata import category, east_asian_width

_WORD = re.compile(r"\s*\S+\s*")
_LINE, _BETWEEN = "─", "   "
_NARROWEST = 3
_ROOMY = 12
"""Places that a column must have beside one of which no word is cut."""
_BOLD, _ITALIC, _PLAIN = "\x1b[1m", "\x1b[3m", "\x1b[0m"


def drawn(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    width: int,
    *,
    title: str = "",
    styled: bool = False,
    kept: Collection[int] = (),
) -> Iterator[str]:
    """The lines of a table in at most `width` places, as far as that can be; cells wrap, and long words are cut.

    `styled`: the head is bold and the title in italics, by the codes of terminals. `kept`: columns in which no word is
    cut, such as ids and days; where they leave too little room for the others, the first stands on lines of its own.
    """
    cells = [tuple(row) for row in rows]
    inner = _widths(head, cells, width, kept)
    above = bool(kept) and len(head) > 1 and min(inner) < _ROOMY < _widest(("", *(row[0] for row in cells)))
    if above:
        first, width = [row[0] for row in cells], width - len(_BETWEEN)
        inner = _widths(head[1:], [row[1:] for row in cells], width, [at - 1 for at in kept if at])
    whole = sum(inner) + len(_BETWEEN) * (len(inner) - 1)
    for line in wrapped(title, whole) if title else ():
        yield _marked(_padded(line, whole), _ITALIC, styled)
    if above:
        yield _marked(head[0], _BOLD, styled)
    margin = _BETWEEN if above else ""
    yield from (_marked(f"{margin}{line}", _BOLD, styled) for line in _row(head[above:], inner, low=True))
    yield _LINE * (whole + len(margin))
    for at, row in enumerate(cells):
        if above:
            yield first[at]
        yield from (f"{margin}{line}" for line in _row(row[above:], inner))


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, kept: Collection[int]) -> list[int]:
    """The widths of the columns; in those that are `kept` no word is cut, whatever is left for the others."""
    columns = list(zip(head, *rows, strict=True))
    natural = [_widest(column) for column in columns]
    found = _narrowed(natural, width)
    least = {at: max(_widest(cell.split() or [""]) for cell in columns[at]) for at in kept}
    if all(found[at] >= most for at, most in least.items()):
        return found
    others = [at for at in range(len(columns)) if at not in least]
    room = width - sum(least.values()) - len(_BETWEEN) * len(least)
    narrow = dict(zip(others, _narrowed([natural[at] for at in others], max(room, 1)), strict=True))
    return [least.get(at) or narrow[at] for at in range(len(columns))]


def wrapped(text: str, width: int) -> list[str]:
    """The lines of `text`, none wider than `width`, broken between words; a word that is longer is cut."""
    if places(text) <= width:
        return [text]
    lines, here, used = list[str](), "", 0
    for word in _WORD.findall(text):
        length = places(word.rstrip())
        if length > width - used and here:
            lines.append(here)
            here, used = "", 0
        if length > width:
            *cut, word = _cut(word, width)  # noqa: PLW2901 - what is left of it
            lines += cut
        here += word
        used += places(word)
    return [line.rstrip() for line in (*lines, here)]


def places(text: str) -> int:
    """How many places `text` takes on a line: marks that combine take none, wide signs take two."""
    return len(text) if text.isascii() else sum(map(_places, text))


@cache
def _places(sign: str) -> int:
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def _cut(word: str, width: int) -> list[str]:
    pieces, used = [""], 0
    for sign in word:
        if used + _places(sign) > width and pieces[-1]:
            pieces.append("")
            used = 0
        pieces[-1] += sign
        used += _places(sign)
    return pieces


def _widest(cells: Iterable[str]) -> int:
    return max(1, *map(places, cells))


def _narrowed(widths: Sequence[int], width: int) -> list[int]:
    """`widths`, of which the widest have given way, down to the next, until all fit into `width`; none is lost.

    What stands beside a column counts with it, so that those in the middle give way before the first and the last.
    """
    beside = [(at > 0) + (at < len(widths) - 1) for at in range(len(widths))]
    room = width - len(widths) + 1
    outer = [min(one, room) for one in map(add, widths, beside)]
    while (excess := sum(outer) - room) > 0 and (widest := max(outer)) > _NARROWEST:
        below = max((one for one in outer if one < widest), default=0)
        most = min(excess, widest - max(below, _NARROWEST))
        wide = [at for at, one in enumerate(outer) if one == widest]
        for left, at in zip(range(len(wide), 0, -1), wide, strict=True):
            less = min(most, round(excess / left))
            outer[at] -= less
            excess -= less
    return [max(one, 1) for one in map(sub, outer, beside)]


def _row(cells: Sequence[str], widths: Sequence[int], *, low: bool = False) -> Iterator[str]:
    """The lines of a row; `low`: what is shorter stands below, beside the last line of the longest."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, columns))
    if low:
        columns = [[""] * (height - len(column)) + column for column in columns]
    for parts in zip_longest(*columns, fillvalue=""):
        yield _BETWEEN.join(_padded(part, width) for part, width in zip(parts, widths, strict=True))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - places(text))


def _marked(line: str, mark: str, styled: bool) -> str:
    return f"{mark}{line}{_PLAIN}" if styled else line
