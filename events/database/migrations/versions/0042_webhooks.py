"""Programs may be told what agencies are told: where is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nobody has said anything yet."""
    words = ("unit", "plan", "url", "made_at", "made_by", "removed_at")
    columns = [sa.Column(name, WORDS, nullable=False) for name in words]
    numbers = [sa.Column(name, sa.Integer(), nullable=False) for name in ("internal", "fed")]
    op.create_table("webhook", sa.Column("id", WORDS, primary_key=True, nullable=False), *columns, *numbers)
