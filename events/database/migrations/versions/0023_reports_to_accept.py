"""Rows are built anew: reports that nobody has accepted are found, and plans know which of their rows await it."""

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
