"""Errors of the libraries below told apart, and said in our own words: theirs can carry what was being written."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from events.errors import (
    FAILED,
    LOCKED,
    N_,
    EventsError,
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


class Committing(Exception):  # noqa: N818 - named by what was going on
    """An error of a library below that came while the answer to a COMMIT was awaited."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


@contextmanager
def committing() -> Iterator[None]:
    """Within the block a COMMIT is on its way: where its answer is lost nobody knows what became of it."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise Committing(error) from None
    except Exception as error:
        if not hasattr(error, "sqlstate"):  # no error of psycopg's, which need not be installed
            raise
        raise Committing(error) from None


def at_commit(error: BaseException | None) -> Committing | None:
    """The error in whose wake that one came, if it was met at a COMMIT: to undo on a lost connection fails as well."""
    while error is not None and not isinstance(error, (Committing, EventsError)):  # one of ours was told before
        error = error.__context__
    return error if isinstance(error, Committing) else None


class _Fault(NamedTuple):
    """An error of ours, and how it is said."""

    kind: type[StoreError]
    template: str


def translated(error: Exception, store: str, lock_wait: float) -> StoreError:
    """The error of a library below as one of ours; of its words, which can carry what was written, only the code."""
    asked = isinstance(error, Committing)
    error = error.error if isinstance(error, Committing) else error
    code, fault = _told_apart(error.orig if isinstance(error, DBAPIError) and error.orig else error)
    if asked and _unanswered(code, fault):
        fault = _Fault(RecordingUnknown, _UNKNOWN)
    return fault.kind(fault.template, store=store, seconds=f"{lock_wait:g}", code=code)


def _told_apart(error: BaseException) -> tuple[str, _Fault]:
    if isinstance(error, NoConnectionFree):
        return type(error).__name__, _BUSY
    if isinstance(error, UnicodeDecodeError):  # a name in a damaged file
        return "UTF-8", _DAMAGED
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if hasattr(error, "sqlstate"):
        state = error.sqlstate or ""
        known = max((start for start in _SQLSTATES if state.startswith(start)), key=len, default="")
        if state:
            return state, _SQLSTATES[known] if known else _OTHER
        return type(error).__name__, _without_a_code(error)
    return type(error).__name__, _OTHER


def _of_sqlite(error: sqlite3.Error) -> tuple[str, _Fault]:
    code = getattr(error, "sqlite_errorname", None)
    if code is None:  # the driver's own: it has no code
        undecodable = isinstance(error, sqlite3.OperationalError) and "decode" in str(error)
        return ("UTF-8", _DAMAGED) if undecodable else (type(error).__name__, _OTHER)
    known = [start for start in _SQLITE if code == start or code.startswith(f"{start}_")]
    return code, _SQLITE[max(known, key=len)] if known else _OTHER


def _without_a_code(error: BaseException) -> _Fault:
    """The fault of a connection that could not be made, or broke: PostgreSQL's library tells of it in words alone.

    They are looked through and never shown. A server may say them in another language: then the password tells.
    """
    said = str(error)
    found = next((fault for words, fault in _WORDS if re.search(words, said, re.IGNORECASE)), None)
    if found is None and getattr(getattr(error, "pgconn", None), "used_password", False):
        return _NO_ENTRY
    return found or _CLOSED


def _unanswered(code: str, fault: _Fault) -> bool:
    """True if the database may have committed before this kept its answer from us."""
    lost = fault.kind is StoreUnreachable or code == "40003"
    return lost or (code.startswith("SQLITE_IOERR") and code != "SQLITE_IOERR_WRITE")


_UNKNOWN = N_(
    "{store} gave no answer when it was told to record ({code}): it is not known whether it did. Say the same again, "
    "as soon as the database answers: what was recorded counts once."
)
_BUSY = _Fault(StoreLocked, LOCKED)
_OTHER = _Fault(StoreFailed, FAILED)
_FULL = _Fault(
    StoreFull,
    N_(
        "The disk on which {store} lies is full, or this user may write no more to it ({code}). What was begun is "
        "undone. Make room, then say the same again."
    ),
)
_DAMAGED = _Fault(
    StoreDamaged,
    N_(
        "{store} is damaged ({code}). What was begun is undone. Record nothing more with it; keep a copy of its files "
        "as they are; `thoihan verify` says where it is damaged. Then restore a backup."
    ),
)
_DISK = _Fault(
    StoreDamaged,
    N_(
        "The disk or the network drive on which {store} lies does not do its part ({code}). What was begun is undone. "
        "Look at the disk and the system's log; then say the same again."
    ),
)
_READ_ONLY = _Fault(
    StoreReadOnly,
    N_(
        "{store} may not be written to by this user ({code}). What was begun is undone. "
        "Give the right to write to the file and its folder (or tables), or name another database."
    ),
)
_NOT_OURS = _Fault(
    NotAStore,
    N_(
        "{store} is not a database, or its first page is damaged. Nothing was changed. Name another file, or restore "
        "it from a backup."
    ),
)
_CANNOT_OPEN = _Fault(
    StoreUnreachable,
    N_(
        "{store} cannot be opened ({code}): it isn't there, or this user may not read it. "
        "What was begun is undone. Check the name, and the rights on the file and its folder."
    ),
)
_CLOSED = _Fault(
    StoreUnreachable,
    N_(
        "The connection to {store} failed ({code}): the server does not answer, or does not let this user in. "
        "What was begun is undone. Check address and user in THOIHAN_DATABASE_URL (`database` in a settings "
        "file), and the server."
    ),
)
_NO_SERVER = _Fault(
    StoreUnreachable,
    N_(
        "No PostgreSQL server answers at {store}: it is stopped, the address is wrong, or a firewall is in "
        "between. What was begun is undone. Start the server or correct THOIHAN_DATABASE_URL (`database` in a "
        "settings file), then say the same again."
    ),
)
_BROKE_OFF = _Fault(
    StoreUnreachable,
    N_(
        "The server of {store} broke off ({code}): it was stopped or started anew, or the network failed. "
        "What was begun is undone. Say the same again, as soon as it answers."
    ),
)
_NOT_YET = _Fault(
    StoreUnreachable,
    N_(
        "The server of {store} is just starting or stopping ({code}). What was begun is undone. "
        "Say the same again in a minute."
    ),
)
_NO_ENTRY = _Fault(
    StoreUnreachable,
    N_(
        "The server of {store} does not let this user in ({code}): the name or the password is wrong, or the "
        "server takes nobody from here. What was begun is undone. Correct THOIHAN_DATABASE_URL or "
        "THOIHAN_DATABASE_PASSWORD (`database`, `database_password_file` in a settings file), or ask the "
        "server's keeper."
    ),
)
_NO_DATABASE = _Fault(
    StoreUnreachable,
    N_(
        "The server has no such database, or no such user, as in {store}. What was begun is undone. Correct "
        "THOIHAN_DATABASE_URL (`database` in a settings file), or have the server's keeper make them."
    ),
)
_UNTRUSTED = _Fault(
    StoreUnreachable,
    N_(
        "The connection to {store} is not safe, and was given up ({code}): the server's certificate has expired, is of "
        "another name or not known here, or it has none. What was begun is undone. Have the server's keeper renew it; "
        "do not switch the check off."
    ),
)
_CROWDED = _Fault(
    StoreUnreachable,
    N_(
        "The server of {store} takes no more connections now ({code}). What was begun is undone. "
        "Say the same again, or have the server's keeper allow more."
    ),
)

_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": _CANNOT_OPEN,
    "SQLITE_NOTADB": _NOT_OURS,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _DISK,
    "SQLITE_IOERR_SHMSIZE": _FULL,
    "SQLITE_IOERR_WRITE": _FULL,  # the system says so for a limit on what may be written, or a quota
}
_SQLSTATES = {
    "08": _BROKE_OFF,
    "28": _NO_ENTRY,
    "3D": _NO_DATABASE,
    "57P": _BROKE_OFF,
    "57P03": _NOT_YET,
    "533": _CROWDED,
    "53100": _FULL,
    "58030": _DISK,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "55P03": _BUSY,
    "40P01": _BUSY,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
}
_WORDS: Sequence[tuple[str, _Fault]] = (
    (r"certificate (verify failed|has expired|for \S+ does)|root certificate|\bSSL error|support SSL", _UNTRUSTED),
    (r"(starting up|shutting down|in recovery mode)", _NOT_YET),
    (r"too many (clients|connections)|connection slots", _CROWDED),
    (r"FATAL:.*(database|role) .* does not exist", _NO_DATABASE),
    (r"password authentication failed|no password supplied|no pg_hba\.conf entry|authentication failed", _NO_ENTRY),
    (r"refused|resolve host|translate host|timeout|timed out|no route|unreachable|server running", _NO_SERVER),
    (r"closed|terminating|terminated|reset by peer|broken pipe|connection is lost|server closed|EOF", _BROKE_OFF),
)
