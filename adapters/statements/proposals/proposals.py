"""Proposals: an event that would be recorded, kept beside the log until somebody who may record it has decided.

    propose    the event is tried, and kept; said twice, it is one proposal
    accept     the event is recorded as it was proposed, in the name of whoever accepts, in one transaction
    decline    it is not, and why
    take_back  by whoever proposed it

Who may do which is for the callers to ask (`adapters.web.rights.proposing`).
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from adapters.bootstrap import Office
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from engine.service import Logged
from engine.telling.levels import root_of
from events.beside.rows import ProposalRow
from events.chain import canonical_json, content, differing, event_of, moment_text
from events.event import Event
from events.rows import Changes
from events.store import Session
from rules.problems import N_

WAITING, ACCEPTED, DECLINED, WITHDRAWN = "waiting", "accepted", "declined", "withdrawn"
STATES: Mapping[str, str] = {
    WAITING: N_("it waits for a decision"),
    ACCEPTED: N_("it was accepted, and recorded"),
    DECLINED: N_("it was declined"),
    WITHDRAWN: N_("it was taken back"),
}
"""The states in words."""

_DECIDED = N_("That proposal waits no more: {state} ({who}). Nothing was changed.")
_GONE = N_("There is no such proposal. Nothing was changed.")
_OTHERWISE = N_("Under that id something else was proposed: {fields} differ. Nothing was changed.")
_NO_REASON = N_("Say why it is declined: whoever proposed it reads that.")


class Clash(Refused):
    """Somebody decided already, or something else goes by that id."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal, and the event that it would be."""

    row: ProposalRow
    event: Event

    @classmethod
    def of(cls, row: ProposalRow) -> "Proposal":
        """The proposal that a row keeps."""
        return cls(row, event_of(json.loads(row.event)))

    @property
    def waits(self) -> bool:
        """True while nobody has decided."""
        return self.row.state == WAITING


@dataclass(frozen=True, slots=True)
class Proposed:
    """The answer to a proposal: what would follow, and the proposal; None where the log says the same already."""

    logged: Logged
    proposal: Proposal | None
    known: bool


def proposals(session: Session, state: str | None = None) -> list[Proposal]:
    """All proposals, or those in a state, the oldest first."""
    rows = session.beside(ProposalRow, **({"state": state} if state else {}))
    return sorted(map(Proposal.of, rows), key=lambda one: (one.row.made_at, one.row.id))


def proposal(session: Session, name: str) -> Proposal | None:
    """The proposal of that id."""
    return next(map(Proposal.of, session.beside(ProposalRow, id=name)), None)


def propose(office: Office, event: Event, *, dry_run: bool = False) -> Proposed:
    """Propose an event. Raises EventsError where it could not be recorded, and Refused; then nothing was changed."""
    logged = office.service.record(event, dry_run=True)
    if logged.known:
        return Proposed(logged, None, known=True)
    with office.store.begin(write=not dry_run) as session:
        there = _there(proposals(session, WAITING), event)
        made = there or Proposal(_row(office, session, event), event)
        if not there and not dry_run:
            session.apply(Changes(proposals=[made.row]))
    return Proposed(logged, made, known=there is not None)


def accept(office: Office, name: str) -> Logged:
    """Record what was proposed, in the name of whoever acts. Raises EventsError and Refused; then nothing was."""
    with office.together() as acting, acting.store.begin() as session:
        found = _waiting(session, name)
        now, actor = acting.clock.now(), acting.settings.actor
        logged = acting.service.record(replace(found.event, actor=actor, recorded_at=now))
        session.apply(Changes(proposals=[_decided(acting, found, ACCEPTED, event=logged.decision.event.id)]))
    return logged


def decline(office: Office, name: str, reason: str) -> Proposal:
    """Do not record what was proposed, and say why. Raises Refused."""
    if not reason.strip():
        raise Refused(_NO_REASON)
    return _ended(office, name, DECLINED, reason.strip())


def take_back(office: Office, name: str) -> Proposal:
    """Propose it no longer. Raises Refused."""
    return _ended(office, name, WITHDRAWN)


def _row(office: Office, session: Session, event: Event) -> ProposalRow:
    root = root_of(session, event)
    made = moment_text(office.clock.now()), office.settings.actor
    about = root.plan or "", root.unit or "", canonical_json(content(event))
    return ProposalRow(secrets.token_hex(8), *about, *made, WAITING, "", "", "", "")


def _there(waiting: Iterable[Proposal], event: Event) -> Proposal | None:
    """The proposal that says the same already. Raises Refused where one of that id says something else."""
    for one in waiting:
        fields = differing(one.event, replace(event, id=one.event.id, actor=one.event.actor))
        if not fields:
            return one
        if one.event.id == event.id:
            raise Clash(_OTHERWISE, fields=fields)
    return None


def _ended(office: Office, name: str, state: str, reason: str = "") -> Proposal:
    with office.store.begin() as session:
        row = _decided(office, _waiting(session, name), state, reason=reason)
        session.apply(Changes(proposals=[row]))
    return Proposal.of(row)


def _decided(office: Office, of: Proposal, state: str, *, reason: str = "", event: str = "") -> ProposalRow:
    when, who = moment_text(office.clock.now()), office.settings.actor
    return of.row._replace(state=state, decided_at=when, decided_by=who, reason=reason, recorded_as=event)


def _waiting(session: Session, name: str) -> Proposal:
    """The proposal, which nobody has decided meanwhile. Raises Refused."""
    found = proposal(session, name)
    if found is None:
        raise Refused(_GONE)
    if not found.waits:
        raise Clash(_DECIDED, state=Said(STATES[found.row.state]), who=found.row.decided_by)
    return found
