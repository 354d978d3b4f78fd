"""All sending held back until somebody lets it go: what was told by then the store cannot know, or it stands otherwise.

Why is kept by a name in `revision`, whose other rows are of tables; the number is the position of the log at which it
began. That there is a trial is kept there too.
"""

from sqlalchemy import Connection, delete, exists, func, insert, inspect, or_, select, update

from events.database.tables import table
from events.delivery import (
    AWAITING,
    CLAIMED,
    COUNTED,
    PARKED,
    PENDING,
    RESTORED,
    TRIAL,
    TRIED,
    Delivery,
    in_trial,
    kept,
)

_REVISION, _LOG, _MESSAGE, _TOLD = table("revision"), table("log"), table("message"), table("told")
_HOOK = table("webhook")
_NAMES = {RESTORED: "held", COUNTED: "held/counted", TRIED: "held/tried"}
_TRIAL = "trial"
OF_TRIAL = _TOLD.c.channel.startswith(in_trial(""), autoescape=True)
"""True of what was told in a trial."""


def hold(connection: Connection, why: str) -> None:
    """Hold back all sending from now on."""
    _mark(connection, _NAMES[why])


def hold_restored(connection: Connection) -> None:
    """Hold back all sending of what was put back, and know of a trial that it was in."""
    hold(connection, RESTORED)
    if not inspect(connection).has_table(_TOLD.name):  # of a version that knew no trials
        return
    tried = exists().where(_MESSAGE.c.status == TRIAL), exists().where(OF_TRIAL)
    if connection.scalar(select(or_(*tried))):
        begin_trial(connection)


def why_held(connection: Connection) -> str | None:
    """Why nothing may be sent; None: it may."""
    there = set(connection.scalars(select(_REVISION.c.name).where(_REVISION.c.name.in_(_NAMES.values()))))
    return next((why for why, name in _NAMES.items() if name in there), None)


def release(connection: Connection, parked: str | None = None) -> bool:
    """Let messages be sent again; for a reason `parked`, not those that wait now. False: nothing was held."""
    if not connection.execute(delete(_REVISION).where(_REVISION.c.name.in_(_NAMES.values()))).rowcount:
        return False
    if parked is not None:
        waiting = _MESSAGE.c.status.in_((PENDING, CLAIMED, AWAITING))  # a claim of before the backup holds nothing here
        parked_now = Delivery(PARKED, last_error=kept(parked))._asdict()
        for made in ("edition", "said_key", "covered_by", "tries", "reference"):  # they were
            del parked_now[made]
        connection.execute(update(_MESSAGE).where(waiting).values(parked_now))
        head = select(func.coalesce(func.max(_LOG.c.position), 0)).scalar_subquery()
        connection.execute(update(_HOOK).where(_HOOK.c.fed >= 0).values(fed=head))  # nor what programs were to be told
    return True


def begin_trial(connection: Connection) -> None:
    """What is sent from now on is sent in a trial."""
    _mark(connection, _TRIAL)


def no_trial(connection: Connection) -> bool:
    """Forget that there was a trial. True: there was none."""
    return not connection.execute(delete(_REVISION).where(_REVISION.c.name == _TRIAL)).rowcount


def _mark(connection: Connection, name: str) -> None:
    connection.execute(delete(_REVISION).where(_REVISION.c.name == name))
    head = connection.scalar(select(func.max(_LOG.c.position))) or 0
    connection.execute(insert(_REVISION).values(name=name, number=head))
