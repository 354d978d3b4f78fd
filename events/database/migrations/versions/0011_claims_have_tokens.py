"""A claim of a message has a token, so that who lost his claim cannot speak for who holds it now."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column: what an older version claimed has no token, and nobody can settle it; its claim lapses."""
    op.add_column("message", sa.Column("token", WORDS))
