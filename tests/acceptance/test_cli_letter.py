"""Letters that urge agencies: to whom, with which tasks, in which form, and what is left open."""

from pathlib import Path

import docx
import pytest

from tests.acceptance.test_cli_register import PLACES, ROWS, UNITS
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Two agencies are late; a third would be, by a date that is provisional."""
    made = CommandLine(tmp_path, database_url, more={"THOIHAN_LANG": "vi"})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, PLACES))
    made("log", "province", "--planned", "--on", "2025-08-01")
    made.on("2025-08-26")
    made("log", "commune", "--unit", "x1", "--on", "2025-08-05")
    made("done", "ke-hoach/R5/btc", "--on", "2025-08-15")
    return made


def said(path: Path) -> list[str]:
    """All that a letter says: its blocks and its text, then its annex."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*cells, *(paragraph.text for paragraph in document.paragraphs)]


def test_each_late_agency_has_a_letter_with_its_tasks(line: CommandLine) -> None:
    """One file an agency; by how many calendar days each is late; nobody by a provisional date."""
    folder = line.folder / "don-doc"
    line("letter", "-o", str(folder), "--answer-by", "30/8/2025")
    assert sorted(path.name for path in folder.iterdir()) == ["btc.docx", "x1.docx"]
    texts = said(folder / "btc.docx")
    annex = docx.Document(str(folder / "btc.docx")).tables[2]
    assert [[cell.text for cell in row.cells] for row in annex.rows][1:] == [
        ["1", "Báo cáo", "1-KH/TU ngày 21/07/2025, mục R1", "10/08/2025", "16"],
        ["2", "Rà soát", "1-KH/TU ngày 21/07/2025, mục R2", "20/08/2025", "6"],
    ]
    assert "Kính gửi: Ban Tổ chức Tỉnh ủy." in texts
    assert any("có 02 nhiệm vụ đã quá hạn" in text for text in texts)
    assert any("trước ngày 30/08/2025" in text for text in texts)


@pytest.mark.parametrize(
    ("issuer", "left", "right", "end"),
    [
        ("Tỉnh ủy", "Số ……-CV/……\nĐôn đốc thực hiện nhiệm vụ đã quá hạn", "ĐẢNG CỘNG SẢN VIỆT NAM", "gia hạn."),
        ("Sở Nội vụ", "Số: ……/……\nV/v đôn đốc thực hiện nhiệm vụ đã quá hạn", "Độc lập - Tự do", "gia hạn./."),
    ],
)
def test_the_form_is_that_of_who_sends_it(line: CommandLine, issuer: str, left: str, right: str, end: str) -> None:
    """The Party's or the State's; number, day, place and signature are for a hand."""
    path = line.folder / "mot.docx"
    line("letter", "--unit", "btc", "--issuer", issuer, "-o", str(path))
    first, second, recipients, signed, *_ = texts = said(path)
    assert left in first
    assert right in second
    assert "…………, ngày …… tháng …… năm 2025" in second
    assert recipients.startswith("Nơi nhận:\n- Như trên")
    assert signed.replace("…", "").split() == []
    assert any(text.endswith(end) for text in texts)


def test_one_file_has_them_all_and_nothing_is_lost(line: CommandLine) -> None:
    """What was in a file stays beside it, and that is said; another kind of file is refused; nobody late, no file."""
    path = line.folder / "tat-ca.docx"
    path.write_text("của ai đó", encoding="utf-8")
    assert "được giữ lại trong" in line("letter", "-o", str(path)).out
    assert (line.folder / "tat-ca.docx.bak").read_text(encoding="utf-8") == "của ai đó"
    assert len(docx.Document(str(path)).sections) == 2
    assert "dưới dạng .docx" in line("letter", "-o", str(line.folder / "a.pdf"), code=1).err
    assert "Không có cơ quan nào quá hạn" in line("letter", "--unit", "x2", "-o", str(line.folder / "x")).out
    assert not (line.folder / "x").exists()
