"""Words in the picture of a page, by tesseract: a program of the system, confined as the reading program is.

It gets nothing but a picture that we drew, and its answer is taken apart as what a stranger wrote.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from adapters.documents.files.cleaning import tidy
from adapters.documents.files.document import Word
from adapters.documents.isolation.starting import command_of, environment_of, program_of

LANGUAGE = "vie"
SECONDS = 90
"""For one page, of the processor and of the clock: one of small print takes 10."""

LONGEST_ANSWER = 4 * 2**20
MOST_WORDS = 5_000
LEAST_SURE = 10.0
"""Percent; what tesseract trusts less is a speck or a rule of a table, unless it is a number, which stands alone."""

_PROGRAM = program_of("adapters.documents.scans.becoming")
_OPTIONS = ("stdin", "stdout", "-l", LANGUAGE, "--psm", "6", "-c", "tessedit_create_tsv=1")
_FIELDS = 12
_MARKS_OF_LISTS = frozenset("-–•+*")


class Unrecognised(Exception):  # noqa: N818 - named by what it is
    """Tesseract gave no answer for a page."""


@cache
def recogniser() -> str:
    """The path of tesseract, if it is installed with Vietnamese; else empty."""
    path = shutil.which("tesseract")
    if not path:
        return ""
    command = [path, "--list-langs"]
    try:
        listed = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603 - no input in it
    except (OSError, subprocess.SubprocessError):
        return ""
    return path if LANGUAGE in listed.stdout.decode(errors="replace").split() else ""


def words_of(picture: bytes, page: int, scale: float) -> tuple[Word, ...]:
    """The words on a picture of `page`, drawn with `scale` dots to a point. Raises Unrecognised."""
    command = command_of(_PROGRAM, str(SECONDS), recogniser(), *_OPTIONS)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, which becomes tesseract
            command,
            input=picture,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=environment_of(OMP_THREAD_LIMIT="1"),
            cwd=Path(sys.executable).anchor,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unrecognised from error
    if done.returncode or len(done.stdout) > LONGEST_ANSWER:
        raise Unrecognised
    return tuple(_words(done.stdout.decode(errors="replace"), page, scale))[:MOST_WORDS]


def _words(table: str, page: int, scale: float) -> Iterator[Word]:
    """The words of tesseract's table of levels, boxes and texts; those of a line have the line's top."""
    top = 0
    for line in table.splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) < _FIELDS - 1 or not all(field.isdigit() for field in (fields[0], *fields[6:10])):
            continue
        left, upper, wide, _ = map(int, fields[6:10])
        if fields[0] == "4":
            top = upper
        elif fields[0] == "5" and _is_word(fields[11:], fields[10]):
            text = tidy(fields[11])
            yield Word(
                left=round(left / scale, 1),
                right=round((left + wide) / scale, 1),
                top=round(top / scale, 1),
                page=page,
                text=text,
            )


def _is_word(texts: list[str], trust: str) -> bool:
    text = tidy(texts[0]) if texts else ""
    try:
        trusted = float(trust) >= LEAST_SURE
    except ValueError:
        return False
    return any(map(str.isdigit, text)) or (trusted and (any(map(str.isalpha, text)) or text in _MARKS_OF_LISTS))
