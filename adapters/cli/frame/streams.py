"""Standard input, output and error as they are found: closed, full, read by nobody, or in another encoding."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from adapters.words.catalogue import Said
from adapters.words.system_errors import system_said
from rules.problems import N_

_LOST = N_(
    "The answer could not be written: {why}. What was recorded before that is recorded; to say it again counts once."
)
_NAMES = ("stdin", "stdout", "stderr")


class AnswerLost(Exception):  # noqa: N818 - named by what happened
    """Standard output takes no more, for another reason than that nobody reads it."""

    def __init__(self, error: OSError) -> None:
        self.said = Said(_LOST, {"why": system_said(error)})
        super().__init__(str(self.said))


def prepare() -> None:
    """See that there are all three, and that they speak UTF-8.

    One that was closed would be opened anew by the next file that is: the database would be standard output.
    """
    for number, name in enumerate(_NAMES):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(number))
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _nowhere(number: int) -> TextIO:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return os.fdopen(number, "w" if number else "r", encoding="utf-8")


def put(out: TextIO, text: str) -> None:
    """Write a part of the answer. Raises AnswerLost; BrokenPipeError where nobody reads on."""
    try:
        out.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error) from None


def finish(out: TextIO) -> None:
    """Write what is left of the answer. Raises what `put` raises."""
    try:
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error) from None


def leave() -> None:
    """Have Python find nothing to write when it ends, where standard output takes nothing."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
