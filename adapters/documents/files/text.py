"""Text files: decoded, and read as what they are: a table with tabs or bars, columns laid out with spaces, or lines."""

import re
from collections.abc import Iterator

from adapters.documents.files.cleaning import clean, tidy
from adapters.documents.files.document import Cell, FileKind, Paragraph, ParsedFile, Row, Table, Word
from adapters.documents.files.errors import DocumentRefused
from rules.drafting.source import Place
from rules.problems import N_

CODECS = ("utf-8-sig", "cp1258")
POINTS = 5.0
"""A character's width where text is laid out with spaces; a line is three times as high."""

MOST_CHARACTERS = 5_000_000
"""A plan of 300 pages has a fifth."""

MOST_LINES = 100_000
LONGEST_LINE = 20_000
MOST_CELLS = 200
"""In a line."""

FEW = 10
"""So many odd characters may stray into any text."""

NOT_TEXT = N_("The file is of no kind that is read: neither DOCX, XLSX, PDF nor text.")
TOO_LONG = N_("The text has more than {limit} lines. Send the plan's annex alone.")
TOO_LARGE = N_("The text has more than {limit} characters. Send the plan's annex alone.")
TOO_WIDE = N_("A line of the text has more than {limit} characters. Send the plan's annex alone.")
TOO_MANY_CELLS = N_("A line of the text has more than {limit} cells. Send the plan's annex alone.")


def decode(data: bytes) -> str:
    """`data` as text: UTF-8, UTF-16 with its mark, or Windows-1258. Raises DocumentRefused for what is no text."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16", errors="replace") if marked else _first(data)
    odd = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\n\r\t\f\v") for c in text[:20_000])
    if odd > max(FEW, 0.02 * min(len(text), 20_000)):
        raise DocumentRefused(NOT_TEXT)
    if len(text) > MOST_CHARACTERS:
        raise DocumentRefused(TOO_LARGE, {"limit": MOST_CHARACTERS})
    text = clean(text)
    if text.count("\n") > MOST_LINES:
        raise DocumentRefused(TOO_LONG, {"limit": MOST_LINES})
    if max(map(len, text.split("\n"))) > LONGEST_LINE * 10:
        raise DocumentRefused(TOO_WIDE, {"limit": LONGEST_LINE * 10})
    return text


def _first(data: bytes) -> str:
    for codec in CODECS:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise DocumentRefused(NOT_TEXT)


def read_text(data: bytes) -> ParsedFile:
    """The document that `data`, a text file, holds: tables where it has any, else its lines. Raises DocumentRefused."""
    text = decode(data)
    blocks = tuple(_delimited(text))
    bare = all(isinstance(block, Paragraph) for block in blocks)
    words = tuple(_words(text)) if bare and _is_laid_out(text) else ()
    return ParsedFile(kind=FileKind.TEXT, blocks=blocks, words=words, text=text)


def _delimited(text: str) -> Iterator[Paragraph | Table]:
    """Paragraphs, and tables where lines have tabs or bars between cells."""
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        cells = _split(line)
        if len(cells) > 2:
            if any(set(cell) - set(" -:=") for cell in cells):
                rows.append(Row(cells=tuple(Cell(text=tidy(cell)) for cell in cells), place=Place(line=number)))
            continue
        if rows:
            yield Table(rows=_even(rows))
            rows = []
        if line.strip():
            yield Paragraph(text=tidy(line), place=Place(line=number))
    if rows:
        yield Table(rows=_even(rows))


def _split(line: str) -> list[str]:
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
        return [re.sub(r"<br\s*/?>", "\n", cell).replace("**", "") for cell in stripped[1:-1].split("|")]
    return line.split("\t") if line.count("\t") > 1 else []


def _even(rows: list[Row]) -> tuple[Row, ...]:
    """The rows, all as wide as the widest."""
    width = max(len(row.cells) for row in rows)
    if width > MOST_CELLS:
        raise DocumentRefused(TOO_MANY_CELLS, {"limit": MOST_CELLS})
    return tuple(Row(cells=(*row.cells, *[Cell(text="")] * (width - len(row.cells))), place=row.place) for row in rows)


def _is_laid_out(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    gaps = sum(bool(re.search(r"\S {3,}\S", line)) for line in lines)
    return gaps >= max(3, 0.15 * len(lines))


def _words(text: str) -> Iterator[Word]:
    """The words of laid-out text, as if each character were as wide as the others."""
    page, top = 1, 0.0
    for line in text.replace("\t", "        ").split("\n"):
        if "\f" in line:
            page, top = page + 1, 0.0
        top += 3 * POINTS
        for found in re.finditer(r"\S+(?: \S+)*?(?=\s|$)", line.replace("\f", "")[:LONGEST_LINE]):
            yield Word(left=found.start() * POINTS, right=found.end() * POINTS, top=top, page=page, text=found.group())
