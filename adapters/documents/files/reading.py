"""A file of any kind that is read -> the document in it."""

from adapters.documents.files.document import Document, Kind
from adapters.documents.files.docx import read_docx
from adapters.documents.files.pdf import Progress, read_pdf
from adapters.documents.files.sniffing import sniff
from adapters.documents.files.text import read_text
from adapters.documents.files.xlsx import read_xlsx


def read_document(data: bytes, progress: Progress | None = None) -> Document:
    """The document that the bytes of a file hold, whatever its kind. Raises DocumentRefused."""
    match sniff(data):
        case Kind.DOCX:
            return read_docx(data)
        case Kind.XLSX:
            return read_xlsx(data)
        case Kind.PDF:
            return read_pdf(data, progress)
        case Kind.TEXT:
            return read_text(data)
