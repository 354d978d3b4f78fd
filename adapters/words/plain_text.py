"""Other people's text on one line of printable characters, so that it can do no harm where it is shown."""

import unicodedata

LONGEST = 600
"""How much of one text is told, in characters."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """`text` on one line: composed (NFC), without control or invisible characters, cut to `longest` characters."""
    visible = (" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text))
    line = " ".join("".join(visible).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
