"""Text copied from a PDF taken apart: the cells that stand behind each number, and the pieces that do not belong there.

Where those pieces go is told by what they say (`adapters.documents.meaning.displaced`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from adapters.documents.layout.cells import HEADING, SENTENCE_END, CellGroup, Manner, groups_of, joined
from adapters.documents.layout.pasted import Chunk, Line, body_of, chunks_of, columns_of, lines_of
from adapters.documents.layout.roles import Role
from adapters.documents.layout.vocabulary import is_agency
from rules.drafting.source import Doubt
from rules.problems import N_, shown

SOFT_LINES = 0.05
FEW_TITLES = 5
MOST_TITLES = 0.8
"""Shares of lines and titles from which a text is taken to mark wraps, and to end titles with a full stop."""

SKIPPED = N_("The numbers before {number} are missing in the document.")
TOGETHER = N_("“{words}” stood on one line: the cooperating agencies are perhaps among them.")

AGENCIES = (Role.LEAD, Role.COOPERATE)


@dataclass(slots=True)
class Slot:
    """One number of the text and the cells found for it."""

    chunk: Chunk
    cells: CellGroup
    leaf: bool = True  # no deeper number follows: a task, no heading
    title: str = ""
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def lacks_cells(self) -> bool:
        """True for a task with neither agencies nor a deadline."""
        return (
            self.leaf
            and not self.chunk.is_section
            and not any(self.cells.cells.get(role) for role in (*AGENCIES, Role.DUE))
        )


@dataclass(slots=True)
class Loose:
    """Pieces that stood behind a row to which they don't belong, by page."""

    headings: dict[int, list[Line]] = field(default_factory=dict)
    titles: list[list[Line]] = field(default_factory=list)
    cells: list[CellGroup] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwoven:
    """A text taken apart: one slot for each number, in the order of the text, and what is displaced."""

    slots: tuple[Slot, ...]
    loose: Loose


def take_apart(text: str) -> Unwoven:
    """The slots of the pasted table in `text`, and the pieces that belong elsewhere."""
    lines = lines_of(text)
    columns = columns_of(lines)
    chunks = chunks_of(body_of(lines))[1:]
    written = (columns, _manner(chunks, columns))
    loose = Loose()
    slots = tuple(_slot(chunk, after, written, loose) for chunk, after in zip_longest(chunks, chunks[1:]))
    return Unwoven(slots=slots, loose=loose)


def _manner(chunks: Sequence[Chunk], columns: Sequence[Role]) -> Manner:
    """The manner in which the text was written, told by a first look at its rows."""
    lines = [line for chunk in chunks for line in chunk.lines]
    firsts = [groups_of(chunk.lines, columns, inline=chunk.inline)[0].cells for chunk in chunks]
    titles = [cells[Role.TITLE][-1].text for cells in firsts if Role.TITLE in cells and Role.DUE in cells]
    ended = sum(bool(SENTENCE_END.search(title)) for title in titles)
    return Manner(
        marks_wraps=sum(line.soft for line in lines) > SOFT_LINES * len(lines),
        ends_titles=len(titles) > FEW_TITLES and ended > MOST_TITLES * len(titles),
    )


def _slot(chunk: Chunk, after: Chunk | None, written: tuple[Sequence[Role], Manner], loose: Loose) -> Slot:
    """The cells that stand behind a number; what is behind them goes to `loose`."""
    columns, manner = written
    first, *others = groups_of(chunk.lines, columns, inline=chunk.inline, manner=manner)
    slot = Slot(chunk=chunk, cells=CellGroup(), leaf=after is None or not after.number.startswith(f"{chunk.number}."))
    if HEADING in first.cells and chunk.is_section and chunk.inline:
        slot.title = joined(first.cells.pop(HEADING))
        first, *others = [first, *others] if first.cells else [*others, CellGroup()]
    if HEADING in first.cells:
        first, others = CellGroup(), [first, *others]
    if chunk.is_section and not slot.title and chunk.inline:
        slot.title = joined(first.cells.pop(Role.TITLE, []))
    slot.cells = first
    for group in others:
        _loosen(group, loose)
    if Role.COOPERATE in columns and Role.COOPERATE not in first.cells and len(first.cells.get(Role.LEAD, ())) == 1:
        slot.doubts += _together(first.text(Role.LEAD))
    if chunk.skipped:
        slot.doubts.append(Doubt(field="id", template=SKIPPED, args={"number": chunk.number}, key="skipped"))
    return slot


def _together(text: str) -> Iterator[Doubt]:
    """A doubt if one line may hold the lead and the cooperating agencies with nothing between them."""
    if any(is_agency(text[found.end() :]) for found in re.finditer(r"(?<=[\wà-ỹ])\s(?=[A-ZĐ])", text)):
        yield Doubt(field="lead", template=TOGETHER, args={"words": shown(text)}, key="together")


def _loosen(group: CellGroup, loose: Loose) -> None:
    for line in group.cells.get(HEADING, []):
        loose.headings.setdefault(line.page, []).append(line)
    title = group.cells.get(Role.TITLE)
    rest = {column: lines for column, lines in group.cells.items() if column not in (HEADING, Role.TITLE)}
    if title:
        loose.titles.append(title)
    if rest:
        loose.cells.append(CellGroup(rest))
