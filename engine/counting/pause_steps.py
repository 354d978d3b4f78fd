"""A suspended term told step by step: what suspended it, how much was used, what was left, and until when."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from engine.calendars.calendar import Calendar
from engine.counting.pauses import Left, Pause, Run, Stretch, Suspension
from engine.counting.periods import DAY
from engine.counting.steps import Step, passed_over, step
from rules.problems import N_

SUSPENDED = N_("After {start} no time ran: suspended ({source}).")
ALSO_SUSPENDED = N_("After {start} another suspension held too ({source}).")
ENDED_WITHIN = N_("The suspension by {source} ended with {end} ({ended_by}), but no time ran yet: another one held.")
RESUMED = N_("Time ran again from the day after {end} ({source}).")
WAITED = N_("What happened on {event} takes effect on {day}, when the suspension ended.")
WAITS = N_("What happened on {event} takes effect when the suspension ends.")
BOUND = N_("The last day is bound to its event, and does not move with the suspension.")
USED_DAYS = N_("By {start} {days} day(s) of the time had run.")
USED_WORKING = N_("By {start} {days} working day(s) had been counted.")
USED_UP = N_("By {start} the time had run, and its last day had moved to {day}.")
LEFT_DAYS = N_("Left: {days} day(s).")
LEFT_WORKING = N_("Left: {working} working day(s).")
LEFT_MONTHS = N_("Left: {months} month(s) and {days} day(s).")
LEFT_MIXED = N_("Left: {months} month(s), {days} day(s) and then {working} working day(s).")
GOES_ON = N_("What was left ends on {day}.")


def wait_steps(event: date, pause: Pause) -> Iterator[Step]:
    """The wait of what happened on `event` for the end of `pause`."""
    yield from pause_steps(pause)
    yield step(WAITED, event=event, day=pause.end) if pause.end else step(WAITS, event=event)


def run_steps(run: Run, calendar: Calendar, *, given: bool = False) -> Iterator[Step]:
    """The pauses that interrupted a term, each with what was used and left; at the end the nominal day.

    Where that is a `given` day it was not counted, and how much was used says nothing.
    """
    for stretch in run.stretches:
        if not given or stretch.pause.start >= stretch.term.end:
            yield from _used_steps(stretch, calendar)
        yield from pause_steps(stretch.pause)
        yield left_step(stretch.left)
    if not run.halted:
        term = run.term
        if term.days_end < term.end:
            yield from passed_over(term.days_end + DAY, term.end, calendar)
        yield step(GOES_ON, day=term.end)


def pause_steps(pause: Pause) -> Iterator[Step]:
    """The suspensions that make up `pause`, each with its documents, as they began and ended.

    Time runs again with the last that ended: none does while another holds, or begins on the day on which one ends.
    """
    first, *others = sorted(pause.of, key=lambda one: one.start)
    yield step(SUSPENDED, start=first.start, source=first.source)
    began = ((one.start, step(ALSO_SUSPENDED, start=one.start, source=one.source)) for one in others)
    over = ((one.end, _ended_within(one, one.end)) for one in pause.of if one.end and one.end != pause.end)
    yield from (said for _, said in sorted(chain(began, over), key=lambda one: one[0]))
    if pause.end:
        sources = dict.fromkeys(one.ended_by for one in pause.of if one.end == pause.end)
        yield step(RESUMED, end=pause.end, source="; ".join(filter(None, sources)))


def _ended_within(one: Suspension, end: date) -> Step:
    return step(ENDED_WITHIN, source=one.source, end=end, ended_by=one.ended_by)


def left_step(left: Left) -> Step:
    """The time that is left."""
    if left.working and (left.months or left.days):
        return step(LEFT_MIXED, months=left.months, days=left.days, working=left.working)
    if left.months:
        return step(LEFT_MONTHS, months=left.months, days=left.days)
    return step(LEFT_WORKING, working=left.working) if left.working else step(LEFT_DAYS, days=left.days)


def _used_steps(stretch: Stretch, calendar: Calendar) -> Iterator[Step]:
    term, start = stretch.term, stretch.pause.start
    if start <= term.since:
        return  # it had not begun
    if start < term.days_end:
        yield step(USED_DAYS, start=start, days=(start - term.since).days)
    elif start < term.end:
        yield from passed_over(term.days_end + DAY, start, calendar)
        yield step(USED_WORKING, start=start, days=calendar.working_between(term.days_end, start))
    else:
        yield step(USED_UP, start=start, day=term.last)
