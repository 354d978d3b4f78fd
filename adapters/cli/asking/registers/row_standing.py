"""How a row stands, in the words of a register that is handed up.

Lateness is counted in calendar days. A date that is provisional, or in doubt, makes nothing late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.cli.frame.terminal import Terminal
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
_MANY = N_("{begun}/{all} begun; {done} done; {waiting} waiting")
_STILL, _ARE_LATE = N_("{count} suspended"), N_("{count} overdue, by up to {days} day(s)")
_WERE_LATE = N_("{count} done late")
_NOT_BEGUN = frozenset({State.WAITING, State.PLANNED})


@dataclass(frozen=True, slots=True)
class Standings:
    """Says on a day how tasks stand."""

    terminal: Terminal
    today: date
    over: bool = False  # the plan has ended: nothing of it begins any more

    def row(self, views: Sequence[TaskView], waiting: int, put_off: str) -> str:
        """All tasks of a row: those there are, how many more wait to begin, and which happening was put off."""
        views = [view for view in views if view.state != State.CLOSED] or views
        if len(views) + waiting > 1:
            return self._many(views, waiting)
        return self.one(views[0], put_off) if views else self._waits(put_off)

    def one(self, view: TaskView, put_off: str = "") -> str:
        """One task."""
        match state := State(view.state):
            case State.DONE:
                return self._done(view)
            case State.WAITING:
                return self._waits(put_off)
            case State.ACTIVE | State.NEEDS_DATE | State.PLANNED:
                return self._open(view)
        return self.terminal.label(STATES[state])

    def _waits(self, put_off: str) -> str:
        if self.over:
            return self.terminal.label(STATES[State.CLOSED])
        return self.terminal.text(_PUT_OFF, what=put_off) if put_off else self.terminal.label(STATES[State.WAITING])

    def _open(self, view: TaskView) -> str:
        if not view.due:
            return self.terminal.label(_DUTY if view.state == State.ACTIVE else _NO_DATE)
        days = (self.today - date.fromisoformat(view.due)).days
        if days <= 0:
            return self.terminal.label(_NOT_YET)
        return self.terminal.text(_LATE, days=days) if firm(view) else self.terminal.label(_NOT_CERTAIN)

    def _done(self, view: TaskView) -> str:
        if view.done_on is None:
            return self.terminal.label(_UNDATED)
        if not view.due or not firm(view):
            return self.terminal.text(_DONE, day=view.done_on)
        return self.terminal.text(_DONE_LATE if late_by(view) else _DONE_IN_TIME, day=view.done_on, days=late_by(view))

    def _many(self, views: Sequence[TaskView], waiting: int) -> str:
        begun = [view for view in views if State(view.state) not in _NOT_BEGUN]
        whole = len(views) + waiting
        done = sum(view.state == State.DONE for view in begun)
        head = self.terminal.text(_MANY, begun=len(begun), all=whole, done=done, waiting=whole - len(begun))
        return "; ".join((head, *self._beside(begun)))

    def _beside(self, begun: Sequence[TaskView]) -> Sequence[str]:
        """How many of many are late, were late, or stand still."""
        days = [overdue_days(view, self.today) for view in begun]
        late, still = [one for one in days if one], sum(view.state == State.SUSPENDED for view in begun)
        were_late = sum(view.state == State.DONE and late_by(view) > 0 for view in begun)
        said = (
            (len(late), self.terminal.text(_ARE_LATE, count=len(late), days=max(late, default=0))),
            (were_late, self.terminal.text(_WERE_LATE, count=were_late)),
            (still, self.terminal.text(_STILL, count=still)),
        )
        return [text for count, text in said if count]
