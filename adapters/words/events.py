"""What the types of events are called, and an event in a line: what, of what, when, by which document and whom."""

from adapters.words.catalogue import Said
from events.event import Recorded
from rules.problems import N_

TYPES = {
    "plan.adopted": N_("plan adopted"),
    "plan.amended": N_("plan amended"),
    "units.registered": N_("units registered"),
    "milestone.planned": N_("milestone planned"),
    "milestone.held": N_("milestone held"),
    "milestone.postponed": N_("milestone postponed"),
    "task.done": N_("task done"),
    "task.date_set": N_("date set by hand"),
    "event.corrected": N_("correction"),
    "event.withdrawn": N_("withdrawal"),
    "suspension.began": N_("suspension"),
    "suspension.ended": N_("end of a suspension"),
    "extension.requested": N_("more time asked for"),
    "extension.granted": N_("more time given"),
    "extension.refused": N_("more time refused"),
    "unit.merged": N_("unit merged"),
    "unit.split": N_("unit split"),
    "unit.ended": N_("unit ended"),
    "unit.renamed": N_("unit renamed"),
    "calendar.amended": N_("calendar amended"),
    "day.began": N_("the day began"),
}

_EVENT = N_("{type} “{subject}”, {day}, by {actor} at {moment} (event {id})")
_PROVEN = N_("{type} “{subject}”, {day}, document {document}, by {actor} at {moment} (event {id})")


def event_said(recorded: Recorded) -> Said:
    """An event in the log, before it has a language."""
    event = recorded.event
    return Said(
        _PROVEN if event.document else _EVENT,
        {
            "type": Said(TYPES.get(event.type, event.type)),
            "subject": event.subject or event.corrects or event.plan or "",
            "day": event.occurred_on,
            "document": event.document.text if event.document else "",
            "actor": event.actor,
            "moment": event.recorded_at,
            "id": event.id,
        },
    )
