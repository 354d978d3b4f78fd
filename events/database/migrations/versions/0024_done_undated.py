"""Rows are built anew: what a plan says is done, and not when, has no day, and is counted apart from the cells."""

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
