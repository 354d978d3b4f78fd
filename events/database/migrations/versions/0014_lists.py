"""A task's row has its due day, and lists of tasks are cut into pages by it; what a unit leads for others is found."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
FOR_ANOTHER = sa.text("lead <> unit")

_DAYS = """
UPDATE task SET day = COALESCE(
    (SELECT due.due FROM due WHERE due.plan = task.plan AND due.key = task.due_key), '9999-12-31')
"""


def upgrade() -> None:
    """Give each task the day of its due, and make the indexes."""
    op.add_column("task", sa.Column("day", WORDS, nullable=False, server_default="9999-12-31"))
    op.execute(_DAYS)
    op.create_index("task_by_day", "task", ["day", "id"])
    op.create_index("task_by_lead", "task", ["lead"], sqlite_where=FOR_ANOTHER, postgresql_where=FOR_ANOTHER)
