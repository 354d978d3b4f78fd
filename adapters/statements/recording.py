"""Recording of a statement, for commands and forms alike; what follows is given as an answer."""

from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office
from adapters.statements.row_numbers import by_number
from adapters.statements.statements import CheckedStatement, Statement
from engine.decision import Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from events.errors import EventError


def recorded(
    office: Office,
    said: Statement,
    document: str | None,
    event_id: str | None = None,
    *,
    dry_run: bool = False,
    lang: str,
) -> PresentedDecision:
    """Record what was said, and give what follows. Raises Refused and EventsError; then nothing was changed.

    Conflict where, after it was looked up what the statement speaks of, somebody else recorded something of it.
    """
    with office.store.begin(write=False) as session:
        seen = session.head()
        found = CheckedStatement.of(session, office.tools, said, document)
        known = session.find(found.identity.event_id) if found.identity.known and event_id is None else None
        event = found.event(office, event_id)
    if known:
        logged = Logged(decision=Decision(event=known.event, position=known.position), known=True)
    else:
        try:
            logged = office.service.record(event, seen=seen, dry_run=dry_run)
        except EventError as error:
            with office.store.begin(write=False) as session:
                raise by_number(error, Snapshot(session, office.tools).plans()) from None
    return present(office, logged, lang, dry_run=dry_run)
