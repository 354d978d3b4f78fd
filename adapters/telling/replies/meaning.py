"""The words of an answer: what they say of a task, where that is sure. The rest is left to the office to read."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from adapters.names.days import written_day
from adapters.signing.links import Purpose
from adapters.telling.sms.gsm import fold

_SAYS = {
    Purpose.REPORT: re.compile(r"\b(hoan thanh|lam xong|da xong)\b"),
    Purpose.ACKNOWLEDGE: re.compile(r"\b(tiep nhan|da nhan)\b"),
    Purpose.EXTENSION: re.compile(r"\b(gia han|xin lui|lui thoi han)\b"),
}
_NOT = re.compile(r"\b(chua|khong|ko|se|du kien|sap|bao gio|khi nao|bi)\b|\?")
_DAY = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)")
_NUMBER = re.compile(r"\bsố\s*:?\s*(\d{1,6}[A-Za-zĐđ]?(?:[/-][0-9A-Za-zĐđ.&/-]{1,40})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meant:
    """What is surely said."""

    purpose: Purpose | None  # None: nothing is
    document: str = ""  # the number of the document that is named; "": none is
    day: str = ""  # until which more time is asked for, as ISO text; "": none is named


def meant(text: str) -> Meant:
    """What an answer says: one thing, and without a word that takes it back, that puts it off, or that asks."""
    plain = fold(text).lower()
    said = [purpose for purpose, words in _SAYS.items() if words.search(plain)]
    if len(said) != 1 or _NOT.search(plain):
        return Meant(None)
    if said[0] is Purpose.EXTENSION:
        return Meant(said[0], day=_last_day(text))
    number = _NUMBER.search(text) if said[0] is Purpose.REPORT else None
    return Meant(said[0], number[1].rstrip(".-/") if number else "")


def _last_day(text: str) -> str:
    """The only day that a text names, as ISO text; "" where there is none, or several."""
    days = set(_DAY.findall(text))
    try:
        return written_day(days.pop()).isoformat() if len(days) == 1 else ""
    except ValueError:
        return ""


def named(text: str, numbers: Collection[str]) -> list[str]:
    """The numbers of rows, of these, that a text names as words of their own."""
    return [one for one in numbers if re.search(rf"(?<![\w./-]){re.escape(one)}(?![\w/-]|\.\w)", text)]
