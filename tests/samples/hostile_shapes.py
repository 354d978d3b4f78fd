"""More files made to do harm: what is in them is well formed, and too much, too deep, too long or without end."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.samples.hostile import (
    BODY,
    BOOK,
    ROWS,
    SHEET,
    TYPES,
    _rows,
    inside,
    repacked,
)
from tests.samples.pdf import Page, _add, _file, _stream, make_pdf
from tests.samples.tables import make_docx, make_xlsx

STRINGS = "xl/sharedStrings.xml"
OF_STRINGS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
LINKED = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
DEEP = b"<a>" * 300_000 + b"</a>" * 300_000


def words(count: int) -> bytes:
    """Text that packs no better than real text does."""
    return b" ".join(b"%x" % (number * 2_654_435_761 % 2**32) for number in range(count))


def sheet(more: bytes) -> bytes:
    """A workbook with something more in its sheet."""
    return repacked(make_xlsx(ROWS), {SHEET: inside(b"sheetData", more)})


def cell(text: bytes) -> bytes:
    """A row with one cell."""
    return b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


def body(more: bytes) -> bytes:
    """A Word file with something more in its body."""
    return repacked(make_docx(ROWS), {BODY: inside(b"w:body", more)})


def shared_string(text: bytes) -> bytes:
    """A workbook in which sixty cells share one string."""
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 60 + b"</row>"
    changes: dict[str, Callable[[bytes], bytes]] = {
        STRINGS: lambda _: (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
            + text
            + b"</t></si></sst>"
        ),
        TYPES: inside(b"Types", b'<Override PartName="/%s" ContentType="%s"/>' % (STRINGS.encode(), OF_STRINGS)),
        SHEET: inside(b"sheetData", row),
    }
    return repacked(make_xlsx(ROWS), changes)


def one_sheet_often(often: int, rows: int) -> bytes:
    """A workbook in which so many sheets are one and the same part."""
    more = b"".join(b'<sheet name="s%d" sheetId="%d" state="visible" r:id="rId1"/>' % (n, n) for n in range(9, often))
    changes = {
        BOOK: lambda xml: inside(b"sheets", more)(xml.replace(b"<workbook ", b"<workbook " + LINKED, 1)),
        SHEET: inside(b"sheetData", _rows(rows)),
    }
    return repacked(make_xlsx(ROWS), changes)


def many_parts(count: int) -> bytes:
    """A Word file with so many empty parts."""
    out = io.BytesIO(make_docx(ROWS))
    with zipfile.ZipFile(out, "a") as target:
        for number in range(count):
            target.writestr(f"x/{number}", b"")
    return out.getvalue()


def directory_flood(count: int) -> bytes:
    """A ZIP whose directory names one part again and again: 60 bytes each, and one object in memory."""
    whole = make_docx(ROWS)
    start, end = whole.find(b"PK\x01\x02"), whole.find(b"PK\x05\x06")
    lengths = struct.unpack("<3H", whole[start + 28 : start + 34])
    listed = whole[start:end] + whole[start : start + 46 + sum(lengths)] * count
    size, at = len(listed), start + len(listed)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    return whole[:start] + listed + large + where + last


def many_lists(count: int) -> bytes:
    """A Word file with many lists that look like one that has many levels."""
    looks = b'<w:abstractNum w:abstractNumId="99">' + b'<w:lvl w:ilvl="0"/>' * count + b"</w:abstractNum>"
    lists = b'<w:num w:numId="7"><w:abstractNumId w:val="99"/></w:num>' * count
    return repacked(make_docx(ROWS), {"word/numbering.xml": inside(b"w:numbering", looks + lists)})


def wide_table(rows: int) -> bytes:
    """A table of one cell a row, each of which spans as many columns as Word allows."""
    row = b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p><w:r><w:t>abc</w:t></w:r></w:p></w:tc></w:tr>'
    return body(b"<w:tbl>" + row * rows + b"</w:tbl>")


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf_of(content: bytes, *, more: Mapping[str, bytes] = {}, resources: str = "", pages: int = 1) -> bytes:
    """Pages with this content. `more`: objects beside them, whose numbers fill the names in `resources`."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    numbers = {name: _add(objects, made) for name, made in more.items()}
    stream = _add(objects, content)
    named = resources.format(**numbers)
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {named} >> /Contents {stream} 0 R >>"
    kids = [_add(objects, page.encode()) for _ in range(pages)]
    objects[1] = f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return _file(objects, "")


def doubling_forms(depth: int) -> bytes:
    """Forms of which each draws the next ten times: the last one is drawn a one with `depth` zeros times."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >> "
    page += b"/Contents 4 0 R >>"
    objects += [page, _stream(b"/F Do", "")]
    for number in range(5, 5 + depth):
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F {number + 1} 0 R >> >>"
        objects.append(_stream(b"/F Do " * 10, form))
    objects.append(_stream(b"0 0 m 1 1 l S", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    return _file(objects, "")


def endless_characters() -> bytes:
    """A font whose table of characters runs over four thousand million codes."""
    page = Page()
    page.text(50, 50, "abc")
    ranges = (
        b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041>"
    )
    table = _stream(b"/CIDInit /ProcSet findresource begin begincmap " + ranges + b" endbfrange endcmap end", "")
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{part} 0 R] "
    part = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>"
    more = {"table": table, "part": part}
    return pdf_of(
        _stream(b"BT /F1 9 Tf <0041> Tj ET", ""),
        more={**more, "font": font.replace(b"{part}", b"4") + b"/ToUnicode 3 0 R >>"},
        resources="/Font << /F1 {font} 0 R >>",
    )


def packed_often(often: int) -> bytes:
    """A stream that says of itself that it is packed so many times."""
    filters = "/FlateDecode " * often
    return pdf_of(f"<< /Filter [{filters}] /Length 2 >>\nstream\nxx\nendstream".encode())


def wide_rows() -> bytes:
    """A packed stream whose rows are said to be thousands of millions of bytes wide."""
    packed = _stream(b"0 0 m 1 1 l S", "/DecodeParms << /Predictor 15 /Columns 4000000000 /Colors 4 >>")
    return pdf_of(packed)


SHAPES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a row at the end of a sheet": (lambda: sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), ""),
    "a row beyond all sheets": (lambda: sheet(b'<row r="' + b"9" * 4_000 + b'"><c><v>1</v></c></row>'), ""),
    "a column beyond all sheets": (lambda: sheet(b'<row r="9"><c r="ZZZZZZZZZZ9"><v>1</v></c></row>'), "damaged"),
    "a number without end": (lambda: sheet(b"<row><c><v>" + b"9" * 5_000_000 + b"</v></c></row>"), "damaged"),
    "a cell of 27 MB": (lambda: sheet(cell(words(3_000_000))), "200000 characters"),
    "a string of 27 MB in many cells": (lambda: shared_string(words(3_000_000)), "200000 characters"),
    "a sheet of deep nests": (lambda: sheet(DEEP), ""),
    "a cell of deep nests": (lambda: sheet(b'<row><c t="inlineStr"><is>' + DEEP + b"</is></c></row>"), ""),
    "one part for many sheets": (lambda: one_sheet_often(190, 9_000), "one and the same part"),
    "a sheet of many cells": (lambda: sheet(_rows(9_000)), "300000 cells"),
    "areas over all of a sheet": (
        lambda: repacked(
            make_xlsx(ROWS),
            {
                SHEET: inside(
                    b"worksheet", b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 200_000 + b"</mergeCells>"
                )
            },
        ),
        "",
    ),
    "many tiny parts": (lambda: many_parts(20_000), "20"),
    "a directory that goes on and on": (lambda: directory_flood(500_000), "parts"),
    "a Word file of deep tables": (lambda: body(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80), ""),
    "a Word file of wide cells": (lambda: wide_table(19_000), "500000 cells"),
    "a paragraph of 27 MB": (lambda: body(b"<w:p><w:r><w:t>" + words(3_000_000) + b"</w:t></w:r></w:p>"), ""),
    "a Word file of many lists": (lambda: many_lists(20_000), ""),
    "a text of wide lines": (lambda: b"a\t" * 90_000 + b"\n" + b"a\tb\tc\n" * 90_000, "200 cells"),
    "a text of many words": (lambda: (b"x    " * 3_900 + b"\n") * 900, "5000000 characters"),
    "a text of many lines": (lambda: b"a\n" * 200_000, "100000 lines"),
    "a PDF of forms in forms": (lambda: doubling_forms(9), "5 seconds"),
    "a PDF with endless characters": (endless_characters, ""),
    "a PDF packed ten thousand times": (lambda: packed_often(10_000), ""),
    "a PDF with rows of gigabytes": (wide_rows, ""),
    "a PDF of deep lists": (lambda: pdf_of(_stream(b"[" * 500_000, "")), ""),
    "a PDF of slow pages": (lambda: make_pdf([_crowded()] * 200), "in all"),
}
"""What makes each, and a piece of what is said; nothing where it does no harm and may be read."""

ENDLESS = ("a PDF with endless characters",)
"""Those that cost time and nothing else."""


def _crowded() -> Page:
    page = Page()
    for row in range(50):
        for column in range(40):
            page.line(column * 14, row * 16, column * 14 + 14, row * 16)
            page.line(column * 14, row * 16, column * 14, row * 16 + 16)
    return page
