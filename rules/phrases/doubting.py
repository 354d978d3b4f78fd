"""Signs that the words taken for an event are something else.

An event may be of any words; so a misspelt limit, a date or a length of time hides in one easily. Each such sign makes
the reading uncertain.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rules.phrases.cleaning import CleanText
from rules.phrases.normalising import folded
from rules.phrases.pieces import Piece
from rules.problems import N_, Note

WHERE_EVENT_ENDS = N_("It is not clear which words belong to the event “{read}”.")
NO_DIACRITICS = N_("“{read}” is written without diacritics.")
PERHAPS_LENGTH = N_("“{read}” may hide a date or a length of time.")
PERHAPS_AUDIENCE = N_("“Before” {read} may mean whom it is done in front of.")
EVERY_TIME = N_("“{read}” happens again and again.")
MISSPELT_EVENTS = frozenset({NO_DIACRITICS, PERHAPS_LENGTH})

NUMBERED = re.compile(r"\d+(?:/\d{4})?(?:[/-][a-zđ][\w/-]*)?$")
"""The end of a name of a document that is called by its number."""

COUNTED = re.compile(r"(?<![\w/.])\d{1,4}\s+([^\W\d_]+)")
UNITS = frozenset({"ngay", "tuan", "thang", "gio", "phut", "nam", "quy"})
LAST_NUMBER = re.compile(
    r"(?<!thứ )(?<!lần )(?<!số )(?<!khoá )(?<!trung ương )(?<!đợt )(?<!mục )(?<!phần )(?<!bước )(?<!điều )(?<!khoản )"
    r"(?<!cấp )(?<!vòng )(?<!giai đoạn )(?<!tổ )(?<!loại )(?<!định )(?<!quyết )(?<!luận )(?<!thị )(?<!tư )(?<!án )"
    r"(?<!\d, )(?<![\w./-])\d{1,4}$"
)
"""A number at the end that counts nothing: `sau đại hội 07`."""

HIDDEN = re.compile(
    r"^\d|\d/\d+/\d{5}|(?<![^\W_])[lio]\d|\d[lo](?![^\W\d_])|trong\s+(?:tháng|quý|năm|tuần|ngày)(?![^\W\d_])|(?<!\w)[ivx]+/\d{4}|ngày\s+làm\s+việc|\.\."
    r"|…|__|(?<!\d)/\d{1,2}/\d{4}(?!/)"
)
"""The rest of a date or a length of time whose beginning was left out."""

EACH_TIME = re.compile(
    r"(?:mỗi|từng)\s|.*(?<![^\W\d_])(?:(?:mỗi|từng|hằng|hàng)\s+)?(?:tháng|quý|năm|tuần|học kỳ|kỳ báo cáo)"
    r"(?:\s+(?:đó|này))?$"
)
AUDIENCE = re.compile(
    r"(?:chủ tịch|hội đồng|hđnd|ubnd|uỷ ban|ban |bộ |chính phủ|thủ tướng|quốc hội|đảng|cấp uỷ|toà|cơ quan|nhân dân"
    r"|cử tri|tập thể|lãnh đạo|hạn$|thời hạn$)"
)
LIMITS = frozenset({"LATEST", "LEAST", "EARLIEST", "RIGHT", "CLOCK", "DAY", "WEEKDAY", "NOW", "BAD"})
"""Pieces that hardly stand in the name of an event."""

WHEN_ELSE = re.compile(r"khi(?![^\W\d_])|kể từ|tính từ")


def event_notes(text: CleanText, opener: Piece, event: Sequence[Piece], said: str) -> list[Note]:
    """Why the pieces of an event may be something else; `said` is the event as the reading has it."""
    words = text.key[event[0].start : event[-1].end]
    first = text.key[opener.start : opener.end]
    checks = (
        (EVERY_TIME, EACH_TIME.match(words)),
        (NO_DIACRITICS, words.isascii() and " " in words),
        (PERHAPS_LENGTH, _hides_length(text.key, event) or HIDDEN.search(words) or _ends_in_number(event, words)),
        (PERHAPS_AUDIENCE, opener.type == "BEFORE" and "khi" not in first and AUDIENCE.match(words)),
        (WHERE_EVENT_ENDS, any(_is_odd(opener.type, before, piece, text.key) for before, piece in _pairs(event))),
    )
    return [Note(template=template, args={"read": said}) for template, holds in checks if holds]


def is_numbered(words: str) -> bool:
    """True if the words end with the number of a document."""
    return NUMBERED.search(words) is not None


def _pairs(event: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Each piece with the one before it."""
    return pairwise(event)


def _is_odd(opener: str, before: Piece, piece: Piece, key: str) -> bool:
    """True if `piece`, in an event that `opener` begins, hardly belongs to its name."""
    words = key[piece.start : piece.end]
    if piece.type in LIMITS:
        return True
    if piece.type == "DATE" and not words.startswith(("đầu", "giữa", "cuối")):
        named = before if before.type != "SEP" else piece
        return not (before.type == "SEP" or is_numbered(key[named.start : named.end]))
    if piece.type == "SPAN":
        return words[0].isdigit() and "/" in words
    if piece.type in ("AMOUNT", "AMOUNTS", "CONT"):
        return opener == "PER"
    return piece.type in ("AFTER", "SINCE") and WHEN_ELSE.search(words) is not None


def _ends_in_number(event: Sequence[Piece], words: str) -> bool:
    """True if a number stands at the end that counts nothing."""
    return event[-1].type == "TEXT" and LAST_NUMBER.search(words) is not None


def _hides_length(key: str, event: Sequence[Piece]) -> bool:
    """True if a number stands before a unit of time, and the two were not read as one."""
    for found in COUNTED.finditer(key, event[0].start, event[-1].end):
        start, end = found.span()
        read = any(piece.type != "TEXT" and piece.start <= start and end <= piece.end for piece in event)
        if folded(found[1]) in UNITS and not read:
            return True
    return False
