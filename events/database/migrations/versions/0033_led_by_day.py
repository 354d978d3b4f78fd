"""Rows are built anew: who leads what was done is told by the day on which it was done."""

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
