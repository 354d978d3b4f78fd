"""Coverage-guided fuzzing of everything that reads what somebody else wrote: `make fuzz`.

Whatever the bytes, a reader answers or refuses in the way it documents; anything else is a finding.
"""

import sys
from contextlib import suppress

import atheris  # type: ignore[import-untyped]  # installed by `make fuzz` alone, and untyped

with atheris.instrument_imports():
    from adapters.documents.files.errors import DocumentRefused
    from adapters.documents.files.reading import read_document
    from adapters.documents.meaning.importing import source_of
    from adapters.documents.meaning.task_rows import content_of
    from rules.compiling import check_plan
    from rules.language.offset_text import OffsetSyntaxError, parse_due
    from rules.phrases.reading import read


def one(data: bytes) -> None:
    """Give the same bytes to each reader."""
    text = data.decode("utf-8", errors="replace")
    read(text, 2025)
    check_plan(data)
    with suppress(OffsetSyntaxError):
        parse_due(text)
    with suppress(DocumentRefused):
        source_of(content_of(read_document(data)), known_units={})  # here, where coverage is seen


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
