"""Mail that came back is read from where it lies, whatever is in it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.secrecy import Secret
from adapters.telling.bounces.mailboxes import MailboxError, in_bytes, in_imap
from adapters.telling.bounces.reading import Fate, bounce_of
from adapters.telling.targets.mail import ImapTarget, bounces_target
from adapters.telling.targets.urls import TargetError

MAILS = {b"1": b"Subject: a\r\n\r\nx\r\n", b"4": b"Subject: b\r\n\r\ny\r\n"}


class Imap(threading.Thread):
    """As much of an IMAP server (RFC 3501) as a client asks for that reads what nobody has seen."""

    def __init__(self, password: bytes = b"s3cret") -> None:
        super().__init__(daemon=True)
        self.password, self.unseen, self.asked = password, dict(MAILS), list[bytes]()
        self.server = create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]

    def run(self) -> None:
        """Serve one client."""
        with self.server, self.server.accept()[0] as client, client.makefile("rwb") as line:
            line.write(b"* OK ready\r\n")
            line.flush()
            while said := line.readline():
                tag, _, asked = said.strip().partition(b" ")
                self.asked.append(asked)
                line.write(self.answer(asked) + b"")
                ok = b"NO denied" if asked.startswith(b"LOGIN") and self.password not in asked else b"OK done"
                line.write(tag + b" " + ok + b"\r\n")
                line.flush()

    def answer(self, asked: bytes) -> bytes:
        """What goes before the tagged answer."""
        words = asked.split()
        match [word.upper() for word in words[:2]]:
            case [b"CAPABILITY"]:
                return b"* CAPABILITY IMAP4REV1\r\n"
            case [b"SELECT", _]:
                return b"* 2 EXISTS\r\n"
            case [b"UID", b"SEARCH"]:
                return b"* SEARCH " + b" ".join(self.unseen) + b"\r\n"
            case [b"UID", b"FETCH"]:
                data = self.unseen[words[2]]
                return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (words[2], len(data), data)
            case [b"UID", b"STORE"]:
                del self.unseen[words[2]]
        return b""


@contextmanager
def serving(**how: bytes) -> Iterator[Imap]:
    server = Imap(**how)
    server.start()
    yield server
    server.join(5)


def target(port: int) -> ImapTarget:
    return ImapTarget(
        host="127.0.0.1", port=port, security="none", username="thoihan", password=Secret("s3cret"), timeout=5
    )


def test_a_mailbox_is_read_once() -> None:
    """Each mail nobody has seen is given, and seen when the next is asked for."""
    with serving() as server:
        mails = in_imap(target(server.port))
        assert next(mails) == MAILS[b"1"]
        assert set(server.unseen) == {b"1", b"4"}
        assert next(mails) == MAILS[b"4"]
        assert list(mails) == []
    assert server.unseen == {}


def test_a_mailbox_that_cannot_be_read_says_why() -> None:
    """A wrong password, a server that is not there: without the password in it."""
    with serving(password=b"other") as server, pytest.raises(MailboxError, match="refuses the login") as refused:
        list(in_imap(target(server.port)))
    assert "s3cret" not in str(refused.value)
    with pytest.raises(MailboxError, match="cannot be read"):
        list(in_imap(target(1)))


@pytest.mark.parametrize(
    "url",
    [
        "imaps://mail.vn",
        "imaps://u:p@mail.vn",
        "imap://u@mail.vn?security=none",
        "imap://u@mail.vn/a%22b",
        "imap://u@mail.vn/a%0d%0aDELETE",
        "pop3://u@mail.vn",
        "imaps://u@mail.vn?ssl=1",
    ],
)
def test_a_mailbox_is_written_properly(url: str) -> None:
    """With a user, without a password, protected, and with no line break in its name."""
    with pytest.raises(TargetError):
        bounces_target(url, "p")
    read = bounces_target("imaps://u%40x@mail.vn/Thu%20tra", "p")
    assert isinstance(read, ImapTarget)
    assert (read.port, read.username, read.mailbox, read.security) == (993, "u@x", "Thu tra", "tls")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"]))
def test_rubbish_is_no_bounce(data: bytes, before: bytes) -> None:
    """Whatever bytes come, they are read or passed over."""
    found = bounce_of(before + data)
    assert found is None or found.tokens == frozenset()
    list(in_bytes(data))


def test_rubbish_is_passed_over_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    """The library that knows other forms trips over a mail from nobody, and says so at length."""
    assert bounce_of(b"Nobody: x\n\nrubbish\n") is None
    assert caplog.records == []


def test_a_report_that_nests_without_end_is_passed_over() -> None:
    """A mail made to do harm to whoever reads it is none that came back."""
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000))
    assert bounce_of(nested) is None
    many = b"Action: failed\nFinal-Recipient: rfc822; a@b.vn\nStatus: 5.1.1\n\n" * 20_000
    report = b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + many
    found = bounce_of(report + b"\n--b--\n")
    assert found
    assert (set(found.addresses), found.fate, set(found.tokens)) == ({"a@b.vn"}, Fate.DEAD, set())
