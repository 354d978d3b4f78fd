"""Events and rows to fill stores with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from events.event import Document, Event
from events.making import milestone
from events.rows import BodyRow, Changes, DueRow, FactRow, MessageRow, TaskRow, UnitRow

NOW = datetime(2025, 8, 1, 3, 4, 5, 678901, tzinfo=UTC)


def event(event_id: str = "e1", **others: Any) -> Event:
    """A congress held, with a document."""
    held = milestone(
        "congress",
        plan="p",
        unit="12",
        phase="held",
        id=event_id,
        occurred_on=date(2025, 8, 1),
        recorded_at=NOW,
        actor="văn thư",
        document=Document(text="Nghị quyết số 01-NQ/ĐH", issued=date(2025, 8, 1)),
    )
    return replace(held, **others)


def unit(code: str = "03388", **others: Any) -> UnitRow:
    """A commune."""
    row = UnitRow(code, f"Xã {code}", "commune", "12", "5" * 64, None, 1)
    return row._replace(**others)


def due(key: str = "d1", **others: Any) -> DueRow:
    """A due date counted from an event."""
    row = DueRow(
        key=key,
        plan="p",
        rule="I.1",
        nominal="2025-08-08",
        due="2025-08-08",
        safe="2025-08-08",
        window_start=None,
        set_by=None,
        remind_on="2025-08-05",
        provisional=0,
        calendar="vn@1",
        convention="vn-civil-code",
        rules_hash="h",
        basis='["e1"]',
        steps='[{"template":"day {n}","args":{"n":7}}]',
    )
    return row._replace(**others)


def task(task_id: str = "p/I.1/03388", **others: Any) -> TaskRow:
    """An active task with that due date."""
    row = TaskRow("p", task_id, "I.1", "03388", "", "active", "03388", "d1", 1, None, "activated", "2025-08-08")
    return row._replace(**others)


def fact(event_id: str = "e1", **others: Any) -> FactRow:
    """The congress, held."""
    row = FactRow(event_id, 1, "p", "milestone:congress", "12", "", "held", "2025-08-01", None)
    return row._replace(**others)


def message(key: str = "m1", **others: Any) -> MessageRow:
    """A mail to a commune."""
    return MessageRow("03388", key, 1, "mail", "b1")._replace(**others)


def mails(*keys: str) -> Changes:
    """Mails of these keys, all with the same content."""
    return Changes(bodies=[BodyRow("b1", '{"tasks":["p/I.1/03388"]}')], messages=[message(key) for key in keys])
