"""The line that a report has of a task, in words."""

from collections.abc import Mapping

from adapters.answers.speech import Speech
from adapters.words.catalogue import Said
from adapters.words.tasks import STATES
from engine.asking.figures import IN_DOUBT
from engine.asking.filed.reports import Line
from engine.tasks import Standing, State
from rules.problems import N_

CELLS: Mapping[str, str] = {
    Standing.DONE_IN_TIME: N_("Done in time"),
    Standing.DONE_LATE: N_("Done late"),
    Standing.IN_TIME: N_("Not done, in time"),
    Standing.OVERDUE: N_("Not done, overdue"),
    IN_DOUBT: N_("Date provisional or in doubt"),
    Standing.DATE_OVERDUE: N_("Date not set in time"),
    Standing.DONE_UNDATED: N_("Done, no day named"),
    Standing.CONTINUOUS: N_("Standing duty"),
    Standing.NOT_COUNTED: N_("Not counted"),
}
"""The four cells of every official report, and what stands outside them."""

_NOT_THERE = N_("not there")
_DUE, _DONE = N_("{cell}, due {due}"), N_("{cell}, done {done_on}, due {due}")


def line_text(speech: Speech, one: Line | None) -> str:
    """What a report says of a task, in words."""
    if one is None:
        return speech.label(_NOT_THERE)
    word = Said(STATES[State(one.state)] if one.cell == Standing.NOT_COUNTED else CELLS[one.cell])
    if one.done_on:
        return speech.text(_DONE, cell=word, done_on=one.done_on, due=one.due or "–")
    return speech.text(_DUE, cell=word, due=one.due) if one.due else speech.value(word)
