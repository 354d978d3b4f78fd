"""Rows are built anew: no date is to be set by a day before the plan was adopted; milestones may be known already."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing has another shape: whoever migrates builds the rows anew in the same transaction."""
