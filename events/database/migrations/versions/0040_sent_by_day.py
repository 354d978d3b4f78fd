"""A recipient may get so many messages a day: those of today are found by when they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_SENT = sa.text("status = 'sent'")


def upgrade() -> None:
    """Make the index."""
    op.create_index("message_sent", "message", ["sent_at"], sqlite_where=_SENT, postgresql_where=_SENT)
