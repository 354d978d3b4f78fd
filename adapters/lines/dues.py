"""`thoihan due --batch`: JSON lines in, JSON lines out, one for one and in order. Other programs use it.

In: `{"event": "2026-01-30", "offset": "30 working days before"}`. Out: `{"nominal", "due", "safe", "provisional",
"calendar"}`, days as ISO text, or `{"error": text}`. Whatever stands in a line, the lines after it are answered.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NoReturn

from adapters.words.plain_text import json_text
from engine.calendars.calendar import Calendar, OutOfRange
from engine.counting.conventions import Convention
from engine.counting.mixed import Answer, Asked, Dates, count_mixed
from rules.language.offset_text import OffsetSyntaxError, parse_offset
from rules.offsets import Offset
from rules.problems import N_, shown

NOT_JSON = N_("The line is not JSON. Write an object with “event” and “offset”.")
NOT_AN_OBJECT = N_("The line is not an object with “event” and “offset”.")
TWICE = N_("“{key}” stands twice in the line. Keep one.")
MISSING = N_("“{key}” is missing or is not text.")
NOT_HERE = N_("“{key}” cannot be set for one line; it is an option of the command.")
NOT_A_DAY = N_("“{text}” is not a day written YYYY-MM-DD.")
NO_SUCH_DAY = N_("There is no day {text}. Correct the date.")

OPTIONS = ("calendar", "convention", "as_of")
"""The keys that a line may not have, lest they be passed over in silence. Other keys are nobody's business."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Translate = Callable[[str], str]


class LineError(ValueError):
    """The error of a line that cannot be answered; `template` and `fields` say why."""

    def __init__(self, template: str, **fields: str) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields))


Unanswerable = LineError | OffsetSyntaxError | OutOfRange
"""The errors of a line, each with a template and its fields."""


def batch(
    lines: Iterable[str], calendar: Calendar, convention: Convention, translate: Translate = str, *, ahead: int = 1
) -> Iterator[str]:
    """One line of JSON, without its line feed, for each line of `lines`. Errors are in the language of `translate`.

    So many lines as `ahead` are read and counted together. At 1 a line is answered before the next one is read.
    """
    coming = iter(lines)
    while block := list(islice(coming, ahead)):
        for answer in _answered(block, calendar, convention):
            if isinstance(answer, Exception):
                yield json_text(_error(answer, translate))
            else:
                yield _ENCODER.encode(_said(answer, calendar.version))


def _answered(lines: Sequence[str], calendar: Calendar, convention: Convention) -> Iterator[Answer | Unanswerable]:
    read = [_asked(line) for line in lines]
    counted = iter(count_mixed([one for one in read if isinstance(one, tuple)], calendar, convention))
    return (next(counted) if isinstance(one, tuple) else one for one in read)


def _said(dates: Dates, calendar: str) -> dict[str, Any]:
    return {
        "nominal": dates.nominal.isoformat(),
        "due": dates.due.isoformat(),
        "safe": dates.safe.isoformat(),
        "provisional": dates.provisional,
        "calendar": calendar,
    }


def _error(error: Unanswerable, translate: Translate) -> dict[str, Any]:
    parts = (error.template, error.hint) if isinstance(error, OffsetSyntaxError) else (error.template,)
    return {"error": " ".join(translate(part).format(**error.fields) for part in parts if part)}


def _asked(line: str) -> Asked | LineError | OffsetSyntaxError:
    """The day and the period of a line, or the reason for which it has none."""
    try:
        asked = _read(line)
        return _day(_text(asked, "event")), _offset(_text(asked, "offset"))
    except (LineError, OffsetSyntaxError) as error:
        return error


def _read(line: str) -> dict[str, Any]:
    try:
        asked = _DECODER.decode(line.removeprefix("\ufeff"))
    except LineError:
        raise
    except (ValueError, RecursionError):
        raise LineError(NOT_JSON) from None
    if not isinstance(asked, dict):
        raise LineError(NOT_AN_OBJECT)
    for key in OPTIONS:
        if key in asked:
            raise LineError(NOT_HERE, key=key)
    return asked


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise LineError(TWICE, key=shown(key))
        found[key] = value
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _text(asked: dict[str, Any], key: str) -> str:
    value = asked.get(key)
    if not isinstance(value, str):
        raise LineError(MISSING, key=key)
    return value


def _day(text: str) -> date:
    if not DAY.fullmatch(text):
        raise LineError(NOT_A_DAY, text=shown(text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LineError(NO_SUCH_DAY, text=text) from None


def _offset(text: str) -> Offset:
    return _parsed(text) if len(text) <= 100 else parse_offset(text)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Offset:
    return parse_offset(text)
