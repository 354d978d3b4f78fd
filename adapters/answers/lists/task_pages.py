"""Pages of a list of tasks: the place at which one ends, as text that the next is asked for with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from adapters.answers.task_answers import Answer
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from events.rows import NO_DAY
from events.store import Place
from events.views import TaskView
from rules.problems import N_

_NO_DAY = "none"
_WRITTEN = re.compile(rf"(\d{{4}}-\d\d-\d\d|{_NO_DAY})/([^/]+(?:/[^/]+){{2,3}})", re.ASCII)
_LONGEST = 1_000
_NO_PLACE = N_(
    "“{text}” is no place in a list of tasks. Give --after the place with which the page before ended, or leave it out "
    "to begin anew."
)

One = TypeVar("One", TaskView, Answer)


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that is asked for: at most so many, after a place in it. With neither it is the whole."""

    after: Place | None = None
    limit: int | None = None

    @classmethod
    def asked(cls, after: str | None, limit: int | None) -> "Page":
        """The page that the options name. Raises Refused."""
        return cls(_place(after) if after is not None else None, limit)

    @property
    def is_part(self) -> bool:
        """True unless it is the whole list."""
        return self != Page()

    @property
    def and_one(self) -> int | None:
        """So many to ask the store for: one more than are shown, to see whether there are more."""
        return None if self.limit is None else self.limit + 1

    def cut(self, found: Sequence[One], place: Callable[[One], Place]) -> tuple[Sequence[One], str | None]:
        """Those of the tasks found that are shown, and the place of the last of them, if there are more."""
        if self.limit is None or len(found) <= self.limit:
            return found, None
        day, task = place(found[self.limit - 1])
        return found[: self.limit], f"{_NO_DAY if day == NO_DAY else day}/{task}"

    def past(self, answers: Sequence[Answer]) -> Sequence[Answer]:
        """The tasks after the place, in a list that is not ordered by days. Raises Refused where it is not there."""
        if self.after is None:
            return answers
        places = [place_of(answer) for answer in answers]
        if self.after not in places:
            raise Refused(_NO_PLACE, text=one_line("/".join(self.after).replace(NO_DAY, _NO_DAY), 80))
        return answers[places.index(self.after) + 1 :]


def place_of(answer: Answer) -> Place:
    """The place of a task that has not begun."""
    return NO_DAY, str(answer["key"])


def _place(text: str) -> Place:
    written = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST and text.isprintable() else None
    if written is None or (written[1] != _NO_DAY and not _is_day(written[1])):
        raise Refused(_NO_PLACE, text=one_line(text, 80))
    return NO_DAY if written[1] == _NO_DAY else written[1], written[2]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
