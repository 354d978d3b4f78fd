"""The reading program: a file on standard input, JSON lines on standard output.

`{"ready": true}` once it runs, `{"done": 3, "of": 20}` where reading takes long, and last `{"document": …}` or
`{"refused": …}`. Started by `adapters.documents.isolation.running` as `python -I`, with an empty environment.
"""

import json
import sys
from typing import BinaryIO

from adapters.documents.files.document import FileKind, ParsedFile
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.reading import reader_of
from adapters.documents.isolation.extent import check_extent
from adapters.documents.isolation.transport import written, written_refusal
from adapters.process.confining import MEMORY, forbid, leave_network, limit_resources
from rules.problems import N_

NO_MEMORY = N_(
    "Reading the file takes more than {limit} MB of memory, which no real plan does: it is damaged or made to do harm. "
    "Ask its sender for it again, or for the plan in another format."
)


def main() -> None:
    """Read the file on standard input. The last argument but one is its kind, or empty; the last is who asks."""
    kind = sys.argv[-2]
    limit_resources()
    leave_network()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints does not print into the answer
    _tell(answers, {"ready": True})
    try:
        found = _found(sys.stdin.buffer.read(), FileKind(kind) if kind else None, answers)
    except MemoryError:
        found = {}
    if not found:  # said here, where what had filled the memory is let go of
        found = {"refused": written_refusal(DocumentRefused(NO_MEMORY, {"limit": MEMORY // 2**20}))}
    _tell(answers, found)


def _found(data: bytes, kind: FileKind | None, answers: BinaryIO) -> dict[str, object]:
    try:
        return {"document": written(_document(data, kind, answers))}
    except DocumentRefused as refused:
        return {"refused": written_refusal(refused)}


def _document(data: bytes, kind: FileKind | None, answers: BinaryIO) -> ParsedFile:
    read = reader_of(data, kind)
    forbid()
    document = read(progress=lambda done, total: _tell(answers, {"done": done, "of": total}))
    check_extent(document)
    return document


def _tell(answers: BinaryIO, found: dict[str, object]) -> None:
    answers.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n")
    answers.flush()
