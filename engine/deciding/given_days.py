"""A last day that an officer gave: set by hand, or put off by an extension."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.counting.conventions import Convention
from engine.counting.due import Due, by_hand, standing_still
from engine.counting.pauses import Suspension, ended, open_before
from engine.counting.steps import Step, step
from engine.facts.stops import detail_of
from events.rows import FactRow
from rules.plan import Policies
from rules.problems import N_

EXTENDED = N_("The last day was put off to {day} ({source}).")
NOT_LATER = N_("It was put off to {day} ({source}), which is not later, and so changes nothing.")


@dataclass(frozen=True, slots=True)
class Given:
    """How such days are counted for one task, under its suspensions."""

    calendar: Calendar
    convention: Convention
    policies: Policies
    suspensions: Sequence[Suspension]

    def due(self, fact: FactRow, *said: Step) -> Due:
        """The day that `fact` gives. A suspension that was known then does not move it, but hides it while it lasts."""
        day = date.fromisoformat(fact.day or "")
        later = [one for one in self.suspensions if one.position > fact.position]
        context = (self.calendar, self.convention, self.policies)
        due = by_hand(day, fact.event_id, *context, *said, suspensions=later)
        now = open_before(self.suspensions, due.due) if due.due else ()
        return standing_still(due, now) if now else due

    def put_off(self, due: Due, last: date, grant: FactRow) -> tuple[Due, bool]:
        """`due` with an extension granted, and whether that made it later: it never makes it earlier.

        `last` is the last day of `due`, if no suspension were open.
        """
        said = {"day": grant.day or "", "source": str(detail_of(grant)["source"])}
        granted = replace(self, suspensions=ended(self.suspensions)).due(grant)
        if granted.due is None or granted.due <= last:
            return replace(due, steps=(*due.steps, step(NOT_LATER, **said))), False
        found = self.due(grant, step(EXTENDED, **said))
        steps = found.steps if found.suspended else (*due.steps, *found.steps)
        provisional = due.provisional or found.provisional
        basis = tuple(dict.fromkeys((*due.basis, *found.basis)))  # what is told in the steps stands there too
        said_of_it = replace(found, steps=steps, basis=basis, provisional=provisional, window_start=due.window_start)
        return said_of_it, True
