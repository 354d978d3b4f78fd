"""Tables without ruled lines, found by where their words stand: on PDF pages, or in text laid out with spaces.

A header line names the columns; the empty strips between words part them; the numbers in the first column part the
rows, whether they stand beside a row's first line or at its middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise, takewhile
from statistics import median

from adapters.documents.files.cleaning import fold
from adapters.documents.files.document import (
    SAME_LINE,
    Cell,
    Line,
    Paragraph,
    ParsedFile,
    Row,
    Span,
    Table,
    Word,
    lines_of_words,
    text_of,
)
from adapters.documents.layout.pasted import FURNITURE, HEADER_TAIL
from adapters.documents.layout.roles import Role, columns_of_header, role_of
from adapters.documents.layout.vocabulary import is_capitals, number_of
from rules.drafting.source import Place

HEADER_LINES = 5
USUAL_LEADING = 12.0
SHORTEST_HEADING = 12
GAP = 6.0
"""Points: the least distance between two cells of a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The columns: their edges from the left, the texts of the header, and which holds the numbers and the titles."""

    edges: tuple[float, ...]
    header: tuple[str, ...]
    number: int
    title: int
    printed: tuple[str, ...]  # the header's lines, folded

    def cells(self, line: Line) -> list[str]:
        """The words of `line`, column by column."""
        texts: list[list[str]] = [[] for _ in self.header]
        for word in line:
            texts[self.column(word)].append(word.text)
        return [" ".join(words) for words in texts]

    def column(self, word: Word) -> int:
        """The column that `word` stands in."""
        return sum(word.middle >= edge for edge in self.edges)


def laid_out(document: ParsedFile) -> ParsedFile:
    """`document` with the table that its words form; as it is where it has a table already, or they form none."""
    if any(len(table.rows[0].cells) > 2 for table in document.tables if table.rows):
        return document
    found = find_table(document.words)
    return replace(document, blocks=(*found[0], found[1])) if found else document


def find_table(words: Sequence[Word]) -> tuple[list[Paragraph], Table] | None:
    """The lines above the table and the table, its header as its first row; None if there is no header with numbers."""
    lines = lines_of_words(words)
    for index in range(len(lines)):
        found = _header(lines, index)
        if found:
            header, below = found
            body = [line for line in lines[below:] if not FURNITURE.match(text_of(line))]
            grid = _grid(header, body, [fold(text_of(line)) for line in lines[index:below]])
            rows = _rows(body, grid) if grid else []
            if len(rows) < 2 or grid is None:
                return None
            top = Row(cells=tuple(Cell(text=text) for text in grid.header), place=_place(lines[index], 1))
            return [_paragraph(line, number) for number, line in enumerate(lines[:index], 1)], Table(rows=(top, *rows))
    return None


def _paragraph(line: Line, number: int) -> Paragraph:
    return Paragraph(text=text_of(line), place=Place(page=line[0].page, line=number))


def _place(line: Line, row: int) -> Place:
    return Place(page=line[0].page, row=row)


def _header(lines: Sequence[Line], index: int) -> tuple[list[Line], int] | None:
    """The cells of the header that begins at this line, each a list of words, and the line below it."""
    first = lines[index]
    if len(first) < 2 or not any(role_of(text_of(cell)) for cell in _cells(first)):
        return None
    best = None
    cells: list[Line] = []
    for count, line in enumerate(lines[index : index + HEADER_LINES], start=1):
        new = _cells(line)
        if line[0].page != first[0].page or (best and not _header_like(new)):
            break
        cells = _stacked(cells, new)
        columns = columns_of_header([text_of(cell) for cell in cells])
        if columns and columns.has(Role.NUMBER) and columns.has(Role.DUE):
            best = (cells, index + count)
    return best


def _header_like(cells: Sequence[Line]) -> bool:
    """True if a line below a header belongs to it: short words of headers, no number."""
    texts = [fold(text_of(cell)) for cell in cells]
    return all(text in HEADER_TAIL or (role_of(text) and len(text) < 30) for text in texts)


def _cells(line: Line) -> list[Line]:
    """The words of a line grouped where only a small gap parts them."""
    cells = [[line[0]]]
    for last, word in pairwise(line):
        if word.left - last.right > GAP:
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


def _stacked(above: list[Line], below: list[Line]) -> list[Line]:
    """The cells of two header lines, those one below the other joined."""
    stacked = [list(cell) for cell in above]
    for cell in below:
        under = [one for one in stacked if min(one[-1].right, cell[-1].right) - max(one[0].left, cell[0].left) > -GAP]
        over = [one for one in under if _left(one) < _right(cell) and _left(cell) < _right(one)]
        if over:
            over[0].extend(cell)
        else:
            stacked.append(list(cell))
    return sorted(stacked, key=_left)


def _left(cell: Line) -> float:
    return min(word.left for word in cell)


def _right(cell: Line) -> float:
    return max(word.right for word in cell)


def _grid(header: Sequence[Line], body: Sequence[Line], printed: Sequence[str]) -> _Grid | None:
    texts = tuple(text_of(cell) for cell in header)
    columns = columns_of_header(texts)
    if columns is None or not body:
        return None
    edges = [_edge(_middle(before), _middle(after), body) for before, after in pairwise(header)]
    number, title = (columns.roles.index(role) for role in (Role.NUMBER, Role.TITLE))
    return _Grid(edges=tuple(edges), header=texts, number=number, title=title, printed=tuple(printed))


def _middle(cell: Line) -> float:
    return (_left(cell) + _right(cell)) / 2


def _edge(start: float, end: float, body: Sequence[Line]) -> float:
    """The middle of the widest strip between two header cells that the fewest words cross."""
    first, last = int(start), int(end)
    if last < first:
        return (start + end) / 2
    turns = [0] * (last - first + 2)  # how many more words cross here than one point to the left
    for line in body:
        for word in line:
            left, right = max(int(word.left), first), min(int(word.right) + 1, last)
            if left <= right:
                turns[left - first] += 1
                turns[right - first + 1] -= 1
    crossed = list(accumulate(turns))[:-1]
    fewest = min(crossed)
    by_crossing = groupby(range(first, last + 1), key=lambda x: crossed[x - first] <= fewest)
    widest = max((list(group) for free, group in by_crossing if free), key=len)
    return (widest[0] + widest[-1] + 1) / 2


def _rows(body: Sequence[Line], grid: _Grid) -> list[Row]:
    rows: list[Row] = []
    for _, group in groupby(body, key=lambda line: line[0].page):
        page = _without_header(_without_page_number(list(group)), grid.printed)
        for block in _blocks(page, grid):
            rows.append(_row(block, grid, len(rows) + 2))
    return rows


def _without_header(lines: list[Line], printed: Sequence[str]) -> list[Line]:
    """The lines of a page without the header that it repeats."""
    texts = [fold(text_of(line)) for line in lines]
    for start in range(len(lines)):
        if texts[start] == printed[0]:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(texts[start:], printed, strict=False))
            return lines[:start] + lines[start + len(list(same)) :]
    return lines


def _without_page_number(lines: list[Line]) -> list[Line]:
    """The lines of a page without a number that stands alone above or below everything else."""
    for index in (0, -1):
        if len(lines) > 1 and len(lines[index]) == 1 and lines[index][0].text.isdigit():
            gap = abs(lines[index][0].top - lines[1 if index == 0 else -2][0].top)
            if gap > 1.5 * _leading(lines) or lines[index][0].text == str(lines[index][0].page):
                del lines[index]
    return lines


def _leading(lines: Sequence[Line]) -> float:
    gaps = [after[0].top - before[0].top for before, after in pairwise(lines)]
    return median(gaps) if gaps else 0.0


def _blocks(lines: list[Line], grid: _Grid) -> list[list[Line]]:
    """The lines of a page cut into rows; those before the first number belong to the page before."""
    anchors = [index for index, line in enumerate(lines) if number_of(grid.cells(line)[grid.number])]
    if not anchors:
        return [lines] if lines else []
    if not _at_first_line(lines, anchors, grid):
        return _around(lines, anchors, grid)
    starts = {*anchors, *(index for index, line in enumerate(lines) if _is_heading(line, grid))}
    return [lines[start:end] for start, end in pairwise(sorted({0, *starts, len(lines)}))]


def _around(lines: Sequence[Line], anchors: Sequence[int], grid: _Grid) -> list[list[Line]]:
    """Rows whose numbers stand at their middles: each reaches as far below its number as above it."""
    edge = lines[0][0].top - 0.6 * _least_leading(lines, grid)
    blocks: list[list[Line]] = []
    for index in anchors:
        end = 2 * lines[index][0].top - edge
        blocks.append([line for line in lines if edge <= line[0].top < end])
        edge = end
    rest = [line for line in lines if line[0].top >= edge]
    return [*filter(None, blocks), *([rest] if rest else [])]


def _least_leading(lines: Sequence[Line], grid: _Grid) -> float:
    """The distance of the closest lines of one cell."""
    tops = [
        sorted({word.top for line in lines for word in line if grid.column(word) == column})
        for column in range(len(grid.header))
    ]
    gaps = [after - before for column in tops for before, after in pairwise(column) if after - before > SAME_LINE]
    return min(gaps, default=USUAL_LEADING)


def _is_heading(line: Line, grid: _Grid) -> bool:
    """A line over the columns' edges, in capitals."""
    text = text_of(line)
    crossing = any(word.left < edge - 1 and word.right > edge + 1 for word in line for edge in grid.edges[1:])
    numbered = bool(number_of(grid.cells(line)[grid.number]))
    return is_capitals(text) and (crossing or numbered or (len(line) > 2 and len(text) > SHORTEST_HEADING))


def _at_first_line(lines: Sequence[Line], anchors: Sequence[int], grid: _Grid) -> bool:
    """True if numbers stand beside the first lines of their rows, which begin with capitals."""
    titles = [grid.cells(lines[index])[grid.title] for index in anchors]
    capital = [text[:1].isupper() for text in titles if text]
    return len(capital) >= 0.8 * len(anchors) and sum(capital) >= 0.8 * len(capital)


def _row(block: Sequence[Line], grid: _Grid, number: int) -> Row:
    place = _place(block[0], number)
    if all(_is_heading(line, grid) for line in block):
        text = " ".join(text_of(line) for line in block)
        first, *rest = text.split(maxsplit=1)
        if number_of(first) and rest:
            return Row(cells=_wide(rest[0], len(grid.header), first), place=place)
        return Row(cells=_wide(text, len(grid.header)), place=place)
    columns = zip(*(grid.cells(line) for line in block), strict=True)
    return Row(cells=tuple(Cell(text="\n".join(filter(None, texts))) for texts in columns), place=place)


def _wide(text: str, width: int, number: str = "") -> tuple[Cell, ...]:
    """A heading over the whole width, behind its number if it has one."""
    own = [Cell(text=number), Cell(text=text)] if number else [Cell(text=text)]
    return (*own, *(Cell(text=text, span=Span.LEFT) for _ in range(width - len(own))))
