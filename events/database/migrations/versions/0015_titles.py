"""The titles of plans' rows are kept as lists look for them; whoever migrates fills the table from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    keys = [sa.Column(name, WORDS, primary_key=True, nullable=False) for name in ("plan", "rule")]
    op.create_table("title", *keys, sa.Column("folded", WORDS, nullable=False))
