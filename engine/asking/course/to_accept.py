"""Reports to be accepted: whose they are, but for those of whoever follows the plan and leads the task itself."""

from engine.facts.plans import is_own_report
from engine.snapshot import Snapshot
from events.views import Awaited


def to_accept(snapshot: Snapshot) -> list[Awaited]:
    """Whose reports await acceptance, by plan and lead, and in this order."""
    found = snapshot.session.awaited()
    units = snapshot.units() if found else None
    return [one for one in found if units and not is_own_report(units, one.by, one.lead)]


def awaited_leads(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The same, each by plan and lead alone: what lists are narrowed to."""
    return [(one.plan, one.lead) for one in to_accept(snapshot)]
