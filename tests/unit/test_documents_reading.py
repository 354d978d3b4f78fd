"""Files of each kind: what is read of them, and with which words they are refused."""

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from adapters.documents.files import sniffing
from adapters.documents.files.document import FileKind, Span, Word
from adapters.documents.files.docx import read_docx
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf import document_of
from adapters.documents.files.pdf_pages import FoundPage
from adapters.documents.files.sniffing import sniff
from adapters.documents.files.text import decode
from adapters.documents.files.xlsx import read_sheet, read_xlsx
from adapters.documents.isolation.running import read_isolated
from tests.samples import hostile
from tests.samples.annex import HEADER, annex
from tests.samples.pdf import Page, make_pdf
from tests.samples.reading import read_content
from tests.samples.tables import Line, Look, make_docx, make_table_pdf, make_xlsx

ROWS = annex()[:5]
DAY = datetime(2026, 10, 8)  # noqa: DTZ001 - spreadsheets know no zones
TABLE = "STT\tNội dung\tCơ quan chủ trì\tThời gian\n1\tXây dựng đề án về việc làm\tSở Nội vụ\tTrước 31/8/2025\n"


def saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The ZIP with one part changed."""
    return hostile.repacked(data, {part: change})


def reason(data: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        read_content(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make_docx(ROWS), FileKind.DOCX),
        (make_xlsx(ROWS), FileKind.XLSX),
        (make_pdf([Page()]), FileKind.PDF),
        (b"junk before\n%PDF-1.4", FileKind.PDF),
        ("Kế hoạch".encode(), FileKind.TEXT),
        ("Kế hoạch".encode("utf-16"), FileKind.TEXT),
    ],
)
def test_the_kind_is_told_by_content(data: bytes, kind: FileKind) -> None:
    """The first bytes, and for ZIP files the parts inside, say what a file is."""
    assert sniff(data) is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format of Word or Excel"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04 no archive", "damaged ZIP"),
        (bytes(range(256)) * 20, "no kind that is read"),
    ],
)
def test_what_is_not_read_is_refused_with_its_reason(data: bytes, words: str) -> None:
    """Each kind of file that is not read has a message of its own, which says what to do."""
    assert words in reason(data)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installed the program is asked for it; the file is not blamed."""
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    for name in ("pdf", "pdf_pages"):
        monkeypatch.delitem(sys.modules, f"adapters.documents.files.{name}", raising=False)
    assert "The library pdfplumber that reads pdf files is not installed" in reason(make_pdf([Page()]))


def test_other_archives_are_refused() -> None:
    """A ZIP without a Word or Excel part is neither."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("plan.txt", "x")
    assert "Unpack it" in reason(out.getvalue())


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at before anything else."""
    monkeypatch.setattr(sniffing, "LARGEST_FILE", 100)
    assert "at most" in reason(b"a" * 101)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a part says of its size is enough."""
    bomb = hostile.understated(make_docx(ROWS), "word/document.xml", 900_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(DocumentRefused, match="made to do harm"):
        sniff(bomb)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document', 1),
        lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda xml: b'<?xml version="1.0" encoding="UTF-7"?>' + xml.split(b"?>", 1)[1],
    ],
)
def test_xml_entity_tricks_are_refused(change: Callable[[bytes], bytes]) -> None:
    """No part may declare a document type, nor hide one in another encoding."""
    assert "document type" in reason(repacked(make_docx(ROWS), "word/document.xml", change))
    tricked = repacked(make_xlsx(ROWS), "xl/workbook.xml", lambda xml: b"<!DOCTYPE a>" + xml)
    assert "document type" in reason(tricked)


def test_deeply_nested_xml_is_refused() -> None:
    """XML nested thousands deep is damage, not a crash."""
    deep = b"<w:sdt><w:sdtContent>" * 4000 + b"</w:sdtContent></w:sdt>" * 4000
    assert "no Word document" in reason(
        repacked(make_docx(ROWS), "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + deep))
    )


def test_macros_and_pictures_are_left_out_and_told() -> None:
    """What is beside the text is neither run nor read, and a note says so."""
    data = make_docx(ROWS)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr("word/vbaProject.bin", b"x")
        target.writestr("word/media/image1.png", b"x")
    notes = [note.text() for note in read_docx(out.getvalue()).left_out]
    assert notes == [
        "Pictures in the file: 1; text inside them was not read.",
        "The file has macros; they were not read and not run.",
    ]


def test_merged_cells_keep_their_text_and_say_so() -> None:
    """A cell merged to the right or down has the text of its first, marked by where it goes on."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "tall"
    first, second = next(read_docx(saved(document)).tables).rows
    assert [(cell.text, cell.span) for cell in first.cells] == [
        ("wide", Span.OWN),
        ("wide", Span.LEFT),
        ("tall", Span.OWN),
    ]
    assert (second.cells[2].text, second.cells[2].span) == ("tall", Span.ABOVE)
    assert second.texts == ("", "", "tall")


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    """A large nested table is read as one, a small one as lines of its cell."""
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    inner = cell.add_table(2, 3)
    inner.cell(1, 2).text = "deep"
    small = cell.add_table(1, 2)
    small.cell(0, 1).text = "shallow"
    outer, nested = read_docx(saved(document)).tables
    assert outer.rows[0].cells[0].text == "shallow"
    assert nested.rows[1].cells[2].text == "deep"


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    """Tracked changes count as accepted."""
    document = docx.Document()
    paragraph = document.add_paragraph("trước ")
    for name, text in (("w:ins", "ngày 1"), ("w:del", "ngày 2")):
        run, words = OxmlElement("w:r"), OxmlElement("w:t")
        words.text = text
        run.append(words)
        change = OxmlElement(name)
        change.append(run)
        paragraph._p.append(change)
    assert [p.text for p in read_docx(saved(document)).paragraphs] == ["trước ngày 1"]


def test_numbers_that_word_counts_are_counted() -> None:
    """List numbers are nowhere in the text; they are counted from the numbering part."""
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row in table.rows:
        row.cells[0].paragraphs[0].style = document.styles["List Number"]
        properties = row.cells[0].paragraphs[0]._p.get_or_add_pPr()
        numbering = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", "0"), ("w:numId", "1")):
            item = OxmlElement(name)
            item.set(qn("w:val"), value)
            numbering.append(item)
        properties.append(numbering)
    found = [row.cells[0].text for row in next(read_docx(saved(document)).tables).rows]
    assert len(set(found)) in (1, 3)  # a bullet list counts nothing
    assert len(found) == 3


def test_a_span_without_end_is_bounded() -> None:
    """A cell that claims a billion columns gets as many as Word allows."""
    data = make_docx(ROWS, merged=True)
    wide = repacked(
        data, "word/document.xml", lambda xml: xml.replace(b'<w:gridSpan w:val="3"', b'<w:gridSpan w:val="99999"')
    )
    assert max(len(row.cells) for table in read_docx(wide).tables for row in table.rows) <= 63


def test_a_million_empty_rows_cost_nothing() -> None:
    """A sheet is left after a thousand empty rows, and a note says where."""
    empty = b"".join(b'<row r="%d"/>' % number for number in range(50, 300_000))
    data = repacked(
        make_xlsx(ROWS), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>")
    )
    document = read_xlsx(data)
    assert "1000 empty rows follow" in document.left_out[0].text()
    assert len(next(document.tables).rows) < 50


@pytest.mark.slow
def test_endless_merged_areas_are_bounded() -> None:
    """Areas over the whole sheet, a hundred thousand times, are filled once."""
    areas = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 100_000 + b"</mergeCells>"
    data = repacked(
        make_xlsx(ROWS), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + areas)
    )
    assert next(read_xlsx(data).tables).rows


def test_hidden_sheets_are_left_out_and_told() -> None:
    """Only what its reader sees in a workbook is read."""
    book = openpyxl.Workbook()
    book.active.append(["seen"])
    book.create_sheet("Nháp").sheet_state = "hidden"
    document = read_xlsx(saved(book))
    assert len(list(document.tables)) == 1
    assert document.left_out[0].text() == "Sheet Nháp is hidden and was not read."


def test_cells_of_a_workbook_become_text() -> None:
    """Whole numbers have no decimal point, dates are ours (months and hours kept), formulas their value."""
    book = openpyxl.Workbook()
    hour = DAY.replace(hour=8, minute=30)
    book.active.append([7.0, 1.5, DAY, "=1+1", None, "  a \n\n b ", DAY.replace(day=1), hour])
    book.active["C1"].number_format = "dd\\/mm\\/yyyy;@"
    book.active["G1"].number_format = "[$-409]mmm-yy"
    texts = next(read_xlsx(saved(book)).tables).rows[0].texts
    assert texts == ("7", "1.5", "08/10/2026", "", "", "a\nb", "10/2026", "08:30 ngày 08/10/2026")
    whole = next(read_sheet(saved(book)).tables).rows[0].texts
    assert whole[2] == "2026-10-08 00:00:00"


def test_a_scan_is_refused() -> None:
    """Pages that are pictures without text cannot be read, and the message says why."""
    page = Page()
    page.picture()
    page.text(300, 800, "3", 10)
    assert "is a scan" in reason(make_pdf([page, page]))


def test_some_scanned_pages_are_told() -> None:
    """Where a few pages are pictures, the others are read and a note counts them."""
    lines = [Line(number=str(n), cells=("Xây dựng đề án việc làm", "Sở Nội vụ", "Trước 31/8/2025")) for n in (1, 2)]
    whole = make_table_pdf(lines, HEADER, Look())
    assert read_content(whole).notes == ()
    scan = Page()
    scan.picture()
    words = Word(left=1, right=9, top=1, page=1, text="chữ" * 20)
    pages = [FoundPage(number=1, words=(words,)), FoundPage(number=2, pictures=1), FoundPage(number=3, words=(words,))]
    assert document_of(pages).left_out[0].text().startswith("1 of 3 pages are pictures")


def test_a_locked_pdf_is_refused() -> None:
    """A PDF that asks for a password is not guessed at."""
    assert "protected with a password" in reason(make_pdf([Page()], locked=True))


def test_a_broken_pdf_is_refused() -> None:
    """A PDF cut short, or with nothing behind its mark, is damaged."""
    assert "damaged" in reason(b"%PDF-1.5\n" + bytes(200))


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    """Two thousand pages are no plan's annex; the pages are counted, not read."""
    assert "2000 pages" in reason(make_pdf([Page()] * 2000))


def test_progress_is_told_page_by_page() -> None:
    """The caller hears of every page and of how many there are."""
    page = Page()
    page.text(50, 50, "Kế hoạch số 1 của Ủy ban nhân dân tỉnh về việc làm năm 2026")
    seen: list[tuple[int, int]] = []
    read_isolated(make_pdf([page] * 3), lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded(codec: str) -> None:
    """UTF-8 and UTF-16 are read, composed or not, marks of direction and control characters taken out."""
    assert decode("Trước \u200fngày\x07 30".encode(codec)) == "Trước ngày 30"
    assert decode("Tru\u031bo\u031b\u0301c".encode(codec)) == "Trước"


def test_tables_with_tabs_and_bars_are_read() -> None:
    """A table pasted from a spreadsheet, or written with bars, is a table."""
    bars = "\n".join("| " + line.replace("\t", " | ") + " |" for line in TABLE.strip().split("\n"))
    bars = bars.replace("\n", "\n|---|---|---|---|\n", 1)
    for text in (TABLE, bars):
        rows = read_content(text.encode()).rows
        assert [(row.number, row.lead, row.due) for row in rows] == [("1", "Sở Nội vụ", "Trước 31/8/2025")]


def test_text_laid_out_with_spaces_is_read() -> None:
    """Columns kept apart with spaces, as `pdftotext -layout` writes them, are columns."""
    lines = [
        "                     KẾ HOẠCH VIỆC LÀM",
        "STT   Nội dung công việc              Cơ quan chủ trì      Thời gian thực hiện",
        " 1    Xây dựng đề án việc làm         Sở Nội vụ            Trước 31/8/2025",
        "      cho lao động nông thôn",
        " 2    Tổng kết năm học                Sở Giáo dục và       Tháng 6/2026",
        "                                      Đào tạo",
        " 3    Báo cáo kết quả                 Sở Y tế              Quý IV/2025",
    ]
    rows = read_content("\n".join(lines).encode()).rows
    assert [(row.number, " ".join(row.title.split()), " ".join(row.lead.split()), row.due) for row in rows] == [
        ("1", "Xây dựng đề án việc làm cho lao động nông thôn", "Sở Nội vụ", "Trước 31/8/2025"),
        ("2", "Tổng kết năm học", "Sở Giáo dục và Đào tạo", "Tháng 6/2026"),
        ("3", "Báo cáo kết quả", "Sở Y tế", "Quý IV/2025"),
    ]


def test_a_table_without_deadlines_is_refused_by_its_columns() -> None:
    """The message names the columns there are, and the one that is missing."""
    text = "STT\tNội dung\tCơ quan chủ trì\tGhi chú\n1\tLàm việc này\tSở Nội vụ\tx\n2\tLàm việc kia\tSở Y tế\ty\n"
    assert "its columns are: STT, Nội dung, Cơ quan chủ trì, Ghi chú" in reason(text.encode())


def test_a_document_without_tasks_is_refused() -> None:
    """A text about something else is no plan."""
    assert "No tasks were found" in reason(b"The weather is fine today. " * 20)


def test_a_huge_phrase_is_read_in_bounded_time() -> None:
    """A deadline of 100 kB is a row like any other."""
    assert len(read_content((TABLE + f"2\tLàm việc khác\tSở Y tế\t{'trước ngày ' * 10_000}\n").encode()).rows) == 2
