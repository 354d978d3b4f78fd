"""The one way by which the product reads a foreign file: in a process of its own, which may fail in any way.

Whatever becomes of that process (it ends, hangs, floods or writes rubbish), the caller gets a document or a refusal.
What the process is allowed stands in `confining`, what comes back in `transport`.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.documents.files.document import FileKind, ParsedFile, Progress
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import check_size
from adapters.documents.isolation.transport import document_from, refusal_from
from rules.problems import N_

TOTAL = 1_200.0
"""Seconds that one document may take, also on a busy machine; of the processor it gets half as many."""

SILENCE = 60.0
"""Seconds that may pass without an answer, or news of another page."""

LARGEST_ANSWER = 64 * 2**20
"""Bytes. A PDF of 1,000 pages without ruled tables takes 40 MB."""

MOST_NEWS = 10_000
"""Lines about progress; there is one for each page."""

NOT_STARTED = N_(
    "The program that reads documents does not start, so the file was not looked at. "
    "This is no fault of the file: ask whoever installed thoihan."
)
NO_END_OF_PAGE = N_(
    "Page {page} of the PDF takes more time or memory than any real page: the file is damaged or made to do harm. "
    "Ask its sender for it again, or for the DOCX it was made from."
)
NO_END = N_(
    "Reading the file takes more time or memory than any real plan does, or fails: it is damaged or made to do harm. "
    "Ask its sender for it again, or for the plan in another format."
)

_OURS = str(Path(__file__).parents[3])
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from adapters.documents.isolation.program import main; main()"
"""What the process runs. The folder of this package comes last on its path, the current folder never."""

_KEPT = ("SYSTEMROOT",)
"""Of our environment; Python does not start on Windows without it."""

Process = subprocess.Popen[bytes]


def read_isolated(data: bytes, progress: Progress | None = None, *, kind: FileKind | None = None) -> ParsedFile:
    """The document that `data` holds, of its own kind unless `kind` is said. Raises DocumentRefused.

    `progress` is told how many pages of a PDF are read, and of how many.
    """
    check_size(len(data))
    with _started(kind) as process:
        watch = _Watch(process)
        try:
            _feed(process, data)
            return _Listener(progress=progress, watch=watch).document(process)
        finally:
            watch.stop()
            process.kill()


@contextmanager
def _started(kind: FileKind | None) -> Iterator[Process]:
    # -I: modules are looked for neither in the current folder nor in PYTHONPATH. No environment: no secret to read.
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _PROGRAM, _OURS, kind or ""]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, no input in its arguments
            command, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment, cwd=Path(sys.executable).anchor
        )
    except OSError as error:
        raise DocumentRefused(NOT_STARTED) from error
    with process:
        yield process


def _feed(process: Process, data: bytes) -> None:
    """Write the file to the process. One that has ended takes nothing more, and what it said is looked at."""
    if process.stdin is None:
        raise DocumentRefused(NOT_STARTED)
    with suppress(OSError):
        process.stdin.write(data)
    with suppress(OSError):
        process.stdin.close()


class _Listener:
    """Takes the lines that the process writes, and trusts none."""

    def __init__(self, *, progress: Progress | None, watch: "_Watch") -> None:
        self._progress = progress
        self._watch = watch
        self._ready = False
        self._page = self._pages = 0  # those read, and those there are; 0 where none are counted

    def document(self, process: Process) -> ParsedFile:
        """The document in the last line. Raises DocumentRefused, also where there is no such line."""
        try:
            for found in _lines(process):
                answer = self._take(found)
                if answer is not None:
                    return answer
        except DocumentRefused:
            raise
        except (ValueError, RecursionError, MemoryError) as error:
            raise self._failed() from error
        raise self._failed()

    def _take(self, found: dict[str, Any]) -> ParsedFile | None:
        match found:
            case {"ready": True}:
                self._ready = True
            case {"done": int(done), "of": int(total)} if 0 < done <= total <= MOST_NEWS and done > self._page:
                self._page, self._pages = done, total
                self._watch.wind()
                if self._progress:
                    self._progress(done, total)
            case {"refused": reason}:
                raise refusal_from(reason)
            case {"document": document}:
                return document_from(document)
            case _:
                raise ValueError("no such line")
        return None

    def _failed(self) -> DocumentRefused:
        if self._page < self._pages:
            return DocumentRefused(NO_END_OF_PAGE, {"page": self._page + 1})
        return DocumentRefused(NO_END if self._ready else NOT_STARTED)


def _lines(process: Process) -> Iterator[dict[str, Any]]:
    """The values that the process writes, one on each line. Raises ValueError for a line without one."""
    if process.stdout is None:
        return
    left = LARGEST_ANSWER
    while left > 0 and (line := process.stdout.readline(left)):
        left -= len(line)
        if not line.endswith(b"\n"):
            raise ValueError("cut off")
        found = json.loads(line)
        if not isinstance(found, dict):
            raise ValueError("no such line")
        yield found


class _Watch:
    """Ends a process that is silent for too long, or takes too long in all."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._whole = self._start(TOTAL)
        self._silence = self._start(SILENCE)

    def wind(self) -> None:
        """Begin to wait for news anew."""
        self._silence.cancel()
        self._silence = self._start(SILENCE)

    def stop(self) -> None:
        """Wait no longer."""
        self._silence.cancel()
        self._whole.cancel()

    def _start(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        return timer
