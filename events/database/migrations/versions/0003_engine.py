"""Receipts name the version of the counting; those that are there already were made before it was kept (0)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column to the due dates."""
    op.add_column("due", sa.Column("engine", sa.Integer, nullable=False, server_default="0"))
