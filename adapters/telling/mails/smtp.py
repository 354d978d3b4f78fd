"""Mail by SMTP (RFC 5321), as real MIME: plain text and HTML, both Vietnamese in UTF-8."""

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape
from itertools import chain, repeat
from time import monotonic as elapsed

from adapters.clock import in_viet_nam
from adapters.telling.addresses import AddressError, Sender, mail_address
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.letters.due_dates import METHOD
from adapters.telling.letters.page import RECIPIENT
from adapters.telling.mails.pacing import DomainPace
from adapters.telling.mails.pipelining import hand_over
from adapters.telling.targets.mail import SmtpTarget
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

_ASCII_ONLY = SMTP.clone(cte_type="7bit")
_CRLF = "\r\n"
_LONGEST_NAME = 100
_CALENDAR = "\ue001"  # stands where the calendar file goes, which is of each recipient
_FILE = "thoi-han.ics"
_IDLE = 30.0  # seconds; servers wait for minutes (RFC 5321, 4.5.3.2.7: at least five), some for less
_TOO_BIG = 552  # RFC 5321, 4.2.3: exceeded storage allocation
_FINAL = 500  # from this code on a reply is final

_DOWN = N_("The mail server {server} cannot be reached ({why}): check its name, its port and the network.")
_UNTRUSTED = N_("The certificate of the mail server {server} is not trusted ({why}): check the name, or give ca=FILE.")
_NO_TLS = N_("The mail server {server} offers no STARTTLS or no login: check security= and the port; nothing was sent.")
_NO_LOGIN = N_(
    "The mail server {server} refuses the login ({why}): check the user name in THOIHAN_MAIL, and "
    "THOIHAN_SMTP_PASSWORD (`mail`, `mail_password_file` in a settings file)."
)
_NO_SENDER = N_(
    "The mail server {server} refuses the sender ({why}): check THOIHAN_FROM, and the user name in "
    "THOIHAN_MAIL (`from`, `mail` in a settings file)."
)
_NOT_NOW = N_("The mail server {server} put the mail off ({why}); it is tried again.")
_REFUSED = N_("The mail server {server} refuses the mail ({why}): check the unit's e-mail address.")
_LOST = N_("The connection to the mail server {server} broke off ({why}); the mail is tried again.")


def message_bytes(message: Outgoing, sender: Sender) -> bytes:
    """The whole mail, 8-bit, lines ending in CRLF. Raises AddressError.

    Its Message-ID follows from the message's key, so that a mail sent twice can be known by it.
    """
    name = one_line(message.name, _LONGEST_NAME)
    own = (
        f"To: {_named(name, mail_address(message.address))}\r\n"
        f"Date: {format_datetime(in_viet_nam(message.at))}\r\n"
        f"Message-ID: <{token(message.key)}@{sender.domain}>\r\n"
    )
    start, *rest = stencil(message.body, sender, dated=bool(message.calendar))
    names = chain(repeat(name.encode(), message.body.text.count(RECIPIENT)), repeat(escape(name).encode()))
    whole = b"".join((own.encode(), start, *chain.from_iterable(zip(names, rest, strict=False))))
    return whole.replace(_CALENDAR.encode() + b"\r\n", message.calendar, 1) if message.calendar else whole


def _named(name: str, address: str) -> str:
    """A recipient as a header has it: in encoded words (RFC 2047) where the name is not in ASCII."""
    if name.isascii():
        return formataddr((name, address))
    return f"{_folded('To', name)}{_CRLF} <{address}>"


def _folded(header: str, text: str) -> str:
    """Text as a header has it, in encoded words: folding one itself, `EmailMessage` loses spaces between them."""
    return Header(text, "utf-8", header_name=header).encode(linesep=_CRLF)


@lru_cache(maxsize=32)
def stencil(body: Composed, sender: Sender, *, dated: bool) -> tuple[bytes, ...]:
    """A mail but for what differs between recipients: what stands before, between and after their names.

    Making one mail through the library takes 2 ms, most of it folding headers; an office sends thousands of one body.
    """
    mail = EmailMessage(policy=SMTP)
    with suppress(AddressError):  # an answer then goes to the sender: no reason to keep the mail back
        if body.reply_to:
            mail["Reply-To"] = Address(addr_spec=mail_address(body.reply_to))
    if body.thread:  # RFC 5322, 3.6.4: mails of one task stand together, as answers to one that nobody was sent
        mail["In-Reply-To"] = mail["References"] = f"<{token(body.thread)}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply comes back
    mail["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange reads it
    mail.set_content(body.text, cte="8bit")
    mail.add_alternative(body.html, subtype="html", cte="8bit")
    boundary = sha256((body.text + body.html).encode()).hexdigest()[:32]
    mail.set_boundary(f"=_{boundary}")
    if dated:
        mail.add_attachment(_CALENDAR, subtype="calendar", cte="8bit", filename=_FILE, params={"method": METHOD})
        mail.set_boundary(f"=-{boundary}")
    own = f"From: {_named(sender.name, sender.address)}{_CRLF}Subject: {_folded('Subject', body.subject)}{_CRLF}"
    start, *rest = mail.as_bytes().split(RECIPIENT.encode())
    return own.encode() + start, *rest


def _seven_bit(data: bytes) -> bytes:
    """The same mail for a server without 8BITMIME (RFC 6152)."""
    return BytesParser(policy=SMTP).parsebytes(data).as_bytes(policy=_ASCII_ONLY)


@dataclass(frozen=True)
class SmtpMail:
    """Mail to one SMTP server, many over one connection.

    A process that dies between sending and confirming sends the mail once more, with the same Message-ID.
    """

    target: SmtpTarget
    sender: Sender
    name: str = "mail"

    @cached_property
    def pace(self) -> DomainPace:
        """As slow as the settings want it, to all domains but the sender's."""
        return DomainPace(self.target.pace, self.sender.domain.lower())

    @property
    def connections(self) -> int:
        """As many as the settings allow."""
        return self.target.connections

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        line = _Line(self.target, self.sender)
        try:
            for message in messages:
                yield line.send(message)
        finally:
            line.close()


class _Line:
    """A connection that is opened when first needed, and given up when it breaks twice running."""

    def __init__(self, target: SmtpTarget, sender: Sender) -> None:
        self._target = target
        self._sender = sender
        self._connection: smtplib.SMTP | None = None
        self._losses = 0
        self._used = elapsed()
        self._down: Unreachable | None = None

    def send(self, message: Outgoing) -> Outcome:
        """Send one mail, over the connection that is open or a new one."""
        try:
            to, data = mail_address(message.address), message_bytes(message, self._sender)
        except AddressError as error:
            return Permanent(error.said)
        if self._down is not None:
            return self._down
        if elapsed() - self._used > _IDLE:  # the server may have closed it by now, and a mail be in doubt for nothing
            self.close()
        self._used = elapsed()
        connection = self._connection or _opened(self._target)
        if isinstance(connection, Unreachable):
            self._down = connection
            return connection
        self._connection = connection
        return self._hand_over(connection, to, data)

    def close(self) -> None:
        """Take leave of the server, if a connection is open."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except OSError:  # smtplib's own errors are OSErrors too
            connection.close()

    def _hand_over(self, connection: smtplib.SMTP, to: str, data: bytes) -> Outcome:
        eight_bit = connection.has_extn("8bitmime")
        options = ("BODY=8BITMIME",) if eight_bit else ()
        try:
            hand_over(connection, self._sender.address, to, data if eight_bit else _seven_bit(data), options)
        except OSError as error:  # smtplib's own errors are OSErrors too
            return self._weighed(_outcome(error, self._target), connection)
        self._losses = 0
        return Delivered()

    def _weighed(self, outcome: Outcome, connection: smtplib.SMTP) -> Outcome:
        """`outcome`, or that nothing can go: after two lost connections running it is the server, not the mail."""
        lost = connection.sock is None
        self._losses = self._losses + 1 if lost else 0
        self._connection = None if lost else connection
        if self._losses > 1 and isinstance(outcome, Temporary):
            outcome = Unreachable(outcome.error, unknown=outcome.unknown)
        self._down = Unreachable(outcome.error) if isinstance(outcome, Unreachable) else None
        return outcome


def _opened(target: SmtpTarget) -> smtplib.SMTP | Unreachable:
    """A connection, protected and logged in as `target` says, or why there is none."""
    connection = None
    try:
        context = ssl.create_default_context(cafile=target.ca_file)
        connection = _connected(target, context)
        if target.username and target.password:
            connection.login(target.username, target.password.reveal())
    except OSError as error:
        if connection is not None:
            connection.close()
        return _not_opened(error, target)
    return connection


def _connected(target: SmtpTarget, context: ssl.SSLContext) -> smtplib.SMTP:
    if target.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(target.host, target.port, timeout=target.timeout, context=context)
    else:
        connection = smtplib.SMTP(target.host, target.port, timeout=target.timeout)
    if target.security == "starttls":
        try:
            connection.starttls(context=context)
        except OSError:
            connection.close()
            raise
    connection.ehlo_or_helo_if_needed()
    return connection


def _not_opened(error: OSError, target: SmtpTarget) -> Unreachable:
    match error:
        case smtplib.SMTPAuthenticationError():
            template = _NO_LOGIN
        case smtplib.SMTPNotSupportedError():
            template = _NO_TLS
        case ssl.SSLCertVerificationError() | FileNotFoundError():
            template = _UNTRUSTED
        case _:
            template = _DOWN
    return Unreachable(_about(template, error, target))


def _outcome(error: OSError, target: SmtpTarget) -> Outcome:
    """The outcome of an error while handing over one mail (RFC 5321, 4.2.1: 4xx may pass, 5xx will not)."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, reply = next(iter(refused.values()))
            return _outcome(smtplib.SMTPResponseException(code, reply), target)
        case smtplib.SMTPSenderRefused(smtp_code=code) if code >= _FINAL and code != _TOO_BIG:
            return Unreachable(_about(_NO_SENDER, error, target))
        case smtplib.SMTPResponseException(smtp_code=code) if code >= _FINAL:
            return Permanent(_about(_REFUSED, error, target))
        case smtplib.SMTPResponseException():
            return Temporary(_about(_NOT_NOW, error, target))
    return Temporary(_about(_LOST, error, target), unknown=True)


def _about(template: str, error: OSError, target: SmtpTarget) -> Said:
    """Of a server's reply only the code is kept: its words may repeat the address."""
    return Said(template, {"server": f"{target.host}:{target.port}", "why": _why(error)})


_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def _coded(error: smtplib.SMTPResponseException) -> str:
    """The code of a reply, with the enhanced one (RFC 3463), if it has one."""
    reply = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
    found = _ENHANCED.match(reply)
    return f"{error.smtp_code} {found[1].decode()}" if found else str(error.smtp_code)


def _why(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _coded(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        return _why(error.__context__)  # what smtplib met, and told in other words
    if isinstance(error, TimeoutError):
        return "timed out"
    return error.strerror or type(error).__name__
