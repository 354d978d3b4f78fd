"""A plan document -> a draft plan: the one door to this package for reading."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.documents.files.document import Progress
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.sniffing import LARGEST_FILE
from adapters.documents.meaning.heading import heading_of
from adapters.documents.meaning.hierarchy import tasks_of
from adapters.documents.meaning.locating import locate
from adapters.documents.meaning.matching import each_of, match_agencies
from adapters.documents.meaning.task_rows import Content, content_of
from adapters.documents.scans.scanned import read_pages
from adapters.named_files import UnfitFile, read_whole
from adapters.words.plain_text import one_line
from rules.drafting.draft_plan import draft_plan
from rules.drafting.row_answers import AS_GROUP
from rules.drafting.source import Answers, Doubt, Heading, Named, PlanDraft, Source, SourceRow, Translate
from rules.problems import N_, shown
from rules.secrecy import Level

EACH_OF = "each "
"""Before a kind, in the place of an agency's code: every unit of that kind."""

ON_PICTURE = N_("“{words}” was recognised on a picture: hold it against the document.")
NOT_READABLE = N_("The file {path} cannot be read: {reason}")


TOO_SECRET = N_(
    "The document is stamped “{level}”; here nothing above “{highest}” may be entered (setting `secrecy_highest`). "
    "State secrets may not be kept on a machine that is connected to a network other than an independent LAN (Luật "
    "Bảo vệ bí mật nhà nước 117/2025/QH15, article 5, paragraph 2). Nothing was written. Take the file off this "
    "machine."
)


def import_document(
    document: str | Path | bytes,
    *,
    known_units: Mapping[str, str],
    answers: Answers | None = None,
    progress: Progress | None = None,
    translate: Translate = str,
    highest: Level = Level.TOP_SECRET,
) -> PlanDraft:
    """The draft plan that a DOCX, XLSX, PDF or text file makes. Raises DocumentRefused.

    `document` is a path or the file's bytes; `known_units` is code -> name of the units in the register. `progress` is
    called with how many pages are read, and of how many. Comments of the draft are in the language of `translate`.
    One that is stamped as more secret than `highest` is refused.
    """
    source = read_source(document, known_units=known_units, answers=answers, progress=progress)
    if source.heading.secrecy > highest:
        raise DocumentRefused(TOO_SECRET, {"level": str(source.heading.secrecy), "highest": str(highest)})
    return draft_plan(source, answers, translate)


def read_source(
    document: str | Path | bytes,
    *,
    known_units: Mapping[str, str],
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> Source:
    """Everything that the document says, its agencies matched to units. Raises DocumentRefused.

    The file is read in a process of its own.
    """
    content = content_of(read_pages(_bytes(document), progress))
    return source_of(content, known_units=known_units, answers=answers)


def source_of(content: Content, *, known_units: Mapping[str, str], answers: Answers | None = None) -> Source:
    """Everything that the rows and lines of a document say, its agencies matched to units."""
    heading = heading_of(content.head or content.lines)
    unit, doubts = locate(heading, content.lines, known_units)
    rows = tasks_of(content.rows)
    named, proposed = match_agencies(_names(rows), known_units)
    settled = answers.agencies if answers else {}
    each = {name: kind for name in named if (kind := each_of(name)) and name not in settled}
    for words, code in settled.items():
        kind = code.removeprefix(EACH_OF)
        if words in named and kind != code:
            each[words] = kind
        elif words in named and code != AS_GROUP:
            named[words] = Named(words=words, code=code, certain=True)
    return Source(
        heading=_doubting(heading, [*doubts, *_on_pictures(heading, content)]),
        rows=tuple(rows),
        named=named,
        proposed=proposed,
        unit=unit,
        known=frozenset(known_units),
        each=each,
        notes=content.notes,
        account=content.account,
    )


def _on_pictures(heading: Heading, content: Content) -> list[Doubt]:
    """The doubts about what stands in the head of a document that was recognised on pictures."""
    read = [name for name in ("number", "issued", "title") if content.on_pictures and getattr(heading, name)]
    args = {name: shown(str(getattr(heading, name))) for name in read}
    return [Doubt(field=name, template=ON_PICTURE, args={"words": args[name]}, as_read=True) for name in read]


def _doubting(heading: Heading, doubts: Sequence[Doubt]) -> Heading:
    return replace(heading, doubts=(*heading.doubts, *doubts))


def _names(rows: Sequence[SourceRow]) -> list[str]:
    return [name for row in rows for name in (*row.lead, *row.cooperate, *row.follow)]


def _bytes(document: str | Path | bytes) -> bytes:
    """The file's bytes, not more than are read of any file."""
    if isinstance(document, bytes):
        return document
    name = one_line(str(document), 200)
    try:
        return read_whole(document, LARGEST_FILE, shown=name)
    except UnfitFile as unfit:
        raise DocumentRefused(unfit.template, unfit.fields) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DocumentRefused(NOT_READABLE, {"path": name, "reason": reason}) from error
