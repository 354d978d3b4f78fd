"""Units may prefer one message a day to many: at which hour is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table: nobody has said anything yet."""
    columns = (sa.Column(name, WORDS, nullable=False) for name in ("at", "moment", "actor"))
    op.create_table("digest", sa.Column("unit", WORDS, primary_key=True, nullable=False), *columns)
