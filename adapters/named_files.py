"""Files that somebody names, read whole: ordinary ones, and pipes that somebody writes to; nothing that has no end."""

import os
import select
import stat
import sys
from pathlib import Path

from rules.problems import N_

PIECE = 2**20
SILENCE = 10.0
"""Seconds that a pipe may give nothing."""

A_FOLDER = N_("{path} is a folder. Name a file in it.")
NO_FILE = N_("{path} is a device, or something else that has no end. Name an ordinary file.")
SILENT = N_("{path} is a pipe, and nobody writes to it. Name an ordinary file.")
TOO_LARGE = N_("{path} has more than {most} MB, the most that is read of any file. Check that it is the right one.")


class UnfitFile(ValueError):  # noqa: N818 - named by what it is
    """What was named is nothing to read whole; `template` and `fields` say why."""

    def __init__(self, template: str, **fields: str | int) -> None:
        self.template, self.fields = template, fields
        super().__init__(template.format(**fields))


def read_whole(path: str | Path, most: int, *, shown: str) -> bytes:
    """The bytes of a file, `most` at most. Raises UnfitFile, which calls it `shown`; OSError; ValueError for no name.

    It is looked at before it is opened, since to open some devices does something, and again once it is open.
    """
    must_be_a_file(path, shown)
    # Without O_NONBLOCK whoever opens a pipe waits until somebody writes to it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
        found = os.fstat(file.fileno())
        _check(found, shown)
        data = bytearray()
        while len(data) <= most and (piece := _piece(file.fileno(), found, shown)):
            data += piece
    if len(data) > most:
        raise UnfitFile(TOO_LARGE, path=shown, most=most // 2**20)
    return bytes(data)


def must_be_a_file(path: str | Path, shown: str) -> None:
    """Raise UnfitFile for a folder, and for what has no end; OSError where nothing is there."""
    _check(Path(path).stat(), shown)


def _check(found: os.stat_result, shown: str) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise UnfitFile(A_FOLDER, path=shown)
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)):
        raise UnfitFile(NO_FILE, path=shown)


def _piece(descriptor: int, found: os.stat_result, shown: str) -> bytes:
    """The next bytes; none at the end. A pipe is waited for."""
    if stat.S_ISFIFO(found.st_mode) and sys.platform != "win32":
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        if not waiting.poll(SILENCE * 1000):
            raise UnfitFile(SILENT, path=shown)
    return os.read(descriptor, PIECE)
