"""Rows are built anew: plans know who accepts reports, so that nobody is asked to accept his own."""

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
