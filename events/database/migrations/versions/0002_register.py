"""The register, concluded from the log: units, plans, calendars, facts, dues, tasks and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNSENT = sa.text("status IN ('pending', 'claimed')")


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=False)


def _maybe(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    """Make the register and the outbox."""
    _named_by_events()
    _dates_and_tasks()
    _outbox()


def _named_by_events() -> None:
    unit = (_key("code"), _text("name"), _text("kind"), _maybe("parent"), _maybe("email"), _maybe("phone"))
    op.create_table("unit", *unit, _number("position"), _maybe("ended_on"), _maybe("successor"))
    plan = (_key("id"), _number("version"), _text("hash"), _text("source"), _text("adopted_on"))
    op.create_table("plan", *plan, _number("position"))
    day = (_key("calendar"), _key("day"), _number("working"), _text("reason"), _text("source"), _text("known_from"))
    op.create_table("calendar_day", *day, _number("position"))
    what = (_text("plan"), _text("signal"), _text("unit"), _text("cycle"), _text("phase"))
    said = [_maybe(name) for name in ("day", "carried", "detail")]
    op.create_table("fact", _key("event_id"), _number("position"), *what, *said)
    op.create_index("fact_by_signal", "fact", ["plan", "signal"])


def _dates_and_tasks() -> None:
    days = [_maybe(name) for name in ("nominal", "due", "safe", "window_start", "set_by", "remind_on")]
    ground = [_text(name) for name in ("calendar", "convention", "rules_hash", "basis", "steps")]
    of = (_key("key"), _text("plan"), _text("rule"))
    op.create_table("due", *of, *days, _number("provisional"), *ground, _maybe("left"))
    for name in ("due", "set_by", "remind_on"):
        op.create_index(f"due_by_{name}", "due", [name])
    task = [_text(name) for name in ("plan", "rule", "unit", "cycle", "state", "lead")]
    op.create_table("task", _key("id"), *task, _maybe("due_key"), _number("since"), _maybe("done_on"), _maybe("reason"))
    op.create_index("task_by_rule", "task", ["plan", "rule", "unit"])
    op.create_index("task_by_unit", "task", ["unit"])
    place = (_key("task_id"), sa.Column("position", sa.Integer, primary_key=True, autoincrement=False))
    op.create_table("history", *place, _text("state"), _maybe("due_key"), _number("since"), _text("reason"))


def _outbox() -> None:
    op.create_table("body", _key("key"), _text("content"))
    delivery = ("next_try_at", "claimed_until", "claimed_by", "last_error", "sent_at")
    op.create_table(
        "message",
        _key("key"),
        _number("position"),
        _text("recipient"),
        _text("channel"),
        sa.Column("body_key", WORDS, sa.ForeignKey("body.key"), nullable=False),
        sa.Column("status", WORDS, nullable=False, server_default="pending"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        *map(_maybe, delivery),
    )
    op.create_index("message_unsent", "message", ["position", "key"], sqlite_where=UNSENT, postgresql_where=UNSENT)
