"""The parts of a DOCX or XLSX file (a ZIP of XML), opened so that a hostile one costs nothing.

Only the parts asked for are read. Sizes are checked before anything is unpacked; a part may have no document type,
hence no entities (ISO/IEC 29500-2, 9.1: "DTD content shall not be used"); nothing is written to disk or fetched.
"""

import io
import re
import zipfile

from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

MEGABYTE = 2**20
LARGEST_TOTAL = 150 * MEGABYTE
LARGEST_PART = 60 * MEGABYTE
MOST_PARTS = 10_000
HIGHEST_RATIO = 200
"""Real parts pack 5 to 50 times smaller; bombs above 1,000."""

XML = (".xml", ".rels", ".vml")
"""The parts that are read; pictures, macros and embedded files stay packed."""

RATIO_FROM = 8 * MEGABYTE
"""Small parts may pack as well as they like."""

ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")

BROKEN = N_("The file is a damaged ZIP archive and cannot be opened. Ask its sender for it again.")
TOO_BIG = N_(
    "The file unpacks to {size} MB, more than the {limit} MB that are read: it is damaged or made to do harm. "
    "Ask its sender for a file with the plan alone."
)
NO_PART = N_("The file lacks the part {part} that such a file must have: it is damaged. Ask its sender for it again.")
DOCTYPE = N_(
    "Part {part} of the file declares a document type or an unusual encoding, which office programs never write: "
    "it may be made to do harm. Open it in an office program, save it anew, and import that."
)


class Archive:
    """A ZIP file in memory, checked. Raises DocumentRefused."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DocumentRefused(BROKEN) from error
        self.names = frozenset(self._zip.namelist())
        self._check()

    def _check(self) -> None:
        infos = [info for info in self._zip.infolist() if info.filename.endswith(XML)]
        total = sum(info.file_size for info in infos)
        if total > LARGEST_TOTAL or len(self.names) > MOST_PARTS:
            raise _too_big(total, LARGEST_TOTAL)
        for info in infos:
            swollen = info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1)
            if info.file_size > LARGEST_PART or swollen:
                raise _too_big(info.file_size, LARGEST_PART)

    def read(self, part: str) -> bytes:
        """The bytes of an XML part, safe to parse."""
        try:
            data = self._zip.read(part)
        except KeyError as error:
            raise DocumentRefused(NO_PART, {"part": part}) from error
        except Exception as error:
            raise DocumentRefused(BROKEN) from error
        _check_xml(part, data)
        return data

    def check_xml(self) -> None:
        """Check every XML part, for a library that opens them itself."""
        for name in sorted(self.names):
            if name.endswith(XML):
                self.read(name)


def _check_xml(part: str, data: bytes) -> None:
    head = data[:400].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = DECLARED.match(head)
    known = not declared or declared.group(1).lower() in ENCODINGS
    if not data:
        raise DocumentRefused(BROKEN)
    if not head.startswith(b"<") or not known or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DocumentRefused(DOCTYPE, {"part": part})


def _too_big(size: int, limit: int) -> DocumentRefused:
    return DocumentRefused(TOO_BIG, {"size": size // MEGABYTE, "limit": limit // MEGABYTE})
