"""What calendar feeds last said of tasks is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nothing was served before."""
    op.create_table(
        "served",
        *(sa.Column(name, WORDS, primary_key=True, nullable=False) for name in ("unit", "plan", "task")),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", WORDS, nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
    )
