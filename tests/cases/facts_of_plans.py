"""What rows of a compiled plan say, and what stands behind their words, by the columns of the tables beside this."""

from collections.abc import Iterator, Mapping

from rules.conditions import All, Always, Any, Condition, Every, Happened, NoneOf, SomeOf
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Continuous,
    Counted,
    Cycle,
    Done,
    DueSpec,
    FromDate,
    Offset,
    Once,
    Per,
    Pick,
    Recurring,
    RightAfter,
    Signal,
    Within,
    limits_of,
)
from rules.plan import EACH, Extensions, Plan, PlanUnit, TaskRule

Facts = Mapping[str, str]


def place(plan: Plan, signal: Signal) -> str:
    """A milestone with its own level: `provincial_congress@12`, `commune_congress@each commune`."""
    milestone = plan.milestones[signal.name]
    return f"{milestone.name}@{milestone.at or f'each {milestone.of_each}'}"


def event(plan: Plan, anchor: Anchor) -> str:
    """The happening that is counted from; the first or the last of several is named as such."""
    named = "" if anchor.pick is Pick.NEAREST else f"{anchor.pick} "
    assert anchor.kind in (None, plan.milestones[anchor.signal.name].of_each)
    return named + place(plan, anchor.signal)


def amount(offset: Offset) -> str:
    """`7 days`, `30 working days`; `0`: the nearest day."""
    assert (offset.years, offset.months, offset.weeks) == (0, 0, 0)
    counted = {"days": offset.days, "working days": offset.working_days}
    return " ".join(f"{number} {unit}" for unit, number in counted.items() if number) or "0"


def limit(plan: Plan, due: DueSpec) -> tuple[str, str, str, str, str]:
    """One limit of a deadline: the kind of its reading, its day or days, and how long on which side of what."""
    match due:
        case BeforeDate(day=day):
            return "before_date", f"{day}", "", "", ""
        case ByDate(day=day):
            return "by_date", f"{day}", "", "", ""
        case Within(start=start, end=end):
            return "period", f"{start}..{end}", "", "", ""
        case FromDate(day=day):
            return "from_date", f"{day}", "", "", ""
        case Counted(offset=offset, anchor=anchor):
            return f"{offset.direction}_event", "", amount(offset), f"{offset.direction}", event(plan, anchor)
        case RightAfter(anchor=anchor):
            return "right_after_event", "", "", "after", event(plan, anchor)
        case Once(anchor=anchor):
            return "once_event", "", "", "", event(plan, anchor)
        case Per(anchor=anchor):
            return "per_plan", "", "", "", event(plan, anchor)
    kinds: dict[type[DueSpec], str] = {Recurring: "recurring", Continuous: "continuous", Done: "done"}
    return kinds[type(due)], "", "", "", ""


def together(cells: tuple[str, ...]) -> str:
    """A column for several limits: what they have in common once, else one after the other."""
    return cells[0] if len(set(cells)) == 1 else " | ".join(one or "-" for one in cells)


def waits(plan: Plan, condition: Condition) -> str:
    """A condition in words: `provincial_congress@12 held`, `all of: …`."""
    match condition:
        case Always():
            return ""
        case Happened(signal=signal, phase=phase, own=False):
            return f"{place(plan, signal)} {phase}"
        case Every(happened=happened, under=None):
            return f"every {waits(plan, happened)}"
        case SomeOf(happened=happened, under=None, count=1):
            return f"some {waits(plan, happened)}"
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts):
            words = {All: "all of", Any: "any of", NoneOf: "none of"}[type(condition)]
            return f"{words}: {', '.join(waits(plan, part) for part in parts)}"
    raise AssertionError(condition)


def members(unit: PlanUnit, plan: Plan) -> list[str]:
    """The members of a group, as they are written: codes, and kinds below the plan's unit."""
    return [member.unit or f"every {member.text.replace(f' under {plan.unit}', '')}" for member in unit.members]


def stands_for(plan: Plan, code: str) -> Iterator[str]:
    """The agencies that a code stands for: itself, or the members of a group and of the groups in it."""
    unit = plan.units.get(code)
    for member in members(unit, plan) if unit else ():
        yield from stands_for(plan, member)
    if not (unit and unit.members):
        yield code


def hears(plan: Plan, rule: TaskRule) -> str:
    """Everybody who is told of the row, groups by their members."""
    led = [*rule.for_units] if rule.for_units else [f"every {rule.for_each}"] if rule.lead == EACH else [rule.lead]
    named = [*led, *(rule.cooperate if plan.policies.notify_cooperating else ())]
    return ", ".join(sorted({one for code in named for one in stands_for(plan, code)}))


def spread(plan: Plan, rule: TaskRule) -> str:
    """The tasks that a row is: one, one for each of a list or of a kind, or by the group that leads it."""
    if rule.for_units:
        return f"each of: {' '.join(rule.for_units)}"
    if rule.for_each:
        return f"each {rule.for_each}"
    unit = plan.units.get(rule.lead)
    asked = rule.tasks or (unit.tasks if unit else "")
    return {"each": "each member", "": "one"}.get(asked, asked)


def reports(plan: Plan, rule: TaskRule) -> str:
    """The cycle in which progress is reported, or a recurring duty comes round."""
    match rule.due:
        case Recurring(every=every, strictly_before=strictly, day=day, month=month):
            within = {-1: "its last month"}.get(month, f"month {month}")
            return f"every {every}, {'before' if strictly else 'by'} day {day} of {within}"
        case Continuous() | FromDate():
            said = rule.report_every or plan.policies.report_every
            nothing_said = rule.report_every is None and said is Cycle.QUARTER
            return "each quarter, as nothing is said" if nothing_said else f"each {said}"
    return ""


def facts(plan: Plan, rule: TaskRule) -> dict[str, str]:
    """All that a compiled row says, by the columns of the table."""
    limits = [limit(plan, one) for one in limits_of(rule.due)]
    kind, day, length, side, counts_from = map(together, zip(*limits, strict=True))
    level = rule.secrecy if rule.secrecy is not plan.secrecy else None
    more = [
        one for one in (rule.settings, rule.labels, rule.accept, rule.product, level) if one not in (None, "", (), {})
    ]
    return {
        "section": rule.section,
        "place": rule.cite,
        "says": rule.says,
        "kind": kind,
        "day": day,
        "amount": length,
        "side": side,
        "counts_from": counts_from,
        "waits_for": waits(plan, rule.when),
        "lead": "itself" if rule.lead == EACH else rule.lead,
        "tasks": spread(plan, rule),
        "cooperates": " ".join(rule.cooperate),
        "through": rule.through or "",
        "hears": hears(plan, rule),
        "reports": reports(plan, rule),
        "done": "without a day" if isinstance(rule.due, Done) else "",
        "more": " ".join(map(str, more)),
    }


def head(plan: Plan) -> dict[str, str]:
    """What a plan says of itself."""
    return {
        "number": plan.number,
        "issued": f"{plan.issued}",
        "issuer": plan.issuer,
        "unit": plan.unit,
        "secrecy": f"{plan.secrecy}",
        "starts": f"{plan.starts}",
        "ends": f"{plan.ends or ''}",
    }


def policies(plan: Plan) -> dict[str, str]:
    """How a plan is to be followed."""
    said = plan.policies
    yes_or_no = {True: "yes", False: "no"}
    assert said.extension == Extensions()
    return {
        "calendar": plan.calendar,
        "convention": plan.convention,
        "right after": f"{amount(said.right_after)} {said.right_after.direction}",
        "set date within": f"{amount(said.set_date_within)} {said.set_date_within.direction}",
        "remind": f"{said.remind_working_days} working days",
        "notify cooperating": yes_or_no[said.notify_cooperating],
        "report every": said.report_every,
        "accept": yes_or_no[said.accept],
        "follow": said.follow or "",
        "rows less secret": yes_or_no[said.rows_less_secret],
        "settings": " ".join(said.settings),
    }


def names(plan: Plan) -> Iterator[tuple[str, str, Facts]]:
    """What stands behind the words of a plan's rows: its head, policies, agencies, groups, milestones, suspensions."""
    for sort, values in (("head", head(plan)), ("policy", policies(plan))):
        yield from ((sort, name, {"says": says}) for name, says in values.items())
    for unit in plan.units.values():
        group = unit.kind == "group"
        called = {"says": unit.name, "kind": "" if group else unit.kind, "place": unit.parent or ""}
        tasks = {"each": "each member"}.get(unit.tasks, unit.tasks)
        yield (
            "group" if group else "agency",
            unit.code,
            {**called, "members": ", ".join(members(unit, plan)), "tasks": tasks},
        )
    for milestone in plan.milestones.values():
        where = {"says": milestone.title, "place": milestone.at or f"each {milestone.of_each}"}
        assert not milestone.repeats
        yield "milestone", milestone.name, {**where, "held": f"{milestone.held or ''}", "document": milestone.document}
    for clause in plan.suspensions:
        assert (clause.unit, clause.since) == (None, None)
        reach = {"says": f"until {clause.until}", "place": " ".join(clause.plans or ["of every plan"])}
        yield "suspension", " ".join(clause.selectors), reach
