"""Due dates for people, in a few words; and the headings of columns of tasks."""

from adapters.answers.speech import Speech
from engine.tasks import State
from events.rows import DueRow
from rules.problems import N_

TITLE, UNIT, DUE = N_("Task"), N_("Unit"), N_("Due")

_PROVISIONAL = N_("{due} (provisional)")
_SET_BY = N_("set a date by {day}")
_STILL = N_("no day while it is suspended")
_LEFT = N_("{amount} left once it resumes")
_STANDING = N_("no last day")


def due_text(speech: Speech, due: DueRow | None, state: str) -> str:
    """A due date in a few words, of a task in that state."""
    if due and due.due:
        day = speech.value(due.due)
        return speech.text(_PROVISIONAL, due=day) if due.provisional else day
    if due and due.left:
        return left_text(speech, due.left)
    if due and due.set_by:
        return speech.text(_SET_BY, day=due.set_by)
    return speech.label(_STILL if state == State.SUSPENDED else _STANDING)


def left_text(speech: Speech, left: str) -> str:
    """The time that is left of a suspended task, in words."""
    from adapters.words.amounts import amount_text  # noqa: PLC0415 - few tasks are suspended, and it loads a language

    return speech.text(_LEFT, amount=amount_text(left, speech.lang))
