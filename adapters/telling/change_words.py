"""The words of what happened to tasks, as messages have them."""

from collections.abc import Mapping
from typing import NamedTuple

from adapters.telling.message_content import Change
from rules.problems import N_


class ChangeWords(NamedTuple):
    """The words of one kind of change."""

    heading: str  # above the tasks that it happened to
    counted: str  # {count} of them, in a subject or a text message


CHANGE_WORDS: Mapping[Change, ChangeWords] = {
    Change.OVERDUE: ChangeWords(heading=N_("Overdue"), counted=N_("{count} overdue")),
    Change.LAPSED: ChangeWords(
        heading=N_("Milestones whose planned day has passed: was it held, or is there a new day?"),
        counted=N_("{count} milestone(s) past their planned day"),
    ),
    Change.NEEDS_DATE: ChangeWords(heading=N_("A date must be set"), counted=N_("{count} without a date")),
    Change.REMINDER: ChangeWords(heading=N_("Due soon"), counted=N_("{count} due soon")),
    Change.RESUMED: ChangeWords(heading=N_("Resumed"), counted=N_("{count} resumed")),
    Change.ASKED: ChangeWords(
        heading=N_("More time is asked for: decide"), counted=N_("{count} request(s) for more time")
    ),
    Change.MOVED: ChangeWords(heading=N_("Due date moved"), counted=N_("{count} moved")),
    Change.EXTENDED: ChangeWords(heading=N_("Due date put off"), counted=N_("{count} put off")),
    Change.NOT_EXTENDED: ChangeWords(heading=N_("Not put off"), counted=N_("{count} not put off")),
    Change.FIRMED: ChangeWords(heading=N_("Due date now firm"), counted=N_("{count} now firm")),
    Change.DATED: ChangeWords(heading=N_("Due date set"), counted=N_("{count} dated")),
    Change.HANDED_OVER: ChangeWords(heading=N_("Passed on to you"), counted=N_("{count} passed on to you")),
    Change.ACTIVATED: ChangeWords(heading=N_("New tasks"), counted=N_("{count} new task(s)")),
    Change.SUSPENDED: ChangeWords(heading=N_("Suspended"), counted=N_("{count} suspended")),
    Change.REOPENED: ChangeWords(heading=N_("Open again"), counted=N_("{count} open again")),
    Change.DONE: ChangeWords(heading=N_("Done"), counted=N_("{count} done")),
    Change.CLOSED: ChangeWords(heading=N_("Not required now"), counted=N_("{count} not required now")),
    Change.UPDATED: ChangeWords(heading=N_("Same due date, on other grounds"), counted=N_("{count} on other grounds")),
}
