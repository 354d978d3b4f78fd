"""The canonical form of plans: what has the same meaning has the same bytes, and so the same hash.

A field that came later is left out where it is not used: the hash of a plan outlives versions of this program.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rules.language.condition_text import format_condition
from rules.language.offset_text import format_amount, format_due
from rules.offsets import Cycle, Once, Per, RightAfter
from rules.plan import Extensions, Milestone, Plan, PlanSuspension, PlanUnit, Policies, TaskRule
from rules.rule_selectors import means
from rules.secrecy import Level


def rule_hash(rule: TaskRule, plan: Plan) -> str:
    """sha-256 (hex) of what decides the dates of a rule's tasks: its own words and what the plan lays down for them."""
    policies = plan.policies
    content: dict[str, Any] = {
        "when": format_condition(rule.when),
        "due": format_due(rule.due),
        "for": {"each": rule.for_each, "units": rule.for_units or [rule.lead]},
        "settings": {**policies.settings, **rule.settings},
        "convention": plan.convention,
        "calendar": plan.calendar,
        "starts": str(plan.starts),
    }
    if rule.tasks:
        content["tasks"] = rule.tasks
    if isinstance(rule.due, RightAfter):
        content["right after"] = format_amount(policies.right_after)
    if isinstance(rule.due, Once | Per):
        content["set date within"] = format_amount(policies.set_date_within)
    suspended = [
        _suspension(each, plan) for each in plan.suspensions if each.reaches(plan.id) and means(each.selectors, rule)
    ]
    if suspended:
        content["suspended"] = suspended
    return digest(content)


def plan_hash(plan: Plan) -> str:
    """sha-256 (hex) of everything that a plan file says."""
    return digest(plan_content(plan))


def plan_content(plan: Plan) -> dict[str, Any]:
    """Everything that a plan file says, as JSON values named as in the file."""
    header = ("id", "title", "number", "issuer", "issued", "starts", "ends", "unit", "calendar", "convention")
    content: dict[str, Any] = {name: _plain(getattr(plan, name)) for name in header}
    content |= {"letter": True} if plan.letter else {}
    content["policies"] = _policies(plan.policies)
    content["units"] = {code: _unit(unit) for code, unit in plan.units.items()}
    content["milestones"] = {name: _milestone(milestone) for name, milestone in plan.milestones.items()}
    content["rules"] = [_rule(rule, plan) for rule in plan.rules.values()]
    if plan.secrecy is not Level.OPEN:
        content["secrecy"] = str(plan.secrecy)
    if plan.suspensions:
        content["suspensions"] = [_suspension(each, plan) for each in plan.suspensions]
    return content


def digest(content: Mapping[str, Any]) -> str:
    """sha-256 (hex) of canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str | None:
    """The value as text, None for none."""
    return None if value is None else str(value)


def _policies(policies: Policies) -> dict[str, Any]:
    """The policies; those that came later only where they are not the default."""
    limits = policies.extension
    extension = limits != Extensions() and {
        "times": limits.times,
        "at most": limits.at_most and format_amount(limits.at_most),
        **({"by": limits.by} if limits.by else {}),
    }
    return {
        "right after": format_amount(policies.right_after),
        "set date within": format_amount(policies.set_date_within),
        "remind": policies.remind_working_days,
        "notify cooperating": policies.notify_cooperating,
        "settings": dict(policies.settings),
        **({"extension": extension} if extension else {}),
        **({"accept": True} if policies.accept else {}),
        **({"follow": policies.follow} if policies.follow else {}),
        **({"report every": policies.report_every} if policies.report_every is not Cycle.QUARTER else {}),
        **({"rows less secret": True} if policies.rows_less_secret else {}),
        **_ladder(policies),
    }


def _ladder(said: Policies | TaskRule) -> dict[str, Any]:
    """What a plan or a row says of who is told on which days, if it does."""
    all_of_them = {"reminders": said.reminders, "escalation": said.escalation, "no progress": said.no_progress}
    ladders = {name: rungs for name, rungs in all_of_them.items() if rungs is not None}
    if not ladders:
        return {}
    from rules.language.rung_text import format_rung  # noqa: PLC0415 - most plans leave them as they are

    return {name: list(map(format_rung, rungs)) for name, rungs in ladders.items()}


def _suspension(suspension: PlanSuspension, plan: Plan) -> dict[str, Any]:
    """A suspension; the plans it is for only where it is not for its own."""
    content = asdict(suspension)
    if suspension.plans == (plan.id,):
        del content["plans"]
    return content


def _unit(unit: PlanUnit) -> dict[str, Any]:
    """A unit; members and tasks only of a group that has them."""
    content = {**asdict(unit), "members": [one.text for one in unit.members]}
    return {name: value for name, value in content.items() if value or name not in ("members", "tasks")}


def _milestone(milestone: Milestone) -> dict[str, Any]:
    """A milestone; that it repeats, was held or has a document only where that is so."""
    content = {**asdict(milestone), "held": _plain(milestone.held)}
    return {name: value for name, value in content.items() if value or name not in ("repeats", "held", "document")}


def _rule(rule: TaskRule, plan: Plan) -> dict[str, Any]:
    """A task rule; fields that came later only where it has its own, its number only where that is not its key."""
    return {
        "id": rule.id,
        **({"number": rule.number} if rule.number != rule.id else {}),
        "section": rule.section,
        "title": rule.title,
        "lead": rule.lead,
        "cooperate": rule.cooperate,
        **({"tasks": rule.tasks} if rule.tasks else {}),
        "for": {"each": rule.for_each, "units": rule.for_units},
        "when": format_condition(rule.when),
        "due": format_due(rule.due),
        "says": rule.says,
        "cite": rule.cite,
        "settings": dict(rule.settings),
        **({"labels": rule.labels} if rule.labels else {}),
        **({"accept": rule.accept} if rule.accept is not None else {}),
        **({"secrecy": str(rule.secrecy)} if rule.secrecy is not plan.secrecy else {}),
        **({"product": rule.product} if rule.product else {}),
        **({"report every": rule.report_every} if rule.report_every else {}),
        **({"through": rule.through} if rule.through else {}),
        **({"follow": rule.follow} if rule.follow else {}),
        **_ladder(rule),
    }
