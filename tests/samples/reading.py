"""Files read in this process, for tests that read hundreds; the product reads every file in an isolated one."""

from adapters.documents.files.reading import read_document
from adapters.documents.meaning.task_rows import Content, content_of


def read_content(data: bytes) -> Content:
    """The plan that the bytes of a file hold."""
    return content_of(read_document(data))
