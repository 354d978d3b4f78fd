"""Mails have their due dates attached as a calendar file, whose entries are those of the agency's own calendar."""

import mailbox
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from adapters.telling.mails.smtp import _seven_bit
from tests.command_line import CommandLine
from tests.worlds import plan_text

UNITS = "code,name,kind,parent,email\nvn,Trung ương,central,,\n12,Tỉnh,province,vn,\n" + "".join(
    f"c{number},Xã {number},commune,12,c{number}@example.vn\n" for number in (1, 2)
)
ROWS = [
    {"for each": "commune", "lead": "each", "title": "Báo cáo kết quả", "due": "60 days after congress"},
    {"for each": "commune", "lead": "each", "title": "Việc kín", "due": "50 days after congress", "secrecy": "mật"},
]


@pytest.fixture
def line(tmp_path: Path, empty_url: str) -> CommandLine:
    """Two communes have an open and a secret task after a congress, and have been told."""
    made = CommandLine(tmp_path, empty_url, more={"THOIHAN_SECRECY_HIGHEST": "mật"})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS))
    made.on("2025-07-28")
    made("log", "congress", "--on", "2025-07-28")
    made("sweep")
    return made


def mailed(line: CommandLine, name: str = "Xã 1") -> list[dict[str, Any]]:
    """The calendars that were mailed to a commune, the first first: its entries by UID."""
    box = mailbox.Maildir(line.folder / "mail", create=False)
    read = [message_from_bytes(box.get_bytes(key), policy=SMTP) for key in sorted(box.keys())]
    mails = sorted((mail for mail in read if name in str(mail["To"])), key=lambda mail: mail["Date"].datetime)
    return [entries(mail) for mail in mails]


def attached(line: CommandLine) -> list[bytes]:
    """The calendar files that were mailed to the first commune, the first first."""
    box = mailbox.Maildir(line.folder / "mail", create=False)
    read = [message_from_bytes(box.get_bytes(key), policy=SMTP) for key in box.keys()]  # noqa: SIM118 - no mapping
    mails = sorted((mail for mail in read if "Xã 1" in str(mail["To"])), key=lambda mail: mail["Date"].datetime)
    parts = (part for mail in mails for part in mail.walk() if part.get_content_type() == "text/calendar")
    return [str(part.get_content()).encode() for part in parts if isinstance(part, EmailMessage)]


def entries(mail: Any) -> dict[str, Any]:
    assert isinstance(mail, EmailMessage)
    files = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not files:
        return {}
    assert (files[0].get_param("method"), files[0].get_filename()) == ("PUBLISH", "thoi-han.ics")
    calendar = icalendar.Calendar.from_ical(files[0].get_content())
    assert str(calendar["METHOD"]) == "PUBLISH"
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def fed(line: CommandLine) -> dict[str, Any]:
    path = line.folder / "c1.ics"
    line("feed", "c1", "-o", str(path))
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def said(entry: Any) -> tuple[Any, ...]:
    return (*(str(entry[name]) for name in ("SUMMARY", "SEQUENCE", "STATUS")), entry["DTSTART"].dt)


def test_entries_are_those_of_the_agencys_calendar(line: CommandLine) -> None:
    """New, moved, not required any more: by name, number, day and words; numbers rise with each."""
    first, in_feed = mailed(line)[-1], fed(line)
    assert {uid: said(one) for uid, one in first.items()} == {uid: said(one) for uid, one in in_feed.items()}
    assert len(first) == 2
    line.on("2025-07-29")
    line("correct", "3", "--on", "2025-07-25")
    line("sweep")
    moved, in_feed = mailed(line)[-1], fed(line)
    assert {uid: said(one) for uid, one in moved.items()} == {uid: said(one) for uid, one in in_feed.items()}
    assert all(int(moved[uid]["SEQUENCE"]) > int(first[uid]["SEQUENCE"]) for uid in first)
    line.on("2025-07-30")
    line("withdraw", "3")
    line("sweep")
    over, in_feed = mailed(line)[-1], fed(line)
    assert {uid: said(one)[1:3] for uid, one in over.items()} == {uid: said(one)[1:3] for uid, one in in_feed.items()}
    assert {str(one["STATUS"]) for one in over.values()} == {"CANCELLED"}


def alarms(data: bytes) -> dict[str, str]:
    """The alarms of a calendar as another library reads them, by UID: when each rings, and that it shows a text."""
    whole = vobject.readOne(data.decode())
    rings = ((one.uid.value, one.valarm) for one in whole.contents["vevent"] if "valarm" in one.contents)
    return {uid: f"{alarm.action.value} {alarm.trigger.value}" for uid, alarm in rings}


def test_they_ring_as_those_of_the_agencys_calendar(line: CommandLine) -> None:
    """And not where the task is not required any more: read back by another library than writes them."""
    first = attached(line)[-1]
    line("feed", "c1", "-o", str(line.folder / "c1.ics"))
    found = alarms(first)
    assert found == alarms((line.folder / "c1.ics").read_bytes())
    assert [one.partition(" ")[0] for one in found.values()] == ["DISPLAY"] * 2
    line("withdraw", "3")
    line("sweep")
    assert alarms(attached(line)[-1]) == {}


def test_secret_rows_say_number_and_date_only(line: CommandLine) -> None:
    """By the same gate as the mail."""
    found = mailed(line)[-1]
    secret = next(one for uid, one in found.items() if "/II" in uid or "R2" in uid or "I.2" in uid)
    assert "see at" in str(secret["SUMMARY"])
    assert all("Việc kín" not in str(value) for one in found.values() for value in one.values())
    assert any("Báo cáo kết quả" in str(one["SUMMARY"]) for one in found.values())


def test_a_reminder_has_none_and_another_agency_has_its_own(line: CommandLine) -> None:
    """Nothing becomes another by being reminded; names end with whose calendar they are in."""
    assert {uid.rpartition("@")[2] for uid in mailed(line, "Xã 2")[-1]} == {"c2.thoihan"}
    before = len(mailed(line))
    line.on("2025-09-10")
    line.ended("sweep", "--leap")
    assert mailed(line)[before:] == [{}]


def test_a_calendar_travels_by_seven_bits(line: CommandLine) -> None:
    """Also to a server without 8BITMIME."""
    box = mailbox.Maildir(line.folder / "mail", create=False)
    data = box.get_bytes(box.keys()[0]).replace(b"\n", b"\r\n")
    sent = _seven_bit(data)
    assert sent.isascii()
    whole, seven = (entries(message_from_bytes(one, policy=SMTP)) for one in (data, sent))
    assert {uid: said(one) for uid, one in whole.items()} == {uid: said(one) for uid, one in seven.items()}
    assert whole
