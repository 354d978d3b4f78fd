"""Mail against a real SMTP server on a loopback port: protected, logged in, slow, refusing, falling over."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.secrecy import Secret
from adapters.telling.addresses import Sender
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.letters.page import RECIPIENT
from adapters.telling.mails.smtp import SmtpMail
from adapters.telling.targets.mail import SmtpTarget

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

SENDER = Sender(name="Văn phòng Tỉnh ủy", address="thoihan@tinh.example.vn")
BODY = Composed(
    subject="[thời hạn] 1 việc mới (376-KH/TU)",
    text=f"Kính gửi: {RECIPIENT}\n\nBáo cáo kết quả đại hội\n.\n..hai chấm\n",
    html=f"<p>Kính gửi: {RECIPIENT}</p>\n",
    sms="",
)
USER, PASSWORD = "thoihan", "s3cret"


def outgoing(address: str = "xa@lc.example.vn", key: str = "k1") -> Outgoing:
    return Outgoing(key=key, address=address, name="Đảng ủy xã Bản Bo", body=BODY, at=datetime(2026, 1, 2, tzinfo=UTC))


PIPELINING = [False]
"""Whether servers offer to take several commands at once."""


@pytest.fixture(autouse=True, params=[False, True], ids=["in turn", "pipelined"])
def _pipelining(request: pytest.FixtureRequest) -> Iterator[None]:
    PIPELINING[0] = request.param
    yield
    PIPELINING[0] = False


@dataclass
class Office:
    """What the server does with mail: takes it, unless `refuse` says otherwise."""

    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    refuse: Callable[[str], str | None] = lambda address: None
    at_data: Callable[[], str | None] = lambda: None
    connections: int = 0
    most: int = 1_000  # connections that may be open at once
    pause: float = 0
    at_work: int = 0  # connections that are open

    async def handle_EHLO(  # noqa: N802 - the server calls it so
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] if PIPELINING[0] else []), *responses[1:]]

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.refuse(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - likewise
        await asyncio.sleep(self.pause)
        answer = self.at_data()
        if answer is None:
            content = envelope.content
            self.taken.append((envelope.rcpt_tos, content if isinstance(content, bytes) else content.encode()))
        return answer or "250 OK"


class Counted(SMTP):
    """A connection that the office knows to be open."""

    def connection_made(self, transport: Any) -> None:
        """It is open."""
        self.event_handler.at_work += 1
        super().connection_made(transport)

    def connection_lost(self, error: Any) -> None:
        """It is no longer."""
        self.event_handler.at_work -= 1
        super().connection_lost(error)


class Refused(asyncio.Protocol):
    """A connection that is one too many."""

    def connection_made(self, transport: Any) -> None:
        """Say so, and close it."""
        transport.write(b"421 too many connections\r\n")
        transport.close()


@contextmanager
def serving(office: Office, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """A real server on a free loopback port, in a thread of its own; with `tls`, protected from the first byte on."""
    loop = asyncio.new_event_loop()

    def connection() -> asyncio.Protocol:
        office.connections += 1
        full = office.at_work >= office.most
        return Refused() if full else Counted(office, hostname="localhost", loop=loop, **options)

    async def start() -> asyncio.Server:
        return await loop.create_server(connection, "127.0.0.1", 0, ssl=tls)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result(5)

    async def stop() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def target(port: int, security: str = "none", **options: Any) -> SmtpTarget:
    return SmtpTarget(host="localhost", port=port, security=security, timeout=options.pop("timeout", 5.0), **options)


def deliver(to: SmtpTarget, *messages: Outgoing) -> list[Outcome]:
    return list(SmtpMail(to, SENDER).deliver(messages))


def error(outcome: Outcome) -> str:
    assert not isinstance(outcome, Delivered)
    return str(outcome.error)


@dataclass(frozen=True)
class Papers:
    """A certificate authority's file, and what a server that it vouches for shows."""

    ca: Path
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """A fresh authority and a certificate of it for `localhost` (not for 127.0.0.1)."""
    folder = tmp_path_factory.mktemp("papers")
    now = datetime.now(UTC)

    def certificate(name: str, issuer: str, key: Any, signer: Any, extension: Any) -> x509.Certificate:
        subject, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer))
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(by).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        return (
            builder.not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, True)
            .sign(signer, hashes.SHA256())
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = certificate("test ca", "test ca", ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=None))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.9"))])
    own = certificate("localhost", "test ca", key, ca_key, names)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(private + own.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return Papers(folder / "ca.pem", context)


def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)


LOGIN: dict[str, Any] = {"authenticator": authenticate, "auth_required": True}
CREDENTIALS: dict[str, Any] = {"username": USER, "password": Secret(PASSWORD)}


def test_mail_arrives_as_it_was_written() -> None:
    """A real server receives the mail, dots and diacritics and all, with the key's Message-ID, over one connection."""
    office = Office()
    with serving(office) as port:
        assert (
            deliver(target(port), *(outgoing(f"xa{i}@lc.example.vn", f"k{i}") for i in range(20))) == [Delivered()] * 20
        )
    assert office.connections == 1
    assert [to for to, _ in office.taken] == [[f"xa{i}@lc.example.vn"] for i in range(20)]
    mail = message_from_bytes(office.taken[7][1], policy=SMTP_POLICY)
    assert mail["Message-ID"] == f"<{token('k7')}@tinh.example.vn>"
    assert mail["Subject"] == BODY.subject
    plain, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert plain == BODY.text.replace(RECIPIENT, "Đảng ủy xã Bản Bo")
    assert html == "<p>Kính gửi: Đảng ủy xã Bản Bo</p>\n"


def test_mail_arrives_where_only_seven_bits_pass() -> None:
    """A server without 8BITMIME gets the same mail in ASCII."""
    office = Office()
    with serving(office, decode_data=True) as port:
        assert deliver(target(port), outgoing()) == [Delivered()]
    ((_, content),) = office.taken
    assert content.isascii()
    plain = next(iter(message_from_bytes(content, policy=SMTP_POLICY).iter_parts())).get_content()
    assert plain.replace("\r\n", "\n") == BODY.text.replace(RECIPIENT, "Đảng ủy xã Bản Bo")


def test_login_over_starttls(papers: Papers) -> None:
    """With STARTTLS and a certificate of our authority, the login goes through and the mail too."""
    office = Office()
    with serving(office, tls_context=papers.server, require_starttls=True, **LOGIN) as port:
        protected = target(port, "starttls", ca_file=papers.ca, **CREDENTIALS)
        assert deliver(protected, outgoing()) == [Delivered()]
    assert len(office.taken) == 1


def test_login_over_tls(papers: Papers) -> None:
    """With TLS from the first byte on, likewise."""
    office = Office()
    with serving(office, tls=papers.server, auth_require_tls=False, **LOGIN) as port:
        assert deliver(target(port, "tls", ca_file=papers.ca, **CREDENTIALS), outgoing()) == [Delivered()]
    assert len(office.taken) == 1


def test_a_wrong_password_is_told_without_it(papers: Papers, caplog: pytest.LogCaptureFixture) -> None:
    """A refused login stops all mail, names the variable to look at, and shows the password nowhere."""
    office = Office()
    wrong = {"username": USER, "password": Secret("wr0ng")}
    with caplog.at_level(logging.DEBUG), serving(office, tls=papers.server, auth_require_tls=False, **LOGIN) as port:
        outcomes = deliver(target(port, "tls", ca_file=papers.ca, **wrong), outgoing(), outgoing())
    assert [type(outcome) for outcome in outcomes] == [Unreachable, Unreachable]
    assert (
        "refuses the login (535 5.7.8): check the user name in THOIHAN_MAIL, and THOIHAN_SMTP_PASSWORD (`mail`, "
        in error(outcomes[0])
    )
    assert "wr0ng" not in caplog.text + repr(outcomes)
    assert office.connections == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_stranger_gets_no_mail(papers: Papers, security: str) -> None:
    """A certificate that no authority of ours vouches for, or of another name, or no authority's file: no mail."""
    office = Office()
    protection: dict[str, Any] = {"tls": papers.server} if security == "tls" else {"tls_context": papers.server}
    with serving(office, **protection) as port:
        unknown = target(port, security)
        other_name = replace(unknown, host="127.0.0.1", ca_file=papers.ca)
        no_file = replace(unknown, ca_file=papers.ca.with_name("none.pem"))
        outcomes = [deliver(each, outgoing())[0] for each in (unknown, other_name, no_file)]
    assert [type(outcome) for outcome in outcomes] == [Unreachable] * 3
    assert all("is not trusted" in error(outcome) for outcome in outcomes)
    assert office.taken == []


def test_without_protection_nothing_is_sent_where_it_was_asked_for() -> None:
    """A server that offers no STARTTLS gets neither password nor mail."""
    office = Office()
    with serving(office, **LOGIN, auth_require_tls=False) as port:
        (outcome,) = deliver(target(port, "starttls", **CREDENTIALS), outgoing())
    assert isinstance(outcome, Unreachable)
    assert "offers no STARTTLS or no login" in error(outcome)
    assert office.taken == []


def test_one_bad_recipient_among_many() -> None:
    """Each recipient's refusal is its own: 5xx for good, 4xx for now, a malformed address before it is tried."""
    answers = {
        "gone@lc.example.vn": "550 5.1.1 gone@lc.example.vn unknown",
        "later@lc.example.vn": "450 4.2.0 greylisted",
    }
    office = Office(refuse=answers.get)
    with serving(office) as port:
        addresses = ["a@x.vn", "gone@lc.example.vn", "b@x.vn", "later@lc.example.vn", "not an address", "c@x.vn"]
        outcomes = deliver(target(port), *map(outgoing, addresses))
    assert [type(each) for each in outcomes] == [Delivered, Permanent, Delivered, Temporary, Permanent, Delivered]
    assert "refuses the mail (550 5.1.1): check the unit's e-mail address." in error(outcomes[1])
    assert "put the mail off (450 4.2.0)" in error(outcomes[3])
    assert "gone@lc" not in error(outcomes[1])
    assert office.connections == 1


@pytest.mark.parametrize(
    ("answer", "kind"), [("552 too big", Permanent), ("554 looks like spam", Permanent), ("452 disk full", Temporary)]
)
def test_refusals_of_the_content(answer: str, kind: type) -> None:
    """After the content, too, 5xx is for good and 4xx for now; the next mail goes over the same connection."""
    answers = iter([answer, None])
    office = Office(at_data=lambda: next(answers))
    with serving(office) as port:
        outcomes = deliver(target(port), outgoing(), outgoing())
    assert [type(outcome) for outcome in outcomes] == [kind, Delivered]
    assert office.connections == 1


def test_a_refused_sender_is_nobody_elses_fault() -> None:
    """A server that doesn't take our sender stops all mail, and no message is blamed."""
    with serving(Office(), authenticator=authenticate, auth_required=True, auth_require_tls=False) as port:
        outcomes = deliver(target(port), outgoing(), outgoing())
    assert [type(outcome) for outcome in outcomes] == [Unreachable, Unreachable]
    assert "refuses the sender (530 5.7.0): check THOIHAN_FROM, and the user name in THOIHAN_MAIL" in error(outcomes[0])


def test_a_server_that_is_down() -> None:
    """Where nothing listens, the outcome says which server and what to check; it is tried once for all messages."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        outcomes = deliver(target(port), *[outgoing()] * 3)
    assert [type(outcome) for outcome in outcomes] == [Unreachable] * 3
    assert f"localhost:{port} cannot be reached (Connection refused): check its name" in error(outcomes[0])


def test_a_server_that_never_speaks() -> None:
    """A server that accepts the connection and says nothing costs one wait, not one for each message."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcomes = deliver(target(silent.getsockname()[1], timeout=0.2), *[outgoing()] * 5)
    assert [type(outcome) for outcome in outcomes] == [Unreachable] * 5
    assert "(timed out)" in error(outcomes[0])


def test_a_server_that_is_too_slow() -> None:
    """Two mails running that are not taken in time are enough; the rest wait for the next round."""
    office = Office(pause=2)
    with serving(office) as port:
        outcomes = deliver(target(port, timeout=0.2), *[outgoing()] * 4)
    assert [type(outcome) for outcome in outcomes] == [Temporary, Unreachable, Unreachable, Unreachable]
    assert office.connections == 2


def test_a_server_that_hangs_up_once() -> None:
    """After a lost connection the mail is put off, and the next one goes over a new connection."""
    answers = iter([None, "421 closing", None, None])
    office = Office(at_data=lambda: next(answers))
    with serving(office) as port:
        outcomes = deliver(target(port), *(outgoing(key=f"k{i}") for i in range(4)))
    assert [type(outcome) for outcome in outcomes] == [Delivered, Temporary, Delivered, Delivered]
    assert office.connections == 2
