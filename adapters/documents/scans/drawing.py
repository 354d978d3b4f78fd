"""The drawing program: a PDF on standard input; its pages as pictures, JSON lines on standard output.

`{"ready": true}` once it runs, `{"page": 3, "scale": 2.8, "png": "…"}` for each page asked for, and last
`{"end": true}`, or `{"refused": …}`. Started like the reading program, as confined as it is.
"""

import base64
import io
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf_pages import BROKEN
from adapters.documents.isolation.transport import written_refusal
from adapters.process.confining import forbid, leave_network, limit_resources

DOTS = 200
"""To an inch; fewer lose the marks above the letters, more cost time alone."""

INCH = 72.0
DARK, NEARLY_ALL = 140, 215
"""Of 255: what is darker is ink; a stretch with so much of it is a rule."""

TALLER, WIDER = 44, 60
"""Dots; no stroke of a letter is as tall, none as wide."""

MOST_DOTS = 4_000
"""Along the longer side of a page, however large it says it is."""


def main() -> None:
    """Draw the pages whose numbers the last argument but one lists; the last is who asks."""
    numbers = [int(number) for number in sys.argv[-2].split(",")]
    limit_resources()
    leave_network()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    for found in _lines(sys.stdin.buffer.read(), numbers):
        answers.write(json.dumps(found).encode() + b"\n")
        answers.flush()


def _lines(data: bytes, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded by this program alone, before it is confined
    from PIL import ImageFilter, PngImagePlugin  # noqa: F401, PLC0415

    yield {"ready": True}
    forbid()
    try:
        document = pypdfium2.PdfDocument(data)
        for number in numbers:
            yield _drawn(document[number - 1], number)
    except (pypdfium2.PdfiumError, ValueError, IndexError, MemoryError, OSError):
        yield {"refused": written_refusal(DocumentRefused(BROKEN))}
        return
    yield {"end": True}


def without_rules(page: Any) -> Any:
    """The picture with the rules of tables made white: tesseract takes what they surround for a drawing.

    A rule is found by stretches of ink; the stretch before and behind, in which it ends, is of it as well.
    """
    from PIL.ImageFilter import MaxFilter  # noqa: PLC0415 - loaded by this program alone

    dark = page.point(lambda light: 255 if light < DARK else 0)
    for step in ((1, TALLER), (WIDER, 1)):
        runs = dark.reduce(step).point(lambda share: 255 if share > NEARLY_ALL else 0)
        page.paste(255, (0, 0), runs.filter(MaxFilter(3)).resize(page.size, 0).filter(MaxFilter(3)))
    return page


def _drawn(page: Any, number: int) -> dict[str, Any]:
    wide, high = page.get_size()
    scale = min(DOTS / INCH, MOST_DOTS / max(wide, high, 1.0))
    picture = io.BytesIO()
    without_rules(page.render(scale=scale, grayscale=True).to_pil()).save(picture, "PNG")
    return {"page": number, "scale": scale, "png": base64.b64encode(picture.getvalue()).decode()}
