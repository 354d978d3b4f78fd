"""The tables of the outbox: what there is to tell, how far it has come, and what was told."""

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from events.database.declaring.base import WORDS, Kept, words
from events.database.tables import SENT_EVER, UNSENT

COMPOSED = text("said_key IS NOT NULL")
"""The condition of an index: messages that were composed."""


HELD_BACK = text("status = 'awaiting'")
"""The condition of an index: messages that wait for approval."""


REFERRED = text("reference IS NOT NULL")
"""The condition of an index: messages of which somebody reports what became of them."""


class BodyTable(Kept, table=True):
    """The contents of messages, each once."""

    __tablename__ = "body"
    key: str = words(key=True)
    content: str = words()


class PrunedTable(Kept, table=True):
    """How many messages that were sent have been removed since, by the event that they told of."""

    __tablename__ = "pruned"
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    messages: int


class ToldTable(Kept, table=True):
    """What each recipient was last told of each task."""

    __tablename__ = "told"
    recipient: str = words(key=True)
    channel: str = words(key=True)
    task: str = words(key=True)
    role: str = words()
    state: str = words()
    due: str | None = words()
    safe: str | None = words()
    set_by: str | None = words()
    left: str | None = words()
    provisional: int
    in_doubt: int
    rung: str = words()
    message: str = words()
    position: int
    before: str | None = words()  # JSON


class ApprovalTable(Kept, table=True):
    """What is decided of the messages of events that wait for approval."""

    __tablename__ = "approval"
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str = words()
    moment: str = words()
    actor: str = words()


class SaidTable(Kept, table=True):
    """What messages said when they left, each once."""

    __tablename__ = "said"
    key: str = words(key=True)
    content: str = words()


class MessageTable(Kept, table=True):
    """The outbox: messages, then the columns of their delivery, which no event writes."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(["body_key"], ["body.key"]),
        Index("message_by_body", "body_key"),  # or whether a body is still in use would be looked for among all
        Index("message_by_said", "said_key", sqlite_where=COMPOSED, postgresql_where=COMPOSED),
        Index("message_unsent", "position", "key", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("message_sent", "sent_at", sqlite_where=SENT_EVER, postgresql_where=SENT_EVER),
        Index("message_awaiting", "recipient", "channel", sqlite_where=HELD_BACK, postgresql_where=HELD_BACK),
        Index("message_by_reference", "reference", sqlite_where=REFERRED, postgresql_where=REFERRED),
        Index("message_open", "recipient", "channel", sqlite_where=UNSENT, postgresql_where=UNSENT),
    )
    recipient: str = words(key=True)
    key: str = words(key=True)
    position: int
    channel: str = words()
    body_key: str = words()
    urgent: int = Field(sa_column_kwargs={"server_default": "0"})
    status: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "pending"})
    attempts: int = Field(sa_column_kwargs={"server_default": "0"})
    next_try_at: str | None = words()
    claimed_until: str | None = words()
    claimed_by: str | None = words()
    last_error: str | None = words()
    sent_at: str | None = words()
    token: str | None = words()
    edition: int = Field(sa_column_kwargs={"server_default": "0"})
    said_key: str | None = words()
    covered_by: str | None = words()
    tries: str | None = words()
    reference: str | None = words()
