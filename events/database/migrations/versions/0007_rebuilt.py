"""It is kept where the rows were built anew: what an older version told up to there is not what this one would."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table; whoever migrates builds the rows anew in the same transaction."""
    op.create_table("rebuilt", sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False))
