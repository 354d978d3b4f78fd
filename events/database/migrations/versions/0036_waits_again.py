"""Rows are built anew: what was closed with its plan, and has not begun by now, waits when the plan is opened again."""

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
