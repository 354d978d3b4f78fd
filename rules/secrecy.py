"""The levels of secrecy of plans and their rows, the least secret first.

The upper three are those of state secrets (Luật Bảo vệ bí mật nhà nước 117/2025/QH15; 29/2018/QH14 before it had the
same three). `INTERNAL` is no state secret: it is for certain offices only, as documents of the Party are that say so.
"""

import re
from enum import Enum
from functools import total_ordering
from unicodedata import normalize


@total_ordering
class Level(Enum):
    """How secret a plan or a row is; a level is less than those that are more secret."""

    OPEN = "thường"
    INTERNAL = "nội bộ"
    CONFIDENTIAL = "mật"
    SECRET = "tối mật"  # noqa: S105 - a level, no password
    TOP_SECRET = "tuyệt mật"  # noqa: S105

    def __lt__(self, other: object) -> bool:
        return _ORDER[self] < _ORDER[other] if isinstance(other, Level) else NotImplemented

    def __str__(self) -> str:
        return self.value


_ORDER = {level: place for place, level in enumerate(Level)}

LEVELS = tuple(level.value for level in Level)
"""The words for them, as plan files and settings have them."""

STATE_SECRET = Level.CONFIDENTIAL
"""The lowest level of state secrets."""


def level_named(text: str) -> Level | None:
    """The level that a word stands for, however it is capitalised; None: there is no such level."""
    word = " ".join(normalize("NFC", text).casefold().split())
    return Level(word) if word in LEVELS else None


class Quoted(str):
    """Words of something that may be secret, in a sentence about something else: a title, or a document.

    Where the sentence leaves the office and `level` does not, `name` stands for them. Nobody need ask how secret it is:
    then it is taken to be as secret as can be.
    """

    name: str
    level: Level

    def __new__(cls, words: str, name: str, level: Level = Level.TOP_SECRET) -> "Quoted":
        """`words`, for which `name` stands."""
        made = super().__new__(cls, words)
        made.name, made.level = name, level
        return made


_NAMED = re.compile(r"secrecy\W+(" + "|".join(LEVELS) + r")\b", re.IGNORECASE)


def named_in(source: str | bytes) -> Level:
    """The highest level that the text of a plan file names, also where it is no plan yet."""
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    return max((Level(found.lower()) for found in _NAMED.findall(normalize("NFC", text))), default=Level.OPEN)
