"""Files that events name by their hash have their content in a table of its own, beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: there were no such files before."""
    op.create_table(
        "file",
        sa.Column("hash", WORDS, primary_key=True, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed", WORDS, nullable=False),
    )
