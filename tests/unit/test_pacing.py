"""Mail to one domain goes no faster than the settings have it, and holds up no other; servers are asked in one go."""

import smtplib
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from socket import create_server

import pytest

from adapters.clock import SystemClock
from adapters.settings import settings
from adapters.settings_file import SettingsError
from adapters.telling.channel import Delivered, Outcome, Outgoing
from adapters.telling.dispatching import dispatching
from adapters.telling.mails.pacing import DomainPace
from adapters.telling.mails.pipelining import hand_over
from adapters.telling.previewing import Preview
from adapters.telling.targets.mail import SmtpTarget
from events.views import Claimed
from tests.unit.test_composing import content, item

FAST = 200.0
"""How many times as fast as time the clock of these tests is: a minute is 0.3 seconds."""


@dataclass
class Slow:
    """A channel with a pace, that keeps when it took what."""

    pace: DomainPace
    connections: int = 3
    name: str = "mail"
    taken: list[tuple[float, str, str]] = field(default_factory=list)

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Take over each message."""
        for message in messages:
            self.taken.append((self.pace.clock(), message.address, message.key))
            yield Delivered()


def claimed(number: int, address: str) -> Claimed:
    unit = address.partition("@")[0]
    return Claimed(f"e{number:03}/p/{unit}/mail", 1, unit, "mail", content(item()), 1, unit, address, "t")


def test_no_domain_gets_more_in_a_minute_and_none_waits_for_another() -> None:
    """Those to others and to the office's own leave at once; each recipient's stay in order; all arrive once."""
    channel = Slow(DomainPace(3, "tinh.vn", clock=lambda: time.monotonic() * FAST))
    slow = [f"r{number % 4}@large.vn" for number in range(8)]
    others = [*(f"o{number}@xa.tinh.vn" for number in range(6)), "a@b.vn", "b@b.vn"]
    messages = [claimed(number, address) for number, address in enumerate([*slow, *others])]
    report = dispatching(Preview(messages), {"mail": channel}, SystemClock())
    assert report.sent == len(messages)
    assert sorted(key for _, _, key in channel.taken) == sorted(one.key for one in messages)
    large = [(at, key) for at, address, key in channel.taken if address.endswith("@large.vn")]
    moments = [at for at, _ in large]
    assert all(later - earlier >= 59 for earlier, later in zip(moments, moments[3:], strict=False))
    for number in range(4):
        keys = [key for _, key in large if f"/r{number}/" in key]
        assert keys == sorted(keys)
    assert max(at for at, address, _ in channel.taken if not address.endswith("@large.vn")) < moments[3]


def test_the_pace_is_a_setting() -> None:
    """So many in a minute, or 0; the office's own domain is never counted."""
    target = settings({"THOIHAN_MAIL": "smtp://m.vn?pace=7"}).mail
    assert isinstance(target, SmtpTarget)
    assert target.pace == 7
    with pytest.raises(SettingsError, match="the field pace is not known or not proper"):
        settings({"THOIHAN_MAIL": "smtp://m.vn?pace=fast"})
    pace = DomainPace(7, "tinh.vn")
    domains = [pace.domain(one) for one in ("a@tinh.vn", "a@XA.tinh.vn", "a@xtinh.vn ", "a@B.vn")]
    assert domains == ["", "", "xtinh.vn", "b.vn"]
    assert DomainPace(0, "tinh.vn").domain("a@b.vn") == ""


def served(answers: list[bytes]) -> tuple[smtplib.SMTP, list[bytes]]:
    """A connection to a server that gives these answers, one to each line or mail, and what it was told."""
    server, told = create_server(("127.0.0.1", 0)), list[bytes]()

    def serve() -> None:
        with server, server.accept()[0] as client, client.makefile("rwb") as line:
            line.write(b"220 x\r\n")
            line.flush()
            mail = False
            while answers and (said := line.readline()):
                told.append(said)
                if mail and said != b".\r\n":
                    continue
                answer = answers.pop(0)
                mail = answer.startswith(b"354")
                line.write(answer)
                line.flush()

    threading.Thread(target=serve, daemon=True).start()
    connection = smtplib.SMTP("127.0.0.1", server.getsockname()[1], timeout=5)
    connection.ehlo()
    return connection, told


EHLO, OK, DATA = b"250-x\r\n250 PIPELINING\r\n", b"250 ok\r\n", b"354 go on\r\n"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([OK, b"550 nobody\r\n", DATA, b"554 no recipients\r\n", OK], smtplib.SMTPRecipientsRefused),
        ([OK, b"450 later\r\n", b"503 bad sequence\r\n", OK], smtplib.SMTPRecipientsRefused),
        ([b"553 not you\r\n", b"503 x\r\n", b"503 x\r\n", OK], smtplib.SMTPSenderRefused),
        ([b"421 closing\r\n"], smtplib.SMTPSenderRefused),
        ([OK, OK, b"451 later\r\n", OK], smtplib.SMTPDataError),
        ([OK, OK, DATA, b"552 too big\r\n", OK], smtplib.SMTPDataError),
        ([OK], smtplib.SMTPServerDisconnected),
        ([b"<html>\r\n", b"<html>\r\n", b"<html>\r\n", OK], smtplib.SMTPSenderRefused),
    ],
)
def test_a_mail_goes_only_if_all_is_agreed(answers: list[bytes], error: type[Exception]) -> None:
    """Whichever answer of the three is another, nothing of the mail is sent, and it is known which it was."""
    given = list(answers)
    connection, told = served([EHLO, *answers])
    with pytest.raises(error):
        hand_over(connection, "a@x.vn", "b@y.vn", b"Subject: x\r\n\r\nsecret\r\n", ())
    assert (b"secret\r\n" in told) is (b"552 too big\r\n" in given)
    connection.close()


def test_dots_and_the_next_mail_pass() -> None:
    """Lines that begin with a dot arrive as they were, and the connection goes on."""
    again = [OK, OK, DATA, OK]
    connection, told = served([EHLO, *again, *again])
    for _ in range(2):
        hand_over(connection, "a@x.vn", "b@y.vn", b"Subject: x\r\n\r\n.\r\n..a\r\n", ("BODY=8BITMIME",))
    assert told.count(b"..\r\n") == told.count(b"...a\r\n") == told.count(b".\r\n") == 2
    assert told[1] == b"MAIL FROM:<a@x.vn> BODY=8BITMIME\r\n"
    connection.close()
