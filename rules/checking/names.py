"""The check that everything a plan names is there: units, unit kinds, milestones and task rules."""

from collections.abc import Iterable

from rules.checking.parsed_plan import ForEach, ParsedPlan, ParsedRecord, mentions
from rules.checking.topological_order import topological_order
from rules.checking.unit_tree import Tree
from rules.conditions import Happened
from rules.document import ListNode, Node, Scalar
from rules.offsets import Signal, SignalKind, anchors_of
from rules.plan import EACH
from rules.problem_report import ProblemReport
from rules.problems import N_, Severity
from rules.unit_kinds import GROUP

UNKNOWN_UNIT = N_("There is no unit “{read}”.")
DECLARE_UNIT = N_("Declare it under `units`, or correct the code.")
UNKNOWN_KIND = N_("There is no unit of the kind “{read}”: nothing can happen there, and no task can be for one.")
KINDS_ARE = N_("The kinds of the known units are: {known}.")
UNKNOWN_MILESTONE = N_("The plan has no milestone “{read}”.")
DECLARE_MILESTONE = N_("Declare it under `milestones`, or correct the name.")
UNKNOWN_TASK = N_("The plan has no task rule “{read}”.")
CORRECT_TASK = N_("Correct the id.")
UNUSED = N_("No task waits for the milestone “{name}”.")
USE_OR_REMOVE = N_("Remove it, or name it in a `when` or `due`.")
AT_AND_EACH = N_("The milestone “{name}” has both `at` and `of each`.")
AT_OR_EACH = N_("The milestone “{name}” has neither `at` nor `of each`.")
HELD_OF_EACH = N_("The milestone “{name}” happens at each unit of a kind, and `held` does not say at which it was.")
LOG_EACH = N_("Leave `held` out, and log where it was held, once the plan is adopted: `thoihan log`.")
ONE_OF_BOTH = N_("Write `at` and a unit if it happens once, `of each` and a unit kind if it happens at each of them.")
EACH_OF_NONE = N_("`each` stands here, and the task has no `for each`.")
LEADS_ITSELF = N_("“{read}” leads the task, and cannot cooperate in it too.")
LEAVE_OUT = N_("Take it out of `cooperate`, or name another unit as the lead.")
THROUGH_ITSELF = N_("“{read}” leads the task, and its reports cannot go through it.")
FOLLOW_MANY = N_("A task is followed by one unit, and “{read}” is many.")
THROUGH_ANOTHER = N_("Take `through` out, or name the agency that passes the reports on.")
THROUGH_GROUP = N_("“{read}” is a group: a report goes through one agency.")
NAME_ONE = N_("Name the one that passes the reports on.")
THROUGH_EACH = N_("`each` stands here: a report goes through one agency, whichever unit the task is for.")
NAME_LEAD = N_("Name the unit, or say with `for each` for which units the task is.")
SELECTS_NOTHING = N_("The suspension does not say which tasks it is for.")
SAY_WHICH = N_("Name `rules`, a `milestone` or a `label`, or write `all: true`.")
UNKNOWN_LABEL = N_("No task has the label “{read}”.")
LABEL_TASKS = N_("Give it to the tasks meant, with `labels`; or correct it.")
RULES_OF_PLANS = N_("Ids of tasks differ from plan to plan, and the suspension names them for more than one.")
CHOOSE_OTHERWISE = N_("Name one plan, or choose the tasks by a `milestone` or a `label`.")
NO_LENGTH = N_("The suspension begins and ends with “{name}”.")
OTHER_END = N_("Name another milestone for one of the two.")
SAME_KEY = N_("The rows {first} and {second} have the same key, {key}.")
OTHER_KEY = N_("A row without `key` has its number for one. Leave the keys as the program wrote them.")
ABOVE_ITSELF = N_("The unit “{name}” stands above itself: {circle}.")
CORRECT_PARENT = N_("Correct the `parent` of one of them.")
ADDRESS = N_("The unit “{name}” has an address here: a plan's text stands in the log, where nothing can be erased.")
ADD_UNITS = N_("Take it out, and give it in a list of units: `thoihan units add FILE`.")

LEAD_COOPERATES = "lead-cooperates"
"""The code of what is said of a unit that is to lead a task and to cooperate in it."""

ADDRESS_IN_PLAN = "address-in-plan"
"""The code of what is said of a unit that a plan declares with an address."""

SELECTING = ("rules", "milestone", "label", "all")
"""The fields by which a suspension says which tasks it is for."""


def check_names(parsed: ParsedPlan, tree: Tree, report: ProblemReport) -> None:
    """Report every name that leads nowhere, and every milestone that nothing leads to."""
    _check_plan(parsed, tree, report)
    _check_parents(parsed, report)
    _check_addresses(parsed, report)
    for name, milestone in parsed.milestones.items():
        _check_milestone(name, milestone, tree, report)
    _check_ladders(parsed.policies, tree, report)
    for rule in parsed.rules.values():
        _check_units(rule, tree, report)
        _check_ladders(rule, tree, report)
        _check_through(rule, tree, report)
        _check_follower(rule, tree, report)
        _check_kinds(rule, tree, report)
        for signal, place in mentions(rule):
            _check_signal(signal, place, parsed, report)
    for suspension in parsed.suspensions:
        _check_suspension(suspension, parsed, tree, report)
    _check_keys(parsed, report)
    _check_use(parsed, report)


def _check_addresses(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report every address: a plan of before may have some, and a new one none."""
    for name, unit in parsed.units.items():
        for field in ("email", "phone"):
            if unit.get(field):
                report.error(ADDRESS_IN_PLAN, unit.place(field), ADDRESS, ADD_UNITS, name=name)


def _check_ladders(said: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report a rung for a unit that is not there."""
    for name in ("reminders", "escalation", "no progress"):
        for rung in said.get(name) or ():
            for code in rung.units:
                _check_code(code, said.place(name), tree, report)


def _check_suspension(suspension: ParsedRecord, parsed: ParsedPlan, tree: Tree, report: ProblemReport) -> None:
    """Report a suspension that means no task, names what is not there, or begins and ends at once."""
    if not any(suspension.node.get(name) and suspension.values.get(name, True) for name in SELECTING):
        report.error("selects-nothing", suspension.at, SELECTS_NOTHING, SAY_WHICH)
    if "plans" in suspension.node:  # other plans have names of their own, and are not at hand
        _check_plans(suspension, report)
    else:
        _check_chosen(suspension, parsed, report)
    for name in ("from", "until"):
        _check_milestone_of(suspension, name, parsed, report)
    _check_code(suspension.get("unit"), suspension.place("unit"), tree, report)
    until = suspension.get("until")
    if until and until == suspension.get("from"):
        report.error("no-length", suspension.place("until"), NO_LENGTH, OTHER_END, name=until)


def _check_plans(suspension: ParsedRecord, report: ProblemReport) -> None:
    """Ids of rules mean something in one plan only."""
    plans = suspension.get("plans")
    if "rules" in suspension.node and plans is not None and len(plans) != 1:
        report.error("rules-of-plans", suspension.place("rules"), RULES_OF_PLANS, CHOOSE_OTHERWISE)


def _check_chosen(suspension: ParsedRecord, parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report rules, milestones and labels of a suspension that the plan does not have."""
    for rule, place in _placed(suspension.get("rules") or (), suspension.place("rules")):
        _check_signal(Signal(kind=SignalKind.DONE, name=rule), place, parsed, report)
    _check_milestone_of(suspension, "milestone", parsed, report)
    label = suspension.get("label")
    labels = {each for rule in parsed.rules.values() for each in rule.get("labels") or ()}
    if label and label not in labels:
        report.unknown("unknown-label", suspension.place("label"), UNKNOWN_LABEL, LABEL_TASKS, label, sorted(labels))


def _check_milestone_of(suspension: ParsedRecord, name: str, parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report a milestone in the field `name` of a suspension that the plan does not have."""
    if suspension.get(name):
        signal = Signal(kind=SignalKind.MILESTONE, name=suspension.get(name))
        _check_signal(signal, suspension.place(name), parsed, report)


def _check_plan(parsed: ParsedPlan, tree: Tree, report: ProblemReport) -> None:
    """Report units that the head of the plan, its policies or its units name and that are not there."""
    _check_code(parsed.plan.get("unit"), parsed.plan.place("unit"), tree, report)
    for unit in parsed.units.values():
        _check_code(unit.get("parent"), unit.place("parent"), tree, report)
    _check_code(parsed.policies.get("follow"), parsed.policies.place("follow"), tree, report)
    for code, place in _placed(parsed.extension.get("by") or (), parsed.extension.place("by")):
        _check_code(code, place, tree, report)


def _check_parents(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report units that stand above themselves."""
    parents = {code: unit.get("parent") for code, unit in parsed.units.items()}
    waits = {code: [parent] if parent in parents else [] for code, parent in parents.items()}
    for circle in topological_order(waits)[1]:
        place = parsed.units[circle[0]].place("parent")
        report.error("unit-circle", place, ABOVE_ITSELF, CORRECT_PARENT, name=circle[0], circle=" < ".join(circle))


def _check_milestone(name: str, milestone: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report a milestone without one place, or with one that is not there."""
    at, of_each = milestone.get("at"), milestone.get("of each")
    if not milestone.node.entries:
        return  # reported where it is read
    has_at, has_each = "at" in milestone.node, "of each" in milestone.node
    if has_at == has_each:
        report.error("milestone-place", milestone.at, AT_AND_EACH if has_at else AT_OR_EACH, ONE_OF_BOTH, name=name)
    if has_each and milestone.get("held"):
        report.error("held-of-each", milestone.place("held"), HELD_OF_EACH, LOG_EACH, name=name)
    _check_code(at, milestone.place("at"), tree, report)
    _check_kind(of_each, milestone.place("of each"), tree, report)


def _check_units(rule: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report units of a rule that are not there, and `each` where there are no units to be each of."""
    for_each: ForEach = rule.get("for each") or ForEach()
    lead, cooperate = rule.get("lead"), rule.get("cooperate") or ()
    for code, place in (*_placed(for_each.codes, rule.place("for each")), *_placed(cooperate, rule.place("cooperate"))):
        _check_code(code, place, tree, report)
    _check_code(lead, rule.place("lead"), tree, report)
    for code, place in _placed(cooperate, rule.place("cooperate")):
        if code == lead:
            report.error(LEAD_COOPERATES, place, LEADS_ITSELF, LEAVE_OUT, read=code)
    if "for each" not in rule.node:
        for name, codes in (("lead", (lead,)), ("cooperate", cooperate)):
            if EACH in codes:
                report.error("each-of-none", rule.place(name), EACH_OF_NONE, NAME_LEAD)


def _check_through(rule: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report an agency that reports cannot go through: one that is not there, leads the task itself, or is many."""
    through, place = rule.get("through"), rule.place("through")
    for_each: ForEach = rule.get("for each") or ForEach()
    leading = for_each.codes if rule.get("lead") == EACH else (rule.get("lead"),)
    if through == EACH:
        report.error("through-each", place, THROUGH_EACH, NAME_ONE)
    elif through and through in leading:
        report.error("through-itself", place, THROUGH_ITSELF, THROUGH_ANOTHER, read=through)
    elif through and tree.kind(through) == GROUP:
        report.error("through-group", place, THROUGH_GROUP, NAME_ONE, read=through)
    _check_code(through, place, tree, report)


def _check_follower(rule: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report a unit that cannot follow a task: one that is not there, or is many."""
    follow, place = rule.get("follow"), rule.place("follow")
    if follow == EACH or (follow and tree.kind(follow) == GROUP):
        report.error("follow-many", place, FOLLOW_MANY, NAME_ONE, read=follow)
    if follow != EACH:
        _check_code(follow, place, tree, report)


def _check_kinds(rule: ParsedRecord, tree: Tree, report: ProblemReport) -> None:
    """Report unit kinds of a rule that no unit has."""
    for_each = rule.get("for each")
    if for_each:
        _check_kind(for_each.kind, rule.place("for each"), tree, report)
    for wait in rule.waits:
        if not isinstance(wait.leaf, Happened):
            _check_kind(wait.leaf.kind, wait.key or wait.at, tree, report)
            _check_code(wait.leaf.under, wait.key or wait.at, tree, report)
    for anchor in anchors_of(rule.get("due")):
        _check_kind(anchor.kind, rule.place("due"), tree, report)


def _check_signal(signal: Signal, place: Node, parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report a milestone or a task rule that the plan does not have."""
    if signal.kind is SignalKind.MILESTONE:
        if signal.name not in parsed.milestones:
            known = parsed.milestones
            report.unknown("unknown-milestone", place, UNKNOWN_MILESTONE, DECLARE_MILESTONE, signal.name, known)
    elif signal.name not in parsed.rules:
        report.unknown("unknown-task", place, UNKNOWN_TASK, CORRECT_TASK, signal.name, parsed.rules)


def _check_keys(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report rules with one key: each has the one that its `key` says, else its number."""
    found: dict[str, str] = {}
    for number, rule in parsed.rules.items():
        first = found.setdefault(rule.get("key") or number, number)
        if first != number:
            args = {"first": first, "second": number, "key": rule.get("key") or number}
            report.error("duplicate-key", rule.place("key"), SAME_KEY, OTHER_KEY, **args)


def _check_use(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Warn of milestones that no task and no suspension names."""
    if any(
        "due" not in rule.values or ("when" in rule.node) > ("when" in rule.values) for rule in parsed.rules.values()
    ):
        return  # what could not be read may name it
    used = {signal.name for rule in parsed.rules.values() for signal, _ in mentions(rule)}
    used |= {suspension.get(name) for suspension in parsed.suspensions for name in ("from", "until", "milestone")}
    for name, milestone in parsed.milestones.items():
        if name not in used:
            report.warn("unused-milestone", milestone.at, UNUSED, USE_OR_REMOVE, name=name)


def _check_code(code: str | None, place: Node, tree: Tree, report: ProblemReport) -> None:
    """Report a unit that is not there."""
    if code and code != EACH and not tree.has(code):
        severity = _severity(tree)
        report.unknown("unknown-unit", place, UNKNOWN_UNIT, DECLARE_UNIT, code, tree.codes(), severity)


def _check_kind(kind: str | None, place: Node, tree: Tree, report: ProblemReport) -> None:
    """Report a unit kind that no unit has."""
    if kind and kind not in tree.kinds:
        severity = _severity(tree)
        report.unknown("unknown-kind", place, UNKNOWN_KIND, KINDS_ARE, kind, sorted(tree.kinds), severity)


def _severity(tree: Tree) -> Severity:
    """Without a list of all units, one that is not declared may be there all the same."""
    return Severity.WARNING if tree.known is None else Severity.ERROR


def _placed(codes: Iterable[str], place: Node) -> Iterable[tuple[str, Node]]:
    """Each code with its own place in the list, where it can be found."""
    items = place.items if isinstance(place, ListNode) else ()
    places = {item.text: item for item in items if isinstance(item, Scalar)}
    return [(code, places.get(code, place)) for code in codes]
