"""Cut the key of a phrase into typed pieces, in one pass of one regular expression."""

import re

from rules.convention_settings import FIRST, LAST
from rules.phrases.moments import OutOfYearsError
from rules.phrases.pieces import Piece
from rules.phrases.rounds import ROUNDS
from rules.phrases.valuing import NO_SUCH_DATE, OUT_OF_YEARS, READERS, Found
from rules.phrases.vocabulary import END, KEYWORDS, MARKS, TRAPS, VALUES
from rules.problems import Note


def scan(key: str) -> list[Piece]:
    """The pieces of `key` in their order; stretches without letters or digits between them are left out."""
    pieces: list[Piece] = []
    at = 0
    for found in MASTER.finditer(key):
        pieces += _text(key, at, found.start())
        at = found.end()
        name = found.lastgroup or ""
        if name in _READERS:
            pieces += _value(name, found)
        else:
            pieces.append(Piece(name.rstrip("_"), found.start(), at))
    return pieces + _text(key, at, len(key))


def _text(key: str, start: int, end: int) -> list[Piece]:
    """The TEXT piece of `key[start:end]`, if a letter or digit stands in it."""
    while start < end and not key[start].isalnum():
        start += 1
    while end > start and not key[end - 1].isalnum():
        end -= 1
    return [Piece("TEXT", start, end)] if end > start else []


def _value(name: str, outer: Found) -> list[Piece]:
    """The pieces that the reader of a value makes of what was found, parted by SEP; BAD where there is no such date."""
    start, end = outer.span()
    found = _PATTERNS[name].match(outer.string, start) or outer
    args = {"read": found.group()}
    try:
        made = _READERS[name](found)
    except OutOfYearsError:
        years = {"first": FIRST.year, "last": LAST.year}
        return [Piece("BAD", start, end, None, Note(template=OUT_OF_YEARS, args={**args, **years}))]
    except ValueError:
        return [Piece("BAD", start, end, None, Note(template=NO_SUCH_DATE, args=args))]
    parts = made if isinstance(made, list) else [made]
    pieces = []
    for kind, value, template in parts:
        pieces.append(Piece("SEP", start, start))
        pieces.append(Piece(kind, start, end, value, Note(template=template, args=args) if template else None))
    return pieces[1:]


_READERS = {**READERS, **ROUNDS}
_PATTERNS = {name: re.compile(pattern) for name, pattern in VALUES.items()}


def _uncaptured(pattern: str) -> str:
    """`pattern` with its groups no longer captured: only the name of the whole is wanted from the master."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def _master() -> re.Pattern[str]:
    """One pattern of everything: ordinary text that only looks like a deadline first, then values, words and marks."""
    words = [rf"(?P<TEXT>{'|'.join(TRAPS)})"]
    words += [rf"(?P<{name}>{_uncaptured(pattern)})" for name, pattern in VALUES.items()]
    words += [rf"(?P<{name}>(?:{pattern}){END})" for name, pattern in KEYWORDS.items()]
    marks = [rf"(?P<{name}_>{pattern})" for name, pattern in MARKS.items()]
    return re.compile(rf"(?<![^\W\d_])(?=\w)(?:{'|'.join(words)})|{'|'.join(marks)}")


MASTER = _master()
