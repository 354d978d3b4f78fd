"""Words of the grammar that were mistyped: told by what is left of them without diacritics, or by one wrong letter.

A reading that rests on a correction is never certain.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import DamerauLevenshtein

from rules.phrases.cleaning import CleanText
from rules.phrases.normalising import folded

WORDS = (  # noqa: SIM905 - a list of words reads better as text
    "trước sau khi ngày chậm nhất muộn đến hết trong vòng thời hạn từ kể tháng quý năm hoàn thành thường xuyên liên tục"
    " hằng hàng định kỳ ngay có theo ít tối thiểu không quá làm việc sớm cuối tuần đầu đã thực hiện kế hoạch hướng dẫn"
).split()
"""Words that may be written wrong, each once, as it should be."""

LETTERS = re.compile(r"[^\W\d_]+")
DAY_WITHOUT_TONE = re.compile(
    r"ngay(?=\s*\d)|(?<=\d )ngay(?!\s+(?:sau|khi))"
)  # `ngay` is a word too, but not beside a number
OTHERS = frozenset("trung thúc thức thường khai hạn hạng thanh thắng trường vòng khí".split())  # noqa: SIM905 - short
"""Words that are right as they are, one letter away from one of these."""

SHORTEST = 4
"""Words of fewer letters are corrected by their diacritics only: one wrong letter makes another word of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Respelt:
    """The corrected text, and the words that changed."""

    text: CleanText
    read: str
    meant: str


def corrected(text: CleanText) -> Respelt | None:
    """`text` with words of the grammar spelt as they should be; None if there is nothing to correct."""
    changes: list[tuple[str, str]] = []
    known = OTHERS.union(WORDS)

    def respell(found: re.Match[str]) -> str:
        """The word as it should be, which is noted if it changes."""
        word = found.group()
        tone = DAY_WITHOUT_TONE.match(text.key, found.start())
        meant = "ngày" if tone else None if word in known else _meant(word)
        if meant is None or len(meant) != len(word):
            return word
        changes.append((word, meant))
        return meant

    key = LETTERS.sub(respell, text.key)
    if not changes:
        return None
    read, meant = (" ".join(words) for words in zip(*changes, strict=True))
    return Respelt(text=replace(text, key=key), read=read, meant=meant)


@cache
def _bare() -> dict[str, str]:
    """The words by what is left of them without diacritics; those that share it are left out."""
    bare: dict[str, list[str]] = {}
    for word in WORDS:
        bare.setdefault(folded(word), []).append(word)
    return {plain: words[0] for plain, words in bare.items() if len(words) == 1}


def _meant(word: str) -> str | None:
    """The one word of the grammar that a misspelt one can mean; None if it is none or several."""
    if len(word) < SHORTEST and not word.isascii():
        return None
    found = _bare().get(folded(word)) if len(word) >= SHORTEST - 1 else None
    if found or len(word) < SHORTEST:
        return found
    near = [right for right in WORDS if len(right) >= SHORTEST and DamerauLevenshtein.distance(word, right) == 1]
    return near[0] if len(near) == 1 else None
