"""A group's row has its members, and whether what it leads is each member's task or a shared one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the columns; they are filled from the log."""
    op.add_column("unit", sa.Column("members", WORDS, nullable=False, server_default=sa.text("''")))
    op.add_column("unit", sa.Column("tasks", WORDS, nullable=False, server_default=sa.text("''")))
