"""The values of the log: an event, the document that proves it, and the event in its place. None ever changes.

The envelope follows CloudEvents 1.0 (id, source as `actor`, type, subject, time, data).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

OFFICIAL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam has had one time, without summer time, since 1975."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The paper that proves an event."""

    text: str  # số, ký hiệu and the rest, as the officer wrote it
    issued: date | None = None  # ngày ban hành


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, as it was recorded."""

    id: str  # chosen by whoever records it; the same id is the same event
    type: str  # one of `events.catalogue.TYPES`
    plan: str | None = None  # id of the plan it concerns
    subject: str | None = None  # milestone name, task id, unit code ... by type
    unit: str | None = None  # code of the unit where it happened
    occurred_on: date  # in Viet Nam
    recorded_at: datetime  # aware; UTC once it is in the log
    actor: str  # who recorded it
    document: Document | None = None  # that proves it
    corrects: str | None = None  # id of the event that this one corrects or withdraws
    data: Mapping[str, Any] = field(default_factory=dict)  # JSON values; the catalogue says which by type


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event in the log: its place, and the chain that makes a later change show."""

    position: int  # 1, 2, 3 ... without gaps
    event: Event  # as it was recorded
    previous: str  # hash of the one before; 64 zeros for the first
    hash: str  # sha-256 hex over `previous` and the event's canonical JSON


def recorded_on(event: Event) -> date:
    """The day on which `event` was recorded, by Vietnamese time."""
    return event.recorded_at.astimezone(OFFICIAL_TIME).date()
