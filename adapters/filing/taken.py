"""A file as it is taken in: of a type that is allowed, and of which it truly is.

The type is told by what is in the file, and must be that of its name: nobody is to open a program that is called a
report. Nothing in it is run, and no office program's macros are taken.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

from adapters.documents.files.archive import Archive
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import PDF_WITHIN
from adapters.named_files import UnfitFile, must_be_a_file, read_whole
from events.beside.kept import FileRow
from events.documents.packing import packed
from rules.problems import N_

LONGEST_NAME = 200
"""Characters of a file's name."""

_EMPTY = N_("{path} is empty. Nothing was recorded; name the right file.")
_NOT_ALLOWED = N_("{path} is of no type that is taken: {known}. Save it as one of these, a PDF for example.")
_LYING = N_(
    "{path} is not what its name says: there is no {type} in it. Nothing was recorded. Look at it before you open it; "
    "a file that was only named wrongly is taken under its right name."
)
_MACROS = N_("{path} has macros, which are programs. Nothing was recorded; save it as a PDF.")
_NO_NAME = N_("{path} has a name of more than {most} characters, or with signs that cannot be shown. Rename it.")


def _office(mark: str) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(b"PK\x03\x04") and mark in _names(data)


def _open_document(media_type: str) -> Callable[[bytes], bool]:
    # OpenDocument 1.3, part 2, 3.3: the type stands first in the package, as it is
    said = f"mimetype{media_type}".encode("ascii")
    return lambda data: data.startswith(b"PK\x03\x04") and data[30 : 30 + len(said)] == said


def _names(data: bytes) -> Collection[str]:
    try:
        return Archive(data).names
    except DocumentRefused:
        return ()


def _text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not re.search("[\x00-\x08\x0b\x0e-\x1f]", text)


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: its media type (RFC 2046), and what shows that a file is of it."""

    media_type: str
    shows: Callable[[bytes], bool]


TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        "pdf": FileType("application/pdf", lambda data: b"%PDF-" in data[:PDF_WITHIN]),
        "docx": FileType(f"{_OOXML}.wordprocessingml.document", _office("word/document.xml")),
        "xlsx": FileType(f"{_OOXML}.spreadsheetml.sheet", _office("xl/workbook.xml")),
        "odt": FileType(f"{_ODF}.text", _open_document(f"{_ODF}.text")),
        "ods": FileType(f"{_ODF}.spreadsheet", _open_document(f"{_ODF}.spreadsheet")),
        "png": FileType("image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
        "jpg": FileType("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff")),
        "txt": FileType("text/plain", _text),
    }
)
"""By the ending of a name."""

_SAME = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that was taken in."""

    name: str  # without its folder
    media_type: str
    row: FileRow


def taken(path: Path, shown: str, *, most: int, types: Collection[str]) -> TakenFile:
    """The file at `path`, of at most so many bytes, and of one of these `types` (endings); errors call it `shown`.

    Raises UnfitFile where it is a folder, too large, of no such type or not of the type of its name; and OSError.
    """
    must_be_a_file(path, shown)
    must_be_named(path.name, shown, types)
    return taken_bytes(path.name, read_whole(path, most, shown=shown), shown, types=types)


def must_be_named(name: str, shown: str, types: Collection[str]) -> None:
    """Raise UnfitFile unless a file may have that name, and is of one of these `types` by it."""
    if not (name.isprintable() and 0 < len(name) <= LONGEST_NAME):
        raise UnfitFile(_NO_NAME, path=shown, most=LONGEST_NAME)
    if ending_of(name) not in types:
        raise UnfitFile(_NOT_ALLOWED, path=shown, known=", ".join(types))


def taken_bytes(name: str, data: bytes, shown: str, *, types: Collection[str]) -> TakenFile:
    """A file that was read, by its name and what is in it. Raises UnfitFile as `taken`."""
    must_be_named(name, shown, types)
    if not data:
        raise UnfitFile(_EMPTY, path=shown)
    ending = ending_of(name)
    of = TYPES[ending]
    if not of.shows(data):
        raise UnfitFile(_LYING, path=shown, type=ending)
    if any(part.rpartition("/")[2].lower() == "vbaproject.bin" for part in _names(data)):
        raise UnfitFile(_MACROS, path=shown)
    return TakenFile(name=name, media_type=of.media_type, row=packed(data))


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters and as it is written mostly."""
    ending = PurePath(name).suffix.removeprefix(".").lower()
    return _SAME.get(ending, ending)
