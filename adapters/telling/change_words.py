"""The words of what happened to tasks, as messages have them."""

from collections.abc import Mapping
from typing import NamedTuple

from adapters.telling.message_content import ChangeKind
from rules.problems import N_


class ChangeWords(NamedTuple):
    """The words of one kind of change."""

    heading: str  # above the tasks that it happened to
    counted: str  # {count} of them, in a subject or a text message


CHANGE_WORDS: Mapping[ChangeKind, ChangeWords] = {
    ChangeKind.OVERDUE: ChangeWords(heading=N_("Overdue"), counted=N_("{count} overdue")),
    ChangeKind.LAPSED: ChangeWords(
        heading=N_("Milestones whose planned day has passed: was it held, or is there a new day?"),
        counted=N_("{count} milestone(s) past their planned day"),
    ),
    ChangeKind.NEEDS_DATE: ChangeWords(heading=N_("A date must be set"), counted=N_("{count} without a date")),
    ChangeKind.NO_PROGRESS: ChangeWords(heading=N_("Nothing heard for long"), counted=N_("{count} without news")),
    ChangeKind.DOUBTED: ChangeWords(
        heading=N_("Dates set by hand, and what they were counted from has moved: confirm them, or set others"),
        counted=N_("{count} date(s) in doubt"),
    ),
    ChangeKind.REMINDER: ChangeWords(heading=N_("Due soon"), counted=N_("{count} due soon")),
    ChangeKind.RESUMED: ChangeWords(heading=N_("Resumed"), counted=N_("{count} resumed")),
    ChangeKind.ASKED: ChangeWords(
        heading=N_("More time is asked for: decide"), counted=N_("{count} request(s) for more time")
    ),
    ChangeKind.NOT_ASKED: ChangeWords(
        heading=N_("More time is no longer asked for"), counted=N_("{count} request(s) for more time taken back")
    ),
    ChangeKind.PROGRESS: ChangeWords(heading=N_("Progress reported"), counted=N_("{count} report(s) of progress")),
    ChangeKind.NOT_PROGRESS: ChangeWords(
        heading=N_("Reports of progress taken back"), counted=N_("{count} report(s) of progress taken back")
    ),
    ChangeKind.NOT_ACCEPTED: ChangeWords(
        heading=N_("The acceptance is taken back"), counted=N_("{count} no longer accepted")
    ),
    ChangeKind.NOT_RETURNED: ChangeWords(
        heading=N_("The return is taken back: the report stands"), counted=N_("{count} no longer returned")
    ),
    ChangeKind.ACCEPTED_LATE: ChangeWords(
        heading=N_("Accepted, and late now: the due date is another"), counted=N_("{count} accepted and late now")
    ),
    ChangeKind.ACCEPTED_IN_TIME: ChangeWords(
        heading=N_("Accepted, and in time now: the due date is another"), counted=N_("{count} accepted and in time now")
    ),
    ChangeKind.ACCEPTED: ChangeWords(heading=N_("Accepted"), counted=N_("{count} accepted")),
    ChangeKind.PART_ASKED: ChangeWords(
        heading=N_("Your part is asked for"), counted=N_("{count} request(s) for your part")
    ),
    ChangeKind.PART_NOT_ASKED: ChangeWords(
        heading=N_("Your part is no longer asked for"), counted=N_("{count} request(s) for your part taken back")
    ),
    ChangeKind.PART_ANSWERED: ChangeWords(heading=N_("Parts answered"), counted=N_("{count} part(s) answered")),
    ChangeKind.PART_NOT_ANSWERED: ChangeWords(
        heading=N_("Answers on parts taken back"), counted=N_("{count} answer(s) on parts taken back")
    ),
    ChangeKind.ACKNOWLEDGED: ChangeWords(heading=N_("Taken up"), counted=N_("{count} taken up")),
    ChangeKind.NOT_ACKNOWLEDGED: ChangeWords(
        heading=N_("No longer taken up"), counted=N_("{count} no longer taken up")
    ),
    ChangeKind.MOVED: ChangeWords(heading=N_("Due date moved"), counted=N_("{count} moved")),
    ChangeKind.EXTENDED: ChangeWords(heading=N_("Due date put off"), counted=N_("{count} put off")),
    ChangeKind.NOT_EXTENDED: ChangeWords(heading=N_("Not put off"), counted=N_("{count} not put off")),
    ChangeKind.NOT_REFUSED: ChangeWords(
        heading=N_("The refusal of more time is taken back"), counted=N_("{count} refusal(s) taken back")
    ),
    ChangeKind.FIRMED: ChangeWords(heading=N_("Due date now firm"), counted=N_("{count} now firm")),
    ChangeKind.DATED: ChangeWords(heading=N_("Due date set"), counted=N_("{count} dated")),
    ChangeKind.TAKEN_OVER: ChangeWords(
        heading=N_("Taking over from a plan that ended"), counted=N_("{count} taking over from another plan")
    ),
    ChangeKind.NOT_TAKEN_OVER: ChangeWords(
        heading=N_("No longer taking over: the other plan goes on"), counted=N_("{count} no longer taking over")
    ),
    ChangeKind.HANDED_OVER: ChangeWords(heading=N_("Passed on to you"), counted=N_("{count} passed on to you")),
    ChangeKind.ACTIVATED: ChangeWords(heading=N_("New tasks"), counted=N_("{count} new task(s)")),
    ChangeKind.SUSPENDED: ChangeWords(heading=N_("Suspended"), counted=N_("{count} suspended")),
    ChangeKind.REOPENED: ChangeWords(heading=N_("Open again"), counted=N_("{count} open again")),
    ChangeKind.NOT_DONE: ChangeWords(
        heading=N_("Reports taken back: there is nothing to accept"), counted=N_("{count} report(s) taken back")
    ),
    ChangeKind.DONE: ChangeWords(heading=N_("Reported done: accept or return"), counted=N_("{count} to be accepted")),
    ChangeKind.PASSED_ON: ChangeWords(
        heading=N_("Reported, and to be passed on by you"), counted=N_("{count} report(s) to be passed on")
    ),
    ChangeKind.CLOSED: ChangeWords(heading=N_("Not required now"), counted=N_("{count} not required now")),
    ChangeKind.WAITS: ChangeWords(heading=N_("Waiting again"), counted=N_("{count} waiting again")),
    ChangeKind.RECOUNTED: ChangeWords(
        heading=N_("Done, and the due date counted anew"), counted=N_("{count} done and counted anew")
    ),
    ChangeKind.UPDATED: ChangeWords(
        heading=N_("Same due date, but it is to be done safely, or its date to be set, by an earlier day"),
        counted=N_("{count} with an earlier day"),
    ),
}
