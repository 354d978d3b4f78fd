"""What would become of tasks under each hypothesis, side by side; tasks of a row that fare alike stand in one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adapters.answers.due_dates import TITLE, UNIT
from adapters.bootstrap import Office
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import RULE, unit_names
from adapters.words.tasks import STATES
from engine.asking.what_if import Supposition
from engine.snapshot import Snapshot
from engine.tasks import State, task_parts, task_shown
from engine.telling.levels import subject_level
from engine.units import Units
from events.views import TaskView
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import row_name
from rules.secrecy import STATE_SECRET, Level

_NOW, _NOT_THERE, _LED_BY = N_("Now"), N_("no such task"), N_("{due}, led by {unit}")


@dataclass(frozen=True, slots=True)
class Row:
    """One supposition, its task named by the numbers that rows have in the plans in force."""

    found: Supposition
    level: Level
    name: str  # PLAN/ROW, and its round; the task itself where it is there under what is supposed only
    title: str
    unit: str  # its code


@dataclass(frozen=True, slots=True)
class Rows:
    """All of them, and the agencies that there are."""

    rows: Sequence[Row]
    units: Units

    @classmethod
    def of(cls, office: Office, found: Sequence[Supposition]) -> "Rows":
        """The suppositions by what tasks are called now."""
        with office.store.begin(write=False) as session:
            shelf = Snapshot(session, office.tools)
            plans = shelf.plans()
            return cls([_row(one, plans.get(one.task.partition("/")[0])) for one in found], shelf.units())

    def show(self, terminal: Terminal, heads: Sequence[str]) -> None:
        """A table with a column for each hypothesis. Of what is secret, which is only looked for here, no words."""
        lines: dict[tuple[str, ...], list[str]] = {}
        for one in self.rows:
            cells = tuple(_cells(terminal, one.found, self.units))
            secret = one.level >= STATE_SECRET or terminal.leaving.withholds(one.level)
            lines.setdefault((_name(terminal, one), "–" if secret else one.title, *cells), []).append(one.unit)
        table = (
            (name, title, unit_names(terminal, self.units, units), *cells)
            for (name, title, *cells), units in lines.items()
        )
        terminal.table((RULE, TITLE, UNIT, _NOW, *heads), table)


def _row(one: Supposition, plan: Plan | None) -> Row:
    if plan is None:  # it is only supposed to be adopted
        return Row(one, Level.OPEN, one.task, "–", one.task.split("/")[2])
    rule, unit, _ = task_parts(plan.id, one.task)
    level, shown = subject_level(plan, one.task), replace(one, task=task_shown(plan, one.task))
    if rule not in plan.rules:
        return Row(shown, level, shown.task, "–", unit)
    return Row(shown, level, f"{plan.id}/{row_name(plan, rule)}", plan.rules[rule].title, unit)


def _name(terminal: Terminal, one: Row) -> str:
    cycle = "/".join(one.found.task.split("/")[3:])
    return f"{one.name} [{terminal.value(cycle)}]" if cycle else one.name


def _cells(terminal: Terminal, one: Supposition, units: Units) -> Iterator[str]:
    lead = one.now.lead if one.now else None
    for view in (one.now, *one.under):
        text = _said(terminal, view)
        led = view and lead and view.lead != lead
        yield terminal.text(_LED_BY, due=text, unit=units.name(view.lead)) if view and led else text


def _said(terminal: Terminal, view: TaskView | None) -> str:
    if view is None:
        return terminal.label(_NOT_THERE)
    state = terminal.label(STATES[State(view.state)])
    if view.due is None or State(view.state) in (State.DONE, State.CLOSED):
        return state
    return terminal.value(view.due)
