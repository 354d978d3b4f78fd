"""All that is kept of a task is one PDF: what it says, in whose letters, and what happens where it cannot be made."""

import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from adapters.documents.export import pdf
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

HOSTILE = "<b>&amp; báo cáo <para> \u0007 ưỡng “nghiệm thu”"
PLAN = plan_text(
    [{"lead": "btc", "title": f"{HOSTILE!r}", "due": "7 days after congress"}], {"congress": "12"}, plan="mot"
)
TASK = "mot/R1/btc"
UNITS = "code,name,kind,parent,email\n12,Tỉnh Lai Châu,province,,\nbtc,Ban Tổ chức,party-body,12,btc@lc.example.vn\n"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A task that was told of, done with a file, corrected, and reported to a superior."""
    made = CommandLine(tmp_path, database_url)
    for name, text in (("u.csv", UNITS), ("mot.yaml", PLAN), ("to-trinh.txt", "tờ trình")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    made("units", "add", str(tmp_path / "u.csv"))
    made("plan", "add", str(tmp_path / "mot.yaml"))
    made.on("2025-09-30")
    made("log", "congress", "--on", "2025-09-24", "--document", "15-TB/TU", "--id", "dh")
    made("sweep", "--leap")
    made("done", TASK, "--on", "2025-09-29", "--document", "8-BC/BTC", "--attach", str(tmp_path / "to-trinh.txt"))
    made("report", "--keep", "--to", "Trung ương")
    made("correct", "dh", "--on", "2025-09-25", "--reason", "ghi nhầm ngày")
    return made


def read(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def test_everything_that_is_kept_stands_in_it(line: CommandLine) -> None:
    """Phrase, grounds, correction, history, message, report and file are there, in Vietnamese letters as they are."""
    path = line.folder / "ho-so.pdf"
    said = line.json("dossier", TASK, "-o", str(path), THOIHAN_LANG="vi")
    assert said == {"path": str(path), "size": path.stat().st_size, "sections": 4}
    text = " ".join(read(path).split())
    for words in (
        "ưỡng “nghiệm thu”",
        "<b>&amp; báo cáo <para>",
        "hạn 1",
        "15-TB/TU",
        "ghi nhầm ngày",
        "8-BC/BTC",
        "thư điện tử, gửi Ban Tổ chức: Nhiệm vụ mới (01/10/2025) (đã chuyển đi)",
        "gửi Trung ương",
        "to-trinh.txt, 11 byte, text/plain, SHA-256",
        "02/10/2025",
        TASK,
    ):
        assert words in text, words
    with pdfplumber.open(path) as document:
        assert all("+" in letter["fontname"] for page in document.pages for letter in page.chars)  # embedded


def test_the_same_file_is_the_same_bytes(line: CommandLine) -> None:
    """Written twice of the same log on the same day, it is the same; and what another file was is kept beside it."""
    path = line.folder / "ho-so.pdf"
    line("dossier", TASK, "-o", str(path))
    first = path.read_bytes()
    line("dossier", TASK, "-o", str(path))
    assert path.read_bytes() == first
    assert not path.with_name("ho-so.pdf.bak").exists()
    line("withdraw", "dh")
    line("dossier", TASK, "-o", str(path))
    assert path.with_name("ho-so.pdf.bak").read_bytes() == first


def test_a_task_that_is_not_there_is_refused(line: CommandLine) -> None:
    """Nothing is written for a task that there is not, or into a folder that there is not."""
    found = line("dossier", "mot/R9/btc", "-o", str(line.folder / "x.pdf"), code=1)
    assert "R9" in found.err
    assert not (line.folder / "x.pdf").exists()
    line("dossier", TASK, "-o", str(line.folder / "khong-co" / "x.pdf"), code=1)


def test_where_it_cannot_be_made_it_is_said_what_to_install(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a font, or without the library, it is refused with the package that brings it."""
    path = str(line.folder / "x.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "_fonts", lambda: iter(()))
        patch.setattr(pdfmetrics, "getRegisteredFontNames", list)
        assert "apt-get install fonts-dejavu-core" in line("dossier", TASK, "-o", path, code=1).err
    monkeypatch.setitem(sys.modules, "adapters.documents.export.pdf", None)
    assert "thoihan[documents]" in line("dossier", TASK, "-o", path, code=1).err
    assert not Path(path).exists()


def test_a_font_comes_with_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has none, there is one with all Vietnamese letters."""
    monkeypatch.setattr(pdf, "FONTS", ())
    ((path, bold),) = pdf._fonts()
    for one in (path, path.with_name(bold)):
        letters = TTFont("one", str(one)).face.charToGlyph
        assert {ord(letter) for letter in "ăâđêôơưĂÂĐÊÔƠƯẫửệỡặỷỵ“”…–"} <= letters.keys()


def test_the_library_is_loaded_when_a_file_is_written(tmp_path: Path) -> None:
    """To load the command does not load the library."""
    code = "import sys, adapters.cli.asking.dossiers.command; print('reportlab' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert ended.stdout == "False\n"
