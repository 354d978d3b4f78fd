"""Orders in the sentences above and below the tables of an act: a decision with its annex."""

from collections.abc import Iterable, Sequence

from adapters.documents.files.document import Paragraph
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.tables import BESIDE_TABLE
from adapters.documents.prose.pieces import pieces_of
from adapters.documents.prose.tasks import rows_of_prose
from rules.drafting.source import Account, PassedOver, Place

NUMBER = "VB"
"""Before the numbers of what stands in sentences, since the tables count anew."""


def with_sentences(
    rows: Sequence[RawRow], paragraphs: Sequence[Paragraph], account: Account
) -> tuple[list[RawRow], Account]:
    """The rows of tables, below those of the sentences beside them that give an agency a day; and the account of both.

    Sentences without a day are left out, as the tables are what the act lays down in detail.
    """
    left = {one.place for one in account.left if one.why == BESIDE_TABLE}
    outside = [one for one in paragraphs if one.place in left]
    found, _ = rows_of_prose(outside)
    kept = [row for row in found if row.wide or (row.due and row.lead and not row.out)]
    tasks = {row.place for row in kept if not row.wide}
    if not tasks:
        return list(rows), account
    ahead = RawRow(number=NUMBER, place=outside[0].place, wide=True, fresh=True)
    first, *others = rows
    taken = set(_whole(outside, tasks))
    return [ahead, *kept, first.changed(fresh=True), *others], _moved(account, taken)


def _whole(paragraphs: Sequence[Paragraph], tasks: set[Place]) -> Iterable[Place]:
    """The places of the paragraphs that are in a task, with the lines that a page end cut off from them."""
    starts = {piece.place for piece in pieces_of(paragraphs)}
    taken = False
    for paragraph in paragraphs:
        taken = paragraph.place in tasks if paragraph.place in starts else taken
        if taken:
            yield paragraph.place


def _moved(account: Account, taken: set[Place]) -> Account:
    left: list[PassedOver] = [one for one in account.left if one.place not in taken]
    moved = len(account.left) - len(left)
    return Account(in_tasks=account.in_tasks + moved, in_headings=account.in_headings, left=tuple(left))
