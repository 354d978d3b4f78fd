"""The words of events on the course of a task."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from adapters.words.event_forms import Entry, EventWords, Names
from events.event import Event
from rules.problems import N_


def _by(event: Event, names: Names) -> str:
    """The name of the unit that said it, or of the one that had taken over by then; "" where none is named."""
    return names.unit(event.unit, event.occurred_on) if event.unit else ""


def _remarked(template: str, by: str) -> Entry:
    """What is said of a task; `by` is the template where a unit is named."""

    def entry(event: Event, names: Names) -> Said:
        unit = _by(event, names)
        said = Said(by if unit else template, {**event.data, "day": event.occurred_on, "unit": unit})
        for name, more in _MORE.items():
            said = Said(more, {"said": said, "more": event.data[name]}) if event.data.get(name) else said
        return said

    return entry


_MORE = {"difficulty": N_("{said}; difficulty: {more}"), "proposal": N_("{said}; proposal: {more}")}


def _answer(template: str, by: str) -> Entry:
    """What became of a report; `by` is the template where a unit is named. The reason stands behind the entry."""

    def entry(event: Event, names: Names) -> Said:
        due, unit = event.data.get("due"), _by(event, names)
        said = Said(by if unit else template, {"day": event.occurred_on, "unit": unit})
        return Said(_NEW_DAY, {"said": said, "due": due}) if due else said

    return entry


def _to_whom(event: Event, names: Names) -> Said:
    due, unit = event.data.get("due"), _by(event, names)
    named = {"person": event.data["person"], "unit": unit, "day": event.occurred_on}
    said = Said(_GIVEN_BY if unit else _GIVEN, named)
    return Said(_INNER_DAY, {"said": said, "due": due}) if due else said


def _asked(event: Event, names: Names) -> Said:
    unit = names.unit(event.data["of"], event.occurred_on)
    named = {"unit": unit, "content": event.data["content"], "due": event.data.get("due")}
    return Said(_ASKED_UNTIL if named["due"] else _ASKED, {**named, "day": event.occurred_on})


def _answered(event: Event, names: Names) -> Said:
    unit = _by(event, names) or event.actor
    return Said(_ANSWERED, {"unit": unit, "answer": event.data["answer"], "day": event.occurred_on})


_GIVEN, _GIVEN_BY = N_("given to {person} on {day}"), N_("given to {person} on {day}, in {unit}")
_INNER_DAY = N_("{said}; inner day: {due}")
_ASKED = N_("{unit} asked on {day} for its part: {content}")
_ASKED_UNTIL = N_("{unit} asked on {day} for its part until {due}: {content}")
_ANSWERED = N_("answered on {day} by {unit}: {answer}")
_NEW_DAY = N_("{said}; new day: {due}")
_ACCEPTED = _answer(N_("accepted on {day}"), N_("accepted on {day} by {unit}"))
_RETURNED = _answer(N_("returned on {day}"), N_("returned on {day} by {unit}"))

COURSE_WORDS: Mapping[str, EventWords] = {
    "task.acknowledged": EventWords(
        name=N_("task taken up"),
        message=N_("Task {event} was taken up, {day}"),
        entry=_remarked(N_("taken up on {day}"), N_("taken up on {day} by {unit}")),
    ),
    "task.progress": EventWords(
        name=N_("progress"),
        message=N_("Progress of {event}, {day}"),
        entry=_remarked(
            N_("as far as this on {day}: {progress}"), N_("as far as this on {day}, says {unit}: {progress}")
        ),
    ),
    "task.assigned": EventWords(
        name=N_("person assigned"),
        message=N_("Task {event} was given to a person, {day}"),
        entry=_to_whom,
    ),
    "part.asked": EventWords(
        name=N_("part asked for"),
        message=N_("A part in {event} is asked for, {day}"),
        entry=_asked,
    ),
    "part.answered": EventWords(
        name=N_("part answered"),
        message=N_("A part was answered, {day}"),
        entry=_answered,
        amending=lambda event, _what, names: _answered(event, names),
    ),
    "task.accepted": EventWords(
        name=N_("report accepted"),
        message=N_("A report was accepted, {day}"),
        entry=_ACCEPTED,
        amending=lambda event, _what, names: _ACCEPTED(event, names),
    ),
    "task.returned": EventWords(
        name=N_("report returned"),
        message=N_("A report was returned, {day}"),
        entry=_RETURNED,
        amending=lambda event, _what, names: _RETURNED(event, names),
    ),
}
