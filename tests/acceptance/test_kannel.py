"""Text messages through a real Kannel on loopback ports, as far as the pretended operator behind it."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from starlette.applications import Starlette

from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Outgoing, Permanent, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.reports.route import report_route
from adapters.telling.sms.gateway import SmsGateway
from adapters.telling.sms.kannel_reports import Report
from adapters.telling.targets.texts import GatewayTarget
from events.beside.attempts import Reported
from tests.asgi import serving

_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/usr/lib/kannel/test"))
PROGRAMS = {name: shutil.which(name, path=_PLACES) for name in ("bearerbox", "smsbox", "fakesmsc")}
MISSING = sorted(name for name, path in PROGRAMS.items() if path is None)

pytestmark = [
    pytest.mark.kannel,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (packages kannel, kannel-extras)"),
]

CONFIGURATION = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = none
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
host = 127.0.0.1
port = {operator}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {gateway}
sendsms-interface = 127.0.0.1
global-sender = 1900

group = sendsms-user
username = thoihan
password = s3cret
max-messages = 3
concatenation = true

group = sms-service
keyword = default
text = none
"""

_RECEIVED = re.compile(r"Got message \d+: <(\S+) (\S+) (.*)>$", re.MULTILINE)


@dataclass(frozen=True)
class Kannel:
    """A running gateway, and the log of the operator behind it."""

    target: GatewayTarget
    log: Path

    def received(self, count: int) -> list[tuple[str, str, str]]:
        """What the operator got, as (sender, number, text), once it is `count` parts; parts of one text are joined."""
        until(lambda: len(self._parts()) >= count, "the operator received too little")
        return self._parts()

    def _parts(self) -> list[tuple[str, str, str]]:
        return [(sender, to, decoded(rest)) for sender, to, rest in _RECEIVED.findall(self.log.read_text("latin-1"))]


def decoded(rest: str) -> str:
    """The text that the pretended operator printed: plain, or in UTF-16 behind percent signs."""
    kind, _, data = rest.partition(" ")
    if kind == "udh":
        data = data.split(" ")[2]
    if kind == "text":
        return data.encode("latin-1").decode()
    return unquote_to_bytes(data.replace("+", " ")).decode("utf-16-be")


def until(true: Callable[[], bool], otherwise: str) -> None:
    """Wait for it, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running(name: str, *arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program, stopped at the end, by force if need be."""
    program = PROGRAMS[name]
    assert program
    with log.open("wb") as output:
        process = subprocess.Popen([program, *arguments], stdout=output, stderr=output, cwd=log.parent)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(3)


@pytest.fixture(scope="module")
def kannel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kannel]:
    folder = tmp_path_factory.mktemp("kannel")
    admin, boxes, operator, gateway = free_ports(4)
    file = folder / "kannel.conf"
    file.write_text(CONFIGURATION.format(admin=admin, boxes=boxes, operator=operator, gateway=gateway))
    log = folder / "operator.log"
    with ExitStack() as stack:
        stack.enter_context(running("bearerbox", str(file), log=folder / "bearerbox.log"))
        until(lambda: listening(boxes) and listening(admin), "bearerbox did not start")
        pretended = ("-H", "127.0.0.1", "-r", str(operator), "-i", "1", "-m", "0", "1 2 text nop")
        stack.enter_context(running("fakesmsc", *pretended, log=log))
        stack.enter_context(running("smsbox", str(file), log=folder / "smsbox.log"))
        until(lambda: listening(gateway), "smsbox did not start")
        url = f"http://127.0.0.1:{gateway}/cgi-bin/sendsms"
        yield Kannel(GatewayTarget(url=url, username="thoihan", password=Secret("s3cret")), log)


def outgoing(text: str, address: str = "0912 345 678") -> Outgoing:
    body = Composed(subject="", text="", html="", sms=text)
    return Outgoing(key="k", address=address, name="Đảng ủy xã", body=body, at=datetime(2026, 1, 2, tzinfo=UTC))


VIETNAMESE = "[thời hạn] Đảng ủy xã Nậm Sỏ: 15 việc mới, hạn 01/10/2025 + 50%"
LONG = ("Ấn định thời hạn báo cáo kết quả đại hội & gửi Ban Tổ chức Tỉnh ủy; " * 3)[:201]
PLAIN = "[thoi han] Dang uy xa Nam So: 15 viec moi ~ {1} @ 50%"


def test_the_operator_receives_what_was_written(kannel: Kannel) -> None:
    """Vietnamese, long Vietnamese in three parts and plain text reach the operator to the letter."""
    channel = SmsGateway(replace(kannel.target, sender="THOIHAN"))
    messages = [outgoing(VIETNAMESE), outgoing(LONG), outgoing(PLAIN, "+856 20 1234 5678")]
    before = len(kannel.received(0))
    assert list(channel.deliver(messages)) == [Delivered()] * 3
    received = kannel.received(before + 5)[before:]
    assert received[0] == ("THOIHAN", "+84912345678", VIETNAMESE)
    assert "".join(text for _, _, text in received[1:4]) == LONG
    assert received[4] == ("THOIHAN", "+8562012345678", PLAIN)


def test_a_wrong_password_stops_all_messages(kannel: Kannel) -> None:
    """The gateway's refusal of us is told as such, and what to check."""
    channel = SmsGateway(replace(kannel.target, password=Secret("wr0ng")))
    outcomes = list(channel.deliver([outgoing("a"), outgoing("b")]))
    assert [type(outcome) for outcome in outcomes] == [Unreachable, Unreachable]
    assert isinstance(outcomes[0], Unreachable)
    assert "refuses us (403)" in str(outcomes[0].error)
    assert "wr0ng" not in repr(outcomes)


def test_a_bad_number_is_its_own_fault(kannel: Kannel) -> None:
    """A number that can get no message never reaches the gateway; the next one does."""
    before = len(kannel.received(0))
    outcomes = list(SmsGateway(kannel.target).deliver([outgoing("a", "113"), outgoing("b")]))
    assert [type(outcome) for outcome in outcomes] == [Permanent, Delivered]
    assert kannel.received(before + 1)[before:] == [("1900", "+84912345678", "b")]


def test_the_wrong_place_on_the_gateway(kannel: Kannel) -> None:
    """Another page of the gateway answers, but nothing counts as sent."""
    channel = SmsGateway(replace(kannel.target, url=kannel.target.url.replace("sendsms", "nothing")))
    (outcome,) = channel.deliver([outgoing("a")])
    assert isinstance(outcome, Unreachable)
    assert "(404)" in str(outcome.error)


def test_kannel_reports_what_became_of_a_message(kannel: Kannel) -> None:
    """To the address that was given with the message, by its name, with the secret; it may be handed on only so far."""
    found: list[Report] = []

    def note(one: Report) -> Reported:
        found.append(one)
        return Reported.NOTED

    route = report_route(Secret("a-secret-of-the-office"), note)
    with serving(Starlette(routes=[route])) as address:
        target = replace(kannel.target, reports=address, reports_secret=Secret("a-secret-of-the-office"))
        (sent,) = SmsGateway(target).deliver([outgoing(PLAIN)])
        assert sent == Delivered(token("k"))
        until(lambda: bool(found), "nothing was reported")
    assert {one.reference for one in found} == {token("k")}
