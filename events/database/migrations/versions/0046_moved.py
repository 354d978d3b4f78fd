"""A due date has the last day on which anything came that it rests on, and is found by it.

Facts by which something was heard of a task are found by their day too.

Whoever migrates builds the rows anew in the same transaction: that fills it in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make room for it; nothing stands there yet."""
    op.add_column("due", sa.Column("moved", WORDS, nullable=True))
    op.create_index("due_by_moved", "due", ["moved"])
    heard = sa.text("substr(signal, 1, 9) IN ('acknowled', 'progress:', 'returned:')")
    op.create_index("fact_heard", "fact", ["day"], sqlite_where=heard, postgresql_where=heard)
