"""The log, and the triggers that keep it append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

AMENDING = sa.text("corrects IS NOT NULL")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_SQLITE = """
CREATE TRIGGER log_keeps_{verb} BEFORE {verb} ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
"""
_POSTGRES = """
CREATE TRIGGER log_keeps_{verb} BEFORE {verb} ON log
FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()
"""


def upgrade() -> None:
    """Make the log."""
    op.create_table(
        "log",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", WORDS, nullable=False, unique=True),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("plan", WORDS),
        sa.Column("subject", WORDS),
        sa.Column("unit", WORDS),
        sa.Column("occurred_on", WORDS, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("document", WORDS),
        sa.Column("corrects", WORDS, sa.ForeignKey("log.id")),
        sa.Column("data", WORDS, nullable=False),
        sa.Column("previous", WORDS, nullable=False),
        sa.Column("hash", WORDS, nullable=False),
    )
    op.create_index("log_by_corrects", "log", ["corrects"], sqlite_where=AMENDING, postgresql_where=AMENDING)
    if op.get_context().dialect.name == "postgresql":
        op.execute(_POSTGRES_FUNCTION)
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(_POSTGRES.format(verb=verb))
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))
