"""A plan's row names the versions before it of which done tasks are left, so that their dates go on following."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the column; it is filled from the log."""
    op.add_column("plan", sa.Column("former", WORDS, nullable=False, server_default="[]"))
