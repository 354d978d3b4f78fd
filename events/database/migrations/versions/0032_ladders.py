"""Reminders are found by the safe day that they are counted from, and no longer by one day of their own."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Make the index on the safe days; the other one serves nobody now."""
    op.drop_index("due_by_remind_on", "due")
    op.create_index("due_by_safe", "due", ["safe"])
