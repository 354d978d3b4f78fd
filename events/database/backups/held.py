"""All sending held back, from a restore until somebody lets it go: what had been told by then, the backup cannot know.

It is kept as a number in `revision`, whose other rows are of tables: the position of the log at which it began.
"""

from sqlalchemy import Connection, delete, func, insert, select, update

from events.database.tables import table
from events.delivery import AWAITING, CLAIMED, PARKED, PENDING, Delivery, kept

_REVISION, _LOG, _MESSAGE = table("revision"), table("log"), table("message")
_NAME = "held"


def hold(connection: Connection) -> None:
    """Hold back all sending from now on."""
    connection.execute(delete(_REVISION).where(_REVISION.c.name == _NAME))
    head = connection.scalar(select(func.max(_LOG.c.position))) or 0
    connection.execute(insert(_REVISION).values(name=_NAME, number=head))


def is_held(connection: Connection) -> bool:
    """True while nothing may be sent."""
    return connection.scalar(select(_REVISION.c.number).where(_REVISION.c.name == _NAME)) is not None


def release(connection: Connection, parked: str | None = None) -> bool:
    """Let messages be sent again; for a reason `parked`, not those that wait now. False: nothing was held."""
    if not connection.execute(delete(_REVISION).where(_REVISION.c.name == _NAME)).rowcount:
        return False
    if parked is not None:
        waiting = _MESSAGE.c.status.in_((PENDING, CLAIMED, AWAITING))  # a claim of before the backup holds nothing here
        parked_now = Delivery(PARKED, last_error=kept(parked))._asdict()
        for made in ("edition", "said_key", "covered_by"):  # they were
            del parked_now[made]
        connection.execute(update(_MESSAGE).where(waiting).values(parked_now))
    return True
