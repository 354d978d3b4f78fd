"""A tally of tasks is kept, so that nobody counts them anew for a figure."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_COUNTED = """
INSERT INTO tally (plan, lead, state, firm, cell, day, tasks)
SELECT plan, led, state, firm, cell, day, COUNT(*) FROM (
    SELECT task.plan AS plan, CASE WHEN task.lead = task.unit THEN '' ELSE task.lead END AS led, task.state AS state,
        1 - COALESCE(due.provisional, 0) AS firm,
        CASE WHEN task.state <> 'done' THEN '' WHEN task.done_on > due.due THEN 'done_late' ELSE 'done_in_time' END
            AS cell,
        COALESCE(due.due, CASE WHEN task.state = 'needs_date' THEN due.set_by END, '9999-12-31') AS day
    FROM task LEFT JOIN due ON due.plan = task.plan AND due.key = task.due_key
) AS counted GROUP BY plan, led, state, firm, cell, day
"""
_SQLITE = """
CREATE TRIGGER tally_of_nothing_goes AFTER UPDATE ON tally WHEN NEW.tasks = 0
BEGIN DELETE FROM tally WHERE rowid = NEW.rowid; END
"""
_POSTGRES = (
    """
CREATE OR REPLACE FUNCTION tally_of_nothing_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tally WHERE plan = NEW.plan AND lead = NEW.lead AND state = NEW.state AND firm = NEW.firm
        AND cell = NEW.cell AND day = NEW.day AND tasks = 0;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER tally_of_nothing_goes AFTER UPDATE ON tally
FOR EACH ROW WHEN (NEW.tasks = 0) EXECUTE FUNCTION tally_of_nothing_goes()
""",
)


def upgrade() -> None:
    """Make the table, and count the tasks that there are."""
    keys = [
        sa.Column(name, sa.Integer if name == "firm" else WORDS, primary_key=True, autoincrement=False, nullable=False)
        for name in ("plan", "lead", "state", "firm", "cell", "day")
    ]
    op.create_table("tally", *keys, sa.Column("tasks", sa.Integer, nullable=False))
    op.execute(_COUNTED)
    for statement in _POSTGRES if op.get_context().dialect.name == "postgresql" else (_SQLITE,):
        op.execute(statement)
