"""The words of tasks: their states, and where they stand by the clock."""

from collections.abc import Mapping

from engine.tasks import Standing, State
from rules.problems import N_

TOOK_OVER = N_("{title} (taken over from plan {plan}, row {row})")
OF_FORMER = N_("{title} (task of the former {unit})")
"""A task of an agency that has ended, and that its successor leads."""

LED_THROUGH = N_("{lead} (reports through {through})")
"""Who leads a task, and through whom its reports go."""

PAST_ITS_END = N_(
    "Plan {plan} ended by its own text on {ends}, and is still open: close it (`thoihan plan close`), or amend it."
)

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
    Standing.CONTINUOUS: N_("standing duty"),
    Standing.DATE_OVERDUE: N_("late in having its date set"),
    Standing.DONE_LATE: N_("done late"),
    Standing.DONE_UNDATED: N_("the document names no day"),
}
"""Standings that are told beside the state."""

ALL_STANDINGS: Mapping[Standing, str] = {
    Standing.OVERDUE: STANDINGS[Standing.OVERDUE],
    Standing.DATE_OVERDUE: STANDINGS[Standing.DATE_OVERDUE],
    Standing.NEAR: STANDINGS[Standing.NEAR],
    Standing.IN_TIME: N_("in time"),
    Standing.CONTINUOUS: STANDINGS[Standing.CONTINUOUS],
    Standing.DONE_IN_TIME: N_("done in time"),
    Standing.DONE_LATE: STANDINGS[Standing.DONE_LATE],
    Standing.DONE_UNDATED: N_("done, no day named"),
    Standing.NOT_COUNTED: N_("not counted"),
}
"""Every standing, as lists are asked for it."""

TOLD_BY_STATE = frozenset({Standing.IN_TIME, Standing.DONE_IN_TIME, Standing.NOT_COUNTED})
"""Standings that say nothing that the state does not say."""
