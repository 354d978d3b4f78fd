"""Two versions of a plan, and what an officer decided about each rule, become one: a whole plan file again.

A rule that is kept stands as it does in the running version, with the comments above it; with it come the milestones
and units that only the running version has. What cannot be had together is refused, with the rules to decide again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rules.amending.comparing import Comparison, awaited_milestones, compare, moved_milestones
from rules.amending.text_blocks import PlanBlocks, TextBlock, blocks_of
from rules.compiling import compile_plan
from rules.conditions import atoms, quantified
from rules.document import Document, ListNode, MapNode, Node, Scalar
from rules.offsets import Signal, SignalKind, anchor_of
from rules.plan import Plan, TaskRule
from rules.plan_file.yaml_reading import read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, MergeError

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
    old, new = (_Version.of(text, compiling(text), path) for text in (running, proposed))
    merging = _Merging(old, new, decisions, default, header)
    merging.check_decisions()
    if not merging.keeps_anything:
        return proposed
    merging.check_together()
    text = merging.text()
    merging.check_kept(compiling(text))
    return text


@dataclass(frozen=True)
class _Version:
    """One version of the plan: its text, and what it was read and compiled to."""

    text: str
    plan: Plan
    document: Document

    @classmethod
    def of(cls, text: str, plan: Plan, path: str) -> "_Version":
        """The version that `text` is; `path` is what messages call it."""
        return cls(text, plan, read_document(text, path=path))

    @cached_property
    def blocks(self) -> PlanBlocks:
        """The text, record by record."""
        return blocks_of(self.text, self.document, SECTIONS)

    def place(self, rule: str) -> Node:
        """The node of the rule's id; the top of the file for a rule that only the other version has."""
        rules = self.document.root.get("rules")
        items = rules.items if isinstance(rules, ListNode) else ()
        ids = (item.get("id") for item in items if isinstance(item, MapNode))
        return next((one for one in ids if isinstance(one, Scalar) and one.text == rule), self.document.root)


@dataclass(frozen=True)
class _Merging:
    """Two versions and the decisions about them: what is refused, and the merged text."""

    old: _Version
    new: _Version
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
        """The merged plan's rules, in the new version's order; one that it lacks stands behind its old neighbour."""
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
                report.unknown("unknown-rule", root, NO_RULE, CORRECT_ID, name, known)
        _refuse(report)

    def check_together(self) -> None:
        """Refuse rules that wait for rules left out, and milestones needed at two places."""
        report = ProblemReport(self.new.document.path)
        for name, rule in self.rules.items():
            for other in (one.name for one in _signals(rule) if one.kind is not SignalKind.MILESTONE):
                if other not in self.rules and name in self.from_old:
                    report.error("kept-waits", self.new.place(name), KEPT_WAITS, KEEP_OTHER, rule=name, other=other)
                elif other not in self.rules:
                    report.error("taken-waits", self.new.place(name), TAKEN_WAITS, TAKE_OTHER, rule=name, other=other)
        for milestone in sorted(moved_milestones(self.old.plan, self.new.plan)):
            kept, taken = self.waiting(milestone)
            if kept and taken:
                args = {"name": milestone, "kept": ", ".join(kept), "taken": ", ".join(taken)}
                report.error("two-places", self.new.place(taken[0]), TWO_PLACES, DECIDE_ALIKE, **args)
        _refuse(report)

    def check_kept(self, merged: Plan) -> None:
        """Refuse if the dates of a kept rule would not stay as they are, to the day."""
        report = ProblemReport(self.new.document.path)
        for name in compare(self.old.plan, merged).rules.names:
            if self.keeps(name):
                report.error("head-moves", self.new.place(name), HEAD_MOVES, KEEP_HEAD, rule=name)
        _refuse(report)

    def waiting(self, milestone: str) -> tuple[list[str], list[str]]:
        """The rules of the merged plan that wait for the milestone: those kept, and those not."""
        wanted = Signal(kind=SignalKind.MILESTONE, name=milestone)
        names = [name for name, rule in self.rules.items() if wanted in _signals(rule)]
        return [name for name in names if name in self.from_old], [name for name in names if name not in self.from_old]

    # --- the merged text ---

    def text(self) -> str:
        """The merged plan file."""
        head = self.old if self.header is Choice.KEEP else self.new
        names = list(head.blocks.fields)
        missing = [name for name in SECTIONS if name not in names]
        at = names.index("rules")
        lines: list[str] = []
        for name in (*names[:at], *missing, *names[at:]):
            if name in SECTIONS:
                lines += self.section(name, head)
            else:
                lines += [*head.blocks.fields[name].above, *head.blocks.fields[name].lines]
        return "\n".join(lines).strip("\n") + "\n"

    def section(self, name: str, head: _Version) -> Iterator[str]:
        """The lines of a section; none where nothing stands in it."""
        records = {"units": self.units, "milestones": self.milestones, "rules": self.rule_blocks}[name]()
        own = head.blocks.fields.get(name)
        if records:
            yield from own.above if own else ("",)
            yield f"{name}:"
            for block in records:
                yield from (f"  {line}" if line.strip() else "" for line in (*block.above, *block.lines))

    def rule_blocks(self) -> list[TextBlock]:
        """The rules, kept ones from the running version."""
        old, new = (version.blocks.records["rules"] for version in (self.old, self.new))
        return [old[name] if name in self.from_old else new[name] for name in self.rules]

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
            anchor, groups = anchor_of(rule.due), list(quantified(rule.when))
            yield from (rule.lead, *rule.cooperate, *rule.for_units, *(one.under for one in groups if one.under))
            kinds |= {rule.for_each, anchor.kind if anchor else None, *(one.kind for one in groups)}
        for name in self.restored:
            milestone = self.old.plan.milestones[name]
            kinds.add(milestone.of_each)
            yield from filter(None, [milestone.at])
        yield from (code for code, unit in self.old.plan.units.items() if unit.kind in kinds)


def _ancestry(plan: Plan, code: str | None) -> Iterator[str]:
    """The unit and those above it, as far as the plan declares them."""
    while code is not None:
        yield code
        code = plan.units[code].parent if code in plan.units else None


def _refuse(report: ProblemReport) -> None:
    """Raise MergeError if the report has an error."""
    if report.refused:
        raise MergeError(report.in_order())


def _signals(rule: TaskRule) -> list[Signal]:
    """Everything that the rule waits for or counts from, each once."""
    anchor = anchor_of(rule.due)
    found = [atom.signal for atom in atoms(rule.when)] + ([anchor.signal] if anchor else [])
    return list(dict.fromkeys(found))
