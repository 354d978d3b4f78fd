"""Deadlines and conditions of rules in words: `7 days after congress` is “7 ngày sau “Đại hội Đảng bộ tỉnh””."""

from collections.abc import Callable, Mapping

from adapters.words.amounts import amount_said
from adapters.words.catalogue import WEEKDAYS, Said, kind_said
from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.offset_text import OffsetSyntaxError, format_amount, parse_amount, parse_due
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Cycle,
    Direction,
    Done,
    DueSpec,
    Earliest,
    FromDate,
    Offset,
    Once,
    Per,
    Pick,
    Recurring,
    RightAfter,
    Signal,
    SignalKind,
    Within,
)
from rules.plan import Plan, Policies
from rules.problems import N_

CYCLES: Mapping[Cycle, str] = {
    Cycle.WEEK: N_("week"),
    Cycle.MONTH: N_("month"),
    Cycle.QUARTER: N_("quarter"),
    Cycle.HALF_YEAR: N_("half-year"),
    Cycle.YEAR: N_("year"),
}

_AFTER, _BEFORE = N_("{amount} after {what}"), N_("{amount} before {what}")
_ON, _EARLIER = N_("on the day of {what}"), N_("before {what}")
_RIGHT_AFTER = N_("right after {what}; by this plan {amount}")
_ONCE = N_("once there is {what}; a date is then set within {amount}")
_PER = N_("as {what} lays down; where it has no date, one is set within {amount}")
_DATED: Mapping[type[DueSpec], str] = {
    BeforeDate: N_("before {day}"),
    ByDate: N_("by {day}"),
    FromDate: N_("from {day} on, without a last day"),
}
_EARLIEST = N_("the earliest of these: {limits}")
_WITHIN = N_("from {start} to {end}")
_CONTINUOUS, _DONE = N_("standing work, without a last day"), N_("recorded as done with the plan")
_RECURRING_BEFORE, _RECURRING_BY = N_("every {cycle}, before {day}"), N_("every {cycle}, by {day}")
_DAY, _DAY_OF_MONTH = N_("day {day}"), N_("day {day} of its month {month}")
_LAST_DAY, _LAST_DAY_OF_MONTH = N_("the last day"), N_("the last day of its month {month}")
_DAY_OF_LAST, _LAST_OF_LAST = N_("day {day} of its last month"), N_("the last day of its last month")
WHAT: Mapping[SignalKind, str] = {
    SignalKind.MILESTONE: N_("“{title}”"),
    SignalKind.DONE: N_("the task “{title}” is done"),
    SignalKind.MISSED: N_("the task “{title}” is not done in time"),
}
_PLANNED = N_("“{title}” is planned")
HAPPENED: Mapping[SignalKind, str] = {**WHAT, SignalKind.MILESTONE: N_("“{title}” is held")}
_EVERY, _SOME = N_("all {kind}: {what}"), N_("{count} or more of {kind}: {what}")
_PARTS: Mapping[type[Condition], str] = {
    All: N_("all of this: {parts}"),
    Any: N_("one of this: {parts}"),
    NoneOf: N_("none of this: {parts}"),
    AtLeast: N_("{count} or more of this: {parts}"),
}
_ALWAYS = N_("the plan starts")
_OWN, _FIRST, _LAST = (
    N_("{what} at the unit itself"),
    N_("the first {what} among {kind}"),
    N_("the last {what} among {kind}"),
)


Titles = Callable[[Plan, Signal], str]
"""What the happenings of a plan are called: by their titles (`engine.telling.reasons.title`), or as these may leave."""

Title = Callable[[Signal], str]
"""The same in one plan, or in a draft of one."""


def due_said(plan: Plan, spec: DueSpec, titles: Titles) -> Said:
    """The deadline `spec` of a rule of `plan`, before it has a language, with happenings called as `titles` does."""
    return draft_due_said(spec, lambda signal: titles(plan, signal), plan.policies)


def draft_due_said(spec: DueSpec, title: Title, policies: Policies) -> Said:
    """The same where there is no plan yet: with its `policies`, and happenings called as `title` does."""
    match spec:
        case Counted() | RightAfter() | Once() | Per():
            return _from_happening(policies, spec, title)
        case Recurring():
            return _recurring(spec)
        case Within(start=start, end=end):
            return Said(_WITHIN, {"start": start, "end": end})
        case BeforeDate(day=day) | ByDate(day=day) | FromDate(day=day):
            return Said(_DATED[type(spec)], {"day": day})
        case Earliest(of=limits):
            return Said(_EARLIEST, {"limits": [draft_due_said(limit, title, policies) for limit in limits]})
        case Continuous() | Done():
            return Said(_CONTINUOUS if isinstance(spec, Continuous) else _DONE)


def written_due_said(due: str, titles: Mapping[str, str]) -> Said | str:
    """A deadline in the offset language, in words, with the `titles` of milestones by name and the usual policies.

    One that the language does not read stands as it is.
    """
    from rules.plan_file.fields import POLICIES  # noqa: PLC0415 - of drafts alone

    right_after, within = (parse_amount(POLICIES[name].default) for name in ("right after", "set date within"))
    policies = Policies(right_after=right_after, set_date_within=within)
    try:
        return draft_due_said(parse_due(due), lambda signal: titles.get(signal.name, signal.name), policies)
    except OffsetSyntaxError:
        return due


def condition_said(plan: Plan, condition: Condition, titles: Titles) -> Said:
    """The `condition` on which a task of `plan` begins, before it has a language; `titles` as for `due_said`."""
    match condition:
        case Happened():
            return _happened(plan, condition, titles)
        case Every(kind=kind, happened=happened) | SomeOf(kind=kind, happened=happened):
            template = _EVERY if isinstance(condition, Every) else _SOME
            count = condition.count if isinstance(condition, SomeOf) else 0
            return Said(template, {"count": count, "kind": kind_said(kind), "what": _happened(plan, happened, titles)})
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            count = condition.count if isinstance(condition, AtLeast) else 0
            return Said(
                _PARTS[type(condition)], {"count": count, "parts": [condition_said(plan, p, titles) for p in parts]}
            )
        case Always():
            return Said(_ALWAYS)


def _happened(plan: Plan, condition: Happened, titles: Titles) -> Said:
    signal = condition.signal
    template = _PLANNED if condition.phase is Phase.PLANNED else HAPPENED[signal.kind]
    said = Said(template, {"title": titles(plan, signal)})
    return Said(_OWN, {"what": said}) if condition.own else said


def _from_happening(policies: Policies, spec: Counted | RightAfter | Once | Per, title: Title) -> Said:
    what = _what(spec.anchor, title)
    match spec:
        case Counted(offset=offset):
            return _counted(offset, what)
        case RightAfter():
            return Said(_RIGHT_AFTER, {"what": what, "amount": _amount(policies.right_after)})
        case Once() | Per():
            template = _ONCE if isinstance(spec, Once) else _PER
            return Said(template, {"what": what, "amount": _amount(policies.set_date_within)})


def _counted(offset: Offset, what: Said) -> Said:
    after = offset.direction is Direction.AFTER
    if not any((offset.years, offset.months, offset.weeks, offset.days, offset.working_days)):
        return Said(_ON if after else _EARLIER, {"what": what})
    return Said(_AFTER if after else _BEFORE, {"amount": _amount(offset), "what": what})


def _amount(offset: Offset) -> Said:
    return amount_said(format_amount(offset))


def _what(anchor: Anchor, title: Title) -> Said:
    what = Said(WHAT[anchor.signal.kind], {"title": title(anchor.signal)})
    if anchor.pick is Pick.OWN:
        return Said(_OWN, {"what": what})
    if anchor.kind:
        template = _FIRST if anchor.pick is Pick.FIRST else _LAST
        return Said(template, {"what": what, "kind": kind_said(anchor.kind)})
    return what


def _recurring(spec: Recurring) -> Said:
    template = _RECURRING_BEFORE if spec.strictly_before else _RECURRING_BY
    return Said(template, {"cycle": Said(CYCLES[spec.every]), "day": _day_of(spec)})


def _day_of(spec: Recurring) -> Said:
    named = {"day": spec.day, "month": spec.month}
    if spec.every is Cycle.WEEK:
        return Said(WEEKDAYS[spec.day - 1 if spec.day > 0 else spec.day])
    if spec.every is Cycle.MONTH:
        return Said(_LAST_DAY if spec.day < 0 else _DAY, named)
    if spec.month < 0:
        return Said(_LAST_OF_LAST if spec.day < 0 else _DAY_OF_LAST, named)
    return Said(_LAST_DAY_OF_MONTH if spec.day < 0 else _DAY_OF_MONTH, named)
