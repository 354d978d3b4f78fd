"""The statement that a plan has ended, and the rows that were open until then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adapters.statements.ended.settled import Said, Settled
from adapters.statements.event_ids import Stands
from adapters.statements.statements import Draft, InForce, proof_of
from engine.facts.plans import Ending
from engine.happenings.ending.open_rows import OpenRow, open_rows
from events import making
from rules.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingPlan:
    """A plan has ended on a day; with `by`, another stands for it."""

    plan: str
    by: str | None
    on: date
    said: Said
    reason: str | None = None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        plan, other = now.plan(self.plan), now.plan(self.by) if self.by else None
        ending = now.snapshot.ending(plan.id)
        named, settled = self.said.named(plan, other), self.settled(now)
        return Draft(
            matter=("plan.replaced" if other else "plan.closed", plan.id),
            content=(self.on.isoformat(), self.by or "", _other_than(ending, named), document),
            standing=[_stands(now, ending)] if ending else [],
            on=self.on,
            make=lambda envelope: making.plan_closed(plan.id, settled.data, by=self.by, reason=self.reason, **envelope),
        )

    def settled(self, now: InForce) -> Settled:
        """What becomes of the open rows. Raises Refused."""
        plan, other = now.plan(self.plan), now.plan(self.by) if self.by else None
        return self.said.of(plan, other, self.rows(now, plan))

    def rows(self, now: InForce, plan: Plan) -> Mapping[str, OpenRow]:
        """The open rows of the plan on that day; of one that has ended there are none."""
        row = now.snapshot.plan_row(plan.id)
        return {} if row and row.ended else open_rows(now.snapshot, plan, self.on)


def _stands(now: InForce, ending: Ending) -> Stands:
    proof = proof_of(now.session.recorded(ending.event))
    return Stands(ending.event, (ending.day.isoformat(), ending.said.by, "", proof))


def _other_than(ending: Ending | None, named: Settled) -> str:
    """The rows named of which the end that stands says something else: said again unchanged, there are none."""
    if ending is None:
        return ""
    done, passed = set(ending.said.done), dict(ending.said.passed)
    others = [*(set(named.done) - done), *(done | passed.keys()).intersection(named.not_required)]
    return " ".join(sorted([*others, *(name for name, row in named.passed.items() if passed.get(name) != row)]))
