"""Officers sign in, and programs show tokens: who may is kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TABLES = {
    "account": ("name", "unit", "role", "person", "password", "totp", "made_at", "made_by", "changed_at", "ended_at"),
    "sign_in": ("hash", "account", "stage", "device", "made_at", "seen_at", "ended_at"),
    "token": ("hash", "name", "unit", "role", "made_at", "made_by", "used_on", "revoked_at"),
    "invitation": ("hash", "account", "made_at", "made_by", "ends_at", "used_at"),
    "visit": ("account", "moment"),
}
NUMBERS = {"account": "totp_step", "visit": "position"}


def upgrade() -> None:
    """Make the tables: nobody can sign in yet."""
    for name, (key, *words) in TABLES.items():
        numbers = [sa.Column(NUMBERS[name], sa.Integer(), nullable=False)] if name in NUMBERS else []
        columns = [sa.Column(one, WORDS, nullable=False) for one in words]
        op.create_table(name, sa.Column(key, WORDS, primary_key=True, nullable=False), *columns, *numbers)
    op.create_index("sign_in_by_account", "sign_in", ["account"])
