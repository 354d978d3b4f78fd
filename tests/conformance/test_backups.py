"""A backup holds everything as one moment saw it; whatever else is put before `restore` makes nothing."""

import gzip
import io
import json
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from events import chain
from events.chain import GENESIS
from events.database import migrating
from events.database.backups.whole import forms
from events.database.dialects import address, open_engine, prepare_file
from events.database.log import log_row
from events.database.tables import table
from events.delivery import put_off, sent
from events.errors import BackupUnusable, LogBroken, NoStore, SchemaTooOld, StoreDamaged, StoreThere
from events.event import Recorded
from events.keeping import archive
from events.keeping.backups import check, restore, take
from events.opening import make_store, migrate, open_store, whole
from events.rows import Changes
from tests.conformance.examples import NOW, due, event, mails, task, unit
from tests.databases import database_on
from tests.tampering import beside

Change = Callable[[list[Any]], None]


def taken(url: str) -> io.BytesIO:
    """A backup of the database at `url`."""
    file = io.BytesIO()
    take(url, file, program="0.1.0", now=NOW)
    return file


def filled(url: str, events: int = 3) -> str:
    """A database with a few events, rows of many kinds, and messages that wait and were sent."""
    store = make_store(url)
    with store.begin() as session:
        for number in range(1, events + 1):
            session.append(event(f"e{number}", subject=f"mốc “{number}”"))
        session.apply(Changes(units=[unit()], dues=[due(left=None)], tasks_new=[task()]))
        session.apply(mails("m1", "m2"))
    first = store.claim(NOW, "w", 1, 60)[0]
    store.settle([sent(first, NOW)])
    store.close()
    return url


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the mark that sending is held."""
    with whole(url) as found:
        rows = {form.name: list(found.rows(form)) for form in found.forms}
    return {**rows, "revision": [row for row in rows["revision"] if row[0] != "held"]}


def packed(lines: list[Any]) -> io.BytesIO:
    """A file of these lines, with the sums as they must be: bytes stay as they are."""
    whole_lines = [one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines[:-1]]
    end = lines[-1]
    if isinstance(end, dict) and "sha256" in end:
        end = {**end, "sha256": sha256(b"".join(whole_lines)).hexdigest()}
    last = end if isinstance(end, bytes) else json.dumps(end).encode() + b"\n"
    return io.BytesIO(gzip.compress(b"".join([*whole_lines, last])))


def lines_of(file: io.BytesIO) -> list[Any]:
    """The lines of a backup, as values."""
    return [json.loads(line) for line in gzip.decompress(file.getvalue()).splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> io.BytesIO:
    """A backup as it should be."""
    return taken(filled(f"sqlite:///{tmp_path / 'from.db'}"))


def elsewhere(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place of each kind."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'to.db'}"
    else:
        yield from database_on(request.getfixturevalue("postgres_server"))


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_is_restored_is_what_was_there(
    empty_url: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Row for row, from each kind of database into each; and an office can go on with it."""
    source = taken(filled(empty_url))
    for target in elsewhere(kind, request, tmp_path):
        found, _ = restore(source, "b", target)
        assert everything(target) == everything(empty_url)
        assert (found.contents.position, found.contents.rows["message"], found.older) == (3, 2, False)
        store = open_store(target)
        with store.begin() as session:
            assert chain.verify(session.events()) == 3
            assert session.append(event("e4")).position == 4
        store.close()


def test_nothing_is_sent_after_a_restore_until_somebody_says_so(empty_url: str, good: io.BytesIO) -> None:
    """What waited when the backup was taken is not claimed, nor what comes later; then all of it is."""
    restore(good, "b", empty_url)
    store = open_store(empty_url)
    later = NOW + timedelta(days=1)
    with store.begin() as session:
        session.append(event("e4"))
        session.apply(mails("m3"))
    assert store.why_held() == "restored"
    assert store.claim(later, "w", 10, 60) == []
    assert store.release()
    assert not store.release()
    assert [one.key for one in store.claim(later, "w", 10, 60)] == ["m2", "m3"]
    store.close()


def test_what_waited_can_be_left_unsent(empty_url: str, good: io.BytesIO) -> None:
    """Released for what is new only, what waited is parked with the reason, and what was sent stays sent."""
    restore(good, "b", empty_url)
    store = open_store(empty_url)
    assert store.release(parked="perhaps sent")
    assert store.claim(NOW + timedelta(days=1), "w", 10, 60) == []
    with store.begin(write=False) as session:
        found = {one.key: (one.status, one.last_error) for one in session.messages()}
    assert found == {"m1": ("sent", None), "m2": ("parked", "perhaps sent")}
    assert store.unpark("12", "m2") or store.unpark("03388", "m2")
    store.close()


def test_what_was_put_off_before_the_backup_is_parked_like_the_rest(tmp_path: Path, empty_url: str) -> None:
    """It waits for no moment any more: a parked message that did could be of no step of a delivery."""
    url = filled(f"sqlite:///{tmp_path}/before.db")
    store = make_store(url)
    (waiting,) = store.claim(NOW, "w", 1, 60)
    store.settle([put_off(waiting, NOW + timedelta(hours=24), "busy")])
    store.close()
    restore(taken(url), "b", empty_url)
    store = open_store(empty_url)
    store.release(parked="perhaps sent")
    store.unpark(waiting.recipient, waiting.key)
    assert [one.key for one in store.claim(NOW, "w", 1, 60)] == [waiting.key]
    store.close()


@pytest.mark.parametrize(
    ("change", "column"),
    [("UPDATE unit SET name = x'fffe'", "name"), ("UPDATE due SET provisional = 'x'", "provisional")],
)
def test_a_value_of_another_kind_gives_no_backup(sqlite_url: str, change: str, column: str) -> None:
    """It could not be read back: the database is said to be damaged, and where."""
    filled(sqlite_url)
    with beside(sqlite_url) as connection:
        connection.execute(text(change))
    with pytest.raises(StoreDamaged, match=f"column “{column}”"):
        taken(sqlite_url)


def test_a_backup_is_of_one_moment_while_others_write(database_url: str) -> None:
    """Of events recorded meanwhile, each with its row, a backup holds those up to one position, and their rows."""
    store = make_store(database_url)
    stop = threading.Event()

    def writing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.begin() as session:
                position = session.append(event(f"e{number}")).position
                session.apply(Changes(units=[unit(f"u{number}", position=position)]))

    writer = threading.Thread(target=writing)
    writer.start()
    try:
        backups = [check(taken(database_url), "b").contents for _ in range(5)]
    finally:
        stop.set()
        writer.join()
        store.close()
    assert (
        [one.rows["unit"] for one in backups]
        == [one.position for one in backups]
        == [one.rows["log"] for one in backups]
    )
    assert backups[-1].position > backups[0].position


def test_a_backup_of_an_older_schema_is_restored_as_it_is(empty_url: str, tmp_path: Path) -> None:
    """It is refused as too old until it is migrated, and then holds what it held."""
    old = f"sqlite:///{tmp_path / 'old.db'}"
    engine = open_engine(address(old), 1)
    prepare_file(engine)
    migrating.upgrade(engine, f"{migrating.FIRST_KEPT:04d}")
    first = event()
    recorded = Recorded(position=1, event=first, previous=GENESIS, hash=chain.link(GENESIS, first))
    with engine.begin() as connection:
        connection.execute(insert(table("log")).values(**log_row(recorded)))
    engine.dispose()
    found, _ = restore(taken(old), "b", empty_url)
    assert found.older
    assert found.header.schema == migrating.FIRST_KEPT
    with pytest.raises(SchemaTooOld):
        open_store(empty_url)
    migrate(empty_url, lambda _session: None)
    store = open_store(empty_url)
    assert store.why_held() == "restored"
    with store.begin(write=False) as session:
        assert session.recorded("e1") == recorded
    store.close()


def test_a_database_from_before_backups_is_refused(empty_url: str) -> None:
    """A schema that has no place for what a restore needs to keep is migrated first."""
    engine = open_engine(address(empty_url), 1)
    prepare_file(engine)
    migrating.upgrade(engine, f"{migrating.FIRST_KEPT - 1:04d}")
    engine.dispose()
    with pytest.raises(SchemaTooOld):
        taken(empty_url)


def test_where_there_is_no_database_nothing_is_kept(empty_url: str) -> None:
    """An empty place is named as one."""
    with pytest.raises(NoStore):
        taken(empty_url)


def test_a_database_that_is_there_is_not_written_over(database_url: str, good: io.BytesIO) -> None:
    """Neither one with events nor one that was only made."""
    make_store(database_url).close()
    with pytest.raises(StoreThere):
        restore(good, "b", database_url)
    filled(database_url)
    before = everything(database_url)
    with pytest.raises(StoreThere):
        restore(good, "b", database_url)
    assert everything(database_url) == before


def test_a_damaged_log_is_not_called_a_good_backup(sqlite_url: str) -> None:
    """An event that somebody changed by hand shows when the backup is looked through."""
    filled(sqlite_url)
    engine = open_engine(address(sqlite_url), 1)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER log_keeps_UPDATE"))
        connection.execute(text("UPDATE log SET actor = 'x' WHERE position = 2"))
    engine.dispose()
    with pytest.raises(LogBroken, match="position 2"):
        check(taken(sqlite_url), "b")


def nothing_there(url: str) -> bool:
    engine: Engine = open_engine(address(url), 1)
    try:
        with pytest.raises(NoStore):
            open_store(url)
    finally:
        engine.dispose()
    return not Path(url.removeprefix("sqlite:///")).exists() or url.startswith("postgres")


def test_a_byte_changed_or_cut_off_anywhere_is_noticed(good: io.BytesIO, sqlite_url: str) -> None:
    """Whichever byte of the file is another one, or where it ends too early: refused, and nothing is made."""
    data = good.getvalue()
    for at in range(0, len(data), 37):
        for bad in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]):
            if gzip_says_the_same(bad, data):
                continue
            with pytest.raises((BackupUnusable, LogBroken)):
                restore(io.BytesIO(bad), "b", sqlite_url)
    assert nothing_there(sqlite_url)


def gzip_says_the_same(bad: bytes, data: bytes) -> bool:
    """True where a byte says nothing of the content: the time, the system, the level of packing."""
    try:
        return gzip.decompress(bad) == gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return False


def log_line(lines: list[Any], table_name: str = "log") -> int:
    """The first line of a table."""
    return next(at for at, line in enumerate(lines) if isinstance(line, dict) and line.get("table") == table_name) + 1


def put(at: int, value: Any, table_name: str = "unit") -> Change:
    """Put a value into the first row of a table: nothing but its form tells that it is wrong."""
    return lambda lines: lines[log_line(lines, table_name)].__setitem__(at, value)


HOSTILE: dict[str, Change] = {
    "another program's": lambda lines: lines.__setitem__(0, {"some": "thing"}),
    "no object first": lambda lines: lines.__setitem__(0, [1]),
    "a newer form": lambda lines: lines[0].__setitem__("form", archive.FORM + 1),
    "a newer schema": lambda lines: lines[0].__setitem__("schema", migrating.SCHEMA + 1),
    "a schema that is a text": lambda lines: lines[0].__setitem__("schema", "10; DROP TABLE log"),
    "a schema from before": lambda lines: lines[0].__setitem__("schema", 1),
    "no schema": lambda lines: lines[0].pop("schema"),
    "a truth for a number": lambda lines: lines[0].__setitem__("form", True),
    "one more field": lambda lines: lines[0].__setitem__("path", "/etc/passwd"),
    "a terminal's codes": lambda lines: lines[0].__setitem__("program", "\x1b[2J"),
    "a moment that is none": lambda lines: lines[0].__setitem__("taken_at", "soon"),
    "another table": lambda lines: lines[1].__setitem__("table", "sqlite_master"),
    "another column": lambda lines: lines[1]["columns"].append("x) VALUES (1); --"),
    "a table too many": lambda lines: lines.insert(-1, {"table": "mine", "columns": []}),
    "a table too few": lambda lines: lines.pop(1),
    "a column too many": lambda lines: lines[log_line(lines)].append(1),
    "a text for a number": put(6, "1"),
    "a number for a text": put(1, 7),
    "a fraction": put(6, 1.5),
    "a truth": put(6, True),
    "a list for a text": put(1, ["e1"]),
    "nothing where something must be": put(1, None),
    "a number beyond all": put(6, 10**30),
    "a number beyond what PostgreSQL has": put(6, 2**31),
    "a NUL": put(1, "e\0"),
    "half a letter": put(1, "\ud800"),
    "another actor": put(8, "x", "log"),
    "a row too few": lambda lines: lines.pop(log_line(lines)),
    "a row twice": lambda lines: lines.insert(log_line(lines, "unit"), lines[log_line(lines, "unit")]),
    "a message without content": lambda lines: lines[log_line(lines, "message")].__setitem__(4, "none"),
    "a log that ends elsewhere": lambda lines: lines[-1].__setitem__("position", 2),
    "other counts": lambda lines: lines[-1]["end"].__setitem__("log", 4),
    "no end": lambda lines: lines.pop(),
    "no JSON": lambda lines: lines.insert(2, b"[1,\n"),
    "deep nesting": lambda lines: lines.insert(2, b"[" * 100_000 + b"\n"),
    "a long number": lambda lines: lines.insert(2, b"[" + b"1" * 10_000 + b"]\n"),
    "an endless line": lambda lines: lines.insert(2, b"[" + b" " * (archive.LONGEST_LINE + 10)),
    "bytes that are no text": lambda lines: lines.insert(2, b'["\xff\xfe"]\n'),
    "UTF-16": lambda lines: lines.insert(2, '["x"]'.encode("utf-16") + b"\n"),
    "data that is no mapping": put(11, "[1]", "log"),
    "a day that is none": put(6, "2025-02-30", "log"),
    "a document that is none": put(9, '"x"', "log"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_makes_nothing(name: str, good: io.BytesIO, sqlite_url: str) -> None:
    """Whatever somebody writes into it, with sums that fit: it is refused by name, and nothing is made."""
    lines = lines_of(good)
    HOSTILE[name](lines)
    raised: tuple[type[Exception], ...] = (BackupUnusable, LogBroken)
    if name in {"a row twice", "a message without content"}:
        lines[-1]["end"]["unit"] += name == "a row twice"
    if name == "a row too few":
        lines[-1]["end"]["log"] -= 1
    with pytest.raises(raised) as refused:
        restore(packed(lines), "b.gz", sqlite_url)
    assert "Nothing was made" in str(refused.value) or isinstance(refused.value, LogBroken)
    assert nothing_there(sqlite_url)


def test_rows_that_are_not_those_of_the_sum_are_refused(good: io.BytesIO, sqlite_url: str) -> None:
    """A unit of another name, packed as it must be but with the sum of before."""
    lines = gzip.decompress(good.getvalue()).splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if line.startswith(b'["03388"'))
    lines[at] = lines[at].replace("Xã".encode(), "Phường".encode())
    with pytest.raises(BackupUnusable, match=f"line {len(lines)} is not what was written"):
        restore(io.BytesIO(gzip.compress(b"".join(lines))), "b", sqlite_url)
    assert nothing_there(sqlite_url)


@pytest.mark.parametrize("more", [b"[]\n", b"x"])
def test_nothing_may_come_after_the_end(more: bytes, good: io.BytesIO, sqlite_url: str) -> None:
    """Neither in the same archive nor in another one behind it."""
    lines = gzip.decompress(good.getvalue())
    for data in (gzip.compress(lines + more), good.getvalue() + gzip.compress(more), good.getvalue() + more):
        with pytest.raises(BackupUnusable, match="is damaged"):
            restore(io.BytesIO(data), "b", sqlite_url)
    assert nothing_there(sqlite_url)


def test_a_file_of_a_schema_from_before_backups_is_refused(sqlite_url: str) -> None:
    """No program has written one, even where its tables are those of that schema."""
    schema = migrating.FIRST_KEPT - 1
    header = {"thoihan": "backup", "form": 1, "schema": schema, "program": "0", "taken_at": NOW.isoformat()}
    tables = [{"table": form.name, "columns": form.names} for form in forms(schema)]
    end = {"end": {form.name: 0 for form in forms(schema)}, "position": 0, "hash": GENESIS, "sha256": ""}
    with pytest.raises(BackupUnusable, match="line 1 is not what was written"):
        restore(packed([{**header, "store": "sqlite"}, *tables, end]), "b", sqlite_url)


OTHERS = {
    "nothing": (b"", "is no backup of thoihan"),
    "a database": (b"SQLite format 3\0" + b"\0" * 100, "is a database, and no backup"),
    "an archive of another kind": (b"PK\x03\x04", "is no backup of thoihan"),
    "the beginning of one": (b"\x1f\x8b", "ends too early"),
    "nothing, packed": (gzip.compress(b""), "is no backup of thoihan"),
    "one long line, packed": (gzip.compress(b"x" * 10_000_000), "is no backup of thoihan"),
    "an empty object, packed": (gzip.compress(b"{}\n"), "is no backup of thoihan"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_named_as_such(name: str, sqlite_url: str) -> None:
    """A file that is nothing of ours is not opened any further."""
    data, said = OTHERS[name]
    with pytest.raises(BackupUnusable, match=said):
        restore(io.BytesIO(data), "b", sqlite_url)
    assert nothing_there(sqlite_url)


def test_a_restore_that_fails_midway_leaves_nothing(empty_url: str, good: io.BytesIO) -> None:
    """Rows that contradict each other show only when they are put: on each kind of database all of it is undone."""
    lines = lines_of(good)
    HOSTILE["a message without content"](lines)
    with pytest.raises(BackupUnusable, match="contradicts itself"):
        restore(packed(lines), "b", empty_url)
    assert nothing_there(empty_url)
    restore(good, "b", empty_url)


def test_a_restore_that_is_killed_leaves_nothing(empty_url: str, good: io.BytesIO, tmp_path: Path) -> None:
    """By SIGKILL, when some tables are filled: there is no database, and the next restore makes it."""
    (tmp_path / "b.gz").write_bytes(good.getvalue())
    code = (
        "import os, signal, sys; from events.keeping.backups import restore\n"
        "from events.database.backups import whole\n"
        "whole.hold_restored = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "restore(open(sys.argv[1], 'rb'), 'b', sys.argv[2])"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "b.gz"), empty_url], check=False)
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(NoStore):
        open_store(empty_url)
    restore(good, "b", empty_url)
    open_store(empty_url).close()


def test_every_table_is_kept(sqlite_url: str) -> None:
    """What a backup holds is what the steps make, table for table; none is forgotten when one comes to be."""
    make_store(sqlite_url).close()
    engine = open_engine(address(sqlite_url), 1)
    with engine.connect() as connection:
        there = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    engine.dispose()
    assert {form.name for form in forms(migrating.SCHEMA)} == there - {migrating.VERSION_TABLE}
