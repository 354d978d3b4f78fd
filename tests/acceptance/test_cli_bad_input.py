"""Whatever is wrong with the input or the surroundings: a clear message, a number for scripts, nothing half done."""

import socket
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from events.errors import StoreReadOnly
from events.opening import open_store
from tests.command_line import CommandLine

PLAN = "376-kh-tu"


@pytest.fixture
def thoihan(tmp_path: Path) -> CommandLine:
    """A province that has adopted its plan, on SQLite."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    line("plan", "add", PLAN)
    line("units", "add", "--province", "12")
    return line


def state(line: CommandLine) -> tuple[Any, ...]:
    """All that could have been changed."""
    return line.json("events"), line.json("tasks"), line.json("outbox"), line.json("units", "list")


REFUSED = {
    "an unknown milestone": (("log", "provincial_congres", "--on", "2025-09-30"), "(provincial_congress)"),
    "an unknown unit": (("log", "commune_congress", "--on", "2025-09-30", "--unit", "99999"), "99999"),
    "a unit of another kind": (("log", "commune_congress", "--on", "2025-09-30", "--unit", "12"), "kind “commune”"),
    "no unit where one is needed": (("log", "commune_congress", "--on", "2025-09-30"), "--unit"),
    "an unknown plan": (("log", "provincial_congress", "--on", "2025-09-30", "--plan", "x"), "Adopted are: 376-kh-tu"),
    "an impossible date": (("log", "provincial_congress", "--on", "31/9/2025"), "there is no day 31/9/2025"),
    "no date at all": (("log", "provincial_congress", "--on", "mai"), "is not a date"),
    "a date beyond the calendar": (("log", "provincial_congress", "--on", "2150-01-01", "--planned"), "2000"),
    "a date before the calendar": (("log", "provincial_congress", "--on", "1999-12-31"), "2000"),
    "a date too near its end": (("log", "provincial_congress", "--on", "2099-12-31"), "2099"),
    "a bad carried date": (("log", "politburo_plan", "--on", "2025-09-01", "--carries", "30/2/2026"), "--carries"),
    "a correction of nothing": (("correct", "no-such-event", "--on", "2025-09-30"), "no event “no-such-event”"),
    "a withdrawal of nothing": (("withdraw", "no-such-event"), "no event “no-such-event”"),
    "a correction without a change": (("correct", "no-such-event", "--reason", "x"), "--carries"),
    "an unknown task": (("done", f"{PLAN}/XX.1/btc"), "XX.1"),
    "no task at all": (("done", "nonsense"), "nonsense"),
    "a date for what has not begun": (("set-date", f"{PLAN}/IX.4/vptu", "2025-10-01"), "has not started"),
    "an unknown task to explain": (("explain", f"{PLAN}/IX.4/btc"), "IX.4/btc"),
    "both phases at once": (("log", "politburo_plan", "--on", "2025-09-01", "--planned", "--postponed"), "--planned"),
    "a document of two lines": (("log", "politburo_plan", "--on", "2025-09-01", "--document", "a\nb"), "document"),
    "a name like none": (("log", "zzzzzzzz", "--on", "2025-09-30"), "Perhaps: none."),
    "an unknown state": (("tasks", "--state", "late"), "waiting, planned"),
    "an unknown unit to list": (("tasks", "--unit", "x"), "“x”"),
    "an unknown province": (("units", "add", "--province", "99"), "“99”"),
    "units from nowhere": (("units", "add"), "--province"),
    "a file that isn't there": (("units", "add", "none.csv"), "none.csv"),
    "a plan that isn't there": (("plan", "add", "376-kh"), "376-kh-tu"),
    "an unknown calendar": (("calendar", "amend", "--off", "2025-09-15", "--reason", "x", "--calendar", "x"), "“x”"),
    "an unknown unit to look from": (("calendar", "show", "--unit", "0338"), "Phường Đoàn Kết (03388)"),
    "a year that is none": (("calendar", "show", "MMXXV"), "MMXXV"),
    "an unknown message": (("outbox", "--retry", "x"), "“x”"),
    "an unknown status": (("outbox", "--status", "lost"), "to be sent"),
    "an unknown benchmark": (("bench", "x"), "fanout"),
    "what benchmarks share": (("bench", "shared"), "fanout"),
    "an option of another benchmark": (("bench", "due", "--units", "3"), "--units"),
    "an unknown story": (("demo", "--story", "x"), "main"),
    "an unknown format": (("plan", "export", PLAN, "--to", "odt"), "docx"),
    "a period that is none": (("due", "2025-01-01", "7 dayz after"), "dayz"),
    "an unknown convention": (("due", "2025-01-01", "7 days after", "--convention", "x"), "vn-civil-code"),
}


def test_what_is_refused_is_said_clearly_and_changes_nothing(thoihan: CommandLine) -> None:
    """Each wrong input ends with 1, says what is wrong on standard error, and leaves everything as it was."""
    thoihan.on("2025-09-30")
    before = state(thoihan)
    for what, (argv, said) in REFUSED.items():
        ended = thoihan(*argv, code=1)
        assert ended.out == "", what
        assert said in ended.err, f"{what}: {ended.err}"
        assert ended.err.startswith("Error: "), what
        assert "Traceback" not in ended.err, what
    assert state(thoihan) == before


MISUSED = {
    "an unknown command": (("logg",), "Did you mean: log"),
    "an unknown subcommand": (("plan", "ad"), "Did you mean: add"),
    "a missing argument": (("log",), "MILESTONE is missing"),
    "a missing option": (("log", "politburo_plan"), "--on is missing"),
    "an unknown option": (("tasks", "--units", "x"), "--units"),
    "a number that is none": (("events", "--last", "x"), "--last"),
    "neither a day nor a batch": (("due",), "--batch"),
    "a document without a letter": (("withdraw", "x", "--document", "///"), "“///” names no document"),
    "words that nobody can see": (("done", f"{PLAN}/XX.1/btc", "--product=\u202e\u200b"), "--product cannot be seen"),
    "an unknown language": (("tasks", "--lang", "fr"), "vi, en"),
}


@pytest.mark.parametrize("what", MISUSED)
def test_a_command_that_is_not_written_properly_ends_with_2(what: str, tmp_path: Path) -> None:
    """How a command is to be written is said in the reader's language."""
    argv, said = MISUSED[what]
    line = CommandLine(tmp_path, "sqlite:///none.sqlite", empty=True)
    assert said in line(*argv, code=2).err


def test_errors_come_in_one_language(tmp_path: Path) -> None:
    """In the reader's: Vietnamese, unless another is asked for."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    for lang, begins in (("vi", "Lỗi: Không có tệp x"), ("en", "Error: There is no file x")):
        (said,) = line("plan", "add", "x", code=1, THOIHAN_LANG=lang).err.splitlines()
        assert said.startswith(begins)


def test_settings_that_cannot_be_used_end_with_2(tmp_path: Path) -> None:
    """Every setting that is wrong is named."""
    line = CommandLine(tmp_path, "mysql://x", empty=True, more={"THOIHAN_MAIL": "pigeon:loft"})
    said = line("tasks", code=2).err
    assert "THOIHAN_DATABASE_URL" in said
    assert "THOIHAN_MAIL" in said


def test_the_same_id_with_other_content_is_refused(thoihan: CommandLine) -> None:
    """An id belongs to one event; the same event again is no error."""
    thoihan.on("2025-09-30")
    log = ("log", "provincial_congress", "--id", "dh-15", "--on")
    thoihan(*log, "2025-09-26")
    assert thoihan.json(*log, "2025-09-26")["known"]
    before = state(thoihan)
    assert "other content: occurred_on" in thoihan(*log, "2025-09-27", code=1).err
    assert state(thoihan) == before


def test_what_was_withdrawn_cannot_be_corrected(thoihan: CommandLine) -> None:
    """A correction of an event that was taken back is refused."""
    thoihan.on("2025-09-30")
    event = thoihan.json("log", "provincial_congress", "--on", "2025-09-26")["event"]
    thoihan("withdraw", event)
    assert "withdrawn already" in thoihan("correct", event, "--on", "2025-09-27", code=1).err


BAD_PLANS: dict[str, tuple[Callable[[], bytes], str]] = {
    "tags": (lambda: b"plan: !!python/object/apply:os.system [ls]\n", "tag"),
    "anchors": (lambda: b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor"),
    "nesting": (lambda: b"a: " + b"[" * 5000, "level"),
    "fifty megabytes": (lambda: b"plan: x\n" + b"# " + b"x" * 50_000_000, "50000010 bytes"),
    "no text": (lambda: bytes(range(256)), "UTF-8"),
    "nothing": (lambda: b"", "empty"),
}


@pytest.mark.parametrize("what", BAD_PLANS)
def test_a_hostile_plan_file_is_refused(what: str, tmp_path: Path) -> None:
    """It costs no more than an honest one, and says where it is wrong."""
    make, said = BAD_PLANS[what]
    path = tmp_path / "plan.yaml"
    path.write_bytes(make())
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert said in line("plan", "add", str(path), code=1).err
    checked = line.json("check", str(path), code=3)
    assert all(problem["line"] >= 1 for problem in checked)


def test_every_problem_of_a_plan_is_told_at_once(tmp_path: Path) -> None:
    """`check` names each with line and column and ends with 3; `plan add` refuses the plan and records nothing."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        'plan: x\ntitle: X\nnumber: 1\nissuer: X\nissued: 2025-07-21\nunit: "12"\n'
        'milestones:\n  m: {title: M, at: "12"}\n'
        'rules:\n  - {id: R1, title: A, lead: "12", due: 7 days after mm, says: x, cite: x}\n'
        '  - {id: R1, title: B, lead: "12", due: before 2025-02-30, says: x, cite: x, colour: red}\n'
    )
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    problems = line.json("check", str(path), code=3)
    assert [(problem["line"], problem["severity"]) for problem in problems if problem["severity"] == "error"] == [
        (10, "error"),
        (11, "error"),
        (11, "error"),
        (11, "error"),
    ]
    assert f"{path}:10:" in line("check", str(path), code=3).out
    assert "4 error(s)" in line("plan", "add", str(path), code=1).err
    assert line.json("events") == []


def test_a_list_of_units_with_mistakes_is_refused_whole(thoihan: CommandLine) -> None:
    """Every mistake is told with its cell, and no unit of the list is taken."""
    path = thoihan.folder / "units.csv"
    path.write_text("code,name,kind,email,phone\nx1,Một,commune,not an address,\nx1,Hai,commune,,12\nx3,,,,\n,,x,,\n")
    said = thoihan("units", "add", str(path), code=1).err
    assert all(f"{path}:{cell}:" in said for cell in ("D2", "A3", "E3", "A4", "A5"))
    path.write_text("colour,kind\nMột,commune\n")
    assert "tên đơn vị" in thoihan("units", "add", str(path), code=1).err
    path.write_text("code,name,kind,parent\nx1,Một,commune,nowhere\n")
    assert "nowhere" in thoihan("units", "add", str(path), code=1).err
    assert not [unit for unit in thoihan.json("units", "list") if unit["code"] == "x1"]


def test_a_database_that_is_held_says_so(thoihan: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else is writing: end with 4, and try again later."""
    monkeypatch.setattr("adapters.bootstrap.open_store", partial(open_store, lock_wait=0.1))
    other = sqlite3.connect(thoihan.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    thoihan.on("2025-09-26")
    log = ("log", "provincial_congress", "--on", "2025-09-26")
    assert "held by another program" in thoihan(*log, code=4).err
    other.execute("ROLLBACK")
    other.close()
    assert not thoihan.json(*log)["known"]


def test_a_database_that_may_not_be_written_to_says_so(thoihan: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store raises ends with 4, in the store's words."""

    def read_only(_url: str) -> None:
        raise StoreReadOnly("{store} may not be written to.", store="x")

    monkeypatch.setattr("adapters.bootstrap.open_store", read_only)
    assert thoihan("tasks", code=4).err == "Error: x may not be written to.\n"


def test_a_database_of_a_newer_program_says_so(thoihan: CommandLine) -> None:
    """A schema that is not known yet is let be."""
    with sqlite3.connect(thoihan.url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE thoihan_version SET version_num = '9999'")
    connection.close()
    assert "newer version" in thoihan("tasks", code=4).err


def test_an_event_of_a_newer_program_says_so(thoihan: CommandLine) -> None:
    """A type of event that is not known yet is listed as nothing else."""
    with sqlite3.connect(thoihan.url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER log_keeps_update")
        connection.execute("UPDATE log SET type = 'milestone.dreamt' WHERE position = 1")
    connection.close()
    assert "“milestone.dreamt” is not known to this version" in thoihan("events", code=4).err


def test_what_is_no_database_says_so(tmp_path: Path) -> None:
    """A file of something else is let be."""
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK" + b"x" * 5000)
    line = CommandLine(tmp_path, f"sqlite:///{path}", empty=True)
    assert "is not a database" in line("tasks", code=4).err
    assert path.read_bytes() == b"PK" + b"x" * 5000
    elsewhere = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'none' / 'x.sqlite'}", empty=True)
    assert "no folder" in elsewhere("tasks", code=4).err


WITHOUT_A_DATABASE = (("tasks",), ("status",), ("sweep",), ("events",), ("plan", "list"), ("verify",), ("migrate",))


def test_an_empty_file_is_no_database(tmp_path: Path) -> None:
    """What can be answered without a database is, as where there is no file; the rest makes nothing of it."""
    path = tmp_path / "thoihan.sqlite"
    path.touch()
    line = CommandLine(tmp_path, f"sqlite:///{path}", empty=True)
    assert "376-KH/TU" in line("plan", "show", "376-kh-tu").out
    assert "thoihan init" in line("tasks", code=4).err
    assert path.read_bytes() == b""


@pytest.mark.parametrize("argv", WITHOUT_A_DATABASE)
def test_no_database_comes_into_being_in_passing(argv: tuple[str, ...], tmp_path: Path) -> None:
    """In a wrong folder a command, or a cron's sweep, says where it looked, makes nothing and ends with 4."""
    path = tmp_path / "thoihan.sqlite"
    said = CommandLine(tmp_path, f"sqlite:///{path}", empty=True)(*argv, code=4).err
    assert str(path) in said
    assert "thoihan init" in said
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_made_once(tmp_path: Path) -> None:
    """`init` makes it, and leaves one alone that is there."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}", empty=True)
    assert "is made" in line("init").out
    line("plan", "add", "376-kh-tu")
    assert "Nothing was changed" in line("init").out
    assert line.json("init") == {"store": str(tmp_path / "thoihan.sqlite"), "made": False}
    assert [plan["id"] for plan in line.json("plan", "list")] == ["376-kh-tu"]


def test_a_server_that_is_down_loses_nothing(thoihan: CommandLine) -> None:
    """Messages wait for the server to come back, and are sent then, once."""
    contacts = thoihan.folder / "contacts.csv"
    contacts.write_text("code,email\nvptu,vptu@lai-chau.example\nbtc,btc@lai-chau.example\n")
    thoihan("units", "add", str(contacts))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        down = {"THOIHAN_MAIL": f"smtp://127.0.0.1:{taken.getsockname()[1]}?security=none&timeout=1"}
        swept = thoihan.json("sweep", code=4, **down)
    assert swept["sent"] == 0
    assert swept["retried"] >= 2
    assert "cannot be reached" in " ".join(swept["errors"])
    waiting = [message["recipient"] for message in thoihan.json("outbox", "--status", "pending")]
    assert {"vptu", "btc"} <= set(waiting)
    thoihan.on("2025-07-22")
    swept = thoihan.json("sweep", code=4)  # the day reminds others too, which have no address
    assert swept["sent"] >= len(set(waiting))  # a message to each, of all that waited for him
    assert (swept["retried"], swept["errors"][1:]) == (0, [])
    assert thoihan.json("outbox", "--status", "pending") == []


def test_a_fault_of_the_program_shows_no_trace_unless_asked(
    thoihan: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says whose fault it is, and how to see where it comes from."""

    def broken(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("adapters.cli.asking.tasks.answers_of", broken)
    said = thoihan("tasks", code=70).err
    assert "fault of the program" in said
    assert "ZeroDivisionError" in said
    assert "secret" not in said
    assert "Traceback" in thoihan("tasks", code=70, THOIHAN_DEBUG="1").err
