"""Plans: adopted, and amended by a new version, at once or on a day ahead."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.deciding.transitions import awaited_fact, version
from engine.facts.suspension_clauses import Clause, laid_down
from engine.happenings.entry import Amending, Brought, Entry, Matter, Meaning, Part, Review, Story, Transition
from engine.happenings.plan_admission import AMENDED, admit_adoption, admit_version, admit_withdrawal
from engine.reach.scope import everything
from engine.reach.touching import Touching
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from events.event import Event
from events.rows import PlanRow, UnitRow
from events.store import Session


def _adopted(entry: Entry) -> Brought:
    """A plan takes effect, and brings the agencies that it declares and nobody has registered yet."""
    event, data = entry.event, entry.event.data
    plan = entry.snapshot.compiled(data["hash"], data["source"])
    adopted_on = event.occurred_on.isoformat()
    row = PlanRow(plan.id, data.get("version", 1), data["hash"], data["source"], adopted_on, entry.position)
    there = entry.snapshot.units().rows
    declared = (unit for unit in plan.units.values() if unit.code not in there)
    units = [UnitRow(u.code, u.name, u.kind, u.parent, u.email, u.phone, entry.position) for u in declared]
    others = in_other_plans(entry.with_units(units), laid_down(plan))
    return Brought(units=units, plans=[row], parts=[Review(plan=plan, scope=everything(plan)), *others])


def _amended(entry: Entry) -> Brought:
    """A version of a plan takes effect, or waits for its day."""
    event = entry.event
    new = version(entry.snapshot, event, entry.position, entry.today)
    parts: list[Part] = [
        Transition(version=new, scope=everything(new.plan)),
        *in_other_plans(entry.with_units(new.units), new.clauses),
    ]
    brought = Brought(units=new.units, plans=[new.row], facts=new.facts, facts_gone=new.facts_gone, parts=parts)
    if event.occurred_on <= entry.today:
        return brought
    return Brought(facts=[awaited_fact(event, entry.position)], foreseen=brought)


def in_other_plans(touching: Touching, clauses: Iterable[Clause]) -> list[Review]:
    """The tasks of other plans that these clauses suspend, or suspend no longer."""
    return [Review(plan=touching.plans[name], scope=scope) for name, scope in touching.by_clauses(clauses).items()]


def _withdrawn(_entry: Entry, of: Story) -> Brought:
    """A version is withdrawn before its day."""
    return Brought(facts_gone=[of.root.event.id])


def _since(snapshot: Snapshot, event: Event) -> date:
    """The day since which an adopted plan counts: it may begin before it is adopted."""
    plan = snapshot.compiled(event.data["hash"], event.data["source"])
    return min(event.occurred_on, plan.starts)


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield "plan", event.plan or ""


MEANINGS: Mapping[str, Meaning] = {
    "plan.adopted": Meaning(
        admit=admit_adoption, brings=_adopted, closing=Closing.NO_GROUNDS, matters=_matters, since=_since
    ),
    AMENDED: Meaning(
        admit=admit_version,
        brings=_amended,
        closing=Closing.NO_GROUNDS,
        matters=_matters,
        ahead=True,
        amending=Amending(admit=admit_withdrawal, brings=_withdrawn),
    ),
}
