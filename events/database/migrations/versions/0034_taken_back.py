"""Rows are built anew: a withdrawn request or answer has messages that tell of it."""

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
