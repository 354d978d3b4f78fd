"""Addresses of calendars are kept beside the log, by their hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: there were no addresses before."""
    op.create_table(
        "feed_address",
        sa.Column("hash", WORDS, primary_key=True, nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("unit", "person", "made_at", "made_by", "revoked_at")),
    )
