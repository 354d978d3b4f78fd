"""Messages that wait until somebody has approved them: those of one event, and what is behind them.

What waits is marked so in its status, so that nothing else need ask. Behind a message that waits is every other to the
same recipient by the same channel of the same plan: it would tell of the same tasks. What is only known asks for none.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select, update

from events.beside.rows import ApprovalRow
from events.chain import moment_text
from events.database import bulk
from events.database.dialects import among
from events.database.outbox.order import to_programs
from events.database.tables import UNSENT, table
from events.delivery import APPROVED, AWAITING, CANCELLED, PENDING, told_of
from events.rows import Changes
from events.states import DAY_BEGAN, SILENT
from events.views import AwaitingApproval, Mark, MessageId

_MESSAGE, _APPROVAL, _LOG = table("message"), table("approval"), table("log")
_OF = _MESSAGE.c
_HELD_BACK = _OF.status == AWAITING
_SPEAKS = _OF.urgent != SILENT
_TO_COMPOSE = (_OF.status == PENDING) & _OF.said_key.is_(None) & _SPEAKS
_ASKED = exists().where(_APPROVAL.c.position == _OF.position, _APPROVAL.c.state == AWAITING)


def hold_back(connection: Connection, now: datetime, above: int, of: Collection[int] | None = None) -> bool:
    """Let messages wait of each event that has more than `above`, and of which nothing is decided. False: of none.

    What the clock has to say waits for nobody: it is of every day.
    """
    found = (
        select(_OF.position).where(UNSENT, _SPEAKS, ~to_programs()).group_by(_OF.position).having(func.count() > above)
    )
    if of is not None:
        found = found.where(_OF.position.in_(of))
    many = set(connection.scalars(found))
    if not many:
        return False
    decided = connection.scalars(select(_APPROVAL.c.position).where(_APPROVAL.c.position.in_(many)))
    days = select(_LOG.c.position).where(_LOG.c.position.in_(many), _LOG.c.type == DAY_BEGAN)
    new = many - set(decided) - set(connection.scalars(days))
    if new:
        _ask(connection, [ApprovalRow(position, AWAITING, moment_text(now), "") for position in sorted(new)])
    return bool(new)


def _ask(connection: Connection, rows: Sequence[ApprovalRow]) -> None:
    """Ask for approval, unless somebody has decided meanwhile; who has messages in hand marks them himself."""
    bulk.apply(connection, Changes(approvals=rows))
    positions = _OF.position.in_([row.position for row in rows])
    free = select(_OF.recipient, _OF.key).where(positions, _TO_COMPOSE, _ASKED).with_for_update(skip_locked=True)
    _wait(connection, [(recipient, key) for recipient, key in connection.execute(free)])


def _wait(connection: Connection, ids: Iterable[MessageId]) -> None:
    bulk.set_each(connection, "status = listed.value, next_try_at = NULL", [(*one, AWAITING) for one in ids])


def approved(connection: Connection, marks: Sequence[Mark], now: datetime, above: int | None) -> Sequence[Mark]:
    """Those of `marks` that wait for no approval; the others do from now on."""
    if marks and above is not None:
        hold_back(connection, now, above, {mark.position for mark in marks})
    undecided = select(_APPROVAL.c.position).where(_APPROVAL.c.state == AWAITING)
    asked = set(connection.scalars(undecided.with_for_update(read=True)))  # nobody decides until this is done
    if not asked or not marks:
        return marks
    to = {mark.recipient for mark in marks}
    there = connection.scalars(select(_OF.key).where(_HELD_BACK, among(connection, _OF.recipient, to)))
    behind = {told_of(key) for key in there} | {
        told_of(mark.key) for mark in marks if mark.position in asked and not mark.silent
    }
    _wait(connection, [(mark.recipient, mark.key) for mark in marks if told_of(mark.key) in behind])
    return [mark for mark in marks if told_of(mark.key) not in behind]


def awaiting(connection: Connection) -> list[AwaitingApproval]:
    """The events of which messages wait, in the order of the log, and how many each."""
    counts = func.count(_OF.key), func.count(_OF.recipient.distinct())
    found = select(_APPROVAL.c.position, *counts, _APPROVAL.c.moment, _APPROVAL.c.actor)
    found = found.outerjoin(_MESSAGE, (_OF.position == _APPROVAL.c.position) & _HELD_BACK & _SPEAKS)
    found = found.where(_APPROVAL.c.state == AWAITING).group_by(*_APPROVAL.c).order_by(_APPROVAL.c.position)
    return [AwaitingApproval(*row) for row in connection.execute(found)]


def to_decide(connection: Connection, position: int, state: str) -> int | None:
    """How many messages of an event would wait, go, or never go; None: there is nothing to decide. Others wait."""
    was = select(_APPROVAL.c.state).where(_APPROVAL.c.position == position)
    asked = connection.scalar(was.with_for_update()) == AWAITING
    which = _undecided(state) if asked else _TO_COMPOSE
    count = connection.scalar(select(func.count()).where(_OF.position == position, which)) or 0
    return count if count or (asked and state != AWAITING) else None


def _undecided(state: str) -> ColumnElement[bool]:
    """What may be held back still; of that, and of what is, it may be said that it shall go, or never."""
    return _TO_COMPOSE if state == AWAITING else _TO_COMPOSE | (_HELD_BACK & _SPEAKS)


def decide(connection: Connection, row: ApprovalRow) -> None:
    """Have the messages of an event wait, go, or never go; what waits behind none any more goes too.

    Who has one in hand that nobody has marked yet may be waiting for this: what goes anyway is left to him.
    """
    mine = _OF.position == row.position, _HELD_BACK if row.state == APPROVED else _undecided(row.state)
    status = PENDING if row.state == APPROVED else row.state
    ends = {"status": status, "next_try_at": None} | ({"sent_at": row.moment} if row.state == CANCELLED else {})
    connection.execute(update(_MESSAGE).where(*mine).values(ends))
    connection.execute(delete(_APPROVAL).where(_APPROVAL.c.position == row.position))
    bulk.apply(connection, Changes(approvals=[row]))
    connection.execute(update(_MESSAGE).where(_HELD_BACK, ~_ASKED).values(status=PENDING))
