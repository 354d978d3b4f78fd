"""An officer's answers about the rows of a document, found again when the document has changed."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from enum import StrEnum
from string import ascii_lowercase

from rules.drafting.source import Answers, Doubt, SourceRow
from rules.drafting.yaml_lines import Value
from rules.phrases.normalising import folded

NO_DEADLINE, LEFT_OUT, NO_LEAD = "no-deadline", "left-out", "no-lead"
"""The names of three questions for many rows: those without a deadline, those left out, those that nobody leads."""

GROUPS = "groups"
"""The name of the question whether all collective names that lead are groups, whose members are named later."""

AS_GROUP = "group"
"""In the place of an agency's code: the words mean a group."""


class Bundle(StrEnum):
    """The questions that are put as one, each by its name among the answers."""

    HEAD = "head"
    AGENCIES = "agencies-read"
    DEADLINES = "deadlines-read"
    STANDING = "standing-read"
    SHARED = "shared"
    PLACES = "rows-read"


BUNDLES = tuple(Bundle)
APART = "each"
"""In the place of an answer to a bundle: each of its questions is asked by itself."""

_AGENCY_FIELDS = ("lead", "cooperate", "follow")

OUT, IN, YES = "out", "in", "yes"
"""Choices: the rows are left out; they are taken in; it is as the draft has it."""


def key_of_row(row: SourceRow) -> str:
    """The key of a row's answers: its number and a mark of its title, so that a row that moved is found."""
    return f"{row.id}#{_mark(row)}"


def _mark(row: SourceRow) -> str:
    """Eight hexadecimal digits that depend on the title alone, loosely spelt."""
    return hashlib.sha256(folded(row.title).encode()).hexdigest()[:8]


def name_of_doubt(doubt: Doubt) -> str:
    """The name of the question that all rows ask which doubt the same."""
    said = f"{doubt.template}|{sorted(doubt.args.items())}"
    return doubt.key or f"{doubt.field}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def bundle_of(doubt: Doubt) -> Bundle | None:
    """The bundle in which a doubt about a row is asked; None: by itself."""
    if doubt.key in (NO_LEAD, NO_DEADLINE):
        return None
    if doubt.field in _AGENCY_FIELDS:
        return Bundle.AGENCIES
    if doubt.key == Bundle.STANDING:
        return Bundle.STANDING
    return Bundle.DEADLINES if doubt.field == "due" else Bundle.PLACES


class RowAnswers:
    """Answers by row: those with its key, else those with the mark of its title, if only one row has it."""

    def __init__(self, answers: Answers) -> None:
        """`answers` are those kept beside the document."""
        self._rows = answers.rows
        self._phrases, self._questions, self._agencies = answers.phrases, answers.questions, answers.agencies
        marks = Counter(key.partition("#")[2] for key in self._rows)
        self._by_mark = {key.partition("#")[2]: key for key in self._rows if marks[key.partition("#")[2]] == 1}
        self._taken: set[str] = set()
        self._found: dict[str, Mapping[str, Value]] = {}

    def parts(self, row: SourceRow, numbers: Set[str]) -> Sequence[SourceRow]:
        """The row; or the several that stand for it where it was answered with several deadlines, one for each.

        They are called `4a`, `4b` …, but for the `numbers` that rows of the document have.
        """
        answered = self._of(row)
        dues = answered.get("due")
        if not isinstance(dues, tuple):
            self._found[row.id] = answered
            return (row,)
        named = (f"{row.id}{letter}" for letter in ascii_lowercase if f"{row.id}{letter}" not in numbers)
        found = [(replace(row, id=name, printed=row.id), due) for name, due in zip(named, dues, strict=False)]
        for part, due in found:
            own = self._rows.get(key_of_row(part), {})
            self._taken.add(key_of_row(part))
            self._found[part.id] = {**answered, "due": due, **own}
        return [part for part, _ in found]

    def of(self, row: SourceRow) -> Mapping[str, Value]:
        """The answers for one of the rows that `parts` gave."""
        return self._found[row.id]

    def _of(self, row: SourceRow) -> Mapping[str, Value]:
        """The answers for `row`; each is given once.

        A deadline is left out that answers another phrase (`says`) than the row has.
        """
        key = key_of_row(row)
        key = key if key in self._rows else self._by_mark.get(_mark(row), "")
        if not key or key in self._taken:
            return {}
        found = self._rows[key]
        self._taken.add(key)
        if row.says and found.get("says", row.says) != row.says:
            return {name: value for name, value in found.items() if name not in ("due", "when", "says")}
        return {name: value for name, value in found.items() if name != "says" or not row.says}

    def wants(self, row: SourceRow) -> bool:
        """True unless `row` is to be left out: by what it says or has no deadline for, and what was chosen of it."""
        if row.out:
            return self._questions.get(LEFT_OUT) == IN
        return bool(row.says) or self._questions.get(NO_DEADLINE) != OUT

    def due_of(self, row: SourceRow) -> str:
        """The deadline that was chosen for all rows with these words, or for all without any; empty: none was."""
        given = self._phrases.get(row.says, "") if row.says else self._questions.get(NO_DEADLINE, "")
        return "" if given in (OUT, YES) else given

    def lead(self) -> str:
        """The code of who was chosen to lead the rows that name nobody; empty: nobody was."""
        chosen = self._questions.get(NO_LEAD, "")
        return "" if chosen in (OUT, YES) else chosen

    def is_group(self, words: str) -> bool:
        """True if the officer has said that these words mean a group, whose members are named later."""
        return self._agencies.get(words) == AS_GROUP or YES in (
            self._questions.get(GROUPS),
            self._questions.get(Bundle.AGENCIES),
        )

    def takes(self, bundle: Bundle) -> bool:
        """True if the officer has said that all of this kind is as it was read with a doubt."""
        return self._questions.get(bundle) == YES

    def settles(self, doubt: Doubt) -> bool:
        """True if the officer has said that it is as the draft has it."""
        bundle = bundle_of(doubt)
        return YES in (self._questions.get(name_of_doubt(doubt)), bundle and self._questions.get(bundle))

    def unused(self) -> tuple[str, ...]:
        """Keys of the answers that were asked for by no row so far."""
        return tuple(key for key in self._rows if key not in self._taken)
