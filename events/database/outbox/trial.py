"""The end of a trial: what was sent in it reached nobody whom it is for, and is told anew."""

from sqlalchemy import Connection, delete, select, update

from events.database.backups.held import OF_TRIAL, hold, no_trial
from events.database.dialects import among_pairs
from events.database.tables import table
from events.delivery import COVERED, TRIAL, TRIED, Delivery

_MESSAGE, _TOLD = table("message"), table("told")
_OF = _MESSAGE.c


def end_trial(connection: Connection) -> int:
    """Let all that was sent in a trial wait to be told, and forget what was told in it; gives how many messages.

    What a worker of the trial still has in hand is taken from it. All are composed anew, under other keys.
    """
    if no_trial(connection):
        return 0
    sent = select(_OF.recipient, _OF.key).where(_OF.status == TRIAL)
    told = select(_TOLD.c.recipient, _TOLD.c.message).where(OF_TRIAL)
    ids = {(recipient, key) for recipient, key in [*connection.execute(sent), *connection.execute(told)]}
    if ids:
        fresh = Delivery()._asdict() | {"edition": _OF.edition + 1, "tries": _OF.tries}
        behind = among_pairs(connection, (_OF.recipient, _OF.covered_by), ids) & (_OF.status == COVERED)
        connection.execute(update(_MESSAGE).where(behind).values(fresh))
        connection.execute(update(_MESSAGE).where(among_pairs(connection, (_OF.recipient, _OF.key), ids)).values(fresh))
        hold(connection, TRIED)
    connection.execute(delete(_TOLD).where(OF_TRIAL))
    return len(ids)
