"""An agency's due dates as a calendar: written by one library, read by another, followed as its tasks change."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from events.beside.rows import ServedRow
from events.opening import open_store
from events.rows import Changes
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

LONG = "Rà soát, bổ sung quy hoạch cán bộ diện Ban Thường vụ Tỉnh ủy quản lý; ưỡng ẹo từng chữ, nhiệm kỳ 2025 - 2030"
UNITS = """code,name,kind,parent,email,members,tasks
12,Tỉnh Lai Châu,province,,,,
btc,Ban Tổ chức,party-body,12,,,
vp,Văn phòng,party-body,12,,,
tct,Trường Chính trị,party-body,12,,,
c1,Xã Một,commune,12,,,
c2,Xã Hai,commune,12,,,
ban-dang,Các ban đảng,group,12,,btc; vp,shared
"""
ROWS = [
    {"lead": "btc", "title": f'"{LONG}"', "due": "30 working days before congress", "cite": "mục I, dòng 1"},
    {"lead": "btc", "due": "in 2025-08..2025-09"},
    {"lead": "btc", "due": "continuous"},
    {"lead": "btc", "due": "once guidance"},
    {"lead": "ban-dang", "due": "by 2025-09-01"},
    {"lead": "vp", "due": "by 2025-10-01", "cooperate": "[ban-dang]"},
    {"lead": "each", "for each": "commune", "due": "7 days after guidance"},
    {"lead": "vp", "for each": "commune", "due": "9 days after guidance"},
]
MILESTONES = {"congress": "12", "guidance": "12"}
PLAN = plan_text(ROWS, MILESTONES, policies="{notify cooperating: true}")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of which some has begun: a congress is planned, the guidance has not come."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made("log", "congress", "--planned", "--on", "2025-09-24", "--document", "15-TB/TU", "--id", "dh")
    return made


def served(line: CommandLine, unit: str = "btc", **environ: Any) -> bytes:
    line("feed", unit, "-o", str(line.folder / f"{unit}.ics"), **environ)
    return (line.folder / f"{unit}.ics").read_bytes()


def read(data: bytes) -> dict[str, Any]:
    """The entries as another library reads them, by the row and the unit of their task."""
    whole = vobject.readOne(data.decode())
    found = {one.uid.value.partition("@")[0].removeprefix("ke-hoach/"): one for one in whole.contents.get("vevent", ())}
    assert len(found) == data.count(b"\r\nBEGIN:VEVENT\r\n")
    return found


def days(data: bytes) -> dict[str, str]:
    return {name: one.dtstart.value.isoformat() for name, one in read(data).items()}


def status(data: bytes) -> dict[str, str]:
    return {name: one.status.value for name, one in read(data).items()}


def numbers(data: bytes) -> dict[str, int]:
    return {name: int(one.sequence.value) for name, one in read(data).items()}


def test_the_file_is_what_calendar_programs_read(line: CommandLine) -> None:
    """Whole days, the end exclusive, in CRLF lines of 75 octets at the most, no letter cut in two."""
    data = served(line)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert [one.decode() for one in lines]  # each by itself
    whole: Any = icalendar.Calendar.from_ical(data)
    assert not whole.errors
    assert (whole["VERSION"], str(whole["X-WR-CALNAME"]), str(whole["NAME"])) == (
        "2.0",
        "Due dates: Ban Tổ chức",
        "Due dates: Ban Tổ chức",
    )
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert whole["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(whole["X-PUBLISHED-TTL"]) == "PT1H"
    assert "METHOD" not in whole
    for event in whole.walk("VEVENT"):
        assert not event.errors
        start, end = event["DTSTART"], event["DTEND"]
        assert (start.params["VALUE"], end.params["VALUE"]) == ("DATE", "DATE")
        assert type(start.dt) is date
        assert end.dt - start.dt == timedelta(days=1)
        assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
        assert event["TRANSP"] == "TRANSPARENT"
    assert days(data) == {
        "R1/btc": "2025-08-11",
        "R2/btc": "2025-09-30",
        "R5/ban-dang": "2025-09-01",
        "R6/vp": "2025-10-01",
    }


def test_an_entry_says_what_a_mail_would(line: CommandLine) -> None:
    """Title, mark, grounds, first day, row and part in the officer's words; and an alarm by the plan's policy."""
    entries = read(served(line, THOIHAN_LANG="vi"))
    first, period, shared, beside = (entries[name] for name in ("R1/btc", "R2/btc", "R5/ban-dang", "R6/vp"))
    assert first.summary.value == f"[tạm tính] {LONG}"
    said = first.description.value.split("\n")
    assert said[0] == "Thời hạn: thứ Hai, 11/08/2025 (tạm tính)"
    assert "Căn cứ: “hạn 1”: Mốc congress, dự kiến ngày 24/09/2025" in said
    assert "Dòng: mục I, dòng 1, kế hoạch 1-KH/TU" in said
    assert said[-1] == "Mã nhiệm vụ: ke-hoach/R1/btc"
    assert first.categories.value == ["1-KH/TU", "chủ trì"]
    assert first.status.value == "TENTATIVE"
    assert first.valarm.trigger.value == timedelta(days=-5, hours=8)  # 6/8, three working days before
    assert "Thực hiện từ: thứ Sáu, 01/08/2025" in period.description.value
    assert shared.summary.value == "[cùng chủ trì] Việc 5"
    assert "Chủ trì: Các ban đảng" in shared.description.value
    assert beside.summary.value == "[phối hợp] Việc 6"
    assert "Chủ trì: Văn phòng" in beside.description.value


def test_the_same_state_is_the_same_bytes(line: CommandLine) -> None:
    """However often it is asked for, and on whatever day, unless something has happened."""
    data = served(line)
    line.on("2025-07-25")
    assert served(line) == data
    assert not (line.folder / "btc.ics.bak").exists()
    assert served(line, THOIHAN_LANG="vi") != data
    assert served(line) == data
    line("log", "congress", "--planned", "--on", "2025-09-25")
    assert served(line) != data


def test_entries_follow_their_tasks(line: CommandLine) -> None:
    """A date that moves and becomes firm, a task that is done and is not after all: with a higher number each."""
    seen = [numbers(served(line))["R1/btc"]]
    steps = (
        ("2025-07-22", ("log", "congress", "--planned", "--on", "2025-10-24"), "2025-09-12", "TENTATIVE"),
        ("2025-10-27", ("log", "congress", "--on", "2025-10-23", "--id", "held"), "2025-09-11", "CONFIRMED"),
        ("2025-10-28", ("done", "ke-hoach/R1/btc", "--on", "2025-10-27", "--id", "done"), "2025-09-11", "CONFIRMED"),
        ("2025-10-29", ("withdraw", "done"), "2025-09-11", "CONFIRMED"),
        ("2025-10-30", ("withdraw", "held"), "2025-09-12", "TENTATIVE"),
    )
    for today, step, day, stands in steps:
        line.on(today)
        line(*step)
        data = served(line)
        assert (days(data)["R1/btc"], status(data)["R1/btc"]) == (day, stands), step
        seen.append(numbers(data)["R1/btc"])
        entry = read(data)["R1/btc"]
        assert ("valarm" in entry.contents) == (step[0] != "done")
        assert entry.summary.value.startswith("[done] ") == (step[0] == "done")
    assert seen == sorted(set(seen))
    for name in [one["id"] for one in line.json("events") if one["type"] == "milestone.planned"]:
        line("withdraw", name)
    data = served(line)
    assert status(data)["R1/btc"] == "CANCELLED"
    assert numbers(data)["R1/btc"] > seen[-1]


def test_what_has_no_day_is_not_there(line: CommandLine) -> None:
    """Standing duties never; a task that is to be given a date stands on the day by which that must be done."""
    assert "R3/btc" not in days(served(line))
    assert "R4/btc" not in days(served(line))
    line.on("2025-08-05")
    line("log", "guidance", "--on", "2025-08-04")
    data = served(line)
    assert days(data)["R4/btc"] == "2025-08-11"
    assert read(data)["R4/btc"].summary.value == "[set a date] Việc 4"
    line("set-date", "ke-hoach/R4/btc", "2025-09-19", "--document", "7-CV")
    data = served(line)
    assert (days(data)["R4/btc"], read(data)["R4/btc"].summary.value) == ("2025-09-19", "Việc 4")
    assert numbers(data)["R4/btc"] == 1


def test_a_suspended_task_leaves_the_calendar_and_comes_back(line: CommandLine) -> None:
    """While its time stands still it has no day, and its entry is cancelled; with the new day it is there again."""
    line.on("2025-08-05")
    before = numbers(served(line))["R2/btc"]
    line("suspend", "--plan", "ke-hoach", "--rule", "R2", "--document", "4-QĐ", "--id", "dung")
    data = served(line)
    assert (status(data)["R2/btc"], days(data)["R2/btc"]) == ("CANCELLED", "2025-09-30")
    line.on("2025-08-15")
    line("resume", "dung", "--on", "2025-08-14", "--document", "5-QĐ")
    again = served(line)
    assert status(again)["R2/btc"] == "CONFIRMED"
    assert before < numbers(data)["R2/btc"] < numbers(again)["R2/btc"]


def test_a_task_that_is_passed_on_is_in_the_calendar_of_the_heir(line: CommandLine) -> None:
    """It is cancelled where it was, and there where it is now, said to be of the former agency."""
    line.on("2025-08-05")
    line("log", "guidance", "--on", "2025-08-04")
    assert days(served(line, "c1")) == {"R7/c1": "2025-08-11", "R8/c1": "2025-08-13"}
    served(line, "c2")
    line("units", "merge", "c1", "--into", "c2", "--on", "2025-08-05", "--document", "1-NQ")
    assert status(served(line, "c1")) == dict.fromkeys(("R7/c1", "R8/c1"), "CANCELLED")
    heir = read(served(line, "c2"))
    assert {name: one.status.value for name, one in heir.items()} == dict.fromkeys(
        ("R7/c1", "R7/c2", "R8/c1", "R8/c2"), "CONFIRMED"
    )
    assert heir["R7/c1"].summary.value == "Việc 7 (Xã Một)"
    assert heir["R8/c2"].summary.value == "[takes part] Việc 8"


def test_a_task_that_another_leads_from_now_on_is_cancelled_where_it_was(line: CommandLine) -> None:
    """A version of the plan gives rows to another agency: both calendars say so."""
    line.on("2025-08-05")
    line("log", "guidance", "--on", "2025-08-04")
    assert status(served(line, "vp"))["R8/c1"] == "CONFIRMED"
    rows = [*ROWS[:7], {**ROWS[7], "lead": "tct"}]
    text = plan_text(rows, MILESTONES, policies="{notify cooperating: true}")
    (line.folder / "moi.yaml").write_text(text, encoding="utf-8")
    line("plan", "amend", str(line.folder / "moi.yaml"), "--document", "2-QĐ")
    before = served(line, "vp")
    assert status(before)["R8/c1"] == "CANCELLED"
    assert read(before)["R8/c1"].summary.value == "[no longer yours] Việc 8 (Xã Một)"
    assert served(line, "vp") == before
    assert status(served(line, "tct")) == {"R8/c1": "CONFIRMED", "R8/c2": "CONFIRMED"}


def test_cooperating_units_have_tasks_only_where_the_plan_tells_them(line: CommandLine) -> None:
    """By the plan's own policy, like messages."""
    text = plan_text(ROWS, MILESTONES, plan="khac")
    (line.folder / "khac.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "khac.yaml"))
    whole: Any = icalendar.Calendar.from_ical(served(line))
    found = [str(one["UID"]).partition("@")[0] for one in whole.walk("VEVENT")]
    assert "khac/R5/ban-dang" in found
    assert "khac/R6/vp" not in found
    assert "ke-hoach/R6/vp" in found


def test_no_number_is_below_one_that_was_served(line: CommandLine) -> None:
    """Though the history is shorter than it was, since the rows were built anew by another version of the program."""
    served(line)
    store = open_store(line.url)
    with store.begin() as session:
        session.apply(Changes(served=[ServedRow("btc", "ke-hoach", "ke-hoach/R1/btc", 9, "2025-08-11", 0)]))
    assert numbers(served(line))["R1/btc"] == 9
    line("log", "congress", "--planned", "--on", "2025-09-25")
    assert numbers(served(line))["R1/btc"] == 10
    with store.begin() as session:
        session.apply(Changes(served=[ServedRow("btc", "ke-hoach", "ke-hoach/R9/btc", 2, "2025-08-11", 0)]))
    store.close()
    data = served(line)
    assert (status(data)["R9/btc"], numbers(data)["R9/btc"]) == ("CANCELLED", 3)
    assert served(line) == data
    assert line.json("verify")["holds"]


def test_a_dry_run_keeps_nothing(line: CommandLine) -> None:
    """It counts, and neither writes the file nor notes that anything was served."""
    path = line.folder / "x.ics"
    said = line.json("feed", "btc", "-o", str(path), "--dry-run")
    assert said == {
        "path": str(path),
        "unit": "btc",
        "person": None,
        "dry_run": True,
        "size": 0,
        "entries": 4,
        "cancelled": 0,
    }
    assert not path.exists()
    assert kept(line) == []
    said = line.json("feed", "Ban Tổ chức", "-o", str(path))
    assert said == {
        "path": str(path),
        "unit": "btc",
        "person": None,
        "dry_run": False,
        "size": path.stat().st_size,
        "entries": 4,
        "cancelled": 0,
    }
    assert len(kept(line)) == 4


def kept(line: CommandLine) -> list[ServedRow]:
    store = open_store(line.url)
    with store.begin(write=False) as session:
        found = session.served("btc")
    store.close()
    return found


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("feed", "khong-co"), "There is no unit “khong-co”."),
        (("feed", "btc", "-o", "."), "is a folder"),
        (("feed", "btc", "-o", "khong/co/o-day.ics"), "cannot be written"),
    ],
)
def test_what_cannot_be_written_changes_nothing(line: CommandLine, argv: tuple[str, ...], said: str) -> None:
    """An agency that there isn't, a place where nothing can be written: the reason, and nothing is kept as served."""
    assert said in line(*argv, code=1).err
    assert kept(line) == []


def test_titles_put_nothing_into_the_file_but_text(line: CommandLine) -> None:
    """Line ends, separators, and what looks like iCalendar itself stay a title."""
    hostile = r'"A\r\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x; b, c\u2028\u202e\\n"'
    text = plan_text([{"lead": "btc", "title": hostile, "due": "by 2025-09-01"}], {}, plan="la")
    (line.folder / "la.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "la.yaml"))
    data = served(line)
    whole: Any = icalendar.Calendar.from_ical(data)
    found = [one for one in whole.walk("VEVENT") if str(one["UID"]).startswith("la/")]
    assert [str(one["SUMMARY"]) for one in found] == ["A END:VEVENT BEGIN:VEVENT SUMMARY:x; b, c \\n"]
    assert len(whole.walk("VEVENT")) == len(read(data)) == 5
