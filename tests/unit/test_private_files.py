"""What is written can be read by its owner only, and goes through no link that somebody else planted."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from adapters.cli.frame import output_files
from adapters.private_files import write_whole, written_whole


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """The umask that hides nothing."""
    was = os.umask(0)
    yield
    os.umask(was)


def aside(path: Path, data: bytes) -> None:
    write_whole(data, by_way_of=path.with_name(f".{path.name}.new"), to=path)


@pytest.mark.parametrize("write", [aside, output_files.write_whole])
def test_a_planted_link_is_not_followed(write: Callable[[Path, bytes], object], tmp_path: Path) -> None:
    """Neither at the name nor at the one by the way of which it is written."""
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs")
    path = tmp_path / "r.xlsx"
    path.with_name(".r.xlsx.new").symlink_to(theirs)
    path.symlink_to(theirs)
    write(path, b"register")
    assert theirs.read_text() == "theirs"
    assert (path.is_symlink(), path.read_bytes(), path.stat().st_mode & 0o777) == (False, b"register", 0o600)
    assert not path.with_name(".r.xlsx.new").is_symlink()


@pytest.mark.parametrize("write", [aside, output_files.write_whole])
def test_a_new_name_is_on_the_disk_too(
    write: Callable[[Path, bytes], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what was written, and then, when it has its name, the folder that holds this name."""
    path, synced, real = tmp_path / "r.xlsx", [], os.fsync

    def sync(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.exists()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    write(path, b"register")
    assert (synced[0], synced[-1]) == ((False, False), (True, True))


def test_what_was_there_is_kept_beside(tmp_path: Path) -> None:
    """The same once more changes nothing; something else is kept under another name."""
    path = tmp_path / "r.xlsx"
    assert output_files.write_whole(path, b"one") is None
    assert output_files.write_whole(path, b"one") is None
    assert output_files.write_whole(path, b"two") == tmp_path / "r.xlsx.bak"
    assert (path.read_bytes(), (tmp_path / "r.xlsx.bak").read_bytes()) == (b"two", b"one")


def killed_while_writing(path: Path) -> int:
    """A process that dies by SIGKILL in the middle of writing a file; returns how it ended."""
    code = (
        "import os, signal, sys; from pathlib import Path; from adapters.private_files import written_whole\n"
        "with written_whole(Path(sys.argv[1]), replace=True) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    return subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode


def test_whoever_is_killed_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    """The file has what it had, or is not there; the next one is written all the same."""
    path = tmp_path / "b.gz"
    assert killed_while_writing(path) == -signal.SIGKILL
    assert not path.exists()
    path.write_bytes(b"before")
    assert killed_while_writing(path) == -signal.SIGKILL
    assert path.read_bytes() == b"before"
    with written_whole(path, replace=True) as file:
        file.write(b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", 0o600)


def test_of_two_who_write_one_file_only_one_gets_the_name(tmp_path: Path) -> None:
    """Who comes second is told, and what the first has written stays."""
    path = tmp_path / "b.gz"
    writing = written_whole(path, replace=False)
    writing.__enter__().write(b"second")
    with written_whole(path, replace=False) as first:
        first.write(b"first")
    with pytest.raises(FileExistsError):
        writing.__exit__(None, None, None)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("b.gz", b"first")]


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither the file nor what it was written by way of."""
    with suppress(ValueError), written_whole(tmp_path / "b.gz", replace=False) as file:
        file.write(b"half")
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []
