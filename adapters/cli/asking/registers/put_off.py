"""Happenings that were put off, and nobody has said until when."""

from collections.abc import Iterable, Mapping

from engine.facts.fact import Fact
from engine.facts.standing import last_meant
from engine.facts.topics import milestone
from engine.snapshot import Snapshot
from rules.plan import Plan, TaskRule
from rules.rule_selectors import milestones_of


def put_off(shelf: Snapshot, plan: Plan) -> frozenset[str]:
    """Names of the plan's milestones that are put off everywhere where something was said of them."""
    topics = [milestone(name) for name in plan.milestones]
    said: dict[str, dict[str, list[Fact]]] = {}
    for fact in (*shelf.facts(plan.id, topics), *shelf.through(plan.id, plan.milestones)):
        said.setdefault(fact.topic.name, {}).setdefault(fact.unit, []).append(fact)
    return frozenset(name for name, places in said.items() if _nowhere_planned(places))


def what_is_put_off(rule: TaskRule, names: Iterable[str], titles: Mapping[str, str]) -> str:
    """The title of the happening that a rule waits for and that is put off; "": there is none."""
    found = [name for name in milestones_of(rule) if name in names]
    return titles[found[0]] if found else ""


def _nowhere_planned(places: Mapping[str, list[Fact]]) -> bool:
    counts = [last_meant([fact for fact in said if fact.held] or said) for said in places.values()]
    return all(fact.day is None for fact in counts)
