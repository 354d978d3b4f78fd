"""Whoever follows plans hears on each working day, or once a week, how they stand."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_bounces import mails
from tests.command_line import CommandLine
from tests.worlds import plan_text

FOLLOWER = "vp@tinh.vn"
UNITS = (
    "code,name,kind,parent,email\nvn,Trung ương,central,,\n"
    f"12,Tỉnh Lai Châu,province,vn,{FOLLOWER}\nbto,Ban Tổ chức,party-body,12,bto@tinh.vn\n"
)
ROWS = [{"lead": "bto", "due": "by 2025-07-25"}, {"lead": "bto", "due": "once congress"}]


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A plan with a row that is due on Friday 25 July, and one that needs a date from then on."""
    made = CommandLine(tmp_path, f"sqlite:///{tmp_path}/a.db", more={"THOIHAN_SUMMARIES": "daily"})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS))
    made("log", "congress", "--on", "2025-07-21")
    made("sweep", THOIHAN_SUMMARIES="off")
    return made


def said(line: CommandLine, day: str, **environ: str) -> list[tuple[str, str]]:
    """Subject and text of what whoever follows the plan is told of it, swept twice on that day."""
    before = {str(mail["Message-ID"]) for mail in mails(line, FOLLOWER)}
    line.on(day)
    line.ended("sweep", **environ)
    line.ended("sweep", **environ)
    found: list[Any] = [mail for mail in mails(line, FOLLOWER) if str(mail["Message-ID"]) not in before]
    reports = [mail for mail in found if "report" in str(mail["Subject"])]
    return [(str(mail["Subject"]), " ".join(mail.get_body(("plain",)).get_content().split())) for mail in reports]


def test_each_working_day_and_the_first_of_a_week_has_the_weeks(line: CommandLine) -> None:
    """Once a day, not on days off; numbers as `today` has them, what is overdue by its row, and four cells a week."""
    ((subject, text),) = said(line, "2025-07-25")
    assert subject == "[thời hạn] The day's report, 25/07/2025: 0 overdue"
    assert "1-KH/TU: overdue 0, due today 1, in the next 7 days 0, without a date 1; without news" in text
    assert said(line, "2025-07-26") == []
    ((subject, text),) = said(line, "2025-07-28")
    assert subject == "[thời hạn] The week's report, 28/07/2025: 1 overdue"
    assert "not done and in time 1, not done and overdue 1" in text
    assert "R1, Ban Tổ chức: overdue, its last day was 25/07/2025" in text
    assert "Việc" not in text


def test_it_is_said_again_until_it_arrives_and_as_often_as_the_settings_have_it(line: CommandLine) -> None:
    """A mail server that is down; weekly; off; in a trial nobody hears it."""
    line.on("2025-07-25")
    line.ended("sweep", THOIHAN_MAIL="smtp://127.0.0.1:1?security=none&timeout=1")
    line.clock.moment = line.clock.moment.replace(hour=17)
    line("sweep")
    assert any("The day's report" in str(mail["Subject"]) for mail in mails(line, FOLLOWER))
    assert said(line, "2025-07-28", THOIHAN_SUMMARIES="off") == []
    assert said(line, "2025-07-28", THOIHAN_TRIAL_MAIL="thu@tinh.vn") == []
    assert len(said(line, "2025-07-28", THOIHAN_SUMMARIES="weekly")) == 1
    assert said(line, "2025-07-29", THOIHAN_SUMMARIES="weekly") == []


def test_where_nothing_waits_for_anybody_a_day_is_silent(line: CommandLine) -> None:
    """What is done: then only the week's report says so."""
    line("done", "ke-hoach/R1/bto", "--on", "2025-07-21")
    line("set-date", "ke-hoach/R2/bto", "2025-09-30")
    line("done", "ke-hoach/R2/bto", "--on", "2025-07-21")
    assert said(line, "2025-07-25") == []
    ((_, text),) = said(line, "2025-07-28")
    assert "done in time 2" in text
