"""Reports of what became of messages that were handed over: each is weighed beside what is kept, and then noted."""

from sqlalchemy import Connection, select, update

from events.beside.attempts import Attempt, Came, Reported, added, weighed
from events.database.outbox.composing import refuse
from events.database.tables import table
from events.delivery import PARKED, SENT, kept

_MESSAGE = table("message")
_OF = _MESSAGE.c


def reported(connection: Connection, reference: str, attempt: Attempt, error: str) -> Reported:
    """Note that what is called `reference` came to that; what has failed is parked, and was not told."""
    what = select(_OF.recipient, _OF.key, _OF.status, _OF.tries).where(_OF.reference == reference)
    found = connection.execute(what.with_for_update()).first()
    if found is None:
        return Reported.UNKNOWN
    comes = weighed(found.tries, attempt.came)
    if comes is not Reported.NOTED:
        return comes
    fails = attempt.came is Came.FAILED and found.status == SENT
    ends = {"status": PARKED, "last_error": kept(error), "sent_at": None} if fails else {}
    this = (_OF.recipient == found.recipient) & (_OF.key == found.key)
    connection.execute(update(_MESSAGE).where(this).values(tries=added(found.tries, attempt.line), **ends))
    if fails:
        refuse(connection, {(found.recipient, found.key)})
    return comes
