"""A list of tasks as a file: the words that stand above it on screen, and its rows in their order."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from adapters.documents.export.register import Export, ExportRow, released
from adapters.web.pages.shared.reading import Reading
from adapters.web.pages.shared.rows import TaskLine
from adapters.words.catalogue import Said, day_text, say, translator
from adapters.words.plain_text import is_calculated
from rules.problems import N_
from rules.secrecy import Level

FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_TITLE, _AS_OF = N_("List of tasks"), N_("{said}. As of {day}.")
_HEADS = (N_("Last day"), N_("Number"), N_("Task"), N_("Document"), N_("Agency"), N_("How it stands"), N_("Task code"))


def exported(form: str, seen: Reading, rows: Sequence[TaskLine], said: Said) -> bytes:
    """The file."""
    above = seen.speech.text(_AS_OF, said=said, day=seen.today)
    return _csv(seen, rows, above) if form == "csv" else _xlsx(seen, rows, above)


def _csv(seen: Reading, rows: Sequence[TaskLine], above: str) -> bytes:
    """In UTF-8 with the mark by which Excel knows it; no cell of it is calculated when it is opened."""
    written, lang, leaving = io.StringIO(newline=""), seen.speech.lang, seen.office.settings.leaving
    table = csv.writer(written)
    table.writerow([above])
    table.writerow([translator(lang)(head) for head in _HEADS])
    for row in rows:
        day = day_text(date.fromisoformat(row.day), lang) if row.day else ""
        cells = (
            day,
            row.number,
            leaving.text(row.title, row.secrecy, lang),
            row.document,
            row.unit,
            _stands(row, lang),
            row.id,
        )
        table.writerow([f"'{text}" if is_calculated(text) else text for text in cells])
    return written.getvalue().encode("utf-8-sig")


def _xlsx(seen: Reading, rows: Sequence[TaskLine], above: str) -> bytes:
    from adapters.documents.export.workbook import write_xlsx  # noqa: PLC0415 - few ask for a file, and it is slow to load

    lang = seen.speech.lang
    made = tuple(
        ExportRow(
            number=row.number,
            title=row.title,
            lead=row.unit,
            says=row.document,
            due=date.fromisoformat(row.day) if row.day else None,
            state=_stands(row, lang),
            secrecy=row.secrecy,
        )
        for row in rows
    )
    export = Export(title=seen.speech.label(_TITLE), subtitle=above, rows=made)
    return write_xlsx(released(export, Level.OPEN, "", seen.office.settings.leaving, lang), translator(lang))


def _stands(row: TaskLine, lang: str) -> str:
    words = row.shown.words
    return translator(lang)(words) if isinstance(words, str) else say(words, lang)
