"""The things that a plan knows, so that who speaks of one finds the plan without a look at all of them.

They follow from the compiled plan alone, and are kept with the version that has them (`MentionRow`). A plan that does
not know a thing has no task for which it matters; whether one that does has such tasks is for `engine.reach` to say.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import chain

from engine.units import Units
from events.rows import MentionRow
from events.states import ACCEPTING_UNIT, AWAITED_ROW
from rules.conditions import quantified
from rules.offsets import anchors_of
from rules.plan import EACH, Plan, TaskRule
from rules.rule_selectors import ALL


class ThingSort(StrEnum):
    """The sorts of things."""

    MILESTONE = "milestone"  # that it has, by its name
    LABEL = "label"  # of one of its rows
    UNIT = "unit"  # an agency by its code: its own, one with a part in a task, or at which it looks
    ACCEPTANCE = AWAITED_ROW  # a row of which reports await acceptance, by its key
    FOLLOWER = ACCEPTING_UNIT  # the unit that accepts them, where there are such rows
    KIND = "kind"  # of agencies, and the one below which it looks at all of that kind: `commune/12`


Thing = tuple[str, str]
"""The sort of a thing, and its name."""


def mention_rows(plan: Plan, digest: str) -> list[MentionRow]:
    """The things that a plan knows, which was put into force with the hash `digest`."""
    found = sorted({(str(sort), name) for sort, name in _things(plan)})
    return [MentionRow(sort, name, plan.id, digest) for sort, name in found]


def by_selectors(selectors: Collection[str]) -> list[Thing] | None:
    """The things by one of which plans know the rules that one of `selectors` means; None: any plan may have some."""
    found = [(sort, name) for sort, _, name in (one.partition(":") for one in selectors)]
    named = (ThingSort.MILESTONE, ThingSort.LABEL)
    return None if ALL in selectors or any(sort not in named for sort, _ in found) else found


def of_units(trees: Iterable[Units], codes: Iterable[str]) -> set[Thing]:
    """The things by one of which plans know the agencies `codes`, or what these stand above or for, in any of `trees`.

    A plan that knows none of them has no task there, and looks at no units of a kind among which they are.
    """
    codes = list(codes)
    return {thing for units in trees for code in codes for one in units.looking_at(code) for thing in _unit(units, one)}


def _unit(units: Units, code: str) -> Iterator[Thing]:
    yield ThingSort.UNIT, code
    yield from ((ThingSort.UNIT, group) for group in units.groups_with(code))
    row = units.rows.get(code)
    if row:
        above = {*units.ancestry(code), *(units.ancestry(row.parent) if row.parent else ())}
        yield from ((ThingSort.KIND, f"{row.kind}/{one}") for one in above)


# --- what a plan knows ------------------------------------------------------------------------------------------------


def _things(plan: Plan) -> Iterator[Thing]:
    yield from ((ThingSort.MILESTONE, name) for name in plan.milestones)
    yield from ((ThingSort.LABEL, label) for rule in plan.rules.values() for label in rule.labels)
    yield from ((ThingSort.UNIT, code) for code in _units(plan))
    awaiting = [rule.id for rule in plan.rules.values() if plan.awaits_acceptance(rule)]
    yield from ((ThingSort.ACCEPTANCE, name) for name in awaiting)
    yield from ((ThingSort.FOLLOWER, plan.follower),) if awaiting else ()
    yield from chain.from_iterable(_kinds(plan, rule) for rule in plan.rules.values())


def _units(plan: Plan) -> Iterator[str]:
    yield plan.unit
    for rule in plan.rules.values():
        yield from rule.for_units
        yield from (code for code in rule.cooperate if code != EACH)
        yield from () if rule.lead == EACH else (rule.lead,)
    yield from (one.at for one in plan.milestones.values() if one.at)
    yield from (one.unit for one in plan.suspensions if one.unit)


def _kinds(plan: Plan, rule: TaskRule) -> Iterator[Thing]:
    """The kinds of units that a rule has tasks for, or looks at, each with the unit below which they are."""
    looked = [(one.kind, one.under or plan.unit) for one in quantified(rule.when)]
    of_each = [kind for kind in (rule.for_each, *(anchor.kind for anchor in anchors_of(rule.due))) if kind]
    for kind, under in (*looked, *((kind, plan.unit) for kind in of_each)):
        yield ThingSort.KIND, f"{kind}/{under}"
        yield ThingSort.UNIT, under
