"""A task from the letter that gives it to its acceptance, as an office types it, on both databases."""

from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
vptu,Văn phòng Tỉnh ủy,party-body,12
btc,Ban Tổ chức,party-body,12
c1,Xã Một,commune,12
"""
PLAN = plan_text([{"lead": "btc", "due": "by 2025-12-01"}], {"provincial_congress": "12"}, plan="ke-hoach")
LETTER = "123-cv-tu-2025"
TASK = f"{LETTER}/1/btc"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province with a plan, on the day of a letter."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    return made


def assign(line: CommandLine, title: str, due: str, *more: str, lead: str = "btc") -> Any:
    return line.json("assign", title, "--lead", lead, "--due", due, "--document", "123-CV/TU", *more)


def task(line: CommandLine, name: str = TASK) -> Any:
    (found,) = [one for one in line.json("tasks") if one["id"] == name]
    return found


def told(answer: Any) -> list[str]:
    return [message["recipient"] for message in answer["messages"] if message["channel"] == "mail"]


def test_a_letter_gives_tasks_one_at_a_time(line: CommandLine) -> None:
    """The first makes a plan of the letter, each further one a version of it; each is told, and said again is known."""
    first = assign(line, "Báo cáo cán bộ", "Trước 15/8/2025", "--product", "Báo cáo", "--cooperate", "vptu")
    assert (first["plan"], told(first)) == (LETTER, ["btc"])
    dry = assign(line, "Rà soát trụ sở", "Quý IV/2025", "--dry-run", lead="vptu")
    assert (dry["dry_run"], told(dry)) == (True, ["vptu"])
    assert told(assign(line, "Rà soát trụ sở", "Quý IV/2025", lead="vptu")) == ["vptu"]
    assert assign(line, "Rà soát trụ sở", "Quý IV/2025", lead="vptu")["known"]
    assert {one["id"]: one["due"] for one in line.json("tasks", "--plan", LETTER)} == {
        TASK: "2025-08-14",
        f"{LETTER}/2/vptu": "2025-12-31",
    }
    (listed,) = [one for one in line.json("plan", "list") if one["id"] == LETTER]
    assert (listed["letter"], listed["version"]) == (True, 2)
    assert line.json("explain", TASK)["expects"] == "Báo cáo"
    line("verify")


def test_a_letter_that_comes_in_late_is_of_its_own_day(line: CommandLine) -> None:
    """Its tasks were due when they were, whichever of them was typed first."""
    late = ("--issued", "2025-07-01")
    assign(line, "Một", "Trước 10/7/2025", *late)
    assign(line, "Hai", "Trước 11/7/2025", *late)
    found = {one["id"]: (one["due"], one["standing"]) for one in line.json("tasks", "--plan", LETTER)}
    assert found == {
        f"{LETTER}/1/btc": ("2025-07-09", "overdue"),
        f"{LETTER}/2/btc": ("2025-07-10", "overdue"),
    }
    again = ("--lead", "btc", "--due", "Trước 12/7/2025", "--document", "123-CV/TU", "--issued", "2025-07-02")
    assert "is known here as of 01/07/2025" in line("assign", "Ba", *again, code=1).err
    line("verify")


def test_letters_of_like_numbers_are_not_one(line: CommandLine) -> None:
    """Another number that would have the same id is refused; the same, written in another case, is the same letter."""
    given = ("--lead", "btc", "--due", "Trước 12/12/2025")
    line("assign", "Một", *given, "--document", "15-CV/ĐU")
    for other in ("15-CV/DU", "15/CV-ĐU", "../15-CV/ĐU"):
        assert (
            "Letter 15-CV/ĐU is known here as plan “15-cv-du-2025”"
            in line("assign", "Hai", *given, "--document", other, code=1).err
        )
    line("assign", "Hai", *given, "--document", "15-cv/đu")
    assert [one["id"] for one in line.json("tasks", "--plan", "15-cv-du-2025")] == [
        "15-cv-du-2025/1/btc",
        "15-cv-du-2025/2/btc",
    ]


def test_a_letter_is_known_however_its_number_is_typed(line: CommandLine) -> None:
    """A “Số” before it, spaces, zeros and wide letters make no other letter; its plan is called by the plain number."""
    given = ("--lead", "btc", "--due", "Trước 12/12/2025")
    answer = line.json("assign", "Một", *given, "--document", "Số 070 - CV/TU")
    assert answer["plan"] == "70-cv-tu-2025"
    for number, typed in enumerate(("70-CV/TU", "70 - cv/tu", "số: 70-CV/TU", "70-CV/TU", "\uff17\uff10-CV/TU"), 2):
        assert line.json("assign", f"Việc {number}", *given, "--document", typed)["plan"] == "70-cv-tu-2025"
        again = line.json("assign", "Một", *given, "--document", typed)
        assert (again["plan"], again["known"]) == ("70-cv-tu-2025", True)
    assert "Letter Số 070 - CV/TU is known here" in line("assign", "X", *given, "--document", "70/CV-TU", code=1).err
    assert [row["plan"] for row in line.json("tasks")].count("70-cv-tu-2025") == 6
    for typed in ("Công văn số 70-CV/TU", "CV 70-CV/TU", "70 CV/TU", "70-CV/TU ngày 1/8/2025", "70\u2011CV/TU"):
        assert line.json("assign", "Một", *given, "--document", typed)["known"]
    refused = line("assign", "Một", *given, "--document", "///", code=2).err
    assert "“///” names no document" in refused


def test_the_day_behind_a_number_is_the_letters_day(line: CommandLine) -> None:
    """Numbers begin anew each year: one of another year is another letter, which has the same task."""
    given = ("assign", "Một", "--lead", "btc", "--due", "Trước 15/12/2025", "--document")
    plans = [
        line.json(*given, f"70-CV/TU{day}")["plan"] for day in (" ngày 20/7/2025", " ngày 20 tháng 7 năm 2024", "")
    ]
    assert plans == ["70-cv-tu-2025", "70-cv-tu-2024", "70-cv-tu-2025"]
    listed = {one["id"]: one["issued"] for one in line.json("plan", "list") if one["letter"]}
    assert listed == {"70-cv-tu-2025": "2025-07-20", "70-cv-tu-2024": "2024-07-20"}


def test_a_letter_that_was_typed_twice_before_is_asked_about(line: CommandLine) -> None:
    """A store of before may have one letter as two plans: one that is alone is found, of two it is asked which."""
    given, text = ("--lead", "btc", "--due", "Trước 12/12/2025"), ""
    line("assign", "Một", *given, "--document", "70-CV/TU")
    text = line("plan", "show", "70-cv-tu-2025", "--text").out
    line("plan", "close", "70-cv-tu-2025", "--rest", "not-required")
    for name, number, task in (("so-71---cv-tu-2025", "Số 71 - CV/TU", "Hai"), ("071-cv-tu-2025", "071-CV/TU", "Ba")):
        old = text.replace("70-cv-tu-2025", name).replace("70-CV/TU", number).replace("Một", task)
        (line.folder / "cu.yaml").write_text(old, encoding="utf-8")
        line("plan", "add", str(line.folder / "cu.yaml"))
        if task == "Hai":
            assert line.json("assign", "Hai", *given, "--document", "71-CV/TU")["plan"] == name
    refused = line("assign", "Hai", *given, "--document", "71-CV/TU", code=1).err
    assert "known here more than once: 071-cv-tu-2025, so-71---cv-tu-2025" in refused
    assert line.json("assign", "Hai", *given, "--document", "71-CV/TU", "--plan", "so-71---cv-tu-2025")["known"]
    old = text.replace("70-cv-tu-2025", "congvanso72-cv-tu-2025").replace("70-CV/TU", "Công văn số 72-CV/TU")
    line("plan", "add", line.writes("cu.yaml", old.replace("Một", "Bốn")))
    assert line.json("assign", "Bốn", *given, "--document", "72-CV/TU")["plan"] == "congvanso72-cv-tu-2025"


def test_a_deadline_that_was_over_before_its_letter_is_questioned(line: CommandLine) -> None:
    """A year that was mistyped: as the letter is given, as another task of it is, and as a row is changed."""
    given = ("--lead", "btc", "--document", "15-CV/TU", "--issued", "2025-07-21")
    over = "23/12/2020, before the plan or the letter itself begins, on 21/07/2025"
    assert over in line("assign", "Một", *given, "--due", "Trước 23/12/2020", code=1).err
    line("assign", "Một", *given, "--due", "Trước 23/12/2025")
    assert over in line("assign", "Hai", *given, "--due", "Trước 23/12/2020", code=1).err
    changed = ("row", "change", "15-cv-tu-2025/1", "--document", "16-CV/TU")
    assert over in line(*changed, "--due", "Trước 23/12/2020", code=1).err
    line("assign", "Một", *given[:2], "--due", "Trước 23/12/2020", "--document", "9-CV/TU", "--issued", "2020-12-01")
    line(*changed, "--due", "Trước 24/12/2025")


def test_a_letter_counts_from_what_a_plan_counts_from(line: CommandLine) -> None:
    """The milestone of the plan is the letter's too: logged once, both follow."""
    line.on("2025-07-22")
    counted = ("--counts-from", "ke-hoach/provincial_congress")
    answer = assign(line, "Sau", "7 days after provincial_congress", *counted)
    assert len(answer["joined"]) == 1
    line("log", "provincial_congress", "--on", "2025-07-22")
    assert task(line)["due"] == "2025-07-29"
    line("verify")


def test_a_letter_has_a_level_of_secrecy(line: CommandLine) -> None:
    """The letter and its tasks are as secret as is said; so is a row of a plan that is changed."""
    assert assign(line, "Một", "Trước 15/8/2025", "--secrecy", "nội bộ")["activated"][0]["secrecy"] == "nội bộ"
    assert assign(line, "Hai", "Trước 16/8/2025")["activated"][0]["secrecy"] == "nội bộ"
    line("row", "change", "ke-hoach/R1", "--secrecy", "nội bộ", "--document", "5-CV/TU")
    assert 'secrecy: "nội bộ"' in line("plan", "show", "ke-hoach", "--text").out
    line("verify")


def test_one_row_is_changed_or_dropped_without_a_file(line: CommandLine) -> None:
    """Of a letter, to the last one, and of a plan with a file; numbers are not used again."""
    assign(line, "Một", "Trước 15/8/2025")
    assign(line, "Hai", "Trước 16/8/2025")
    changed = line.json("row", "change", f"{LETTER}/2", "--due", "Trước 20/8/2025", "--document", "5-CV/TU")
    assert [(one["id"], one["previous_due"], one["due"]) for one in changed["moved"]] == [
        (f"{LETTER}/2/btc", "2025-08-15", "2025-08-19")
    ]
    dropped = line.json("row", "drop", f"{LETTER}/2", "--document", "6-CV/TU")
    assert [one["id"] for one in dropped["closed"]] == [f"{LETTER}/2/btc"]
    line("row", "drop", f"{LETTER}/1", "--document", "7-CV/TU")
    assign(line, "Ba", "Trước 22/8/2025")
    assert {one["id"]: one["state"] for one in line.json("tasks", "--plan", LETTER)} == {
        f"{LETTER}/1/btc": "closed",
        f"{LETTER}/2/btc": "closed",
        f"{LETTER}/3/btc": "active",
    }
    moved = line.json("row", "change", "ke-hoach/R1", "--due", "by 2025-11-01", "--document", "8-CV/TU")
    assert [one["due"] for one in moved["moved"]] == ["2025-11-01"]
    assert "is the only one of plan" in line("row", "drop", "ke-hoach/R1", "--document", "9-CV/TU", code=1).err
    added = line.json(
        *("assign", "Thêm", "--plan", "ke-hoach", "--lead", "vptu", "--due", "Trước 1/9/2025", "--document", "9-CV/TU")
    )
    assert [one["id"] for one in added["activated"]] == ["ke-hoach/1/vptu"]
    line("verify")


@pytest.mark.parametrize("how", ["due: 7 days after task R1", "{when: task R1 missed, due: by 2025-12-01}"])
def test_a_row_that_another_counts_from_is_not_dropped_alone(line: CommandLine, how: str) -> None:
    """That one is named; once it is gone, or counts from something else, the row may go."""
    other = dict(part.split(": ", 1) for part in how.strip("{}").split(", "))
    text = plan_text([{"due": "by 2025-11-01"}, other, {"due": "by 2025-11-01"}], {}, plan="sau", number="2-KH/TU")
    line("plan", "add", line.writes("sau.yaml", text.replace("milestones:\n", "")))
    for more in ((), ("--dry-run",)):
        refused = line("row", "drop", "sau/R1", "--document", "6-CV/TU", *more, code=1).err
        assert "Row R1 of plan “sau” cannot be dropped alone: rows R2 wait for it, or count from it." in refused
    line("row", "drop", "sau/R2", "--document", "6-CV/TU")
    line("row", "drop", "sau/R1", "--document", "6-CV/TU")
    assert {one["rule"] for one in line.json("tasks", "--plan", "sau", "--state", "active")} == {"R3"}


def test_a_row_that_the_plan_suspends_is_not_dropped_alone(line: CommandLine) -> None:
    """The suspension is named; rows that it is not of may go."""
    text = plan_text([{"due": "by 2025-11-01"}] * 3, {"guidance": "12"}, plan="sau", number="2-KH/TU")
    line("plan", "add", line.writes("sau.yaml", text + "suspensions:\n  - {rules: [R1], until: guidance}\n"))
    refused = line("row", "drop", "sau/R1", "--document", "6-CV/TU", code=1).err
    assert "Row R1 of plan “sau” cannot be dropped alone: a suspension that the plan lays down is of it." in refused
    line("row", "drop", "sau/R2", "--document", "6-CV/TU")


def test_a_letter_gives_one_task_to_each_of_several(line: CommandLine) -> None:
    """All of a kind, in words too, or those that are named: each leads its own, or one unit leads them all."""
    given = ("--due", "Trước 15/8/2025", "--document", "123-CV/TU")
    dry = line.ended("assign", "Báo cáo", "--for-each", "mọi xã, phường", *given, "--dry-run", "--json")
    assert "is taken for all communes and wards here" in dry.err
    assert [one["unit"] for one in dry.json()["activated"]] == ["c1"]
    assert line.json("tasks", "--plan", "ke-hoach") == line.json("tasks")
    first = line.json("assign", "Báo cáo", "--for-each", "commune", *given)
    assert [(one["id"], one["lead"]) for one in first["activated"]] == [(f"{LETTER}/1/c1", "c1")]
    assert told(first) == ["c1"]
    assert line.json("assign", "Báo cáo", "--for-each", "commune", *given)["known"]
    both = line.json("assign", "Rà soát", "--for-each", "btc", "--for-each", "văn phòng", *given)
    assert {one["unit"]: one["lead"] for one in both["activated"]} == {"btc": "btc", "vptu": "vptu"}
    led = line.json("assign", "Kiểm tra", "--for-each", "commune", "--under", "12", "--lead", "btc", *given)
    assert [(one["unit"], one["lead"]) for one in led["activated"]] == [("c1", "btc")]
    others = ("--for-each", "btc", "--for-each", "c1")
    changed = line.json("row", "change", f"{LETTER}/2", *others, "--document", "5-CV/TU")
    assert [one["unit"] for one in changed["activated"]] == ["c1"]
    assert [one["unit"] for one in changed["closed"]] == ["vptu"]
    dropped = line.json("row", "drop", f"{LETTER}/2", "--document", "6-CV/TU")
    assert {one["unit"] for one in dropped["closed"]} == {"btc", "c1"}
    added = line.json("assign", "Thêm", "--for-each", "commune", "--plan", "ke-hoach", *given)
    assert [one["id"] for one in added["activated"]] == ["ke-hoach/1/c1"]
    line("verify")


def test_a_letter_to_some_is_for_what_they_stand_under(line: CommandLine) -> None:
    """A kind is looked for below the agency that all of that kind have in common, or the one that is named."""
    given = ("--due", "Trước 15/8/2025", "--document", "7-CV/TU")
    line.json("assign", "Một", "--for-each", "commune", *given)
    assert 'unit: "12"' in line("plan", "show", "7-cv-tu-2025", "--text").out
    refused = line("assign", "Hai", "--for-each", "commune", "--under", "c1", *given, code=1).err
    assert "is for “12” and all below it" in refused


def test_a_row_that_is_changed_is_the_one_of_its_number(line: CommandLine) -> None:
    """However different its title is now: it is known by what was typed, and keeps its tasks and its reports."""
    assign(line, "Báo cáo cán bộ", "Trước 15/8/2025")
    assign(line, "Rà soát trụ sở", "Trước 16/8/2025")
    line("ack", TASK)
    line("row", "change", f"{LETTER}/1", "--title", "Lập danh sách tài sản công dôi dư", "--document", "5-CV/TU")
    found = task(line)
    assert (found["title"], found["acknowledged_on"] is not None) == ("Lập danh sách tài sản công dôi dư", True)
    line("row", "change", f"{LETTER}/1", "--title", "Rà soát trụ sở", "--document", "6-CV/TU")
    assert [one["title"] for one in line.json("tasks", "--plan", LETTER)] == ["Rà soát trụ sở"] * 2
    line("verify")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("assign", "Một", "--lead", "btc", "--due", "bla bla", "--document", "1-CV"), "cannot be read"),
        (("assign", "Một", "--lead", "nobody", "--due", "Quý IV/2025", "--document", "1-CV"), "There is no unit"),
        (("assign", "Một", "--lead", "btc", "--due", "Sau hội nghị 3 ngày", "--document", "1-CV"), "--counts-from"),
        (
            ("assign", "A", "--lead", "btc", "--due", "Quý IV/2025", "--document", "1", "--counts-from", "x/y"),
            "names no milestone",
        ),
        (
            ("assign", "A", "--lead", "btc", "--due", "Quý IV/2025", "--document", "1", "--plan", "x"),
            "There is no plan",
        ),
        (
            ("assign", "A", "--lead", "btc", "--due", "Quý IV/2025", "--document", "1-CV", "--secrecy", "tuyệt mật"),
            "may be entered",
        ),
        (
            ("assign", "A", "--lead", "btc", "--due", "Quý IV/2025", "--document", "1-CV", "--secrecy", "kín"),
            "no level of secrecy",
        ),
        (("assign", "A", "--due", "Quý IV/2025", "--document", "1-CV"), "Say who is in charge"),
        (
            ("assign", "A", "--for-each", "commune", "--for-each", "btc", "--due", "Quý IV/2025", "--document", "1-CV"),
            "takes either one kind",
        ),
        (("assign", "A", "--for-each", "department", "--due", "Quý IV/2025", "--document", "1-CV"), "There is no unit"),
        (("row", "drop", "ke-hoach/R9", "--document", "1-CV"), "names no row"),
        (("row", "drop", "khong/R1", "--document", "1-CV"), "There is no plan"),
        (("row", "change", "ke-hoach/R1", "--due", "Sau hội nghị 3 ngày", "--document", "1-CV"), "cannot be a row"),
        (("row", "change", "ke-hoach/R1", "--document", "1-CV"), "Say what is to be changed"),
        (("accept", "ke-hoach/R1/btc"), "Nobody has reported"),
        (("return", "ke-hoach/R1/btc", "--reason", "thiếu"), "Nobody has reported"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(line: CommandLine, command: tuple[str, ...], said: str) -> None:
    """In words that say what to do; the log is as it was."""
    before, ended = line.json("events"), line.ended(*command)
    assert ended.code in (1, 2)
    assert said in ended.err
    assert line.json("events") == before


def test_from_being_taken_up_to_being_accepted(line: CommandLine) -> None:
    """Who is told of what; the list and the explanation say how it stands, and the log gives the same again."""
    assign(line, "Báo cáo cán bộ", "Trước 15/8/2025", "--cooperate", "vptu", "--accept")
    assert told(line.json("ack", TASK, "--document", "15-CV/BTC")) == ["12"]
    assert told(line.json("progress", TASK, "một nửa", "--difficulty", "thiếu số liệu")) == ["12"]
    assert "in difficulty" in line("tasks", "--plan", LETTER).out
    assert told(line.json("delegate", TASK, "PTP", "--due", "2025-08-10")) == []
    assert told(line.json("part", "ask", TASK, "vptu", "số liệu", "--due", "2025-08-01", "--id", "hoi")) == ["vptu"]
    assert "1 part(s) not answered" in line("tasks", "--plan", LETTER).out
    assert "Văn phòng Tỉnh ủy, until 01/08/2025: số liệu" in line("explain", TASK).out
    assert told(line.json("part", "answer", "hoi", "gửi kèm")) == ["btc"]
    line("done", TASK, "--product", "20-BC/BTC")
    assert task(line)["awaits_acceptance"]
    line("return", TASK, "--reason", "thiếu bảng", "--by", "c1", code=1)
    assert told(line.json("return", TASK, "--reason", "thiếu bảng", "--due", "2025-08-20")) == ["btc"]
    assert (task(line)["state"], task(line)["due"], task(line)["returned"]["reason"]) == (
        *("active", "2025-08-20"),
        "thiếu bảng",
    )
    line.on("2025-08-18")
    line("done", TASK, "--product", "21-BC/BTC")
    assert told(line.json("accept", TASK)) == ["btc"]
    found = task(line)
    assert (found["standing"], found["accepted_by"], found["awaits_acceptance"], found["product"]) == (
        *("done_in_time", "12", False),
        "21-BC/BTC",
    )
    assert "Accepted on 18/08/2025 by Tỉnh Lai Châu: it is firm." in line("explain", TASK).out
    line("verify")


def to_accept(line: CommandLine, *more: str) -> list[str]:
    """The tasks whose reports are to be accepted; every other one is marked otherwise, and `status` counts them."""
    asked = line.json("tasks", "--awaiting-acceptance")
    assert [one["id"] for one in line.json("tasks") if one["awaits_acceptance"]] == [one["id"] for one in asked]
    counted = line.json("status")["awaiting_acceptance"] or {"reports": 0}
    assert counted["reports"] == len(asked)
    return [one["id"] for one in line.json("tasks", "--awaiting-acceptance", *more)]


def test_reports_that_are_to_be_accepted_can_be_asked_for(line: CommandLine) -> None:
    """Until they are accepted, returned or withdrawn, the row asks for it no longer, or the plan has ended."""
    assign(line, "Một", "Trước 15/8/2025", "--accept")
    assign(line, "Hai", "Trước 16/8/2025", lead="vptu")
    assign(line, "Ba", "Trước 14/8/2025", "--accept", lead="vptu")
    assert to_accept(line) == []
    line.on("2025-08-01")
    line("done", TASK, "--on", "2025-07-30", "--id", "mot")
    line("done", f"{LETTER}/2/vptu")
    line("done", f"{LETTER}/3/vptu", "--on", "2025-07-31", "--id", "ba")
    assert to_accept(line) == [f"{LETTER}/3/vptu", TASK]
    page = line.json("tasks", "--awaiting-acceptance", "--limit", "1")
    assert [one["id"] for one in page["tasks"]] == [f"{LETTER}/3/vptu"]
    page = line.json("tasks", "--awaiting-acceptance", "--limit", "1", "--after", page["next"])
    assert ([one["id"] for one in page["tasks"]], page["next"]) == ([TASK], None)
    assert to_accept(line, "--unit", "btc") == to_accept(line, "--find", "mot") == [TASK]
    assert to_accept(line, "--state", "waiting") == to_accept(line, "--plan", "ke-hoach") == []
    assert line.json("status")["awaiting_acceptance"] == {"reports": 2, "since": "2025-07-30"}
    assert "Reports to be accepted: 2, the earliest of 30/07/2025" in line("status").out
    assert [one["id"] for one in line.json("tasks", "--awaiting-acceptance", "--on", "2025-07-30")] == [TASK]
    line("accept", TASK, "--id", "nhan")
    assert to_accept(line) == [f"{LETTER}/3/vptu"]
    line("withdraw", "nhan")
    line("return", TASK, "--reason", "thiếu", "--id", "tra")
    assert to_accept(line) == [f"{LETTER}/3/vptu"]
    line("withdraw", "tra")
    assert to_accept(line) == [f"{LETTER}/3/vptu", TASK]
    line("withdraw", "ba")
    assert to_accept(line) == [TASK]
    line("row", "drop", f"{LETTER}/1", "--document", "6-CV/TU", "--id", "bo")
    assert to_accept(line) == []
    assert not line.json("explain", TASK)["awaits_acceptance"]
    line("verify")


def test_reports_of_a_plan_that_has_ended_are_to_be_accepted_too(line: CommandLine) -> None:
    """They can be; what is done by the closing alone was reported by nobody, and awaits nothing."""
    assign(line, "Một", "Trước 15/8/2025", "--accept")
    assign(line, "Hai", "Trước 16/8/2025", "--accept")
    line("done", TASK)
    line("plan", "close", LETTER, "--document", "9-QĐ/TU", "--done", "2")
    assert {one["state"] for one in line.json("tasks", "--plan", LETTER)} == {"done"}
    assert to_accept(line) == [TASK]
    line("accept", TASK)
    assert to_accept(line) == []
    line("verify")


def test_tasks_of_which_nothing_is_heard_can_be_asked_for(line: CommandLine) -> None:
    """Those with a last day, page by page; a word of progress is enough, and `status` counts as many."""
    line("units", "add", line.writes("thu.csv", "code,email\nbtc,btc@x.vn\nvptu,vptu@x.vn\n"))
    assign(line, "Một", "Trước 15/12/2025")
    assign(line, "Hai", "Trước 16/12/2025", lead="vptu")
    assign(line, "Ba", "thường xuyên", lead="vptu")
    line.on("2025-08-03")
    assert line.json("tasks", "--no-progress", "14") == []
    assert line.json("status")["no_progress"] == {"days": 14, "tasks": 0}
    line("progress", TASK, "đang làm")
    line.on("2025-08-04")
    found = line.json("tasks", "--no-progress", "14")
    assert {one["id"]: one["still_since"] for one in found} == {
        "ke-hoach/R1/btc": "2025-07-21",
        f"{LETTER}/2/vptu": "2025-07-21",
    }
    assert line.json("status")["no_progress"]["tasks"] == 2
    assert "No progress for 14 days: 2 task(s)" in line("status").out
    assert "active, no news since 21/07/2025" in line("tasks", "--no-progress", "14").out
    coming = {one["id"]: one["next_rung"] for one in line.json("tasks")}
    assert coming.pop(f"{LETTER}/3/vptu") is None
    explained = {task: line.json("explain", task)["coming"][0] for task in coming}
    assert {task: {**rung, "every": None} for task, rung in coming.items()} == explained
    assert coming[TASK] == {"day": "2025-08-17", "to": {"lead": []}}
    assert "17/08/2025: cơ quan chủ trì" in line("tasks", THOIHAN_LANG="vi").out
    page = line.json("tasks", "--no-progress", "14", "--limit", "1")
    rest = line.json("tasks", "--no-progress", "14", "--limit", "1", "--after", page["next"])
    assert ([one["id"] for one in page["tasks"] + rest["tasks"]], rest["next"]) == ([one["id"] for one in found], None)
    assert [one["id"] for one in line.json("tasks", "--no-progress", "1", "--unit", "btc")] == ["ke-hoach/R1/btc", TASK]
    assert line.json("tasks", "--no-progress", "14", "--state", "waiting") == []
    line("verify")


OWN = """plan: tu-theo-doi
title: Kế hoạch
number: 7-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
policies: {accept: true, follow: vptu}
units:
  nhom: {name: Các ban, kind: group, members: [btc, vptu], tasks: each}
rules:
  - {id: R1, title: Việc một, lead: vptu, due: by 2025-12-01, says: hạn 1, cite: dòng 1}
  - {id: R2, title: Việc hai, lead: nhom, due: by 2025-12-01, says: hạn 2, cite: dòng 2}
"""


def test_nobody_accepts_or_returns_his_own_report(line: CommandLine) -> None:
    """What the unit that follows the plan leads needs no acceptance, alone or as one of a group; the others' do."""
    (line.folder / "own.yaml").write_text(OWN, encoding="utf-8")
    line("plan", "add", str(line.folder / "own.yaml"))
    own, of_group, other = (f"tu-theo-doi/{task}" for task in ("R1/vptu", "R2/vptu", "R2/btc"))
    for task_name in (own, of_group, other):
        line("done", task_name)
    assert to_accept(line) == [other]
    for task_name in (own, of_group):
        assert not line.json("explain", task_name)["awaits_acceptance"]
        before = line.json("events")
        assert "it needs no acceptance" in line("accept", task_name, "--by", "vptu", code=1).err
        assert "it needs no acceptance" in line("return", task_name, "--reason", "thiếu", code=1).err
        assert line.json("events") == before
    line("accept", other)
    assert to_accept(line) == []
    line("verify")


def test_files_of_parts_that_were_asked_for_are_files_of_the_task(line: CommandLine) -> None:
    """What is attached to the request, to the answer and to a correction of it is listed by task, and in the dossier.

    An answer amends what was asked, and no task turns by it.
    """
    assign(line, "Báo cáo cán bộ", "Trước 15/8/2025", "--cooperate", "vptu")
    kept = {name: line.folder / f"{name}.pdf" for name in ("hoi", "dap")}
    for name, path in kept.items():
        path.write_bytes(b"%PDF-1.7\n" + name.encode())
    line("part", "ask", TASK, "vptu", "số liệu", "--id", "hoi", "--attach", str(kept["hoi"]))
    line("part", "answer", "hoi", "gửi kèm", "--id", "dap", "--attach", str(kept["dap"]))
    listed = [(one["event"], one["name"]) for one in line.json("files", "list", "--task", TASK)]
    assert listed == [("hoi", "hoi.pdf"), ("dap", "dap.pdf")]
    line("dossier", TASK, "-o", str(line.folder / "ho-so.pdf"))
    with pdfplumber.open(line.folder / "ho-so.pdf") as document:
        text = " ".join(page.extract_text() for page in document.pages)
    assert "hoi.pdf" in text
    assert "dap.pdf" in text
