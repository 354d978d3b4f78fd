"""A mail as bytes: real MIME, both parts in Vietnamese, the same for the same key, and with no room for injections."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telling.addresses import AddressError, Sender, mail_address, masked, mobile, sender
from adapters.telling.channel import Delivered, Outgoing, Permanent, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.letters.page import RECIPIENT
from adapters.telling.mails.maildir import MailFolder
from adapters.telling.mails.smtp import _seven_bit, message_bytes

SENDER = Sender(name="Hệ thống thời hạn, Tỉnh ủy", address="thoihan@tinh.example.vn")
BODY = Composed(
    subject="[thời hạn] 1 việc mới (376-KH/TU)",
    text=f"Kính gửi: {RECIPIENT}\n\nNhiệm vụ: báo cáo\n. một dấu chấm\n.\nhết\n",
    html=f"<html><body><p>Kính gửi: {RECIPIENT}</p>\n<b>Nhiệm vụ</b></body></html>\n",
    sms="",
)


def outgoing(name: str = "Đảng ủy xã Bản Bo", address: str = "xa@lc.example.vn", key: str = "e1/p/c1/mail") -> Outgoing:
    return Outgoing(key=key, address=address, name=name, body=BODY, at=datetime(2026, 1, 2, 20, 30, tzinfo=UTC))


def parsed(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found
    return str(found.get_content())


def test_a_mail_is_what_a_mail_program_expects() -> None:
    """Headers name both sides, say that a machine wrote it, and the two parts hold the words with the name in them."""
    mail = parsed(message_bytes(outgoing(), SENDER))
    assert str(mail["From"].addresses[0]) == '"Hệ thống thời hạn, Tỉnh ủy" <thoihan@tinh.example.vn>'
    assert [(to.display_name, to.addr_spec) for to in mail["To"].addresses] == [
        ("Đảng ủy xã Bản Bo", "xa@lc.example.vn")
    ]
    assert mail["Subject"] == BODY.subject
    assert mail["Date"].datetime.isoformat() == "2026-01-03T03:30:00+07:00"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert part(mail, "plain").replace("\r\n", "\n") == BODY.text.replace(RECIPIENT, "Đảng ủy xã Bản Bo")
    assert "<p>Kính gửi: Đảng ủy xã Bản Bo</p>" in part(mail, "html")


def test_mails_of_one_task_stand_together() -> None:
    """Both answer a mail that was never sent, and is called after the task; one about several answers none."""
    task = replace(BODY, subject="[thời hạn] 1 việc dời hạn (376-KH/TU)", thread="376-kh-tu/I.1//")
    moved, first = (parsed(message_bytes(replace(outgoing(), body=body), SENDER)) for body in (task, BODY))
    parent = f"<{token(task.thread)}@{SENDER.domain}>"
    assert (moved["In-Reply-To"], moved["References"]) == (parent, parent)
    assert moved["Message-ID"] != parent
    assert (first["In-Reply-To"], first["References"]) == (None, None)


WORDS = (
    "mốc đã qua ngày dự kiến,",
    "1",
    "12",
    "việc quá hạn,",
    "việc mới,",
    "hạn gần nhất",
    "03/09/2025",
    "(376-KH/TU)",
)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), st.booleans())
def test_a_subject_arrives_with_its_spaces(subject: str, seven_bit: bool) -> None:
    """However it is folded, and also by a server without 8BITMIME."""
    data = message_bytes(replace(outgoing(), body=replace(BODY, subject=subject)), SENDER)
    assert parsed(_seven_bit(data) if seven_bit else data)["Subject"] == subject


def test_the_same_message_has_the_same_bytes() -> None:
    """Made twice, a mail is the same; its Message-ID follows from the key and differs between keys."""
    assert message_bytes(outgoing(), SENDER) == message_bytes(outgoing(), SENDER)
    first, second = (parsed(message_bytes(outgoing(key=key), SENDER))["Message-ID"] for key in ("a", "b"))
    assert first == f"<{token('a')}@tinh.example.vn>"
    assert first != second


def test_lines_are_as_the_network_wants_them() -> None:
    """Lines end in CRLF only, and headers are in ASCII."""
    data = message_bytes(outgoing(), SENDER)
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert data.partition(b"\r\n\r\n")[0].isascii()


@pytest.mark.parametrize(
    "name", ["", "UBND", 'A "B" <c@d.vn>, E', "Sở Nội vụ\r\nBcc: x@y.vn", "<b>&", "Đ" * 500, RECIPIENT, "\ud800x"]
)
def test_a_name_stays_a_name(name: str) -> None:
    """Quotes, commas, markup and line breaks in a name make no second recipient, header or tag."""
    mail = parsed(message_bytes(outgoing(name=name), SENDER))
    assert len(mail["To"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == "xa@lc.example.vn"
    assert mail["Bcc"] is None
    assert "<b>&" not in part(mail, "html").replace("<b>Nhi", "")
    assert max(map(len, message_bytes(outgoing(name=name), SENDER).splitlines())) < 998


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=150))
def test_any_name_comes_back(name: str) -> None:
    """Whatever the name, the mail has one recipient at the right address, and no more headers than it should."""
    mail = parsed(message_bytes(outgoing(name=name), SENDER))
    assert [to.addr_spec for to in mail["To"].addresses] == ["xa@lc.example.vn"]
    assert len(mail.keys()) == 9


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("van.phong@tinh.gov.vn", "van.phong@tinh.gov.vn"),
        (" o'neil+x@a-b.vn\t", "o'neil+x@a-b.vn"),
        ("a@laichâu.vn", "a@xn--laichu-0ta.vn"),
        ("thoihan@localhost", "thoihan@localhost"),
    ],
)
def test_sound_addresses_are_taken(text: str, address: str) -> None:
    """Plain addresses pass as they are; a host name in Vietnamese travels in ASCII (RFC 5890)."""
    assert mail_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "@x.vn", "x@", "a@b@c.vn", "a@b..vn", "a@-b.vn", ".a@b.vn", "a..b@c.vn", "ab c@c.vn", "ạ@b.vn"),
        *("ab@b.vn\r\nRCPT TO:<c>", "ab@b.vn, c@d.vn", "Ab <a@b.vn>", "ab@[127.0.0.1]", "ab@b.vn\x00", "ab@b.vn\n"),
        *("a" * 65 + "@b.vn", "ab@" + "b" * 64 + ".vn", "ab@" + "b." * 130 + "vn", "\ud800@b.vn"),
    ],
)
def test_other_addresses_are_refused_without_repeating_them(text: str) -> None:
    """What isn't one plain address is refused, and the refusal keeps the person's part to itself."""
    with pytest.raises(AddressError) as refused:
        mail_address(text)
    assert "\n" not in str(refused.value)
    assert len(text.partition("@")[0]) < 2 or text not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 (0)912", None),
        ("+84.912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("+856 20 1234 5678", "+8562012345678"),
        ("0213 3876 123", None),  # a landline
        ("01234567890", None),  # eleven digits ended in 2018
        ("091234567", None),
        ("0912345678x", None),
        ("0912345678;0987654321", None),
        ("", None),
        ("+0912345678", None),
    ],
)
def test_numbers_are_written_in_one_way(text: str, number: str | None) -> None:
    """Vietnamese mobile numbers become +84…, numbers abroad keep their country; others can get no text message."""
    if number is None:
        with pytest.raises(AddressError):
            mobile(text)
    else:
        assert mobile(text) == number


def test_addresses_are_told_without_giving_them_away() -> None:
    """Of an address enough is shown to recognise it by."""
    assert masked("nguyenvana@laichau.gov.vn") == "n…@laichau.gov.vn"
    assert masked("0912345678") == "…678"
    assert masked("123") == "…"


def test_senders_are_a_name_and_an_address() -> None:
    """`Name <address>`, with quotes or not, or the address alone."""
    assert sender('"Tỉnh ủy" <a@b.vn>') == Sender(name="Tỉnh ủy", address="a@b.vn")
    assert sender("a@b.vn") == Sender(name="", address="a@b.vn")
    assert sender("<a@b.vn>").domain == "b.vn"


def test_a_maildir_holds_each_message_once(tmp_path: Path) -> None:
    """Delivering twice leaves one file, readable as it lies there; so does delivering what was read meanwhile."""
    folder = MailFolder(tmp_path / "mail", SENDER)
    messages = [outgoing(key="a"), outgoing(key="b"), outgoing(key="a")]
    assert list(folder.deliver(messages)) == [Delivered()] * 3
    assert list(folder.deliver(messages)) == [Delivered()] * 3
    files = sorted((tmp_path / "mail" / "new").iterdir())
    assert [file.name for file in files] == sorted([token("a"), token("b")])
    assert "Kính gửi: Đảng ủy xã Bản Bo" in files[0].read_text(encoding="utf-8")
    assert files[0].stat().st_mode & 0o077 == 0
    files[0].rename(tmp_path / "mail" / "cur" / f"{files[0].name}:2,S")
    assert list(folder.deliver(messages)) == [Delivered()] * 3
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 1
    assert not list((tmp_path / "mail" / "tmp").iterdir())


def test_a_maildir_tells_bad_addresses_and_bad_folders_apart(tmp_path: Path) -> None:
    """A bad address is that message's own fault; a folder that cannot be written is nobody's."""
    outcomes = list(MailFolder(tmp_path / "mail", SENDER).deliver([outgoing(address="x"), outgoing()]))
    assert [type(outcome) for outcome in outcomes] == [Permanent, Delivered]
    (tmp_path / "file").write_text("")
    (outcome,) = MailFolder(tmp_path / "file" / "mail", SENDER).deliver([outgoing()])
    assert isinstance(outcome, Unreachable)
    assert outcome.error.args["path"] == str(tmp_path / "file" / "mail")
