"""Word files: the text of the body, with its tables as they are merged and nested.

Only the body and its list numbers are read: macros, pictures, links, headers and comments are not even unpacked.
Deleted text of tracked changes is left out, inserted text is in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from adapters.documents.files.archive import Archive
from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import Cell, FileKind, Paragraph, ParsedFile, Row, Span, Table
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.numbering import Numbering
from rules.drafting.source import Doubt, Place
from rules.problems import N_

BODY = "word/document.xml"
LISTS = "word/numbering.xml"
MOST_COLUMNS = 63
"""What Word itself allows in a table."""

MOST_ROWS = 20_000
NOT_TEXT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:drawing", "w:pict", "w:object", "w:instrText", "w:txbxContent"))
)
SPACED = frozenset(map(qn, ("w:tab", "w:br", "w:cr")))
INSIDE = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")))

BROKEN = N_("The file is no Word document, or a damaged one. Ask its sender for it again.")
TOO_LONG = N_("The document has more than {limit} table rows. Send the plan's annex alone.")
MACROS = N_("The file has macros; they were not read and not run.")
PICTURES = N_("Pictures in the file: {count}; text inside them was not read.")


def read_docx(data: bytes) -> ParsedFile:
    """The document that `data`, a DOCX file, holds. Raises DocumentRefused."""
    archive = Archive(data)
    body, lists = archive.read(BODY), archive.read(LISTS) if LISTS in archive.names else None
    try:
        root = parse_xml(body).find(qn("w:body"))
        if root is None:
            raise DocumentRefused(BROKEN)
        reader = _Reader(Numbering(lists))
        reader.walk(root)
    except (DocumentRefused, MemoryError):
        raise
    except Exception as error:
        raise DocumentRefused(BROKEN) from error
    return ParsedFile(kind=FileKind.DOCX, blocks=tuple(reader.blocks), left_out=_left_out(archive))


def _left_out(archive: Archive) -> tuple[Doubt, ...]:
    pictures = sum(name.startswith("word/media/") for name in archive.names)
    notes = [Doubt(field="document", template=PICTURES, args={"count": pictures})] if pictures else []
    if "word/vbaProject.bin" in archive.names:
        notes.append(Doubt(field="document", template=MACROS))
    return tuple(notes)


@dataclass(slots=True)
class _Reader:
    """Walks the body once, from top to bottom, since lists are counted in that order."""

    numbering: Numbering
    blocks: list[Paragraph | Table] = field(default_factory=list)
    page: int = 1  # as Word last broke the pages
    line: int = 0
    tables: int = 0
    rows: int = 0
    nested: list[list[Table]] = field(default_factory=list)  # those found inside the table being read

    def walk(self, parent: Element) -> None:
        """Add the paragraphs and tables below `parent`, in order."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.nested.append([])
                self.blocks.append(self._table(child))
                self.blocks.extend(self.nested.pop())
            elif child.tag in INSIDE:
                self.walk(child)

    def _paragraph(self, element: Element) -> None:
        self.line += 1
        text = self._text(element)
        if text:
            self.blocks.append(Paragraph(text=text, place=Place(page=self.page, line=self.line)))

    def _text(self, element: Element) -> str:
        label = self.numbering.label(element)
        return tidy(" ".join(filter(None, (label, "".join(self._pieces(element))))))

    def _pieces(self, element: Element) -> Iterator[str]:
        for child in element:
            if child.tag == qn("w:t"):
                yield child.text or ""
            elif child.tag in SPACED:
                yield "\n" if child.tag != qn("w:tab") else " "
            elif child.tag == qn("w:noBreakHyphen"):
                yield "-"
            elif child.tag == qn("w:lastRenderedPageBreak"):
                self.page += 1
            elif child.tag not in NOT_TEXT:
                yield from self._pieces(child)

    def _table(self, element: Element) -> Table:
        self.tables += 1
        number, rows = self.tables, []
        above: tuple[Cell, ...] = ()
        for count, line in enumerate(_inside(element, qn("w:tr")), start=1):
            self.rows += 1
            if self.rows > MOST_ROWS:
                raise DocumentRefused(TOO_LONG, {"limit": MOST_ROWS})
            page = self.page
            above = tuple(self._cells(line, above))
            rows.append(Row(cells=above, place=Place(page=page, table=number, row=count)))
        return Table(rows=tuple(rows))

    def _cells(self, line: Element, above: tuple[Cell, ...]) -> Iterator[Cell]:
        column = 0
        before = line.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        for _ in range(_bounded(before)):
            column += 1
            yield Cell(text="")
        for element in _inside(line, qn("w:tc")):
            properties = element.find(qn("w:tcPr"))
            down = properties.find(qn("w:vMerge")) if properties is not None else None
            wide = properties.find(qn("w:gridSpan")) if properties is not None else None
            text, span = self._cell(element), Span.OWN
            if down is not None and down.get(qn("w:val"), "continue") == "continue" and column < len(above):
                text, span = above[column].text, Span.ABOVE
            for extra in range(max(_bounded(wide), 1)):
                if column >= MOST_COLUMNS:
                    return
                column += 1
                yield Cell(text=text, span=Span.LEFT if extra else span)

    def _cell(self, element: Element) -> str:
        """The text of a cell. A table inside it becomes a table of its own if it looks like one, else lines of text."""
        lines: list[str] = []
        for child in element:
            if child.tag == qn("w:p"):
                lines.append(self._text(child))
            elif child.tag in INSIDE:
                lines.append(self._cell(child))
            elif child.tag == qn("w:tbl"):
                table = self._table(child)
                if len(table.rows) > 1 and len(table.rows[0].cells) > 2:
                    self.nested[-1].append(table)
                else:
                    lines.extend(" ".join(row.texts) for row in table.rows)
        return tidy("\n".join(lines))


def _inside(element: Element, tag: str) -> Iterator[Element]:
    """The children with `tag`, also those wrapped in content controls or tracked insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in INSIDE:
            yield from _inside(child, tag)


def _bounded(element: Element | None) -> int:
    text = "0" if element is None else element.get(qn("w:val"), "0")
    return min(int(text), MOST_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 6 else 0
