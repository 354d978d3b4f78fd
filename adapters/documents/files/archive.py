"""The parts of a DOCX or XLSX file (a ZIP of XML), opened so that a hostile one costs little.

A part is unpacked when it is asked for, by whatever name; its bytes are counted as they come, whatever the directory
of the ZIP says of them, and looked at as an XML parser would read them. Parts may have no document type, hence no
entities (ISO/IEC 29500-2, 9.1: "DTD content shall not be used"). Nothing is written to disk or fetched.
"""

import io
import re
import zipfile

from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

MEGABYTE = 2**20
LARGEST_TOTAL = 150 * MEGABYTE
"""Of all parts that are read."""

LARGEST_PART = 60 * MEGABYTE
LARGEST_DECLARED = 600 * MEGABYTE
"""Of all parts, pictures among them, by what the directory says; those that nobody reads stay packed."""

MOST_PARTS = 10_000
MOST_TAGS = 5_000_000
"""In a part; a sheet of 20,000 rows and 30 columns has half as many."""

MOST_RELATIONS = 4_000
"""Tags in a part that says what belongs to what: readers go through all of them again and again."""

HIGHEST_RATIO = 200
"""Real parts pack 5 to 50 times smaller; bombs above 1,000."""

RATIO_FROM = 8 * MEGABYTE
"""Small parts may pack as well as they like."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""ISO/IEC 29500-2, annex B: no others. LZMA would let the file say how much memory unpacking it takes."""

PIECE = MEGABYTE
ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}
DECLARATION = re.compile(rb"<\?xml\s[^<>]{0,200}\?>")
DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")

BROKEN = N_("The file is a damaged ZIP archive and cannot be opened. Ask its sender for it again.")
TOO_BIG = N_(
    "The file unpacks to {size} MB, more than the {limit} MB that are read: it is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)
TOO_MANY = N_(
    "Part {part} of the file has more in it than any real plan: it is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)
TOO_MANY_PARTS = N_(
    "The file consists of {count} parts; at most {limit} are read. It is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)
NO_PART = N_("The file lacks the part {part} that such a file must have: it is damaged. Ask its sender for it again.")
DOCTYPE = N_(
    "Part {part} of the file declares a document type or an unusual encoding, which office programs never write: "
    "it may be made to do harm. Open it in an office program, save it anew, and import that."
)


class Archive:
    """A ZIP file in memory. Raises DocumentRefused, when it is opened and for every part."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DocumentRefused(BROKEN) from error
        self.names = frozenset(self._zip.namelist())
        self._parts: dict[str, bytes] = {}  # those read so far
        self._check_directory()

    def _check_directory(self) -> None:
        """Refuse what the file itself says is too much, before anything is unpacked."""
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        if len(infos) > MOST_PARTS:
            raise DocumentRefused(TOO_MANY_PARTS, {"count": len(infos), "limit": MOST_PARTS})
        if total > LARGEST_DECLARED:
            raise _too_big(total, LARGEST_DECLARED)
        for info in infos:
            if info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
                raise DocumentRefused(TOO_MANY, {"part": info.filename})

    def read(self, part: str) -> bytes:
        """The bytes of a part, safe to parse as XML."""
        if part not in self._parts:
            data = self._unpacked(part)
            _check_xml(part, data)
            self._parts[part] = data
        return self._parts[part]

    def _unpacked(self, part: str) -> bytes:
        if part not in self.names:
            raise DocumentRefused(NO_PART, {"part": part})
        before = sum(map(len, self._parts.values()))
        most = min(LARGEST_PART, LARGEST_TOTAL - before)
        data = bytearray()
        try:
            info = self._zip.getinfo(part)
            if info.compress_type not in METHODS:
                raise DocumentRefused(BROKEN)
            with self._zip.open(info) as packed:
                while len(data) <= most and (piece := packed.read(PIECE)):
                    data += piece
        except (DocumentRefused, MemoryError):
            raise
        except Exception as error:
            raise DocumentRefused(BROKEN) from error
        if len(data) > most:
            raise _too_big(before + len(data), LARGEST_TOTAL if most < LARGEST_PART else LARGEST_PART)
        return bytes(data)


def _check_xml(part: str, data: bytes) -> None:
    """Refuse what a parser of XML could take for another encoding than UTF-8, and document types and entities.

    A zero byte, which no XML in UTF-8 may have, gives away UTF-16 and UTF-32 without their marks, as parsers do.
    """
    if not data:
        raise DocumentRefused(BROKEN)
    check_tags(part, data, MOST_RELATIONS if _tells_relations(part) else MOST_TAGS)
    bare = data.removeprefix(b"\xef\xbb\xbf")
    usual = bare[:400].lstrip().startswith(b"<") and b"\0" not in data and _says_utf8(bare[:400]) and _is_utf8(data)
    if not usual or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DocumentRefused(DOCTYPE, {"part": part})


def check_tags(part: str, data: bytes, most: int) -> None:
    """Raise DocumentRefused if the part has more than `most` tags."""
    if data.count(b"<") > most:
        raise DocumentRefused(TOO_MANY, {"part": part})


def _tells_relations(part: str) -> bool:
    """True for the parts with relationships and types of content, which readers find by these names alone."""
    return part.endswith(".rels") or part == "[Content_Types].xml"


def _says_utf8(head: bytes) -> bool:
    """True if the XML declaration, where there is one, names no other encoding."""
    if not head.lstrip().startswith(b"<?xml"):
        return True
    declaration = DECLARATION.match(head.lstrip())
    if not declaration:
        return False
    said = DECLARED.findall(declaration.group())
    return len(said) == declaration.group().count(b"encoding") and all(name.lower() in ENCODINGS for name in said)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _too_big(size: int, limit: int) -> DocumentRefused:
    return DocumentRefused(TOO_BIG, {"size": size // MEGABYTE, "limit": limit // MEGABYTE})
