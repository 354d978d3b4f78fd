"""Rows that the document says are done, without a day: shown and counted apart, until somebody says the day."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.older_schemas import back_to
from tests.prepared import prepared
from tests.tampering import beside
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
"""
ROWS = [
    {"lead": "btc", "due": "done", "says": "Đã hoàn thành"},
    {"lead": "btc", "due": "by 2025-09-01"},
    {"lead": "btc", "when": "task R1 done", "due": "by 2025-10-01"},
]
SAID, OTHER = "ke-hoach/R1/btc", "ke-hoach/R2/btc"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan one of whose rows is done, as its document says; another waits for that."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, {}))
    return made


def cells(line: CommandLine, **how: Any) -> dict[str, int]:
    """How many tasks stand in which cell, and outside them."""
    found = line.json("report", **how)["plans"]["ke-hoach"]
    return {name: count for name, count in found.items() if count}


def test_it_is_outside_the_four_cells(line: CommandLine) -> None:
    """It is done, on no day: lists, figures, the explanation and the register say so, and what waits for it begins."""
    stands = {one["id"]: (one["state"], one["standing"]) for one in line.json("tasks")}
    assert stands == {
        SAID: ("done", "done_undated"),
        OTHER: ("active", "in_time"),
        "ke-hoach/R3/btc": ("active", "in_time"),
    }
    assert cells(line) == {"done_undated": 1, "in_time": 2}
    assert [one["done_on"] for one in line.json("report")["rows"]] == [None, None, None]
    status = line.json("status", code=0)
    assert (status["done_undated"], status["tasks"]) == (1, {"active": 2, "done": 1})
    assert "Done, and the document names no day: 1." in line("status").out
    assert "done, the document names no day" in " ".join(line("tasks").out.split())
    assert "it names no day, and so it is neither in time nor late" in " ".join(line("explain", SAID).out.split())
    line("plan", "export", "ke-hoach", "--to", "docx", "-o", str(line.folder / "so.docx"))
    with zipfile.ZipFile(line.folder / "so.docx") as parts:
        assert "done, the document names no day" in parts.read("word/document.xml").decode()
    assert "Done, no day" in line("report").out
    assert line.json("verify")["holds"]


def test_it_is_adopted_without_a_day(line: CommandLine) -> None:
    """What an adoption says of it, in a preview as in the result, has no day either."""
    text = (line.folder / "ke-hoach.yaml").read_text("utf-8").replace("plan: ke-hoach", "plan: khac")
    (line.folder / "khac.yaml").write_text(text, encoding="utf-8")
    shown = " ".join(line("plan", "add", str(line.folder / "khac.yaml"), "--dry-run").out.split())
    assert ("the document names no day" in shown, "done on" in shown) == (True, False)


def test_it_enters_a_cell_once_its_day_is_said(line: CommandLine) -> None:
    """Reported with a day it is done in time; that taken back, it is outside the cells again; a kept report tells."""
    line.json("report", "--keep", "--document", "1-BC")
    line.on("2025-08-01")
    line("done", SAID, "--on", "2025-07-30", "--id", "said")
    assert cells(line) == {"done_in_time": 1, "in_time": 2}
    (moved,) = line.json("report", "--compare", "last", "--today")["moved"]
    assert (moved["said"]["cell"], moved["now"]["cell"], moved["now"]["done_on"]) == (
        *("done_undated", "done_in_time"),
        "2025-07-30",
    )
    compared = line("report", "--compare", "last", "--today").out
    assert "Done, no day named" in " ".join(compared.split())
    assert "Done on 30/07/2025." in line("explain", SAID).out
    line("withdraw", "said")
    assert cells(line) == {"done_undated": 1, "in_time": 2}
    assert line.json("verify")["holds"]


def test_a_store_of_before_is_built_anew(line: CommandLine) -> None:
    """What had the plan's first day for the day on which it was done has none; the tally follows."""
    with beside(line.url) as connection:
        back_to(connection, 23)
    of_before = (
        f"UPDATE task SET done_on = '2025-07-21' WHERE id = '{SAID}'",
        "UPDATE tally SET cell = 'done_in_time' WHERE cell = 'done_undated'",
    )
    with beside(line.url) as connection:
        for statement in of_before:
            connection.exec_driver_sql(statement)
    line("tasks", code=4)
    said = line("migrate").out
    assert SAID in said.replace("\n", "")
    assert cells(line) == {"done_undated": 1, "in_time": 2}
    assert line.json("verify")["holds"]


def test_a_standing_duty_that_a_report_had_is_compared(line: CommandLine) -> None:
    """A report knows standing duties too, outside the cells; one that is done since is told as what it was and is."""
    text = plan_text([{"lead": "btc", "due": "continuous"}], {}, plan="thuong-xuyen")
    (line.folder / "thuong-xuyen.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "thuong-xuyen.yaml"))
    kept = line.json("report", "--keep")
    assert kept["plans"]["thuong-xuyen"]["continuous"] == 1
    line("done", "thuong-xuyen/R1/btc")
    compared = line("report", "--compare", "last", "--today").out
    assert "Standing duty" in " ".join(compared.split())
