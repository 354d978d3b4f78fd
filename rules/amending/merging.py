"""Two versions of a plan, and what an officer decided about each rule, become one: a whole plan file again.

A rule that is kept stands as it does in the running version, with the comments above it; with it come the milestones
and units that only the running version has. What cannot be had together is refused, with the rules to decide again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from rules.amending.comparing import Comparison, awaited_milestones, compare, moved_milestones
from rules.amending.row_edits import renumbered, renumbered_clauses
from rules.amending.text_blocks import PlanBlocks, TextBlock, blocks_of
from rules.compiling import compile_plan
from rules.conditions import atoms, quantified
from rules.document import Document, ListNode, MapNode, Node, Scalar
from rules.offsets import Signal, SignalKind, anchors_of
from rules.plan import Plan, TaskRule
from rules.plan_file.yaml_reading import read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, MergeError, Note, PlanError, Problem, Severity

SECTIONS = ("units", "milestones", "rules")
"""Sections that are put together record by record; all else is the head of the plan, and decided as one."""

OTHER_PLAN = N_("This is the plan “{read}”, and the one that it is to amend is “{running}”.")
SAME_ID = N_("Give the new version the plan's id; a plan with an id of its own is adopted, not amended.")
NO_RULE = N_("Something was decided about “{read}”, and neither version has such a task rule.")
CORRECT_ID = N_("Correct the id.")
KEPT_WAITS = N_("Task rule {rule} is kept, and waits for task {other}, which the new version no longer has.")
KEEP_OTHER = N_("Keep {other} too, or take what the new version makes of {rule}.")
TAKEN_WAITS = N_("Task rule {rule} is taken from the new version, and waits for task {other}, which is left out.")
TAKE_OTHER = N_("Take {other} too, or keep {rule} as it is.")
TWO_PLACES = N_("The milestone “{name}” happens elsewhere in the new version; {kept} is kept, and {taken} is not.")
DECIDE_ALIKE = N_("Keep all rules that wait for it, or none.")
APART = N_("If row {kept} is kept and row {taken} is taken, the two do not go together:")
DECIDE_BOTH = N_("Keep {taken} too, or take what the new version makes of {kept}.")
ASTRAY = N_("Row {rule} does not go with what else was decided.")
DECIDE_AGAIN = N_("Decide otherwise on {rule}, or on a row that it waits for.")
SAME_NUMBER = N_("Row {kept} is kept with the number {number}, which row {taken} of the new version has.")
HEAD_MOVES = N_("Task rule {rule} is kept, and the new head of the plan changes how its dates are counted.")
KEEP_HEAD = N_("Keep the head of the plan too, or take what the new version makes of {rule}.")


class Choice(StrEnum):
    """An officer's decision about a rule in which the versions differ."""

    TAKE = "take"  # as the new version has it
    KEEP = "keep"  # as the running one has it; what only the new one has is left out


def merge(
    running: str,
    proposed: str,
    decisions: Mapping[str, Choice],
    default: Choice = Choice.TAKE,
    *,
    header: Choice = Choice.TAKE,
    compiling: Callable[[str], Plan] = compile_plan,
    path: str = "<plan>",
) -> str:
    """The YAML text of `proposed` in which what is kept stands as in `running`.

    `decisions` is by rule id; `default` is for all other rules, `header` for the head of the plan. Where nothing is
    kept the answer is `proposed` to the letter. Raises PlanError where one of the texts is no plan, MergeError where
    what was decided does not go together; `path` is what its problems call the new version.
    """
    old, new = (PlanText.of(text, compiling(text), path) for text in (running, proposed))
    merging = Merging(old, new, decisions, default, header)
    merging.check_decisions()
    if not merging.keeps_anything:
        return proposed
    merging.check_together()
    text = merging.text()
    merging.check_kept(merging.compiled(text, compiling))
    return text


@dataclass(frozen=True)
class PlanText:
    """One version of the plan: its text, and what it was read and compiled to."""

    text: str
    plan: Plan
    document: Document

    @classmethod
    def of(cls, text: str, plan: Plan, path: str) -> "PlanText":
        """The version that `text` is; `path` is what messages call it."""
        return cls(text, plan, read_document(text, path=path))

    @cached_property
    def blocks(self) -> PlanBlocks:
        """The text, record by record."""
        return blocks_of(self.text, self.document, SECTIONS)

    @cached_property
    def items(self) -> Mapping[str, MapNode]:
        """The records of the rules, by number."""
        rules = self.document.root.get("rules")
        items = [item for item in rules.items if isinstance(item, MapNode)] if isinstance(rules, ListNode) else []
        ids = ((item.get("id"), item) for item in items)
        return {number.text: item for number, item in ids if isinstance(number, Scalar)}

    def place(self, rule: str) -> Node:
        """The node of the number of a rule; the top of the file for one that only the other version has."""
        found = self.plan.rules.get(rule)
        item = self.items.get(found.number) if found else None
        return (item.get("id") if item else None) or self.document.root

    def block(self, rule: str) -> TextBlock:
        """The lines of a rule."""
        return self.blocks.records["rules"][self.plan.rules[rule].number]


@dataclass(frozen=True)
class Merging:
    """Two versions and the decisions about them: what is refused, and the merged text."""

    old: PlanText
    new: PlanText
    decisions: Mapping[str, Choice]
    default: Choice
    header: Choice

    @cached_property
    def comparison(self) -> Comparison:
        """The changes of the new version."""
        return compare(self.old.plan, self.new.plan)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The rules in which the versions differ and that stay as they are."""
        return frozenset(name for name in self.comparison.rules.names if self.keeps(name))

    @cached_property
    def from_old(self) -> Mapping[str, TaskRule]:
        """The kept rules that the running version has; those that it hasn't are left out."""
        return {name: rule for name, rule in self.old.plan.rules.items() if name in self.kept}

    @cached_property
    def rules(self) -> Mapping[str, TaskRule]:
        """The merged plan's rules by id, in the new version's order; one it lacks stands behind its old neighbour."""
        order = [name for name in self.new.plan.rules if name not in self.kept or name in self.from_old]
        before = None
        for name in self.old.plan.rules:
            if name in self.from_old and name not in order:
                order.insert(order.index(before) + 1 if before else 0, name)
            before = name if name in order else before
        return {name: self.from_old.get(name) or self.new.plan.rules[name] for name in order}

    def keeps(self, rule: str) -> bool:
        """True if the rule is to stay as in the running version, should the versions differ in it."""
        return self.decisions.get(rule, self.default) is Choice.KEEP

    @property
    def keeps_anything(self) -> bool:
        """True if the merged plan is not simply the new version."""
        return bool(self.kept) or (self.header is Choice.KEEP and bool(self.comparison.header))

    # --- what does not go together ---

    def check_decisions(self) -> None:
        """Refuse another plan, and decisions about rules that neither version has."""
        report, root = ProblemReport(self.new.document.path), self.new.document.root
        running, proposed = self.old.plan, self.new.plan
        if proposed.id != running.id:
            place = root.get("plan") or root
            report.error("other-plan", place, OTHER_PLAN, SAME_ID, read=proposed.id, running=running.id)
        known = {**running.rules, **proposed.rules}
        for name in self.decisions:
            if name not in known:
                names = self.comparison.numbers.values()
                report.unknown("unknown-rule", root, NO_RULE, CORRECT_ID, name, names)
        _refuse(report)

    def check_together(self) -> None:
        """Refuse rules that wait for rules left out, and milestones needed at two places."""
        report = ProblemReport(self.new.document.path)
        self._check_waits(report)
        self._check_numbers(report)
        for milestone in sorted(moved_milestones(self.old.plan, self.new.plan)):
            kept, taken = self.waiting(milestone)
            if kept and taken:
                called = (", ".join(map(self.comparison.called, names)) for names in (kept, taken))
                args = dict(zip(("name", "kept", "taken"), (milestone, *called), strict=True))
                report.error("two-places", self.new.place(taken[0]), TWO_PLACES, DECIDE_ALIKE, **args)
        _refuse(report)

    def _check_waits(self, report: ProblemReport) -> None:
        """Report rules that wait for rules left out."""
        called = self.comparison.called
        for name, rule in self.rules.items():
            for other in (one for one in awaited_rules(rule) if one not in self.rules):
                args = {"rule": called(name), "other": called(other)}
                if name in self.from_old:
                    report.error("kept-waits", self.new.place(name), KEPT_WAITS, KEEP_OTHER, **args)
                else:
                    report.error("taken-waits", self.new.place(name), TAKEN_WAITS, TAKE_OTHER, **args)

    def _check_numbers(self, report: ProblemReport) -> None:
        """Report rules that only the running version has, and whose number another rule has in the new one."""
        by_number: dict[str, str] = {}
        for name in sorted(self.rules, key=lambda name: name not in self.new.plan.rules):
            first = by_number.setdefault(self.number(name), name)
            if first != name:
                args = {name: self.comparison.called(one) for name, one in (("kept", name), ("taken", first))}
                place = self.new.place(first)
                report.error("same-number", place, SAME_NUMBER, DECIDE_BOTH, number=self.number(name), **args)

    def compiled(self, text: str, compiling: Callable[[str], Plan]) -> Plan:
        """The merged plan. Raises MergeError, row by row, where each version is right and both together are not."""
        try:
            return compiling(text)
        except PlanError as error:
            items = PlanText(text, self.new.plan, read_document(text)).items
            wrong = (problem for problem in error.problems if problem.severity is Severity.ERROR)
            raise MergeError([self._blamed(problem, items) for problem in wrong]) from None

    def _blamed(self, problem: Problem, items: Mapping[str, MapNode]) -> Problem:
        """A problem of the merged text, said of the decisions that led to it; `items` are its rows by number."""
        numbers = {self.number(name): name for name in self.rules}
        above = [numbers[number] for number, item in items.items() if item.line <= problem.line]
        name = above[-1] if above else ""
        kept, taken = self._apart(name, numbers.get(str(problem.args.get("name")))) if name else ("", "")
        place, called = self.new.place(name), self.comparison.called
        return replace(
            problem,
            template=APART if kept else ASTRAY,
            hint=DECIDE_BOTH if kept else DECIDE_AGAIN,
            args={"kept": called(kept), "taken": called(taken)} if kept else {"rule": called(name) or "-"},
            guess=None,
            why=(Note(template=problem.template, args=problem.args), *problem.why),
            path=self.new.document.path,
            line=place.line,
            column=place.column,
        )

    def _apart(self, name: str, other: str | None) -> tuple[str, str]:
        """The row that is kept and the one that is taken, of a rule and those it waits for, first of all `other`."""
        found = [one for one in awaited_rules(self.rules[name]) if (one in self.from_old) != (name in self.from_old)]
        if not found:
            return "", ""
        against = other if other in found else found[0]
        return (name, against) if name in self.from_old else (against, name)

    def check_kept(self, merged: Plan) -> None:
        """Refuse if the dates of a kept rule would not stay as they are, to the day."""
        report = ProblemReport(self.new.document.path)
        for one in compare(self.old.plan, merged).rules.changed:  # a level may change with that of the plan
            if one.dates and self.keeps(one.name):
                called = self.comparison.called(one.name)
                report.error("head-moves", self.new.place(one.name), HEAD_MOVES, KEEP_HEAD, rule=called)
        _refuse(report)

    def waiting(self, milestone: str) -> tuple[list[str], list[str]]:
        """The rules of the merged plan that wait for the milestone: those kept, and those not."""
        wanted = Signal(kind=SignalKind.MILESTONE, name=milestone)
        names = [name for name, rule in self.rules.items() if wanted in _signals(rule)]
        return [name for name in names if name in self.from_old], [name for name in names if name not in self.from_old]

    # --- the merged text ---

    def number(self, rule: str) -> str:
        """The number that the rule has in the merged plan: the new one, also where it is kept."""
        return (self.new.plan.rules.get(rule) or self.old.plan.rules[rule]).number

    @cached_property
    def renumbering(self) -> Mapping[str, str]:
        """By number in the running version, the number in the merged plan, where that is another."""
        both = ((self.old.plan.rules[name].number, self.number(name)) for name in self.old.plan.rules)
        return {before: after for before, after in both if before != after}

    def text(self, only: Collection[str] | None = None) -> str:
        """The merged plan file; of its rules `only` those, where given."""
        head = self.old if self.header is Choice.KEEP else self.new
        names = list(head.blocks.fields)
        missing = [name for name in SECTIONS if name not in names]
        at = names.index("rules")
        lines: list[str] = []
        for name in (*names[:at], *missing, *names[at:]):
            if name in SECTIONS:
                lines += self.section(name, head, only)
            else:
                block = head.blocks.fields[name]
                if name == "suspensions" and head is self.old:
                    block = renumbered_clauses(head.document.root, block, self.old.plan.id, self.renumbering)
                lines += [*block.above, *block.lines]
        return "\n".join(lines).strip("\n") + "\n"

    def section(self, name: str, head: PlanText, only: Collection[str] | None) -> Iterator[str]:
        """The lines of a section; none where nothing stands in it."""
        rules = self.rules if only is None else [rule for rule in self.rules if rule in only]
        records = {"units": self.units, "milestones": self.milestones}.get(name, lambda: self.rule_blocks(rules))()
        own = head.blocks.fields.get(name)
        if records:
            yield from own.above if own else ("",)
            yield f"{name}:"
            for block in records:
                yield from (f"  {line}" if line.strip() else "" for line in (*block.above, *block.lines))

    def rule_blocks(self, rules: Iterable[str]) -> list[TextBlock]:
        """The rules, kept ones from the running version."""
        return [self.kept_block(name) if name in self.from_old else self.new.block(name) for name in rules]

    def kept_block(self, rule: str) -> TextBlock:
        """The lines of a kept rule, with the number that it has now, and those of the rules that it waits for."""
        item, block = self.old.items[self.old.plan.rules[rule].number], self.old.block(rule)
        return renumbered(item, block, self.number(rule), rule, self.renumbering)[1]

    def milestones(self) -> list[TextBlock]:
        """The new version's milestones; those that kept rules need stand as in the running one."""
        old, new = (version.blocks.records.get("milestones", {}) for version in (self.old, self.new))
        return list({**new, **{name: old[name] for name in self.restored}}.values())

    def units(self) -> list[TextBlock]:
        """The new version's units, and those of the running one that kept rules name."""
        old, new = (version.blocks.records.get("units", {}) for version in (self.old, self.new))
        wanted = {above for code in self.named_units() for above in _ancestry(self.old.plan, code)}
        return [*new.values(), *(block for code, block in old.items() if code in wanted and code not in new)]

    @cached_property
    def restored(self) -> list[str]:
        """The milestones to be taken from the running version."""
        awaited = awaited_milestones(self.old.plan)
        needed = {name for rule in self.from_old for name in awaited[rule]}
        gone = needed - set(self.new.plan.milestones)
        moved = {name for name in moved_milestones(self.old.plan, self.new.plan) if self.waiting(name)[0]}
        return [name for name in self.old.plan.milestones if name in gone | moved]

    def named_units(self) -> Iterator[str]:
        """The codes that kept rules and the milestones restored for them name, and the units of the kinds they name."""
        kinds: set[str | None] = set()
        for rule in self.from_old.values():
            groups = list(quantified(rule.when))
            named = (rule.lead, *rule.cooperate, *rule.for_units, *filter(None, [rule.through, rule.follow]))
            yield from (*named, *(one.under for one in groups if one.under))
            members = [one for code in _with_groups(self.old.plan, named) for one in self.old.plan.units[code].members]
            yield from (code for one in members for code in one.codes)
            kinds |= {one.kind for one in members}
            kinds |= {rule.for_each, *(one.kind for one in anchors_of(rule.due)), *(one.kind for one in groups)}
        for name in self.restored:
            milestone = self.old.plan.milestones[name]
            kinds.add(milestone.of_each)
            yield from filter(None, [milestone.at])
        yield from (code for code, unit in self.old.plan.units.items() if unit.kind in kinds)


def _with_groups(plan: Plan, codes: Iterable[str]) -> Iterator[str]:
    """The groups among `codes` that the plan declares, and those that are their members."""
    todo, seen = list(codes), set[str]()
    while todo:
        code = todo.pop()
        if code in plan.units and plan.units[code].members and code not in seen:
            seen.add(code)
            yield code
            todo += filter(None, (one.unit for one in plan.units[code].members))


def _ancestry(plan: Plan, code: str | None) -> Iterator[str]:
    """The unit and those above it, as far as the plan declares them."""
    while code is not None:
        yield code
        code = plan.units[code].parent if code in plan.units else None


def _refuse(report: ProblemReport) -> None:
    """Raise MergeError if the report has an error."""
    if report.refused:
        raise MergeError(report.in_order())


def awaited_rules(rule: TaskRule) -> list[str]:
    """The rules that the rule waits for."""
    return [one.name for one in _signals(rule) if one.kind is not SignalKind.MILESTONE]


def _signals(rule: TaskRule) -> list[Signal]:
    """Everything that the rule waits for or counts from, each once."""
    found = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors_of(rule.due)]
    return list(dict.fromkeys(found))
