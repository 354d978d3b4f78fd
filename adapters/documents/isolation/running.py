"""The one way by which the product reads a foreign file: in a process of its own, which may fail in any way.

Whatever becomes of that process (it ends, hangs, floods or writes rubbish), the caller gets a document or a refusal.
What the process is allowed stands in `confining`, what comes back in `transport`.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.documents.files.document import FileKind, ParsedFile, Progress
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import check_size
from adapters.documents.isolation.transport import document_from, refusal_from
from adapters.process.confining import SECONDS
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

NO_ANSWER = N_(
    "Reading the file takes more than {limit} seconds, which no real plan does: it is damaged or made to do harm. "
    "Ask its sender for it again, or for the plan in another format."
)
NO_END_IN_ALL = N_(
    "Reading the file takes more than {limit} seconds in all, up to page {page} of {pages}: it is too long, or made to "
    "do harm. Send the pages of the plan's annex alone."
)
TOO_MUCH = N_(
    "What stands in the file is more than {limit} MB of text, which no real plan has: it is damaged or made to do "
    "harm. Ask its sender for a file with the plan alone."
)

_OURS = str(Path(__file__).parents[3])
_FIND = (
    "import sys; of_others = [at for at, path in enumerate(sys.path) if path.endswith('-packages')]; "
    "sys.path.insert(min(of_others, default=len(sys.path)), sys.argv[1]); "
)
"""Puts the folder of this package on the path: after Python's own, and before the installed ones, among which may be
another version of this program, which knows another protocol. The current folder is never on it."""

_PROGRAM = _FIND + (
    "from adapters.process.confining import end_with; end_with(int(sys.argv[3])); "
    "from adapters.documents.isolation.program import main; main()"
)
"""The program of the process. It sees to its end before it loads the libraries, which takes long on a busy machine."""

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
            return _Listener(progress=progress, watch=watch, process=process).document()
        finally:
            watch.stop()
            process.kill()


@contextmanager
def _started(kind: FileKind | None) -> Iterator[Process]:
    # -I: modules are looked for neither in the current folder nor in PYTHONPATH. No environment: no secret to read.
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _PROGRAM, _OURS, kind or "", str(os.getpid())]
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

    def __init__(self, *, progress: Progress | None, watch: "_Watch", process: Process) -> None:
        self._progress = progress
        self._watch = watch
        self._process = process
        self._ready = False
        self._page = self._pages = 0  # those read, and those there are; 0 where none are counted

    def document(self) -> ParsedFile:
        """The document in the last line. Raises DocumentRefused, also where there is no such line."""
        try:
            for found in _lines(self._process):
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
        """The reason, by the limit that ended the process, as far as that can be told."""
        if self._watch.over or self._used_up():
            limit = int(TOTAL if self._watch.over else SECONDS)
            said = {"limit": limit, "page": self._page, "pages": self._pages}
            return DocumentRefused(NO_END_IN_ALL if self._pages else NO_ANSWER, said)
        if self._page < self._pages:
            return DocumentRefused(NO_END_OF_PAGE, {"page": self._page + 1})
        if not self._ready:
            return DocumentRefused(NOT_STARTED)
        return DocumentRefused(NO_ANSWER, {"limit": int(SILENCE)}) if self._watch.silent else DocumentRefused(NO_END)

    def _used_up(self) -> bool:
        """True if the process has had all the time of the processor that it may have."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(1) == -getattr(signal, "SIGXCPU", 0) != 0
        return False


def _lines(process: Process) -> Iterator[dict[str, Any]]:
    """The values that the process writes, one on each line. Raises ValueError for a line without one."""
    if process.stdout is None:
        return
    left = LARGEST_ANSWER
    while line := process.stdout.readline(left):
        left -= len(line)
        if left <= 0:
            raise DocumentRefused(TOO_MUCH, {"limit": LARGEST_ANSWER // 2**20})
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
        self.over = self.silent = False  # which of the two times has ended it
        self._whole = self._start(TOTAL, self._end)
        self._silence = self._start(SILENCE, self._end_silence)

    def wind(self) -> None:
        """Begin to wait for news anew."""
        self._silence.cancel()
        self._silence = self._start(SILENCE, self._end_silence)

    def stop(self) -> None:
        """Wait no longer."""
        self._silence.cancel()
        self._whole.cancel()

    def _end(self) -> None:
        self.over = True
        self._process.kill()

    def _end_silence(self) -> None:
        self.silent = True
        self._process.kill()

    def _start(self, seconds: float, end: Callable[[], None]) -> threading.Timer:
        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        return timer
