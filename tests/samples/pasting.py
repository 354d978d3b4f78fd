"""The annex as copying from a PDF leaves it: cells one after the other, centred headings at the page's end, footers."""

import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tests.samples.annex import ATTACHED, HEADER, HEADER_WITH_LEAD, AnnexRow
from tests.samples.tables import Line, lines_of

FOOTER = (
    "Số và ký hiệu: 376-KH/TU ",
    "Ngày ban hành: 23/07/2025",
    "",
    "Tài liệu này thuộc sở hữu của cơ quan ban hành.",
    "",
)


@dataclass(frozen=True, kw_only=True)
class Paste:
    """How the text was copied. Widths are in characters."""

    title: int = 80
    agencies: int = 26
    due: int = 18
    rows_on_page: int = 8
    footers: bool = True
    headers: bool = True
    displaced: bool = True  # headings stand at the end of their page
    with_lead: bool = False


def lengthened(rows: Sequence[AnnexRow], seed: int) -> tuple[AnnexRow, ...]:
    """The rows with titles as long as real ones: some have the words of others behind their own."""
    choose = random.Random(seed)
    longer = []
    for row in rows:
        others = choose.sample(rows, choose.randint(0, 3))
        more = "".join(f"; {other.title[0].lower()}{other.title[1:-1]}" for other in others)
        longer.append(replace(row, title=f"{row.title[:-1]}{more}."))
    return tuple(longer)


def paste(rows: Sequence[AnnexRow], how: Paste, seed: int = 0) -> str:
    """The text."""
    choose = random.Random(seed)
    lines = list(lines_of(rows, with_lead=how.with_lead))
    pages = [lines[start : start + how.rows_on_page] for start in range(0, len(lines), how.rows_on_page)]
    text: list[str] = []
    for number, page in enumerate(pages, start=1):
        text += _page(page, how, choose, number)
    return "\n".join(text)


def _page(lines: Sequence[Line], how: Paste, choose: random.Random, number: int) -> Iterator[str]:
    if how.headers:
        yield from _header(HEADER_WITH_LEAD if how.with_lead else HEADER)
    late: list[str] = []
    for line in lines:
        if not line.heading:
            yield from _row(line, how, choose)
        elif how.displaced:
            yield from (line.number, "")
            late.append(line.cells[0])
        else:
            yield from (f"{line.number} {line.cells[0]}", "")
    if number == 1:
        yield from ("PHỤ LỤC CÔNG VIỆC", "", ATTACHED, "", "-----", "")
    for text in late:
        yield from (text, "")
    if how.footers:
        yield from (str(number), "", *FOOTER, "")


def _header(texts: Sequence[str]) -> Iterator[str]:
    """The header, its last column on two lines where that has two words to spare."""
    *first, last = texts
    if len(last.split()) < 4:
        yield from (" ".join(texts), "")
    else:
        yield from (" ".join(first), f"{' '.join(last.split()[:2])} ", "", " ".join(last.split()[2:]), "")


def _row(line: Line, how: Paste, choose: random.Random) -> Iterator[str]:
    widths = (
        how.title,
        *((how.agencies,) if how.with_lead else ()),
        how.agencies,
        how.due,
        *((how.due,) if how.with_lead else ()),
    )
    cells = [textwrap.wrap(text, width) for text, width in zip(line.cells, widths, strict=True)]
    if all(len(cell) <= 1 for cell in cells):
        yield from (" ".join([line.number, *(cell[0] for cell in cells if cell)]), "")
        return
    title = cells[0]
    if len(title) % 2 and choose.random() < 0.5 and len(title) == 1:
        yield f"{line.number} {title[0]}"
    else:
        yield from (line.number, "")
        yield from _wrapped(title, soft=False)
    for cell in cells[1:]:
        yield from _wrapped(cell, soft=True)
    yield ""


def _wrapped(lines: Sequence[str], *, soft: bool) -> Iterator[str]:
    for index, line in enumerate(lines):
        more = index + 1 < len(lines)
        yield f"{line} " if soft and more else line
        if more:
            yield ""
