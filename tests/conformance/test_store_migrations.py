"""A database comes from nothing, or from an older version, to what this version writes; a newer one is left alone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Integer, MetaData, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from events import chain
from events.chain import GENESIS
from events.database import migrating, migrations
from events.database.dialects import address, open_engine, prepare_file
from events.database.log import log_row
from events.database.models import METADATA
from events.database.tables import METADATA as NAMED
from events.database.tables import table
from events.errors import SchemaTooNew, SchemaTooOld
from events.event import Recorded
from events.opening import make_store, migrate
from events.rows import ROW_KINDS, CalendarDayRow, Changes, HistoryRow
from events.store import Session
from tests.conformance.examples import due, event, mails, task


def left_alone(_session: Session) -> None:
    """Rows that no log gives are looked at as the steps leave them."""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A plain way to the database, past the store."""
    opened = open_engine(address(empty_url), 1)
    yield opened
    opened.dispose()


def test_the_migrations_make_what_the_models_say(empty_url: str, engine: Engine) -> None:
    """Between a migrated database and the models alembic finds no difference."""
    make_store(empty_url).close()
    with engine.connect() as connection:
        options = {"version_table": migrating.VERSION_TABLE, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_statements_name_the_tables_as_they_are_declared() -> None:
    """The same tables with the same columns in their order, of the same types and keys."""

    def said(metadata: MetaData) -> dict[str, list[tuple[str, bool, bool]]]:
        return {
            name: [(column.name, isinstance(column.type, Integer), column.primary_key) for column in of.columns]
            for name, of in metadata.tables.items()
        }

    assert said(NAMED) == said(METADATA)


def test_text_sorts_by_code_point(empty_url: str, engine: Engine) -> None:
    """In PostgreSQL every column of text has the collation C, whatever the database's locale is."""
    make_store(empty_url).close()
    collations = {
        column.get("collation") if engine.dialect.name == "sqlite" else column["type"].collation  # type: ignore[attr-defined]  # text has one
        for name in METADATA.tables
        for column in inspect(engine).get_columns(name)
        if str(column["type"]).startswith("TEXT")
    }
    assert collations == ({None} if engine.dialect.name == "sqlite" else {"C"})


@pytest.mark.parametrize("name", ROW_KINDS)
def test_tables_have_the_columns_of_the_rows(name: str) -> None:
    """A table begins with the columns of its rows in their order, and its key is the first of them."""
    kind, columns = ROW_KINDS[name], tuple(table(name).columns.keys())
    assert columns[: len(kind.columns)] == kind.columns
    assert tuple(column.name for column in table(name).primary_key) == kind.columns[: kind.key]
    assert columns == kind.columns or name == "message"


def test_the_steps_are_numbered(tmp_path: Path) -> None:
    """The steps follow one another by number without gaps, and the last is the one that this version needs."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert [step.revision for step in steps][::-1] == [f"{n:04d}" for n in range(1, migrating.SCHEMA + 1)]


def test_opening_a_ready_database_is_quick(sqlite_url: str) -> None:
    """To open a database that has its tables takes three statements, and alembic isn't even loaded."""
    make_store(sqlite_url).close()
    code = (
        "import sys; from events.opening import make_store; store = make_store(sys.argv[1]); "
        "print(store.query_count, 'alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code, sqlite_url], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["3", "False"]


def test_an_older_database_is_brought_up_with_all_it_holds(empty_url: str, engine: Engine) -> None:
    """A database with only the log is refused until it is migrated; then its events are there and it is complete."""
    prepare_file(engine)
    migrating.upgrade(engine, "0001")
    old = event()
    recorded = Recorded(position=1, event=old, previous=GENESIS, hash=chain.link(GENESIS, old))
    with engine.begin() as connection:
        connection.execute(insert(table("log")).values(**log_row(recorded)))
    with pytest.raises(SchemaTooOld) as refused:
        make_store(empty_url)
    assert str(refused.value).endswith(
        f"was written by an older version of thoihan (schema 1; this version needs {migrating.SCHEMA}). "
        "Nothing was changed. Make a copy of it, then migrate it."
    )
    migrate(empty_url, left_alone)
    migrate(empty_url, left_alone)
    store = make_store(empty_url)
    with store.begin() as session:
        assert session.recorded("e1") == recorded
        session.append(event("e2"))
        session.apply(Changes(tasks_new=[task()]))
        session.apply(mails("m1"))
        assert chain.verify(session.events()) == 2
    store.close()


def test_a_receipt_from_before_its_engine_was_kept_says_so(empty_url: str, engine: Engine) -> None:
    """A due date from before receipts named the version of the counting has version 0, and is else as it was."""
    prepare_file(engine)
    migrating.upgrade(engine, "0002")
    old = due()._asdict()
    del old["engine"], old["in_doubt"], old["moved"]
    with engine.begin() as connection:
        marks = ", ".join(f":{name}" for name in old)
        names = ", ".join(f'"{name}"' for name in old)
        connection.execute(text(f"INSERT INTO due ({names}) VALUES ({marks})"), old)
    migrate(empty_url, left_alone)
    store = make_store(empty_url)
    with store.begin() as session:
        session.apply(Changes(dues=[due(engine=1), due("d2", engine=1)]))
        assert session.dues("p", ["d1", "d2"]) == {"d1": due(engine=0), "d2": due("d2", engine=1)}
    store.close()


OF_BEFORE: dict[str, dict[str, Any]] = {
    "due": dict.fromkeys(("calendar", "convention", "rules_hash", "basis", "steps"), "x")
    | {"key": "d1", "plan": "p-1", "rule": "R1", "due": "2025-08-08", "provisional": 0},
    "task": dict.fromkeys(("cycle", "reason"), "")
    | {"id": "p-1/R1/12", "plan": "p-1", "rule": "R1", "unit": "12", "state": "active", "lead": "12", "due_key": "d1"}
    | {"since": 2},
    "history": {"task_id": "p-1/R1/12", "position": 2, "state": "planned", "due_key": None, "since": 1, "reason": "x"},
    "body": {"key": "b1", "content": "{}"},
    "message": {"key": "e/p-1/12/mail", "position": 2, "recipient": "12", "channel": "mail", "body_key": "b1"}
    | {"status": "parked", "attempts": 3, "last_error": "550"},
}


def test_rows_from_before_keys_began_with_the_plan_are_found_by_them(empty_url: str, engine: Engine) -> None:
    """Tasks, dates, history and messages are what they were, found by plan or recipient, with their delivery."""
    prepare_file(engine)
    migrating.upgrade(engine, "0009")
    with engine.begin() as connection:
        for name, row in OF_BEFORE.items():
            marks, columns = (", ".join(form.format(one) for one in row) for form in (":{}", '"{}"'))
            connection.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({marks})"), row)
    migrate(empty_url, left_alone)
    store = make_store(empty_url)
    with store.begin(write=False) as session:
        found = session.task("p-1/R1/12")
        assert found
        assert (found.plan, found.due_key, found.since) == ("p-1", "d1", 2)
        assert session.dues("p-1", ["d1"])["d1"].due == "2025-08-08"
        assert session.history(found.id) == [HistoryRow("p-1", found.id, 2, "planned", None, 1, "x")]
        (told,) = session.messages(recipient="12")
        assert (told.key, told.status, told.attempts, told.last_error) == ("e/p-1/12/mail", "parked", 3, "550")
    assert store.unpark("12", told.key)
    store.close()


def test_days_amended_before_there_were_local_ones_hold_everywhere(empty_url: str, engine: Engine) -> None:
    """What an older version kept of a calendar is kept, for everywhere and as whole days."""
    prepare_file(engine)
    migrating.upgrade(engine, "0002")
    with engine.begin() as connection:
        values = "('vn', '2026-01-02', 0, 'hoán đổi', 'CV 1', '2025-12-01', 4)"
        connection.execute(text(f"INSERT INTO calendar_day VALUES {values}"))
    migrate(empty_url, left_alone)
    store = make_store(empty_url)
    with store.begin(write=False) as session:
        kept = CalendarDayRow("vn", "", "2026-01-02", 0, None, "hoán đổi", "CV 1", "2025-12-01", 4)
        assert session.calendar_days("vn") == [kept]
        assert session.cut_offs("vn") == []
    store.close()


def test_a_newer_database_is_left_alone(empty_url: str, engine: Engine) -> None:
    """A database that a newer version wrote is neither opened nor migrated."""
    make_store(empty_url).close()
    with engine.begin() as connection:
        connection.execute(text("UPDATE thoihan_version SET version_num = '0099'"))
    for attempt in (make_store, lambda url: migrate(url, left_alone)):
        with pytest.raises(
            SchemaTooNew, match=rf"newer version of thoihan \(schema 99; this version knows {migrating.SCHEMA}\)"
        ):
            attempt(empty_url)


def test_the_log_can_only_grow(empty_url: str, engine: Engine) -> None:
    """The database itself refuses to change or delete an event."""
    store = make_store(empty_url)
    with store.begin() as session:
        session.append(event())
    verbs = ["UPDATE log SET actor = 'x'", "DELETE FROM log"]
    verbs += ["TRUNCATE log"] if engine.dialect.name == "postgresql" else []
    for verb in verbs:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(verb))
    with store.begin(write=False) as session:
        assert chain.verify(session.events()) == 1
    store.close()
