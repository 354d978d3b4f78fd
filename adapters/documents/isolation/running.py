"""The one way by which the product reads a foreign file: in a process of its own, which may fail in any way.

Whatever becomes of that process (it ends, hangs, floods or writes rubbish), the caller gets a document or a refusal.
What the process is allowed stands in `confining`, what comes back in `transport`.
"""

import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from adapters.documents.files.document import FileKind, ParsedFile, Progress
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import check_size
from adapters.documents.isolation.starting import (
    NOT_STARTED,
    TOO_MUCH,
    Process,
    feed,
    lines_of,
    program_of,
    started,
)
from adapters.documents.isolation.transport import document_from, refusal_from
from adapters.process.confining import SECONDS
from rules.problems import N_

TOTAL = 1_200.0
"""Seconds that one document may take, also on a busy machine; of the processor it gets half as many."""

SILENCE = 60.0
"""Seconds that may pass without an answer, or news of another page."""

__all__ = ["NOT_STARTED", "TOO_MUCH", "Watch", "read_isolated"]

LARGEST_ANSWER = 64 * 2**20
"""Bytes. A PDF of 1,000 pages without ruled tables takes 40 MB."""

MOST_NEWS = 10_000
"""Lines about progress; there is one for each page."""

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
_PROGRAM = program_of("adapters.documents.isolation.program")


def read_isolated(data: bytes, progress: Progress | None = None, *, kind: FileKind | None = None) -> ParsedFile:
    """The document that `data` holds, of its own kind unless `kind` is said. Raises DocumentRefused.

    `progress` is told how many pages of a PDF are read, and of how many.
    """
    check_size(len(data))
    with started(_PROGRAM, kind or "") as process:
        watch = Watch(process)
        try:
            feed(process, data)
            return _Listener(progress=progress, watch=watch, process=process).document()
        finally:
            watch.stop()
            process.kill()


class _Listener:
    """Takes the lines that the process writes, and trusts none."""

    def __init__(self, *, progress: Progress | None, watch: "Watch", process: Process) -> None:
        self._progress = progress
        self._watch = watch
        self._process = process
        self._ready = False
        self._page = self._pages = 0  # those read, and those there are; 0 where none are counted

    def document(self) -> ParsedFile:
        """The document in the last line. Raises DocumentRefused, also where there is no such line."""
        try:
            for found in lines_of(self._process, LARGEST_ANSWER):
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


class Watch:
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
