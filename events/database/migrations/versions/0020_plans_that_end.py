"""A plan's row has the last day that it gives itself; and whether it has ended, with what became of its open rows."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the columns; they are filled from the log."""
    op.add_column("plan", sa.Column("ends", WORDS, nullable=True))
    op.add_column("plan", sa.Column("ended", WORDS, nullable=True))
