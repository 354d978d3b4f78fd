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
from adapters.documents.isolation.confining import forbid, leave_network, limit_resources
from adapters.documents.isolation.transport import written, written_refusal


def main() -> None:
    """Read the file on standard input; the one argument is its kind, or empty for the kind that it is."""
    limit_resources()
    leave_network()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints does not print into the answer
    _tell(answers, {"ready": True})
    kind = sys.argv[-1]
    try:
        document = _document(sys.stdin.buffer.read(), FileKind(kind) if kind else None, answers)
    except DocumentRefused as refused:
        _tell(answers, {"refused": written_refusal(refused)})
    else:
        _tell(answers, {"document": written(document)})


def _document(data: bytes, kind: FileKind | None, answers: BinaryIO) -> ParsedFile:
    read = reader_of(data, kind)
    forbid()
    return read(progress=lambda done, total: _tell(answers, {"done": done, "of": total}))


def _tell(answers: BinaryIO, found: dict[str, object]) -> None:
    answers.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n")
    answers.flush()
