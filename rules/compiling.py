"""A plan file -> a Plan: read, checked, and only if nothing is wrong, made."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from rules.canonical import plan_hash, rule_hash
from rules.checking.all_checks import REFUSED_SINCE, check
from rules.checking.parsed_plan import ForEach, ParsedPlan, ParsedRecord, awaited
from rules.checking.topological_order import topological_order
from rules.conditions import atoms, derived_condition
from rules.document import Scalar
from rules.groups.members import Member
from rules.groups.silence import Hearing
from rules.language.offset_text import parse_amount
from rules.offsets import Cycle, DueSpec, Signal, SignalKind, anchors_of
from rules.plan import Extensions, Milestone, Plan, PlanSuspension, PlanUnit, Policies, TaskRule
from rules.plan_file.fields import EXTENSION, PLAN, POLICIES
from rules.plan_file.yaml_reading import read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, PlanError, Problem
from rules.row_names import renamed_rule, renamed_selectors
from rules.rule_selectors import selected, selectors
from rules.secrecy import Level, named_in
from rules.unit_kinds import usual_parent

OPEN_MARK = "# ?"
"""The beginning of a line with a question, in a draft that was made of a document."""

OPEN_QUESTIONS = N_("{count} questions of the draft are open: lines that begin with “# ?”.")
SETTLE = N_("Settle each, then remove its line; or give the answers at the next import.")

Key = TypeVar("Key")
Value = TypeVar("Value")


def compile_plan(
    source: str | bytes,
    *,
    path: str = "<plan>",
    known_units: Mapping[str, str] | None = None,
    growing: bool = False,
    adopted: bool = False,
    highest: Level = Level.TOP_SECRET,
) -> Plan:
    """The plan that a YAML file describes. Raises PlanError with all problems if any of them is an error.

    `path` is what messages call the file. `known_units` (code -> kind) are all the units there are; without it, units
    that the plan does not declare are taken on trust. `growing`: they are those of a register to which official units
    are still to be added. `adopted`: the text is in a log already, where what is only refused since then is let be.
    `highest`: the most secret that may be entered here.
    """
    document = read_document(source, path=path)
    parsed, report = check(document, known_units=known_units, growing=growing, highest=highest)
    if report.refused_but_for(REFUSED_SINCE if adopted else ()):
        raise PlanError(report.in_order(), named_in(source))
    return _plan(parsed)


def compile_checked(
    source: str | bytes,
    *,
    path: str = "<plan>",
    known_units: Mapping[str, str] | None = None,
    highest: Level = Level.TOP_SECRET,
    hearing: Hearing | None = None,
) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan that a YAML file describes, for a register that grows, and what is perhaps not meant in it.

    The file is read once. Raises PlanError with all problems if any of them is an error.
    """
    document = read_document(source, path=path)
    parsed, report = check(document, known_units=known_units, growing=True, highest=highest, hearing=hearing)
    if report.refused_but_for(()):
        raise PlanError(report.in_order(), named_in(source))
    return _plan(parsed), report.in_order()


def check_plan(
    source: str | bytes,
    *,
    path: str = "<plan>",
    known_units: Mapping[str, str] | None = None,
    growing: bool = False,
    highest: Level = Level.TOP_SECRET,
    hearing: Hearing | None = None,
) -> tuple[Problem, ...]:
    """Everything that is wrong with a plan file, or perhaps not meant, in the order of the file.

    `hearing` says which of the `known_units` hear nothing of what they are told.
    """
    try:
        document = read_document(source, path=path)
    except PlanError as error:
        return error.problems
    found = check(document, known_units=known_units, growing=growing, highest=highest, hearing=hearing)
    text = source if isinstance(source, str) else source.decode(errors="replace")
    _count_open_questions(text, found[1])
    return found[1].in_order()


def _count_open_questions(source: str, report: ProblemReport) -> None:
    """Warn of the questions that a draft still has, and point to the first."""
    lines = [number for number, line in enumerate(source.split("\n"), start=1) if line.lstrip().startswith(OPEN_MARK)]
    if lines:
        at = Scalar(text="", line=lines[0], column=1)
        report.warn("open-questions", at, OPEN_QUESTIONS, SETTLE, count=len(lines))


def _plan(parsed: ParsedPlan) -> Plan:
    """The plan that a parsed one without errors is."""
    plan = parsed.plan
    keys = {number: record.get("key") or number for number, record in parsed.rules.items()}
    level = plan.get("secrecy") or Level.OPEN
    rules = {keys[number]: _rule(record, keys, level) for number, record in parsed.rules.items()}
    suspensions = tuple(_suspension(record, plan.get("plan"), keys) for record in parsed.suspensions)
    order, _ = topological_order({name: awaited(record) for name, record in parsed.rules.items()})
    whole = Plan(
        id=plan.get("plan"),
        title=plan.get("title"),
        number=plan.get("number"),
        issuer=plan.get("issuer"),
        issued=plan.get("issued"),
        starts=plan.get("starts") or plan.get("issued"),
        ends=plan.get("ends"),
        unit=plan.get("unit"),
        calendar=plan.get("calendar") or PLAN["calendar"].default,
        convention=plan.get("convention") or PLAN["convention"].default,
        policies=_policies(parsed.policies, parsed.extension),
        units=_frozen({code: _unit(code, record, plan.get("unit")) for code, record in parsed.units.items()}),
        milestones=_frozen({name: _milestone(name, record) for name, record in parsed.milestones.items()}),
        rules=_frozen(rules),
        waiting_on=_waiting_on(rules.values()),
        keys=_frozen(keys),
        order=tuple(keys[number] for number in order),
        suspensions=suspensions,
        secrecy=level,
        letter=plan.get("letter") or False,
        hash="",
    )
    whole = replace(whole, waiting_on=_with_suspensions(whole))
    hashed = {name: replace(rule, hash=rule_hash(rule, whole)) for name, rule in rules.items()}
    return replace(whole, rules=_frozen(hashed), hash=plan_hash(whole))


def _policies(record: ParsedRecord, extension: ParsedRecord) -> Policies:
    """The policies, with defaults for those not given."""
    remind = record.get("remind")
    usual = parse_amount(POLICIES["remind"].default).working_days
    return Policies(
        right_after=record.get("right after") or parse_amount(POLICIES["right after"].default),
        set_date_within=record.get("set date within") or parse_amount(POLICIES["set date within"].default),
        remind_working_days=usual if remind is None else remind,
        reminders=record.get("reminders"),
        escalation=record.get("escalation"),
        no_progress=record.get("no progress"),
        notify_cooperating=record.get("notify cooperating") or False,
        extension=_extensions(extension),
        accept=record.get("accept") or False,
        follow=record.get("follow"),
        report_every=record.get("report every") or Cycle(POLICIES["report every"].default),
        rows_less_secret=record.get("rows less secret") or False,
        settings=_frozen(record.get("settings") or {}),
    )


def _extensions(record: ParsedRecord) -> Extensions:
    """The extension policy, with defaults for what is not given."""
    times = record.get("times")
    return Extensions(
        times=int(EXTENSION["times"].default) if times is None else times,
        at_most=record.get("at most"),
        by=tuple(record.get("by") or ()),
    )


def _suspension(record: ParsedRecord, plan: str, keys: Mapping[str, str]) -> PlanSuspension:
    """A suspension of the plan; without `plans` it is for this plan only. Rules of others it names by their keys."""
    chosen = selectors(
        rules=record.get("rules") or (),
        milestone=record.get("milestone"),
        label=record.get("label"),
        everything=record.get("all") or False,
    )
    named = record.get("plans")
    return PlanSuspension(
        selectors=renamed_selectors(chosen, keys) if named in (None, (plan,)) else chosen,
        unit=record.get("unit"),
        since=record.get("from"),
        until=record.get("until"),
        plans=(plan,) if named is None else named or None,
    )


def _unit(code: str, record: ParsedRecord, plan_unit: str) -> PlanUnit:
    """A unit that the plan declares."""
    kind = record.get("kind")
    parent = record.get("parent") or usual_parent(code, kind, plan_unit)
    return PlanUnit(
        code=code,
        name=record.get("name"),
        kind=kind,
        parent=parent,
        email=record.get("email"),
        phone=record.get("phone"),
        members=_members(record, parent),
        tasks=record.get("tasks") or "",
    )


def _members(record: ParsedRecord, parent: str | None) -> tuple[Member, ...]:
    """The members of a group: those of a kind are looked for below the group's own parent, unless it says where."""
    return tuple(one if one.unit or one.under else replace(one, under=parent) for one in record.get("members") or ())


def _milestone(name: str, record: ParsedRecord) -> Milestone:
    """A milestone of the plan."""
    return Milestone(
        name=name,
        title=record.get("title"),
        at=record.get("at"),
        of_each=record.get("of each"),
        repeats=record.get("repeats") or False,
        held=record.get("held"),
        document=record.get("document") or "",
    )


def _rule(record: ParsedRecord, keys: Mapping[str, str], level: Level) -> TaskRule:
    """A task rule, its hash still empty, as secret as its plan (`level`) where it does not say.

    It names others by their `keys`, where its record names them by number.
    """
    for_each: ForEach = record.get("for each") or ForEach()
    due: DueSpec = record.get("due")
    rule = TaskRule(
        id=record.get("id"),
        number=record.get("id"),
        title=record.get("title"),
        lead=record.get("lead"),
        cooperate=record.get("cooperate") or (),
        for_each=for_each.kind,
        for_units=for_each.codes,
        when=record.get("when") or derived_condition(due),
        due=due,
        says=record.get("says"),
        cite=record.get("cite"),
        section=record.get("section") or "",
        settings=_frozen(record.get("settings") or {}),
        labels=record.get("labels") or (),
        accept=record.get("accept"),
        secrecy=record.get("secrecy") or level,
        product=record.get("product") or "",
        report_every=record.get("report every"),
        through=record.get("through"),
        follow=record.get("follow"),
        tasks=record.get("tasks") or "",
        reminders=record.get("reminders"),
        escalation=record.get("escalation"),
        no_progress=record.get("no progress"),
        hash="",
    )
    return renamed_rule(rule, keys)


def _waiting_on(rules: Iterable[TaskRule]) -> Mapping[Signal, tuple[str, ...]]:
    """By signal, the rules whose `when` or `due` names it, in the document's order."""
    found: dict[Signal, list[str]] = {}
    for rule in rules:
        signals = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors_of(rule.due)]
        for signal in dict.fromkeys(signals):
            found.setdefault(signal, []).append(rule.id)
    return _frozen({signal: tuple(ids) for signal, ids in found.items()})


def _with_suspensions(plan: Plan) -> Mapping[Signal, tuple[str, ...]]:
    """The rules that a signal touches, with those that a suspension of the plan begins or ends for."""
    found = {signal: dict.fromkeys(rules) for signal, rules in plan.waiting_on.items()}
    for suspension in (each for each in plan.suspensions if each.reaches(plan.id)):
        for name in filter(None, (suspension.since, suspension.until)):
            touched = found.setdefault(Signal(kind=SignalKind.MILESTONE, name=name), {})
            touched.update(dict.fromkeys(selected(plan, suspension.selectors)))
    return _frozen({signal: tuple(rules) for signal, rules in found.items()})


def _frozen(mapping: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """A copy of the mapping that nobody can change."""
    return MappingProxyType(dict(mapping))
