"""Clauses by which a plan suspends tasks of other plans: those of its suspensions that reach further than itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.plan import Milestone, Plan, PlanSuspension


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A suspension that one plan lays down for tasks of others, with all of the plan that these must know.

    Two are equal that mean the same to others. `milestones` are those of the plan that it begins and ends with.
    """

    said: PlanSuspension
    plan: str
    unit: str
    starts: date
    source: str  # number of the plan's document
    milestones: tuple[Milestone, ...]

    def reaches(self, plan: str) -> bool:
        """True if it suspends tasks of that other plan."""
        return plan != self.plan and self.said.reaches(plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The clauses that tie the plans in force, each with the event it is by."""

    clauses: Mapping[Clause, str]

    def reaching(self, plan: str) -> Mapping[Clause, str]:
        """The clauses of other plans that concern `plan`."""
        return {clause: event for clause, event in self.clauses.items() if clause.reaches(plan)}


def laid_down(plan: Plan) -> Iterator[Clause]:
    """The suspensions of `plan` that may concern tasks of other plans."""
    for one in plan.suspensions:
        if one.plans != (plan.id,):
            yield Clause(
                said=one,
                plan=plan.id,
                unit=one.unit or plan.unit,
                starts=plan.starts,
                source=plan.number,
                milestones=tuple(plan.milestones[name] for name in (one.since, one.until) if name),
            )


def elsewhere(plan: str, milestone: str) -> str:
    """The name of a milestone of `plan` in other plans: `4029-cv-tu/new_central_guidance`."""
    return f"{plan}/{milestone}"


def whose(milestone: str, plan: str) -> tuple[str, str]:
    """The plan and the name of a milestone that was said in `plan`: its own, or with another's id before it."""
    other, slash, name = milestone.rpartition("/")
    return (other, name) if slash else (plan, milestone)
