"""Lists of tasks are kept under names, and shared: the log does not have them."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nobody has kept a list yet."""
    keys = [sa.Column(one, WORDS, primary_key=True, nullable=False) for one in ("account", "name")]
    others = [sa.Column(one, WORDS, nullable=False) for one in ("query", "unit", "made_at", "ended_at")]
    op.create_table("kept_list", *keys, *others)
