"""Databases as older versions kept them: what each step of the schema brought is taken away again, the last first."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

UNDOING: Mapping[int, Sequence[str]] = {
    48: ("DROP TABLE kept_list",),
    47: (
        *(f"DROP TABLE {name}" for name in ("attempt", "proposal", "said_again")),
        "ALTER TABLE sign_in DROP COLUMN code_secret",
    ),
    46: ("DROP INDEX fact_heard", "DROP INDEX due_by_moved", "ALTER TABLE due DROP COLUMN moved"),
    45: (),
    44: (),
    43: tuple(f"DROP TABLE {name}" for name in ("account", "sign_in", "token", "invitation", "visit")),
    42: ("DROP TABLE webhook",),
    41: (
        "ALTER TABLE unit DROP COLUMN others",
        "DROP INDEX message_by_reference",
        "ALTER TABLE message DROP COLUMN tries",
        "ALTER TABLE message DROP COLUMN reference",
    ),
    40: ("DROP INDEX message_sent",),
    39: ("DROP TABLE digest",),
    38: ("DROP TABLE health",),
    37: ("DROP TABLE approval", "DROP INDEX message_awaiting"),
    36: (),
    35: (),
    34: (),
    33: (),
    32: ("DROP INDEX due_by_safe", "CREATE INDEX due_by_remind_on ON due (remind_on)"),
    31: (),
    30: (),
    29: ("ALTER TABLE message DROP COLUMN urgent",),
    28: ("DROP TABLE feed_address",),
    27: (
        "DROP TABLE told",
        "DROP TABLE said",
        "DROP INDEX message_open",
        "DROP INDEX message_by_said",
        "ALTER TABLE message DROP COLUMN edition",
        "ALTER TABLE message DROP COLUMN said_key",
        "ALTER TABLE message DROP COLUMN covered_by",
    ),
    26: ("ALTER TABLE plan DROP COLUMN starts",),
    25: ("DROP TABLE served",),
    24: (),
    23: (),
    22: ("ALTER TABLE unit DROP COLUMN members", "ALTER TABLE unit DROP COLUMN tasks"),
    21: ("DROP TABLE access",),
    20: ("ALTER TABLE plan DROP COLUMN ended", "ALTER TABLE plan DROP COLUMN ends"),
    19: ("DROP TABLE file",),
    18: ("ALTER TABLE plan DROP COLUMN former",),
    17: ("DROP TABLE recount",),
    16: ("ALTER TABLE plan DROP COLUMN joins",),
    15: (),
    14: (
        "DROP TABLE mention",
        "ALTER TABLE compiled DROP COLUMN reads_as",
        "ALTER TABLE title DROP COLUMN named",
    ),
    13: (
        "DROP TABLE tally",
        "DROP TABLE title",
        "DROP INDEX task_by_day",
        "DROP INDEX task_by_lead",
        "ALTER TABLE task DROP COLUMN day",
        "ALTER TABLE plan DROP COLUMN adoption",
    ),
    12: (
        "DROP TABLE contact",
        "DROP TABLE pruned",
        "DROP INDEX message_by_body",
        "ALTER TABLE unit DROP COLUMN texts",
        "ALTER TABLE unit RENAME COLUMN email_seal TO email",
        "ALTER TABLE unit RENAME COLUMN phone_seal TO phone",
    ),
    11: ("ALTER TABLE message DROP COLUMN token",),
    10: (
        "CREATE TABLE history_then AS SELECT task_id, position, state, due_key, since, reason FROM history",
        "DROP TABLE history",
        "ALTER TABLE history_then RENAME TO history",
    ),
    9: ("DROP TABLE revision",),
    8: (
        "DROP TABLE compiled",
        "ALTER TABLE plan DROP COLUMN calendar",
        "ALTER TABLE plan DROP COLUMN suspends",
        "ALTER TABLE plan ADD COLUMN source TEXT",
    ),
    7: ("DROP TABLE rebuilt",),
}
"""By the number of the step. Rows stay as they are, but for what stood in what goes."""


def back_to(connection: Connection, schema: int) -> None:
    """Take away what the steps after `schema` brought."""
    for step in sorted(UNDOING, reverse=True):
        for statement in UNDOING[step] if step > schema else ():
            connection.execute(text(statement))
    connection.execute(text(f"UPDATE thoihan_version SET version_num = '{schema:04}'"))
