"""An act in prose as raw rows: headings and tasks in order, and what was left out.

The act is read as a tree of its numbers and bullets. Below a heading stand items, and lines of labels that are of the
items before them, or of the heading where none stands before. A heading with labels of its own and no items is a task.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from adapters.documents.files.document import Paragraph
from adapters.documents.layout.ledger import Ledger
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.vocabulary import is_capitals
from adapters.documents.prose.closing import (
    AFTER_END,
    AIMS,
    BEFORE_TASKS,
    BESIDE,
    END,
    NOBODY,
    in_force,
    no_task_because,
    section_without_tasks,
    surely_no_task,
)
from adapters.documents.prose.labels import Label, LabelKind
from adapters.documents.prose.orders import Order, orders_of, row_of
from adapters.documents.prose.pieces import Node, Piece, outline_of, pieces_of
from adapters.documents.prose.sections import Block, Item, block_of, with_labels
from adapters.documents.prose.whens import is_deadline_alone, names_a_day, names_years_alone
from adapters.documents.prose.whos import cooperating_in, heading_agency, is_told, lead_of
from rules.drafting.source import Account

LONGEST_HEADING = 220
LONGEST_BARE = 60
MOST_DEEP = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """The state of things that the headings above lay down."""

    skipping: str = ""  # the reason why a section has tasks only where a deadline stands; empty: it is one of tasks
    lead: str = ""
    labels: tuple[Label, ...] = ()  # of the heading, for the items below that have none
    deep: int = 0


@dataclass(slots=True)
class _Reader:
    rows: list[RawRow] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)


def rows_of_prose(paragraphs: Iterable[Paragraph]) -> tuple[list[RawRow], Account]:
    """The headings and tasks of an act in prose, in order, and the account of all its paragraphs.

    No rows if it gives no task. Rows with a reason to be left out (`out`) are among them, since the officer may want
    them.
    """
    reader = _Reader()
    whole = list(pieces_of(paragraphs))
    first = next((i for i, piece in enumerate(whole) if piece.number or piece.kind == "chapter"), len(whole))
    first = _opened(whole, first)
    end = next((i for i, piece in enumerate(whole) if i > first and END.match(piece.text)), len(whole))
    reader.ledger.leave_all(((one.text, one.place) for one in whole[:first]), BEFORE_TASKS)
    _below(reader, outline_of(whole[first:end]), _Above())
    reader.ledger.leave_all(((one.text, one.place) for one in whole[end:]), AFTER_END)
    tasks = [row for row in reader.rows if not row.wide and not row.out]
    return (reader.rows if any(row.due or row.lead for row in tasks) else []), reader.ledger.closed()


def _opened(whole: Sequence[Piece], first: int) -> int:
    """The index at which tasks begin in an act without numbers: behind `yêu cầu:`."""
    if first < len(whole):
        return first
    opened = (i for i, piece in enumerate(whole) if piece.text.endswith(":") and is_told(piece.text[-40:].lstrip(" ,")))
    return next(opened, next((i for i, one in enumerate(whole) if one.kind.startswith("bullet")), len(whole)))


def _below(reader: _Reader, node: Node, above: _Above) -> Block:
    """Read all that stands below a node."""
    block = block_of(node)
    _account_of_labels(reader, block)
    inherited = tuple(block.own) or above.labels
    for item in block.items:
        _item(reader, item, replace(above, labels=inherited, deep=above.deep + 1))
    return block


def _account_of_labels(reader: _Reader, block: Block) -> None:
    reader.ledger.task(block.paragraphs)
    reader.ledger.leave_all(((node.piece.text, node.piece.place) for node in block.beside), BESIDE)


def _item(reader: _Reader, item: Item, above: _Above) -> None:
    piece = item.node.piece
    if above.deep > MOST_DEEP:
        reader.ledger.leave(piece.text, NOBODY, piece.place)
    elif piece.is_section or piece.kind == "article":
        _section(reader, item, above)
    elif _is_heading(item):
        _heading(reader, item, above)
    else:
        _sentence(reader, item, above)


def _section(reader: _Reader, item: Item, above: _Above) -> None:
    """A part of the act: a heading, and perhaps an order in its own words (`Điều 4. Chánh Văn phòng … chịu …`)."""
    piece = item.node.piece
    whole = piece.text.endswith((".", "./.", ";")) and len(piece.text) > LONGEST_BARE
    if piece.kind == "article" and (whole or not item.node.below):
        _sentence(reader, item, above)
        return
    reason = section_without_tasks(piece.text)
    _write_heading(reader, piece, piece.text, "", "")
    _below(reader, item.node, _Above(skipping=reason, deep=above.deep))


def _is_heading(item: Item) -> bool:
    """True if an item is a heading: short, no sentence, without a deadline; or a sentence that opens a list."""
    text, below = item.text, bool(item.node.below)
    if item.node.piece.kind.startswith("bullet") and not (below and text.endswith(":")):
        return False
    if text.endswith(":"):
        return below
    if below and is_deadline_alone(text):
        return True
    if len(text) > LONGEST_HEADING or names_a_day(text):
        return False
    if is_capitals(text) or (heading_agency(text) == text.strip(" :.-") and (below or not _orders(text))):
        return True
    return below and (not text.endswith((".", ";")) or bool(section_without_tasks(text) and len(text) < LONGEST_BARE))


def _orders(text: str) -> bool:
    """True if a text that begins with an agency goes on as an order, or ends as a sentence does."""
    return text.endswith((".", ";")) or bool(lead_of(text)[0])


def _heading(reader: _Reader, item: Item, above: _Above) -> None:
    """A heading: what stands below it are its tasks; with labels and nothing else below it is one itself."""
    piece, text = item.node.piece, item.text
    block = block_of(item.node)
    if item.labels or (block.own and not block.items):
        _account_of_labels(reader, block)
        labels = [*item.labels, *block.own]
        if not _says_task(labels) or section_without_tasks(text):
            reader.ledger.leave(text, AIMS, piece.place)
            return
        reader.ledger.task()
        _add(reader, with_labels(_row(item, Order(title=text)), labels, item.shared), above)
        for below in block.items:
            _item(reader, below, replace(above, labels=tuple(labels), deep=above.deep + 1))
        return
    if not item.node.below and not heading_agency(text) and piece.number:
        _sentence(reader, item, above)
        return
    lead = heading_agency(text) or (lead_of(text)[0] if text.endswith(":") else "")
    reason = section_without_tasks(text) or (above.skipping if not lead else "")
    _write_heading(reader, piece, text, lead, cooperating_in(text) if lead else "")
    until = (Label(kind=LabelKind.DUE, value=text.strip(" .:")),) if is_deadline_alone(text) else ()
    _below(reader, item.node, replace(above, skipping=reason, lead=lead or above.lead, labels=until))


def _says_task(labels: Sequence[Label]) -> bool:
    return any(one.kind in (LabelKind.LEAD, LabelKind.DUE) for one in labels)


def _write_heading(reader: _Reader, piece: Piece, title: str, lead: str, cooperate: str) -> None:
    reader.ledger.heading()
    if piece.kind == "plain" or piece.kind.startswith("bullet"):
        if reader.rows and reader.rows[-1].wide and lead:
            reader.rows[-1] = reader.rows[-1].changed(lead=lead, cooperate=cooperate)
        return
    reader.rows.append(
        RawRow(number=piece.number, title=title, lead=lead, cooperate=cooperate, place=piece.place, wide=True)
    )


def _row(item: Item, order: Order) -> RawRow:
    number = "" if item.node.piece.kind.startswith("bullet") else item.node.piece.number
    return row_of(order, number, item.node.piece.place)


def _sentence(reader: _Reader, item: Item, above: _Above) -> None:
    """A sentence: its orders as tasks, or the reason why it gives none."""
    piece = item.node.piece
    orders = orders_of(item.text)
    item.labels += block_of(item.node).own
    rows = [with_labels(_row(item, order), item.labels, item.shared) for order in orders]
    rows = [row.changed(number=row.number if index == 0 else "") for index, row in enumerate(rows)]
    said = bool(item.labels) or (any(row.due for row in rows) and not _is_aim(item.text, rows, above))
    labels = above.labels if not item.labels else ()
    reason = in_force(item.text) or ("" if said or labels else _reason(item, rows, above))
    if reason:
        reader.ledger.leave(item.node.piece.text, reason, piece.place)
    else:
        reader.ledger.task()
    for row in rows if reason != AIMS else ():
        _add(reader, with_labels(row, labels) if labels else row, above, reason)
    _below(reader, item.node, replace(above, lead=rows[0].lead or above.lead, labels=labels))


def _is_aim(text: str, rows: Sequence[RawRow], above: _Above) -> bool:
    """True for what is to be reached in a year, in a section of aims, by nobody in particular."""
    return above.skipping == AIMS and not above.lead and not any(row.lead for row in rows) and names_years_alone(text)


def _reason(item: Item, rows: Sequence[RawRow], above: _Above) -> str:
    """The reason for which a sentence without a deadline is no task; empty: it is one."""
    reason = no_task_because(item.text)
    if reason:
        return reason
    if any(row.lead for row in rows) and not above.skipping:
        return ""
    if above.skipping:
        return above.skipping
    return "" if above.lead and item.node.piece.kind != "plain" else NOBODY


def _add(reader: _Reader, row: RawRow, above: _Above, reason: str = "") -> None:
    lead = row.lead or above.lead
    surely = surely_no_task(row.title, reason, row.lead)
    reader.rows.append(row.changed(lead=lead, out=reason, out_surely=surely))
