"""Facts are looked for by their unit too: a report must not read all the reports of its row."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Put the unit into the index of facts."""
    op.drop_index("fact_by_signal", "fact")
    op.create_index("fact_by_place", "fact", ["plan", "signal", "unit"])
