"""A row as it is typed: its fields as a plan file has them, the deadline in its own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.statements.giving.whose import NOBODY, Whose
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.amending.single_rows import Fields
from rules.language.offset_text import parse_due
from rules.phrases.reading import read
from rules.phrases.sense import DeadlineKind
from rules.problems import N_, TextError

_NOT_READ = N_(
    "The deadline “{due}” cannot be read: {why} Nothing was recorded. Write it as a document would (`Trước "
    "15/12/2026`, `Quý I/2027`, `Sau đại hội 07 ngày`), or in the offset language (`by 2026-12-15`). `thoihan read` "
    "tries one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """What an officer says of a row; None: nothing."""

    title: str | None = None
    whose: Whose = NOBODY
    cooperate: Sequence[str] | None = None
    through: str | None = None
    due: str | None = None
    product: str | None = None
    follow: str | None = None
    accept: bool | None = None
    secrecy: str | None = None

    def fields(self) -> Fields:
        """The fields that are said. Raises Refused where the deadline cannot be read."""
        if self.due is not None:
            _must_be_read(self.due)
        return {
            **({"title": self.title} if self.title is not None else {}),
            **self.whose.fields(),
            **({"cooperate": tuple(self.cooperate) or None} if self.cooperate is not None else {}),
            **({"through": self.through or None} if self.through is not None else {}),
            **({"due": self.due, "says": self.due} if self.due is not None else {}),
            **({"product": self.product or None} if self.product is not None else {}),
            **({"follow": self.follow} if self.follow is not None else {}),
            **({"secrecy": self.secrecy} if self.secrecy is not None else {}),
            **({"accept": "yes" if self.accept else "no"} if self.accept is not None else {}),
        }


def _must_be_read(due: str) -> None:
    """Raise Refused for words in which no deadline is found, in either language."""
    try:
        parse_due(due)
    except TextError:
        found = read(due)
        if found.kind is DeadlineKind.UNREAD:
            why = [Said(note.template, note.args) for note in found.notes]
            raise Refused(_NOT_READ, due=one_line(due, 80), why=why) from None
