"""Text as it is compared: without what cannot be seen, and folded to plain lower-case letters."""

import re
import unicodedata

from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff\ue000-\uf8ff]"
)
"""Control characters, marks of direction (right-to-left), zero-width and private characters."""

SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
LONGEST = 200_000
"""Characters in one cell or paragraph. A spreadsheet's own limit is 32,767."""

TOO_LONG = N_(
    "A cell or paragraph of the file has more than {limit} characters, which no plan has: it is damaged or made to do "
    "harm. Ask its sender for a file with the plan alone."
)
LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b")


def clean(text: str) -> str:
    """`text` composed (NFC), with newlines for all line ends and without what cannot be seen; spaces are kept."""
    text = LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", UNSEEN.sub("", text)).replace("\u00a0", " ")


def one_line(text: str) -> str:
    """`text` on one line with single spaces."""
    return " ".join(clean(text).split())


def tidy(text: str) -> str:
    """`text` cleaned, each line without spaces around it, no empty lines.

    Raises DocumentRefused for more than a cell or paragraph may have: many cells may share one text.
    """
    if len(text) > LONGEST:
        raise DocumentRefused(TOO_LONG, {"limit": LONGEST})
    lines = (SPACES.sub(" ", line).strip() for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def fold(text: str) -> str:
    """`text` for comparing: lower case, no diacritics, letters and digits in words: `Ủy ban` -> `uy ban`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
