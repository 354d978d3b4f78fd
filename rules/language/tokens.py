"""The words of a short text, read one after the other: what the offset and condition languages are read with."""

import re
from dataclasses import dataclass

from rules.problems import N_, TextError, shown

LONGEST = 500
"""The longest text that is read, in characters."""

NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""Milestones and unit kinds."""

RESERVED = frozenset(
    (  # noqa: SIM905 - a list of words reads better as one line of text
        "after all always and any at before by continuous done each every first from held in last least missed none of "
        "once own per planned right some task under"
    ).split()
)
"""Words of the two languages, which therefore name no milestone and no unit kind."""

TOO_LONG = N_("The text has {length} characters; at most {longest} are read.")
SHORTEN = N_("Write one deadline or condition only.")
EMPTY = N_("The text is empty.")
NOT_HERE = N_("“{read}” is not understood here.")
ENDS = N_("The text ends too early.")
LEFT_OVER = N_("“{read}” is left over: the text before it is complete.")
REMOVE = N_("Remove the rest, or write it as a rule of its own.")


@dataclass(slots=True)
class Tokens:
    """A text cut at its spaces, and how far it has been read. Keywords are matched in any case."""

    tokens: list[tuple[str, int]]  # with their columns, from 1
    end: int  # the column after the last word
    error: type[TextError]
    read: int = 0

    @property
    def next(self) -> str:
        """The next word as written; empty at the end."""
        return self.tokens[self.read][0] if self.read < len(self.tokens) else ""

    @property
    def column(self) -> int:
        """The column of the next word, from 1; at the end the one after the last word."""
        return self.tokens[self.read][1] if self.read < len(self.tokens) else self.end

    def take(self, *keywords: str) -> bool:
        """Read past `keywords` if they come next, in this order."""
        ahead = self.tokens[self.read : self.read + len(keywords)]
        if [word.lower() for word, _ in ahead] != list(keywords):
            return False
        self.read += len(keywords)
        return True

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read past the next word if the whole of it is a `pattern`."""
        found = pattern.fullmatch(self.next)
        self.read += found is not None
        return found

    def name(self) -> str | None:
        """Read past a name, if one comes next."""
        found = self.next
        if found in RESERVED or not NAME.fullmatch(found):
            return None
        self.read += 1
        return found

    def any(self) -> str | None:
        """Read past whatever word comes next."""
        found = self.next or None
        self.read += found is not None
        return found

    def fail(self, expected: str) -> TextError:
        """The error that something else was `expected` (a template) at the next word."""
        template = NOT_HERE if self.next else ENDS
        return self.error(template, expected, self.column, {"read": shown(self.next)})

    def finish(self) -> None:
        """Refuse what is left over."""
        if self.next:
            raise self.error(LEFT_OVER, REMOVE, self.column, {"read": shown(self.next)})


def tokens_of(text: str, error: type[TextError], expected: str) -> Tokens:
    """Cut `text`; one that is empty (where `expected` says what should stand there) or too long raises `error`."""
    if len(text) > LONGEST:
        raise error(TOO_LONG, SHORTEN, LONGEST + 1, {"length": len(text), "longest": LONGEST})
    tokens = [(found.group(), found.start() + 1) for found in re.finditer(r"[(),]|[^\s(),]+", text)]
    if not tokens:
        raise error(EMPTY, expected, 1, {})
    return Tokens(tokens, len(text.rstrip()) + 1, error)
