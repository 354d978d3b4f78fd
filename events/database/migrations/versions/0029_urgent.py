"""How urgent a message is: what is not waits a while for what may yet correct it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the column; it is filled from the log for what is told from now on."""
    op.add_column("message", sa.Column("urgent", sa.Integer(), nullable=False, server_default=sa.text("0")))
