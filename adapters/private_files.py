"""Files that appear whole or not at all, and that nobody but their owner can read."""

import os
from pathlib import Path


def write_whole(data: bytes, *, by_way_of: Path, to: Path) -> None:
    """Write `data` aside, make sure that it is on the disk, then give it its name. Raises OSError.

    Both paths are on one file system. An earlier file of that name is replaced, and what was left aside goes: a link
    that somebody put there is not followed. The file can be read by its owner only, whatever the umask.
    """
    by_way_of.unlink(missing_ok=True)
    descriptor = os.open(by_way_of, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    by_way_of.replace(to)
