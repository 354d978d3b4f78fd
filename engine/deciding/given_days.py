"""A last day that an officer gave: set by hand, or put off by an extension."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import Calendar
from engine.counting.conventions import Convention
from engine.counting.due import Due, Happening, by_hand, standing_still
from engine.counting.pauses import Suspension, ended, open_before
from engine.counting.steps import Step, step
from engine.facts.fact import Answer, Dated, Fact
from rules.offsets import Counted, Direction, DueSpec, Once, Per, RightAfter
from rules.plan import Policies
from rules.problems import N_

EXTENDED = N_("The last day was put off to {day} ({source}).")
MOVED_SINCE = N_("It was set when the day counted from was {was}; that is {now} now, so the date is in doubt.")
TOO_EARLY = N_("It lies before {now}, the day that the task waits for, so the date is in doubt.")
RETURNED = N_("What was reported done on {reported} was returned, and {day} given as the new day.")
NOT_LATER = N_("It was put off to {day} ({source}), which is not later, and so changes nothing.")


@dataclass(frozen=True, slots=True)
class Given:
    """The way such days are counted for one task, under its suspensions."""

    calendar: Calendar
    convention: Convention
    policies: Policies
    suspensions: Sequence[Suspension]

    def set_by_hand(self, fact: Fact, happening: Happening | None, spec: DueSpec) -> Due:
        """The day that `fact` sets, in doubt where it no longer goes with what the task is counted from."""
        due = self.due(fact, *_returned(fact))
        doubt = _doubt(fact, happening, spec) if happening else None
        return replace(due, steps=(*due.steps, doubt), in_doubt=True) if doubt else due

    def due(self, fact: Fact, *said: Step) -> Due:
        """The day that `fact` gives. A suspension that held already does not move it, but hides it while it lasts."""
        if fact.day is None:
            raise ValueError(f"{fact.id} gives no day")
        later = [one for one in self.suspensions if one.start > fact.own_day]
        context = (self.calendar, self.convention, self.policies)
        due = by_hand(fact.day, fact.id, *context, *said, suspensions=later)
        now = open_before(self.suspensions, due.due) if due.due else ()
        return standing_still(due, now) if now else due

    def put_off(self, due: Due, last: date, grant: Fact) -> tuple[Due, bool]:
        """`due` with an extension granted, and whether that made it later: it never makes it earlier.

        `last` is the last day of `due`, if no suspension were open.
        """
        source = grant.said.source if isinstance(grant.said, Answer) else ""
        named = {"day": grant.day.isoformat() if grant.day else "", "source": source}
        granted = replace(self, suspensions=ended(self.suspensions)).due(grant)
        if granted.due is None or granted.due <= last:
            return replace(due, steps=(*due.steps, step(NOT_LATER, **named))), False
        found = self.due(grant, step(EXTENDED, **named))
        steps = found.steps if found.suspended else (*due.steps, *found.steps)
        provisional = due.provisional or found.provisional
        basis = tuple(dict.fromkeys((*due.basis, *found.basis)))  # what is told in the steps stands there too
        window, doubt = due.window_start, due.in_doubt
        said = replace(found, steps=steps, basis=basis, provisional=provisional, window_start=window, in_doubt=doubt)
        return said, True


def _returned(fact: Fact) -> Iterator[Step]:
    if isinstance(fact.said, Dated) and fact.said.reported and fact.day:
        yield step(RETURNED, reported=fact.said.reported, day=fact.day)


_AFTER = (RightAfter, Once, Per)


def _doubt(fact: Fact, happening: Happening, spec: DueSpec) -> Step | None:
    """The reason to doubt a date set by hand, if there is one."""
    was = fact.said.counted_from if isinstance(fact.said, Dated) else None
    if was and was != happening.day:
        return step(MOVED_SINCE, was=was, now=happening.day)
    after = isinstance(spec, _AFTER) or (isinstance(spec, Counted) and spec.offset.direction is Direction.AFTER)
    return step(TOO_EARLY, now=happening.day) if after and fact.day and fact.day < happening.day else None
