"""Days as officers type them: 2025-09-30, or 30/9/2025. One that does not exist is refused, never put right."""

from datetime import date

from adapters.names.days import NotADay, written_day
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_NOT_A_DAY = N_("{option}: “{text}” is not a date. Write it like 30/9/2025 or 2025-09-30.")
_NO_SUCH_DAY = N_("{option}: there is no day {text} in the calendar. Nothing was recorded; correct the date.")


def day(option: str, text: str) -> date:
    """The day that `text`, given for `option`, names. Raises Refused."""
    try:
        return written_day(text)
    except NotADay:
        raise Refused(_NOT_A_DAY, option=Said(option), text=one_line(text, 40)) from None
    except ValueError:
        raise Refused(_NO_SUCH_DAY, option=Said(option), text=one_line(text, 40)) from None


def day_or_none(option: str, text: str | None) -> date | None:
    """The same, for an option that may be left out."""
    return day(option, text) if text is not None else None
