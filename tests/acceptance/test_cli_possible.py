"""What officers type that cannot be so: refused with what to do instead, or taken with a word; what `check` knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from adapters.clock import SetClock
from tests.command_line import CommandLine
from tests.samples.annex import annex
from tests.samples.tables import make_docx
from tests.worlds import plan_text

RULES = [
    {"id": "M", "lead": "btc", "due": "every month by day 25"},
    {"id": "A", "lead": "btc", "due": "7 days after congress"},
    {"id": "D", "for each": "district", "lead": "each", "due": "by 2025-09-30", "cooperate": "[d1]"},
]
MISSPELT = [{"id": "X", "for each": "distrct", "lead": "each", "due": "by 2025-09-30", "cooperate": "[d2]"}]
UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức,party-body,12
d1,Huyện Một,district,12
"""


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line in a folder with a list of units, and two plans that speak of them."""
    (tmp_path / "don-vi.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "ke-hoach.yaml").write_text(plan_text(RULES, {"congress": "12"}), encoding="utf-8")
    (tmp_path / "sai.yaml").write_text(plan_text(MISSPELT, {}, plan="sai"), encoding="utf-8")
    return CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")


@pytest.fixture
def office(line: CommandLine) -> CommandLine:
    """The same, where the units are registered and the plan is in force, a month later."""
    line("units", "add", str(line.folder / "don-vi.csv"))
    line("plan", "add", str(line.folder / "ke-hoach.yaml"))
    line.on("2025-08-20")
    line("sweep", code=4)  # nobody here has an address
    return line


def codes(line: CommandLine, file: str, code: int) -> list[str]:
    found = line("check", str(line.folder / file), "--json", code=code)
    return [f"{one['severity']} {one['code']}" for one in found.json()]


def test_what_the_register_knows_the_check_knows(line: CommandLine) -> None:
    """An agency and a kind that were registered are no unknown ones; and what is misspelt is an error then."""
    assert set(codes(line, "ke-hoach.yaml", 0)) == {"warning unknown-unit", "warning unknown-kind"}
    told = line("check", str(line.folder / "ke-hoach.yaml"))
    assert told.err.startswith("Note: no agencies are registered here")
    nowhere = replace(line, url=f"sqlite:///{line.folder / 'none.sqlite'}", empty=True)
    assert nowhere("check", str(line.folder / "ke-hoach.yaml")).err == told.err
    assert not (line.folder / "none.sqlite").exists()

    line("units", "add", str(line.folder / "don-vi.csv"))
    told = line("check", str(line.folder / "ke-hoach.yaml"))
    assert (told.out.endswith("nothing is wrong.\n"), told.err) == (True, "")
    assert codes(line, "sai.yaml", 3) == ["error unknown-kind", "error unknown-unit"]
    refused = line("plan", "add", str(line.folder / "sai.yaml"), code=1)
    assert "Did you mean “district”?" in refused.err


def test_official_units_may_still_come_to_the_register(line: CommandLine) -> None:
    """A plan may be adopted before its communes are registered; once some are, a code that none has is wrong."""
    communes = [{"id": "C", "for each": "[03388, 99999]", "lead": "each", "due": "by 2025-09-30"}]
    (line.folder / "xa.yaml").write_text(plan_text(communes, {}, plan="xa"), encoding="utf-8")
    line("units", "add", str(line.folder / "don-vi.csv"))
    assert codes(line, "xa.yaml", 0) == []
    line("units", "add", "--province", "12")
    assert codes(line, "xa.yaml", 3) == ["error unknown-unit"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "done ke-hoach/M/btc",
            "Đang mở: ke-hoach/M/btc/2025-07, ke-hoach/M/btc/2025-08. Chưa ghi gì; hãy ghi thêm kỳ",
        ),
        ("done ke-hoach/M/btc/2025-13", "không có kỳ “2025-13”"),
        ("done ke-hoach/M/btc/2025-09", "đến ngày 01/09/2025 mới bắt đầu"),
        ("done ke-hoach/A/btc", "chưa bắt đầu: theo những gì đã ghi ở đây, sự kiện mà nhiệm vụ chờ chưa diễn ra"),
        ("done ke-hoach/D/d1 --on 2025-08-21 --anyway --reason x", "Ngày 21/08/2025 chưa đến: hôm nay là 20/08/2025"),
        ("done ke-hoach/D/d1 --on 2025-07-01", "lại được báo là xong ngày 01/07/2025, trước đó"),
        ("done ke-hoach/D/d1 --on 2025-07-01 --anyway", "phải nêu lý do"),
        ("log congress --on 2025-09-01", "Nếu mới dự kiến vào ngày đó thì ghi kèm `--planned`"),
        ("set-date ke-hoach/D/d1 2025-08-19", "Ngày 19/08/2025 đã qua vào ngày 20/08/2025 nên khó có thể là thời hạn"),
        ("units merge d1 --into btc --on 2025-09-01", "Ngày 01/09/2025 chưa đến"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(office: CommandLine, words: str, told: str) -> None:
    """In Vietnamese first, and nothing is recorded."""
    before = office.json("events")
    assert told in office(*words.split(), code=1, THOIHAN_LANG="vi").err
    assert office.json("events") == before


def test_what_can_be_after_all_is_taken_with_a_word(office: CommandLine) -> None:
    """The reason stands in the event, and in the history of the task."""
    answer = office.json("done", "ke-hoach/D/d1", "--on", "2025-07-01", "--anyway", "--reason", "huyện làm trước")
    assert answer["known"] is False
    (event,) = (one for one in office.json("events") if one["id"] == answer["event"])
    assert event["data"] == {"anyway": True, "reason": "huyện làm trước"}
    assert "reported done on 01/07/2025 (huyện làm trước)" in office("explain", "ke-hoach/D/d1").out


def test_the_same_day_said_again_is_known(office: CommandLine) -> None:
    """With another document too; another day is to be corrected."""
    office("log", "congress", "--on", "2025-08-04", "--document", "Nghị quyết 1")
    again = office("log", "congress", "--on", "2025-08-04", "--document", "Nghị quyết 1-NQ/ĐH")
    assert again.out.startswith("This is in the log already")
    refused = office("log", "congress", "--on", "2025-08-08", code=1)
    event = office.json("events", "--last", "1")[0]["id"]
    assert f"`thoihan correct {event} --on …`" in refused.err
    assert office("log", "congress", "--on", "2025-09-30", "--planned", code=1).err


def test_half_past_five_in_the_morning_is_today(office: CommandLine) -> None:
    """The day is that of Viet Nam; Greenwich is still on yesterday."""
    office.clock.moment = SetClock.on(date(2025, 9, 1), time(5, 30)).moment
    office("done", "ke-hoach/D/d1")
    office("done", "ke-hoach/M/btc/2025-09")
    assert {one["occurred_on"] for one in office.json("events", "--last", "2")} == {"2025-09-01"}
    office("log", "congress", "--on", "1/9/2025")


def test_what_is_supposed_may_lie_ahead(office: CommandLine) -> None:
    """Also as commands that would be refused today."""
    typed: Callable[..., object] = office.json
    assert typed("what-if", "congress", "--on", "2025-10-01")
    assert typed("what-if", "--if", "done ke-hoach/D/d1 --on 2025-09-15")


def test_a_draft_need_not_declare_what_is_registered(line: CommandLine) -> None:
    """What the import found in the register, the check of its draft finds there too."""
    line("plan", "add", "376-kh-tu")
    (line.folder / "phu-luc.docx").write_bytes(make_docx(annex()))
    line("import", str(line.folder / "phu-luc.docx"), "-o", str(line.folder / "nhap.yaml"))
    found = line.ended("check", str(line.folder / "nhap.yaml"), "--json").json()
    assert [one for one in found if one["code"] in ("unknown-unit", "unknown-kind") and "“?”" not in one["text"]] == []
    elsewhere = CommandLine(line.folder, f"sqlite:///{line.folder / 'other.sqlite'}")
    found = elsewhere.ended("check", str(line.folder / "nhap.yaml"), "--json").json()
    assert [one for one in found if one["code"] == "unknown-unit" and "“?”" not in one["text"]]
