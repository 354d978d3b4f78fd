"""How the parts of the running program, and the channels, last went is kept, so that others can ask for it."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nothing has gone yet."""
    op.create_table(
        "health",
        sa.Column("name", WORDS, primary_key=True, nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("seen_at", "well_at", "failing_since")),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", WORDS, nullable=False),
    )
