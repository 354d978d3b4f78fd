"""Times of day as officers type them: 15:30, or 15h30. One that does not exist is refused, never put right."""

import re
from datetime import time

from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_HOUR = re.compile(r"(\d{1,2})(?::|h|H)(\d{2})", re.ASCII)

_NOT_AN_HOUR = N_("{option}: “{text}” is not a time of day. Write it like 15:30. Nothing was recorded.")


def hour(option: str, text: str) -> time:
    """The time of day that `text`, given for `option`, names. Raises Refused."""
    written = _HOUR.fullmatch(text.strip())
    if not written:
        raise _refusal(option, text)
    try:
        return time(int(written[1]), int(written[2]))
    except ValueError:
        raise _refusal(option, text) from None


def hour_or_none(option: str, text: str | None) -> time | None:
    """The same, for an option that may be left out."""
    return hour(option, text) if text is not None else None


def _refusal(option: str, text: str) -> Refused:
    return Refused(_NOT_AN_HOUR, option=option, text=one_line(text, 40))
