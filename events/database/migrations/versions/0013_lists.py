"""What lists and figures need: a tally of tasks, the day of each, who leads for another, and the titles of rows.

And a plan's row names the event that adopted it, which each event rests on.
"""

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
FOR_ANOTHER = sa.text("lead <> unit")
_DAYS = """
UPDATE task SET day = COALESCE(
    (SELECT due.due FROM due WHERE due.plan = task.plan AND due.key = task.due_key), '9999-12-31')
"""


def upgrade() -> None:
    """Make the tables, count the tasks that there are, and give each its day; the rest is filled from the log."""
    _make_tally()
    _give_days()
    _make_titles()
    op.add_column("plan", sa.Column("adoption", WORDS, nullable=False, server_default="-"))


def _make_tally() -> None:
    keys = [
        sa.Column(name, sa.Integer if name == "firm" else WORDS, primary_key=True, autoincrement=False, nullable=False)
        for name in ("plan", "lead", "state", "firm", "cell", "day")
    ]
    op.create_table("tally", *keys, sa.Column("tasks", sa.Integer, nullable=False))
    op.execute(_COUNTED)
    for statement in _POSTGRES if op.get_context().dialect.name == "postgresql" else (_SQLITE,):
        op.execute(statement)


def _give_days() -> None:
    op.add_column("task", sa.Column("day", WORDS, nullable=False, server_default="9999-12-31"))
    op.execute(_DAYS)
    op.create_index("task_by_day", "task", ["day", "id"])
    op.create_index("task_by_lead", "task", ["lead"], sqlite_where=FOR_ANOTHER, postgresql_where=FOR_ANOTHER)


def _make_titles() -> None:
    keys = [sa.Column(name, WORDS, primary_key=True, nullable=False) for name in ("plan", "rule")]
    op.create_table("title", *keys, sa.Column("folded", WORDS, nullable=False))
