"""The words of events on documents."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from adapters.words.event_forms import EventWords, Names
from events.event import Event
from rules.problems import N_

_HANDED_UP = N_("report handed up, as of {day}")
_HANDED_UP_TO = N_("report handed up to {to}, as of {day}")


def _attached(event: Event, _names: Names) -> Said:
    return Said(N_("file {name} added on {day}"), {"name": event.data["name"], "day": event.occurred_on})


def _handed_up(event: Event, _names: Names) -> Said:
    to = event.data.get("to")
    return Said(_HANDED_UP_TO if to else _HANDED_UP, {"to": to, "day": event.occurred_on})


DOCUMENT_WORDS: Mapping[str, EventWords] = {
    "document.attached": EventWords(
        name=N_("file added"), message=N_("A file was added to {event}, {day}"), entry=_attached
    ),
    "report.handed_up": EventWords(
        name=N_("report handed up"), message=N_("A report was handed up, {day}"), entry=_handed_up
    ),
}
