"""The kind of a file, told by its content; its name and extension are not asked."""

import re
from collections.abc import Callable

from adapters.documents.files.archive import Archive
from adapters.documents.files.document import FileKind
from adapters.documents.files.errors import DocumentRefused
from rules.problems import N_

LARGEST_FILE = 60 * 2**20
"""Bytes. A plan of 300 pages with its pictures has 5 to 20 MB."""

TOO_LARGE = N_(
    "The file has {size} MB; at most {limit} MB are read. Send the plan without its pictures and other annexes."
)
EMPTY = N_("The file is empty. Ask its sender for it again.")
OLD_OFFICE = N_(
    "The file is in the old format of Word or Excel (.doc, .xls), or protected with a password. "
    "Open it in an office program, save it as .docx or .xlsx without a password, and import that."
)
RTF = N_("The file is in RTF. Open it in an office program, save it as .docx, and import that.")
WEB_PAGE = N_("The file is a web page. Open it, copy the text of the plan into a text file, and import that.")
PICTURE = N_("The file is a picture. A scan has no text to read: ask the issuer for the file it was printed from.")
OTHER_ZIP = N_("The file is a ZIP archive, but no .docx or .xlsx. Unpack it and import the plan inside.")
OPEN_DOCUMENT = N_("The file is in the OpenDocument format. Save it as .docx or .xlsx, and import that.")

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
PDF_WITHIN = 1024
"""A PDF's mark stands in its first 1,024 bytes (ISO 32000-1, Annex H.3.4.1)."""


def sniff(data: bytes) -> FileKind:
    """The kind of file that `data` is. Raises DocumentRefused, with the reason, for what is not read."""
    check_size(len(data))
    if not data.strip():
        raise DocumentRefused(EMPTY)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office(Archive(data))
    for looks, reason in REFUSED:
        if looks(data):
            raise DocumentRefused(reason)
    return FileKind.TEXT


def check_size(size: int) -> None:
    """Raise DocumentRefused if a file of `size` bytes is too large to be read."""
    if size > LARGEST_FILE:
        raise DocumentRefused(TOO_LARGE, {"size": size // 2**20, "limit": LARGEST_FILE // 2**20})


def _office(archive: Archive) -> FileKind:
    if "word/document.xml" in archive.names:
        return FileKind.DOCX
    if "xl/workbook.xml" in archive.names:
        return FileKind.XLSX
    raise DocumentRefused(OPEN_DOCUMENT if "content.xml" in archive.names else OTHER_ZIP)


def _web_page(data: bytes) -> bool:
    return bool(
        re.match(rb"\s*(<!doctype html|<html|<head|<body)", data[:200].removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE)
    )


REFUSED: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda data: data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OLD_OFFICE),
    (lambda data: data.startswith(b"{\\rtf"), RTF),
    (lambda data: data.startswith(PICTURES), PICTURE),
    (_web_page, WEB_PAGE),
)
