"""One task told: its steps to the date, its history as sentences, the messages that spoke of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from adapters.answers.derivations import CHANGES, CONVENTIONS
from adapters.answers.due_dates import due_text
from adapters.web.pages.drawing.months import Strip, strip
from adapters.web.pages.shared.reading import Reading
from adapters.web.pages.shared.taken_back import status, taken_back
from adapters.words.catalogue import Said, half
from adapters.words.count_steps import step_said
from adapters.words.log import Logbook
from adapters.words.rules import due_said
from adapters.words.sending.outcomes import plain
from adapters.words.sending.statuses import STATUSES
from adapters.words.sending.ways import sent_by
from adapters.words.tasks import STATES
from engine.asking.explaining import Explanation, Ground, Stage
from engine.calendars.calendar import CalendarError
from engine.tasks import State
from engine.telling.reasons import title
from events.beside.attempts import attempts
from events.event import Recorded
from events.rows import plan_of
from events.store import Session
from events.views import MessageView
from rules.problems import N_

_RULE = N_("The row says: {words}")
_STAGE, _STAGE_DUE = N_("{change}: {what}"), N_("{change} ({due}): {what}")
_PREVIOUS = N_("{change}, from {before} to {due}: {what}")
_MOST_MESSAGES = 40
_OVER = ("sent", "covered", "cancelled", "trial")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStep:
    """A step on the way to the date."""

    words: Said | str
    document: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEntry:
    """Something that happened to the task, or was said of it."""

    on: date
    words: Said | str
    document: str = ""
    reason: str = ""
    by: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message that spoke of the task."""

    to: str
    way: Said | str
    status: str
    at: datetime | None
    what: str = ""  # what became of the last attempt, and what to do
    next: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells parts of one explanation."""

    seen: Reading
    found: Explanation

    @property
    def _log(self) -> Logbook:
        return Logbook(self.found.plan, self.found.units, self.found.plans)

    def grounds(self) -> Iterator[TaskStep]:
        """The events that the date rests on, each with those that amended it."""
        for ground in self.found.grounds:
            yield self._event(ground.recorded, ())
            yield from (self._event(later, ground.named(later)) for later in ground.amendments)

    def _event(self, recorded: Recorded, named: Sequence[Recorded]) -> TaskStep:
        event = recorded.event
        what = self._log.what(event, [one.event for one in named])
        return TaskStep(words=what, document=event.document.text if event.document else "", day=event.occurred_on)

    def rule(self) -> TaskStep:
        """The row of the document, in the rule's words."""
        words = due_said(self.found.plan, self.found.rule.due, title)
        return TaskStep(
            words=Said(_RULE, {"words": words}), document=f"{self.found.rule.cite}, {self.found.plan.number}"
        )

    def count(self) -> list[Said]:
        """The count, step by step."""
        return [step_said(step.template, step.args) for step in self.found.steps]

    def counted_by(self) -> Said | str:
        """The law by which it is counted."""
        due = self.found.due
        return Said(CONVENTIONS[due.convention.partition("[")[0]]) if due else ""

    def months(self) -> Strip | None:
        """The months from the event to the last day; None where nothing was counted."""
        due, days = self.found.due, [one.recorded.event.occurred_on for one in self.found.grounds]
        if not (due and due.due and days and self.found.steps):
            return None
        try:
            calendar = self.seen.shelf.calendar(self.found.plan.calendar)
            start = _counted_from(self.found) or max(days)
            return strip(calendar, start, date.fromisoformat(due.due), self.found.steps)
        except CalendarError:
            return None

    def history(self) -> list[TaskEntry]:
        """All that happened to it, the latest first."""
        stages = [self._stage(one, before) for one, before in _with_before(self.found.stages)]
        course = [entry for ground in self.found.course for entry in self._said(ground)]
        return sorted((*stages, *course), key=lambda one: one.at, reverse=True)

    def _stage(self, stage: Stage, before: Stage | None) -> TaskEntry:
        event, speech = stage.since.recorded.event, self.seen.speech
        what = self._log.what(event, [one.event for one in stage.since.named])
        change = Said(CHANGES[stage.since.change])
        now, then = _day(stage), _day(before)
        words = Said(_STAGE, {"change": change, "what": what})
        if now and then and now != then:
            words = Said(_PREVIOUS, {"change": change, "before": then, "due": now, "what": what})
        elif now and before is None:
            words = Said(_STAGE_DUE, {"change": change, "due": due_text(speech, stage.due, stage.state), "what": what})
        return self._entry(stage.since.recorded, words, stage.since.moment)

    def _said(self, ground: Ground) -> Iterator[TaskEntry]:
        yield self._entry(ground.recorded, self._log.what(ground.recorded.event), ground.recorded.event.recorded_at)
        for later in ground.amendments:
            what = self._log.what(later.event, [one.event for one in ground.named(later)])
            yield self._entry(later, what, later.event.recorded_at)

    def _entry(self, recorded: Recorded, words: Said, moment: datetime) -> TaskEntry:
        event = recorded.event
        document, reason = event.document.text if event.document else "", str(event.data.get("reason") or "")
        return TaskEntry(on=event.occurred_on, words=words, document=document, reason=reason, by=event.actor, at=moment)

    def state(self) -> str:
        """Its state, in words."""
        return STATES[State(self.found.task.state)]

    def letters(self, sent: Sequence[MessageView]) -> list[SentMessage]:
        """The messages to its agencies that spoke of it, the latest first; `sent`: all that these were sent."""
        ours = [one for one in sent if _speaks_of(one.content, self.found)]
        latest = sorted(ours, key=lambda one: one.position, reverse=True)[:_MOST_MESSAGES]
        gone = taken_back(self.seen.session, latest)
        return [self._letter(one, gone) for one in latest]

    def _letter(self, sent: MessageView, gone: frozenset[int]) -> SentMessage:
        last = next(reversed([*attempts(sent.tries)]), None)
        words = plain(last) if last and sent.status not in _OVER else None
        return SentMessage(
            to=self.seen.units.name(sent.recipient),
            way=sent_by(sent.channel),
            status=status(sent, gone, STATUSES.get(sent.status, sent.status)),
            at=datetime.fromisoformat(sent.sent_at) if sent.sent_at else None,
            what=words.what if words else half(sent.last_error or "", self.seen.speech.lang),
            next=words.next if words else "",
        )


def messages_about(seen: Reading, name: str) -> list[MessageView]:
    """All that was sent to the agencies of a task: to those that the reader sees."""
    task, plan = seen.session.task(name), seen.shelf.plan(plan_of(name))
    if task is None or plan is None:
        return []
    units = [unit for unit in dict.fromkeys((task.lead, task.unit, plan.follower)) if seen.sight.sees_unit(unit)]
    of_each = seen.session.side_by_side([partial(_sent_to, unit) for unit in units])
    return [one for of in of_each for one in of]


def _sent_to(unit: str, session: Session) -> list[MessageView]:
    return session.messages(recipient=unit)


def _with_before(stages: Sequence[Stage]) -> Iterator[tuple[Stage, Stage | None]]:
    yield from zip(stages, [None, *stages[:-1]], strict=True)


def _day(stage: Stage | None) -> str:
    return stage.due.due or "" if stage and stage.due and stage.state != State.CLOSED else ""


def _counted_from(found: Explanation) -> date | None:
    """The day of the event from which the steps of the count go, as they name it."""
    days = (step.args.get("event") for step in found.steps)
    found_in = next((str(day) for day in days if day), None)
    return date.fromisoformat(found_in) if found_in else None


def _speaks_of(content: str, found: Explanation) -> bool:
    """True if a message tells of the task: of its row, at its agency, in its round."""
    said, task, rule = json.loads(content), found.task, found.rule
    parts = [part for part in said.get("parts") or [said] if part.get("plan", {}).get("id") == found.plan.id]
    return any(
        item.get("rule") in (rule.number, rule.id)
        and task.unit in (item.get("units") or [])
        and (item.get("cycle") or "") == task.cycle
        for part in parts
        for item in part.get("items") or []
    )
