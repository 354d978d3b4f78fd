"""One recorded fact, immutable.

The envelope follows CloudEvents 1.0 (id, source as `actor`, type, subject, time, data).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The paper that proves an event: số, ký hiệu, ngày ban hành. `text` is how the officer wrote it."""

    text: str
    issued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact as it was recorded.

    `data` holds JSON values only (str, int, float, bool, None, list, dict); the catalogue says which per type.
    """

    id: str
    type: str  # one of `events.catalogue.TYPES`
    plan: str | None = None
    subject: str | None = None  # milestone name, task id, unit code ... by type
    unit: str | None = None  # where it happened
    occurred_on: date
    recorded_at: datetime  # aware, UTC
    actor: str
    document: Document | None = None
    corrects: str | None = None  # id of the event that this one corrects or withdraws
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event in the log: its place, and the chain that makes a later change show."""

    position: int  # 1, 2, 3 ... without gaps
    event: Event
    previous: str  # hash of the one before; 64 zeros for the first
    hash: str  # sha-256 hex over `previous` and the event's canonical JSON
