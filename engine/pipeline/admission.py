"""Admission: an event is held against the plans, the agencies and the log before anything is written.

The catalogue has checked the event's form. Bad input changes nothing.
"""

from dataclasses import replace
from datetime import date

from engine.facts.plans import Having
from engine.happenings.ending.closed_plans import must_be_open
from engine.happenings.entry import Entry, Named
from engine.happenings.plan_versions import admit_as_read
from engine.happenings.possible import must_be_on_a_day_that_can_be, must_say_why


def admit(entry: Entry) -> None:
    """Raise EventError (UnknownEvent, PlanError, CalendarError) if the event does not fit what is known."""
    if entry.event.corrects:
        entry.session.recorded(entry.event.corrects)  # raises UnknownEvent
    admit_as_read(entry)
    must_be_on_a_day_that_can_be(entry, entry.event)
    must_say_why(entry.event)
    must_be_open(entry)
    entry.meaning.admit(replace(entry, begun_by=_begun_by))
    if entry.meaning.in_term:
        from engine.pipeline.terms import last_day_then  # noqa: PLC0415 - only who puts a date off goes by it

        entry.meaning.in_term(entry, last_day_then(entry))


def _begun_by(entry: Entry, of: Having, task: Named, day: date) -> bool:
    from engine.pipeline.terms import begun_by  # noqa: PLC0415 - only what is known late is asked for by it

    return begun_by(entry, of, task, day)
