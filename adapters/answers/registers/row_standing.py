"""How a row stands, in the words of a register that is handed up.

Lateness is counted in calendar days. A date that is provisional, or in doubt, makes nothing late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.answers.registers.put_off import PutOff
from adapters.answers.speech import Speech
from adapters.words.tasks import STATES
from engine.asking.course.lateness import firm, late_by, overdue_days
from engine.tasks import State
from events.views import TaskView
from rules.problems import N_

_NOT_YET, _NO_DATE, _DUTY = N_("not yet due"), N_("has no due date yet"), N_("standing duty")
_LATE = N_("{days} day(s) overdue")
_NOT_CERTAIN = N_("its due date is not certain yet")
_DONE = N_("done on {day}")
_DONE_IN_TIME, _DONE_LATE = N_("done on {day}, in time"), N_("done on {day}, {days} day(s) late")
_UNDATED = N_("done, the document names no day")
_PUT_OFF = N_("waiting ({what} put off)")
_BEGUN, _SO_MANY_DONE, _SO_MANY_WAIT = N_("{begun}/{all} begun"), N_("{done} done"), N_("{waiting} waiting")
_DONE_SO = N_("{done} done ({good} in time, {late} late)")
_WAIT_OFF, _WAIT_OFF_AT = N_("{waiting} waiting ({what} put off)"), N_("{waiting} waiting ({what}: {count} put off)")
_STILL, _ARE_LATE = N_("{count} suspended"), N_("{count} overdue, by up to {days} day(s)")
_NOT_BEGUN = frozenset({State.WAITING, State.PLANNED})


@dataclass(frozen=True, slots=True)
class Standings:
    """Says on a day how tasks stand."""

    speech: Speech
    today: date
    over: bool = False  # the plan has ended: nothing of it begins any more

    def row(self, views: Sequence[TaskView], waiting: int, put_off: PutOff | None) -> str:
        """All tasks of a row: those there are, how many more wait to begin, and which happening was put off."""
        views = [view for view in views if view.state != State.CLOSED] or views
        if len(views) + waiting > 1:
            return self._many(views, waiting, put_off)
        return self.one(views[0], put_off) if views else self._waits(put_off)

    def one(self, view: TaskView, put_off: PutOff | None = None) -> str:
        """One task."""
        match state := State(view.state):
            case State.DONE:
                return self._done(view)
            case State.WAITING:
                return self._waits(put_off)
            case State.ACTIVE | State.NEEDS_DATE | State.PLANNED:
                return self._open(view)
        return self.speech.label(STATES[state])

    def _waits(self, put_off: PutOff | None) -> str:
        if self.over:
            return self.speech.label(STATES[State.CLOSED])
        return self.speech.text(_PUT_OFF, what=put_off.what) if put_off else self.speech.label(STATES[State.WAITING])

    def _open(self, view: TaskView) -> str:
        if not view.due:
            return self.speech.label(_DUTY if view.state == State.ACTIVE else _NO_DATE)
        days = (self.today - date.fromisoformat(view.due)).days
        if days <= 0:
            return self.speech.label(_NOT_YET)
        return self.speech.text(_LATE, days=days) if firm(view) else self.speech.label(_NOT_CERTAIN)

    def _done(self, view: TaskView) -> str:
        if view.done_on is None:
            return self.speech.label(_UNDATED)
        if not view.due or not firm(view):
            return self.speech.text(_DONE, day=view.done_on)
        return self.speech.text(_DONE_LATE if late_by(view) else _DONE_IN_TIME, day=view.done_on, days=late_by(view))

    def _many(self, views: Sequence[TaskView], waiting: int, put_off: PutOff | None) -> str:
        begun = [view for view in views if State(view.state) not in _NOT_BEGUN]
        whole, text = len(views) + waiting, self.speech.text
        parts = (
            text(_BEGUN, begun=len(begun), all=whole),
            self._of_done(begun),
            self._of_waiting(whole - len(begun), put_off),
        )
        return "; ".join((*parts, *self._beside(begun)))

    def _of_done(self, begun: Sequence[TaskView]) -> str:
        """How many of many are done: in time and late, as far as their dates tell."""
        done = [view for view in begun if view.state == State.DONE]
        told = [view for view in done if view.done_on and view.due and firm(view)]
        late = sum(late_by(view) > 0 for view in told)
        return self.speech.text(_DONE_SO if told else _SO_MANY_DONE, done=len(done), good=len(told) - late, late=late)

    def _of_waiting(self, waiting: int, put_off: PutOff | None) -> str:
        if not waiting or put_off is None or self.over:
            return self.speech.text(_SO_MANY_WAIT, waiting=waiting)
        return self.speech.text(
            _WAIT_OFF_AT if put_off.at else _WAIT_OFF, waiting=waiting, what=put_off.what, count=put_off.at
        )

    def _beside(self, begun: Sequence[TaskView]) -> Sequence[str]:
        """How many of many are late, or stand still."""
        days = [overdue_days(view, self.today) for view in begun]
        late, still = [one for one in days if one], sum(view.state == State.SUSPENDED for view in begun)
        said = (
            (len(late), self.speech.text(_ARE_LATE, count=len(late), days=max(late, default=0))),
            (still, self.speech.text(_STILL, count=still)),
        )
        return [text for count, text in said if count]
