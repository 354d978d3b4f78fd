"""What was said of a task on its way counts by its own day, and so does who said it, though it is recorded later."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh Lai Châu,province,vn,
vptu,Văn phòng Tỉnh ủy,party-body,12,vptu@x.vn
btc,Ban Tổ chức,party-body,12,btc@x.vn
bdv,Ban Dân vận,party-body,12,bdv@x.vn
btg,Ban Tuyên giáo,party-body,12,btg@x.vn
"""
PLAN = plan_text(
    [
        {"lead": "btc", "cooperate": "[bdv]", "due": "10 working days after provincial_congress"},
        {"lead": "btg", "due": "by 2025-12-30"},
    ],
    {"provincial_congress": "12"},
    plan="ke-hoach",
    policies="{follow: vptu, accept: yes}",
)
TASK = "ke-hoach/R1/btc"  # due on 15/08/2025
BACK = ("return", TASK, "--on", "2025-08-14", "--reason", "thiếu", "--due", "2025-08-26", "--id", "tra")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A task that was due, and much of it still to be recorded, on a later day."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made.on("2025-09-01")
    made("log", "provincial_congress", "--on", "2025-08-01")
    return made


def told(answer: Any) -> list[str]:
    return [message["recipient"] for message in answer["messages"]]


def mails(line: CommandLine) -> dict[str, str]:
    """The text of each mail since it was asked last, by recipient."""
    line("sweep")
    found = {}
    for path in (line.folder / "mail").rglob("new/*"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        found[mail["To"].addresses[0].addr_spec] = body.get_content() if body else ""
        path.unlink()
    return found


def standing(line: CommandLine) -> Any:
    (found,) = line.json("tasks", "--lead", "btc")
    return found["standing"]


def test_a_day_that_was_given_is_held_against_the_day_of_giving_it(line: CommandLine) -> None:
    """It may have passed by now, but not on the event's own day; nor is that day corrected to one behind it."""
    late = ("--on", "2025-08-12", "--due", "2025-08-13")
    line("delegate", TASK, "PTP", *late, "--id", "giao")
    line("part", "ask", TASK, "bdv", "số liệu", *late, "--id", "hoi")
    line("set-date", TASK, "2025-08-20", "--on", "2025-08-13", "--id", "ngay")
    line("done", TASK, "--on", "2025-08-13", "--id", "d1")
    line(*BACK)
    line("done", TASK, "--on", "2025-08-25")
    assert standing(line) == "done_in_time"
    for one in ("giao", "hoi", "ngay", "tra"):
        line("correct", one, "--on", "2025-08-27", "--reason", "nhầm", code=1)
    line("verify")


def test_a_day_before_that_of_giving_it_is_refused(line: CommandLine) -> None:
    """The message says which day that was."""
    line("done", TASK, "--on", "2025-08-13", "--id", "d1")
    early = ("--on", "2025-08-12", "--due", "2025-08-11")
    back = ("return", TASK, "--on", "2025-08-27", "--reason", "thiếu", "--due", "2025-08-26")
    assert "26/08/2025 had passed already on 27/08/2025" in line(*back, code=1).err
    for one in (("delegate", TASK, "PTP", *early), ("part", "ask", TASK, "bdv", "số liệu", *early)):
        assert "11/08/2025 had passed already on 12/08/2025" in line(*one, code=1).err
    dated = line("set-date", TASK, "2025-08-11", "--on", "2025-08-12", code=1).err
    assert "11/08/2025 had passed already on 12/08/2025" in dated


def test_a_part_that_was_asked_for_before_the_report_is_taken_after_it(line: CommandLine) -> None:
    """Nobody is told of it, since the task is done; what is said of a day behind the report is refused."""
    line("done", TASK, "--on", "2025-08-13", "--id", "d1")
    ask = ("part", "ask", TASK, "bdv", "số liệu")
    assert told(line.json(*ask, "--on", "2025-08-12", "--id", "hoi")) == []
    line("delegate", TASK, "PTP", "--on", "2025-08-12")
    assert "is done, so nothing more is said" in line(*ask, "--on", "2025-08-14", code=1).err
    assert told(line.json("part", "answer", "hoi", "gửi kèm", "--on", "2025-08-13")) == ["btc"]
    line("withdraw", "d1")
    line("row", "drop", "ke-hoach/R1", "--on", "2025-08-14", "--document", "3-TB")
    assert told(line.json(*ask, "--on", "2025-08-13")) == []
    assert "is no longer in plan" in line(*ask, "--on", "2025-08-14", code=1).err
    line("verify")


@pytest.mark.parametrize("merged_first", [False, True])
def test_who_has_taken_over_by_then_answers(line: CommandLine, merged_first: bool) -> None:
    """Whichever is recorded first; what was said before the merger, the unit of that day said."""
    line("part", "ask", TASK, "bdv", "số liệu", "--on", "2025-08-04", "--id", "hoi")
    merged = ("units", "merge", "bdv", "--into", "btg", "--on", "2025-08-07", "--document", "3-TB")
    answered = ("part", "answer", "hoi", "gửi kèm", "--on", "2025-08-08")
    for one in (merged, answered) if merged_first else (answered, merged):
        said = line(*one).out
    assert not merged_first or "Ban Tuyên giáo has answered: gửi kèm" in said
    explained = line("explain", TASK).out
    assert "Ban Dân vận asked on 04/08/2025 for its part" in explained
    assert "answered on 08/08/2025 by Ban Tuyên giáo: gửi kèm" in explained


def test_who_took_an_accepted_report_for_settled_hears_that_it_is_late_now(line: CommandLine) -> None:
    """A correction behind it moves its date: who leads and who follows are told, once, and not what came and went."""
    line("done", TASK, "--on", "2025-08-13", "--id", "d1")
    line(*BACK)
    line("done", TASK, "--on", "2025-08-25")
    line("accept", TASK, "--on", "2025-08-26")
    mails(line)
    assert told(line.json("withdraw", "d1", "--id", "nham")) == ["btc", "vptu"]
    assert standing(line) == "done_late"
    line("withdraw", "nham", "--id", "dung")
    assert mails(line) == {}
    line("withdraw", "dung")
    found = mails(line)
    assert sorted(found) == ["btc@x.vn", "vptu@x.vn"]
    assert all("ACCEPTED, AND LATE NOW" in text for text in found.values())
    line("verify")
