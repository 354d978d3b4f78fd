"""Rows are built anew: reminders of tasks whose dates are said alike stand together, whatever these rest on."""

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
