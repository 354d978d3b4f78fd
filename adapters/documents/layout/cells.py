"""The lines of one row told apart into its cells, by how they look and how they follow each other.

Every way of giving the lines to columns is weighed (Viterbi's algorithm): a title's lines are wide, an agency's begin
as agencies do, a deadline's as deadlines, a line that ended with a space goes on. What the weights can't explain as one
row (a heading at the page's end, the cells of another row) comes out as a group of its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from adapters.documents.layout.pasted import Line
from adapters.documents.layout.roles import Role
from adapters.documents.layout.vocabulary import is_agency, is_capitals, is_deadline

HEADING = "heading"
Column = Role | str

WIDE = 45
"""Characters: only a title's lines are as long."""

NARROW = 34
LONGEST_DUE = 40
MOST_LINES = 400
"""In one chunk; more are a text without numbers, and go to the title as they are."""

WIDEST_DUE = 60
HEADING_TEXT = re.compile(r"\D{6,}\s\D+(?<![.;])")
"""Two words at least, no digits, and no full stop: `298-QĐ/TW.` is a piece of a title."""

SENTENCE_END = re.compile(r"[.;!?…”\")]$")
NEVER = -1e9
NEW_GROUP = -4.0
FINISHED = re.compile(r"(\d{1,2}/\d{1,2}(/\d{4})?|\d{4}|hoàn thành|liên tục|quý|năm|tháng|xuyên|ngày)\s*[.;]?$")
PRODUCT = re.compile(
    r"(?i)^(kế hoạch|báo cáo|quyết định|tờ trình|văn bản|nghị quyết|công văn|đề án|hướng dẫn|quy chế|quy định|"
    r"hội nghị|chương trình)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The manner in which a text as a whole was written, which weighs in every row of it."""

    marks_wraps: bool = False  # wrapped lines end with a space, so that another line begins something
    ends_titles: bool = False  # titles end with a full stop, so that a line without one goes on

    @property
    def unfinished(self) -> int:
        """The weight against a title that ends without a full stop."""
        return 5 if self.ends_titles else 2


PLAIN = Manner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line, or a piece of one, and what it looks like."""

    line: Line
    due: bool  # it begins as a deadline, perhaps with the help of the next line: `Thực hiện thường` / `xuyên`
    agency: bool
    capitals: bool

    @property
    def text(self) -> str:
        """Its words."""
        return self.line.text

    @property
    def small(self) -> bool:
        """True if it begins with a small letter."""
        return self.line.text[:1].islower()


@dataclass(slots=True)
class CellGroup:
    """Cells that belong to one row, in the columns' order; or a heading with what follows it."""

    cells: dict[Column, list[Line]] = field(default_factory=dict)

    def text(self, column: Column) -> str:
        """The lines of a cell joined: with a space where they were wrapped, on lines of their own elsewhere."""
        return joined(self.cells.get(column, ()), keep=column in (Role.LEAD, Role.COOPERATE))


def groups_of(
    lines: Sequence[Line], columns: Sequence[Role], *, inline: bool, manner: Manner = PLAIN
) -> list[CellGroup]:
    """The groups of cells that `lines` make. `inline`: the first line stood behind the row's number."""
    if len(lines) > MOST_LINES:
        return [CellGroup({Role.TITLE: list(lines)})]
    parts = _told([part for index, line in enumerate(lines) for part in _parts(line, inline and index == 0, columns)])
    scales = _Scales(columns=columns, manner=manner)
    path = scales.best_path(parts)
    groups: list[CellGroup] = [CellGroup()]
    before: Column | None = None
    for part, column in zip(parts, path, strict=True):
        if before is not None and column != before and not scales.forward(before, column):
            groups.append(CellGroup())
        groups[-1].cells.setdefault(column, []).append(part.line)
        before = column
    return groups


def joined(lines: Sequence[Line], *, keep: bool = False) -> str:
    """One text of `lines`; a hyphen at a line's end is no word's end. `keep`: line ends that were no wraps stay."""
    pieces: list[str] = []
    soft = True
    for line in lines:
        if pieces and not re.search(r"[\w)]-$", pieces[-1]):
            pieces.append(" " if soft or not keep else "\n")
        pieces.append(line.text)
        soft = line.soft
    return "".join(pieces)


def _told(lines: Sequence[Line]) -> list[Part]:
    parts = []
    for line, after in zip_longest(lines, lines[1:]):
        wrapped = after is not None and len(line.text) <= NARROW and len(after.text) <= NARROW
        ahead = f"{line.text} {after.text}" if wrapped else line.text
        due = is_deadline(line.text) or is_deadline(ahead)
        capitals = is_capitals(line.text) and HEADING_TEXT.fullmatch(line.text) is not None
        parts.append(Part(line=line, due=due, agency=is_agency(line.text), capitals=capitals))
    return parts


def _parts(line: Line, split: bool, columns: Sequence[Role]) -> list[Line]:
    """A line on which several cells stand, cut before the deadline, and (`split`) before the agencies."""
    rest, due = _cut(line.text, lambda tail: is_deadline(tail) and len(tail) <= LONGEST_DUE and not tail[0].islower())
    texts = [due] if due else []
    if due and Role.PRODUCT in columns:
        texts = list(_cut(due, lambda tail: bool(PRODUCT.match(tail))))
    if split or due:
        rest, agencies = _cut(
            rest, lambda tail: is_agency(tail) and tail[0].isupper() and len(tail) <= WIDE, after=r"[.…;)\]]"
        )
        texts = [agencies, *texts]
    texts = [text for text in (rest, *texts) if text]
    return [replace(line, text=text, soft=line.soft and text is texts[-1]) for text in texts]


def _cut(text: str, holds: Callable[[str], bool], after: str = r".") -> tuple[str, str]:
    """`text` cut before the first word from which `holds` is true of all the rest."""
    for found in re.finditer(rf"(?<={after})\s+(?=[A-ZĐÀ-Ỹ])", text):
        if holds(text[found.end() :]):
            return text[: found.start()], text[found.end() :]
    return text, ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scales:
    """Weighs the ways to give the parts of a text to columns."""

    columns: Sequence[Role]
    manner: Manner

    def forward(self, before: Column, column: Column) -> bool:
        """True if `column` lies to the right of `before`."""
        if HEADING in (before, column):
            return False
        return self.columns.index(Role(column)) > self.columns.index(Role(before))

    def best_path(self, parts: Sequence[Part]) -> list[Column]:
        """The column of each part, on the way of the greatest weight."""
        states: list[Column] = [*self.columns, HEADING]
        scores = [{state: _begins(part, state) - 2 * (state != states[0]) for state in states} for part in parts[:1]]
        came: list[dict[Column, Column]] = []
        for last, part in pairwise(parts):
            ways = {state: self._ways(last, part, state, scores[-1]) for state in states}
            came.append({state: max(ways[state], key=ways[state].__getitem__) for state in states})
            scores.append({state: ways[state][came[-1][state]] for state in states})
        path = [max(final, key=final.__getitem__) for final in scores[-1:]]
        for source in reversed(came):
            path.append(source[path[-1]])
        return path[::-1]

    def _ways(self, last: Part, part: Part, state: Column, scores: dict[Column, float]) -> dict[Column, float]:
        """The weights of coming to `state` with `part`, by the column in which `last` stood."""
        begins = _begins(part, state)
        return {before: score + self._step(last, part, (before, state), begins) for before, score in scores.items()}

    def _step(self, last: Part, part: Part, step: tuple[Column, Column], begins: float) -> float:
        before, state = step
        if state == before:
            broken = state is Role.DUE and self.manner.marks_wraps and not last.line.soft and not part.small
            return _goes_on(last, part, state) - (0 if last.text.endswith("-") else 3 * broken)
        wrapped = 3 if last.line.soft else 0
        if self.forward(before, state):
            unfinished = before is Role.TITLE and not SENTENCE_END.search(last.text)
            against = 6 if part.text[:1].isdigit() else self.manner.unfinished
            return begins - wrapped - against * unfinished
        return begins - 1 if HEADING in step else begins + NEW_GROUP - wrapped


def _begins(part: Part, state: Column) -> float:
    """The weight of `part` as the beginning of a cell of the column."""
    width = len(part.text)
    if state == HEADING:
        return 6 if part.capitals else NEVER
    if state is Role.DUE:
        first = 1 if not part.small else -5
        return first + (6 if part.due else -8) - (4 if width > WIDEST_DUE else 0)
    if state in (Role.LEAD, Role.COOPERATE):
        score = (4 if part.agency else -5) + (1 if width <= NARROW else 0) - (4 if width > WIDE else 0)
        return score - (6 if part.due else 0) - (4 if part.small else 0) - (2 if part.text.endswith(".") else 0)
    if state is Role.PRODUCT:
        return (3 if PRODUCT.match(part.text) else -3) + (1 if width <= NARROW else -4)
    short = width <= NARROW and (part.due or part.agency)
    return (3 if width > WIDE else 0) + (-3 if part.small else 1) - (5 if short else 0) - (6 if part.capitals else 0)


def _goes_on(last: Part, part: Part, state: Column) -> float:
    """The weight of `part` as the next line of the cell in which `last` stands."""
    narrow, soft, due = len(part.text) <= NARROW, last.line.soft, part.due and not part.small
    if state == HEADING:
        return 5 if part.capitals else NEVER
    if state is Role.DUE:
        score = (2 if soft else 0) + (2 if part.small or part.text[:1].isdigit() else -1) + (1 if narrow else -4)
        ended = not soft and FINISHED.search(last.text.lower()) is not None
        return score - (4 if part.agency and not part.small and not soft else 0) - (3 if ended else 0)
    if state in (Role.LEAD, Role.COOPERATE):
        score = (3 if soft or last.text.endswith((";", ",")) else 0) + (2 if part.small else 0) + (1 if narrow else -5)
        odd = not part.small and not part.agency and not soft
        return score - (9 if due else 0) - (3 if odd else 0)
    if state is Role.PRODUCT:
        return (2 if soft or part.small else 0) + (1 if narrow else -4) - (9 if due else 0)
    score = (2 if len(last.text) > WIDE else 0) + (1 if part.small else 0) + (0 if narrow else 2)
    short = narrow and not part.small and not (part.text[:1].isdigit() and not SENTENCE_END.search(last.text))
    return score - (6 if short and due else 0) - (3 if short and part.agency else 0) - (5 if part.capitals else 0)
