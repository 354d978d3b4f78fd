"""A file of any kind that is read -> the document in it, in this process.

The product reads through `adapters.documents.isolation`: call this only on files that may do harm to the caller.
"""

from functools import partial
from importlib import import_module
from typing import Protocol

from adapters.documents.files.document import FileKind, ParsedFile, Progress
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import sniff
from rules.problems import N_

MODULES = {
    FileKind.DOCX: "docx",
    FileKind.XLSX: "xlsx",
    FileKind.PDF: "pdf",
    FileKind.TEXT: "text",
    FileKind.CSV: "csv_rows",
    FileKind.SHEET: "xlsx",
}

NO_LIBRARY = N_(
    "The library {module} that reads {kind} files is not installed. "
    "Ask whoever installed thoihan for the extra “documents”: pip install 'thoihan[documents]'."
)


class Reader(Protocol):
    """Reads the one file that it was made for. Raises DocumentRefused."""

    def __call__(self, *, progress: Progress | None = None) -> ParsedFile:
        """Return the document; `progress` is told how much is read where that takes long."""
        ...


def read_document(data: bytes, progress: Progress | None = None) -> ParsedFile:
    """The document that the bytes of a file hold, whatever its kind. Raises DocumentRefused."""
    return reader_of(data)(progress=progress)


def reader_of(data: bytes, kind: FileKind | None = None) -> Reader:
    """The reader for `data`, of its own kind unless `kind` is said. Raises DocumentRefused for what is not read.

    Loads the library for that kind of file and no other: each takes a tenth of a second.
    """
    kind = kind or sniff(data)
    try:
        module = import_module(f"adapters.documents.files.{MODULES[kind]}")
    except ModuleNotFoundError as error:
        raise DocumentRefused(NO_LIBRARY, {"kind": kind, "module": error.name or ""}) from error
    read = getattr(module, f"read_{kind}")
    return partial(read, data) if kind is FileKind.PDF else lambda progress=None: read(data)  # noqa: ARG005 - at once
