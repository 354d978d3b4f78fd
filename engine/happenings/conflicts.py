"""What was recorded since somebody looked, of the very things that he speaks of: he decided without knowing it.

Two events contradict each other at most where they speak of the same: a milestone at a unit, a task or what its date
rests on, an event that both correct, a unit, a plan, a day of a calendar. That the log has moved on otherwise is no
matter: many officers record at once.
"""

import json
from collections.abc import Iterator

from events.errors import Conflict
from events.event import Event, Recorded
from events.store import Session

Matter = tuple[str, ...]
"""A thing that events speak of: its kind, and its names."""


def must_be_news(session: Session, event: Event, seen: int) -> None:
    """Raise Conflict if, since the position `seen`, something was recorded of what `event` speaks of.

    An event that only names others (a suspension, the beginning of a day) contradicts nobody.
    """
    head = session.head()
    if head == seen:
        return
    spoken = set(_matters(session, event))
    since = [one for one in session.events(after=seen) if not spoken.isdisjoint(_matters(session, one.event))]
    if since:
        raise Conflict(seen, head, since)


def _matters(session: Session, event: Event) -> Iterator[Matter]:
    yield "event", event.id
    kind, subject, data = event.type.partition(".")[0], event.subject or "", event.data
    if event.corrects:
        named: Recorded | None = session.find(event.corrects)
        if named:
            yield from _matters(session, named.event)
    elif kind == "milestone":
        yield kind, event.plan or "", subject, event.unit or ""
    elif kind in ("task", "extension"):
        yield "task", subject
        yield from (("event", ground) for ground in _grounds(session, subject))
    elif kind == "unit":
        yield from (("unit", code) for code in (subject, *data.get("into", ())))
    elif kind == "units":
        yield from (("unit", unit["code"]) for unit in data["units"])
    elif kind == "plan":
        yield kind, event.plan or ""
    elif kind == "calendar":
        yield from ((kind, data["calendar"], event.unit or "", day["day"]) for day in data.get("days") or ())
        if data.get("cut_off"):
            yield kind, data["calendar"], event.unit or "", "cut_off"


def _grounds(session: Session, task: str) -> Iterator[str]:
    """Ids of the events that a task's date rests on, or did when it was closed."""
    row = session.task(task)
    due = session.dues([row.due_key]).get(row.due_key) if row and row.due_key else None
    yield from json.loads(due.basis) if due else ()
