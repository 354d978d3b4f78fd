"""An amendment of a calendar is recounted plan by plan: which plans are still to come."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: what was amended before was recounted at once."""
    op.create_table(
        "recount",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("plan", WORDS, primary_key=True, nullable=False),
    )
