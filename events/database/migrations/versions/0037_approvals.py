"""Messages of an event may wait for approval: what is decided of them is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_AWAITING = sa.text("status = 'awaiting'")


def upgrade() -> None:
    """Make the table, and the index of what waits: nothing did before."""
    op.create_table(
        "approval",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("state", "moment", "actor")),
    )
    on = "recipient", "channel"
    op.create_index("message_awaiting", "message", on, sqlite_where=_AWAITING, postgresql_where=_AWAITING)
