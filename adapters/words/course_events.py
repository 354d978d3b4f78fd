"""The words of events on the course of a task."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from adapters.words.event_forms import Entry, EventWords, Names
from events.event import Event
from rules.problems import N_


def _remarked(template: str, by: str) -> Entry:
    """What is said of a task; `by` is the template where a unit is named."""

    def entry(event: Event, names: Names) -> Said:
        unit = names.unit(event.unit) if event.unit else ""
        said = Said(by if unit else template, {**event.data, "day": event.occurred_on, "unit": unit})
        for name, more in _MORE.items():
            said = Said(more, {"said": said, "more": event.data[name]}) if event.data.get(name) else said
        return said

    return entry


_MORE = {"difficulty": N_("{said}; difficulty: {more}"), "proposal": N_("{said}; proposal: {more}")}

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
}
