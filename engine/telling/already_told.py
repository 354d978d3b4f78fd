"""What recipients were told by messages of before that was kept: read from what they said, made anew from the log."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from engine.decision import BY_THE_CLOCK, Kind
from engine.tasks import State, task_id
from engine.telling.audience import LEAD
from engine.telling.news import AS_SAID
from events.beside.rows import ToldRow
from events.rows import BodyRow, MessageRow
from events.store import Session, Telling


def already_told(built: Session, sent: Callable[[MessageRow], bool]) -> list[ToldRow]:
    """What is known by the messages in `built` that were `sent`, the last word on each task."""
    bodies = {row.key: json.loads(row.content) for row in (BodyRow(*row) for row in built.dump("body"))}
    messages = (MessageRow(*row) for row in built.dump("message"))
    found: dict[Telling, ToldRow] = {}
    for message in sorted(filter(sent, messages), key=lambda row: (row.position, row.key)):
        content = bodies[message.body_key]
        for item in content["items"]:
            if item["change"] not in AS_SAID:
                _learn(found, message, content["plan"]["id"], item)
    return list(found.values())


def _learn(found: dict[Telling, ToldRow], message: MessageRow, plan: str, item: Mapping[str, Any]) -> None:
    state = State.CLOSED if item["change"] == Kind.CLOSED else item["state"]
    known = item if state != State.CLOSED else {}
    dates = [known.get(name) for name in ("due", "safe", "set_by", "left")]
    marks = [int(bool(known.get(name))) for name in ("provisional", "in_doubt")]
    rung = item["change"] if item["change"] in BY_THE_CLOCK else ""
    for unit in item["units"] or (message.recipient,):
        key = message.recipient, message.channel, task_id(plan, item["rule"], unit, item["cycle"])
        was = found.get(key)
        if not (was and was.role == LEAD != item["role"] and was.position == message.position):
            said = (item["role"], state, *dates, *marks, rung)
            found[key] = ToldRow._make((*key, *said, message.key, message.position, None))
