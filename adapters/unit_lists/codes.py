"""Codes as they are typed in files. A spreadsheet takes the zeros away that an official code begins with.

`3388` is read as 03388 where only that one is known, and said; a number that may be several codes is settled by the
name or the kind beside it, and refused where these do not settle it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from adapters.official_list.naming import same_place
from adapters.official_list.table import latest
from events.rows import UnitRow

LENGTHS = (2, 5)
"""The digits of an official code: a province's, and a commune's."""

Rivals = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes that a number in a file can mean: those registered, and the official ones."""

    known: Mapping[str, UnitRow]
    shorn: bool = False  # codes of this file have lost their zeros

    def among(self, text: str) -> Rivals:
        """The known codes that are `text`, or become it without the zeros in front."""
        if not text.isascii() or not text.isdigit():
            return [text] if self.has(text) else []
        wide = (text.zfill(length) for length in LENGTHS if len(text) < length)
        return [code for code in (text, *wide) if self.has(code)]

    def meant(self, text: str, name: str, kind: str) -> Rivals:
        """The codes that `text` may be, beside this name and kind (empty: not given): one, if that is settled."""
        found = [code for code in self.among(text) if code == text or kind in ("", self._kind(code))]
        rivals = found or [text]
        for fitting in (
            [code for code in rivals if same_place(name, self.name(code))],
            [code for code in rivals if kind == self._kind(code)],
        ):
            if len(fitting) == 1:
                return fitting
        return [text] if text in rivals and not self.shorn else rivals

    def above(self, text: str, here: Collection[str]) -> str:
        """The code of the unit above that `text` is, where the file itself lists `here`; a province before others."""
        return text if text in here else next(iter(self.among(text)), text)

    def has(self, code: str) -> bool:
        """True if it is registered, or official."""
        return code in self.known or code in latest()

    def name(self, code: str) -> str:
        """The name of the unit with that code; empty where there is none."""
        return self.known[code].name if code in self.known else latest()[code].name if code in latest() else ""

    def label(self, code: str) -> str:
        """The code and its unit, for people."""
        return f"{code} ({self.name(code)})"

    def _kind(self, code: str) -> str:
        return self.known[code].kind if code in self.known else latest()[code].kind if code in latest() else ""


def lost_zeros(codes: Codes, texts: Collection[str]) -> bool:
    """True if one of the codes of a file can only be one that has lost its zeros."""
    return any(found and text not in found for text in texts for found in [codes.among(text)])
