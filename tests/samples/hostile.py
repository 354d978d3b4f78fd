"""Files made to do harm, each small and made anew: what they are called, and a function that makes them."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.samples import pdf
from tests.samples.annex import annex
from tests.samples.pdf import Page, make_pdf
from tests.samples.tables import make_docx, make_xlsx

ROWS = annex()[:5]
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
BODY = "word/document.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Entities of entities: the last would be a hundred million times as long as the first."""


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The ZIP with parts changed; one that it lacks is made of nothing."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as target:
        for name in dict.fromkeys([*source.namelist(), *changes]):
            old = source.read(name) if name in source.namelist() else b""
            target.writestr(name, changes[name](old) if name in changes else old)
    return out.getvalue()


def understated(data: bytes, part: str, size: int) -> bytes:
    """The ZIP whose directory says that `part` unpacks to `size` bytes."""
    changed = bytearray(data)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        name = changed[at + 46 : at + 46 + int.from_bytes(changed[at + 28 : at + 30], "little")]
        if name == part.encode():
            changed[at + 24 : at + 28] = size.to_bytes(4, "little")
        at += 4
    return bytes(changed)


def inside(tag: bytes, what: bytes) -> Callable[[bytes], bytes]:
    """A change that puts `what` before the end of the element."""
    return lambda xml: xml.replace(b"</" + tag + b">", what + b"</" + tag + b">", 1)


def _rows(count: int) -> bytes:
    """Rows that pack forty times smaller, as real ones do."""
    row = "<row>" + "".join(f'<c t="inlineStr"><is><t>{zlib.crc32(bytes([n])):08x}</t></is></c>' for n in range(40))
    return f"{row}</row>".encode() * count


def renamed_sheet() -> bytes:
    """The sheet's part is called sheet1.dat, and is larger than any that is read."""
    book = make_xlsx(ROWS)
    swollen = zipfile.ZipFile(io.BytesIO(book)).read(SHEET).replace(b"</sheetData>", _rows(40_000) + b"</sheetData>")
    return repacked(
        book,
        {
            "xl/worksheets/sheet1.dat": lambda _: swollen,
            SHEET: lambda _: b"<x/>",
            RELATIONS: lambda xml: xml.replace(b"sheet1.xml", b"sheet1.dat"),
            TYPES: lambda xml: xml.replace(b"sheet1.xml", b"sheet1.dat"),
        },
    )


def many_relations(count: int, sheets: int) -> bytes:
    """Each of many sheets is the same part, with many relationships to look through."""
    own = b"".join(b'<Relationship Id="a%d" Type="t" Target="x"/>' % n for n in range(count))
    relations = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    more = b"".join(b'<sheet name="s%d" sheetId="%d" state="visible" r:id="rId1"/>' % (n, n) for n in range(9, sheets))
    linked = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    return repacked(
        make_xlsx(ROWS),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": lambda _: relations + own + b"</Relationships>",
            BOOK: lambda xml: inside(b"sheets", more)(xml.replace(b"<workbook ", b"<workbook " + linked, 1)),
        },
    )


def encoded(codec: str, part: str = BODY) -> bytes:
    """A part in another encoding, without its mark, that declares entities of entities."""
    data = make_docx(ROWS) if part == BODY else make_xlsx(ROWS)
    return repacked(data, {part: lambda xml: f"{LAUGHS}]>{_bare(xml)}".encode(codec)})


def _bare(xml: bytes) -> str:
    return xml.decode().partition("?>")[2] if xml.startswith(b"<?xml") else xml.decode()


def padded_declaration() -> bytes:
    """The declaration of an odd encoding stands behind more spaces than one looks through."""
    return repacked(
        make_docx(ROWS),
        {BODY: lambda xml: b'<?xml version="1.0"' + b" " * 5_000 + b'encoding="UTF-7"?>' + _bare(xml).encode("utf-7")},
    )


def long_attributes() -> bytes:
    """Names of attributes without end, which a pattern may go over again and again."""
    junk = b"<Relationship " + b"a" * 3_900 + b">"
    return repacked(make_xlsx(ROWS), {RELATIONS: inside(b"Relationships", junk * 2_000)})


def with_strings(count: int) -> bytes:
    """A workbook with so many empty strings that its sheets may use."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    return repacked(
        make_xlsx(ROWS),
        {
            "xl/sharedStrings.xml": lambda _: b"<sst>" + b"<si/>" * count + b"</sst>",
            TYPES: inside(b"Types", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind),
        },
    )


def deflated(block: bytes, times: int) -> bytes:
    """`block` over and over, packed at once: a stream of zlib that unpacks to as much as one likes."""
    packer = zlib.compressobj(1)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compressobj(1, wbits=-15)
    body = packed.compress(block) + packed.flush(zlib.Z_FULL_FLUSH)
    return head + body * times


def pdf_bomb(stream: bytes) -> bytes:
    """A PDF whose one page has this packed stream."""
    page = Page()
    page.operations.append("swell")
    content = pdf._stream(b"swell", "")
    bomb = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream"
    return make_pdf([page]).replace(content, bomb)


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "a sheet called sheet1.dat": renamed_sheet,
    "a part larger than it says": lambda: understated(renamed_sheet(), "xl/worksheets/sheet1.dat", 1_000),
    "many relationships for each of many sheets": lambda: many_relations(60_000, 150),
    "thousands of sheets": lambda: many_relations(10, 3_000),
    "attributes without end": long_attributes,
    "strings without end": lambda: with_strings(6_000_000),
    "styles without end": lambda: repacked(make_xlsx(ROWS), {"xl/styles.xml": inside(b"cellXfs", b"<xf/>" * 600_000)}),
    "names without end": lambda: repacked(make_xlsx(ROWS), {BOOK: inside(b"workbook", b"<definedName/>" * 600_000)}),
    "a Word file of empty paragraphs": lambda: repacked(
        make_docx(ROWS), {BODY: inside(b"w:body", b"<w:p/>" * 6_000_000)}
    ),
    "entities in UTF-16 without its mark": lambda: encoded("utf-16-le"),
    "entities in big-endian UTF-16 without its mark": lambda: encoded("utf-16-be"),
    "entities in UTF-32 without its mark": lambda: encoded("utf-32-le"),
    "entities in UTF-16 in a workbook": lambda: encoded("utf-16-le", BOOK),
    "entities in UTF-16 in a sheet": lambda: encoded("utf-16-le", SHEET),
    "an encoding declared behind many spaces": padded_declaration,
    "a part packed with LZMA": lambda: repacked(make_docx(ROWS), {}, zipfile.ZIP_LZMA),
    "a PDF that unpacks without end": lambda: pdf_bomb(deflated(b"BT (x) Tj ET " * 100_000, 1_500)),
    "a PDF that draws without end": lambda: pdf_bomb(deflated(b"0 0 m 1 1 l S " * 100_000, 400)),
}

ENDED_BY_THE_WATCH = ("a PDF that draws without end",)
"""Those that cost time and nothing else."""
