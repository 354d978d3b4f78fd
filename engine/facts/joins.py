"""Joined happenings: milestones of several plans that are one and the same, so that what is said of one is said of all.

Who is joined with whom follows from the events that join and part, and from nothing else. Facts stay with the plan that
they were said of: others read them through the join, so that it does not matter which of the two was recorded first.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.facts.fact import Fact, HappenedAt, Joined, Parted
from engine.facts.topics import Sort, milestone
from events.chain import canonical_json
from events.rows import PlanRow
from rules.plan import Plan

Member = tuple[str, str]
"""A plan, and the name of a milestone in it."""


class Tie(NamedTuple):
    """A milestone of another plan, with which one is joined; or was, and what was said of both then is kept."""

    plan: str
    milestone: str
    joined: bool


Ties = Mapping[str, tuple[Tie, ...]]
"""The ties of one plan, by its own milestone."""

Called = Mapping[str, tuple[str, ...]]
"""By milestone of a plan: the names that joined plans have for it, and that mean nothing else in the plan itself."""


def member_of(text: str) -> Member:
    """The member written `PLAN/MILESTONE`; without a slash, of no plan."""
    plan, _, name = text.rpartition("/")
    return plan, name


def written(member: Member) -> str:
    """A member as it is written."""
    return "/".join(member)


# --- who is joined with whom ------------------------------------------------------------------------------------------


def happenings(facts: Collection[Fact], plans: Collection[str]) -> list[frozenset[Member]]:
    """The happenings of more than one member, those in `plans` that is; `facts` are all that join and part."""
    return _together((members for _, members in _kept(facts)), plans)


def joining(facts: Collection[Fact], members: Collection[Member]) -> list[str]:
    """The ids of the joinings that still join one of `members` with others."""
    return [fact for fact, joined in _kept(facts) if len(joined) > 1 and not joined.isdisjoint(members)]


def _kept(facts: Collection[Fact]) -> Iterator[tuple[str, frozenset[Member]]]:
    """Each joining by its id, with the members that it still joins."""
    parted: dict[str, set[str]] = {}
    for fact in facts:
        if isinstance(said := fact.said, Parted):
            for name in said.joins:
                parted.setdefault(name, set()).update(said.members)
    for fact in facts:
        if isinstance(joined := fact.said, Joined):
            apart = parted.get(fact.id, ())
            yield fact.id, frozenset(member_of(one) for one in joined.members if one not in apart)


def _together(groups: Iterable[frozenset[Member]], plans: Collection[str]) -> list[frozenset[Member]]:
    """Groups that share a member are one."""
    found: list[frozenset[Member]] = []
    for group in groups:
        here = frozenset(member for member in group if member[0] in plans)
        found, met = [one for one in found if one.isdisjoint(here)], [one for one in found if not one.isdisjoint(here)]
        found.append(here.union(*met))
    return [one for one in found if len(one) > 1]


def rows_tied(rows: Collection[PlanRow], facts: Collection[Fact]) -> list[PlanRow]:
    """The rows of the plans whose ties are other than they have them, with those they have now."""
    plans = {row.id for row in rows}
    now = {member: one for one in happenings(facts, plans) for member in one}
    ever = (frozenset(map(member_of, fact.said.members)) for fact in facts if isinstance(fact.said, Joined))
    ties: dict[str, dict[str, list[list[object]]]] = {}
    for together in _together(ever, plans):
        for plan, name in together:
            others = sorted(together - {(plan, name)})
            joined = now.get((plan, name), frozenset())
            ties.setdefault(plan, {})[name] = [[*other, int(other in joined)] for other in others]
    found = (row._replace(joins=canonical_json(ties.get(row.id, {}))) for row in rows)
    return [new for row, new in zip(rows, found, strict=True) if new != row]


def ties_of(row: PlanRow) -> Ties:
    """The ties of a plan in force."""
    return _ties(row.joins)


@lru_cache(maxsize=1024)
def _ties(text: str) -> Ties:
    return {
        name: tuple(Tie(plan, other, bool(joined)) for plan, other, joined in of)
        for name, of in json.loads(text).items()
    }


def joined(ties: Ties, name: str) -> list[Member]:
    """The members that a milestone is joined with now."""
    return [(tie.plan, tie.milestone) for tie in ties.get(name, ()) if tie.joined]


def called(plan: Plan, ties: Ties) -> Called:
    """The names that joined plans have for milestones of `plan`: by these suspensions may mean them."""
    found = {name: sorted({other for _, other in joined(ties, name)} - plan.milestones.keys()) for name in ties}
    return {name: tuple(others) for name, others in found.items() if others}


def called_so(rows: Iterable[PlanRow], things: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The plans for which a joined plan has a name that is one of `things`, a milestone's (`engine.facts.mentions`)."""
    names = {name for sort, name in things if sort == Sort.MILESTONE}
    tied = ((row.id, tie) for row in rows for of in ties_of(row).values() for tie in of)
    return frozenset(plan for plan, tie in tied if tie.joined and tie.milestone in names)


# --- what is said of one is said of all -------------------------------------------------------------------------------


def seen_through(plan: str, ties: Ties, facts: Iterable[Fact]) -> list[Fact]:
    """The `facts`, said of other plans, that count for `plan`; with the names that it has for their milestones."""
    there = {(tie.plan, tie.milestone): (name, tie.joined) for name, of in ties.items() for tie in of}
    found = []
    for fact in facts:
        tie = there.get((fact.plan, fact.topic.name)) if fact.topic.sort is Sort.MILESTONE else None
        if tie and counts_for(fact, f"{plan}/{tie[0]}", together=tie[1]):
            found.append(fact._replace(topic=milestone(tie[0])))
    return found


def counts_for(fact: Fact, member: str, *, together: bool) -> bool:
    """True if a fact counts for another member: one that was said of both does, though they are parted since."""
    said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
    return member in said.serves or (together and not said.only)
