"""Addresses stand in a table of their own; the rows of agencies have their seals. Messages that were sent may go."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LANDLINE = re.compile(r"(?:\+84|0084|84|0)(?:2\d{9}|80\d{5})", re.ASCII)


def upgrade() -> None:
    """Make the tables. The log of before has the addresses: whoever migrates takes them from there."""
    op.create_table(
        "contact",
        sa.Column("unit", WORDS, primary_key=True),
        sa.Column("kind", WORDS, primary_key=True),
        sa.Column("address", WORDS, nullable=False),
        sa.Column("salt", WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "pruned",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("messages", sa.Integer(), nullable=False),
    )
    op.create_index("message_by_body", "message", ["body_key"])
    op.add_column("unit", sa.Column("texts", sa.Integer(), server_default="0", nullable=False))
    _mark_mobiles()
    for kind in ("email", "phone"):
        op.execute(f"ALTER TABLE unit RENAME COLUMN {kind} TO {kind}_seal")
        op.execute(f"UPDATE unit SET {kind}_seal = NULL WHERE {kind}_seal = ''")  # noqa: S608 - our own names
        op.execute(f"UPDATE unit SET {kind}_seal = 'log' WHERE {kind}_seal IS NOT NULL")  # noqa: S608


def _mark_mobiles() -> None:
    """Say of each agency whether text messages reach its telephone: of a landline they do not."""
    rows = op.get_bind().execute(sa.text("SELECT code, phone FROM unit WHERE phone <> ''")).all()
    for code, phone in rows:
        if not LANDLINE.fullmatch(re.sub(r"[\s().\-]+", "", phone)):
            op.get_bind().execute(sa.text("UPDATE unit SET texts = 1 WHERE code = :code"), {"code": code})
