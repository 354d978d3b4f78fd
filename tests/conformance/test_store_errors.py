"""What goes wrong below the store is told in the store's own words, and without what was being written."""

import sqlite3
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from events import chain
from events.database.dialects import address, label, open_engine
from events.database.faults import Committing, at_commit, translated
from events.database.store import SqlStore
from events.errors import (
    EventError,
    LogBroken,
    NotAStore,
    RecordingUnknown,
    StoreDamaged,
    StoreError,
    StoreFailed,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)
from events.opening import make_store
from events.rows import Changes
from tests.conformance.examples import event, task, unit
from tests.processes import forked, without_rights

SECRET = "bí mật 0912345678"


def test_parameters_never_show(database_url: str) -> None:
    """Neither the words of an error nor its printed trace carry what was being written."""
    store = make_store(database_url)
    rows = [task(reason=SECRET), task(reason=SECRET)]
    with pytest.raises(StoreFailed) as refused, store.begin() as session:
        session.apply(Changes(units=[unit(name=SECRET)], tasks_new=rows))
    printed = "".join(traceback.format_exception(refused.value))
    assert "03388" not in str(refused.value)
    assert SECRET not in printed
    assert task().id not in printed
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    store.close()


def test_a_refusal_tells_its_code_only(database_url: str) -> None:
    """An error without a class of its own gives the database's code for it, and says what became of the rest."""
    store = make_store(database_url)
    with pytest.raises(StoreFailed) as refused, store.begin() as session:
        session.apply(Changes(tasks_new=[task(), task()]))
    code = "SQLITE_CONSTRAINT_PRIMARYKEY" if database_url.startswith("sqlite") else "23505"
    assert str(refused.value) == (
        f"{store.url_label} refused with the code {code}. What was begun is undone. "
        "Look the code up with the keeper of the database; if it tells nothing, it is a fault of this program."
    )
    store.close()


class FakeError(Exception):
    """An error as psycopg raises it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(SECRET)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FakeError(None), StoreUnreachable),
        (FakeError("08006"), StoreUnreachable),
        (FakeError("28P01"), StoreUnreachable),
        (FakeError("3D000"), StoreUnreachable),
        (FakeError("57P01"), StoreUnreachable),
        (FakeError("53300"), StoreUnreachable),
        (FakeError("55P03"), StoreLocked),
        (FakeError("40P01"), StoreLocked),
        (FakeError("25006"), StoreReadOnly),
        (FakeError("42501"), StoreReadOnly),
        (FakeError("42P01"), StoreFailed),
        (FakeError("53100"), StoreFull),
        (FakeError("58030"), StoreDamaged),
        (FakeError("XX002"), StoreDamaged),
        (sqlite3.ProgrammingError(SECRET), StoreFailed),
        (NoConnectionFree(SECRET), StoreLocked),
        (sqlite3.OperationalError(f"Could not decode to UTF-8 column 'x' with text '{SECRET}'"), StoreDamaged),
        (ValueError(SECRET), StoreFailed),
        (Committing(FakeError(None)), RecordingUnknown),
        (Committing(FakeError("57P01")), RecordingUnknown),
        (Committing(FakeError("40P01")), StoreLocked),
        (Committing(FakeError("23505")), StoreFailed),
    ],
)
def test_errors_are_told_apart(error: Exception, kind: type[StoreError]) -> None:
    """Each error of the libraries below becomes the class that says what to do, without its words."""
    ours = translated(error, "‹store›", 5)
    assert type(ours) is kind
    assert SECRET not in str(ours)
    assert "‹store›" in str(ours)


def test_a_lost_answer_does_not_speak_for_what_comes_after_it() -> None:
    """What fails while one looks into an answer that was lost is told as what it is."""
    lost = Committing(FakeError("08006"))
    told, refused, undoing = translated(lost, "here", 5), EventError("{n} is refused", n=1), FakeError("08003")
    told.__context__, refused.__context__, undoing.__context__ = lost, told, lost  # as Python chains them
    assert isinstance(told, RecordingUnknown)
    assert at_commit(refused) is None
    assert at_commit(undoing) is lost


@pytest.mark.parametrize("url", ["", "thoihan.db", "mysql://root@localhost/x", "postgres", "http://example.vn"])
def test_what_is_no_address_is_refused(url: str) -> None:
    """An address of no kind that we know is told, with those that we do."""
    with pytest.raises(StoreUnreachable, match="neither sqlite:///FILE nor postgresql://USER@HOST/NAME"):
        make_store(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_needs_a_file(url: str) -> None:
    """SQLite's own memory would be another one for each thread."""
    with pytest.raises(StoreUnreachable, match="SQLite needs a file"):
        make_store(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A file in a folder that isn't there is not made; the folder is named."""
    with pytest.raises(StoreUnreachable) as refused:
        make_store(f"sqlite:///{tmp_path}/away/thoihan.db")
    assert str(refused.value) == (
        f"{tmp_path}/away/thoihan.db cannot be opened: there is no folder {tmp_path}/away. "
        "Make the folder, or name another file."
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in the place of the file is told."""
    with pytest.raises(StoreUnreachable, match="SQLITE_CANTOPEN"):
        make_store(f"sqlite:///{tmp_path}")


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    """A file that is no database is refused and not touched."""
    path = tmp_path / "thoihan.db"
    path.write_text("STT Nội dung công việc\n" * 100)
    before = path.read_bytes()
    with pytest.raises(NotAStore) as refused:
        make_store(f"sqlite:///{path}")
    assert str(refused.value) == (
        f"{path} is not a database, or its first page is damaged. Nothing was changed. Name another file, or restore "
        "it from a backup."
    )
    assert path.read_bytes() == before


def write_to(url: str) -> None:
    """Open a store and append an event."""
    with make_store(url).begin() as session:
        session.append(event())


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("mode", ["file", "folder"])
def test_a_read_only_database_is_told(open_folder: Path, mode: str) -> None:
    """Where the file or its folder may not be written to, that is said, and nothing is half-done."""
    path = open_folder / "thoihan.db"
    store = make_store(f"sqlite:///{path}")
    store.close()
    path.chmod(0o444 if mode == "file" else 0o666)
    open_folder.chmod(0o777 if mode == "file" else 0o555)
    assert forked(without_rights(lambda: write_to(f"sqlite:///{path}"))) == (0, "StoreReadOnly")
    open_folder.chmod(0o755)
    path.chmod(0o644)
    reopened = make_store(f"sqlite:///{path}")
    with reopened.begin(write=False) as session:
        assert session.head() == 0
    reopened.close()


def test_a_folder_that_may_not_be_written_to_gets_no_database(open_folder: Path) -> None:
    """A new database where no file may be made is unreachable."""
    open_folder.chmod(0o555)
    assert forked(without_rights(lambda: write_to(f"sqlite:///{open_folder}/new.db"))) == (0, "StoreUnreachable")


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_told() -> None:
    """A server that does not answer is unreachable, and the password is not told."""
    password = "hunter" + "2"
    with pytest.raises(StoreUnreachable) as refused:
        make_store(f"postgresql://officer:{password}@127.0.0.1:1/thoihan?sslpassword={password}")
    assert str(refused.value) == (
        "No PostgreSQL server answers at postgresql://officer@127.0.0.1:1/thoihan: it is stopped, the address is "
        "wrong, or a firewall is in between. What was begun is undone. Start the server or correct "
        "THOIHAN_DATABASE_URL (`database` in a settings file), then say the same again."
    )
    assert password not in "".join(traceback.format_exception(refused.value))


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told(postgres_url: str) -> None:
    """A name that the server does not know is unreachable."""
    with pytest.raises(StoreUnreachable, match="nowhere"):
        make_store(make_url(postgres_url).set(database="nowhere").render_as_string(hide_password=False))


@pytest.mark.postgres
def test_a_user_who_may_only_read_is_told(postgres_url: str) -> None:
    """A user with no right to write is told so; reading goes on."""
    keeper = open_engine(address(postgres_url), 1)
    reader = f"reader_{uuid4().hex[:8]}"
    with keeper.begin() as connection:
        connection.execute(text(f"CREATE ROLE {reader} LOGIN PASSWORD 'reading'"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"))
    url = make_url(postgres_url).set(username=reader, password="reading").render_as_string(hide_password=False)
    try:
        store = make_store(url)
        with pytest.raises(StoreReadOnly, match="may not be written to by this user"), store.begin() as session:
            session.append(event())
        with store.begin(write=False) as session:
            assert session.head() == 0
        store.close()
    finally:
        with keeper.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {reader}"))
            connection.execute(text(f"DROP ROLE {reader}"))
        keeper.dispose()


@pytest.mark.postgres
def test_a_store_outlives_its_server_s_restart(postgres_url: str) -> None:
    """A connection that the server has cut is replaced, not handed out."""
    store = make_store(postgres_url)
    other = SqlStore(postgres_url, lock_wait=1)
    with other._engine.begin() as connection:
        ours = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert connection.scalars(text(f"SELECT pg_terminate_backend(pid) {ours}")).all() == [True]
    other.close()
    with store.begin() as session:
        assert session.append(event()).position == 1
    store.close()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg a PostgreSQL address says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(StoreUnreachable, match=r"Install thoihan\[postgres\]"):
        make_store("postgresql://localhost/thoihan")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@host:5/db?password=secret&host=/x", "postgresql://u@host:5/db"),
        ("postgresql+psycopg://host/db", "postgresql://host/db"),
        ("sqlite:////tmp/thoihan.db", "/tmp/thoihan.db"),
    ],
)
def test_a_label_has_no_password(url: str, shown: str) -> None:
    """A store is named by its address without password and options."""
    assert label(address(url)) == shown


def tampered(store: SqlStore, change: str) -> None:
    """Change the log by hand, past its triggers."""
    lift = "DROP TRIGGER log_keeps_{}" + ("" if "sqlite" in str(store._engine.url) else " ON log")
    with store._engine.begin() as connection:
        for verb in ("update", "delete"):
            connection.execute(text(lift.format(verb)))
        connection.execute(text(change))


@pytest.mark.parametrize(
    ("change", "position", "words"),
    [
        ("UPDATE log SET occurred_on = '2025-08-02' WHERE position = 2", 2, "the event is not what was recorded"),
        ("UPDATE log SET recorded_at = '2025-08-02T00:00:00.000000Z' WHERE position = 2", 2, "not what was recorded"),
        ("UPDATE log SET data = '{' WHERE position = 2", 2, "the event there cannot be read"),
        ("UPDATE log SET data = '9999' WHERE position = 2", 2, "the event there cannot be read"),
        ("UPDATE log SET document = '[1]' WHERE position = 2", 2, "the event there cannot be read"),
        ("UPDATE log SET occurred_on = 'mai' WHERE position = 3", 3, "the event there cannot be read"),
        ("DELETE FROM log WHERE position = 2", 3, "the event at position 2 is missing"),
        ("UPDATE log SET hash = previous WHERE position = 1", 1, "not what was recorded"),
        ("UPDATE log SET previous = hash WHERE position = 3", 3, "it does not follow from the event before it"),
    ],
)
def test_a_change_by_hand_shows(database_url: str, change: str, position: int, words: str) -> None:
    """Whatever is changed in the log by hand, the chain tells the first place where it shows, and why."""
    store: Any = make_store(database_url)
    with store.begin() as session:
        for number in (1, 2, 3):
            session.append(event(f"e{number}"))
    tampered(store, change)
    with pytest.raises(LogBroken, match=words) as broken, store.begin(write=False) as session:
        chain.verify(session.events())
    assert broken.value.fields["position"] == position
    store.close()
