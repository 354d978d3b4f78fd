"""Files that commands write: whole or not at all, their owner's, and what was there before is kept beside."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from adapters import private_files
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from adapters.words.system_errors import system_said
from rules.problems import N_

WRITTEN = N_("{path} is written: {rows} rows.")
KEPT = N_("What was in {path} before is kept as {kept}.")
_NOT_A_FILE = N_("{path} is a folder, a device or the like, and is not written over. Name an ordinary file.")
_UNWRITABLE = N_("{path} cannot be written ({why}). Check the folder and the rights.")


def write_whole(path: Path, data: bytes, first: Callable[[], None] | None = None) -> Path | None:
    """Write a file whole; what was there, if it was something else, is kept beside it, and its name returned.

    `first` is done once it is sure that the file can be written, before anybody can read it. Raises Refused.
    """
    kept = None
    try:
        if path.exists() and not path.is_file():
            raise Refused(_NOT_A_FILE, path=_shown(path))
        if path.exists() and (path.stat().st_size != len(data) or path.read_bytes() != data):
            kept = next(name for name in _beside(path) if not name.exists())
            path.replace(kept)
        private_files.write_whole(data, by_way_of=path.with_name(f".{path.name}.new"), to=path, first=first)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None
    return kept


def unwritable(path: Path, error: Exception) -> Refused:
    """The refusal of a file that the system did not let us write."""
    return Refused(_UNWRITABLE, path=_shown(path), why=system_said(error))


def _shown(path: Path) -> str:
    return one_line(str(path), 200)


def _beside(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.bak")
    yield from (path.with_name(f"{path.name}.bak{number}") for number in count(2))
