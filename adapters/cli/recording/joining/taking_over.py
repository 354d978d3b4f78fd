"""A plan is taken over that runs already: nobody is told what he knows, and what is past by now is to be settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.answers.decisions import PresentedDecision
from adapters.cli.frame.terminal import Terminal
from engine.tasks import State, task_id
from rules.problems import N_

_IN_SILENCE = N_(
    "The plan is taken over as it stands: nobody is told of its tasks now. Whoever works on them hears of what changes."
)
_TO_SETTLE = N_(
    "Past their last day, and open here: {count} task(s). Report those that are done (`thoihan done TASK --on DATE`); "
    "`thoihan tasks --plan {plan} --state active` lists them first."
)
_WOULD_BE_IN_SILENCE = N_(
    "The plan would be taken over as it stands: nobody would be told of its tasks then. Whoever works on them would "
    "hear of what changes from there on."
)
_WOULD_BE_TO_SETTLE = N_(
    "Past their last day, and open here then: {count} task(s). Those that are done would have to be reported "
    "(`thoihan done TASK --on DATE`)."
)
_NONE_PAST = N_("None of its tasks is past its last day.")


@dataclass(frozen=True, slots=True)
class Past:
    """The tasks of a plan that is taken over whose last day is over; None: it is not taken over."""

    tasks: tuple[tuple[str, str], ...] | None = None
    """Each with its last day, the oldest first."""

    @classmethod
    def of(cls, decided: Iterable[PresentedDecision], today: date) -> "Past":
        """Of what the adoption began, and what it was joined with."""
        changes = (change for one in decided for change in one.decision.changes)
        open_ones = ((change, change.due.row.due) for change in changes if change.due)
        found = [
            (due, task_id(change.plan, change.rule.id, unit, change.cycle))
            for change, due in open_ones
            if change.state is State.ACTIVE and due and due < today.isoformat()
            for unit in change.units
        ]
        return cls(tuple((task, day) for day, task in sorted(found)))

    def show(self, terminal: Terminal, plan: str, *, dry_run: bool) -> None:
        """Say what is to be settled, or would have to be."""
        if self.tasks is None:
            return
        terminal.line(_WOULD_BE_IN_SILENCE if dry_run else _IN_SILENCE)
        if self.tasks and dry_run:
            terminal.line(_WOULD_BE_TO_SETTLE, count=len(self.tasks))
        elif self.tasks:
            terminal.line(_TO_SETTLE, count=len(self.tasks), plan=plan)
        else:
            terminal.line(_NONE_PAST)

    def answer(self) -> dict[str, Any]:
        """The same for programs."""
        return {"to_settle": [{"task": task, "due": day} for task, day in self.tasks or ()]}


NOTHING_PAST = Past()
