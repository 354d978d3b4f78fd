"""Proposals as the API answers them."""

from typing import Any

from adapters.statements.proposals.proposals import Proposal
from adapters.web.rights.proposing import may_decide
from adapters.web.rights.rows import Sight
from engine.telling.levels import level_said


def proposal_answer(of: Proposal, sight: Sight) -> dict[str, Any]:
    """A proposal, and whether it is his to decide."""
    row, event = of.row, of.event
    return {
        "id": row.id,
        "secrecy": str(level_said(sight.snapshot, event)),
        "state": row.state,
        "type": event.type,
        "plan": row.plan or None,
        "subject": event.subject,
        "unit": row.unit or None,
        "corrects": event.corrects,
        "occurred_on": event.occurred_on.isoformat(),
        "document": event.document.text if event.document else None,
        "data": dict(event.data),
        "proposed_at": row.made_at,
        "proposed_by": row.made_by,
        "decided_at": row.decided_at or None,
        "decided_by": row.decided_by or None,
        "reason": row.reason or None,
        "event": row.recorded_as or None,
        "decidable": of.waits and may_decide(sight, of),
    }
