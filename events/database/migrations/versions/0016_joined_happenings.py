"""A plan's row has its milestones that are one with those of other plans; all rows are built anew from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column: whoever migrates builds the rows anew in the same transaction."""
    op.add_column("plan", sa.Column("joins", WORDS, nullable=False, server_default="{}"))
