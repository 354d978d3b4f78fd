"""Letters that urge agencies written as DOCX, each with its annex.

In the form of the Party for its bodies (Hướng dẫn 36-HD/VPTW of 3/4/2018: heading 15, issuer, number, place and
signatures 14, the subject of a letter 12 in italics, the text 14), else in that of the State (Nghị định 30/2020/NĐ-CP,
phụ lục I, part I: A4, margins 20 mm above and below, 30 mm left, 15 mm right, of I.3; Quốc hiệu and issuer 12 to 13,
number 13, subject 12 to 13, text 13 to 14, “Nơi nhận” 12 over a list in 11, of V; pages numbered from the second on,
in the middle of the margin above, of I.7; the places of the blocks, of IV). The words are ours.
"""

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from adapters.documents.export.letter import LateTask, Released, documents_of
from adapters.documents.export.letterhead import OPEN
from adapters.documents.export.pages import CENTRE, called, columns_of, letterhead, plain_font, whole_on_a_page, written
from adapters.documents.export.register import vietnamese_date

WIDTH = 16.5
"""Centimetres between the margins."""

_SUBJECT = "đôn đốc thực hiện nhiệm vụ đã quá hạn"
_COLUMNS = (
    ("STT", 1.4),
    ("Nội dung nhiệm vụ", 5.9),
    ("Văn bản giao", 3.9),
    ("Thời hạn", 2.9),
    ("Số ngày quá hạn", 2.4),
)
_CENTRED = (0, 3, 4)
_JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


def write_letters(letters: Sequence[Released]) -> bytes:
    """The letters one after the other in a DOCX file, the pages of each counted by themselves."""
    document = docx.Document()
    called(document, _SUBJECT[0].upper() + _SUBJECT[1:])
    plain_font(document, 14)
    for index, letter in enumerate(letters):
        section = document.add_section(WD_SECTION.NEW_PAGE) if index else document.sections[0]
        _page(section)
        _letter(document, letter)
        _annex(document, letter)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(section: Section) -> None:
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin, section.header_distance = Cm(3), Cm(1.5), Cm(1)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 - python-docx has no name for it
    start: Any = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)  # noqa: SLF001 - likewise


def _letter(document: Docx, letter: Released) -> None:
    party = letter.head.party
    number = f"Số {OPEN}-CV/{OPEN}" if party else f"Số: {OPEN}/{OPEN}"
    subject = _SUBJECT[0].upper() + _SUBJECT[1:] if party else f"V/v {_SUBJECT}"
    letterhead(document, letter.head, WIDTH, [number, subject])
    greeting = _paragraph(document, 14, before=12, after=12)
    greeting.alignment = CENTRE
    written(greeting, "Kính gửi: ", 14, italic=party)
    written(greeting, f"{letter.recipient}.", 14)
    for text in _text(letter):
        paragraph = _paragraph(document, 14)
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = _JUSTIFIED, Cm(1.27)
        written(paragraph, text, 14)
    _signed(document, party)


def _text(letter: Released) -> Sequence[str]:
    named = [f"{number} ngày {vietnamese_date(day)}" for number, day in documents_of(letter)]
    given = ("các văn bản: " if len(named) > 1 else "văn bản ") + "; ".join(named)
    until = vietnamese_date(letter.answer_by) if letter.answer_by else OPEN * 2
    end = "." if letter.head.party else "./."
    found = (
        f"Qua theo dõi việc thực hiện nhiệm vụ được giao tại {given}, tính đến ngày {vietnamese_date(letter.day)}, "
        f"{letter.recipient} có {len(letter.tasks):02} nhiệm vụ đã quá hạn mà chưa có báo cáo kết quả (danh mục ở phụ "
        "lục kèm theo)."
    )
    asked = (
        f"{letter.sender} đề nghị {letter.recipient} hoàn thành các nhiệm vụ nêu trên và báo cáo kết quả trước ngày "
        f"{until}. Với nhiệm vụ chưa thể hoàn thành, đề nghị nêu rõ lý do, thời gian hoàn thành và đề nghị gia "
        f"hạn{end}"
    )
    return found, asked


def _signed(document: Docx, party: bool) -> None:
    """The block of recipients on the left, on the right that of whoever signs, left open."""
    table = document.add_table(rows=1, cols=2)
    columns_of(table, (WIDTH * 0.45, WIDTH * 0.55))
    left, right = table.rows[0].cells
    whole_on_a_page(table.rows[0])
    first = left.paragraphs[0]
    first.paragraph_format.space_before = Pt(12)
    written(first, "Nơi nhận:", 14 if party else 12, bold=not party, italic=not party, underline=party)
    end, archive = (",", "Lưu Văn phòng.") if party else (";", "Lưu: VT.")
    for text in (f"- Như trên{end}", f"- {OPEN * 2}{end}", f"- {archive}"):
        written(left.add_paragraph(), text, 12 if party else 11)
    office = right.paragraphs[0]
    office.paragraph_format.space_before, office.alignment = Pt(12), CENTRE
    written(office, OPEN * 4, 14, bold=True)
    name = right.add_paragraph()
    name.paragraph_format.space_before, name.alignment = Pt(84), CENTRE
    written(name, OPEN * 4, 14, bold=True)


def _annex(document: Docx, letter: Released) -> None:
    number = f"số {OPEN}-CV/{OPEN}" if letter.head.party else f"số {OPEN}/{OPEN}"
    of = f"(Kèm theo Công văn {number} ngày {OPEN} tháng {OPEN} năm {letter.day.year} của {letter.sender})"
    for text, bold in (
        ("PHỤ LỤC", True),
        (f"DANH MỤC NHIỆM VỤ QUÁ HẠN CỦA {letter.recipient.upper()}", True),
        (of, False),
    ):
        paragraph = _paragraph(document, 14, after=2)
        paragraph.alignment, paragraph.paragraph_format.page_break_before = CENTRE, text == "PHỤ LỤC"
        written(paragraph, text, 14, bold=bold, italic=not bold)
    _paragraph(document, 6)
    table = document.add_table(rows=1 + len(letter.tasks), cols=len(_COLUMNS))
    table.style = "Table Grid"
    columns_of(table, (width for _, width in _COLUMNS))
    head, *rows = table.rows
    whole_on_a_page(head, header=True)
    for cell, (title, _) in zip(head.cells, _COLUMNS, strict=True):
        _cell(cell, title, centred=True, bold=True)
    for index, (row, task) in enumerate(zip(rows, letter.tasks, strict=True), 1):
        whole_on_a_page(row)
        for at, (cell, text) in enumerate(zip(row.cells, _cells(letter, index, task), strict=True)):
            _cell(cell, text, centred=at in _CENTRED)


def _cells(letter: Released, index: int, task: LateTask) -> tuple[str, ...]:
    given = f"{task.plan} ngày {vietnamese_date(task.issued)}, mục {task.number}"
    return str(index), task.title, given, vietnamese_date(task.due), str((letter.day - task.due).days)


def _cell(cell: _Cell, text: str, *, centred: bool, bold: bool = False) -> None:
    paragraph = written(cell.paragraphs[0], text, 13, bold=bold)
    if centred:
        paragraph.alignment = CENTRE


def _paragraph(document: Docx, size: float, *, before: float = 0, after: float = 6) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    paragraph.paragraph_format.line_spacing = 1.1 if size > 12 else 1.0
    return paragraph
