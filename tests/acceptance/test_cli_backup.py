"""`thoihan backup` and `thoihan restore`, as the keeper of an office's machine types them."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.keeping.backups import check
from tests.command_line import CommandLine
from tests.databases import database_on
from tests.prepared import prepared
from tests.worlds import plan_text

RULES = [{"due": "7 days after congress", "for each": "commune"}]


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """The umask that hides nothing."""
    was = os.umask(0)
    yield
    os.umask(was)


@pytest.fixture
@prepared
def office(tmp_path: Path, database_url: str) -> CommandLine:
    """An office in which a plan is in force and a congress was held, on each kind of database."""
    line = CommandLine(tmp_path, database_url)
    (tmp_path / "units.csv").write_text(
        "code,name,kind,parent,email\n12,Tỉnh Lai Châu,province,,t@x.vn\nc1,Xã Một,commune,12,c1@x.vn\n",
        encoding="utf-8",
    )
    (tmp_path / "plan.yaml").write_text(plan_text(RULES), encoding="utf-8")
    line("units", "add", str(tmp_path / "units.csv"))
    line("plan", "add", str(tmp_path / "plan.yaml"))
    line("log", "congress", "--on", "2025-07-21")
    return line


def restored(office: CommandLine) -> CommandLine:
    """The same office, gone on with from a backup in a SQLite file."""
    return CommandLine(office.folder, f"sqlite:///{office.folder / 'restored.sqlite'}", clock=office.clock, empty=True)


def test_an_office_goes_on_from_its_backup(office: CommandLine) -> None:
    """Tasks and the end of the log are those of the backup, and what is restored is verified."""
    file = office.folder / "b.gz"
    said = office.json("backup", str(file))
    assert said["file"] == str(file)
    assert said["size"] == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    back = restored(office)
    found = back.json("restore", str(file))
    assert {name: found[name] for name in ("held", "older", "holds")} == {"held": True, "older": False, "holds": True}
    assert {name: found[name] for name in said if name in found} == {
        name: value for name, value in said.items() if name not in {"file", "size"}
    }
    assert back.json("tasks") == office.json("tasks") != []
    anchor = back.json("verify", "--export-head")
    assert (anchor["position"], anchor["hash"]) == (said["position"], said["hash"])


def test_after_a_restore_nothing_is_mailed_until_somebody_has_looked(office: CommandLine) -> None:
    """A sweep logs its day and sends nothing, and status says why; released, each message goes once."""
    office("backup", str(office.folder / "b.gz"))
    back = restored(office)
    told = back("restore", str(office.folder / "b.gz")).out
    assert "All is well" in told
    assert "All sending is held back" in told
    swept = back("sweep", code=3)
    assert "restored from a backup" in swept.err
    assert back.json("sweep", code=3)["held"] is True
    assert back.json("status", code=3)["held"] is True
    assert not list((office.folder / "mail").glob("new/*"))
    waiting = len(back.json("outbox", "--status", "pending"))
    assert waiting > 0
    assert back.json("outbox", "--release", "all") == {"released": "all", "waiting": waiting}
    assert back.json("sweep")["sent"] == waiting
    assert back.json("status")["held"] is False
    assert "Nothing is held back" in back("outbox", "--release", "all", code=1).err


def test_only_what_is_new_can_be_sent_after_a_restore(office: CommandLine) -> None:
    """What waited is parked with the reason in both languages, and sent where somebody asks for it."""
    office("backup", str(office.folder / "b.gz"))
    back = restored(office)
    back("restore", str(office.folder / "b.gz"))
    back("outbox", "--release", "new")
    parked = back.json("outbox", "--status", "parked")
    assert parked
    assert all("may have been sent before" in one["last_error"] for one in parked)
    assert back.json("sweep")["sent"] == 0
    back("outbox", "--retry", "all")
    assert back.json("sweep")["sent"] == len(parked)


def test_a_restore_touches_no_database_that_is_there(office: CommandLine) -> None:
    """Typed where the office's own database is, it is refused; `--into` names another place."""
    file = str(office.folder / "b.gz")
    office("backup", file)
    before = office.json("events")
    assert "already" in office("restore", file, code=1).err
    assert office.json("events") == before
    office("restore", file, "--into", f"sqlite:///{office.folder / 'other.sqlite'}")
    assert "already" in office("restore", file, "--into", f"sqlite:///{office.folder / 'other.sqlite'}", code=1).err


@pytest.mark.postgres
def test_an_office_moves_from_sqlite_to_postgresql(tmp_path: Path, postgres_server: str, sqlite_url: str) -> None:
    """A backup of the one is restored into the other, and verified there."""
    line = CommandLine(tmp_path, sqlite_url)
    line("plan", "add", "376-kh-tu")
    line("backup", str(tmp_path / "b.gz"))
    for url in database_on(postgres_server):
        moved = CommandLine(tmp_path, url, empty=True)
        assert moved.json("restore", str(tmp_path / "b.gz"))["holds"] is True
        assert moved.json("tasks") == line.json("tasks")


def test_a_file_that_is_there_is_written_over_only_when_asked(office: CommandLine) -> None:
    """Nor is a link followed that somebody planted; a backup that fails leaves the one before."""
    theirs, file = office.folder / "theirs", office.folder / "b.gz"
    theirs.write_text("theirs")
    file.symlink_to(theirs)
    assert "There is a file" in office("backup", str(file), code=1).err
    office("backup", str(file), "--replace")
    assert (theirs.read_text(), file.is_symlink(), file.stat().st_mode & 0o777) == ("theirs", False, 0o600)
    kept = file.read_bytes()
    nowhere = f"sqlite:///{office.folder / 'none.sqlite'}"
    assert "no database" in office("backup", str(file), "--replace", code=4, THOIHAN_DATABASE_URL=nowhere).err
    assert file.read_bytes() == kept
    assert not [path for path in office.folder.iterdir() if path.name.endswith(".new")]


def test_nothing_but_a_backup_is_written_over(office: CommandLine, tmp_path: Path) -> None:
    """Neither the database itself, by its name or by a link, nor what is no ordinary file."""
    database = tmp_path / "x.sqlite"
    line = CommandLine(tmp_path, f"sqlite:///{database}")
    (tmp_path / "link").symlink_to(database)
    (tmp_path / "notes.txt").write_text("notes")
    os.mkfifo(tmp_path / "pipe")
    for name in ("x.sqlite", "link", "notes.txt", "pipe"):
        assert "is no backup, and is not written over" in line("backup", str(tmp_path / name), "--replace", code=1).err
    line("status")
    assert (tmp_path / "notes.txt").read_text() == "notes"
    office("backup", str(tmp_path / "b.gz"))
    line("backup", str(tmp_path / "b.gz"), "--replace")


def test_a_folder_gets_a_file_named_by_day_and_hour(office: CommandLine) -> None:
    """So that a timer needs no date in its command: each backup has a name of its own."""
    folder = office.folder / "backups"
    folder.mkdir()
    names = [Path(office.json("backup", str(folder))["file"]).name for _ in range(2)]
    assert len(set(names)) == 2
    assert all(re.fullmatch(r"thoihan-20250721-\d{6}\.jsonl\.gz", name) for name in names)
    assert "no folder" in office("backup", str(office.folder / "none" / "b.gz"), code=1).err


def test_a_backup_is_looked_through_without_a_database(office: CommandLine) -> None:
    """`restore --check` says what is in a file, and finds one that is damaged or something else."""
    file = office.folder / "b.gz"
    office("backup", str(file))
    nowhere = CommandLine(office.folder, f"sqlite:///{office.folder / 'none.sqlite'}", empty=True)
    assert "is whole" in nowhere("restore", str(file), "--check").out
    assert nowhere.json("restore", str(file), "--check")["rows"]["log"] == 3
    cut = office.folder / "cut.gz"
    cut.write_bytes(file.read_bytes()[:-20])
    assert "ends too early" in nowhere("restore", str(cut), "--check", code=1).err
    assert "is a folder" in nowhere("restore", str(office.folder), "--check", code=1).err
    assert "There is no file" in nowhere("restore", str(file) + "x", "--check", code=1).err
    assert "needs no --into" in nowhere("restore", str(cut), "--check", "--into", "sqlite:///x", code=2).err
    assert not (office.folder / "none.sqlite").exists()


def test_no_password_is_in_a_backup(office: CommandLine) -> None:
    """It says of what kind the database was, and not where."""
    file = office.folder / "b.gz"
    office("backup", str(file), THOIHAN_SMTP_PASSWORD="s3cret")
    with file.open("rb") as opened:
        header = check(opened, "b").header
    assert json.dumps([header.program, header.store, header.schema]).count("/") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_the_copied_file_alone_would_lose_is_kept(office: CommandLine) -> None:
    """While a connection is open the last events are beside the file, in its -wal: the backup has them."""
    path = office.url.removeprefix("sqlite:///")
    holding = sqlite3.connect(path)
    holding.execute("SELECT count(*) FROM log").fetchone()
    office("done", "ke-hoach/R1/c1", "--on", "2025-07-21")
    alone = office.folder / "alone.sqlite"
    alone.write_bytes(Path(path).read_bytes())
    kept = office.json("backup", str(office.folder / "b.gz"))["rows"]["log"]
    assert kept == 4
    copied = sqlite3.connect(alone)
    assert copied.execute("SELECT count(*) FROM log").fetchone()[0] < kept
    copied.close()
    holding.close()
