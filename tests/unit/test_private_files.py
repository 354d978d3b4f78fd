"""What is written can be read by its owner only, and goes through no link that somebody else planted."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.cli.frame import output_files
from adapters.private_files import write_whole


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


def test_what_was_there_is_kept_beside(tmp_path: Path) -> None:
    """The same once more changes nothing; something else is kept under another name."""
    path = tmp_path / "r.xlsx"
    assert output_files.write_whole(path, b"one") is None
    assert output_files.write_whole(path, b"one") is None
    assert output_files.write_whole(path, b"two") == tmp_path / "r.xlsx.bak"
    assert (path.read_bytes(), (tmp_path / "r.xlsx.bak").read_bytes()) == (b"two", b"one")
