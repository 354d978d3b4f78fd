"""The checks of who hears: which rows nobody would hear of, as their groups have no members, or agencies ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.checking.parsed_plan import ForEach, ParsedPlan, ParsedRecord
from rules.checking.unit_tree import Tree
from rules.document import ListNode, Node, Scalar
from rules.groups.members import Member
from rules.groups.silence import Hearing, Silence
from rules.plan import EACH
from rules.problem_report import ProblemReport
from rules.problems import N_
from rules.unit_kinds import GROUP, KINDS

UNHEARD = {
    Silence.NO_MEMBERS: N_(
        "Nobody would hear of task {rule}: “{unit}”, which is to do it, is a group without members."
    ),
    Silence.NOBODY_LEFT: N_(
        "Nobody would hear of task {rule}: “{unit}”, which is to do it, is a group of whose members nobody is there: "
        "they have ended, or never were."
    ),
    Silence.ENDED: N_(
        "Nobody would hear of task {rule}: “{unit}”, which is to do it, has ended, and nobody takes its place."
    ),
}
UNHEARD_TOO = {
    Silence.NO_MEMBERS: N_(
        "“{unit}”, which cooperates in task {rule}, is a group without members: nobody would hear of it there."
    ),
    Silence.NOBODY_LEFT: N_(
        "“{unit}”, which cooperates in task {rule}, is a group of whose members nobody is there: nobody would hear of "
        "it there."
    ),
    Silence.ENDED: N_("“{unit}”, which cooperates in task {rule}, has ended, and nobody takes its place."),
}
UNHEARD_BETWEEN = N_("“{unit}”, through which reports of task {rule} go, has ended, and nobody takes its place.")
NONE_LEFT = N_("Nobody would hear of task {rule}: all units of the kind “{unit}”, for which it is, have ended.")
GIVE_MEMBERS = N_("Give it `members`, or register it with some: `thoihan units add`.")
NAME_ANOTHER = N_("Name the unit that does its work now, or another.")
WHAT_TO_DO = {
    Silence.NO_MEMBERS: GIVE_MEMBERS,
    Silence.NOBODY_LEFT: N_("Give it other members (`thoihan units add`), or name the unit that does this now."),
    Silence.ENDED: NAME_ANOTHER,
}
UNHEARD_ROW = "unheard"
"""The code of what is said of a row that nobody would hear of."""


def check_hearing(parsed: ParsedPlan, tree: Tree, hearing: Hearing, report: ProblemReport) -> None:
    """Report rows that nobody would hear of, and units that would not hear of theirs; `hearing` is the register's."""
    hearers = Hearers(parsed, tree, hearing)
    for name, rule in parsed.rules.items():
        _check_leading(name, rule, hearers, report)
        for code in rule.get("cooperate") or ():
            if why := hearers.silence(code):
                place = place_of(code, rule.place("cooperate"))
                report.warn("unheard-cooperating", place, UNHEARD_TOO[why], WHAT_TO_DO[why], rule=name, unit=code)
        through = rule.get("through")
        if through and hearers.silence(through) is Silence.ENDED:
            place = rule.place("through")
            report.warn("unheard-between", place, UNHEARD_BETWEEN, NAME_ANOTHER, rule=name, unit=through)


def _check_leading(name: str, rule: ParsedRecord, hearers: "Hearers", report: ProblemReport) -> None:
    lead, for_each = rule.get("lead"), rule.get("for each") or ForEach()
    doing = for_each.codes if lead == EACH else filter(None, [lead])
    for code in doing:
        if why := hearers.silence(code):
            report.warn(UNHEARD_ROW, rule.place("lead"), UNHEARD[why], WHAT_TO_DO[why], rule=name, unit=code)
    if for_each.kind and hearers.all_over(for_each.kind):
        place = rule.place("for each")
        report.warn(UNHEARD_ROW, place, NONE_LEFT, NAME_ANOTHER, rule=name, unit=for_each.kind)


@dataclass(frozen=True)
class Hearers:
    """Who hears what he is told, as far as is known: what the register says, and what the plan declares beside it."""

    parsed: ParsedPlan
    tree: Tree
    hearing: Hearing

    @cached_property
    def members(self) -> Mapping[str, Sequence[Member]]:
        """The members of each group that the plan declares; () where it declares none."""
        units = self.parsed.units.items()
        return {name: unit.get("members") or () for name, unit in units if unit.get("kind") == GROUP}

    def silence(self, code: str, within: frozenset[str] = frozenset()) -> Silence | None:
        """The reason that a message to that unit reaches nobody; None where it reaches somebody.

        A group has the members that the register knows, and those that the plan declares where it knows none.
        """
        known = self.hearing.silent.get(code)
        registered = code in (self.tree.known or ()) and known is not Silence.NO_MEMBERS
        if registered or code not in self.members:
            return known
        members = self.members[code]
        if not members:
            return Silence.NO_MEMBERS
        within |= {code}
        return None if any(self._heard(one, within) for one in members) else Silence.NOBODY_LEFT

    def _heard(self, member: Member, within: frozenset[str]) -> bool:
        if member.unit:
            return member.unit not in within and not self.silence(member.unit, within)
        if self._unknown(member.kind or ""):
            return True
        found = self._of_kind(member.kind or "", member.under or "")
        return any(code not in {*member.but, *within} and not self.silence(code, within) for code in found)

    def all_over(self, kind: str) -> bool:
        """True if there were units of that kind below the plan's unit, and all have ended."""
        found = list(self._of_kind(kind, self.tree.unit or ""))
        return bool(found) and all(code in self.hearing.over for code in found)

    def _of_kind(self, kind: str, under: str) -> Iterator[str]:
        """Codes of the units of that kind: those of the register, and those that the plan declares beside them."""
        yield from self.hearing.of_kind(kind, under) if self.hearing.of_kind else ()
        for code, unit in self.parsed.units.items():
            if unit.get("kind") == kind and code not in (self.tree.known or ()):
                yield code

    def _unknown(self, kind: str) -> bool:
        """True if nobody knows which units of that kind there are, or they are still to be registered."""
        known = self.tree.known
        if known is None or self.hearing.of_kind is None:
            return True
        return self.tree.growing and kind in KINDS and kind not in known.values()


def place_of(code: str, place: Node) -> Node:
    """The code's own place in a list, where it can be found."""
    items = place.items if isinstance(place, ListNode) else ()
    return next((one for one in items if isinstance(one, Scalar) and one.text == code), place)
