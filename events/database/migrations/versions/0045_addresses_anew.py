"""Rows are built anew: whoever stands in another's place at an address is told how things stand."""

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
