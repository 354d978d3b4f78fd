"""Text messages: what the gateway is asked, what its answers mean, and a spool that holds each once."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.sms.gateway import SmsGateway
from adapters.telling.sms.spool import SmsSpool
from adapters.telling.targets.texts import GatewayTarget
from tests.loopback import serving

TEXT = "[thời hạn] 376-KH/TU: 15 việc mới. Hạn gần nhất 01/10/2025: Báo cáo."


def outgoing(text: str = TEXT, address: str = "0912 345 678", key: str = "e1/p/c1/sms") -> Outgoing:
    body = Composed(subject="", text="", html="", sms=text)
    return Outgoing(key=key, address=address, name="Đảng ủy xã Bản Bo", body=body, at=datetime(2026, 1, 2, tzinfo=UTC))


@dataclass
class Gateway:
    """A server on a loopback port that answers as told and remembers what it was asked."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)

    def channel(self, *, sender: str | None = None, timeout: float = 5.0) -> SmsGateway:
        return SmsGateway(
            GatewayTarget(url=self.url, username="thoihan", password=Secret("s3cret&="), sender=sender, timeout=timeout)
        )


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    state = Gateway()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
            if state.silent.is_set():
                over.wait(5)
            self.send_response(state.answers.pop(0) if state.answers else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as url:
        state.url = f"{url}/cgi-bin/sendsms"
        yield state
        over.set()


def test_kannel_is_asked_in_its_own_terms(gateway: Gateway) -> None:
    """Vietnamese text goes as UTF-8 to be sent in UCS-2, text in the GSM alphabet as it is; numbers as +84…."""
    messages = [outgoing(), outgoing("Han 01/10/2025")]
    assert list(gateway.channel(sender="THOIHAN").deliver(messages)) == [Delivered(), Delivered()]
    login = {"username": "thoihan", "password": "s3cret&=", "from": "THOIHAN", "charset": "UTF-8", "to": "+84912345678"}
    assert gateway.asked == [{**login, "text": TEXT, "coding": "2"}, {**login, "text": "Han 01/10/2025", "coding": "0"}]


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (400, Permanent, "refuses the message (400)"),
        (413, Permanent, "refuses the message (413)"),
        (403, Unreachable, "refuses us (403)"),
        (404, Unreachable, "refuses us (404)"),
        (429, Unreachable, "takes no messages now (429)"),
        (503, Unreachable, "takes no messages now (503)"),
        (500, Temporary, "failed on the message (500)"),
        (200, Unreachable, "does not answer like Kannel (200)"),
        (302, Unreachable, "does not answer like Kannel (302)"),
    ],
)
def test_answers_tell_whose_fault_it_is(gateway: Gateway, status: int, kind: type, says: str) -> None:
    """400 is the message's own fault, 403 and 503 are nobody's message's; a web page is no gateway."""
    gateway.answers = [status]
    (outcome,) = gateway.channel().deliver([outgoing()])
    assert isinstance(outcome, kind)
    assert isinstance(outcome, Permanent | Temporary | Unreachable)
    assert says in str(outcome.error)


def test_one_bad_message_holds_up_no_other(gateway: Gateway) -> None:
    """A refused message, a failed one and a bad number are told each by itself; the others go."""
    gateway.answers = [202, 400, 500, 202]
    messages = [outgoing(), outgoing(), outgoing(), outgoing(address="0213 3876 123"), outgoing()]
    outcomes = list(gateway.channel().deliver(messages))
    assert [type(outcome) for outcome in outcomes] == [Delivered, Permanent, Temporary, Permanent, Delivered]


def test_a_gateway_that_is_down_is_asked_once(gateway: Gateway) -> None:
    """Once the gateway says that it takes nothing, the rest of the messages do not knock again."""
    gateway.answers = [503]
    outcomes = list(gateway.channel().deliver([outgoing()] * 5))
    assert [type(outcome) for outcome in outcomes] == [Unreachable] * 5
    assert len(gateway.asked) == 1


def test_nobody_listening() -> None:
    """Where nothing listens, the outcome names the gateway and what to check, and not the password."""
    target = GatewayTarget(url="http://127.0.0.1:9/x", username="u", password=Secret("s3cret"), timeout=1)
    (outcome,) = SmsGateway(target).deliver([outgoing()])
    assert isinstance(outcome, Unreachable)
    assert str(outcome.error).endswith(
        "The SMS gateway 127.0.0.1:9 cannot be reached (ConnectError): check its name, its port and the network."
    )


def test_a_slow_gateway_is_given_up_after_two_messages(gateway: Gateway) -> None:
    """Two messages running without an answer in time are enough; the others wait for the next round."""
    gateway.silent.set()
    outcomes = list(gateway.channel(timeout=0.1).deliver([outgoing()] * 4))
    assert [type(outcome) for outcome in outcomes] == [Temporary, Unreachable, Unreachable, Unreachable]
    until = time.monotonic() + 5
    while len(gateway.asked) < 2 and time.monotonic() < until:  # a busy machine reads what it was asked late
        time.sleep(0.01)
    assert len(gateway.asked) == 2


def test_neither_password_nor_text_is_logged(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger wide open, no line has the password, the text or the number."""
    with caplog.at_level(logging.DEBUG):
        list(gateway.channel().deliver([outgoing()]))
    assert "s3cret" not in caplog.text
    assert "912345678" not in caplog.text
    assert "KH/TU" not in caplog.text


def test_a_spool_holds_each_message_once(tmp_path: Path) -> None:
    """Delivering twice leaves one readable file, whatever characters its key has, and nothing beside it."""
    spool = SmsSpool(tmp_path / "sms")
    messages = [outgoing(key="../../etc/passwd\x00"), outgoing(key="b"), outgoing(address="12")]
    for _ in range(2):
        assert [type(outcome) for outcome in spool.deliver(messages)] == [Delivered, Delivered, Permanent]
    files = sorted((tmp_path / "sms").iterdir())
    assert [file.name for file in files] == sorted(f"{token(key)}.txt" for key in ("../../etc/passwd\x00", "b"))
    assert (tmp_path / "sms" / f"{token('b')}.txt").read_text(encoding="utf-8") == (
        f"To: +84912345678\nName: Đảng ủy xã Bản Bo\nKey: b\nParts: 1\n\n{TEXT}\n"
    )


def test_a_spool_that_cannot_be_written_is_nobodys_fault(tmp_path: Path) -> None:
    """A folder that cannot be made is told with its path, and the messages stay where they are."""
    (tmp_path / "file").write_text("")
    (outcome,) = SmsSpool(tmp_path / "file" / "sms").deliver([outgoing()])
    assert isinstance(outcome, Unreachable)
    assert "what should be a folder in it is a file" in str(outcome.error)
