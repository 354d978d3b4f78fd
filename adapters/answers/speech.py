"""A language, and what may be said in it: all that answers in words need to know of their reader."""

from dataclasses import dataclass

from adapters.leaving import NOTHING_SECRET, Leaving
from adapters.words.catalogue import shown, tr, translator
from adapters.words.plain_text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The reader's language (vi | en), and what may leave the office on its way to him."""

    lang: str
    leaving: Leaving = NOTHING_SECRET

    def text(self, template: str, /, **args: object) -> str:
        """`template` in the reader's language, filled in."""
        return tr(template, self.lang, **args)

    def label(self, template: str) -> str:
        """A template without fields in the reader's language."""
        return translator(self.lang)(template)

    def value(self, value: object) -> str:
        """A value as people read it: days as dd/mm/yyyy, what there is none of as a dash."""
        return one_line(shown(value, self.lang)) or "–"
