"""The content of a message, read back from the outbox: checked, and cleaned of everything that isn't plain text.

Titles, names and phrases in it were typed by somebody. They are kept to one line of printable characters here, once,
so that no control character, line break or change of writing direction reaches a header, a mail or a phone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from adapters.words.catalogue import Said
from adapters.words.events import words_of
from adapters.words.plain_text import one_line
from rules.language.offset_text import format_amount, parse_amount


class ContentError(ValueError):
    """A message's content isn't what the engine writes: the program's fault, or somebody changed the database."""


class ChangeKind(StrEnum):
    """The kinds of what happened to a task, the most pressing first: the order in which they are told."""

    OVERDUE = "overdue"
    LAPSED = "lapsed"  # a milestone's planned day has passed, and nobody has said that it was held
    NEEDS_DATE = "needs_date"
    DOUBTED = "doubted"  # an officer set its date, and what that was counted from has moved
    REMINDER = "reminder"
    RESUMED = "resumed"
    ASKED = "asked"
    PROGRESS = "progress"
    ACCEPTED = "accepted"
    ACKNOWLEDGED = "acknowledged"
    MOVED = "moved"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    FIRMED = "firmed"
    DATED = "dated"
    HANDED_OVER = "handed_over"  # another agency led it, or the plan had another one lead it
    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    REOPENED = "reopened"
    DONE = "done"
    CLOSED = "closed"
    RECOUNTED = "recounted"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One task of which something is told. Texts are cleaned; "" stands for none."""

    change: ChangeKind
    task: str  # the rule's id in its plan
    cycle: str  # `2025-Q3`, where it recurs
    title: str
    says: str  # the deadline phrase of the document
    cite: str
    leads: bool  # leads, or cooperates
    decides: bool  # on what is asked by whoever leads
    follows: bool  # how work goes on
    unit: str  # whose task it is, when it isn't the recipient's own
    former: bool  # that unit has ended, and the recipient took over from it
    due: date | None
    safe: date | None
    previous_due: date | None
    set_by: date | None  # by when a date must be set
    left: str  # while it is suspended: what is left of its time, in the offset language
    provisional: bool
    reason: Said | None
    count: int  # for how many units the same holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One decision as one recipient is told it. Texts are cleaned; "" stands for none."""

    happened: str  # the event's type
    event: str  # what it happened to: a milestone's title, a task's id
    day: date | None
    document: str
    number: str  # of the plan
    plan: str  # its title
    items: tuple[Item, ...]

    def nearest(self) -> Item | None:
        """The item that is due first, of those still to be done."""
        over = {ChangeKind.DONE, ChangeKind.CLOSED, ChangeKind.LAPSED}
        still = [item for item in self.items if item.due and item.change not in over]
        return min(still, key=lambda item: item.due or date.max, default=None)


def reading(text: str) -> Content:
    """The content that `text` (the JSON of an outbox row) holds. Raises ContentError."""
    try:
        raw = json.loads(text)
        event, plan = raw.get("event") or {}, raw.get("plan") or {}
        return Content(
            happened=_type(event) if event else "",
            event=_line(event.get("title")),
            day=_day(event.get("day")),
            document=_line(event.get("document")),
            number=_line(plan.get("number")),
            plan=_line(plan.get("title")),
            items=tuple(map(_item, raw["items"])),
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ContentError(type(error).__name__) from None  # the words of the error would repeat the content


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        change=ChangeKind(raw["change"]),
        task=_line(raw["task"]),
        cycle=_line(raw.get("cycle")),
        title=_line(raw["title"]),
        says=_line(raw.get("says")),
        cite=_line(raw.get("cite")),
        leads=raw.get("role") != "cooperate",
        decides=raw.get("role") == "decide",
        follows=raw.get("role") == "follow",
        unit=_line(raw.get("unit")),
        former=bool(raw.get("former")),
        due=_day(raw.get("due")),
        safe=_day(raw.get("safe")),
        previous_due=_day(raw.get("previous_due")),
        set_by=_day(raw.get("set_by")),
        left=_amount(raw.get("left")),
        provisional=bool(raw.get("provisional")),
        reason=_reason(raw.get("reason")),
        count=int(raw.get("count") or 1),
    )


def _type(event: Mapping[str, Any]) -> str:
    name = _line(event.get("type"))
    words_of(name)  # of a type without words nothing can be told
    return name


def _line(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise TypeError(type(value).__name__)
    return one_line(str(value))


def _amount(value: str | None) -> str:
    return format_amount(parse_amount(value)) if value else ""


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _reason(value: Mapping[str, Any] | None) -> Said | None:
    return Said(str(value["template"]), dict(value.get("args") or {})) if value else None
