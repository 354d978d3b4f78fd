"""News: what messages say, composed when they leave, from what events had to tell and what their recipients know.

An event marks (recipient, plan) as having news, with what it has to tell: which tasks, and why. When a message leaves,
all marks of its recipient, plan and channel are taken together (of all plans, where he is told all at once); of each
task it says how that differs, now, from what the recipient was last told of it, once. What is said of a task on its way
(a report of progress, an answer) is no state of it: that is told as it was said, if it still stands.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from engine.decision import ANEW, ANSWERS, COURSE, KNOWN, KNOWN_BY_MAIL, MORE_TIME, TAKING_OVER, Kind
from engine.facts.receipt import digest
from engine.tasks import State, task_id
from engine.telling.audience import COOPERATE, FOLLOW, LEAD, LEADER, SUPERIOR
from engine.telling.differences import WATCHING, LastRung, Now, as_it_is, difference, known_as
from engine.telling.taken_back import TAKEN_BACK, Place, last_words, still_to_say
from events.beside.rows import SaidRow, ToldRow
from events.beside.ways import MAIL
from events.chain import canonical_json
from events.delivery import replacing
from events.store import NO_WAIT, Composer, Present, Telling, Timing
from events.views import Composition, Mark, TaskNow

Item = Mapping[str, Any]

AS_SAID = frozenset({Kind.DONE, Kind.NOT_DONE, *MORE_TIME, *COURSE, *ANSWERS, *TAKING_OVER, "lapsed"})
"""Kinds of what was said of a task, or a milestone, and is no state of it."""

SAID_ON = "said_on"
"""The day on which a message was composed: a text message says so, and links are counted from it."""

NAMED = 3
"""How many other units an item names before it only counts them."""


def news(today: date, timing: Timing = NO_WAIT) -> Composer:
    """The one who composes on that day, and has messages wait as `timing` says."""
    on = {SAID_ON: today.isoformat()}

    def compose(marks: Sequence[Mark], present: Present) -> Sequence[Composition]:
        batches = list(_batches(marks, timing))
        wanted = {(batch.plan, name) for batch in batches for name in (*batch.tasks, *batch.reported)}
        told = {to for batch in batches for to in batch.tellings()}
        facts = {fact for batch in batches for item in batch.words for fact in _rests_on(item)}
        still = last_words(present, (place for batch in batches for place in batch.standing_still))
        known = _Known(present.stands(wanted), dict(present.told(told)), present.facts(facts), still)
        drafts = [known.learning(_draft(batch, known, today)) for batch in batches]
        names = present.names({unit for draft in drafts for unit in draft.to_name})
        bodies: dict[tuple[Any, ...], SaidRow] = {}
        by_letter = groupby(drafts, key=lambda draft: draft.batch.to)
        return [_letter(list(of_one), names, bodies, on) for _, of_one in by_letter]

    return Composer(compose, timing)


class _Last(NamedTuple):
    """The last event's word on a task."""

    item: Item
    unit: str
    position: int  # in the log, of that event
    reopened: int  # position of the last event that opened it again; 0: none did
    rung: LastRung | None  # the last of its ladder


@dataclass(frozen=True, slots=True)
class _Batch:
    """The marks of one recipient, plan and channel, and what they have news of."""

    to: tuple[str, str]  # recipient and channel
    plan: str
    letter: list[Mark]  # all that are taken together, of other plans too: the last of them carries the words
    tasks: dict[str, _Last] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)  # all, in their order
    known: dict[str, tuple[Item, str]] = field(default_factory=dict)  # of tasks that he knew, how, and from which day
    by_mail: dict[str, tuple[Item, str, int]] = field(default_factory=dict)  # the same, and since which event, by mail
    words: list[Item] = field(default_factory=list)  # of what is no state of a task
    sources: dict[int, Mapping[str, Any]] = field(default_factory=dict)  # by identity of an item: all that it came with

    def take(self, mark: Mark, content: Mapping[str, Any]) -> None:
        """Take a mark in, later than all before."""
        self.letter.append(mark)
        for item in () if mark.ended else content["items"]:
            self.sources[id(item)] = content
            self.items.append(item)
            if item["change"] in AS_SAID or "rule" not in item:  # of an older version: it names no tasks
                self.words.extend([item] if item not in self.words and KNOWN not in content else [])
                continue
            for unit in item["units"] or (mark.recipient,):
                task = task_id(self.plan, item["rule"], unit, item["cycle"])
                self._note(task, item, unit, mark.position)
                if KNOWN in content:
                    self.known[task] = self.tasks[task].item, content[KNOWN]
                if KNOWN_BY_MAIL in item:
                    self.by_mail[task] = item, item[KNOWN_BY_MAIL], mark.position

    def tellings(self) -> Iterator[Telling]:
        """What is to be known of what its recipient was told."""
        yield from ((*self.to, task) for task in self.tasks)
        yield from ((self.to[0], MAIL, task) for task in self.by_mail)

    @property
    def standing_still(self) -> Iterator[Place]:
        """The tasks of which it is to be told that they stand still."""
        for last in self.tasks.values():
            if last.rung and last.rung.moved:
                yield self.plan, last.item["rule"], last.unit, last.item["cycle"]

    @property
    def reported(self) -> Iterator[str]:
        """The tasks of which it is to be told that they were reported done."""
        for item in self.words:
            yield from _reported(self.plan, item)

    def _note(self, task: str, item: Item, unit: str, position: int) -> None:
        was = self.tasks.get(task)
        reopened = position if item["change"] == Kind.REOPENED else was.reopened if was else 0
        rung = _rung_of(item) or (was.rung if was else None)
        known = task in self.known or task in self.by_mail  # before any rung: it is nothing to be said by
        goes_on = was and _goes_on(was.item, item) and not known
        if was and (goes_on or _only_anew(was.item, item) or (was.position == position and _nearer(was.item, item))):
            item = was.item
        self.tasks[task] = _Last(item, unit, position, reopened, rung)


_NEAREST = LEAD, COOPERATE, LEADER, FOLLOW, SUPERIOR
"""The parts in a task, the nearest first."""


def _goes_on(event: Item, rung: Item) -> bool:
    """True if what became of a task, and why, is still to be said by the event before a rung of its ladder."""
    closed = event["change"] == Kind.CLOSED
    return bool(rung.get("rung")) and not event.get("rung") and not closed and event["role"] == rung["role"]


def _only_anew(event: Item, item: Item) -> bool:
    """True if an event before still says why a task is his who has another address since."""
    return bool(item.get(ANEW)) and event["change"] != Kind.CLOSED and event["role"] == item["role"]


def _nearer(one: Item, other: Item) -> bool:
    """True if who has both parts hears of a task in the one, once."""
    return _NEAREST.index(one["role"]) < _NEAREST.index(other["role"])


def _rung_of(item: Item) -> LastRung | None:
    day = item.get("rung")
    return LastRung(day, item["change"], item["due"] or item["set_by"], item.get("moved", "")) if day else None


def _batches(marks: Iterable[Mark], timing: Timing) -> Iterable[_Batch]:
    """The marks taken together, by plan: of each recipient and channel those of the plan that has waited longest.

    Who is told all at once has those of all plans in one letter; the batches of a letter follow each other.
    """
    letters: dict[tuple[str, str], dict[str, _Batch]] = {}
    contents: dict[str, Mapping[str, Any]] = {}
    for mark in marks:
        if mark.content not in contents:
            contents[mark.content] = json.loads(mark.content)
        content, to = contents[mark.content], (mark.recipient, mark.channel)
        plan = content["plan"].get("id", "")
        letter = letters.setdefault(to, {})
        if plan in letter or not letter or timing.together(mark.recipient):
            shared = next(iter(letter.values())).letter if letter else []
            letter.setdefault(plan, _Batch(to, plan, shared)).take(mark, content)
    return [batch for letter in letters.values() for batch in letter.values()]


class _Known(NamedTuple):
    """What is so, and what was told."""

    stands: Mapping[str, TaskNow]
    told: dict[Telling, ToldRow]
    facts: Iterable[str]
    heard: Mapping[Place, str]  # of those of which it is to be told that they stand still

    def rung(self, batch: _Batch, last: _Last) -> LastRung | None:
        """The last rung of a task that is still to be told: not that it stands still, if it was heard of since."""
        place = batch.plan, last.item["rule"], last.unit, last.item["cycle"]
        moved = last.rung and last.rung.moved
        return None if moved and self.heard.get(place, "") > moved else last.rung

    def learning(self, draft: "_Draft") -> "_Draft":
        """`draft`; what it tells is known to those that are composed after it."""
        self.told.update({row[:3]: row for row in draft.told})
        return draft

    def before(self, batch: _Batch, task: str) -> ToldRow | None:
        """A task of a plan that was taken over, as its recipient knew it before he was told of it by this channel.

        If by mail he was told of something since, he knows by that all that was so when he began to hear by this one.
        """
        if task in batch.known:
            return _as_it_was(batch, task, self.stands.get(task), *batch.known[task])
        if task not in batch.by_mail:
            return None
        item, day, position = batch.by_mail[task]
        row = self.told.get((batch.to[0], MAIL, task))
        if row is None or row.position < position:
            return row and row._replace(channel=batch.to[1])
        return _as_it_was(batch, task, self.stands.get(task), item, day)


class _Saying(NamedTuple):
    """What is to be said alike of the tasks of several units."""

    item: Item
    kind: str
    now: Now
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a letter has to say, and what is known by it."""

    batch: _Batch
    saying: Mapping[tuple[int, str, Now, str | None], tuple[_Saying, list[str]]]
    said: Sequence[Item]
    told: Sequence[ToldRow]

    @property
    def speaks(self) -> bool:
        """True if there is anything to say."""
        return bool(self.saying or self.said)

    @property
    def alike(self) -> tuple[Any, ...]:
        """The same where the same is said, of the same plan."""
        whole = all(len(units) == len(one.item["units"] or units) for one, units in self.saying.values())
        return (*self.saying, *map(id, self.said), "" if whole else self.batch.to[0])

    @property
    def source(self) -> Mapping[str, Any]:
        """All that the last event had to tell of which something is told: the event, and its plan."""
        used = {*(id(saying.item) for saying, _ in self.saying.values()), *map(id, self.said)}
        return next(self.batch.sources[one] for one in reversed(self.batch.sources) if one in used)

    @property
    def to_name(self) -> Iterator[str]:
        """The units that are named, where an event named others, or more of them."""
        for saying, units in self.saying.values():
            if saying.item["units"] and len(units) < len(saying.item["units"]):
                yield from units if len(units) <= NAMED + 1 else ()


def _draft(batch: _Batch, known: _Known, today: date) -> _Draft:
    saying: dict[tuple[int, str, Now, str | None], tuple[_Saying, list[str]]] = {}
    rows: list[ToldRow] = []
    (recipient, channel), last = batch.to, batch.letter[-1]
    for task, word in batch.tasks.items():
        item, unit, position, reopened, _ = word
        stored = known.told.get((recipient, channel, task))
        was = stored or known.before(batch, task)
        part = _part(item, position, was)
        now = as_it_is(known.stands.get(task), part, recipient, today, known.rung(batch, word))
        again = reopened > was.position if was else False
        kind = difference(item, was, now, reopened=again)
        clock = was.rung if was and now.live and not kind else known_as(now, today)
        of = clock, last.key, max(position, was.position if was else 0), None
        row = ToldRow(recipient, channel, task, *now[2:-2], *of)
        if kind or was is not stored or (now.role not in WATCHING and _differs(row, was, position, part[1])):
            rows.append(replacing(row, was))
        if kind:
            previous = was.due if was and was.due != now.due else None
            alike = id(item), str(kind), now, previous
            saying.setdefault(alike, (_Saying(item, str(kind), now, previous), []))[1].append(unit)
    said = [item for item in still_to_say(batch.words, batch.items) if _stands(batch.plan, item, known)]
    return _Draft(batch, saying, said, rows)


def _as_it_was(batch: _Batch, task: str, stands: TaskNow | None, item: Item, day: str) -> ToldRow:
    """A task that its recipient knows, from `day` on, as `item` says."""
    (recipient, channel), last = batch.to, batch.tasks[task]
    due, safe, set_by, left = (item[name] for name in ("due", "safe", "set_by", "left"))
    remind_on = stands.remind_on if stands and stands.due == due else None
    marks = int(item["provisional"]), int(item["in_doubt"])
    then = TaskNow(task, item["state"], recipient, due, safe, set_by, remind_on, left, *marks)
    since = date.fromisoformat(day)
    now = as_it_is(then, (item["role"], item["change"]), recipient, since)
    of = known_as(now, since), batch.letter[-1].key, last.position, None
    return ToldRow(recipient, channel, task, *now[2:-2], *of)


def _differs(row: ToldRow, was: ToldRow | None, position: int, change: str) -> bool:
    """True if something of a task is to be kept though there was nothing to say."""
    return was[3:-3] != row[3:-3] or was.position < position if was else change == Kind.CLOSED


def _part(item: Item, position: int, was: ToldRow | None) -> tuple[str, str]:
    """The recipient's part in a task, and what became of it, by the last event that had news of it for him.

    A mark that was parked may be older than what he knows, or than what there was no need to tell him.
    """
    works = was is not None and was.role not in WATCHING and was.state != State.CLOSED
    if was and works and item["role"] in WATCHING:
        return was.role, item["change"]
    if was is None or was.position <= position:
        return item["role"], item["change"]
    return was.role, str(Kind.CLOSED if was.state == State.CLOSED else Kind.UPDATED)


def _stands(plan: str, item: Item, known: _Known) -> bool:
    """True if what was said still stands; that something was taken back stands on nothing else."""
    if item["change"] in TAKEN_BACK:
        return True
    facts = _rests_on(item)
    if facts:
        return any(fact in known.facts for fact in facts)
    of = [known.stands.get(task) for task in _reported(plan, item)]
    return not of or any(one and one.state == State.DONE for one in of)


def _rests_on(item: Item) -> Sequence[str]:
    """The facts by one of which what was said stands; there may be none."""
    return item.get("facts") or [fact for fact in [item.get("fact")] if fact]


def _reported(plan: str, item: Item) -> Iterator[str]:
    """The tasks of which an item says that they were reported done."""
    if item["change"] == Kind.DONE:
        yield from (task_id(plan, item["rule"], unit, item["cycle"]) for unit in item.get("units") or ())


def _letter(
    drafts: Sequence[_Draft], names: Mapping[str, str], bodies: dict[tuple[Any, ...], SaidRow], on: Mapping[str, str]
) -> Composition:
    """The letter, of one plan or several; `bodies` are those made before: many recipients are told the same."""
    *before, last = drafts[0].batch.letter
    told, speaking = [row for draft in drafts for row in draft.told], [draft for draft in drafts if draft.speaks]
    alike = tuple(key for draft in speaking for key in draft.alike)
    if speaking and alike not in bodies:
        contents = [{**_content(draft, names), **on} for draft in speaking]
        text = canonical_json(contents[0] if len(contents) == 1 else {"parts": contents})
        bodies[alike] = SaidRow(digest(text), text)
    said = bodies[alike] if speaking else None
    return Composition(last.recipient, last.key, [mark.key for mark in before], said, told)


def _content(draft: _Draft, names: Mapping[str, str]) -> Mapping[str, Any]:
    """What is said of one plan."""
    to = draft.batch.to[0]
    items = [*(_said(saying, units, to, names) for saying, units in draft.saying.values()), *draft.said]
    return {**draft.source, "items": items}


def _said(saying: _Saying, units: Sequence[str], recipient: str, names: Mapping[str, str]) -> Item:
    """The item as it is said now of the tasks of these units."""
    item, kind, now, previous = saying
    of = item["units"]
    dates = {name: getattr(now, name) for name in ("due", "safe", "set_by", "left")}
    found = {**item, "change": kind, "role": now.role, "state": now.state, "previous_due": previous, **dates}
    found |= {"provisional": bool(now.provisional), "in_doubt": bool(now.in_doubt), "late": now.clock == Kind.OVERDUE}
    if (kind == Kind.CLOSED) != (item["change"] == Kind.CLOSED):
        found["reason"] = None
    if of and len(units) < len(of):
        others = [unit for unit in units if unit != recipient]
        label = ", ".join(names.get(unit, unit) for unit in others) if len(others) <= NAMED else None
        found |= {"units": list(units), "count": len(units), "unit": label or None}
    return found
