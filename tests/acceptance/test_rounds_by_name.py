"""Reports of what recurs are named by their row: the round is the one that they can be of, else it is asked for."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
03388,Phường Đoàn Kết,commune,12
03390,Xã Bình Lư,commune,12
"""
ROWS = [
    {
        "title": "Báo cáo kết quả",
        "lead": "each",
        "for each": "commune",
        "due": "every quarter by last day of its last month",
    },
    {"title": "Tổng hợp", "lead": "btc", "due": "by 2026-12-20"},
]
HEADINGS = "Đơn vị;Việc;Ngày;Văn bản"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """Two communes that report each quarter, on Monday 28 September 2026."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, {}, starts="2026-07-01"))
    made.on("2026-09-28")
    made("sweep", "--leap", code=None)
    return made


def done(line: CommandLine) -> set[str]:
    """The tasks that are done, each by unit and round."""
    return {one["id"].split("/", 2)[2] for one in line.json("tasks", "--state", "done")}


def test_a_file_said_again_after_the_next_round_began_is_known(line: CommandLine) -> None:
    """Its reports are of before that round: it is no report of it."""
    file = line.writes("q3.csv", f"{HEADINGS}\nbinh lu;báo cáo kết quả;28/9/2026;1-BC/ĐU\n3388;R1;28/9/2026;2-BC/ĐU\n")
    line("done", "--from", file, "--yes")
    line.on("2026-10-12")
    line("sweep", code=None)
    again = line.json("done", "--from", file, "--yes")
    assert (again["recorded"], again["known"]) == (0, 2)
    assert done(line) == {"03388/2026-Q3", "03390/2026-Q3"}
    one = line.json("done", "báo cáo kết quả bình lư", "--on", "2026-09-28", "--document", "1-BC/ĐU")
    assert one["known"]
    assert "2026-Q4" in line("done", "báo cáo kết quả bình lư", "--dry-run", "--json").out


def test_a_report_on_a_day_of_two_open_rounds_says_which(line: CommandLine) -> None:
    """In words: in a column, by --round, or in the name; else nothing is recorded."""
    line.on("2026-10-12")
    line("sweep", code=None)
    file = line.writes("q3.csv", f"{HEADINGS}\nbinh lu;báo cáo kết quả;12/10/2026;\n")
    refused = line("done", "--from", file, "--yes", code=1)
    assert "Q3/2026, Q4/2026" in refused.err + refused.out
    assert "Q3/2026, Q4/2026" in line("done", "báo cáo kết quả", "--unit", "bình lư", code=1).err
    with_rounds = line.writes("ky.csv", f"{HEADINGS};Kỳ\nbinh lu;báo cáo kết quả;12/10/2026;;quý III\n")
    line("done", "--from", with_rounds, "--yes")
    assert done(line) == {"03390/2026-Q3"}
    line("done", "báo cáo kết quả quý III đoàn kết", "--on", "2026-10-12")
    assert done(line) == {"03388/2026-Q3", "03390/2026-Q3"}
    line("done", "báo cáo kết quả", "--unit", "commune", "--round", "quý này", "--yes")
    assert done(line) == {f"{unit}/2026-Q{number}" for unit in ("03388", "03390") for number in (3, 4)}


def test_a_round_reported_on_the_very_day_is_not_taken_for_the_next(line: CommandLine) -> None:
    """The same file again names two that it may be of."""
    line.on("2026-10-12")
    line("sweep", code=None)
    file = line.writes("q3.csv", f"{HEADINGS}\nbinh lu;báo cáo kết quả;12/10/2026;\n")
    line("done", "--from", file, "--yes", "--round", "III/2026")
    refused = line("done", "--from", file, "--yes", code=1)
    assert "Q3/2026 (reported on" in refused.err + refused.out
    assert line.json("done", "--from", file, "--yes", "--round", "quý trước")["known"] == 1
    assert done(line) == {"03390/2026-Q3"}


def test_a_round_is_said_of_what_has_it(line: CommandLine) -> None:
    """Not of what comes once, nor beside an id of another; one that is no round is refused."""
    assert "does not recur" in line("done", "R2", "--unit", "btc", "--round", "quý III", code=1).err
    assert "does not recur" in line("done", "tổng hợp", "--round", "quý III", code=1).err
    assert "There is no task" in line("done", "tổng hợp quý III huyện", code=1).err
    assert "no round" in line("done", "báo cáo kết quả bình lư", "--round", "mùa thu", code=1).err
    assert "Q3/2026" in line("done", "báo cáo kết quả bình lư", "--round", "quý II", code=1).err
    other = line("done", "ke-hoach/R1/03390/2026-Q3", "--round", "quý IV/2026", code=1).err
    assert "Leave out the one that is wrong" in other
    assert not done(line)
    line("done", "ke-hoach/R1/03390", "--round", "quý III")
    assert done(line) == {"03390/2026-Q3"}
    line("done", "ke-hoach/R1/03390", "--round", "III")  # the same, said again
    line("done", "báo cáo kết quả đoàn kết", "--round", "3/2026")
    assert done(line) == {"03388/2026-Q3", "03390/2026-Q3"}
