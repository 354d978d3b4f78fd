"""A last day that an officer gave: set by hand, or put off by an extension."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.counting.conventions import Convention
from engine.counting.due import Due, by_hand, standing_still
from engine.counting.pauses import Suspension, ended, open_before
from engine.counting.steps import Step, step
from engine.facts.fact import Answer, Fact
from rules.plan import Policies
from rules.problems import N_

EXTENDED = N_("The last day was put off to {day} ({source}).")
NOT_LATER = N_("It was put off to {day} ({source}), which is not later, and so changes nothing.")


@dataclass(frozen=True, slots=True)
class Given:
    """The way such days are counted for one task, under its suspensions."""

    calendar: Calendar
    convention: Convention
    policies: Policies
    suspensions: Sequence[Suspension]

    def due(self, fact: Fact, *said: Step) -> Due:
        """The day that `fact` gives. A suspension that was known then does not move it, but hides it while it lasts."""
        if fact.day is None:
            raise ValueError(f"{fact.id} gives no day")
        later = [one for one in self.suspensions if one.position > fact.position]
        context = (self.calendar, self.convention, self.policies)
        due = by_hand(fact.day, fact.id, *context, *said, suspensions=later)
        now = open_before(self.suspensions, due.due) if due.due else ()
        return standing_still(due, now) if now else due

    def put_off(self, due: Due, last: date, grant: Fact) -> tuple[Due, bool]:
        """`due` with an extension granted, and whether that made it later: it never makes it earlier.

        `last` is the last day of `due`, if no suspension were open.
        """
        source = grant.said.source if isinstance(grant.said, Answer) else ""
        said = {"day": grant.day.isoformat() if grant.day else "", "source": source}
        granted = replace(self, suspensions=ended(self.suspensions)).due(grant)
        if granted.due is None or granted.due <= last:
            return replace(due, steps=(*due.steps, step(NOT_LATER, **said))), False
        found = self.due(grant, step(EXTENDED, **said))
        steps = found.steps if found.suspended else (*due.steps, *found.steps)
        provisional = due.provisional or found.provisional
        basis = tuple(dict.fromkeys((*due.basis, *found.basis)))  # what is told in the steps stands there too
        said_of_it = replace(found, steps=steps, basis=basis, provisional=provisional, window_start=due.window_start)
        return said_of_it, True
