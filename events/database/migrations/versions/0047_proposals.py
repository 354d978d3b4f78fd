"""Agencies propose what the office records; attempts to sign in are counted; what was sent again is known."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TABLES = {
    "attempt": (("id", "who"), ("moment",)),
    "proposal": (
        ("id",),
        ("plan", "unit", "event", "made_at", "made_by", "state", "decided_at", "decided_by", "reason", "recorded_as"),
    ),
    "said_again": (("id",), ("event", "content")),
}


def upgrade() -> None:
    """Make the tables, and room for what a telephone is to make its codes from."""
    for name, (keys, words) in TABLES.items():
        columns = [sa.Column(one, WORDS, nullable=False) for one in words]
        op.create_table(name, *(sa.Column(one, WORDS, primary_key=True, nullable=False) for one in keys), *columns)
    op.create_index("attempt_by_who", "attempt", ["who", "moment"])
    op.create_index("attempt_by_moment", "attempt", ["moment"])
    op.create_index("proposal_by_state", "proposal", ["state"])
    op.add_column("sign_in", sa.Column("code_secret", WORDS, nullable=False, server_default=sa.text("''")))
