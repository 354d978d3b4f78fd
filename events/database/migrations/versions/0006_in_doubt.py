"""A date set by hand is kept with the mark that it is in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the mark: of dates kept so far nothing is in doubt until they are counted again."""
    op.add_column("due", sa.Column("in_doubt", sa.Integer(), server_default="0", nullable=False))
