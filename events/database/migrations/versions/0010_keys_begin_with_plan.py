"""The keys of tasks, due dates and history begin with the plan, those of messages with the recipient."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNSENT = sa.text("status IN ('pending', 'claimed')")
KEPT: Mapping[str, str] = {
    "due": (
        "plan, key, rule, nominal, due, safe, window_start, set_by, remind_on, provisional, calendar, convention, "
        'rules_hash, basis, steps, "left", in_doubt, engine'
    ),
    "task": "plan, id, rule, unit, cycle, state, lead, due_key, since, done_on, reason",
    "history": "plan, task_id, position, state, due_key, since, reason",
    "message": (
        "recipient, key, position, channel, body_key, status, attempts, next_try_at, claimed_until, claimed_by, "
        "last_error, sent_at"
    ),
}
"""The columns whose content is kept, by table."""


def upgrade() -> None:
    """Make these tables anew, with what they hold."""
    for name, index in _INDEXES:
        op.drop_index(f"{name}_{index}", name)
    for name, columns in _COLUMNS.items():
        _made_anew(name, columns())
    for name, index in _INDEXES:
        _index(name, index)


def _made_anew(name: str, columns: Sequence[sa.Column[Any]]) -> None:
    before = f"{name}_before"
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {name}_pkey")  # its name is the new one's
    op.rename_table(name, before)
    op.create_table(name, *columns)
    kept = KEPT[name]
    said = kept.replace("plan, task_id", "substr(task_id, 1, strpos(task_id, '/') - 1), task_id")
    if op.get_context().dialect.name != "postgresql":
        said = said.replace("strpos", "instr")
    op.execute(f"INSERT INTO {name} ({kept}) SELECT {said} FROM {before}")  # noqa: S608 - our own names
    op.drop_table(before)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=False)


def _maybe(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS)


def _number(name: str, default: str | None = None, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(
        name,
        sa.Integer,
        nullable=False,
        server_default=default,
        primary_key=key,
        autoincrement=False if key else "auto",
    )


def _due() -> Sequence[sa.Column[Any]]:
    days = [_maybe(name) for name in ("nominal", "due", "safe", "window_start", "set_by", "remind_on")]
    ground = [_text(name) for name in ("calendar", "convention", "rules_hash", "basis", "steps")]
    last = (_maybe("left"), _number("in_doubt", "0"), _number("engine", "0"))
    return [_key("plan"), _key("key"), _text("rule"), *days, _number("provisional"), *ground, *last]


def _task() -> Sequence[sa.Column[Any]]:
    place = [_text(name) for name in ("rule", "unit", "cycle", "state", "lead")]
    last = (_maybe("due_key"), _number("since"), _maybe("done_on"), _maybe("reason"))
    return [_key("plan"), _key("id"), *place, *last]


def _history() -> Sequence[sa.Column[Any]]:
    was = (_text("state"), _maybe("due_key"), _number("since"), _text("reason"))
    return [_key("plan"), _key("task_id"), _number("position", key=True), *was]


def _message() -> Sequence[sa.Column[Any]]:
    of = (_key("recipient"), _key("key"), _number("position"), _text("channel"))
    body = sa.Column("body_key", WORDS, sa.ForeignKey("body.key"), nullable=False)
    status = sa.Column("status", WORDS, nullable=False, server_default="pending")
    moments = map(_maybe, ("next_try_at", "claimed_until", "claimed_by", "last_error", "sent_at"))
    return [*of, body, status, _number("attempts", "0"), *moments]


_COLUMNS: Mapping[str, Callable[[], Sequence[sa.Column[Any]]]] = {
    "due": _due,
    "task": _task,
    "history": _history,
    "message": _message,
}
_INDEXES = (
    ("due", "by_due"),
    ("due", "by_set_by"),
    ("due", "by_remind_on"),
    ("task", "by_rule"),
    ("task", "by_unit"),
    ("message", "unsent"),
)


def _index(name: str, index: str) -> None:
    of = {"by_rule": ["plan", "rule", "unit"], "unsent": ["position", "key"]}.get(index, [index.removeprefix("by_")])
    condition = UNSENT if index == "unsent" else None
    op.create_index(f"{name}_{index}", name, of, sqlite_where=condition, postgresql_where=condition)
