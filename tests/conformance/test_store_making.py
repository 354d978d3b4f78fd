"""A database is made where that is asked for, never in passing; it is its owner's, and another program's is let be."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from events.errors import NoStore, NotAStore, StoreUnreachable
from events.opening import make_store, migrate, open_store
from tests.conformance.examples import event
from tests.databases import database_on


@pytest.mark.postgres
def test_a_servers_database_may_be_shared(postgres_server: str) -> None:
    """Tables of other programs, alembic's own version table among them, are left as they are."""
    for url in database_on(postgres_server):
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
        make_store(url).close()
        with engine.connect() as connection:
            assert connection.scalars(text("SELECT version_num FROM alembic_version")).all() == ["theirs"]
        engine.dispose()


def test_a_file_of_another_program_is_let_be(sqlite_url: str) -> None:
    """A SQLite file that has tables, none of them ours, gets none of ours."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE thu (ngay TEXT)")
    was = path.read_bytes()
    for opening in (make_store, open_store):
        with pytest.raises(NotAStore, match="another program"):
            opening(sqlite_url)
    with pytest.raises(NotAStore):
        migrate(sqlite_url, lambda _session: None)
    assert path.read_bytes() == was
    assert list(path.parent.iterdir()) == [path]


def test_a_database_is_made_when_that_is_asked_for(empty_url: str) -> None:
    """To open one, or to migrate it, makes none; afterwards it is there to be opened."""
    for opening in (open_store, lambda url: migrate(url, lambda _session: None)):
        with pytest.raises(NoStore, match="thoihan init"):
            opening(empty_url)
    if empty_url.startswith("sqlite"):
        assert not Path(empty_url.removeprefix("sqlite:///")).exists()
    make_store(empty_url).close()
    open_store(empty_url).close()


def test_an_empty_file_is_no_store_yet(sqlite_url: str) -> None:
    """A file without tables may become a store, but not in passing."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.touch()
    with pytest.raises(NoStore):
        open_store(sqlite_url)
    assert path.read_bytes() == b""
    make_store(sqlite_url).close()


def test_a_new_file_is_its_owners_alone(sqlite_url: str) -> None:
    """Nobody else may read the database, whatever the umask; nor is a link followed to where it would be made."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    was = os.umask(0)
    try:
        store = make_store(sqlite_url)
        with store.begin() as session:
            session.append(event())
            modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(was)
    assert set(modes) == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert set(modes.values()) == {0o600}
    planted, target = path.with_name("planted.db"), path.with_name("elsewhere.db")
    planted.symlink_to(target)
    with pytest.raises(StoreUnreachable, match="EEXIST"):
        make_store(f"sqlite:///{planted}")
    assert not target.exists()
