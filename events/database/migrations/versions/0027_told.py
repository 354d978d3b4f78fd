"""What each recipient was last told of each task is kept beside the log, with the words of messages that left."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNSENT = sa.text("status IN ('pending', 'claimed')")


def upgrade() -> None:
    """Make the tables; what was told before is filled in when the rows are built anew."""
    numbers = ("provisional", "in_doubt", "position")
    op.create_table(
        "told",
        *(sa.Column(name, WORDS, primary_key=True, nullable=False) for name in ("recipient", "channel", "task")),
        *(sa.Column(name, WORDS, nullable=False) for name in ("role", "state", "rung", "message")),
        *(sa.Column(name, WORDS) for name in ("due", "safe", "set_by", "left", "before")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
    )
    op.create_table(
        "said",
        sa.Column("key", WORDS, primary_key=True, nullable=False),
        sa.Column("content", WORDS, nullable=False),
    )
    op.add_column("message", sa.Column("edition", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("message", sa.Column("said_key", WORDS))
    op.add_column("message", sa.Column("covered_by", WORDS))
    composed = sa.text("said_key IS NOT NULL")
    op.create_index("message_by_said", "message", ["said_key"], sqlite_where=composed, postgresql_where=composed)
    op.create_index("message_open", "message", ["recipient", "channel"], sqlite_where=UNSENT, postgresql_where=UNSENT)
