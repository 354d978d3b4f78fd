"""Duties of many units, each as one line of the day's work: how many units, by when, and how all of them stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import unit_names
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.asking.course.grouped import Duty
from engine.asking.figures import view_standing
from engine.snapshot import Snapshot
from engine.tasks import Standing, State
from events.views import TaskView
from rules.problems import N_
from rules.row_names import row_name

_FROM_TO = N_("{first} to {last}")
_BY_STATE = (State.NEEDS_DATE, State.PLANNED, State.SUSPENDED)
"""States that say more than where a task stands by the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A row of a plan of which several tasks are in a part of the day's work."""

    name: str  # PLAN/ROW, as it is shown
    title: str
    cycle: str
    units: Sequence[str]  # codes of those whose tasks there are
    days: Sequence[str]  # the first and the last due day of those in the part
    stand: Mapping[str, int]  # how many of all tasks of the row stand how, in words

    @classmethod
    def of(cls, shelf: Snapshot, duty: Duty, today: date) -> "DutyLine":
        """The line of a duty."""
        first = duty.here[0]
        plan = shelf.plans()[first.plan]
        title = shelf.rule(plan, first.rule).title
        days = sorted(view.due for view in duty.here if view.due)
        return cls(
            name=f"{plan.id}/{row_name(plan, first.rule)}",
            title=title,
            cycle=first.cycle,
            units=list(dict.fromkeys(view.unit for view in duty.whole)),
            days=list(dict.fromkeys((days[0], days[-1]) if days else ())),
            stand=Counter(_stands(view, today) for view in duty.whole),
        )

    def row(self, terminal: Terminal, shelf: Snapshot) -> tuple[str, ...]:
        """The line as one of a table of tasks."""
        *first, last = self.days or ["–"]
        due = terminal.text(_FROM_TO, first=first[0], last=last) if first else terminal.value(last)
        words = [*ALL_STANDINGS.values(), *STATES.values()]
        stand = [f"{self.stand[word]} {terminal.label(word)}" for word in words if self.stand.get(word)]
        return (
            self.name,
            f"{self.title} [{terminal.value(self.cycle)}]" if self.cycle else self.title,
            unit_names(terminal, shelf.units(), self.units),
            due,
            ", ".join(dict.fromkeys(stand)),
        )


def _stands(view: TaskView, today: date) -> str:
    """Where a task stands, in words; one that is due soon is in time, since both are said of one duty."""
    state = State(view.state)
    if state in _BY_STATE:
        return STATES[state]
    found = view_standing(view, today)
    return ALL_STANDINGS[Standing.IN_TIME if found is Standing.NEAR else found]
