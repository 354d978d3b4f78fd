"""Days of a calendar at a unit and below it, half days, and daily cut-off hours."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KEPT = "calendar, day, working, reason, source, known_from, position"


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, WORDS, primary_key=key, nullable=False)


def _said() -> list[sa.Column[str] | sa.Column[int]]:
    """Why, on what document, since when it was known, and the event that said so."""
    words = [_text(name) for name in ("reason", "source", "known_from")]
    return [*words, sa.Column("position", sa.Integer, nullable=False)]


def _place(day: str) -> list[sa.Column[str]]:
    return [_text(name, key=True) for name in ("calendar", "unit", day)]


def upgrade() -> None:
    """Give amended days their unit, "" for everywhere, and the hour until which a half day is worked."""
    working = sa.Column("working", sa.Integer, nullable=False)
    # Neither database changes a key in place: the rows move to a new table that takes the old one's name.
    op.create_table("calendar_day_now", *_place("day"), working, sa.Column("until", WORDS), *_said())
    op.execute(f"INSERT INTO calendar_day_now (unit, {_KEPT}) SELECT '', {_KEPT} FROM calendar_day")  # noqa: S608
    op.drop_table("calendar_day")
    op.rename_table("calendar_day_now", "calendar_day")
    op.create_table("cut_off", *_place("since"), sa.Column("at", WORDS), *_said())
