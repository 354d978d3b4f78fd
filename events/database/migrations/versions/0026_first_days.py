"""A plan's row has the plan's first day, before which nothing of it stands still."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the column; it is filled from the log."""
    op.add_column("plan", sa.Column("starts", WORDS, nullable=False, server_default=sa.text("''")))
