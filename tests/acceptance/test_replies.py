"""Answers to mails: read where mails that came back are, and passed on to the office, which records them."""

import shlex
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from adapters.signing.links import Purpose
from adapters.telling.replies.meaning import meant, named
from adapters.telling.replies.reading import own_words, reply_of
from tests.acceptance.test_bounces import ROW, UNITS, mails
from tests.command_line import CommandLine
from tests.worlds import plan_text

OFFICE = "vp@tinh.vn"
INJECTED = b"=?utf-8?q?Chao=0D=0ABcc=3A_a=40x.vn?="


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Two communes have been told of a task, and answer to an address of the program's."""
    settings = {"OFFICE_MAIL": OFFICE, "REPLIES_TO": "traloi@tinh.vn", "BOUNCES": f"maildir:{tmp_path}/in"}
    more = {f"THOIHAN_{name}": value for name, value in settings.items()}
    made = CommandLine(tmp_path, f"sqlite:///{tmp_path}/a.db", more=more)
    for name in ("new", "cur", "tmp"):
        (tmp_path / "in" / name).mkdir(parents=True)
    made.registers(UNITS)
    made.adopts(plan_text([ROW]))
    made.on("2025-07-28")
    made("log", "congress", "--on", "2025-07-28")
    made("sweep")
    return made


def answer(line: CommandLine, text: str, *, by: str = "c2@example.vn", **more: str) -> None:
    """An answer to the mail that was sent to the second commune, in the mailbox."""
    mail, told = EmailMessage(), mails(line, "c2@example.vn")[0]
    mail["From"], mail["To"], mail["Subject"] = f"Chủ tịch <{by}>", str(told["Reply-To"]), f"Re: {told['Subject']}"
    mail["In-Reply-To"] = str(told["Message-ID"])
    for name, value in more.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\nVào 28/7/2025, Văn phòng đã viết:\n> Đã hoàn thành chưa?\n")
    count = len(list((line.folder / "in").rglob("*")))
    (line.folder / "in" / "new" / f"{count}.x").write_bytes(bytes(mail).replace(b"INJECTED", INJECTED))


def passed_on(line: CommandLine) -> list[str]:
    """The texts that the office has, the last one last, once the mailbox was read."""
    before = len(mails(line, OFFICE))
    line("bounces", "read")
    bodies: list[Any] = [mail.get_body(("plain",)) for mail in mails(line, OFFICE)]
    return [str(body.get_content()) for body in bodies][before:]


def test_a_report_is_for_the_office_to_record(line: CommandLine) -> None:
    """The mail to the office says who, which task, and the command: given, it records. Before that nothing is."""
    assert str(mails(line, "c2@example.vn")[0]["Reply-To"]) == "traloi@tinh.vn"
    answer(line, "Đã hoàn thành, số 12/BC-ĐU.")
    (text,) = passed_on(line)
    assert "Xã 2 <c2@example.vn>" in text
    assert line.json("tasks", "--unit", "c2")[0]["state"] == "active"
    command = next(one for one in text.splitlines() if "thoihan done" in one)
    typed = shlex.split(command[command.index("thoihan") :])
    assert typed[:3] == ["thoihan", "done", "ke-hoach/R1/c2"]
    assert typed[3:] == ["--product", "12/BC-ĐU"]
    line(*typed[1:])
    assert line.json("tasks", "--unit", "c2")[0]["state"] == "done"
    assert passed_on(line) == []


def test_what_is_not_sure_has_no_command(line: CommandLine) -> None:
    """Words that put off or ask, another address than we wrote to, a mail that answers none of ours: all are shown."""
    answer(line, "Chưa hoàn thành, sẽ báo cáo sau.")
    answer(line, "Đã hoàn thành", by="ai-do@gmail.com")
    answer(line, "Đã hoàn thành", In_Reply_To="<x@y>", Subject="INJECTED")
    texts = passed_on(line)
    assert [("thoihan done" in text) for text in texts] == [False, False, False]
    assert "ai-do@gmail.com" in "".join(texts)
    assert not any(mail["Bcc"] for mail in mails(line, OFFICE))


def test_what_machines_write_is_not_passed_on(line: CommandLine) -> None:
    """Notes of absence, lists, and our own mails, which may come to the same mailbox."""
    answer(line, "Tôi đi vắng", Auto_Submitted="auto-replied")
    answer(line, "Tin tức", Precedence="bulk")
    (line.folder / "in" / "new" / "own.x").write_bytes(bytes(mails(line, "c2@example.vn")[0]))
    assert line.json("bounces", "read") == {
        **dict.fromkeys(("marked", "returned", "delayed", "not_ours", "passed_on"), 0),
        "other": 3,
        "units": [],
        "untold": None,
    }


def test_an_answer_that_cannot_be_passed_on_is_read_again(line: CommandLine) -> None:
    """It stays unread; the mail server is back, and the office has it once."""
    answer(line, "Đã tiếp nhận")
    line.ended("bounces", "read", THOIHAN_MAIL="smtp://127.0.0.1:1?security=none")
    (text,) = passed_on(line)
    assert "thoihan ack ke-hoach/R1/c2" in text


@pytest.mark.parametrize(
    ("text", "purpose", "more"),
    [
        ("Xã đã hoàn thành, báo cáo số 45/BC-UBND ngày 1/9/2025", Purpose.REPORT, "45/BC-UBND"),
        ("da hoan thanh", Purpose.REPORT, ""),
        ("Đã hoàn thành, số 1; rm -rf /", Purpose.REPORT, "1"),
        ("Đã hoàn thành, số $(reboot)", Purpose.REPORT, ""),
        ("đã tiếp nhận công việc", Purpose.ACKNOWLEDGE, ""),
        ("Đề nghị gia hạn đến ngày 30/9/2025", Purpose.EXTENSION, "2025-09-30"),
        ("Đề nghị gia hạn đến ngày 31/9/2025", Purpose.EXTENSION, ""),
        ("Đề nghị gia hạn từ 1/9/2025 đến 30/9/2025", Purpose.EXTENSION, ""),
        ("chưa hoàn thành", None, ""),
        ("Khi nào phải hoàn thành?", None, ""),
        ("Đã tiếp nhận và hoàn thành", None, ""),
        ("Cảm ơn", None, ""),
        ("", None, ""),
    ],
)
def test_what_an_answer_says(text: str, purpose: Purpose | None, more: str) -> None:
    """One thing, or nothing that is sure; the number of a document is letters, digits and few signs."""
    found = meant(text)
    assert (found.purpose, found.document or found.day) == (purpose, more)


def test_words_of_others_are_left_out() -> None:
    """What is quoted, in the forms of usual mail programs; broken mails say nothing, and break nothing."""
    for quote in ("> a", "On Mon, X wrote:", "Vào Th 2, X đã viết:", "From: x", "-----Original Message-----"):
        assert own_words(f"xong\n{quote}\nđã hoàn thành") == "xong"
    html = "From: a@x.vn\nContent-Type: text/html; charset=utf-8\n\n<p>Đã xong</p><blockquote>đã hoàn thành".encode()
    assert getattr(reply_of(html), "text", "") == "Đã xong"
    assert reply_of(b"From: a@x.vn\nContent-Type: text/plain; charset=no-such\n\n\xff\xfe") is not None
    assert reply_of(b"From: MAILER-DAEMON@x\n\nx") is None
    assert named("mục I.3, I.31 và 12", ["I.3", "I.31", "1", "12", "I.1"]) == ["I.3", "I.31", "12"]
