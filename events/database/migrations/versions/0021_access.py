"""Who looked at secret rows is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nothing was secret before."""
    key = ("moment", "actor", "how", "plan", "row")
    op.create_table(
        "access",
        *(sa.Column(name, WORDS, primary_key=True, nullable=False) for name in key),
        sa.Column("level", WORDS, nullable=False),
    )
