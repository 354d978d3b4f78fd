"""The form in which a document is written: as its file's suffix says, or `--to`."""

from pathlib import Path

from adapters.documents.export.workbook import write_xlsx
from adapters.documents.export.writing import write_docx
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

WRITERS = {"docx": write_docx, "xlsx": write_xlsx}
_NO_FORMAT = N_("There is no format “{format}”. There are: {known}.")
_TWO_FORMATS = N_("“{path}” is named as another format than --to {format}. Leave one of them out.")


def form_of(to: str | None, output: Path | None) -> str:
    """The format that is asked for, docx where nothing says so. Raises Refused."""
    suffix, asked = output.suffix.removeprefix(".").lower() if output else "", (to or "").lower()
    for name in filter(None, (suffix, asked)):
        if name not in WRITERS:
            raise Refused(_NO_FORMAT, format=one_line(name, 20), known=list(WRITERS))
    if suffix and asked and suffix != asked:
        raise Refused(_TWO_FORMATS, path=one_line(str(output), 100), format=asked)
    return suffix or asked or "docx"
