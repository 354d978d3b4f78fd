"""The things that plans know, by which they are found; how a kept plan is read; how officers call a row."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table and the columns; whoever migrates builds the rows anew in the same transaction."""
    keys = [sa.Column(name, WORDS, primary_key=True, nullable=False) for name in ("kind", "name", "plan", "hash")]
    op.create_table("mention", *keys)
    op.add_column("compiled", sa.Column("reads_as", WORDS, nullable=False, server_default="-"))
    op.add_column("title", sa.Column("named", WORDS, nullable=False, server_default="-"))
