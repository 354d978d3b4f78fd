"""The words of what an event does to tasks."""

from collections.abc import Mapping

from engine.decision import Kind
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
    Kind.NOT_DONE: N_("Reports taken back: {count}"),
    Kind.CLOSED: N_("Not required now: {count}"),
    Kind.WAITS: N_("Waiting again: {count}"),
    Kind.DOUBTED: N_("Set by hand, and in doubt now: {count}"),
    Kind.RECOUNTED: N_("Done, the due date counted anew: {count}"),
    Kind.UPDATED: N_("The same due date, on other grounds: {count}"),
    Kind.OVERDUE: N_("Overdue: {count}"),
    Kind.REMINDER: N_("Due soon: {count}"),
    Kind.NEEDS_DATE: N_("No date was set in time: {count}"),
    Kind.NO_PROGRESS: N_("Nothing heard for long: {count}"),
    Kind.ASKED: N_("More time asked for: {count}"),
    Kind.NOT_ASKED: N_("Requests for more time taken back: {count}"),
    Kind.NOT_EXTENDED: N_("Not put off: {count}"),
    Kind.NOT_REFUSED: N_("Refusals of more time taken back: {count}"),
    Kind.ACKNOWLEDGED: N_("Taken up: {count}"),
    Kind.NOT_ACKNOWLEDGED: N_("No longer taken up: {count}"),
    Kind.PROGRESS: N_("Progress reported: {count}"),
    Kind.NOT_PROGRESS: N_("Reports of progress taken back: {count}"),
    Kind.ACCEPTED: N_("Accepted: {count}"),
    Kind.NOT_ACCEPTED: N_("Acceptances taken back: {count}"),
    Kind.ACCEPTED_LATE: N_("Accepted, and late now: {count}"),
    Kind.ACCEPTED_IN_TIME: N_("Accepted, and in time now: {count}"),
    Kind.NOT_RETURNED: N_("Returns taken back: {count}"),
    Kind.PART_ASKED: N_("Parts asked for: {count}"),
    Kind.PART_NOT_ASKED: N_("Requests for parts taken back: {count}"),
    Kind.PART_ANSWERED: N_("Parts answered: {count}"),
    Kind.PART_NOT_ANSWERED: N_("Answers on parts taken back: {count}"),
    Kind.TAKEN_OVER: N_("Taking over from a plan that ended: {count}"),
    Kind.NOT_TAKEN_OVER: N_("No longer taking over: {count}"),
}
"""Above the tasks that an event did the same to, in the order in which they are shown."""
