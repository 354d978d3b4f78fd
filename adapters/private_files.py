"""Files that appear whole or not at all, and that nobody but their owner can read."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO


def write_whole(data: bytes, *, by_way_of: Path, to: Path, first: Callable[[], None] | None = None) -> None:
    """Write `data` aside, make sure that it is on the disk, then give it its name, also on the disk. Raises OSError.

    `first` is done in between: when it can be written, and nobody has read it.

    Both paths are on one file system. An earlier file of that name is replaced, and what was left aside goes: a link
    that somebody put there is not followed. The file can be read by its owner only, whatever the umask.
    """
    by_way_of.unlink(missing_ok=True)
    descriptor = os.open(by_way_of, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if first:
        first()
    by_way_of.replace(to)
    _on_disk(to.parent)


@contextmanager
def written_whole(to: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file to write, and to read again; it gets its name when the block ends, and is gone if that fails.

    What had the name stays, and FileExistsError is raised, unless it is to be replaced; a link is never followed.
    """
    if not replace and os.path.lexists(to):
        raise FileExistsError(None, None, str(to))
    by_way_of = to.with_name(f".{to.name}.{token_hex(4)}.new")
    descriptor = os.open(by_way_of, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if not replace:  # the name is taken first, so that of two only one gets it
            os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        by_way_of.replace(to)
    except BaseException:
        by_way_of.unlink(missing_ok=True)
        raise
    _on_disk(to.parent)


def _on_disk(folder: Path) -> None:
    """Have a new name outlive a power cut too, where the system knows how."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some file systems have no such thing for folders
        pass
    finally:
        os.close(descriptor)
