"""Plans for programs; the form is documented in docs/cli.md."""

from collections.abc import Mapping, Sequence

from adapters.answers.task_answers import Answer
from engine.facts.plans import ending_of
from events.rows import PlanRow
from rules.language.offset_text import format_due
from rules.plan import Plan
from rules.row_names import numbered_rule

Took = Mapping[str, Sequence[Answer]]
"""By row, those of other plans that passed to it."""


def plan_answer(plan: Plan, row: PlanRow | None) -> dict[str, object]:
    """The head of a plan; `row`: where it is in force."""
    return {
        "id": plan.id,
        "title": plan.title,
        "number": plan.number,
        "secrecy": str(plan.secrecy),
        "issuer": plan.issuer,
        "issued": plan.issued.isoformat(),
        "starts": plan.starts.isoformat(),
        "ends": plan.ends.isoformat() if plan.ends else None,
        "unit": plan.unit,
        "calendar": plan.calendar,
        "convention": plan.convention,
        "letter": plan.letter,
        "hash": plan.hash,
        "version": row.version if row else None,
        "adopted_on": row.adopted_on if row else None,
        "ended": _ended(row) if row else None,
    }


def _ended(row: PlanRow) -> dict[str, object] | None:
    ending = ending_of(row)
    return ending and {"day": ending.day.isoformat(), "by": ending.said.by or None, "event": ending.event}


def plan_content(plan: Plan, took: Took) -> dict[str, object]:
    """Its milestones and rows; `took`: the rows of other plans that passed to each."""
    milestones = [
        {
            "name": m.name,
            "title": m.title,
            "at": m.at,
            "of_each": m.of_each,
            "repeats": m.repeats,
            "held": m.held.isoformat() if m.held else None,
            "document": m.document or None,
        }
        for m in plan.milestones.values()
    ]
    rules = [
        {
            "id": rule.number,
            "key": rule.id,
            "section": rule.section,
            "secrecy": str(rule.secrecy),
            "title": rule.title,
            "lead": rule.lead,
            "cooperate": list(rule.cooperate),
            "through": rule.through,
            "product": rule.product or None,
            "follow": rule.follow,
            "for_each": rule.for_each,
            "due": format_due(numbered_rule(plan, rule).due),
            "says": rule.says,
            "cite": rule.cite,
            "took_over": took.get(rule.id, []),
        }
        for rule in plan.rules.values()
    ]
    return {"milestones": milestones, "rules": rules}
