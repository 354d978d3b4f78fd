"""Pieces of official documents in DOCX: pages, paragraphs, lines, and the head that bears who issues them.

Sizes are of Nghị định 30/2020/NĐ-CP, phụ lục I, part I, V, and of Hướng dẫn 36-HD/VPTW, phụ lục on types of letters.
"""

from collections.abc import Iterable
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from adapters.documents.export.letterhead import MOTTO, PARTY, STATE, Letterhead

FONT = "Times New Roman"
"""Nghị định 30/2020/NĐ-CP, phụ lục I, mục I.4."""

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_STATE_WIDTH, _MOTTO_WIDTH, _PARTY_WIDTH = 9.9, 6.1, 7.6
"""Centimetres that the words of the right block take: a line below is as long as what stands above it."""


def plain_font(document: Docx, size: float) -> None:
    """Have all that says nothing else be in `FONT` of that size, in Word's East Asian ranges too."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def called(document: Docx, title: str) -> None:
    """Have the properties of the file say what it is, and not what wrote it."""
    of = document.core_properties
    of.title, of.author, of.last_modified_by, of.comments = printable(title)[:255], "", "", ""


def written(
    paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False, underline: bool = False
) -> Paragraph:
    """`text` at the end of a paragraph."""
    run = paragraph.add_run(printable(text))
    run.bold, run.italic, run.underline, run.font.size = bold, italic, underline, Pt(size)
    return paragraph


def line_below(cell: _Cell, width: float, outer: float) -> None:
    """A thin line of that width, in the middle of what is `outer` centimetres wide."""
    paragraph = cell.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Cm(max(0.0, (outer - 0.4 - width) / 2))
    shape.space_after, shape.line_spacing = Pt(4), Pt(3)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def columns_of(table: Table, widths: Iterable[float]) -> None:
    """Set the widths of a table, in its grid too: LibreOffice goes by that, Word by the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def whole_on_a_page(line: _Row, *, header: bool = False) -> None:
    """Keep a row on one page; `header`: it stands at the head of every page (ISO/IEC 29500-1, 17.4.6 and 17.4.78)."""
    properties = line._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    for name in ("cantSplit", *(("tblHeader",) if header else ())):
        mark = OxmlElement(f"w:{name}")
        mark.set(qn("w:val"), "true")
        properties.append(mark)


def letterhead(document: Docx, head: Letterhead, width: float, below: Iterable[str] = ()) -> None:
    """Write the head over `width` centimetres: left who issues it (and lines `below` it), right whose form it has."""
    right = min(_STATE_WIDTH, width * 0.6)
    table = document.add_table(rows=1, cols=2)
    columns_of(table, (width - right, right))
    left_cell, right_cell = table.rows[0].cells
    _issuer(left_cell, head, width - right)
    for at, text in enumerate(below):
        size, italic = (14 if head.party else 13, False) if at == 0 else (12, head.party)
        written(_centred(left_cell), text, size, italic=italic)
    _form(right_cell, head, right)
    place = _centred(right_cell)
    place.paragraph_format.space_before = Pt(2)
    written(place, head.dated, 14 if head.party else 13, italic=True)


def _issuer(cell: _Cell, head: Letterhead, width: float) -> None:
    size = 14 if head.party else 12
    first = cell.paragraphs[0]
    first.alignment = CENTRE
    if head.above:
        written(first, head.above.upper(), size)
    written(_centred(cell) if head.above else first, head.issuer.upper(), size, bold=True)
    if head.party:
        written(_centred(cell), "*", size)
    else:
        line_below(cell, width * 0.35, width)


def _form(cell: _Cell, head: Letterhead, width: float) -> None:
    first = cell.paragraphs[0]
    first.alignment = CENTRE
    if head.party:
        written(first, PARTY, 15, bold=True)
        line_below(cell, _PARTY_WIDTH, width)
        return
    written(first, STATE, 12, bold=True)
    written(_centred(cell), MOTTO, 13, bold=True)
    line_below(cell, _MOTTO_WIDTH, width)


def _centred(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.alignment = CENTRE
    return paragraph


def printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )
