"""Standing duties on the command line: apart from what has a date, measured by the reports of their cycle."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,vn@example.vn
12,Tỉnh Lai Châu,province,vn,tinh@example.vn
btc,Ban Tổ chức,party-body,12,btc@example.vn
"""
ROWS = [
    {"title": "Tuyên truyền", "lead": "btc", "due": "continuous"},
    {"title": "Nắm dư luận", "lead": "btc", "due": "continuous"},
    {"title": "Kiện toàn", "lead": "btc", "due": "by 2025-12-01"},
]


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan with two standing duties and a dated row, adopted in August."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.on("2025-08-10")
    made.adopts(plan_text(ROWS))
    return made


def test_duties_are_listed_apart_with_their_reports(line: CommandLine) -> None:
    """What has a date stands first; a duty says when it was last reported, and which cycles went without."""
    line.on("2025-11-05")
    line("progress", "ke-hoach/R1/btc", "đã mở 3 lớp", "--on", "2025-10-20")
    listed = line("tasks").out
    dated, duties = listed.split("Standing duties, without a last day")
    assert "R3" in dated
    assert "R1" not in dated
    assert "20/10/2025" in duties
    assert "reported in Q4/2025" in duties
    assert "to be reported by 31/12/2025; 1 cycle(s) without a report" in duties
    found = {task["rule"]: (task["standing"], task["reporting"]) for task in line.json("tasks")}
    cycle = {"cycle": "2025-Q4", "until": "2025-12-31"}
    assert found == {
        "R1": ("continuous", {**cycle, "reported": True, "last": "2025-10-20", "missed": 0}),
        "R2": ("continuous", {**cycle, "reported": False, "last": None, "missed": 1}),
        "R3": ("in_time", None),
    }


def test_duties_are_counted_apart(line: CommandLine) -> None:
    """They are neither overdue nor in time, whatever the day; a date set by hand makes one a task like others."""
    line.on("2025-08-20")
    assert line.json("status")["standing_duties"] == 2
    assert "Standing duties, without a last day: 2." in line("status").out
    line("set-date", "ke-hoach/R2/btc", "2025-09-20")
    assert line.json("status")["standing_duties"] == 1


def test_the_register_says_of_how_many_there_is_a_report(line: CommandLine) -> None:
    """Beside the state of a standing row stands the present cycle."""
    line.on("2025-11-05")
    line("progress", "ke-hoach/R1/btc", "đã mở 3 lớp")
    file = line.folder / "so.xlsx"
    line("plan", "export", "ke-hoach", "--to", "xlsx", "-o", str(file))
    cells = [str(cell.value) for row in load_workbook(file).active for cell in row if cell.value]
    assert "standing duty; reported in Q4/2025: 1 of 1" in cells
    assert "standing duty; reported in Q4/2025: 0 of 1" in cells
    assert "not yet due" in cells


def test_a_plan_may_say_another_cycle(line: CommandLine) -> None:
    """By the month here; what is no cycle is an error with its place."""
    text = plan_text(ROWS, plan="thang", number="2-KH/TU", policies="{report every: month}")
    (line.folder / "thang.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "thang.yaml"))
    line.on("2025-11-05")
    (first, *_) = line.json("tasks", "--plan", "thang", "--find", "Tuyên truyền")
    assert first["reporting"] == {
        "cycle": "2025-11",
        "until": "2025-11-30",
        "reported": False,
        "last": None,
        "missed": 3,
    }
    (line.folder / "sai.yaml").write_text(text.replace("every: month", "every: moth"), encoding="utf-8")
    wrong = line("check", str(line.folder / "sai.yaml"), code=3).out
    assert "There is no cycle “moth”." in wrong
    assert "Did you mean" in wrong


def test_a_row_may_have_a_cycle_of_its_own(line: CommandLine) -> None:
    """The row's counts before the plan's: in the list, and in the register; dates do not depend on it."""
    rows = [{**ROWS[0], "report every": "month"}, *ROWS[1:]]
    (line.folder / "rieng.yaml").write_text(plan_text(rows, plan="rieng", number="3-KH/TU"), encoding="utf-8")
    line("plan", "add", str(line.folder / "rieng.yaml"))
    line.on("2025-11-05")
    line("progress", "rieng/R1/btc", "đã mở 3 lớp", "--on", "2025-10-20")
    line("progress", "rieng/R2/btc", "đã nắm", "--on", "2025-10-20")
    found = {task["rule"]: task["reporting"] for task in line.json("tasks", "--plan", "rieng")}
    assert (found["R1"]["cycle"], found["R1"]["reported"], found["R1"]["missed"]) == ("2025-11", False, 0)
    assert (found["R2"]["cycle"], found["R2"]["reported"], found["R2"]["missed"]) == ("2025-Q4", True, 0)
    file = line.folder / "rieng.xlsx"
    line("plan", "export", "rieng", "--to", "xlsx", "-o", str(file))
    cells = [str(cell.value) for row in load_workbook(file).active for cell in row if cell.value]
    assert "standing duty; reported in 11/2025: 0 of 1" in cells
    assert "standing duty; reported in Q4/2025: 1 of 1" in cells


@pytest.mark.parametrize(
    ("row", "policies", "asked"),
    [
        ({"says": "định kỳ báo cáo theo quy định"}, "{}", True),
        ({"says": "Báo cáo định kỳ"}, "{}", True),
        ({"says": "định kỳ báo cáo theo quy định", "report every": "half-year"}, "{}", False),
        ({"says": "định kỳ báo cáo theo quy định"}, "{report every: month}", False),
        ({"says": "định kỳ, thường xuyên"}, "{}", False),
        ({"says": "định kỳ báo cáo, trước 01/12/2025", "due": "before 2025-12-01"}, "{}", False),
    ],
)
def test_how_often_is_asked_where_nobody_says_it(
    line: CommandLine, row: dict[str, str], policies: str, asked: bool
) -> None:
    """A standing duty that is to be reported “định kỳ” is asked about, by `check` and at adoption; no other row is."""
    text = plan_text([{**ROWS[0], **row}], plan="dinh-ky", number="4-KH/TU", policies=policies)
    (line.folder / "dinh-ky.yaml").write_text(text, encoding="utf-8")
    for command in (("check",), ("plan", "add")):
        ended = line(*command, str(line.folder / "dinh-ky.yaml"))
        assert ("nobody says how often" in ended.out + ended.err) == asked, command
