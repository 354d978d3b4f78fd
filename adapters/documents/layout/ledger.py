"""The account of an import: what became of each paragraph and cell of the document."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.vocabulary import split_number
from rules.drafting.source import Account, PassedOver, Place
from rules.problems import N_

LONGEST_SHOWN = 160
MOST_SEAMS = 3
"""So many times a line may pass from one cell of its row to the next."""

NO_ROW = N_("found no place in a row")


@dataclass(slots=True)
class Ledger:
    """Counts paragraphs and cells as they are read, and keeps the words of those that are left out."""

    in_tasks: int = 0
    in_headings: int = 0
    left: list[PassedOver] = field(default_factory=list)

    def task(self, count: int = 1) -> None:
        """Note so many paragraphs or cells that are in a task."""
        self.in_tasks += count

    def heading(self, count: int = 1) -> None:
        """Note so many that are in a heading."""
        self.in_headings += count

    def leave(self, words: str, why: str, place: Place) -> None:
        """Note one that is left out, and the reason."""
        self.left.append(PassedOver(words=one_line(words)[:LONGEST_SHOWN], why=why, place=place))

    def leave_all(self, texts: Iterable[tuple[str, Place]], why: str) -> None:
        """Note several that are left out for one reason."""
        for words, place in texts:
            self.leave(words, why, place)

    def closed(self) -> Account:
        """The account as it stands."""
        return Account(in_tasks=self.in_tasks, in_headings=self.in_headings, left=tuple(self.left))


def account_of_lines(lines: Iterable[str], rows: Iterable[RawRow]) -> Account:
    """The account of lines that were put together to rows: a line is in one if its words stand so in a row."""
    found = {pair for row in rows for text in _texts(row) for pair in _pairs(text)}
    ledger = Ledger()
    for number, line in enumerate(lines, start=1):
        own = _pairs(split_number(one_line(line))[1])
        missing = own - found
        if own and len(missing) <= MOST_SEAMS and all(behind for _, behind in missing):
            ledger.task()
        elif own:
            ledger.leave(line, NO_ROW, Place(line=number))
    return ledger.closed()


def _texts(row: RawRow) -> tuple[str, ...]:
    return (row.number, row.title, row.lead, row.cooperate, row.due, row.product)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The words of a text, folded, each by itself and with the one behind it."""
    words = fold(text).split()
    return {(word, "") for word in words} | set(pairwise(words))
