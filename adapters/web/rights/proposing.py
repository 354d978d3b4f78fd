"""Đề nghị ghi nhận: who records what happens at himself, who proposes it, and who decides on proposals.

By the setting `own_milestones` what an agency says happened at itself is recorded at once, or waits as a proposal for
whoever might record it by his office.
"""

from dataclasses import replace

from adapters.statements.proposals.proposals import Proposal
from adapters.web.rights.allowed import NotAllowed, must_be_allowed
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight
from engine.telling.levels import root_of
from events.event import Event
from rules.problems import N_

_PROPOSED = N_(
    "What happens at your unit is proposed here, and recorded by the office above: send it alone, not in a batch, a "
    "list or a file. Nothing was recorded."
)


class ToBeProposed(NotAllowed):
    """An event is his to propose, not to record."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__(403, _PROPOSED)


def only_proposes(sight: Sight, event: Event) -> bool:
    """True of a milestone that he says happened at himself, and of what he says of that later."""
    of_a_milestone = root_of(sight.snapshot.session, event).type.startswith("milestone.")
    return of_a_milestone and not sight.who.may(Act.RECORD)


def may_decide(sight: Sight, proposal: Proposal) -> bool:
    """True if he might record, by his office, what is proposed."""
    author = sight.who.person or sight.who.name
    if not sight.who.may(Act.RECORD):
        return False
    try:
        must_be_allowed(sight, replace(proposal.event, actor=author), author)
    except NotAllowed:
        return False
    return True


def sees(sight: Sight, proposal: Proposal) -> bool:
    """True if a proposal is of a unit within his reach, or of a plan that he follows."""
    row = proposal.row
    if sight.everything:
        return True
    return sight.sees_plan(row.plan) and (sight.sees_unit(row.unit) or sight.of_plan(row.plan).follows)
