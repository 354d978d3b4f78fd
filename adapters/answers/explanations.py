"""Why a task is due when it is, for programs; documented in docs/cli.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from adapters.answers.course.coming_rungs import coming_answers, coming_lines
from adapters.answers.course.former_rows import former_answers, former_lines
from adapters.answers.course.in_lists import part_answer, report_answer
from adapters.answers.derivations import lines
from adapters.answers.explained import seen_in
from adapters.answers.log import event_answer
from adapters.answers.noting import Looked
from adapters.answers.speech import Speech
from adapters.answers.task_answers import receipt
from adapters.words.catalogue import say
from adapters.words.count_steps import step_said
from adapters.words.rules import Titles, due_said
from engine.asking.course.coming_rungs import Coming, coming_rungs
from engine.asking.course.former_rows import FormerRow, former_rows
from engine.asking.explaining import Explanation, Ground, Stage, Turn, explain
from engine.snapshot import Snapshot, Tools
from engine.tasks import task_shown
from engine.telling.levels import event_level, signal_level
from engine.telling.reasons import title
from events.rows import DueRow
from events.store import Session
from rules.language.condition_text import format_condition
from rules.language.offset_text import format_due
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.row_names import numbered_rule, row_name


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a task is due when it is, when it will be told of, and what it was before its row passed to this one."""

    found: Explanation
    former: Sequence[FormerRow]
    rungs: Sequence[Coming]

    @classmethod
    def of(cls, session: Session, tools: Tools, task: str, day: date, *, log: Session | None = None) -> "Explained":
        """The explanation of the task with that key, as of a day. Raises UnknownTask. `log`: where events are read."""
        found = explain(session, tools, task, log=log)
        former = former_rows(session, tools, found.task, log=log)
        return cls(found, former, coming_rungs(Snapshot(session, tools), found.task, found.due, day))

    def looked(self) -> Iterator[Looked]:
        """All rows that can be read in it."""
        yield from ((one.plan.id, one.rule.number, one.rule.secrecy) for one in self.former)
        passed = (task for one in self.former for task in one.tasks)
        yield from (seen for of in (self.found, *passed) for seen in seen_in(of))

    def answer(self, speech: Speech) -> dict[str, Any]:
        """For programs."""
        took = former_answers(self.former, lambda one: explanation_answer(one, speech))
        return {**explanation_answer(self.found, speech), "coming": coming_answers(self.rungs), "took_over": took}

    def lines(self, speech: Speech) -> Iterator[str]:
        """For people, line by line."""
        shown = lines(speech, self.found), coming_lines(speech, self.rungs), former_lines(speech, self.former)
        return chain.from_iterable(shown)


def explanation_answer(found: Explanation, speech: Speech) -> dict[str, Any]:
    """One task's explanation, without what passed to it and what is to come."""
    lang, plans = speech.lang, found.plans
    rule, shown = found.rule, numbered_rule(found.plan, found.rule)
    return {
        "id": task_shown(found.plan, found.task.id),
        "key": found.task.id,
        "plan": found.plan.id,
        "rule": shown.id,
        "unit": found.task.unit,
        "lead": found.task.lead,
        "task_of": found.unit if found.units.passed_on(found.task.unit, found.task.lead) else None,
        "secrecy": str(rule.secrecy),
        "title": rule.title,
        "says": rule.says,
        "cite": rule.cite,
        "expects": rule.product or None,
        "through": rule.passed_on_by,
        "follow": rule.follow,
        "when": format_condition(shown.when),
        "when_due": format_due(shown.due),
        "when_due_words": say(due_said(found.plan, rule.due, _outside(speech)), lang),
        "state": found.task.state,
        **_due(found.due),
        "recounting": found.recounting,
        "set_by_hand": found.by_hand is not None,
        "calendar": found.due.calendar if found.due else None,
        "convention": found.due.convention if found.due else None,
        "rule_hash": rule.hash,
        "receipt": receipt(found.due) if found.due else None,
        "grounds": _grounds(found.grounds, plans),
        "course": _grounds(found.course, plans),
        "parts": [part_answer(fact) for fact in found.parts],
        **report_answer(found.report, found.units),
        "awaits_acceptance": found.awaits_acceptance,
        "steps": [say(step_said(step.template, step.args), lang) for step in found.steps],
        "since": _turn(found.stages[-1].since, plans),
        "earlier": [_stage(stage, plans) for stage in found.earlier],
    }


def _outside(speech: Speech) -> Titles:
    """What may be quoted in an answer for programs: a happening that is too secret by its number or code."""

    def quoted(plan: Plan, signal: Signal) -> str:
        milestone = signal.kind is SignalKind.MILESTONE
        name, level = signal.name if milestone else row_name(plan, signal.name), signal_level(plan, signal)
        return speech.leaving.quoted(title(plan, signal), name, level, speech.lang)

    return quoted


def _grounds(grounds: Sequence[Ground], plans: Mapping[str, Plan]) -> list[dict[str, Any]]:
    return [
        {
            **event_answer(one.recorded, plans),
            "amended_by": [event_answer(later, plans, one.recorded.event) for later in one.amendments],
        }
        for one in grounds
    ]


def _stage(stage: Stage, plans: Mapping[str, Plan]) -> dict[str, Any]:
    until = stage.until
    return {
        "state": stage.state,
        **_due(stage.due),
        "receipt": receipt(stage.due) if stage.due else None,
        "since": _turn(stage.since, plans),
        "until": _turn(until, plans) if until else None,
        "change": until.change if until else None,
        "event": until.recorded.event.id if until else None,
    }


def _turn(turn: Turn, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """The event that made the task another: by whom, on what document, for what reason."""
    event = turn.recorded.event
    return {
        "change": turn.change,
        "moment": turn.moment.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "event": event.id,
        "type": event.type,
        "secrecy": str(event_level(event, plans, turn.root.event)),
        "about": turn.root.event.id if turn.root.event.id != event.id else None,
        "occurred_on": event.occurred_on.isoformat(),
        "actor": event.actor,
        "document": event.document.text if event.document else None,
        "reason": event.data.get("reason"),
    }


def _due(due: DueRow | None) -> dict[str, Any]:
    names = ("nominal", "due", "safe", "window_start", "set_by", "remind_on", "left")
    return {
        **{name: getattr(due, name) if due else None for name in names},
        "provisional": bool(due and due.provisional),
    }
