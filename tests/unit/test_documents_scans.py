"""Pages that are pictures are recognised where tesseract is installed, and nothing of them is certain."""

import io
import shutil
from subprocess import CompletedProcess, run

import pytest
from PIL import Image, ImageDraw, ImageFont

from adapters.documents.files.document import Word
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf import document_of
from adapters.documents.files.pdf_pages import FoundPage
from adapters.documents.isolation.starting import command_of, environment_of
from adapters.documents.meaning.importing import import_document
from adapters.documents.meaning.task_rows import content_of
from adapters.documents.scans import recognising, scanned
from adapters.documents.scans.recognising import Unrecognised, words_of

LINES = ("UBND TỈNH GIA LAI", "Số: 12/KH-UBND", "Gia Lai, ngày 05 tháng 01 năm 2026", "KẾ HOẠCH", "Trồng cây năm 2026")
TASKS = ("1. Sở Y tế mua cây giống trước ngày 15/3/2026.", "2. Công an tỉnh trồng cây trong tháng 5/2026.")


def scan(lines: tuple[str, ...]) -> bytes:
    """A PDF of one small page, which is a picture of these lines."""
    picture = Image.new("L", (1000, 60 * len(lines) + 60), 255)
    draw = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        draw.text((40, 40 + 60 * at), line, font=ImageFont.truetype("NotoSans-Regular.ttf", 30), fill=0)
    draw.line((20, 20, 20, 60 * len(lines)), fill=0, width=3)
    saved = io.BytesIO()
    picture.save(saved, "PDF", resolution=200)
    return saved.getvalue()


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="not installed: tesseract")
def test_a_scan_is_recognised_and_nothing_of_it_is_certain() -> None:
    """The tasks come out, each deadline as a question with its suggestion, and so does what the head says."""
    draft = import_document(scan((*LINES, *TASKS)), known_units={})
    assert (draft.rows, draft.certain, draft.marked) == (2, 0, 2)
    due = next(one for one in draft.asked if one.name == "deadlines-read")
    assert list(due.dues.values()) == ["before 2026-03-15", "in 2026-05"]
    assert {one.name for one in draft.asked} == {"head", "deadlines-read", "on-pictures"}
    assert "lead: so-y-te" in draft.text
    assert any("pages are pictures" in note.text() for note in draft.notes)


def test_without_tesseract_a_scan_is_refused_and_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is drawn, and the packages are named."""
    monkeypatch.setattr(scanned, "recogniser", lambda: "")
    with pytest.raises(DocumentRefused, match="apt install tesseract-ocr tesseract-ocr-vie"):
        import_document(scan(LINES[:1]), known_units={})


def test_pages_that_are_pictures_are_put_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, the note says so in the place of the one that they were not read; their rows are doubtful."""
    pages = {1: "1. Sở A lập hồ sơ trước ngày 15/3/2026.", 2: "2. Sở B chấm trước ngày 20/3/2026.", 3: "3. Sở C họp."}
    words = {page: (Word(left=9, right=99, top=9, page=page, text=line),) for page, line in pages.items()}
    found = [FoundPage(number=page, words=() if page == 2 else words[page], pictures=page == 2) for page in pages]
    monkeypatch.setattr(scanned, "read_isolated", lambda data, progress: document_of(found))
    monkeypatch.setattr(scanned, "recogniser", lambda: "/usr/bin/tesseract")
    monkeypatch.setattr(scanned, "_drawn", lambda data, numbers: [(number, 1.0, b"") for number in numbers])
    monkeypatch.setattr(scanned, "words_of", lambda picture, page, scale: words[page])
    document = scanned.read_pages(b"")
    assert [block.text for block in document.paragraphs] == list(pages.values())
    assert (document.pictures, document.left_out[0].template) == (frozenset([2]), scanned.RECOGNISED)
    rows = content_of(document).rows
    assert [(row.place.page, row.unsure) for row in rows] == [(1, False), (2, True), (3, False)]


def test_tesseract_has_the_limits_of_the_program_that_becomes_it() -> None:
    """Time of the processor, no byte written, few files; nothing in its environment."""
    limits = ["/bin/sh", "-c", "ulimit -t; ulimit -f; ulimit -n; echo $HOME"]
    command = command_of(recognising._PROGRAM, "7", *limits)
    done = run(command, capture_output=True, env=environment_of(), text=True, check=True)
    assert done.stdout.split() == ["7", "0", "32"]


def test_what_tesseract_answers_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words have the top of their line; what is no row of its table, no word, or hardly seen is passed over."""
    table = "level\n4\t1\t1\t1\t1\t0\t0\t20\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t4\t28\t20\t9\t90\tĐiều\n"
    table += "5\t1\t1\t1\t1\t1\t4\t28\t20\t9\t90\t|\n5\tx\n5\t1\t1\t1\t1\t1\t-4\t8\t20\t9\t90\tLạ\n"
    done = CompletedProcess([], 0, table.encode(), b"")
    monkeypatch.setattr("adapters.documents.scans.recognising.subprocess.run", lambda *_, **__: done)
    assert words_of(b"", 3, 2.0) == (Word(left=2.0, right=12.0, top=10.0, page=3, text="Điều"),)
    done.returncode = 1
    with pytest.raises(Unrecognised):
        words_of(b"", 3, 2.0)
