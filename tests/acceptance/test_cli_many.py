"""Many things recorded by one command: several units, a kind of them, or a file; on both databases."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from adapters.cli.frame.running import run
from adapters.clock import SetClock
from adapters.many.sheets import SheetError, read_filled
from adapters.settings import DATABASE
from tests.command_line import TOOLS, CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
03388,Phường Đoàn Kết,commune,12
03390,Xã Bình Lư,commune,12
03394,Xã Sin Suối Hồ,commune,12
"""
ROWS = [
    {"title": "Báo cáo số liệu", "lead": "each", "for each": "commune", "due": "by 2025-08-15"},
    {"title": "Tổng hợp", "lead": "btc", "due": "by 2025-08-20"},
    {"title": "Đặt hạn", "lead": "each", "for each": "commune", "due": "once guidance"},
    {"title": "Sau đại hội", "lead": "each", "for each": "commune", "due": "7 days after own_congress"},
]
PLACES = {"guidance": "vn", "own_congress": "commune"}


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Three communes and a plan, on Monday 11 August 2025."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, PLACES))
    made.clock = SetClock.on(date(2025, 8, 11))
    return made


class Sitting(io.StringIO):
    """A terminal with somebody before it."""

    def isatty(self) -> bool:
        return True


def done(line: CommandLine) -> list[str]:
    return sorted(one["id"] for one in line.json("tasks", "--state", "done"))


def table(*rows: list[Any]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def test_a_file_of_reports_is_recorded_whole(line: CommandLine) -> None:
    """Units by name or code, days as they are written, documents by row; said again, all of it is known."""
    file = line.writes(
        "bao-cao.csv",
        "Đơn vị;Việc;Ngày;Văn bản\n3388;ke-hoach/R1;8/8/2025;1-BC/ĐU\nbinh lu;báo cáo số liệu;2025-08-09;\n"
        "Xã Sin Suối Hồ;R1 Báo cáo số liệu;;\nBan Tổ chức;Tổng hợp;9/8/2025;7-BC/BTC\n",
    )
    assert "--yes" in line("done", "--from", file, code=1).err  # nobody sits at the terminal
    assert done(line) == []
    seen = line.json("done", "--from", file, "--dry-run")
    assert (seen["recorded"], seen["passed_over"], seen["changes"]) == (3, 1, {"done": 3})
    assert done(line) == []
    assert "Done: 3" in line("done", "--from", file, "--yes").out
    assert done(line) == ["ke-hoach/R1/03388", "ke-hoach/R1/03390", "ke-hoach/R2/btc"]
    documents = [one["document"] and one["document"]["text"] for one in line.json("events", "--last", "3")]
    assert sorted(documents, key=str) == ["1-BC/ĐU", "7-BC/BTC", None]
    assert line.json("done", "--from", file, "--yes")["known"] == 3


def test_one_bad_row_refuses_all_or_is_written_apart(line: CommandLine, tmp_path: Path) -> None:
    """The row, the column, the cell and the reason are told; put right, the file of refused rows is read as it is."""
    file = line.writes("a.csv", "unit,on,note\n03388,8/8/2025,=1\nXã Lạ,8/8/2025,\n03390,1/9/2025,\n03394,8/8/2025,\n")
    whole = ("done", "ke-hoach/R1", "--from", file, "--yes")
    answer = line.json(*whole, code=1)
    assert [(one["row"], one["column"], one["cell"]) for one in answer["refused"]] == [
        (2, "note", "C2"),
        (3, "unit", "A3"),
        (4, "on", "B4"),
    ]
    assert done(line) == []
    assert "is still to come" in line(*whole, "--skip-bad", str(tmp_path / "bad.csv"), code=3).out
    assert done(line) == ["ke-hoach/R1/03394"]
    bad = (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    assert "'=1" in bad  # no spreadsheet calculates it
    file = line.writes("b.csv", bad.replace("Xã Lạ", "03390").replace("1/9/2025", "8/8/2025"))
    assert line.json("done", "ke-hoach/R1", "--from", file, "--yes")["recorded"] == 2  # one of three says the same


def test_tasks_are_searched_by_all_that_they_are_known_by(line: CommandLine) -> None:
    """Titles, numbers of rows and plans, and agencies; a page is cut of what is found."""
    reports = ["ke-hoach/R1/03388", "ke-hoach/R1/03390", "ke-hoach/R1/03394"]
    sought = {"so lieu binh lu": reports[1:2], "1-KH/TU tổng hợp": ["ke-hoach/R2/btc"], "báo cáo": reports}
    sought |= {"r2": ["ke-hoach/R2/btc"], "ban to chuc": ["ke-hoach/R2/btc"], "tong hop binh lu": []}
    for words, found in sought.items():
        assert sorted(one["id"] for one in line.json("tasks", "--search", words)) == found
        assert [one["id"] for one in line.json("tasks", "--search", words, "--limit", "1")["tasks"]] == found[:1]


def test_units_and_kinds_are_named_with_the_command(line: CommandLine) -> None:
    """Of a kind those that have it done stay as they are; a milestone is held and a date set at each likewise."""
    line("done", "báo cáo số liệu", "--unit", "Phường Đoàn Kết", "--on", "2025-08-08")  # one is recorded as ever
    answer = line.json("done", "báo cáo số liệu", "--unit", "mọi xã, phường", "--on", "2025-08-09", "--yes")
    assert (answer["recorded"], answer["done_before"]) == (2, 1)
    held = line.json("log", "own_congress", "--on", "2025-08-05", "--unit", "commune", "--yes")
    assert (held["recorded"], held["changes"]) == (3, {"activated": 3})
    line("log", "guidance", "--on", "2025-08-06")
    both = ("--unit", "Bình Lư", "--unit", "03394")
    assert line.json("set-date", "ke-hoach/R3", "2025-08-29", *both, "--yes")["changes"] == {"dated": 2}
    assert "--id and --attach" in line("log", "own_congress", "--on", "2025-08-05", *both, "--id", "x", code=2).err
    assert "TASK is missing" in line("done", code=2).err


@pytest.mark.parametrize(("answer", "recorded"), [("c\n", ["ke-hoach/R1/03388", "ke-hoach/R1/03390"]), ("\n", [])])
def test_it_is_asked_once(line: CommandLine, answer: str, recorded: list[str]) -> None:
    """On a terminal, when all has been shown; without a yes nothing is recorded."""
    said = Sitting()
    argv = ("done", "ke-hoach/R1", "--unit", "03388", "--unit", "03390", "--on", "2025-08-08")
    environ = {DATABASE: line.url, "THOIHAN_ACTOR": "officer", "THOIHAN_LANG": "en"}
    ended = run(argv, environ, clock=line.clock, tools=TOOLS, stdin=Sitting(answer), out=said, err=said)
    assert int(ended) == (not recorded)
    assert said.getvalue().index("Done: 2") < said.getvalue().index("(y/n)")
    assert done(line) == recorded


def test_the_register_that_was_exported_is_read_back(line: CommandLine, tmp_path: Path) -> None:
    """With the days that were filled in as cells of dates; a row for all communes must say which."""
    path = tmp_path / "so.xlsx"
    line("plan", "export", "ke-hoach", "--to", "xlsx", "-o", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(cell.row for cell in sheet["A"] if cell.value == "No.")
    day = sheet.max_column + 1
    sheet.cell(head, day).value = "Ngày hoàn thành"
    at = {cell.value: cell.row for cell in sheet["A"]}
    sheet.cell(at["R2"], day).value = date(2025, 8, 9)
    book.save(path)
    assert line.json("done", "--from", str(path), "--dry-run")["recorded"] == 1
    sheet.cell(at["R1"], day).value = date(2025, 8, 9)
    book.save(path)
    assert "at each of 3 units" in line("done", "--from", str(path), "--yes", code=1).out
    assert (
        line.json("done", "--from", str(path), "--yes", "--skip-bad", str(tmp_path / "r.csv"), code=3)["recorded"] == 1
    )
    assert done(line) == ["ke-hoach/R2/btc"]


def test_what_is_in_doubt_in_a_cell_is_refused_with_the_cell_named() -> None:
    """Formulas, numbers, short years and days that are none; a file without headings, or with one twice, as a whole."""
    days = [date(2025, 8, 9), "9/8/2025", "2025-08-09", 45878, "9/8/25", "31/2/2025", "=TODAY()", "8/2025"]
    sheet = read_filled("a.xlsx", table(["Bảng theo dõi"], ["STT", "Mã", "Ngày"], *([1, "03388", one] for one in days)))
    taken, refused = [], []
    for row in sheet.rows:
        try:
            taken.append(row.day())
        except ValueError as doubtful:
            refused.append(str(doubtful))
    assert taken == [date(2025, 8, 9)] * 3
    assert [f"C{number}" in one for number, one in zip(range(6, 11), refused, strict=True)] == [True] * 5
    for rows in ([["a", "b"], ["c", "d"]], [["Mã", "Ngày", "ngày"], ["03388", "1/8/2025", "2/8/2025"]]):
        with pytest.raises(SheetError):
            read_filled("a.xlsx", table(*rows))
    with pytest.raises(SheetError):
        read_filled("a.pdf", b"%PDF-1.7\n")


def test_no_row_is_done_today_unless_that_is_typed(line: CommandLine, tmp_path: Path) -> None:
    """A register without a column for the day is refused; a row with a note and no day too, with its cell named."""
    path = tmp_path / "so.xlsx"
    line("plan", "export", "ke-hoach", "-o", str(path))
    assert "has no column for the day" in line("done", "--from", str(path), "--yes", code=1).err
    file = line.writes("a.csv", "unit,task,on,note\n03388,ke-hoach/R1,,\n03390,ke-hoach/R1,,đã nộp\n")
    assert [one["cell"] for one in line.json("done", "--from", file, "--yes", code=1)["refused"]] == ["D3"]
    assert done(line) == []
    file = line.writes("b.csv", "unit\n03388\n")
    assert line.json("done", "ke-hoach/R1", "--from", file, "--yes", "--on", "2025-08-08")["recorded"] == 1


def test_a_unit_that_contradicts_the_id_of_a_task_is_refused(line: CommandLine) -> None:
    """In a file and with the command; both are named. The unit of the id itself may stand beside it."""
    both = ("Xã Bình Lư", "Phường Đoàn Kết (03388)")
    file = line.writes("a.csv", "Đơn vị,Việc,Ngày\nXã Bình Lư,ke-hoach/R1/03388,8/8/2025\n")
    said = [line.json("done", "--from", file, "--yes", code=1)["refused"][0]["reason"]]
    typed = (("--unit", "Xã Bình Lư"), ("--unit", "Xã Bình Lư", "--unit", "03388"))
    said += [line("done", "ke-hoach/R1/03388", *units, code=1).err for units in typed]
    assert [all(name in one for name in both) for one in said] == [True] * 3
    assert done(line) == []
    line("done", "ke-hoach/R1/03388", "--unit", "Phường Đoàn Kết")
    assert done(line) == ["ke-hoach/R1/03388"]


def test_rows_of_one_file_on_the_same_task(line: CommandLine, tmp_path: Path) -> None:
    """The same once, and said; otherwise none, each naming the other's row; a date likewise."""
    head = "Đơn vị,Việc,Ngày,Văn bản\n"
    rows = "03388,ke-hoach/R1,8/8/2025,1-BC\nPhường Đoàn Kết,R1 Báo cáo số liệu,8/8/2025,1-BC\n"
    differing = "03390,ke-hoach/R1,8/8/2025,2-BC\n03394,ke-hoach/R1,8/8/2025,\n03390,ke-hoach/R1,9/8/2025,2-BC\n"
    file = line.writes("a.csv", head + rows + differing)
    answer = line.json("done", "--from", file, "--dry-run", "--skip-bad", str(tmp_path / "bad.csv"), code=3)
    assert (answer["recorded"], answer["known"]) == (2, 0)
    assert [(one["row"], one["same_as"]) for one in answer["repeated"]] == [(3, 2)]
    told = {one["row"]: one["reason"] for one in answer["refused"]}
    assert ("Row 6 " in told[4], "Row 4 " in told[6], len(told)) == (True, True, 2)
    assert "Row 3 is the same as row 2" in line("done", "--from", line.writes("b.csv", head + rows), "--yes").out
    line("log", "guidance", "--on", "2025-08-06")
    dates = line.writes("c.csv", "Mã,Thời hạn mới\n03388,29/8/2025\n03388,30/8/2025\n03390,29/8/2025\n")
    assert len(line.json("set-date", "ke-hoach/R3", "--from", dates, "--yes", code=1)["refused"]) == 2
    later = line.writes("d.csv", head + "03388,ke-hoach/R1,9/8/2025,1-BC\n")
    assert "1-BC" in line.json("done", "--from", later, "--yes", code=1)["refused"][0]["reason"]  # nothing is secret


def test_a_secret_row_of_the_same_name_counts_for_every_answer(line: CommandLine, tmp_path: Path) -> None:
    """Which row is meant is as doubtful for programs and where lines are written apart; it is named by its number."""
    line.adopts("secrecy: nội bộ\n" + plan_text([ROWS[1]], {}, plan="mat"), "mat")
    file = line.writes("a.csv", "Việc,Ngày\nTổng hợp,8/8/2025\n")
    reasons = [line.json("done", "--from", file, "--yes", code=1)["refused"][0]["reason"]]
    reasons.append(line("done", "--from", file, "--yes", code=1).out)
    reasons.append(line("done", "--from", file, "--yes", "--skip-bad", str(tmp_path / "bad.csv"), code=3).out)
    assert ["mat/R1" in one for one in reasons] == [True] * 3
    assert done(line) == []


def test_of_several_days_the_one_that_says_of_what_is_taken() -> None:
    """Whichever stands first, and also where it is empty; of two that say it neither."""
    for head in (["Mã", "Ngày", "Ngày hoàn thành"], ["Mã", "Ngày hoàn thành", "Ngày"]):
        at = head.index("Ngày hoàn thành")
        days = ["1/8/2025", "1/8/2025"]
        days[at - 1] = "8/8/2025"
        alone = ["1/8/2025", "1/8/2025"]
        alone[at - 1] = ""
        sheet = read_filled("a.xlsx", table(head, ["03388", *days], ["03390", *alone]))
        assert ([row.day() for row in sheet.rows], sheet.passed_over) == ([date(2025, 8, 8)], 1)
    with pytest.raises(SheetError) as refused:
        read_filled("a.xlsx", table(["Mã", "Ngày báo cáo", "Ngày hoàn thành"], ["03388", "1/8/2025", "2/8/2025"]))
    assert refused.value.said.args["headings"] == ["Ngày báo cáo", "Ngày hoàn thành"]


def test_what_is_hidden_in_a_sheet_is_left_out_and_said(line: CommandLine, tmp_path: Path) -> None:
    """Rows that are hidden or filtered out, and hidden columns: how many is told, also to programs."""
    book = openpyxl.Workbook()
    for row in (["Mã", "Ngày", "Ghi chú"], ["03388", "8/8/2025", "ẩn"], ["03390", "8/8/2025", "ẩn"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(tmp_path / "a.xlsx")
    whole = ("done", "ke-hoach/R1", "--from", str(tmp_path / "a.xlsx"), "--yes")
    assert [("1 row" in one, "1 column" in one) for one in line.json(*whole, "--dry-run")["left_out"]] == [
        (True, False),
        (False, True),
    ]
    assert "1 row(s) that are hidden" in line(*whole).err
    assert done(line) == ["ke-hoach/R1/03388"]
    assert "ẩn" not in line("events", "--last", "1", "--json").out


def test_a_unit_that_there_is_not_is_refused_as_that(line: CommandLine) -> None:
    """Misspelt or unknown, also beside the number of its row; one word without diacritics is understood."""
    rows = "1,Xã Bình Lừ,ke-hoach/R1,8/8/2025\nR2,không biết ai,Tổng hợp,8/8/2025\n3,từng xã,ke-hoach/R1,8/8/2025\n"
    file = line.writes("a.csv", f"STT,Đơn vị,Việc,Ngày\n{rows}4,xa SIN SUỐI HỒ,ke-hoach/R1,8/8/2025\n")
    told = {one["row"]: one["reason"] for one in line.json("done", "--from", file, "--yes", code=1)["refused"]}
    assert sorted(told) == [2, 3, 4]
    assert "Xã Bình Lư (03390)" in told[2]
    assert "There is no unit “không biết ai”" in told[3]
    assert "at each of 3 units" in told[4]


def test_a_column_says_of_which_plan_a_row_is(line: CommandLine) -> None:
    """By its code, number or title, with the task by its title or number; a plan's number may stand before a row's."""
    line.adopts(plan_text([ROWS[1], ROWS[0]], {}, plan="hai").replace("1-KH/TU", "51-KH/TU"), "hai")
    file = line.writes("a.csv", "Kế hoạch,Việc,Ngày\n51-KH/TU,Tổng hợp,8/8/2025\n1-KH/TU,R2,8/8/2025\n")
    line("done", "--from", file, "--yes")
    assert done(line) == ["hai/R1/btc", "ke-hoach/R2/btc"]
    file = line.writes("b.csv", "Kế hoạch,Việc,Ngày\nhai,ke-hoach/R2/btc,8/8/2025\nba,Tổng hợp,8/8/2025\n")
    assert [one["column"] for one in line.json("done", "--from", file, "--yes", code=1)["refused"]] == ["task", "plan"]
    line("done", "--from", line.writes("c.csv", "Mã,Việc,Ngày\n03388,51-KH/TU/R2,8/8/2025\n"), "--yes")
    line("done", "51-kh/tu/R2/03390", "--on", "2025-08-08")
    assert done(line)[1:3] == ["hai/R2/03388", "hai/R2/03390"]
