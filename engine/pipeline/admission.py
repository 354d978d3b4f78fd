"""Admission: an event is held against the plans, the agencies and the log before anything is written.

The catalogue has checked the event's form. Bad input changes nothing.
"""

from engine.happenings.entry import Entry
from engine.happenings.plan_admission import admit_as_read


def admit(entry: Entry) -> None:
    """Raise EventError (UnknownEvent, PlanError, CalendarError) if the event does not fit what is known."""
    if entry.event.corrects:
        entry.session.recorded(entry.event.corrects)  # raises UnknownEvent
    admit_as_read(entry)
    entry.meaning.admit(entry)
