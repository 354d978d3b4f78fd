"""Plans are kept compiled; their text stands in the log alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; whoever migrates builds the rows anew in the same transaction."""
    op.create_table(
        "compiled",
        sa.Column("hash", WORDS, primary_key=True),
        sa.Column("compiler", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", WORDS, nullable=False),
    )
    op.drop_column("plan", "source")
    op.add_column("plan", sa.Column("calendar", WORDS, server_default="vn", nullable=False))
    op.add_column("plan", sa.Column("suspends", sa.Integer(), server_default="0", nullable=False))
