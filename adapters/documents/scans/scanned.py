"""A document whose pages are pictures, partly or all: read like the others, what stands on them by their places."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.documents.files.document import Paragraph, ParsedFile, Progress, Table
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf import SCANNED, SOME_SCANNED, document_of
from adapters.documents.files.pdf_pages import FoundPage
from adapters.documents.isolation.running import NO_END, Watch, read_isolated
from adapters.documents.isolation.starting import feed, lines_of, program_of, started
from adapters.documents.isolation.transport import refusal_from
from adapters.documents.scans.recognising import Unrecognised, recogniser, words_of
from rules.drafting.source import Doubt
from rules.problems import N_

MOST_PICTURES = 100
"""Pages; each takes some seconds."""

LARGEST_PICTURES = 200 * 2**20
RECOGNISED = N_(
    "{count} of {pages} pages are pictures; their words were recognised by tesseract, which errs: no date and no "
    "number of them is certain. Hold each against the document."
)
NOTHING_RECOGNISED = N_(
    "The PDF is a scan, and tesseract recognised no words on it. Scan it again, upright and with 300 dots to an inch, "
    "or ask the issuer for the file it was printed from."
)
TOO_MANY_PICTURES = N_(
    "{count} pages of the PDF are pictures; at most {limit} are recognised. Send the pages of the plan's annex alone."
)
_PROGRAM = program_of("adapters.documents.scans.drawing")


def read_pages(data: bytes, progress: Progress | None = None) -> ParsedFile:
    """The document that `data` holds; pages that are pictures are recognised where tesseract is installed.

    Raises DocumentRefused, also for a scan where it is not.
    """
    try:
        document = read_isolated(data, progress)
    except DocumentRefused as refused:
        numbers = _numbers(refused.fields) if refused.template == SCANNED else []
        if not numbers or not recogniser():
            raise
        return _all_recognised(data, numbers, progress)
    notes = [one for one in document.left_out if one.template == SOME_SCANNED]
    numbers = _numbers(notes[0].args) if notes else []
    if not numbers or not recogniser():
        return document
    return _with(document, _recognised(data, numbers, progress), notes[0])


def _numbers(fields: Any) -> list[int]:
    """The pages that are pictures, as the reading program has them."""
    return [int(number) for number in str(fields.get("numbers", "")).split(",") if number.isdigit()]


def _all_recognised(data: bytes, numbers: Sequence[int], progress: Progress | None) -> ParsedFile:
    """The document, of nothing but the words on pictures of its pages."""
    found = _recognised(data, numbers, progress)
    if not any(page.words for page in found.pages):
        raise DocumentRefused(NOTHING_RECOGNISED)
    document = document_of(found.pages)
    notes = (*document.left_out, *found.notes(len(numbers)))
    return replace(document, left_out=notes, pictures=frozenset(numbers))


def _with(document: ParsedFile, found: "_Recognised", note: Doubt) -> ParsedFile:
    """The document with the words of some pages that are pictures put where these stand."""
    pages = [page for page in found.pages if page.words]
    blocks = [*document.blocks, *(block for page in pages for block in document_of([page]).blocks)]
    others = [one for one in document.left_out if one is not note]
    return replace(
        document,
        blocks=tuple(sorted(blocks, key=_page)),
        words=(*document.words, *(word for page in pages for word in page.words)) if document.words else (),
        left_out=(*others, *found.notes(int(note.args["pages"]))),
        pictures=frozenset(page.number for page in pages),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recognised:
    """Pages with the words on their pictures, and the numbers of those that tesseract gave no answer for."""

    pages: tuple[FoundPage, ...]
    failed: tuple[int, ...]

    def notes(self, whole: int) -> Iterator[Doubt]:
        """What is to be said of them, in a document of so many pages."""
        yield Doubt(field="document", template=RECOGNISED, args={"count": len(self.pages), "pages": whole})
        if self.failed:
            args = {"count": len(self.failed), "pages": whole, "page": self.failed[0]}
            yield Doubt(field="document", template=SOME_SCANNED, args=args)


def _page(block: Paragraph | Table) -> int:
    place = block.place if isinstance(block, Paragraph) else block.rows[0].place
    return place.page or 0


def _recognised(data: bytes, numbers: Sequence[int], progress: Progress | None) -> _Recognised:
    if len(numbers) > MOST_PICTURES:
        raise DocumentRefused(TOO_MANY_PICTURES, {"count": len(numbers), "limit": MOST_PICTURES})
    pages: list[FoundPage] = []
    failed: list[int] = []
    for done, (number, scale, picture) in enumerate(_drawn(data, numbers), start=1):
        try:
            pages.append(FoundPage(number=number, words=words_of(picture, number, scale)))
        except Unrecognised:
            failed.append(number)
        if progress:
            progress(done, len(numbers))
    return _Recognised(pages=tuple(pages), failed=tuple(failed))


def _drawn(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, float, bytes]]:
    """Each page's number, how many dots its picture has to a point, and the picture."""
    with started(_PROGRAM, ",".join(map(str, numbers))) as process:
        watch = Watch(process)
        try:
            feed(process, data)
            for found in lines_of(process, LARGEST_PICTURES):
                watch.wind()
                if "refused" in found:
                    raise refusal_from(found["refused"])
                if "page" in found:
                    yield _picture(found, numbers)
                    watch.wind()
                if "end" in found:
                    return
            raise DocumentRefused(NO_END)  # it was ended, or fell over a page: none is lost in silence
        except (ValueError, TypeError, KeyError, binascii.Error) as error:
            raise DocumentRefused(NOTHING_RECOGNISED) from error
        finally:
            watch.stop()
            process.kill()


def _picture(found: dict[str, Any], numbers: Sequence[int]) -> tuple[int, float, bytes]:
    """One line of the drawing program, taken on no trust. Raises ValueError, TypeError or KeyError."""
    number, scale = int(found["page"]), float(found["scale"])
    if number not in numbers or not 0.01 < scale < 100:
        raise ValueError("no such page")
    return number, scale, base64.b64decode(found["png"], validate=True)
