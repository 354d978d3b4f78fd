"""The end of a trial: what was sent in it reached nobody whom it is for, and is told anew."""

from sqlalchemy import Connection, delete, select, update

from events.database.backups.held import OF_TRIAL, hold, no_trial
from events.database.dialects import among_pairs
from events.database.outbox.claiming import unpark
from events.database.tables import table
from events.delivery import COVERED, IN_TRIAL_STILL, PARKED, TRIAL, TRIED, TRIED_THERE, Delivery, last_in_trial
from events.views import MessageId

_MESSAGE, _TOLD = table("message"), table("told")
_OF = _MESSAGE.c


def end_trial(connection: Connection) -> int:
    """Let all that was sent in a trial wait to be told, and forget what was told in it; gives how many messages.

    What a worker of the trial still has in hand is taken from it, and what the addresses of the trial refused waits
    too. All are composed anew, under other keys.
    """
    if no_trial(connection):
        return 0
    sent = select(_OF.recipient, _OF.key).where(_OF.status == TRIAL)
    by_it = (_TOLD.c.recipient == _OF.recipient) & (_TOLD.c.message == _OF.key) & OF_TRIAL
    still = select(_OF.recipient, _OF.key).join_from(_MESSAGE, _TOLD, by_it).where(_OF.status.in_(IN_TRIAL_STILL))
    ids = {(recipient, key) for recipient, key in [*connection.execute(sent), *connection.execute(still)]}
    refused = _parked(connection, refused=True)
    ids |= _parked(connection, refused=False)
    if ids:
        fresh = Delivery()._asdict() | {"edition": _OF.edition + 1, "tries": _OF.tries}
        behind = among_pairs(connection, (_OF.recipient, _OF.covered_by), ids) & (_OF.status == COVERED)
        connection.execute(update(_MESSAGE).where(behind).values(fresh))
        connection.execute(update(_MESSAGE).where(among_pairs(connection, (_OF.recipient, _OF.key), ids)).values(fresh))
    for recipient, key in sorted(refused):
        if (recipient, key) not in ids:
            ids |= {(recipient, one) for one in unpark(connection, recipient, key)}
    if ids:
        hold(connection, TRIED)
    connection.execute(delete(_TOLD).where(OF_TRIAL))
    return len(ids)


def _parked(connection: Connection, *, refused: bool) -> set[MessageId]:
    """What failed in the trial: surely `refused`, or perhaps arrived."""
    words = _OF.said_key.is_(None) if refused else _OF.said_key.is_not(None)
    there = _OF.status == PARKED, _OF.tries.contains(TRIED_THERE, autoescape=True), words
    found = connection.execute(select(_OF.recipient, _OF.key, _OF.tries).where(*there))
    return {(recipient, key) for recipient, key, tries in found if last_in_trial(tries)}
