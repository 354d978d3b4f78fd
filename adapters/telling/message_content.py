"""The content of a message, read back from the outbox: checked, and cleaned of everything that isn't plain text.

Titles, names and phrases in it were typed by somebody. They are kept to one line of printable characters here, once,
so that no control character, line break or change of writing direction reaches a header, a mail or a phone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, NewType

from adapters.leaving import SECRECY, Leaving
from adapters.words.catalogue import Said
from adapters.words.events import words_of
from adapters.words.plain_text import one_line
from engine.telling.audience import COOPERATE, LEAD
from events.states import OPEN_STATES
from rules.language.offset_text import format_amount, parse_amount
from rules.secrecy import Level


class ContentError(ValueError):
    """A message's content isn't what the engine writes: the program's fault, or somebody changed the database."""


class ChangeKind(StrEnum):
    """The kinds of what happened to a task, the most pressing first: the order in which they are told."""

    OVERDUE = "overdue"
    LAPSED = "lapsed"  # a milestone's planned day has passed, and nobody has said that it was held
    NEEDS_DATE = "needs_date"
    NO_PROGRESS = "no_progress"  # nothing was heard of it for some days
    DOUBTED = "doubted"  # an officer set its date, and what that was counted from has moved
    REMINDER = "reminder"
    RESUMED = "resumed"
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    PROGRESS = "progress"
    NOT_PROGRESS = "not_progress"
    NOT_ACCEPTED = "not_accepted"
    NOT_RETURNED = "not_returned"
    ACCEPTED_LATE = "accepted_late"
    ACCEPTED_IN_TIME = "accepted_in_time"
    ACCEPTED = "accepted"
    PART_ASKED = "part_asked"
    PART_NOT_ASKED = "part_not_asked"
    PART_ANSWERED = "part_answered"
    PART_NOT_ANSWERED = "part_not_answered"
    ACKNOWLEDGED = "acknowledged"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    MOVED = "moved"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    NOT_REFUSED = "not_refused"
    FIRMED = "firmed"
    DATED = "dated"
    TAKEN_OVER = "taken_over"
    NOT_TAKEN_OVER = "not_taken_over"
    HANDED_OVER = "handed_over"  # another agency led it, or the plan had another one lead it
    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    REOPENED = "reopened"
    NOT_DONE = "not_done"
    DONE = "done"
    PASSED_ON = "passed_on"  # what was reported, as the agency is told that the report goes through
    CLOSED = "closed"
    WAITS = "waits"
    RECOUNTED = "recounted"
    UPDATED = "updated"


class LinkMark(NamedTuple):
    """A place for a link: what it is for, in words to be translated, and the mark that stands for it."""

    label: str
    mark: str
    by_sms: bool = False  # the one that a text message has


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
    passes_on: bool  # the report, which goes through it
    unit: str  # whose task it is, when it isn't the recipient's own
    former: bool  # that unit has ended, and the recipient took over from it
    due: date | None
    safe: date | None
    previous_due: date | None
    set_by: date | None  # by when a date must be set
    left: str  # while it is suspended: what is left of its time, in the offset language
    provisional: bool
    late: bool  # the due date has passed
    reason: Said | None
    count: int  # for how many units the same holds
    waits: bool = False  # leads tasks that wait for the milestone
    oversees: bool = False  # stands above the unit that leads
    as_leader: bool = False  # he who is told is the leader of the unit that leads
    for_leader: bool = False  # it is for the leader, who has no address of his own
    through: str = ""  # the agency that its report goes through
    secrecy: Level = Level.OPEN
    reason_secrecy: Level = Level.OPEN  # it may name what is more secret than the task
    withheld: bool = False  # it stays inside: the title says where to look, and the rest is empty
    rule: str = ""  # the key of the task's row
    key: tuple[str, ...] = ()  # codes of the units whose task it is; none: the recipient's own
    takes_part: bool = False  # the recipient leads it, or cooperates
    open: bool = False  # somebody has something to do
    links: tuple[LinkMark, ...] = ()

    @property
    def whose(self) -> str | None:
        """The code of the unit whose task it is; "": the recipient's own; None: there are several."""
        return None if len(self.key) > 1 else "".join(self.key)

    @property
    def acts(self) -> bool:
        """True if the recipient leads it, alone of all that is said here, and has something to do."""
        alone = self.leads and not (self.decides or self.follows or self.passes_on or self.oversees or self.waits)
        return bool(alone and self.open and self.rule and self.whose is not None)


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
    plan_id: str = ""
    secrecy: Level = Level.OPEN  # of the plan
    event_secrecy: Level = Level.OPEN
    why: str = ""  # it was recorded, where that is told
    said_on: date | None = None  # the day on which it was composed, where that is kept
    parts: tuple["Content", ...] = ()  # of several plans, in one message; `items` has those of all

    @property
    def of_each_plan(self) -> tuple["Content", ...]:
        """What is told of each plan."""
        return self.parts or (self,)

    def nearest(self) -> Item | None:
        """The item that is due first, of those still to be done."""
        over = {ChangeKind.DONE, ChangeKind.PASSED_ON, ChangeKind.CLOSED, ChangeKind.LAPSED}
        still = [item for item in self.items if item.due and item.change not in over]
        return min(still, key=lambda item: item.due or date.max, default=None)


Released = NewType("Released", Content)
"""Content as it may leave the office; made by `released` alone."""


def reading(text: str) -> Content:
    """The content that `text` (the JSON of an outbox row) holds. Raises ContentError."""
    try:
        raw = json.loads(text)
        return _of_several(raw["parts"]) if "parts" in raw else _content(raw)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ContentError(type(error).__name__) from None  # the words of the error would repeat the content


def _of_several(raw: Sequence[Any]) -> Content:
    parts = tuple(map(_content, raw))
    items = tuple(item for part in parts for item in part.items)
    return Content(happened="", event="", day=None, document="", number="", plan="", items=items, parts=parts)


def _content(raw: Mapping[str, Any]) -> Content:
    event, plan = raw.get("event") or {}, raw.get("plan") or {}
    return Content(
        happened=_type(event) if event else "",
        event=_line(event.get("title")),
        day=_day(event.get("day")),
        document=_line(event.get("document")),
        number=_line(plan.get("number")),
        plan=_line(plan.get("title")),
        items=tuple(map(_item, raw["items"])),
        plan_id=_line(plan.get("id")),
        secrecy=_level(plan.get("secrecy")),
        event_secrecy=_level(event.get("secrecy")),
        why=_line(event.get("why")),
        said_on=_day(raw.get("said_on")),
    )


def marked(raw: dict[str, Any]) -> dict[str, Any]:
    """A body as JSON in which each part says how secret it is: what secret rows follow from is as secret as they."""
    if "parts" in raw:
        return {"parts": [marked(part) for part in raw["parts"]]}
    for item in raw["items"]:
        if item.get("reason") and item.get("reason_secrecy"):
            item["reason"][SECRECY] = item["reason_secrecy"]
    levels = [_level(one.get(SECRECY)) for one in (*raw["items"], raw.get("event") or {}, raw.get("plan") or {})]
    if raw.get("event"):
        raw["event"][SECRECY] = str(max(levels, default=Level.OPEN))
    return raw


Levels = Callable[[str, str], Level]
"""How secret something is by now, whatever it was when it was to be told: a row of a plan by number, "" the plan."""


def all_open(_plan: str, _row: str) -> Level:
    """As secret as it was: nothing was raised since."""
    return Level.OPEN


def released(content: Content, leaving: Leaving, levels: Levels, lang: str) -> Released:
    """The content as it may be said outside the office: the only way to what can be composed."""
    if content.parts:
        parts = tuple(released(part, leaving, levels, lang) for part in content.parts)
        return Released(replace(content, parts=parts, items=tuple(item for part in parts for item in part.items)))
    of_plan = max(content.secrecy, levels(content.plan_id, ""))
    items = tuple(_released(item, leaving, levels(content.plan_id, item.task), lang) for item in content.items)
    whole = replace(content, items=items, plan="" if leaving.withholds(of_plan) else content.plan)
    if any(item.withheld for item in items) or leaving.withholds(max(content.event_secrecy, of_plan)):
        whole = replace(whole, event="", day=None, document="", why="")  # it is what secret rows follow from
    return Released(whole)


def _released(item: Item, leaving: Leaving, now: Level, lang: str) -> Item:
    said = leaving.said(replace(item, secrecy=max(item.secrecy, now)), lang)
    return replace(said, reason=None) if leaving.withholds(item.reason_secrecy) else said


def change_of(raw: Mapping[str, Any]) -> ChangeKind:
    """The kind of change that an item of a body tells of: a report, to whom it goes through, is one to be passed on."""
    return ChangeKind.PASSED_ON if raw.get("role") == "pass_on" else ChangeKind(raw["change"])


_TAKES_PART = LEAD, COOPERATE


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        change=change_of(raw),
        task=_line(raw["task"]),
        cycle=_line(raw.get("cycle")),
        title=_line(raw["title"]),
        says=_line(raw.get("says")),
        cite=_line(raw.get("cite")),
        leads=raw.get("role") != "cooperate",
        decides=raw.get("role") == "decide",
        follows=raw.get("role") == "follow",
        passes_on=raw.get("role") == "pass_on",
        oversees=raw.get("role") == "superior",
        as_leader=raw.get("role") == "leader",
        for_leader=bool(raw.get("for_leader")),
        waits=raw.get("role") == "wait",
        unit=_line(raw.get("unit")),
        former=bool(raw.get("former")),
        due=_day(raw.get("due")),
        safe=_day(raw.get("safe")),
        previous_due=_day(raw.get("previous_due")),
        set_by=_day(raw.get("set_by")),
        left=_amount(raw.get("left")),
        provisional=bool(raw.get("provisional")),
        late=bool(raw.get("late")),
        reason=_reason(raw.get("reason")),
        count=int(raw.get("count") or 1),
        through=_line(raw.get("through")),
        secrecy=_level(raw.get("secrecy")),
        reason_secrecy=_level(raw.get("reason_secrecy")),
        rule=_line(raw.get("rule")),
        key=tuple(map(_line, raw.get("units") or ())),
        takes_part=raw.get("role") in _TAKES_PART,
        open=raw.get("state") in OPEN_STATES,
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


def _level(value: str | None) -> Level:
    return Level(value) if value else Level.OPEN


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _reason(value: Mapping[str, Any] | None) -> Said | None:
    return Said(str(value["template"]), dict(value.get("args") or {})) if value else None
