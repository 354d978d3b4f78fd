"""Plain input that an office may well hand over: odd files, odd bytes, odd settings, and pipes that are shut."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from adapters import named_files
from adapters.cli.frame.output_files import write_whole
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.meaning.importing import import_document
from adapters.words.refused.refusal import Refused
from tests.command_line import CommandLine

PROGRAM = Path(sys.executable).with_name("thoihan")
linux = pytest.mark.skipif(sys.platform != "linux", reason="devices and descriptors as Linux has them")


@pytest.fixture
def thoihan(tmp_path: Path) -> CommandLine:
    """An office with an empty database."""
    return CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")


# --- files that are none ---------------------------------------------------------------------------------------------

NAMING = (("units", "add"), ("import",), ("check",), ("plan", "add"), ("due", "--batch"), ("read", "--batch"))


@linux
@pytest.mark.parametrize("argv", NAMING)
@pytest.mark.parametrize(("path", "said"), [("/dev/zero", "device"), ("/dev/full", "device"), ("/dev", "folder")])
def test_what_has_no_end_is_not_read(argv: tuple[str, ...], path: str, said: str, thoihan: CommandLine) -> None:
    """A device or a folder in the place of a file is named as what it is."""
    name = path
    if argv in {("plan", "add"), ("check",)}:  # else it is taken for the name of a plan that ships
        link = thoihan.folder / "plan.yaml"
        link.symlink_to(path)
        name = str(link)
    assert said in thoihan(*argv, name, code=1).err


@linux
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(thoihan: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that somebody writes to is read to its end."""
    pipe = thoihan.folder / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(named_files, "SILENCE", 0.2)
    assert "nobody writes to it" in thoihan("units", "add", str(pipe), code=1).err
    monkeypatch.setattr(named_files, "SILENCE", 30.0)
    text = "code,name,kind\n" + "".join(f"x{n},Xã {n},commune\n" for n in range(5_000))
    writer = threading.Thread(target=lambda: pipe.write_text(text))
    writer.start()
    assert thoihan.json("units", "add", str(pipe))["units"] == 5_000
    writer.join()


def test_a_file_too_large_is_named(thoihan: CommandLine) -> None:
    """More than any reader takes is not even read; the file may have grown since it was looked at."""
    path = thoihan.folder / "large.csv"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    assert "more than 64 MB" in thoihan("units", "add", str(path), code=1).err
    with pytest.raises(DocumentRefused, match="more than 60 MB"):
        import_document(path, known_units={})


@linux
@pytest.mark.parametrize("name", ["folder", "pipe", "device"])
def test_what_is_no_file_is_not_written_over(name: str, tmp_path: Path) -> None:
    """A folder, a pipe or a device stays where it is; nothing is read of it, and nothing put in its place."""
    path = tmp_path / name
    PLACES[f"a {name}"](path)
    before = path.lstat()
    with pytest.raises(Refused, match="not written over"):
        write_whole(path, b"x")
    assert path.lstat().st_ino == before.st_ino
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["", ".", "a\0b", "x" * 300, "none/x"])
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system does not take for a name is said, whatever it raises."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused):
        write_whole(Path(name), b"x")


# --- bytes that are no text ------------------------------------------------------------------------------------------


def started(argv: Sequence[str | bytes], folder: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """The program itself, as a shell starts it."""
    settings = {**os.environ, "THOIHAN_LANG": "en", **environ}
    return subprocess.run([PROGRAM, *argv], cwd=folder, env=settings, capture_output=True, check=False, timeout=60)


@linux
def test_an_argument_in_a_legacy_encoding_is_refused(thoihan: CommandLine) -> None:
    """What TCVN3 or Windows-1258 has as one byte is no UTF-8: nothing is guessed, and nothing recorded."""
    wrong = "ngày".encode("cp1258")
    for argv in ([b"log", b"congress", b"--on=" + wrong], [b"tasks", b"--unit", wrong], [b"read", wrong]):
        ended = started(argv, thoihan.folder)
        assert ended.returncode == 2, argv
        assert "no UTF-8" in ended.stderr.decode()
    several = started([b"units", b"add", b"--province", b"12", b"--province", wrong], thoihan.folder)
    assert (several.returncode, several.stdout) == (2, b"")
    assert "There is no command “ng�y”" in started([wrong], thoihan.folder).stderr.decode()


def test_a_zero_byte_is_refused(thoihan: CommandLine) -> None:
    """No shell can type one; whoever calls the program from another hears of it, whatever the value is for."""
    for argv in (("tasks", "--unit", "a\0"), ("units", "add", "a\0.csv"), ("plan", "export", "x", "-o", "a\0")):
        assert "zero byte" in thoihan(*argv, code=2).err


@linux
def test_a_file_may_be_called_what_it_is(thoihan: CommandLine) -> None:
    """Names of files from older machines are no UTF-8, and their files are read and written all the same."""
    name = os.fsencode(thoihan.folder) + "/cà.csv".encode("cp1258")
    Path(os.fsdecode(name)).write_text("code,name,kind\nx1,Xã Một,commune\n", encoding="utf-8")
    assert started([b"units", b"add", name], thoihan.folder).returncode == 0
    missing = started([b"units", b"add", name + b"x"], thoihan.folder)
    assert (missing.returncode, b"There is no file" in missing.stderr) == (1, True)


def test_json_answers_do_nothing_to_a_terminal(thoihan: CommandLine) -> None:
    """Characters that act on a terminal are escaped in JSON, and come out of it as they went in."""
    phrase = "a\x9b31m\x7f\u202eb"
    said = thoihan("read", phrase, "--json").out
    assert json.loads(said)["phrase"] == phrase
    assert not set(said) & {"\x9b", "\x7f", "\u202e"}
    lines = thoihan("read", "--batch", "-", stdin=json.dumps({"phrase": phrase + "\ud800"}) + "\n").out
    assert json.loads(lines)["phrase"] == phrase + "\ud800"
    assert lines.encode().isascii()
    dues = thoihan("due", "--batch", "-", stdin='{"event": "\\ud800\\u009b", "offset": "1 day after"}\n').out
    assert "\x9b" not in dues
    assert "error" in json.loads(dues)
    assert "\x1b" not in thoihan("explain", "\x1b[31mx", code=1).err


# --- streams ---------------------------------------------------------------------------------------------------------


def by_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash, in which the program is called `thoihan`."""
    whole = f'set -o pipefail; thoihan() {{ "{PROGRAM}" "$@"; }}; {script}'
    settings = {**os.environ, "THOIHAN_LANG": "en"}
    return subprocess.run(
        ["bash", "-c", whole], cwd=folder, env=settings, capture_output=True, text=True, check=False, timeout=120
    )


@linux
def test_whoever_has_read_enough_is_no_error(thoihan: CommandLine) -> None:
    """Tables, JSON, help and batches end well where only their first line is read."""
    thoihan("plan", "add", "376-kh-tu")
    Path(thoihan.folder, "lines").write_text("Trước 30/7/2025\n" * 30_000)
    for command in ("tasks", "tasks --json", "--help", "plan show 376-kh-tu", "read --batch lines"):
        ended = by_shell(f"thoihan {command} | head -1", thoihan.folder)
        assert (command, ended.returncode, ended.stderr) == (command, 0, "")


@linux
def test_streams_may_be_closed(thoihan: CommandLine) -> None:
    """What is recorded is recorded, though nobody is there to be told; the database is never taken for the output."""
    thoihan("plan", "add", "376-kh-tu")
    log = "thoihan log politburo_plan --on 2025-07-21 --id a"
    assert by_shell(f"{log} >&- 2>&- <&-", thoihan.folder).returncode == 0
    assert by_shell("thoihan done nothing 2>&-", thoihan.folder).returncode == 1
    assert by_shell("thoihan due --batch - <&-", thoihan.folder).returncode == 0
    assert "a" in {event["id"] for event in thoihan.json("events")}
    assert thoihan("verify").code == 0


@linux
def test_an_answer_that_cannot_be_written_says_that_all_is_recorded(thoihan: CommandLine) -> None:
    """A full disk under the output takes back nothing, and is told as what it is."""
    thoihan("plan", "add", "376-kh-tu")
    for command in ("status", "log politburo_plan --on 2025-07-21 --id a", "tasks", "tasks --json", "--version"):
        ended = by_shell(f"thoihan {command} >/dev/full", thoihan.folder)
        assert ended.returncode == 4, command
        assert "could not be written: the disk is full. What was recorded before that is recorded" in ended.stderr, (
            command
        )
    assert "a" in {event["id"] for event in thoihan.json("events")}
    assert by_shell("thoihan --help >/dev/full", thoihan.folder).returncode == 4
    assert by_shell("thoihan done nothing 2>/dev/full", thoihan.folder).returncode == 1


# --- settings and databases ------------------------------------------------------------------------------------------

NINES = "9" * 5_000
SETTINGS: Sequence[tuple[Mapping[str, str], int, str]] = (
    ({"THOIHAN_DATABASE_URL": "sqlite:///x.sqlite?timeout=abc"}, 4, "no options (timeout)"),
    ({"THOIHAN_DATABASE_URL": "sqlite:///x.sqlite?detect_types=x&uri=true"}, 4, "no options"),
    ({"THOIHAN_DATABASE_URL": "postgresql://h:port/x"}, 4, "neither sqlite"),
    ({"THOIHAN_DATABASE_URL": "postgresql://[::1/x"}, 4, "neither sqlite"),
    ({"THOIHAN_DATABASE_URL": "sqlite:///" + "a" * 300}, 4, "too long"),
    ({"THOIHAN_DATABASE_URL": "sqlite:///a\0b"}, 2, "THOIHAN_DATABASE_URL"),
    ({"THOIHAN_LEAP_DAYS": NINES}, 2, "THOIHAN_LEAP_DAYS"),
    ({"THOIHAN_LEAP_DAYS": "٣"}, 2, "THOIHAN_LEAP_DAYS"),
    ({"THOIHAN_MAIL": "maildir:~nobody-of-this-name/x"}, 2, "THOIHAN_MAIL"),
    ({"THOIHAN_SMS": "spool:~nobody-of-this-name/x"}, 2, "THOIHAN_SMS"),
    ({"THOIHAN_MAIL": "smtp://h?timeout=" + NINES}, 2, "THOIHAN_MAIL"),
    ({"THOIHAN_MAIL": "smtp://h:" + NINES}, 2, "THOIHAN_MAIL"),
    ({"THOIHAN_LANG": "\udce9"}, 2, "THOIHAN_LANG phải là một trong các giá trị: vi, en"),
)


@pytest.mark.parametrize(("environ", "code", "said"), SETTINGS)
def test_settings_of_a_wrong_kind_are_named(
    environ: Mapping[str, str], code: int, said: str, thoihan: CommandLine
) -> None:
    """No setting, whatever it holds, is a fault of the program."""
    assert said in thoihan("tasks", code=code, **environ).err


@pytest.mark.parametrize("said", ["'ten'", "'1e3'", "'٣'", "-1", "'9999999999999999999999'", "x'ff'", "1.5", "''"])
@pytest.mark.parametrize("command", [("tasks",), ("migrate",), ("init",)])
def test_a_schema_that_is_no_number_is_damage(said: str, command: tuple[str, ...], thoihan: CommandLine) -> None:
    """A database whose version was changed by hand is let be, and named as damaged."""
    with sqlite3.connect(thoihan.url.removeprefix("sqlite:///")) as connection:
        connection.execute(f"UPDATE thoihan_version SET version_num = {said}")
    connection.close()
    assert "no number" in thoihan(*command, code=4).err


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


PLACES: Mapping[str, Callable[[Path], object]] = {
    "a folder": _folder,
    "a pipe": _pipe,
    "a link to itself": _loop,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "an empty file": lambda path: path.touch(),
    "a letter": lambda path: path.write_text("Kính gửi: " * 500),
}


@linux
@pytest.mark.parametrize("what", PLACES)
def test_a_database_that_is_none_is_no_fault(what: str, tmp_path: Path) -> None:
    """Whatever lies where the database should, the program says so, and leaves it there."""
    path = tmp_path / "x.sqlite"
    PLACES[what](path)
    before = path.lstat()
    line = CommandLine(tmp_path, f"sqlite:///{path}", empty=True)
    assert str(path) in line("tasks", code=4).err
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-01-01", "10000-01-01", "9999-12-31"]
)
def test_the_ends_of_time_are_no_moments(moment: str, thoihan: CommandLine) -> None:
    """A moment that some clock on earth cannot show is refused."""
    assert "is no moment" in thoihan("tasks", "--as-of", moment, code=1).err


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", [("tasks",), ("units", "list"), ("explain", "4029-cv-tu/x/y")])
def test_a_day_that_nobody_counts_is_not_looked_at(day: str, command: tuple[str, ...], thoihan: CommandLine) -> None:
    """Looking back or ahead ends where the calendars do."""
    thoihan("plan", "add", "4029-cv-tu")
    assert "outside the days that are counted" in thoihan(*command, "--on", day, code=1).err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("report", "x"), "more is given than it takes: x."),
        (("tasks", "--no-progress", "abc"), "it is no whole number"),
        (("tasks", "--no-progress", "0"), "it is at least 1"),
        (("tasks", "--limit", "1000000000"), "it is at most 1000000"),
        (("tasks", "--plan"), "nothing stands behind --plan"),
        (("report", "--keep=1"), "--keep takes no value"),
    ],
)
def test_what_is_not_written_properly_is_said_in_our_words(
    command: tuple[str, ...], said: str, thoihan: CommandLine
) -> None:
    """Not in those of the library that reads commands, which are English in every language."""
    assert said in thoihan(*command, code=2).err
