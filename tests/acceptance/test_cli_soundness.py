"""An inspector looks at a database from below: its pages, its tables and triggers, deliveries, and nothing at all."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from events.opening import open_store
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tampering import beside, unguarded

PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  "12": {name: Tỉnh, kind: province}
  a: {name: Xã A, kind: commune, parent: "12"}
  b: {name: Xã B, kind: commune, parent: "12"}
milestones:
  congress: {title: Đại hội, at: "12"}
rules:
  - {id: R1, title: Báo cáo, for each: commune, lead: each, due: 7 days after congress, says: sau đại hội, cite: dòng 1}
"""

CONTACTS = """\
code,name,kind,parent,email
12,Tỉnh,province,,tinh@example.vn
a,Xã A,commune,12,a@example.vn
b,Xã B,commune,12,b@example.vn
"""


class Office(CommandLine):
    """The command line on a small log, and a way past the program to its database."""

    def prepare(self) -> None:
        plan = self.folder / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        self("plan", "add", str(plan))
        contacts = self.folder / "contacts.csv"
        contacts.write_text(CONTACTS, encoding="utf-8")
        self("units", "add", str(contacts), "--same", "12")

    def hold(self) -> None:
        """A congress is held: two communes are told."""
        self.on("2025-09-24")
        self("log", "congress", "--on", "2025-09-24", "--id", "held")

    def by_hand(self, *changes: str) -> None:
        with beside(self.url) as connection, unguarded(connection):
            for change in changes:
                connection.execute(text(change))

    def found(self, *, code: int = 3) -> dict[str, Any]:
        """The findings on the database from below."""
        return dict(self.json("verify", code=code)["database"])

    @property
    def file(self) -> Path:
        return Path(str(make_url(self.url).database))


@pytest.fixture(autouse=True)
def stores_stay_open() -> None:
    """None does: each command opens the file anew, which is written to in between."""


@pytest.fixture
@prepared
def office(tmp_path: Path, database_url: str) -> Office:
    line = Office(tmp_path, database_url)
    line.prepare()
    line.hold()
    return line


@pytest.fixture
@prepared
def on_file(tmp_path: Path, sqlite_url: str) -> Office:
    line = Office(tmp_path, sqlite_url)
    line.prepare()
    return line


def on_server(office: Office) -> bool:
    return office.url.startswith("postgresql")


def test_an_untouched_database_says_how_much_was_looked_at(office: Office) -> None:
    """Events, rows, messages and pages are counted, and what cannot be found is said; the rest, if all was checked."""
    answer = office.json("verify")
    assert answer["holds"]
    assert answer["database"]["pages"] > 10
    assert not any(answer["database"][name] for name in ("damaged", "missing", "altered", "foreign"))
    said = office("verify").out
    rows = sum(count for table, count in answer["rows"].items() if table != "message")
    assert f"Looked at: 3 events, {rows} rows that follow from them, 2 messages, " in said
    assert "Not to be found in a database alone: that the newest events were cut off" in said
    assert said.startswith("All is well: " if answer["complete"] else "What was checked is well: ")
    assert answer["complete"] == (not answer["database"]["unchecked"])
    assert ("Not checked: " in said) != answer["complete"]


def test_an_empty_database_has_nothing_to_verify(tmp_path: Path, database_url: str) -> None:
    """It is said where it is, in both languages, and not that all is well."""
    line = CommandLine(tmp_path, database_url)
    ended = line("verify", code=3)
    assert "There is nothing to verify: the database " in ended.err
    assert "is well" not in ended.out + ended.err
    assert "Không có gì để kiểm chứng" in line("verify", "--lang", "vi", code=3).err
    assert line.json("verify", code=3)["empty"]


def test_triggers_that_are_gone_are_named(office: Office) -> None:
    """Without them the log could be changed: a database that lacks them is not well."""
    with beside(office.url) as connection:
        on = " ON log" if on_server(office) else ""
        connection.execute(text(f"DROP TRIGGER log_keeps_update{on}"))
    assert office.found()["missing"] == ["trigger log_keeps_update" + on.replace("ON", "on")]
    assert "the database lacks: trigger log_keeps_update" in office("verify", code=3).err


FOREIGN_ON_FILE = (
    ("CREATE TRIGGER spy AFTER INSERT ON message BEGIN DELETE FROM fact; END", "trigger spy"),
    ("CREATE TABLE copied AS SELECT * FROM unit", "table copied"),
    ("CREATE VIEW shown AS SELECT * FROM unit", "view shown"),
    ("CREATE UNIQUE INDEX once ON task (unit)", "index once"),
    ("ALTER TABLE task ADD COLUMN note TEXT CHECK (note <> 'x')", "column task.note"),
)
FOREIGN_ON_SERVER = (
    ("CREATE RULE quiet AS ON DELETE TO fact DO INSTEAD NOTHING", "rule quiet on fact"),
    ("ALTER TABLE task ENABLE ROW LEVEL SECURITY", "row security on task"),
    ("CREATE TABLE heir () INHERITS (task)", "heir heir on task"),
    ("CREATE INDEX once ON task (rule)", "index once"),
    ("ALTER TABLE task ADD CHECK (rule <> 'x')", "check task_rule_check on task"),
    ("CREATE TRIGGER spy BEFORE INSERT ON message EXECUTE FUNCTION log_is_append_only()", "trigger spy on message"),
)


def test_what_others_made_is_named(office: Office) -> None:
    """A trigger, a rule, a table or an index that is not ours may change or hold up what is recorded."""
    foreign = FOREIGN_ON_SERVER if on_server(office) else FOREIGN_ON_FILE
    for change, _ in foreign:
        with beside(office.url) as connection:
            connection.execute(text(change))
    found = office.found()["foreign"]
    assert {name for _, name in foreign} <= set(found)
    assert "has what this program did not make: " in office("verify", code=3).err


def test_other_programs_tables_on_a_server_are_their_own_affair(office: Office) -> None:
    """A server's database may be shared; a SQLite file is ours."""
    with beside(office.url) as connection:
        connection.execute(text("CREATE TABLE somebody_s (x INTEGER)"))
    if on_server(office):
        assert office.found(code=0)["foreign"] == []
    else:
        assert office.found()["foreign"] == ["table somebody_s"]


UNSENT = "CREATE INDEX message_unsent ON message (position, key)"
SUSPENDS = "ALTER TABLE plan ADD COLUMN suspends INTEGER"
ALTERED = (
    (("DROP INDEX task_by_unit",), "missing", "index task_by_unit"),
    (("DROP INDEX message_unsent", UNSENT), "altered", "index message_unsent"),
    (("DROP INDEX due_by_due", "CREATE INDEX due_by_due ON due (safe)"), "altered", "index due_by_due"),
    (("DROP TABLE revision",), "missing", "table revision"),
    (("ALTER TABLE plan DROP COLUMN suspends", SUSPENDS), "altered", "column plan.suspends"),
)


@pytest.mark.parametrize(("changes", "how", "name"), ALTERED)
def test_tables_and_indexes_are_those_of_this_version(
    office: Office, changes: tuple[str, ...], how: str, name: str
) -> None:
    """What is gone is missing; what is there under the same name and is something else is told too."""
    office.by_hand(*changes)
    store = open_store(office.url)
    with store.begin(write=False) as session:
        found = session.soundness()
    store.close()
    assert found
    assert list(getattr(found, how)) == [name]
    assert name in office("verify", code=3).err


@pytest.mark.postgres
def test_a_trigger_that_was_switched_off_is_told(tmp_path: Path, postgres_url: str) -> None:
    """On PostgreSQL a trigger can be there and do nothing; and its function can be another."""
    office = Office(tmp_path, postgres_url)
    office.prepare()
    with beside(office.url) as connection:
        connection.execute(text("ALTER TABLE log DISABLE TRIGGER log_keeps_delete"))
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN NULL; END $$"
            )
        )
    assert office.found()["altered"] == ["trigger log_keeps_delete on log", "function log_is_append_only"]


DELIVERIES = (
    ("status = 'done'", "its state “done” is none"),
    ("status = 'sent'", "it is sent, and has no time of that"),
    ("sent_at = '2025-09-24T01:00:00.000000Z'", "it has a time of sending, and is “pending”"),
    ("status = 'claimed', attempts = 1", "it is claimed, and not by anybody or not until any time"),
    ("claimed_by = 'x'", "somebody has claimed it, and it is “pending”"),
    ("status = 'parked', next_try_at = '2025-09-24T01:00:00.000000Z'", "it waits for its next try, and is “parked”"),
    ("attempts = -1", "it was tried -1 times"),
    ("next_try_at = '9999-99-99'", "a time of it cannot be read"),
)


@pytest.mark.parametrize(("change", "why"), DELIVERIES)
def test_deliveries_that_cannot_be_are_found(office: Office, change: str, why: str) -> None:
    """No event gives them, but no step of a delivery leads there."""
    office.by_hand(f"UPDATE message SET {change} WHERE recipient = 'a'")
    answer = office.json("verify", code=3)
    assert answer["deliveries"]["impossible"] == 1
    (one,) = answer["deliveries"]["examples"]
    assert (one["recipient"], one["why"]) == ("a", why)
    assert f"cannot be so: {why}" in office("verify", code=3).err


def test_a_message_sent_before_its_event_is_told_and_no_fault(office: Office) -> None:
    """A clock that was wrong does that too."""
    office.by_hand("UPDATE message SET status = 'sent', sent_at = '2020-01-01T00:00:00.000000Z' WHERE recipient = 'a'")
    assert len(office.json("verify")["deliveries"]["early"]) == 1
    assert "A clock was wrong then" in office("verify").err


def test_rows_said_to_be_built_anew_later_than_the_log_are_found(office: Office) -> None:
    """That number hides messages from being compared: it cannot lie past the end."""
    office.by_hand("INSERT INTO rebuilt (position) VALUES (99)")
    assert office.json("verify", code=3)["rebuilt_after"]


def test_bytes_in_place_of_words_are_damage(tmp_path: Path, sqlite_url: str) -> None:
    """SQLite keeps them as they come: they are named by their column, and are no fault of the program."""
    line = Office(tmp_path, sqlite_url)
    line.prepare()
    line.by_hand("UPDATE task SET rule = x'fffe'", "UPDATE log SET subject = x'00' WHERE position = 1")
    damaged = line.found()["damaged"]
    assert "log.subject: 1 value(s) that are no text" in damaged


# --- pages of a file -------------------------------------------------------------------------------------------------


def settled(office: Office) -> None:
    """Everything is in the file, nothing in its log beside it."""
    with closing(sqlite3.connect(office.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def page_of(office: Office, name: str) -> tuple[int, int]:
    """Where the first page of an index begins, and how long it is."""
    with closing(sqlite3.connect(office.file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return (root - 1) * size, size


def test_a_stale_page_of_the_index_of_what_is_unsent_is_found(on_file: Office) -> None:
    """By it nobody would ever be told: each row is there, and only the index does not know of it."""
    settled(on_file)
    place, size = page_of(on_file, "message_unsent")
    stale = on_file.file.read_bytes()[place : place + size]
    on_file.hold()
    settled(on_file)
    whole = on_file.file.read_bytes()
    on_file.file.write_bytes(whole[:place] + stale + whole[place + size :])
    assert on_file.json("status", code=0)["messages"]["pending"] == 2
    found = on_file.found()
    assert any("message_unsent" in place for place in found["damaged"])
    said = on_file("verify", code=3).err
    assert "The database is damaged: " in said
    assert "restore a backup" in said


def contents(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, read without any index."""
    with closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}" NOT INDEXED'), key=repr) for name in names}


def test_bytes_that_flip_in_a_page_are_found_or_change_nothing(on_file: Office) -> None:
    """Whichever page it is: the inspection tells of it, the program cannot read it, or every row is what it was."""
    on_file.hold()
    settled(on_file)
    whole, before = on_file.file.read_bytes(), contents(on_file.file)
    _, size = page_of(on_file, "message_unsent")
    chance = random.Random(13)
    unnoticed = []
    for page in range(len(whole) // size):
        flipped = bytearray(whole)
        for _ in range(40):
            flipped[page * size + chance.randrange(size)] ^= chance.randrange(1, 256)
        on_file.file.write_bytes(flipped)
        ended = on_file.ended("verify")
        assert ended.code in (0, 3, 4), ended.err
        if ended.code == 0 and contents(on_file.file) != before:
            unnoticed.append(page + 1)
    assert unnoticed == []


# --- pages of a server -----------------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_a_server_without_amcheck_says_that_its_pages_were_not_checked(
    tmp_path: Path, postgres_url: str, request: pytest.FixtureRequest
) -> None:
    """With the extension each index is held against its table; without it that is said, and how to have it."""
    office = Office(tmp_path, postgres_url)
    office.prepare()
    with beside(office.url) as connection:
        available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'"
        there = connection.scalar(text(available))
        assert any("amcheck" in one for one in office.found(code=0)["unchecked"])
    if not there:
        assert "What was checked is well" in office("verify").out
        return
    with beside(office.url) as connection:
        connection.execute(text("CREATE EXTENSION amcheck"))
        # A table whose rows an index does not know of, as after a crash: only possible past the server's own care.
        connection.execute(text("UPDATE pg_index SET indisready = false WHERE indexrelid = 'task_by_unit'::regclass"))
    office.hold()
    with beside(office.url) as connection:
        connection.execute(text("UPDATE pg_index SET indisready = true WHERE indexrelid = 'task_by_unit'::regclass"))
    found = office.found()
    (one,) = found["damaged"]
    assert one.startswith("task_by_unit: XX00")
    assert not any("amcheck" in one for one in found["unchecked"])
