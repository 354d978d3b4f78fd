"""Whether a title has another in it, whole, whatever stands before, behind and between its words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from rules.phrases.normalising import folded

LEAST_WORDS = 4
"""Shorter titles stand in others by chance: “Báo cáo quý” in “Nộp báo cáo quý I”."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Letters:
    """A title as its letters and digits alone: signs, spaces, capitals, diacritics and widths of letters left out."""

    title: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What stands between spaces and signs."""
        return tuple(_WORD.findall(folded(unicodedata.normalize("NFKC", self.title))))

    @cached_property
    def text(self) -> str:
        """All of it in one."""
        return "".join(self.words)

    @cached_property
    def _borders(self) -> frozenset[int]:
        """The places in the text at which words begin or end."""
        return frozenset(accumulate(map(len, self.words), initial=0))

    def has(self, other: "Letters") -> bool:
        """True if the other is in it, from one border of words to another: “quý I” is not in “quý II”."""
        if other.text not in self.text or len(other.words) < LEAST_WORDS:
            return False
        return any({at, at + len(other.text)} <= self._borders for at in self._found(other.text))

    def _found(self, text: str) -> Iterator[int]:
        at = self.text.find(text)
        while at >= 0:
            yield at
            at = self.text.find(text, at + 1)
