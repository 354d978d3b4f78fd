"""Rows are built anew: plans know who cooperates, so that who joins or leaves that is told."""

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
