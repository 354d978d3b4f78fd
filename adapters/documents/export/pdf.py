"""The whole file of a task as a PDF: A4, with the margins of official documents, its letters embedded."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from adapters.documents.export.dossier import Released, Section
from adapters.documents.files.cleaning import clean

FONTS = (
    ("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("/usr/share/fonts/dejavu-serif-fonts/DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("/Library/Fonts/Times New Roman.ttf", "Times New Roman Bold.ttf"),
    ("C:/Windows/Fonts/times.ttf", "timesbd.ttf"),
)
"""Fonts with Vietnamese letters where systems keep them, the most like official documents first; and their bold."""

_WITH_US = "ttf_opensans", "ttf/OpenSans-Regular.ttf", "OpenSans-Bold.ttf"
"""The package that brings a font where the system has none."""

_PLAIN, _BOLD = "thoihan-plain", "thoihan-bold"
_INDENT = 4.0
"""Points for a space at the beginning of a line."""


class NoFontError(LookupError):
    """None of `FONTS` is there."""


def write_dossier(dossier: Released) -> bytes:
    """The file as a PDF: the same bytes for the same words. Raises NoFontError."""
    _register()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=1.5 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=_printable(f"{dossier.number}: {dossier.title}"),
        author="",
        invariant=1,
    )

    def foot(canvas: Any, _document: Any) -> None:
        canvas.setFont(_PLAIN, 8)
        canvas.drawString(3 * cm, 1.2 * cm, _printable(dossier.footer))
        canvas.drawRightString(A4[0] - 1.5 * cm, 1.2 * cm, str(canvas.getPageNumber()))

    document.build(list(_flowing(dossier)), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def _register() -> None:
    """Make the first font that is there known to the library, once."""
    if _PLAIN in pdfmetrics.getRegisteredFontNames():
        return
    for path, bold in _fonts():
        if path.is_file() and path.with_name(bold).is_file():
            pdfmetrics.registerFont(TTFont(_PLAIN, str(path)))
            pdfmetrics.registerFont(TTFont(_BOLD, str(path.with_name(bold))))
            return
    raise NoFontError


def _fonts() -> Iterator[tuple[Path, str]]:
    yield from ((Path(plain), bold) for plain, bold in FONTS)
    package, plain, bold = _WITH_US
    found = find_spec(package)
    yield from ((Path(folder, plain), bold) for folder in (found.submodule_search_locations or () if found else ()))


def _flowing(dossier: Released) -> Iterator[Flowable]:
    title = ParagraphStyle("title", fontName=_BOLD, fontSize=14, leading=18, spaceAfter=6)
    yield Paragraph(_text(dossier.title), title)
    for line in filter(None, (dossier.number, dossier.due, dossier.day)):
        yield Paragraph(_text(line), _style(0))
    for section in dossier.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    heading = ParagraphStyle("heading", fontName=_BOLD, fontSize=11, leading=14, spaceAfter=3, keepWithNext=1)
    yield Spacer(1, 8)
    yield Paragraph(_text(section.heading), heading)
    for line in section.lines:
        words = line.lstrip(" ")
        yield Paragraph(_text(words), _style(len(line) - len(words))) if words else Spacer(1, 6)


def _style(spaces: int) -> ParagraphStyle:
    return ParagraphStyle("line", fontName=_PLAIN, fontSize=10, leading=13, leftIndent=spaces * _INDENT, spaceAfter=2)


def _text(text: str) -> str:
    """A text as it stands in the library's markup: nothing in it is taken for markup."""
    return escape(_printable(text))


def _printable(text: str) -> str:
    return " ".join(clean(text).split("\n"))
