"""What programs are to be told: for each webhook, a message beside each mail to those whom it follows.

A mail stands for whatever an agency is told, whether it has an address or not. How far a webhook has come in the log is
kept with it; positions are given in their order, so nothing before it can come later.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, insert, literal, or_, select, true, update

from events.beside.kept import WebhookRow
from events.beside.ways import MAIL
from events.database.tables import table
from events.delivery import CANCELLED, PENDING, Delivery
from events.rows import MessageRow
from events.states import webhook_channel

_MESSAGE, _HOOK, _LOG = table("message"), table("webhook"), table("log")
_RECOUNT, _APPROVAL, _UNIT = table("recount"), table("approval"), table("unit")
_OF = _MESSAGE.c
_END = -1
"""How far one has come that is fed no more."""


def feed(connection: Connection, moment: str) -> list[WebhookRow]:
    """Put into the outbox what is new for each webhook, and take out what waits for those removed; gives the others."""
    found = [WebhookRow(*row) for row in connection.execute(_rows())]
    head = _settled_up_to(connection) if found else 0
    for hook in found:
        if hook.removed_at:
            _drop(connection, hook, moment)
        elif hook.fed < head:
            _put(connection, hook, head)
    return [hook for hook in found if not hook.removed_at]


def _settled_up_to(connection: Connection) -> int:
    """The position up to which no message comes any more: an amendment has some while dates are counted again by it."""
    head = connection.scalar(select(func.max(_LOG.c.position))) or 0
    recounted = connection.scalar(select(func.min(_RECOUNT.c.position)))
    return head if recounted is None else min(head, recounted - 1)


def _rows() -> Select[Any]:
    rows = select(_HOOK).where(_HOOK.c.fed != _END).order_by(_HOOK.c.id)
    return rows.with_for_update()  # PostgreSQL's: one worker feeds at a time; SQLite has one writer anyway


def _put(connection: Connection, hook: WebhookRow, head: int) -> None:
    channel = webhook_channel(hook.id)
    key = func.substr(_OF.key, 1, func.length(_OF.key) - len(MAIL)).concat(channel)
    values = [_OF.recipient, key, _OF.position, literal(channel), _OF.body_key, _OF.urgent]
    defaults = [(name, literal(value)) for name, value in Delivery()._asdict().items() if value is not None]
    new = select(*values, *(value for _, value in defaults))
    new = new.where(_OF.channel == MAIL, _OF.position > hook.fed, _OF.position <= head)
    new = new.where(_followed(hook, _heirs(connection, hook.unit)))
    cancelled = _APPROVAL.c.position == _OF.position, _APPROVAL.c.state == CANCELLED
    new = new.where(~exists().where(*cancelled))
    names = [*MessageRow._fields, *(name for name, _ in defaults)]
    connection.execute(insert(_MESSAGE).from_select(names, new))
    connection.execute(update(_HOOK).where(_HOOK.c.id == hook.id).values(fed=head))


def _followed(hook: WebhookRow, heirs: Sequence[tuple[str, int]]) -> ColumnElement[bool]:
    """True of the mails to the unit that a webhook follows, of the plan that it does."""
    of_unit = or_(*(and_(_OF.recipient == one, _OF.position >= since) for one, since in heirs)) if hook.unit else true()
    if not hook.plan:
        return of_unit
    ending = literal(f"/{hook.plan}/").concat(_OF.recipient).concat(f"/{MAIL}")
    return and_(of_unit, func.substr(_OF.key, func.length(_OF.key) - func.length(ending) + 1) == ending)


def _heirs(connection: Connection, unit: str) -> list[tuple[str, int]]:
    """Those whose messages are a unit's: it, and whoever took over from it, from the event on by which they did."""
    found, code, since = list[tuple[str, int]](), unit or None, 0
    while code is not None and code not in {one for one, _ in found}:
        found.append((code, since))
        row = connection.execute(select(_UNIT.c.successor, _UNIT.c.position).where(_UNIT.c.code == code)).first()
        code, since = (row.successor, max(since, row.position)) if row else (None, since)
    return found


def _drop(connection: Connection, hook: WebhookRow, moment: str) -> None:
    waits = _OF.channel == webhook_channel(hook.id), _OF.status == PENDING
    connection.execute(update(_MESSAGE).where(*waits).values(status=CANCELLED, sent_at=moment, next_try_at=None))
    connection.execute(update(_HOOK).where(_HOOK.c.id == hook.id).values(fed=_END))
