"""A fact: the word of the log on one topic at one place, as a value; and as the row that keeps it.

Texts are taken apart here and nowhere else: signals, ids of what the rules concluded, the columns and the JSON in which
a suspension, an extension, a missed date or a time of day is kept.
"""

import json
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.facts.topics import Sort, Topic
from engine.tasks import task_id
from events.chain import canonical_json
from events.rows import HELD, PLANNED, FactRow


class HappenedAt(NamedTuple):
    """Beside the day of a milestone: the date that its document brought (`per ...`), the time of day.

    `serves` are the milestones of other plans, as `PLAN/MILESTONE`, that were joined with it when it was said. `only`:
    it is said of its own plan alone, whatever is joined.
    """

    carried: date | None = None
    at: time | None = None
    serves: tuple[str, ...] = ()
    only: bool = False


class Suspending(NamedTuple):
    """A suspension, as an officer's event laid it down.

    It begins on the fact's day, or with the milestone `since`; it ends on `ended_on` or with `until`. Milestones are
    named as in the plan of the event, or `PLAN/MILESTONE`. `source` and `ended_by` are documents.
    """

    event: str
    source: str
    ended_on: date | None = None
    ended_by: str = ""
    since: str | None = None
    until: str | None = None


class Bound(NamedTuple):
    """A suspension, found from a milestone that it begins or ends with: of which rules, of which plans (): every."""

    event: str
    selectors: tuple[str, ...]
    plans: tuple[str, ...] = ()
    ended_on: date | None = None


class Answer(NamedTuple):
    """Beside the day of an extension asked for, granted or refused: the document, and the reason given.

    `answers` are the requests that it answers; None where that was not kept.
    """

    source: str
    reason: str | None = None
    answers: tuple[str, ...] | None = None


class Dated(NamedTuple):
    """Beside the day that an officer set: the day of the happening that the task was counted from when he set it.

    `reported`: it was given when a report was returned, and that was of this day.
    """

    counted_from: date | None = None
    reported: date | None = None


class Remark(NamedTuple):
    """What is said in words of a task or a document: by which unit, and each word by its name in the event."""

    by: str = ""  # "": nobody is named
    words: tuple[tuple[str, str], ...] = ()

    def word(self, name: str) -> str:
        """The words of that name; "" where there are none."""
        return dict(self.words).get(name, "")


def remark(by: str | None, **words: str | None) -> Remark | None:
    """What is said by a unit in these words, those that are None left out; None where nothing is."""
    given = Remark(by or "", tuple(sorted((name, text) for name, text in words.items() if text)))
    return given if given != Remark() else None


def said_in(fact: "Fact | None") -> Remark:
    """What is said in a fact; nothing where it says no more than that it is so, or there is none."""
    return fact.said if fact and isinstance(fact.said, Remark) else Remark()


class Concluded(NamedTuple):
    """The rules came to it, or the plan says it: nobody reported it; `grounds` are the events that it rests on."""

    grounds: tuple[str, ...] | None = None


class Reworded(NamedTuple):
    """The event of the version that gave a rule its present words.

    `brought` is the day from which there is the rule at all, where a version added it; `rounds` the first day of the
    first round that is owed, where it recurs.
    """

    event: str
    brought: date | None = None
    rounds: date | None = None


class Behind(NamedTuple):
    """A plan that sweeps had to leave out: the day up to which it was swept, the position of the last that did so."""

    plan: str
    day: date
    position: int


class SweptTo(NamedTuple):
    """Beside the last day swept: the plans that have not come so far."""

    behind: tuple[Behind, ...]


class Joined(NamedTuple):
    """Milestones, as `PLAN/MILESTONE`, that are one happening."""

    members: tuple[str, ...]


class Parted(NamedTuple):
    """Milestones that are not what these events joined them to; without such events: that are different ones."""

    members: tuple[str, ...]
    joins: tuple[str, ...]


class Ended(NamedTuple):
    """Beside the day on which a plan ended: the plan that replaces it, and what became of rows that were open."""

    by: str = ""  # id of that plan; "": none does
    done: tuple[str, ...] = ()  # the keys of the rows of which all that was open had been done
    passed: tuple[tuple[str, str], ...] = ()  # of those that passed to a row of that plan: with its key


Happening = HappenedAt | Joined | Parted
OfTasks = Answer | Dated | Remark | Concluded
OfTime = Suspending | Bound | SweptTo
Said = Happening | OfTasks | OfTime | Ended | Reworded | None
"""The rest of what a fact says, by its sort."""


class Fact(NamedTuple):
    """The word of the log on one topic at one place: an event still in force, after corrections."""

    id: str  # the event's, or made of it where an event states several
    position: int  # in the log
    plan: str  # "" where it concerns every plan
    topic: Topic
    unit: str  # at which it happened or is said; "" everywhere
    cycle: str  # the round of a task that recurs, else ""
    held: bool  # it happened; else it is planned
    day: date | None  # None: postponed until nobody knows when
    said: Said = None
    on: date | None = None  # the day of its event, where that is not `day`
    replaces: (
        tuple[str, ...] | None
    ) = ()  # ids of those that it stands for; None: of all that were in the log before it

    @property
    def own_day(self) -> date:
        """The day of its event."""
        return self.on or self.day or date.min

    @property
    def order(self) -> tuple[date, str]:
        """Its place among facts of the same thing, whichever was recorded first."""
        return self.own_day, self.id

    @property
    def place(self) -> tuple[str, str]:
        """The place at which one fact of a topic replaces another: unit and cycle; each suspension has its own."""
        said = self.said
        return self.unit, said.event if isinstance(said, Suspending | Bound) else self.cycle

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that it names."""
        match self.said:
            case HappenedAt(carried=other) | Suspending(ended_on=other) | Bound(ended_on=other):
                return tuple(day for day in (self.day, other) if day)
        return (self.day,) if self.day else ()

    @property
    def concluded(self) -> bool:
        """True for what the rules themselves came to, or the plan's own text says."""
        return isinstance(self.said, Concluded)

    @property
    def alone(self) -> bool:
        """True for what is said of its own plan alone, though others are joined."""
        return isinstance(self.said, HappenedAt) and self.said.only

    @property
    def grounds(self) -> tuple[str, ...]:
        """The events behind it: its own, or those on which a date rested that was missed, a plan that says it."""
        said = self.said
        return said.grounds if isinstance(said, Concluded) and said.grounds is not None else (self.id,)


def concluded_fact(topic: Topic, plan: str, place: tuple[str, str], day: date, grounds: tuple[str, ...] | None) -> Fact:
    """The fact that a task at (unit, cycle) is done or was missed on `day`, as the rules say, or a milestone was held.

    It is not in the log, and has no position yet.
    """
    unit, cycle = place
    said = Concluded(grounds and tuple(sorted(grounds)))  # whatever led to it first
    return Fact(_concluded_id(topic, plan, unit, cycle, day), 0, plan, topic, unit, cycle, True, day, said)


def _concluded_id(topic: Topic, plan: str, unit: str, cycle: str, day: date) -> str:
    # After its task and day, so that it is there once.
    return f"{topic.sort}#{task_id(plan, topic.name, unit, cycle)}#{day.isoformat()}"


# --- as it is kept ----------------------------------------------------------------------------------------------------


def topic_text(topic: Topic) -> str:
    """A topic as it stands in a row: `milestone:congress`; `clock` where there is but one of its sort."""
    return topic.sort + ":" + topic.name if topic.name else str(topic.sort)  # so it takes half the time


def topic_named(text: str) -> Topic:
    """The topic of a row."""
    sort, _, name = text.partition(":")
    return Topic(Sort(sort), name)


def row_of(fact: Fact) -> FactRow:
    """A fact as it is kept."""
    cycle, carried, said = _columns(fact)
    detail = said
    if fact.on or fact.replaces != ():  # of most facts nothing more is said
        own_day = fact.on.isoformat() if fact.on else None
        detail = {**(said or {}), **_given({"on": own_day}), **_replacing(fact.replaces)}
    return FactRow(
        fact.id,
        fact.position,
        fact.plan,
        topic_text(fact.topic),
        fact.unit,
        cycle,
        HELD if fact.held else PLANNED,
        fact.day.isoformat() if fact.day else None,
        carried.isoformat() if carried else None,
        canonical_json(detail) if detail else None,
    )


def _columns(fact: Fact) -> tuple[str, date | None, Mapping[str, Any] | None]:
    """The columns `cycle`, `carried` and `detail` of a fact's row."""
    match fact.said:
        case HappenedAt(carried=carried, at=at, serves=serves, only=only):
            hour = f"{at:%H:%M}" if at else None
            return fact.cycle, carried, _given({"at": hour, "serves": list(serves), "only": only})
        case Ended() | Joined() | Parted() as of_plans:
            return fact.cycle, None, of_plans._asdict()
        case Suspending() as said:
            ends = {"from": said.since, "until": said.until, "ended_by": said.ended_by}
            return said.event, said.ended_on, _given({**ends, "source": said.source})
        case Bound() as said:
            return said.event, said.ended_on, _given({"selectors": list(said.selectors), "plans": list(said.plans)})
        case Answer() | Remark() as said:
            return fact.cycle, None, _words_of(said)
        case Concluded(grounds=grounds) if grounds is not None:
            return fact.cycle, None, {"basis": list(grounds)}
        case Dated() | Reworded() | SweptTo() as said:
            return fact.cycle, None, _by_the_program(said)
    return fact.cycle, None, None


def _words_of(said: Answer | Remark) -> Mapping[str, Any]:
    if isinstance(said, Remark):
        return _given({"by": said.by, "words": dict(said.words)})
    answers = {} if said.answers is None else {"answers": list(said.answers)}
    return {**_given({"source": said.source, "reason": said.reason}), **answers}


def _by_the_program(said: Dated | Reworded | SweptTo) -> Mapping[str, Any]:
    if isinstance(said, Dated):
        given = {"counted_from": said.counted_from, "reported": said.reported}
        return {name: day.isoformat() for name, day in given.items() if day}
    if isinstance(said, SweptTo):
        return {"behind": [[plan, day.isoformat(), at] for plan, day, at in said.behind]}
    days = {"brought": said.brought, "rounds": said.rounds}
    return {name: day.isoformat() for name, day in days.items() if day}


def _replacing(names: tuple[str, ...] | None) -> Mapping[str, Any]:
    return {"replaces": names and list(names)} if names != () else {}


def _given(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in detail.items() if value}


@lru_cache(maxsize=32_768)
def fact_of(row: FactRow) -> Fact:
    """The fact that a row keeps."""
    topic = topic_named(row.signal)
    cycle = "" if topic.sort in (Sort.SUSPENDED, Sort.BOUND) else row.cycle
    day = date.fromisoformat(row.day) if row.day else None
    held = row.phase == HELD
    detail: Mapping[str, Any] = json.loads(row.detail) if row.detail else _NO_DETAIL
    said, names = _said(row, topic, day, detail), detail.get("replaces", ())
    replaces = None if names is None else tuple(names)
    place = row.plan, topic, row.unit, cycle
    return Fact(row.event_id, row.position, *place, held, day, said, _day(detail.get("on")), replaces)


_NO_DETAIL: Mapping[str, Any] = MappingProxyType({})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _said(row: FactRow, topic: Topic, day: date | None, detail: Mapping[str, Any]) -> Said:
    carried = date.fromisoformat(row.carried) if row.carried else None
    match topic.sort:
        case Sort.DONE | Sort.MISSED | Sort.MILESTONE if day and row.event_id == _concluded_id(
            topic, row.plan, row.unit, row.cycle, day
        ):
            return Concluded(tuple(detail["basis"]) if "basis" in detail else None)
        case Sort.MILESTONE:
            return _happened_at(carried, detail)
        case Sort.SUSPENDED:
            since, until, ended_by = detail.get("from"), detail.get("until"), detail.get("ended_by", "")
            return Suspending(row.cycle, detail["source"], carried, ended_by, since, until)
        case Sort.BOUND:
            return Bound(row.cycle, tuple(detail["selectors"]), tuple(detail.get("plans", ())), carried)
        case Sort.DATE | Sort.CLOCK | Sort.JOINED | Sort.PARTED | Sort.ENDED:
            return _by_detail(detail)
        case Sort.RULE:
            event = row.event_id.removesuffix(f"#{topic.name}")
            return Reworded(event, _day(detail.get("brought")), _day(detail.get("rounds")))
    return _in_words(detail)


def _in_words(detail: Mapping[str, Any]) -> Answer | Remark | None:
    if "source" in detail:
        answers = detail.get("answers")
        return Answer(detail["source"], detail.get("reason"), None if answers is None else tuple(answers))
    return remark(detail.get("by"), **detail.get("words", {}))


def _happened_at(carried: date | None, detail: Mapping[str, Any]) -> HappenedAt | None:
    hour = time.fromisoformat(detail["at"]) if "at" in detail else None
    happened = HappenedAt(carried, hour, tuple(detail.get("serves", ())), detail.get("only", False))
    return happened if happened != HappenedAt() else None


def _by_detail(detail: Mapping[str, Any]) -> Dated | SweptTo | Joined | Parted | Ended | None:
    if "passed" in detail:
        return Ended(detail["by"], tuple(detail["done"]), tuple((rule, row) for rule, row in detail["passed"]))
    if "members" in detail:
        members = tuple(detail["members"])
        return Parted(members, tuple(detail["joins"])) if "joins" in detail else Joined(members)
    if "behind" in detail:
        return SweptTo(tuple(Behind(plan, date.fromisoformat(on), at) for plan, on, at in detail["behind"]))
    dated = Dated(_day(detail.get("counted_from")), _day(detail.get("reported")))
    return dated if dated != Dated() else None
