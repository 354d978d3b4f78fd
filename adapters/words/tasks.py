"""The words of tasks: their states, where they stand by the clock, and what an event does to them."""

from collections.abc import Mapping

from engine.decision import Kind
from engine.tasks import Standing, State
from rules.problems import N_

HEADINGS: Mapping[Kind, str] = {
    Kind.ACTIVATED: N_("New tasks: {count}"),
    Kind.MOVED: N_("Due dates moved: {count}"),
    Kind.FIRMED: N_("Due dates now firm: {count}"),
    Kind.DATED: N_("Due dates set: {count}"),
    Kind.SUSPENDED: N_("Suspended: {count}"),
    Kind.RESUMED: N_("Resumed: {count}"),
    Kind.EXTENDED: N_("Due dates put off: {count}"),
    Kind.HANDED_OVER: N_("Passed on to another unit: {count}"),
    Kind.DONE: N_("Done: {count}"),
    Kind.REOPENED: N_("Open again: {count}"),
    Kind.CLOSED: N_("Not required now: {count}"),
    Kind.DOUBTED: N_("Set by hand, and in doubt now: {count}"),
    Kind.RECOUNTED: N_("Done, the due date counted anew: {count}"),
    Kind.UPDATED: N_("The same due date, on other grounds: {count}"),
    Kind.OVERDUE: N_("Overdue: {count}"),
    Kind.REMINDER: N_("Due soon: {count}"),
    Kind.NEEDS_DATE: N_("No date was set in time: {count}"),
    Kind.ASKED: N_("More time asked for: {count}"),
    Kind.NOT_EXTENDED: N_("Not put off: {count}"),
}
"""Above the tasks that an event did the same to, in the order in which they are shown."""

OF_FORMER = N_("{title} (task of the former {unit})")
"""A task of an agency that has ended, and that its successor leads."""

STATES: Mapping[State, str] = {
    State.WAITING: N_("waiting"),
    State.PLANNED: N_("planned"),
    State.NEEDS_DATE: N_("needs a date"),
    State.ACTIVE: N_("active"),
    State.SUSPENDED: N_("suspended"),
    State.DONE: N_("done"),
    State.CLOSED: N_("closed"),
}

STANDINGS: Mapping[Standing, str] = {
    Standing.NEAR: N_("due soon"),
    Standing.OVERDUE: N_("overdue"),
    Standing.DATE_OVERDUE: N_("late in having its date set"),
    Standing.DONE_LATE: N_("done late"),
}
"""Standings that are told beside the state."""

TOLD_BY_STATE = frozenset({Standing.IN_TIME, Standing.DONE_IN_TIME, Standing.NOT_COUNTED})
"""Standings that say nothing that the state does not say."""
