"""Whoever runs the program hears by mail, once a day at most, what somebody has to look at."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

OFFICE = "vanphong@tinh.example.vn"
UNITS = """code,name,kind,parent,email,phone
12,Tỉnh Lai Châu,province,,theodoi@tinh.example.vn,
c1,Xã Một,commune,12,,
c2,Xã Hai,commune,12,,
"""
ROWS = [{"lead": "each", "for each": "commune", "due": "30 days after congress", "title": "Báo cáo"}]


class Line(CommandLine):
    """The command line of an office that has a mailbox."""

    def alerts(self) -> list[tuple[str, str]]:
        """To whom alerts went so far, the first first, and their words."""
        read = (message_from_bytes(one.read_bytes(), policy=default) for one in self.folder.glob("mail/new/*"))
        mails = sorted(
            (mail for mail in read if "to look at" in mail["Subject"]), key=lambda mail: mail["Date"].datetime
        )
        bodies = ((mail["To"].addresses[0].addr_spec, mail.get_body(("plain",))) for mail in mails)
        return [(to, " ".join(body.get_content().split())) for to, body in bodies if body]


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> Line:
    """Two communes without any address have a task of a plan that the province follows."""
    made = Line(tmp_path, database_url, more={"THOIHAN_OFFICE_MAIL": OFFICE})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS))
    made("log", "congress", "--on", "2025-07-21", "--id", "dh")
    return made


def test_units_that_are_not_reached_are_said_once_with_what_to_do(line: Line) -> None:
    """To the office and to who follows the plan; again when another is among them, on a day after, or after a week."""
    line("sweep", code=4)
    assert sorted(to for to, _ in line.alerts()) == ["theodoi@tinh.example.vn", OFFICE]
    for _, words in line.alerts():
        assert "Xã Một (c1), Xã Hai (c2): 2 message(s)" in words
        assert "`thoihan status` says how things stand now" in words
    line("log", "congress", "--planned", "--on", "2025-09-30", "--id", "khac", code=None)
    line.ended("sweep")
    assert len(line.alerts()) == 2
    line.on("2025-07-22")
    line.ended("sweep")
    assert len(line.alerts()) == 2
    line.on("2025-07-28")
    line.ended("sweep")
    assert len(line.alerts()) == 4
    assert [one["recipient"] for one in line.json("outbox") if "alert" in one["key"]] == []
    assert not line.json("status")["parts"]


def test_what_is_over_is_news_again(line: Line) -> None:
    """Addresses were entered, and taken away later."""
    line("sweep", code=4)
    line.registers("code,name,kind,parent,email\nc1,Xã Một,commune,12,a@x.vn\nc2,Xã Hai,commune,12,b@x.vn\n")
    line("sweep")
    line("units", "forget", "c1")
    line.on("2025-07-22")
    line("correct", "dh", "--on", "2025-07-18", "--reason", "x")
    line.ended("sweep")
    (_, words), *_ = line.alerts()[2:]
    assert ("Xã Một (c1): 1 message(s)" in words, "Xã Hai" in words) == (True, False)


def test_a_brand_name_that_lapses_is_said_and_nothing_in_a_trial_or_at_night(line: Line) -> None:
    """No alert goes where nobody said whose mailbox it is, either."""
    more = {"THOIHAN_SMS": "esms+https://127.0.0.1:9/?from=TINHUY&until=2025-08-30"}
    line.more = {**line.more, **more, "THOIHAN_SMS_USERNAME": "k", "THOIHAN_SMS_PASSWORD": "s"}
    line.ended("sweep", THOIHAN_TRIAL_MAIL="thu@example.vn", THOIHAN_TRIAL_PHONE="0912345678")
    line.ended("outbox", "--release", "all")
    line.ended("sweep", THOIHAN_SENDING_HOURS="09:00-21:00")
    line.ended("sweep", THOIHAN_OFFICE_MAIL="")
    assert line.alerts() == []
    line.ended("sweep")
    assert any(
        "The brand name TINHUY of text messages is valid until 30/08/2025" in words for _, words in line.alerts()
    )
