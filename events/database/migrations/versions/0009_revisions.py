"""A number for each table that is read as a list tells whether that has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "revision",
        sa.Column("name", WORDS, primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
