"""An agency has further addresses: its row has their seals. Of a message each attempt is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the columns; addresses that there are stay the officer's."""
    op.add_column("unit", sa.Column("others", WORDS, server_default=sa.text("''"), nullable=False))
    op.add_column("message", sa.Column("tries", WORDS, nullable=True))
    op.add_column("message", sa.Column("reference", WORDS, nullable=True))
    named = sa.text("reference IS NOT NULL")
    op.create_index("message_by_reference", "message", ["reference"], sqlite_where=named, postgresql_where=named)
