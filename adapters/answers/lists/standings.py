"""States of tasks, and where they stand by the clock, as an officer types them: by their words, or the code."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from unicodedata import normalize

from adapters.words.catalogue import LANGUAGES, Said, translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.tasks import Standing, State
from events.rows import NO_DAY
from events.store.questions import Stands
from rules.phrases.normalising import folded
from rules.problems import N_

_NO_STATE = N_("There is no state “{text}”. There are: {known}.")
_NO_STANDING = N_("Tasks do not stand “{text}”. They stand: {known}.")

_DONE = (Standing.DONE_IN_TIME, Standing.DONE_LATE, Standing.DONE_UNDATED)
_GOING = (Standing.IN_TIME, Standing.NEAR)
_AS_REPORTED: Mapping[str, tuple[Standing, ...]] = {
    **dict.fromkeys(("xong", "da xong", "hoan thanh", "da hoan thanh", "done"), _DONE),
    **dict.fromkeys(("dung han", "hoan thanh dung han", "hoan thanh trong han"), _DONE[:1]),
    **dict.fromkeys(("hoan thanh qua han", "hoan thanh tre han"), (Standing.DONE_LATE,)),
    **dict.fromkeys(("chua hoan thanh trong han", "not done in time"), _GOING),
    **dict.fromkeys(("chua hoan thanh qua han", "not done overdue"), (Standing.OVERDUE,)),
    **dict.fromkeys(("chua hoan thanh", "not done"), (*_GOING, Standing.OVERDUE)),
}
"""What the official report calls its cells, folded, and words that mean several standings."""

_Code = TypeVar("_Code", bound=StrEnum)


def read_state(text: str | None) -> State | None:
    """The state that is meant. Raises Refused."""
    return None if text is None else _meant(text, STATES, _NO_STATE)


def asked_standing(text: str | None, within: int | None, today: date) -> Stands | None:
    """Where tasks are to stand, and by which day they are due; None: anywhere. Raises Refused."""
    if text is None and within is None:
        return None
    open_ones = _GOING
    so = open_ones if text is None else _reported(text) or (_meant(text, ALL_STANDINGS, _NO_STANDING),)
    until = NO_DAY if within is None else (today + timedelta(days=within)).isoformat()
    return Stands(today.isoformat(), so, until)


def _reported(text: str) -> tuple[Standing, ...] | None:
    return _AS_REPORTED.get(" ".join(folded(normalize("NFC", text)).replace(",", " ").split()))


def _meant(text: str, words: Mapping[_Code, str], refusal: str) -> _Code:
    code = next((one for one in words if one == text), None) or _named(text, words)
    if code is None:
        raise Refused(refusal, text=one_line(text, 40), known=[Said(label) for label in words.values()])
    return code


def _named(text: str, words: Mapping[_Code, str]) -> _Code | None:
    """The one that a text names in either language; None: none, or several."""
    from adapters.names.matching import Named, named_by  # noqa: PLC0415 - mostly nothing is asked for in words

    things = [Named(code, [translator(lang)(label) for lang in LANGUAGES]) for code, label in words.items()]
    found = named_by(text, things)
    sure = len(found.things) == 1 and found.sure
    return next(code for code in words if code == found.things[0].code) if sure else None
