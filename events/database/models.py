"""The tables declared, column for column the rows of `events.rows`; the migrations make them, a test holds them to it.

Text sorts by code point in every store (PostgreSQL would otherwise sort by its locale), days and moments are ISO text,
so that what is kept is the same to the byte and compares as text does.
"""

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

import events.database.declaring.accounts
import events.database.declaring.messages
import events.database.declaring.proposals  # noqa: F401 - theirs are among all tables
from events.database.declaring.base import WORDS, Kept, words
from events.database.tables import HEARD
from events.rows import NO_DAY

EMPTY = text("''")

FOR_ANOTHER = text("lead <> unit")
"""The condition of an index: what a unit leads of its own is found by the unit."""

AMENDING = text("corrects IS NOT NULL")
"""The condition of an index: few events do."""


class LogTable(Kept, table=True):
    """The log: events as recorded, appended only (triggers refuse the rest)."""

    __tablename__ = "log"
    __table_args__ = (
        ForeignKeyConstraint(["corrects"], ["log.id"]),
        Index("log_by_corrects", "corrects", sqlite_where=AMENDING, postgresql_where=AMENDING),
    )
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = words(unique=True)
    type: str = words()
    plan: str | None = words()
    subject: str | None = words()
    unit: str | None = words()
    occurred_on: str = words()
    recorded_at: str = words()
    actor: str = words()
    document: str | None = words()  # canonical JSON
    corrects: str | None = words()
    data: str = words()  # canonical JSON
    previous: str = words()
    hash: str = words()


class UnitTable(Kept, table=True):
    """Agencies as last registered."""

    __tablename__ = "unit"
    code: str = words(key=True)
    name: str = words()
    kind: str = words()
    parent: str | None = words()
    email_seal: str | None = words()
    phone_seal: str | None = words()
    position: int
    ended_on: str | None = words()
    successor: str | None = words()
    texts: int = Field(sa_column_kwargs={"server_default": "0"})
    members: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": EMPTY})
    tasks: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": EMPTY})
    others: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": EMPTY})


class ContactTable(Kept, table=True):
    """Addresses of agencies, as they are now: the log does not have them."""

    __tablename__ = "contact"
    unit: str = words(key=True)
    kind: str = words(key=True)
    address: str = words()
    salt: str = words()
    position: int


class FileTable(Kept, table=True):
    """What is in the files that events name."""

    __tablename__ = "file"
    hash: str = words(key=True)
    size: int
    packed: str = words()


class PlanTable(Kept, table=True):
    """Plans as last adopted."""

    __tablename__ = "plan"
    id: str = words(key=True)
    version: int
    hash: str = words()
    adopted_on: str = words()
    position: int
    calendar: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "vn"})
    suspends: int = Field(sa_column_kwargs={"server_default": "0"})
    adoption: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "-"})
    joins: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "{}"})
    former: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "[]"})
    ends: str | None = words()
    ended: str | None = words()
    starts: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": EMPTY})


class CompiledTable(Kept, table=True):
    """Versions of plans, compiled."""

    __tablename__ = "compiled"
    hash: str = words(key=True)
    compiler: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: str = words()
    reads_as: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "-"})


class TitleTable(Kept, table=True):
    """The titles of plans' rows, as they are looked for."""

    __tablename__ = "title"
    plan: str = words(key=True)
    rule: str = words(key=True)
    folded: str = words()
    named: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": "-"})


class MentionTable(Kept, table=True):
    """The things that versions of plans know; the key begins with the thing, by which the plans are looked for."""

    __tablename__ = "mention"
    kind: str = words(key=True)
    name: str = words(key=True)
    plan: str = words(key=True)
    hash: str = words(key=True)


class CalendarDayTable(Kept, table=True):
    """Days of calendars that events changed."""

    __tablename__ = "calendar_day"
    calendar: str = words(key=True)
    unit: str = words(key=True)
    day: str = words(key=True)
    working: int
    until: str | None = words()
    reason: str = words()
    source: str = words()
    known_from: str = words()
    position: int


class CutOffTable(Kept, table=True):
    """Daily cut-off hours of calendars."""

    __tablename__ = "cut_off"
    calendar: str = words(key=True)
    unit: str = words(key=True)
    since: str = words(key=True)
    at: str | None = words()
    reason: str = words()
    source: str = words()
    known_from: str = words()
    position: int


class RecountTable(Kept, table=True):
    """The plans whose dates are still to be counted again, since their calendar was amended."""

    __tablename__ = "recount"
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    plan: str = words(key=True)


class FactTable(Kept, table=True):
    """The facts in force."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("fact_by_place", "plan", "signal", "unit"),
        Index("fact_heard", "day", sqlite_where=HEARD, postgresql_where=HEARD),
    )
    event_id: str = words(key=True)
    position: int
    plan: str = words()
    signal: str = words()
    unit: str = words()
    cycle: str = words()
    phase: str = words()
    day: str | None = words()
    carried: str | None = words()
    detail: str | None = words()


class DueTable(Kept, table=True):
    """Distinct computed dates, each looked for by the days on which something is to be done about it."""

    __tablename__ = "due"
    __table_args__ = (
        Index("due_by_due", "due"),
        Index("due_by_set_by", "set_by"),
        Index("due_by_safe", "safe"),
        Index("due_by_moved", "moved"),
    )
    plan: str = words(key=True)
    key: str = words(key=True)
    rule: str = words()
    nominal: str | None = words()
    due: str | None = words()
    safe: str | None = words()
    window_start: str | None = words()
    set_by: str | None = words()
    remind_on: str | None = words()
    provisional: int
    calendar: str = words()
    convention: str = words()
    rules_hash: str = words()
    basis: str = words()
    steps: str = words()
    left: str | None = words()
    in_doubt: int = Field(sa_column_kwargs={"server_default": "0"})
    engine: int = Field(sa_column_kwargs={"server_default": "0"})
    moved: str | None = words()


class TaskTable(Kept, table=True):
    """Tasks as they stand. Every index is paid for 50,000 times in one event (docs/decisions/0111)."""

    __tablename__ = "task"
    __table_args__ = (
        Index("task_by_rule", "plan", "rule", "unit"),
        Index("task_by_unit", "unit"),
        Index("task_by_day", "day", "id"),
        Index("task_by_lead", "lead", sqlite_where=FOR_ANOTHER, postgresql_where=FOR_ANOTHER),
    )
    plan: str = words(key=True)
    id: str = words(key=True)
    rule: str = words()
    unit: str = words()
    cycle: str = words()
    state: str = words()
    lead: str = words()
    due_key: str | None = words()
    since: int
    done_on: str | None = words()
    reason: str | None = words()
    day: str = Field(sa_type=WORDS, sa_column_kwargs={"server_default": NO_DAY})


class TallyTable(Kept, table=True):
    """The numbers of tasks that are alike in all that figures ask for; a trigger removes what comes to zero."""

    __tablename__ = "tally"
    plan: str = words(key=True)
    lead: str = words(key=True)
    state: str = words(key=True)
    firm: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    cell: str = words(key=True)
    day: str = words(key=True)
    tasks: int


class HistoryTable(Kept, table=True):
    """The earlier rows of tasks."""

    __tablename__ = "history"
    plan: str = words(key=True)
    task_id: str = words(key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str = words()
    due_key: str | None = words()
    since: int
    reason: str = words()


class RebuiltTable(Kept, table=True):
    """The position at which the rows were last built anew, since a newer version of the program came to others."""

    __tablename__ = "rebuilt"
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class AccessTable(Kept, table=True):
    """Who looked at secret rows, and when."""

    __tablename__ = "access"
    moment: str = words(key=True)
    actor: str = words(key=True)
    how: str = words(key=True)
    plan: str = words(key=True)
    row: str = words(key=True)
    level: str = words()


class FeedAddressTable(Kept, table=True):
    """Addresses under which calendars can be asked for, by their hashes."""

    __tablename__ = "feed_address"
    hash: str = words(key=True)
    unit: str = words()
    person: str = words()
    made_at: str = words()
    made_by: str = words()
    revoked_at: str = words()


class WebhookTable(Kept, table=True):
    """Programs that are told what agencies are told."""

    __tablename__ = "webhook"
    id: str = words(key=True)
    unit: str = words()
    plan: str = words()
    url: str = words()
    made_at: str = words()
    made_by: str = words()
    removed_at: str = words()
    internal: int
    fed: int


class DigestTable(Kept, table=True):
    """The hours at which units would be told all at once."""

    __tablename__ = "digest"
    unit: str = words(key=True)
    at: str = words()
    moment: str = words()
    actor: str = words()


class ServedTable(Kept, table=True):
    """What calendar feeds last said of tasks."""

    __tablename__ = "served"
    unit: str = words(key=True)
    plan: str = words(key=True)
    task: str = words(key=True)
    sequence: int
    day: str = words()
    over: int


class HealthTable(Kept, table=True):
    """How the parts of the running program, and channels, last went."""

    __tablename__ = "health"
    name: str = words(key=True)
    seen_at: str = words()
    well_at: str = words()
    failing_since: str = words()
    failures: int
    fault: str = words()


class RevisionTable(Kept, table=True):
    """A number for each table whose rows are read as lists, raised when they change; and one while sending is held."""

    __tablename__ = "revision"
    name: str = words(key=True)
    number: int


METADATA = Kept.metadata
"""All of them."""
