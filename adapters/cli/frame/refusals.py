"""Refusals of the command line itself: of input that can be seen to be wrong before anything else is asked."""

import unicodedata
from collections.abc import Iterator, Sequence

from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Misused
from rules.problems import N_

_UNSEEN = N_(
    "What stands behind {where} cannot be seen: there are signs in it ({signs}), and no letter or figure. Nothing was "
    "recorded; type it anew."
)
_NO_DOCUMENT = N_(
    "“{text}” names no document: no letter or figure is in it. Nothing was recorded. Give its number and day, as in "
    "“331-KH/TU ngày 9/4/2025” (--document)."
)
_USAGE = N_("The command is not written properly: {what} See `{command} --help`.")
_MISSING = N_("{parameter} is missing.")
_DOCUMENT = "--document"
_MOST = 3


def missing(parameter: str, command: str) -> Misused:
    """The refusal of a command without something that it needs, in the words of what is always needed."""
    return Misused(_USAGE, what=Said(_MISSING, {"parameter": Said(parameter)}), command=command)


def must_be_readable(argv: Sequence[str]) -> None:
    """Raise Misused for a word of nothing but signs without a shape, and for a document without a letter or figure."""
    for name, value in _behind(argv):
        if value and all(map(_unseen, value)) and not value.isspace():
            signs = dict.fromkeys(f"U+{ord(sign):04X}" for sign in value if not sign.isspace())
            raise Misused(_UNSEEN, where=name, signs=list(signs)[:_MOST])
        if name == _DOCUMENT and value.strip() and not any(map(str.isalnum, value)):
            raise Misused(_NO_DOCUMENT, text=value.strip()[:60])


def _behind(argv: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each word, and what it stands behind: an option, or another word."""
    before = "thoihan"
    for word in argv:
        name, given, value = word.partition("=")
        if given and name.startswith("--"):
            yield name, value
        else:
            yield before, word
        before = word if any(not _unseen(sign) for sign in word) else before


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "CZ"
