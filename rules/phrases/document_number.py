"""The number of a document (số, ký hiệu) as it is compared: one reading for letters, milestones and secret words.

A number is figures, then the sign of its kind, then that of who issued it: `70-CV/TU`, `118/KH-UBND`, `45/2019/QH14`.
It is one however it was typed: in capitals or not, with spaces, with any dash or slash, with zeros before it, behind
“Công văn số” or before “ngày 1/8/2025”. ĐU and DU stay two, and so do 15-CV/TU and 15/CV-TU.
"""

import re
import unicodedata
from datetime import date

from rules.phrases.cleaning import CONTROLS, INVISIBLE, PUNCTUATION
from rules.phrases.normalising import key_of

_LETTER = "[a-zđăâêôơư]"
"""A letter of a sign. A word with a mark of tone is none: “12 - tháng 8” is no number."""

_SIGN = rf"{_LETTER}{{1,12}}(?![^\W\d_])\d{{0,2}}(?!\d)"
_NUMBER = re.compile(
    rf"(?:(?<![\w/-])|(?<=\bsố)|(?<=\bso)|(?<=\bno))(?<!\d[.,])"
    rf"(?P<figures>\d+(?:\.\d+)*)(?P<part>[a-zđ]?)(?![^\W\d_]|\d)"
    rf"(?:\s*/\s*(?P<year>(?:19|20)\d\d)(?=\s*[-/]\s*{_LETTER}))?"
    rf"(?P<first>\s*[-/]\s*|\s+(?={_SIGN}\s*[-/]))"
    rf"(?P<signs>{_SIGN}(?:\s*[-/]\s*{_SIGN})?(?:[-/](?:{_SIGN}|\d{{1,4}}(?![\d/.-])))*)"
)
_DATE = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}")
_GLUED = re.compile(rf"(?<![^\W_])(\d+)(?={_LETTER}{{2,12}}\s*[-/]\s*{_LETTER})")
_TORN = re.compile(rf"(?<!\w)({_LETTER})[.\s]+(?={_LETTER}(?!\w))")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_CALLED = re.compile(r"^(?:số|so|no)(?=[\s:.]*\d)[\s:.]*")
_SPACES = re.compile(r"\s+")

DAY = (
    r"ngày\s+(?P<day>\d{1,2})\s*(?:/|-|\.|\s+tháng\s+)\s*(?P<month>\d{1,2})\s*(?:/|-|\.|\s+năm\s+)\s*"
    r"(?P<year>(?:19|20)\d\d)"
)
"""The day of a document, as it stands behind its number."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\u2043_", "-"),
        **dict.fromkeys("\u2044\u2215\u29f8\\", "/"),
        **dict.fromkeys("\u00d0\u0189", "Đ"),
        **dict.fromkeys("\u00f0\u0256", "đ"),
        **dict(zip("АВЕКМНОРСТХавекмнорстх", "ABEKMHOPCTXabekmhopctx", strict=True)),
    }
)
"""What looks alike on paper: dashes, slashes, Icelandic and African letters for Đ, Cyrillic ones for Latin."""


def document_number(text: str) -> str:
    """The number that `text` names first, as it is compared; where it names none, all of it, without spaces.

    What comes of it is left as it is when it is read again.
    """
    line = _line(text)
    found = _found(line)
    if found:
        return found
    plain = _ZEROS.sub("", _SPACES.sub("", _CALLED.sub("", line)))
    return plain if plain == text else document_number(plain)  # without spaces, letters may have come together


def number_within(text: str) -> str | None:
    """The number that a text names first; None: it names none."""
    return _found(_line(text))


def day_within(text: str) -> date | None:
    """The day that a text gives: `70-CV/TU ngày 1/8/2025`; None: it gives none."""
    found = re.search(DAY, unicodedata.normalize("NFC", text), re.IGNORECASE)
    return day_of(found) if found else None


def day_of(found: re.Match[str]) -> date | None:
    """The day in a match of `DAY`; None where there is none, or no such day."""
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found["day"] else None
    except ValueError:
        return None


def has_a_figure(text: str) -> bool:
    """False of what can be no document's number: it has no figures but those of a date."""
    return any(character.isdigit() for character in _DATE.sub("", text))


def _line(text: str) -> str:
    """`text` on one line in small letters, what looks alike made the same."""
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(_ALIKE))
    plain = CONTROLS.sub("", composed).translate(_ALIKE).translate(PUNCTUATION)
    return _TORN.sub(r"\1", _GLUED.sub(r"\1 ", key_of(" ".join(plain.split()))))


def _found(line: str) -> str | None:
    found = _NUMBER.search(line)
    if found is None:
        return None
    signs = _SPACES.sub("", found["signs"])
    first = found["first"].strip() or ("/" if "/" not in signs else "-")
    year = f"/{found['year']}" if found["year"] else ""
    return _ZEROS.sub("", found["figures"] + found["part"] + year + first + signs)
