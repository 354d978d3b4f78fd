"""Text as copying from a PDF leaves it: its lines, without page furniture, cut where a new number begins.

Copying puts a table's cells one after the other, and headings that were centred in the page at its end. What stays
in order are the numbers; `adapters.documents.layout.unweaving` tells the cells between them apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.files.romans import from_roman
from adapters.documents.layout.roles import HEADERS, Role
from adapters.documents.layout.vocabulary import is_capitals, is_deadline

FURNITURE = re.compile(
    r"(?i)^\s*(số và ký hiệu\s*:|ngày ban hành\s*:|tài liệu này thuộc|người ký\s*:|ký bởi|thời gian ký|"
    r"trang\s+\d+(\s*/\s*\d+)?\s*$|"
    r"\d+\s*/\s*\d+\s*$|[-_=*.\s]{4,}$|\(?kèm theo (kế hoạch|quyết định|công văn|chương trình|nghị quyết)|"
    r"phụ lục(\s+\S+){0,8}\s*$)"
)
"""Footers, seals and annex titles."""

FOOTER = re.compile(
    r"(?i)^\s*(số và ký hiệu\s*:|ngày ban hành\s*:|tài liệu này thuộc|người ký\s*:|ký bởi|thời gian ký|trang\s+\d+)"
)
HEADER_START = re.compile(r"^(stt|tt|so tt|so thu tu)\b")
HEADER_TAIL = frozenset(
    (
        "thoi gian",
        "thuc hien",
        "hoan thanh",
        "phoi hop",
        "chu tri",
        "cong viec",
        "thoi gian thuc hien",
        "thoi gian hoan thanh",
        "thoi han",
        "co quan",
        "don vi",
        "co quan chu tri",
        "co quan phoi hop",
        "don vi chu tri",
        "don vi phoi hop",
        "noi dung",
        "noi dung cong viec",
        "nhiem vu",
        "san pham",
        "ket qua",
        "ghi chu",
    )
)
"""Lines that a header's cells are broken into, folded."""

COUNTED = re.compile(
    r"(?i)^(ngày|tháng|năm|tuần|giờ|quý|%|phần trăm|triệu|tỷ|đồng|người|đồng chí|xã|phường|khóa|lần)\b"
)
ROMAN = re.compile(r"^([IVX]{1,6})(?:\s*[.\-–)]\s*|\s+|$)(.*)$")
DIGITS = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,4})(?:[.)]\s*|\s+|$)(.*)$")
AHEAD = 60
"""So many lines are looked through for a number before one after it is believed."""

GAP = 3
LONG_LINE = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `soft`: it ended with a space, as where a narrow cell wrapped."""

    text: str
    soft: bool
    page: int
    line: int


@dataclass(slots=True, kw_only=True)
class Chunk:
    """The lines between one number and the next. `number` is empty before the first."""

    number: str
    roman: int = 0  # its section; 0: none
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    line: int = 1
    displaced: bool = False  # out of its sequence: it belongs behind the last of an earlier section
    skipped: bool = False  # numbers before it are missing
    inline: bool = False  # its first line stands on the line of its number

    @property
    def is_section(self) -> bool:
        """True if its number is a Roman one."""
        return bool(self.number) and self.number[0].isalpha()


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not empty; a form feed, repeated header, footer or margin turns the page."""
    raw = text.replace("\f", "\n\f").split("\n")
    filled = [line for line in raw if line.strip()]
    margin = sum(line.startswith(" ") for line in filled) <= len(filled) * 0.1
    lines: list[Line] = []
    page, turned = 1, True  # `turned`: nothing of the table stands on the page yet
    for number, line in enumerate(raw, start=1):
        if not line.strip():
            page += "\f" in line
            continue
        text = one_line(line)
        indented = margin and line.startswith(" ") and bool(lines)
        after_footer = bool(lines) and FOOTER.match(lines[-1].text) and not FOOTER.match(text)
        if "\f" in line or (not turned and (indented or after_footer or _is_header(text))):
            page, turned = page + 1, True
        turned = turned and (_is_header(text) or indented or bool(FURNITURE.match(text)))
        lines.append(Line(text=text, soft=line.endswith(" "), page=page, line=number))
    return lines


def is_woven(text: str) -> bool:
    """True if copying has put a table's cells one after the other: numbers, and deadlines on lines of their own."""
    lines = [line for line in text.split("\n") if line.strip()]
    due = sum(len(line) < 60 and line[:1].isupper() and is_deadline(line) for line in lines)
    headed = any(re.match(r"(stt|tt)\b", fold(line)) for line in lines)
    numbered = sum(bool(re.match(r"\s*\d{1,3}(\.\d{1,3})*\.?(\s|$)", line)) for line in lines)
    return due >= 2 and numbered >= 2 and (headed or due > 0.05 * len(lines))


def _is_header(line: str) -> bool:
    plain = fold(line)
    return bool(HEADER_START.match(plain)) and sum(bool(words.search(plain)) for _, words in HEADERS) >= 2


def columns_of(lines: Sequence[Line]) -> tuple[Role, ...]:
    """The columns behind the number in the order of the first header; without one: title, cooperating, deadline."""
    for index, line in enumerate(lines):
        if _is_header(line.text):
            tail = [other.text for other in lines[index + 1 : index + 5] if fold(other.text) in HEADER_TAIL]
            return _roles_in(fold(" ".join([line.text, *tail])))
    return (Role.TITLE, Role.COOPERATE, Role.DUE)


def _roles_in(plain: str) -> tuple[Role, ...]:
    found = {role: words.search(plain) for role, words in HEADERS if role is not Role.OTHER}
    places = {role: match.start() for role, match in found.items() if match}
    if (
        Role.LEAD in places
        and Role.COOPERATE in places
        and not re.search(r"chu tri|thuc hien .*phoi hop|don vi thuc|tham muu", plain)
    ):
        del places[Role.LEAD]  # `Cơ quan` is a word of `Cơ quan phối hợp`
    places.setdefault(Role.TITLE, 0)
    places.setdefault(Role.DUE, len(plain))
    return tuple(sorted(places, key=places.__getitem__))


def body_of(lines: Sequence[Line]) -> list[Line]:
    """The lines of the table alone: without headers, footers and page numbers."""
    kept: list[Line] = []
    after_header = 0
    for index, line in enumerate(lines):
        plain = fold(line.text)
        if _is_header(line.text):
            after_header = 6
            continue
        after_header -= 1
        if plain in HEADER_TAIL and (
            after_header > 0 or plain.startswith("thoi gian") or _follows(lines, index, "thoi gian")
        ):
            continue
        if not FURNITURE.match(line.text):
            kept.append(line)
    return _without_page_numbers(kept)


def _follows(lines: Sequence[Line], index: int, plain: str) -> bool:
    return index > 0 and fold(lines[index - 1].text) == plain


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    """`lines` without the numbers that count the pages, alone at the end of their pages or at the start."""
    firsts, lasts = set(), set()
    for index, line in enumerate(lines):
        if line.text == str(line.page):
            if index + 1 == len(lines) or lines[index + 1].page != line.page:
                lasts.add(index)
            elif index == 0 or lines[index - 1].page != line.page:
                firsts.add(index)
    away = lasts if len(lasts) >= len(firsts) else firsts
    return [line for index, line in enumerate(lines) if index not in away]


def chunks_of(lines: Sequence[Line]) -> list[Chunk]:
    """`lines` cut at each number that comes next in the count."""
    cutter = _Cutter(lines=lines)
    for index, line in enumerate(lines):
        found = cutter.number_at(index)
        if found is None:
            cutter.chunks[-1].lines.append(line)
            continue
        chunk, rest = found
        if rest:
            chunk.lines.append(Line(text=rest, soft=line.soft, page=line.page, line=line.line))
            chunk.inline = True
        cutter.chunks.append(chunk)
    return cutter.chunks


@dataclass(slots=True)
class _Cutter:
    lines: Sequence[Line]
    chunks: list[Chunk] = field(default_factory=lambda: [Chunk(number="")])
    roman: int = 0
    last: str = ""  # the last number in the current section
    lasts: dict[int, str] = field(default_factory=dict)  # the last number of each earlier section
    pages: dict[int, int] = field(default_factory=dict)  # the page on which it stands

    def number_at(self, index: int) -> tuple[Chunk, str] | None:
        """The chunk that begins at this line, and what stands behind its number."""
        line = self.lines[index]
        section = ROMAN.match(line.text)
        if section and self._is_section(section):
            self.lasts[self.roman] = self.last
            self.roman, self.last = from_roman(section.group(1)) or 0, ""
            return self._chunk(line, section.group(1)), section.group(2)
        found = DIGITS.match(line.text)
        if not found or COUNTED.match(found.group(2)):
            return None
        number, rest = found.groups()
        number = ".".join(str(int(part)) for part in number.split("."))
        if rest and rest[0].islower() and not self._has_due():
            return None
        if number in self._next() or self._restarts(number):
            self.last = number
            return self._chunk(line, number), rest
        return self._unexpected(index, number, rest)

    def _chunk(self, line: Line, number: str, *, skipped: bool = False) -> Chunk:
        self.pages[self.roman] = line.page
        return Chunk(number=number, roman=self.roman, page=line.page, line=line.line, skipped=skipped)

    def _is_section(self, found: re.Match[str]) -> bool:
        """True if a numeral begins a section: the next in the count, or a little ahead before a heading in capitals.

        Behind a long line that is no sentence yet, `XVI.` is the end of a title.
        """
        value, rest = from_roman(found.group(1)), found.group(2)
        capitals = is_capitals(rest)
        if value is None or not (capitals or not rest or re.match(r"[IVX]+\s*[.\-–)]", found.group())):
            return False
        ahead = value - self.roman
        above = self.chunks[-1].lines[-1].text if self.chunks[-1].lines else ""
        going = len(above) > LONG_LINE and above[-1] not in ".;:!?…”)" and not is_capitals(above)
        return (ahead == 1 and (capitals or not going)) or (1 < ahead <= GAP and capitals and self.roman > 0)

    def _next(self) -> set[str]:
        """The numbers that may come next: `2.3` -> `2.4`, `3`, `2.3.1`; `1` (or `1.1`) at the start."""
        if not self.last:
            return {"1", "1.1"}
        parts = self.last.split(".")
        raised = {".".join([*parts[:depth], str(int(parts[depth]) + 1)]) for depth in range(len(parts))}
        return raised | {f"{self.last}.1"}

    def _restarts(self, number: str) -> bool:
        """A count from 1 anew, below a heading without a number."""
        recent = self.chunks[-1].lines[-3:]
        return number == "1" and bool(self.last) and not self.roman and any(is_capitals(line.text) for line in recent)

    def _has_due(self) -> bool:
        return any(is_deadline(line.text) for line in self.chunks[-1].lines) or not self.chunks[-1].lines

    def _unexpected(self, index: int, number: str, rest: str) -> tuple[Chunk, str] | None:
        line = self.lines[index]
        if rest and not rest[0].isupper():
            return None
        for roman in sorted(self.lasts, reverse=True):
            if self.pages.get(roman) == line.page and _after(self.lasts[roman]) == number:
                self.lasts[roman] = number
                return Chunk(number=number, roman=roman, page=line.page, line=line.line, displaced=True), rest
        if self._skips(index, number):
            self.last = number
            return self._chunk(line, number, skipped=True), rest
        return None

    def _skips(self, index: int, number: str) -> bool:
        """True if `number` is a little ahead of the count and what lies between never comes."""
        ahead = self.last or "0"
        between: set[str] = set()
        for _ in range(GAP):
            ahead = _after(ahead)
            if ahead == number:
                later = (DIGITS.match(line.text) for line in self.lines[index + 1 : index + AHEAD])
                return not between & {found.group(1) for found in later if found}
            between.add(ahead)
        return False


def _after(number: str) -> str:
    *above, last = (number or "0").split(".")
    return ".".join([*above, str(int(last) + 1)])


def sections_of(chunks: Sequence[Chunk]) -> Iterator[tuple[int, list[Chunk]]]:
    """The chunks of each section in the order of sections, those out of their sequence put behind their own."""
    romans = sorted({chunk.roman for chunk in chunks})
    for roman in romans:
        own = [chunk for chunk in chunks if chunk.roman == roman]
        yield roman, [*(c for c in own if not c.displaced), *(c for c in own if c.displaced)]
