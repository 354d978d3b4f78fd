"""An officer's answers about the rows of a document, found again when the document has changed."""

import hashlib
from collections import Counter
from collections.abc import Mapping

from rules.drafting.source import Answers, SourceRow
from rules.drafting.yaml_lines import Value
from rules.phrases.normalising import folded


def key_of_row(row: SourceRow) -> str:
    """The key of a row's answers: its number and a mark of its title, so that a row that moved is found."""
    return f"{row.id}#{_mark(row)}"


def _mark(row: SourceRow) -> str:
    """Eight hexadecimal digits that depend on the title alone, loosely spelt."""
    return hashlib.sha256(folded(row.title).encode()).hexdigest()[:8]


class RowAnswers:
    """Answers by row: those with its key, else those with the mark of its title, if only one row has it."""

    def __init__(self, answers: Answers) -> None:
        """`answers` are those kept beside the document."""
        self._rows = answers.rows
        marks = Counter(key.partition("#")[2] for key in self._rows)
        self._by_mark = {key.partition("#")[2]: key for key in self._rows if marks[key.partition("#")[2]] == 1}
        self._taken: set[str] = set()

    def of(self, row: SourceRow) -> Mapping[str, Value]:
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

    def unused(self) -> tuple[str, ...]:
        """Keys of the answers that were asked for by no row so far."""
        return tuple(key for key in self._rows if key not in self._taken)
