"""A plan is put into force, for commands and pages alike."""

from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office
from engine.decision import Decision
from engine.service import Logged
from events import making
from rules.plan import Plan


def adopted(
    office: Office, plan: Plan, source: str, taken_over: bool = False, *, dry_run: bool = False, lang: str
) -> PresentedDecision:
    """Put a plan into force; if its very words are in force already, nothing changes. `taken_over`: it ran before."""
    with office.store.begin(write=False) as session:
        there = next((row for row in session.plans() if row.id == plan.id), None)
        known = there is not None and there.hash == plan.hash
        recorded = session.event_at(there.position) if there and known else None
    if recorded:
        logged = Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)
    else:
        event = making.plan_adopted(
            plan.id,
            source=source,
            hash=plan.hash,
            version=1,
            taken_over=taken_over,
            id=f"plan.adopted/{plan.id}/{plan.hash[:16]}",
            occurred_on=office.clock.today(),
            recorded_at=office.clock.now(),
            actor=office.settings.actor,
        )
        logged = office.service.record(event, dry_run=dry_run)
    return present(office, logged, lang, dry_run=dry_run, amended=[plan])
