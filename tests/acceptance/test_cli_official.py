"""The official report: the four cells by plan, agency and field, counted by hand for a quarter, on both databases."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
03388,=1+1,commune,12
03390,Xã Bình Lư,commune,12
sotc,Sở Tài chính,department,12
vptu,Văn phòng Tỉnh ủy,party-body,12
btc,Ban Tổ chức,party-body,12
"""
ROWS = [
    {"lead": "btc", "section": "I. Cán bộ", "due": "by 2025-05-15"},  # done in the quarter before
    {"lead": "btc", "section": "I. Cán bộ", "due": "by 2025-06-15"},  # late then, done late in the quarter
    {"lead": "vptu", "section": "II. Văn phòng", "due": "by 2025-08-15"},  # done in time
    {"lead": "vptu", "section": "II. Văn phòng", "due": "by 2025-09-01"},  # late at its end
    {"lead": "each", "for each": "commune", "labels": "[số liệu]", "due": "by 2025-12-01"},
    {"lead": "sotc", "section": "I. Cán bộ", "due": "7 days after congress"},  # late by a congress only planned
    {"lead": "sotc", "section": "I. Cán bộ", "due": "7 days after other"},  # waits
]
CELLS = ("done_in_time", "done_late", "in_time", "overdue")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of April; what happened until October was recorded in October."""
    made = CommandLine(tmp_path, database_url)
    made.on("2025-04-01")
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, {"congress": "12", "other": "12"}, issued="2025-04-01"))
    made.on("2025-07-21")
    made("log", "congress", "--on", "2025-08-20", "--planned")
    made.on("2025-10-05")
    for row, day in (("R1/btc", "2025-05-10"), ("R2/btc", "2025-07-05"), ("R3/vptu", "2025-08-10")):
        made("done", f"ke-hoach/{row}", "--on", day)
    return made


def cells(row: Any) -> tuple[int, ...]:
    return tuple(row[cell] for cell in CELLS)


def test_a_quarter_is_counted_beside_the_one_before(line: CommandLine) -> None:
    """What was open when it began or came in it, as of its end; nobody is late by a day that is only planned."""
    found = line.json("report", "--quarter", "quý III/2025")
    assert (found["day"], found["before"]) == ("2025-09-30", {"first": "2025-04-01", "last": "2025-06-30"})
    by = {name: {one["name"]: (cells(one), cells(one["before"])) for one in rows} for name, rows in found["by"].items()}
    assert by["plan"] == {"1-KH/TU": ((1, 1, 2, 1), (1, 0, 4, 1))}
    assert by["field"] == {
        "I. Cán bộ": ((0, 1, 0, 0), (1, 0, 0, 1)),
        "II. Văn phòng": ((1, 0, 0, 1), (0, 0, 2, 0)),
        "số liệu": ((0, 0, 2, 0), (0, 0, 2, 0)),
    }
    assert list(by["agency"]) == ["Ban Tổ chức", "Văn phòng Tỉnh ủy", "Sở Tài chính", "=1+1", "Xã Bình Lư"]
    assert by["agency"]["Sở Tài chính"] == ((0, 0, 0, 0), (0, 0, 0, 0))
    assert [one["in_doubt"] for one in found["by"]["plan"]] == [1]
    assert "R1" not in {row["task"].split("/")[1] for row in found["rows"]}


def test_days_and_other_periods_are_counted_alike(line: CommandLine) -> None:
    """A day counts all that was done until then; a period that runs ends today; the same days say the same."""
    (plan,) = line.json("report", "--on", "2025-09-30", "--by", "plan")["by"]["plan"]
    assert (cells(plan), plan["before"]) == ((2, 1, 2, 1), None)
    quarter = line.json("report", "--quarter", "Q3/2025")
    assert line.json("report", "--from", "1/7/2025", "--to", "30/9/2025") == quarter
    for called in ("quý 3", "quý III", "2025-Q3", "quý trước"):
        assert line.json("report", "--quarter", called) == quarter
    year = line.json("report", "--year", "2025", "--by", "plan")
    assert (year["day"], cells(year["by"]["plan"][0])) == ("2025-10-05", (2, 1, 2, 1))
    agencies = line.json("report", "--quarter", "Q3/2025", "--by", "cơ quan", "--sort", "quá hạn")["by"]["agency"]
    assert agencies[0]["name"] == "Văn phòng Tỉnh ủy"
    said = line("report", "--quarter", "Q3/2025", "--by", "plan").out
    assert "1 (1)" in said
    assert "Date provisional or in doubt" in said
    for wrong in ("--quarter=Q5/2025", "--quarter=tháng 9", "--year=25", "--quarter=Q4/2026", "--sort=màu", "--by=màu"):
        line("report", wrong, code=1)
    for two in (("--from=1/7/2025",), ("--quarter=Q3/2025", "--year=2025"), ("--keep", "--year=2025")):
        line("report", *two, code=2)


def test_it_is_written_as_the_name_of_the_file_says(line: CommandLine, tmp_path: Path) -> None:
    """Numbers are numbers, names are text whatever they begin with; the same figures as told to programs."""
    line("report", "--quarter", "Q3/2025", "-o", str(tmp_path / "r.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Agency"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    assert rows["=1+1"][0].data_type == "s"
    assert [cell.value for cell in rows["Total"][1:11]] == [5, 1, 1, 2, 1, 6, 1, 0, 4, 1]
    line("report", "--quarter", "Q3/2025", "-o", str(tmp_path / "r.docx"))
    table = docx.Document(str(tmp_path / "r.docx")).tables[0]
    assert [cell.text for cell in table.rows[1].cells][:6] == ["1-KH/TU", "5", "1", "1", "2", "1"]
    line("report", "--quarter", "Q3/2025", "-o", str(tmp_path / "r.json"))
    assert '"period"' in (tmp_path / "r.json").read_text(encoding="utf-8")
    assert ".xlsx, .docx or .json" in line("report", "-o", str(tmp_path / "r.pdf"), code=1).err
