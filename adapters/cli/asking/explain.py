"""The command `explain`: why a task is due when it is."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import typer

from adapters.bootstrap import Office
from adapters.cli.asking.events import answer
from adapters.cli.asking.looking.explained import seen_in
from adapters.cli.asking.looking.noting import note
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, TaskId
from adapters.cli.frame.refusals import Refused
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.course.coming_rungs import coming_answers, coming_lines
from adapters.cli.output.course.former_rows import former_answers, former_lines
from adapters.cli.output.course.in_lists import part_answer, report_answer
from adapters.cli.output.derivations import lines
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.cli.output.task_answers import receipt
from adapters.cli.typed_in.row_numbers import stored
from adapters.words.catalogue import say
from adapters.words.count_steps import step_said
from adapters.words.rules import Titles, due_said
from engine.asking.course.coming_rungs import coming_rungs
from engine.asking.course.former_rows import former_rows
from engine.asking.explaining import Explanation, Ground, Stage, Turn
from engine.asking.explaining import explain as explained
from engine.snapshot import Snapshot
from engine.tasks import task_shown
from engine.telling.levels import event_level, signal_level
from engine.telling.reasons import title
from events.rows import DueRow
from rules.language.condition_text import format_condition
from rules.language.offset_text import format_due
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import numbered_rule, row_name

_NOT_BEGUN = N_("Task “{task}” had not begun as looked at on {day}. Without --on and --as-of it is shown as it is now.")


def explain(
    context: typer.Context, task: TaskId, as_of: AsOf = None, on: OnDay = None, as_json: AsJson = False
) -> None:
    """Show why a task is due when it is."""
    here = invocation(context)
    with here.office() as office, view(office, as_of, on) as seen:
        named, task = task, stored(Snapshot(seen.session, office.tools), task)
        if seen.back and seen.session.task(task) is None and _is_there(office, task):
            raise Refused(_NOT_BEGUN, task=named, day=seen.day)
        found = explained(seen.session, office.tools, task, log=seen.log)
        former = former_rows(seen.session, office.tools, found.task, log=seen.log)
        passed = [task for one in former for task in one.tasks]
        rows = [(one.plan.id, one.rule.number, one.rule.secrecy) for one in former]
        note(office, "explain", [*rows, *(seen for of in (found, *passed) for seen in seen_in(of))])
        rungs = coming_rungs(Snapshot(seen.session, office.tools), found.task, found.due, seen.day)
    if as_json:
        took = former_answers(former, lambda one: _answer(one, here.terminal))
        here.terminal.json({**_answer(found, here.terminal), "coming": coming_answers(rungs), "took_over": took})
    else:
        shown = lines(here.terminal, found), coming_lines(here.terminal, rungs), former_lines(here.terminal, former)
        for line in chain.from_iterable(shown):
            here.terminal.write(line + "\n")


def _is_there(office: Office, task: str) -> bool:
    with office.store.begin(write=False) as session:
        return session.task(task) is not None


def _answer(found: Explanation, terminal: Terminal) -> dict[str, Any]:
    lang, plans = terminal.lang, found.plans
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
        "when_due_words": say(due_said(found.plan, rule.due, _outside(terminal)), lang),
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


def _outside(terminal: Terminal) -> Titles:
    """What may be quoted in an answer for programs: a happening that is too secret by its number or code."""

    def quoted(plan: Plan, signal: Signal) -> str:
        milestone = signal.kind is SignalKind.MILESTONE
        name, level = signal.name if milestone else row_name(plan, signal.name), signal_level(plan, signal)
        return terminal.leaving.quoted(title(plan, signal), name, level, terminal.lang)

    return quoted


def _grounds(grounds: Sequence[Ground], plans: Mapping[str, Plan]) -> list[dict[str, Any]]:
    return [
        {
            **answer(one.recorded, plans),
            "amended_by": [answer(later, plans, one.recorded.event) for later in one.amendments],
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
