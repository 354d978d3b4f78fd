"""Letters by an administrator's own templates, rendered in a process of its own; by the program's where these fail.

Whatever becomes of that process (it ends, hangs, floods or writes rubbish), a letter is made: the fault is kept, and
said where messages are sent. After a few failures the templates are left alone until messages are sent again.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from adapters.telling.letters.own.program import LONGEST, MEMORY, NO_MEMORY, TOO_LONG
from adapters.telling.letters.page import Page
from adapters.telling.letters.rendering import SHIPPED, LongLineError, MailWords, finished
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

START, LETTER = 60.0, 10.0
"""Seconds for which the process may start, and render one letter, also on a busy machine."""

MOST_FAILURES = 3
MOST_FILES, LARGEST_FILE = 40, 256 * 2**10
_ENDINGS = (".txt", ".html")
_LARGEST_ANSWER = 16 * 2**20
_LONGEST_WHY = 200

NOT_USED = N_(
    "Your own templates in {folder} were not used ({why}): mails went in the program's own form. Put them right, and "
    "look with `thoihan outbox preview FOLDER --sample`."
)
_AS_IT_IS = "{why}"
_NO_END = N_("a letter takes more than {seconds} seconds, {megabytes} MB of memory or {characters} characters")
_LONG_LINE = N_("a line is longer than a mail can have, and has no space at which it could be broken")
_NOT_STARTED = N_("the program that renders them does not start")
_NO_FOLDER = N_("the folder cannot be read: {why}")
_TOO_MANY = N_("there are more than {files} files, or one has more than {kilobytes} KB")
_NOT_TEXT = N_("{name} is not in UTF-8")

_OURS = str(Path(__file__).parents[4])
_PROGRAM = (
    "import sys; of_others = [at for at, path in enumerate(sys.path) if path.endswith('-packages')]; "
    "sys.path.insert(min(of_others, default=len(sys.path)), sys.argv[1]); "
    "from adapters.process.confining import end_with; end_with(int(sys.argv[2])); "
    "from adapters.telling.letters.own.program import main; main()"
)
"""The program of the process; its modules are looked for as those of who reads documents are."""
_KEPT = ("SYSTEMROOT",)

Process = subprocess.Popen[bytes]


class TemplateError(ValueError):
    """The templates cannot be used; `said` says why."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


class OwnLetters:
    """Letters by the templates in a folder. It is asked from one thread; `close` ends the process."""

    own = True

    def __init__(self, folder: Path) -> None:
        self.fault: Said | None = None
        self._folder = folder
        self._failures = 0
        self._process: Process | None = None

    def words(self, page: Page) -> MailWords:
        """The page in words, whoever's templates they are by."""
        if self._failures < MOST_FAILURES:
            try:
                return finished(self._rendered(page))
            except LongLineError:
                self._failed(Said(_LONG_LINE, {}))
            except TemplateError as fault:
                self._failed(fault.said)
        return SHIPPED.words(page)

    def close(self) -> None:
        """End the process, and try again what failed when there is more."""
        process, self._process, self._failures = self._process, None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()

    def _failed(self, why: Said) -> None:
        failures = self._failures + 1
        self.fault = Said(NOT_USED, {"folder": str(self._folder), "why": why})
        self.close()
        self._failures = failures

    def _rendered(self, page: Page) -> MailWords:
        self._process = self._process or _started(templates(self._folder))
        found = _asked(self._process, page, LETTER)
        match found:
            case {"words": [str(subject), str(text), str(html)]} if max(map(len, (subject, text, html))) <= LONGEST:
                return MailWords(subject, text, html)
            case {"failed": str(why)} if why not in (TOO_LONG, NO_MEMORY):
                raise TemplateError(_AS_IT_IS, why=one_line(why, _LONGEST_WHY))
        raise _no_end()


def templates(folder: Path) -> dict[str, str]:
    """The templates in a folder, by name. Raises TemplateError."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS and path.is_file())
        if len(paths) > MOST_FILES or any(path.stat().st_size > LARGEST_FILE for path in paths):
            raise TemplateError(_TOO_MANY, files=MOST_FILES, kilobytes=LARGEST_FILE // 2**10)
        return {path.name: _text(path) for path in paths}
    except OSError as error:
        raise TemplateError(_NO_FOLDER, why=error.strerror or type(error).__name__) from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes()[:LARGEST_FILE].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateError(_NOT_TEXT, name=one_line(path.name, 60)) from None


def _no_end() -> TemplateError:
    return TemplateError(_NO_END, seconds=int(LETTER), megabytes=MEMORY // 2**20, characters=LONGEST)


def _started(found: dict[str, str]) -> Process:
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _PROGRAM, _OURS, str(os.getpid())]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, no input in its arguments
            command, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment, cwd=Path(sys.executable).anchor
        )
    except OSError:
        raise TemplateError(_NOT_STARTED) from None
    try:
        if _asked(process, found, START) == {"ready": True}:
            return process
    except TemplateError:
        pass
    process.kill()
    process.wait()
    raise TemplateError(_NOT_STARTED)


def _asked(process: Process, value: Any, seconds: float) -> Any:
    """The answer of the process to one line; it is ended where it takes longer. Raises TemplateError."""
    watch = threading.Timer(seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        if process.stdin is None or process.stdout is None:
            raise _no_end()
        process.stdin.write(json.dumps(value).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline(_LARGEST_ANSWER)
        return json.loads(line) if line.endswith(b"\n") else None
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise _no_end() from error
    finally:
        watch.cancel()
