"""Mail that came back: by what it says of what was really sent an address is marked, and the office is told."""

import mailbox
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.worlds import plan_text

UNITS = "code,name,kind,parent,email\nvn,Trung ương,central,,\n12,Tỉnh,province,vn,\n" + "".join(
    f"c{number},Xã {number},commune,12,{address}\n" for number, address in ((1, "c1@dead.vn"), (2, "c2@example.vn"))
)
ROW = {"for each": "commune", "lead": "each", "title": "Báo cáo kết quả", "due": "60 days after congress"}

REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.vn>
To: thoihan@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<{address}>: host mx.dead.vn said: 550 5.1.1 No such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn
Arrival-Date: Mon, 28 Jul 2025 08:00:00 +0700

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: text/rfc822-headers

From: thoihan@localhost
To: {address}
Message-ID: {id}
Subject: x

--b--
"""
QMAIL = """\
From: MAILER-DAEMON@mx.example.vn
To: thoihan@localhost
Subject: failure notice

Hi. This is the qmail-send program at mx.example.vn.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {id}
Subject: x
"""


@pytest.fixture
def line(tmp_path: Path, empty_url: str) -> CommandLine:
    """Two communes have been told of a task."""
    made = CommandLine(tmp_path, empty_url, more={"THOIHAN_OFFICE_MAIL": "vp@tinh.vn"})
    made.registers(UNITS)
    made.adopts(plan_text([ROW]))
    made.on("2025-07-28")
    made("log", "congress", "--on", "2025-07-28")
    made("sweep")
    return made


def mails(line: CommandLine, to: str) -> list[Any]:
    """The mails to an address."""
    box = mailbox.Maildir(line.folder / "mail", create=False)
    read = [message_from_bytes(box.get_bytes(key), policy=SMTP) for key in sorted(box.keys())]
    return [mail for mail in read if to in str(mail["To"])]


def report(line: CommandLine, text: str = REPORT, to: str = "c1@dead.vn", **said: str) -> str:
    """A report that the last mail to that address came back."""
    wanted = {"address": to, "action": "failed", "status": "5.1.1", "id": str(mails(line, to)[-1]["Message-ID"])}
    return text.format(**{**wanted, **said})


def statuses(line: CommandLine) -> dict[str, str]:
    return {one["recipient"]: one["status"] for one in line.json("outbox")}


@pytest.mark.parametrize("form", [REPORT, QMAIL])
def test_an_address_that_takes_no_mail_is_marked_and_told_of_once(line: CommandLine, form: str) -> None:
    """The message waits, the office hears of it once, nothing more goes there, and another address clears the mark."""
    found = line.json("bounces", "read", "-", stdin=report(line, form))
    assert {name: number for name, number in found.items() if number} == {"marked": 1, "units": ["c1"]}
    line("bounces", "read", "-", stdin=report(line, form))
    told = mails(line, "vp@tinh.vn")
    assert len(told) == 1
    assert "Xã 1" in str(told[0].get_body(("plain",)).get_content())
    assert "c1@dead.vn" not in str(told[0])
    assert statuses(line) == {"c1": "parked", "c2": "sent"}
    assert "the address does not exist" in line.json("outbox", "--status", "parked")[0]["last_error"]
    found = line.json("status")
    assert (found["addresses_without_mail"], len(found["not_reached"])) == (1, 1)
    shown = line("outbox", "show", line.json("outbox", "--status", "parked")[0]["key"]).out
    assert ("What to do: " in shown, "units contacts" in shown) == (True, True)
    assert ("The address does not exist. (5.1.1)" if form == REPORT else "It came back: it was not") in shown
    line("verify")
    assert line.json("bounces")[0]["unit"] == "c1"
    line.on("2025-07-29")
    line("correct", "3", "--on", "2025-07-25")
    line("sweep", code=4)
    assert [one["status"] for one in line.json("outbox", "--unit", "c1")] == ["parked", "parked"]
    assert len(mails(line, "c1@dead.vn")) == 1
    line.registers(UNITS.replace("c1@dead.vn", "c1@new.vn"))
    line("sweep")
    assert line.json("bounces") == []
    again = mails(line, "c1@new.vn")
    assert len(again) == 1
    text = str(again[0].get_body(("plain",)).get_content())
    assert ("NEW TASKS (1)" in text, "23/09/2025" in text) == (True, True)
    assert "parked" not in statuses(line).values()


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ({"status": "5.2.2"}, "returned"),
        ({"status": "5.7.1"}, "returned"),
        ({"status": "4.4.7"}, "returned"),
        ({"action": "delayed", "status": "4.4.1"}, "delayed"),
        ({"address": "c2@example.vn"}, "not_ours"),
        ({"id": "<%s@localhost>" % ("a" * 40)}, "not_ours"),
        ({"id": "<x@y>"}, "not_ours"),
        ({"action": "delivered", "status": "2.0.0"}, "other"),
    ],
)
def test_what_is_no_dead_address_marks_none(line: CommandLine, said: dict[str, str], taken: str) -> None:
    """A full mailbox, a policy, a delay, a forged or a foreign report, a receipt: no address is marked."""
    found = line.json("bounces", "read", "-", stdin=report(line, **said))
    assert found[taken] == 1
    assert line.json("bounces") == []
    assert statuses(line) == {"c1": "parked" if taken == "returned" else "sent", "c2": "sent"}
    assert mails(line, "vp@tinh.vn") == []


def test_a_message_that_was_not_taken_goes_again_as_it_is_by_then(line: CommandLine) -> None:
    """Its mailbox was full: what was said was not told, and is told when somebody sends it again."""
    line("bounces", "read", "-", stdin=report(line, status="5.2.2"))
    assert "the mailbox is full" in line.json("outbox", "--status", "parked")[0]["last_error"]
    line("outbox", "--retry", "all")
    line("sweep")
    first, second = mails(line, "c1@dead.vn")
    assert first["Message-ID"] != second["Message-ID"]
    assert statuses(line) == {"c1": "sent", "c2": "sent"}


def test_an_officer_can_say_that_an_address_is_right(line: CommandLine) -> None:
    """The mark goes, and what came back is sent again."""
    line("bounces", "read", "-", stdin=report(line))
    assert line.json("bounces", "clear", "c1") == {"unit": "c1", "cleared": True}
    line("bounces", "clear", "c1", code=1)
    line("outbox", "--retry", "all")
    line("sweep")
    assert len(mails(line, "c1@dead.vn")) == 2
    assert line.json("status")["addresses_without_mail"] == 0


def test_several_mails_are_read_from_a_maildir_once(line: CommandLine) -> None:
    """The mailbox of the settings: what was read is seen; spam and rubbish between are passed over."""
    box = mailbox.Maildir(line.folder / "returned", create=True)
    for data in (b"", b"\xff\x00" * 5000, b"Subject: Re: x\n\nCam on.\n", report(line).encode()):
        box.add(data)
    there = replace(line, more={**line.more, "THOIHAN_BOUNCES": f"maildir:{line.folder / 'returned'}"})
    found = there.json("bounces", "read")
    assert (found["marked"], found["other"]) == (1, 3)
    assert sum(there.json("bounces", "read")[name] for name in ("marked", "other")) == 0
    assert len(list((line.folder / "returned" / "cur").iterdir())) == 4


def test_an_mbox_has_several(line: CommandLine) -> None:
    """As a mail program exports it; one that cannot be read is said so."""
    both = "".join(f"From x Mon Jul 28\n{report(line, to=to)}\n" for to in ("c1@dead.vn", "c2@example.vn"))
    path = line.writes("returned.mbox", both)
    assert line.json("bounces", "read", path)["units"] == ["c1", "c2"]
    assert str(make_header(decode_header(str(mails(line, "vp@tinh.vn")[0]["Subject"])))).startswith("[thời hạn] 2 ")
    line("bounces", "read", str(line.folder / "nothing"), code=1)
    line("bounces", "read", code=1)


def test_the_office_is_told_later_where_it_cannot_be_now(line: CommandLine) -> None:
    """The mail server is down: the mark stands, and the next reading tells."""
    down = replace(line, more={**line.more, "THOIHAN_MAIL": "smtp://127.0.0.1:1?security=none&timeout=1"})
    down("bounces", "read", "-", stdin=report(line), code=4)
    assert mails(line, "vp@tinh.vn") == []
    line("bounces", "read", "-", stdin="Subject: x\n\ny")
    assert len(mails(line, "vp@tinh.vn")) == 1


def test_each_address_of_a_unit_is_marked_for_itself(line: CommandLine) -> None:
    """A copy that came back stops only that one; as the address of another role of the same unit it stays marked."""
    people = ("--email", "c1@dead.vn", "--email", "c1b@dead.vn")
    line("units", "contacts", "c1", "--role", "officer", *people)
    line("units", "contacts", "c1", "--role", "cc", "--email", "cc@dead.vn")
    line.on("2025-07-29")
    moved = line.json("correct", "3", "--on", "2025-07-25")["event"]
    line("sweep")
    for address in ("c1b@dead.vn", "cc@dead.vn"):
        assert line.json("bounces", "read", "-", stdin=report(line, to=address))["marked"] == 1
    assert [one["address"] for one in line.json("bounces")] == ["cc_email", "email_2"]
    assert "e-mail address 2 (officer)" in line("bounces").out
    told = [str(mail.get_body(("plain",)).get_content()) for mail in mails(line, "vp@tinh.vn")]
    assert sorted("e-mail address (copies)" in text for text in told) == [False, True]
    line("units", "contacts", "c1", "--role", "cc", "--email", "x@new.vn")
    line("units", "contacts", "c1", "--role", "officer", "--email", "c1b@dead.vn")
    assert [one["address"] for one in line.json("bounces")] == ["email"]
    line.on("2025-07-30")
    line("correct", moved, "--on", "2025-07-24")
    line("sweep", code=4)
    assert len(mails(line, "x@new.vn")) == 1
    assert len(mails(line, "c1b@dead.vn")) == 1
    line("bounces", "clear", "c1")
    assert line.json("bounces") == []
