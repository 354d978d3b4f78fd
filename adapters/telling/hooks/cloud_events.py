"""Messages as CloudEvents 1.0, structured JSON: what a mail says, by names and not in words.

It follows from the content alone, without the moment at which it is sent: what is tried again has the same bytes.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from adapters.telling.message_content import Content, Item, Released
from engine.tasks import task_id
from events.chain import canonical_json

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE = "thoihan.tasks.changed"
SOURCE = "urn:thoihan"
"""The source where nobody has said under which address officers reach the program."""


def cloud_event(content: Released, message: str, recipient: str, source: str) -> bytes:
    """The event that tells of the content, under the id of the message; its subject is the unit that is told."""
    whole = {
        "specversion": "1.0",
        "id": message,
        "source": source or SOURCE,
        "type": TYPE,
        "subject": recipient,
        "datacontenttype": "application/json",
        "data": {"unit": recipient, "plans": [_plan(part, recipient) for part in content.of_each_plan]},
    }
    return canonical_json(json.loads(json.dumps(whole))).encode()


def _plan(part: Content, recipient: str) -> Mapping[str, Any]:
    plan = _there({"id": part.plan_id, "number": part.number, "title": part.plan})
    event = {"type": part.happened, "title": part.event, "day": _day(part.day), "document": part.document}
    event |= {"why": part.why}
    tasks = [_task(item, part.plan_id, recipient) for item in part.items]
    return _there({"plan": plan, "event": _there(event) if part.day else None, "tasks": tasks})


def _task(item: Item, plan: str, recipient: str) -> Mapping[str, Any]:
    known = item.rule and item.whose is not None  # a secret one too: its id is a number (`adapters.leaving`)
    return _there(
        {
            "id": task_id(plan, item.rule, item.whose or recipient, item.cycle) if known else None,
            "change": str(item.change),
            "number": item.task,
            "cycle": item.cycle,
            "title": item.title,
            "withheld": item.withheld,
            "part": _part(item),
            "due": _day(item.due),
            "safe": _day(item.safe),
            "previous_due": _day(item.previous_due),
            "set_by": _day(item.set_by),
            "provisional": item.provisional,
            "late": item.late,
            "cite": item.cite,
            "says": item.says,
            "unit": item.unit,
            "count": item.count if (item.count or 1) > 1 else None,
        }
    )


def _part(item: Item) -> str | None:
    """The part that the recipient has in the task, where it may be said."""
    if item.withheld:
        return None
    others = {"decide": item.decides, "follow": item.follows, "pass_on": item.passes_on, "superior": item.oversees}
    found = next((name for name, has in {**others, "wait": item.waits}.items() if has), None)
    return found or ("lead" if item.leads else "cooperate")


def _there(values: Mapping[str, Any]) -> dict[str, Any]:
    """What there is: nothing empty, and nothing that is not so."""
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
