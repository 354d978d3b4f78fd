"""The checks of groups: whom they stand for, and whose the tasks are that they lead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.checking.groups.unheard import Hearers, place_of
from rules.checking.parsed_plan import ParsedPlan, ParsedRecord
from rules.checking.topological_order import topological_order
from rules.checking.unit_tree import Tree
from rules.document import Node
from rules.groups.members import Member
from rules.groups.silence import Hearing
from rules.problem_report import ProblemReport
from rules.problems import N_, Severity
from rules.unit_kinds import GROUP

NO_GROUP = N_("The unit “{name}” is of the kind “{kind}”, and only a group has “{field}”.")
MAKE_GROUP = N_("Make it a group (`kind: group`), or take the field out.")
CONTAINS_ITSELF = N_("The group “{name}” contains itself: {circle}.")
CORRECT_MEMBERS = N_("Correct the `members` of one of them.")
UNKNOWN_MEMBER = N_("There is no unit “{read}”, which is to be a member of a group.")
DECLARE_UNIT = N_("Declare it under `units`, or correct the code.")
UNKNOWN_KIND = N_("There is no unit of the kind “{read}”, so that the group has none of them for members.")
KINDS_ARE = N_("The kinds of the known units are: {known}.")
LED_BY_ONE = N_("“{lead}”, which leads the task, is no group: only one's members can have a task each, or share it.")
TAKE_OUT = N_("Take `tasks` out, or name a group as the lead.")
NOT_SAID = N_("Task {rule} is led by the group “{lead}”, and nobody says whether each member has it, or they share it.")
SAY_TASKS = N_("Write `tasks: each` or `tasks: shared`; if not, it is asked at adoption, and until then they share it.")


def check_groups(parsed: ParsedPlan, tree: Tree, hearing: Hearing, report: ProblemReport) -> None:
    """Report groups that contain themselves or whom nobody knows, and those of whose tasks nobody says whose they are.

    `hearing` is what the register says of who hears.
    """
    groups = _Groups(parsed, tree, Hearers(parsed, tree, hearing), report)
    for name, unit in parsed.units.items():
        groups.check_unit(name, unit)
    groups.check_circles()
    for name, rule in parsed.rules.items():
        groups.check_rule(name, rule)


@dataclass
class _Groups:
    parsed: ParsedPlan
    tree: Tree
    hearers: Hearers
    report: ProblemReport

    def check_unit(self, name: str, unit: ParsedRecord) -> None:
        """Report members that are not there, and members of what is no group."""
        for field in ("members", "tasks"):
            if field in unit.node and unit.get("kind") not in (GROUP, None):
                place, kind = unit.place(field), unit.get("kind")
                self.report.error("no-group", place, NO_GROUP, MAKE_GROUP, name=name, kind=kind, field=field)
        for member in unit.get("members") or ():
            self._check_member(member, unit.place("members"))

    def _check_member(self, member: Member, place: Node) -> None:
        severity = Severity.WARNING if self.tree.known is None else Severity.ERROR
        for code in member.codes:
            if not self.tree.has(code):
                at, codes = place_of(code, place), self.tree.codes()
                self.report.unknown("unknown-member", at, UNKNOWN_MEMBER, DECLARE_UNIT, code, codes, severity)
        if member.kind and self.tree.known is not None and member.kind not in self.tree.kinds:
            known = sorted(self.tree.kinds)
            self.report.unknown("unknown-kind", place, UNKNOWN_KIND, KINDS_ARE, member.kind, known, Severity.WARNING)

    def check_circles(self) -> None:
        """Report groups that are among their own members, also by way of others, or as a unit of a kind."""
        waits = {name: list(dict.fromkeys(self._groups_in(members))) for name, members in self.hearers.members.items()}
        for circle in topological_order(waits)[1]:
            place = self.parsed.units[circle[0]].place("members")
            args = {"name": circle[0], "circle": " < ".join(circle)}
            self.report.error("group-circle", place, CONTAINS_ITSELF, CORRECT_MEMBERS, **args)

    def _groups_in(self, members: Sequence[Member]) -> Iterator[str]:
        for member in members:
            if member.kind == GROUP:
                yield from (code for code in self.hearers.members if code not in member.but)
            elif member.unit in self.hearers.members:
                yield str(member.unit)

    def check_rule(self, name: str, rule: ParsedRecord) -> None:
        """Report whose tasks a group's are where that cannot be, or is not said."""
        lead = rule.get("lead")
        alone = "for each" not in rule.node
        if "tasks" in rule.node and lead and not (alone and self.tree.kind(lead) in (GROUP, None)):
            self.report.error("led-by-one", rule.place("tasks"), LED_BY_ONE, TAKE_OUT, lead=lead)
        if (
            alone
            and self._is_group(lead)
            and not self.hearers.silence(lead)
            and not (rule.get("tasks") or self._said(lead))
        ):
            self.report.warn("tasks-not-said", rule.place("lead"), NOT_SAID, SAY_TASKS, rule=name, lead=lead)

    def _is_group(self, code: str | None) -> bool:
        return bool(code) and self.tree.kind(str(code)) == GROUP

    def _said(self, code: str | None) -> bool:
        """True if the group says itself whose its tasks are; one that the register has was asked of then."""
        unit = self.parsed.units.get(code or "")
        return unit is None or bool(unit.get("tasks"))
