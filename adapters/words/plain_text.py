"""Other people's text on one line of printable characters, so that it can do no harm where it is shown."""

import json
import re
import unicodedata
from typing import Any

LONGEST = 600
"""How much of one text is told, in characters."""

_ACTING = "\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_ACTS = re.compile(f"[\x00-\x08\x0b-\x1f{_ACTING}]")
_ACTS_IN_JSON = re.compile(f"[{_ACTING}]")
"""Characters that do something to a terminal, or turn around what stands beside them; halves of characters."""


def harmless(text: str) -> str:
    """`text` with a mark in the place of each character that does something where it is shown; line ends stay."""
    return _ACTS.sub("\ufffd", text)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """`value` in JSON; characters that do something where they are shown, as `\\u009b`: whoever reads it gets them."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ACTS_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def one_line(text: str, longest: int = LONGEST) -> str:
    """`text` on one line: composed (NFC), without control or invisible characters, cut to `longest` characters."""
    visible = (" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text))
    line = " ".join("".join(visible).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def is_calculated(text: str) -> bool:
    """True if a spreadsheet would take `text` for a formula, and calculate it when the file is opened."""
    return text.lstrip().startswith(("=", "+", "-", "@"))
