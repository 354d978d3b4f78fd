"""An agency has further addresses, of its leader and of those who get copies: its row has their seals."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the column; addresses that there are stay the officer's."""
    op.add_column("unit", sa.Column("others", WORDS, server_default=sa.text("''"), nullable=False))
