"""A file appears whole or not at all, and its folder can be read by nobody else."""

import os
from pathlib import Path

from adapters.telling.channel import Unreachable
from adapters.words.catalogue import Said
from rules.problems import N_

_NO_PLACE = N_("The folder {path} cannot be written ({why}): check the disk and who may write there.")


def write_whole(data: bytes, *, by_way_of: Path, to: Path) -> None:
    """Write `data` aside, make sure that it is on the disk, then give it its name. Raises OSError.

    Both paths are on one file system. An earlier file of that name is replaced.
    """
    descriptor = os.open(by_way_of, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    by_way_of.replace(to)


def unwritable(path: Path, error: OSError) -> Unreachable:
    """The outcome where the folder at `path` refused a file."""
    return Unreachable(Said(_NO_PLACE, {"path": str(path), "why": error.strerror or type(error).__name__}))
