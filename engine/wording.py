"""One line that says why a task is as it is: a template and its fields, translated where it is shown."""

from typing import NamedTuple

from engine.decision import Change, Kind
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Plan
from rules.problems import N_


class Text(NamedTuple):
    """An English template with {named} fields, and the fields. Days are ISO text."""

    template: str
    args: dict[str, str]


HELD = N_("“{says}”: {happening}, held on {day}")
PLANNED = N_("“{says}”: {happening}, planned for {day}")
DONE = N_("“{says}”: {happening}, done on {day}")
MISSED = N_("“{says}”: {happening}, not done by {day}")
AS_WRITTEN = N_("“{says}”")
IN_CYCLE = N_("“{says}”: {cycle}")
WITHDRAWN = N_("“{says}”: what it was waiting for no longer stands")


def reason(plan: Plan, change: Change) -> Text:
    """Why the tasks of `change` are as they now are."""
    says = change.rule.says
    if change.kind is Kind.CLOSED:
        return Text(WITHDRAWN, {"says": says})
    anchor = anchor_of(change.rule.due)
    if anchor and change.happening:
        day = change.happening.day.isoformat()
        template = _happened(anchor.signal, change.happening.firm)
        return Text(template, {"says": says, "happening": title(plan, anchor.signal), "day": day})
    return Text(IN_CYCLE, {"says": says, "cycle": change.cycle}) if change.cycle else Text(AS_WRITTEN, {"says": says})


def title(plan: Plan, signal: Signal) -> str:
    """What officers call a happening: the milestone's title, or that of the task."""
    if signal.kind is SignalKind.MILESTONE:
        milestone = plan.milestones.get(signal.name)
        return milestone.title if milestone else signal.name
    rule = plan.rules.get(signal.name)
    return rule.title if rule else signal.name


def _happened(signal: Signal, firm: bool) -> str:
    if signal.kind is SignalKind.MILESTONE:
        return HELD if firm else PLANNED
    return DONE if signal.kind is SignalKind.DONE else MISSED
