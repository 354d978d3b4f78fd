"""The numbers that Word writes by itself before paragraphs of a list: `1.`, `II.`, `a)`.

They are nowhere in the text of a DOCX: they are counted from its numbering part (ISO/IEC 29500-1, 17.9).
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from adapters.documents.files.romans import to_roman

LEVELS = 9
MOST = 10_000
"""A list longer than this is not counted further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The numbers of one level of a list: `%1.%2.` with its format."""

    format: str
    text: str
    start: int


class Numbering:
    """Counts the lists of one document, paragraph after paragraph, in the order of the text."""

    def __init__(self, part: bytes | None) -> None:
        self._lists: dict[str, dict[int, Level]] = {}  # by number; lists that look alike share their levels
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * LEVELS)
        if part:
            self._read(parse_xml(part))

    def _read(self, root: Element) -> None:
        looks = {_value(item, "w:abstractNumId", own=True): _levels(item) for item in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            self._lists[_value(num, "w:numId", own=True)] = looks.get(_value(num, "w:abstractNumId"), {})

    def label(self, paragraph: Element) -> str:
        """The number that stands before `paragraph`; empty if it is in no list or has a bullet."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            return ""
        number, depth = _value(properties, "w:numId"), _number(_value(properties, "w:ilvl"))
        level = self._lists.get(number, {}).get(depth)
        if level is None or depth >= LEVELS:
            return ""
        counts = self._counts[number]
        counts[depth] = min(counts[depth] + 1 if counts[depth] else level.start, MOST)
        counts[depth + 1 :] = [0] * (LEVELS - depth - 1)
        return self._text(number, level, counts)

    def _text(self, number: str, level: Level, counts: list[int]) -> str:
        if level.format in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            of = self._lists[number].get(depth, level)
            return _shown(max(counts[depth], 1), of.format)

        return re.sub(r"%([1-9])", shown, level.text)


def _levels(item: Element) -> dict[int, Level]:
    return {_number(_value(level, "w:ilvl", own=True)): _level(level) for level in item.iter(qn("w:lvl"))}


def _level(level: Element) -> Level:
    text = _value(level, "w:lvlText")[:40]
    return Level(
        format=_value(level, "w:numFmt") or "decimal", text=text, start=_number(_value(level, "w:start") or "1")
    )


def _value(element: Element, name: str, *, own: bool = False) -> str:
    if own:
        return str(element.get(qn(name), ""))
    child = element.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def _shown(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = to_roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if form == "upperLetter" else letter.lower()
    return f"{count:02d}" if form == "decimalZero" else str(count)
