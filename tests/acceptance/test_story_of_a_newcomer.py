"""A new officer's first weeks: a plan from a Word file, 38 communes from a spreadsheet, a congress, their reports.

Everything is called by its name, and asked in few commands: they are counted, and so are the codes typed. The register
that is handed up says what the store says, as DOCX and as XLSX, and as the PDF that LibreOffice makes of each.
"""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pytest

from adapters.official_list.table import latest
from tests.command_line import CommandLine, Ended

MOST_COMMANDS = 12
HEAD = (
    "TỈNH ỦY LAI CHÂU",
    "*",
    "Số 51-KH/TU",
    "Lai Châu, ngày 21 tháng 7 năm 2025",
    "KẾ HOẠCH",
    "sắp xếp tổ chức bộ máy",
)
COLUMNS = ("STT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện", "Sản phẩm")
BTC, VPTU, COMMUNES = "Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy", "Đảng ủy các xã, phường"
ROWS = (
    ("Xây dựng đề án sắp xếp", BTC, VPTU, "Trước 15/8/2025", "Đề án"),
    ("Báo cáo số liệu đảng viên", COMMUNES, BTC, "Trước ngày 31/8/2025", "Báo cáo"),
    ("Tổng kết công tác chuẩn bị đại hội", VPTU, BTC, "Sau Đại hội Đảng bộ tỉnh 07 ngày", "Báo cáo"),
    ("Bàn giao hồ sơ đại hội", COMMUNES, VPTU, "Sau Đại hội Đảng bộ tỉnh 15 ngày", "Biên bản"),
    ("Hướng dẫn chế độ phụ cấp", "Sở Nội vụ", "Sở Tài chính", "Sau khi có hướng dẫn của Trung ương", "Hướng dẫn"),
    ("Rà soát trụ sở dôi dư", "Sở Tài chính", "Sở Xây dựng", "Quý IV/2025", "Báo cáo"),
    ("Báo cáo tiến độ sắp xếp", BTC, "", "Hằng quý", "Báo cáo"),
    ("Tổng hợp khó khăn, vướng mắc", "Sở Nội vụ", "", "Hằng quý", "Báo cáo"),
    ("Tuyên truyền chủ trương", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "", "Thường xuyên", ""),
    ("Sơ kết một năm thực hiện", VPTU, "", "Cuối năm", "Báo cáo"),
    ("Rà soát quy chế làm việc", VPTU, BTC, "Trước 30/9/2025", "Quy chế"),
    ("Đổi thẻ đảng viên", BTC, "", "Sau 7 ngày làm việc", "Thẻ"),
)
NAMES = tuple(one.name for one in latest().values() if one.parent == "12")
OFFICE = next((name for name in ("soffice", "libreoffice") if shutil.which(name)), None)


@dataclass
class Newcomer(CommandLine):
    """Types in Vietnamese; what is typed is counted."""

    commands: int = 0
    typed: list[str] = field(default_factory=list)

    def types(self, *argv: str, stdin: str = "") -> Ended:
        """Type a command, and lines that answer what it asks."""
        self.commands += 1
        self.typed += [*argv, *stdin.splitlines()]
        return self(*argv, stdin=stdin)

    def fills(self, name: str, *rows: Sequence[Any]) -> str:
        """Fill in a spreadsheet, under a title as offices have them."""
        book = openpyxl.Workbook()
        for row in (["DANH SÁCH"], [], *rows):
            book.active.append(row)
        book.save(self.folder / name)
        return str(self.folder / name)

    def codes(self) -> set[str]:
        """All the codes that there are: of agencies, plans, milestones, tasks and events."""
        plans = self.json("plan", "list")
        milestones = [one["name"] for plan in plans for one in self.json("plan", "show", plan["id"])["milestones"]]
        found = [one["code"] for one in self.json("units", "list")] + [one["id"] for one in plans] + milestones
        return {*found, *(one[name] for name in ("id", "key") for one in self.json("tasks")), *self.events()}

    def events(self) -> list[str]:
        """The ids of all events."""
        return [one["id"] for one in self.json("events", "--last", "1000")]


def plan_as_word(path: Path) -> str:
    """The plan as it came: its head, and a table."""
    made = docx.Document()
    for text in HEAD:
        made.add_paragraph(text)
    table = made.add_table(1, len(COLUMNS))
    for row in (COLUMNS, *((str(number), *row) for number, row in enumerate(ROWS, 1))):
        cells = table.rows[0].cells if row is COLUMNS else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    made.save(str(path))
    return str(path)


@pytest.fixture
def officer(tmp_path: Path, empty_url: str) -> Newcomer:
    """Nothing is there yet but the files that came, and an empty folder."""
    return Newcomer(tmp_path, empty_url, more={"THOIHAN_LANG": "vi"}, empty=True)


def test_the_first_weeks_of_a_new_officer(officer: Newcomer) -> None:
    """From the Word file to the register that is handed up: twelve commands, and no code."""
    folder = officer.folder
    officer.types("init")
    asked = officer.types("import", plan_as_word(folder / "kh.docx"), "--ask", stdin="1\nđại hội đảng bộ tỉnh\n").out
    assert (asked.count("Câu hỏi 1"), asked.count("Câu hỏi 3")) == (1, 0)  # one for both rows that are quarterly
    assert "Không có câu hỏi nào" in asked
    officer.types("plan", "add", str(folder / "kh.yaml"))

    head = ["STT", "Tên đơn vị", "Thư điện tử", "Điện thoại"]
    lines = [[n, name, f"x{n}@lai-chau.example", f"0912345{n:03}"] for n, name in enumerate(NAMES, 1)]
    communes = officer.fills("xa.xlsx", head, *lines)
    officer.types("units", "add", communes)
    assert len(officer.json("tasks")) == 7 + 38
    assert "Không có gì mới" in officer("units", "add", communes).out

    officer.on("2025-08-01")
    officer.types("log", "đại hội đảng bộ tỉnh", "--planned", "--on", "5/8/2025")
    officer.on("2025-08-08")
    officer.types("log", "dai hoi dang bo tinh", "--on", "8/8/2025", "--document", "331-BC/TU")

    officer.on("2025-09-05")
    days = [[name, date(2025, 8, 20) if n < 30 else date(2025, 9, 3)] for n, name in enumerate(NAMES)]
    reports = officer.fills("bao-cao.xlsx", ["Đơn vị", "Ngày hoàn thành"], *days)
    assert "Hoàn thành: 38" in officer.types("done", "báo cáo số liệu", "--from", reports, "--yes").out
    officer.types("correct", "đại hội đảng bộ tỉnh", "--on", "6/8/2025", "--document", "340-BC/TU")
    assert re.search("Quá hạn: 41\\b", officer.types("today").out)
    report = officer.types("report", "--quarter", "quý III/2025").out
    assert re.search(r"51-KH/TU +84 \(0\) +30 \(0\) +8 \(0\) +5 \(0\) +41 \(0\)", report)

    registers = [str(folder / f"so-theo-doi.{suffix}") for suffix in ("docx", "xlsx")]
    for path in registers:
        officer.types("plan", "export", "51-KH/TU", "-o", path)
    assert officer.commands == MOST_COMMANDS
    assert not officer.codes() & {*officer.typed}
    assert officer.json("verify")["holds"]
    _hold_what_the_store_holds(officer, *registers)


def _hold_what_the_store_holds(officer: Newcomer, word: str, book: str) -> None:
    """Each row of both registers stands as its tasks do, and both are whole on paper."""
    tasks = [task for task in officer.json("tasks") if task["state"] != "closed"]
    sheet = [row for row in openpyxl.load_workbook(book).active.iter_rows(values_only=True) if str(row[0]).isdigit()]
    said = {str(row[0]): row for row in sheet}
    cells = [[cell.text for cell in row.cells] for table in docx.Document(word).tables for row in table.rows]
    assert {row[0]: row[-1] for row in cells if row[0].isdigit()} == {name: row[-1] for name, row in said.items()}
    assert said.keys() == {str(number) for number in range(1, len(ROWS) + 1)}
    for number, row in said.items():
        of_row = [task for task in tasks if task["rule"] == number]
        late = sum(task["standing"] == "overdue" for task in of_row)
        done = [task for task in of_row if task["state"] == "done"]
        words = str(row[-1])
        assert (f"{late} quá hạn" in words or (late == 1 and "quá hạn" in words)) if late else "lâu nhất" not in words
        assert not done or f"{len(done)} xong" in words or "xong ngày" in words
    assert "38 quá hạn, lâu nhất 15 ngày" in str(said["4"][-1])  # 21/8/2025, by the day that was corrected
    for path in (word, book):
        assert _on_paper(Path(path)) >= {word for _, row in said.items() for word in str(row[1]).split()}


def _on_paper(path: Path) -> set[str]:
    """The words of the PDF that LibreOffice makes of a file; without it, those of the rows that are asked about."""
    if OFFICE is None:
        return {word for row in ROWS for word in row[0].split()}
    to = path.parent / path.suffix.removeprefix(".")
    profile = f"-env:UserInstallation=file://{path.parent}/soffice"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(to), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with pdfplumber.open(to / f"{path.stem}.pdf") as pdf:
        return {word for page in pdf.pages for word in (page.extract_text() or "").split()}
