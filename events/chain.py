"""The hash chain over the log, so that a later change to what was recorded shows.

Each hash is SHA-256 over the hash before it and the event's canonical JSON. The chain shows a changed, removed or
inserted event; whether the newest ones were cut off shows only beside a head hash kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from events.errors import N_, LogBroken
from events.event import Document, Event, Recorded

GENESIS = "0" * 64
"""The `previous` of the first event, which no hash precedes."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; text stands as it is, not normalised and not escaped."""
    return _CANONICAL(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def moment_text(moment: datetime) -> str:
    """An aware moment as UTC text of one width, `2026-01-30T03:04:05.000000Z`, so that text sorts as time does."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def day_text(day: date | None) -> str | None:
    """A day as YYYY-MM-DD."""
    return day.isoformat() if day else None


def document_content(document: Document | None) -> Mapping[str, Any] | None:
    """A document as JSON values."""
    return {"text": document.text, "issued": day_text(document.issued)} if document else None


def content(event: Event) -> dict[str, Any]:
    """An event as JSON values, every field by its name."""
    return {
        "id": event.id,
        "type": event.type,
        "plan": event.plan,
        "subject": event.subject,
        "unit": event.unit,
        "occurred_on": day_text(event.occurred_on),
        "recorded_at": moment_text(event.recorded_at),
        "actor": event.actor,
        "document": document_content(event.document),
        "corrects": event.corrects,
        "data": dict(event.data),
    }


def event_of(values: Mapping[str, Any]) -> Event:
    """The event whose `content` is `values`. Raises ValueError or TypeError where these are no event's."""
    paper = values["document"]
    return Event(
        id=values["id"],
        type=values["type"],
        plan=values["plan"],
        subject=values["subject"],
        unit=values["unit"],
        occurred_on=date.fromisoformat(values["occurred_on"]),
        recorded_at=datetime.fromisoformat(values["recorded_at"]),
        actor=values["actor"],
        document=Document(text=paper["text"], issued=_day(paper["issued"])) if paper else None,
        corrects=values["corrects"],
        data=values["data"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def differing(known: Event, other: Event) -> list[str]:
    """Names of the fields in which two events differ. When each was recorded is no part of what it says."""
    mine, theirs = content(known), content(other)
    return [
        name for name in mine if name != "recorded_at" and canonical_json(mine[name]) != canonical_json(theirs[name])
    ]


def link(previous: str, event: Event) -> str:
    """The hash that follows `previous` (64 hex digits) when `event` is appended."""
    return hashlib.sha256((previous + canonical_json(content(event))).encode()).hexdigest()


def verify(log: Iterable[Recorded]) -> int:
    """Check a whole log in its order, from the first event on, and return its last position (0: it is empty).

    Raises LogBroken at the first position that is missing, out of place, or not what was recorded.
    """
    expected, previous = 1, GENESIS
    for recorded in log:
        verify_next(recorded, expected, previous)
        if recorded.hash != link(previous, recorded.event):
            raise LogBroken(_CHANGED, position=recorded.position)
        expected, previous = expected + 1, recorded.hash
    return expected - 1


def verify_next(recorded: Recorded, position: int, previous: str) -> None:
    """Raise LogBroken unless the event is at `position` and follows on the hash `previous`."""
    if recorded.position != position:
        raise LogBroken(_GAP, position=recorded.position, expected=position)
    if recorded.previous != previous:
        raise LogBroken(_UNCHAINED, position=recorded.position)


def missing(position: int) -> LogBroken:
    """The error that the log has no event at a position where there must be one."""
    return LogBroken(_GAP, position=position, expected=position)


_GAP = N_(
    "The log is broken at position {position}: the event at position {expected} is missing. "
    "Somebody took it out of the database by hand. Restore the log from a backup."
)
_UNCHAINED = N_(
    "The log is broken at position {position}: it does not follow from the event before it. "
    "Somebody changed the database by hand. Restore the log from a backup."
)
_CHANGED = N_(
    "The log is broken at position {position}: the event is not what was recorded. "
    "Somebody changed it in the database by hand. Restore the log from a backup."
)
