"""Days and standings as pages say them: `Thứ Sáu 03/10/2025`, and beside it how far that is from today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from adapters.words.catalogue import WEEKDAYS, Said, day_text, translator
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.calendars.calendar import Calendar, CalendarError
from engine.tasks import Standing, State
from rules.problems import N_

Kind = Literal["late", "near", "good", "grey", "plain"]
"""The look of a standing; each has a sign of its own, and a word always stands beside that."""

SIGNS: Mapping[Kind, str] = {"late": "▲", "near": "●", "good": "✓", "grey": "○", "plain": "·"}

_KINDS: Mapping[Standing, Kind] = {
    Standing.OVERDUE: "late",
    Standing.DATE_OVERDUE: "late",
    Standing.DONE_LATE: "late",
    Standing.NEAR: "near",
    Standing.IN_TIME: "plain",
    Standing.DONE_IN_TIME: "good",
    Standing.CONTINUOUS: "plain",
    Standing.DONE_UNDATED: "grey",
    Standing.NOT_COUNTED: "grey",
}
_WORDS: Mapping[Standing, str] = {
    **ALL_STANDINGS,
    Standing.DONE_IN_TIME: N_("done by the last day"),
    Standing.DONE_LATE: N_("done after the last day"),
}
_AS_ITS_STATE = (Standing.IN_TIME, Standing.NOT_COUNTED)
_PROVISIONAL, _IN_DOUBT = N_("provisional date"), N_("date in doubt")
_TODAY, _TOMORROW = N_("due today"), N_("due tomorrow")
_LATE, _LEFT = N_("overdue by {days} day(s)"), N_("{count} working day(s) left")


@dataclass(frozen=True, slots=True)
class Shown:
    """A standing as it is shown: its look and its word."""

    kind: Kind
    words: str | Said

    @property
    def sign(self) -> str:
        """The shape that goes with the look."""
        return SIGNS[self.kind]


def day_words(day: date | str | None, lang: str) -> str:
    """`Thứ Sáu 03/10/2025`; "" for no day."""
    if not day:
        return ""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    weekday = translator(lang)(WEEKDAYS[found.weekday()])
    return f"{weekday[:1].upper()}{weekday[1:]} {day_text(found, lang)}"


def standing_shown(
    state: str, stands: str, *, provisional: bool = False, in_doubt: bool = False, due_today: bool = False
) -> Shown:
    """How a task stands. What is provisional or in doubt is grey, never late."""
    if provisional and State(state) not in (State.DONE, State.CLOSED):
        return Shown("grey", _PROVISIONAL)
    if in_doubt and State(state) not in (State.DONE, State.CLOSED):
        return Shown("grey", _IN_DOUBT)
    found = Standing(stands)
    if due_today and found in (Standing.NEAR, Standing.IN_TIME):
        return Shown("near", _TODAY)
    if found in _AS_ITS_STATE:
        return Shown("plain" if State(state) is State.ACTIVE else "grey", STATES[State(state)])
    return Shown(_KINDS[found], _WORDS[found])


def away(due: date, today: date, calendar: Calendar) -> Said | str:
    """How far a last day is from today, in words: working days that are left, or days that it is past."""
    days = (due - today).days
    if days < 0:
        return Said(_LATE, {"days": f"{-days:02}"})
    if days < 2:
        return _TOMORROW if days else _TODAY
    try:
        return Said(_LEFT, {"count": calendar.working_between(today, due)})
    except CalendarError:  # beyond the years that it has
        return ""
