"""Targets of mail, and of where mail that came back is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote

from adapters.secrecy import Secret
from adapters.telling.mails.pacing import OFTEN
from adapters.telling.targets.urls import (
    BOUNCES,
    BOUNCES_PASSWORD,
    MAIL,
    SMTP_PASSWORD,
    UNKNOWN,
    TargetError,
    folder,
    improper,
    loopback,
    needed,
    only,
    split,
    timeout,
)
from rules.problems import N_

_MAIL_EXAMPLE = "maildir:./thoihan-mail, smtp://user@mail.example.vn:587?security=starttls"
_BOUNCES_EXAMPLE = "imaps://user@mail.example.vn/INBOX, maildir:/var/mail/thoihan"
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_SECURITY = {"smtp": "starttls", "smtps": "tls"}
_MOST_CONNECTIONS = 20
_FASTEST = 99_999
_CLEAR = N_("{variable} would send the password unprotected: write security=starttls or security=tls.")
_ASCII = N_("{variable} may have letters without diacritics only: the mail server's login takes no others.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirTarget:
    """Mail goes into the Maildir at `folder`."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTarget:
    """Mail goes to an SMTP server. With a `username` there is a `password`."""

    host: str
    port: int
    security: str  # none | starttls | tls
    username: str | None = None
    password: Secret | None = None
    ca_file: Path | None = None  # trusted instead of the system's authorities
    timeout: float = 10.0  # seconds for each step
    connections: int = 4  # that are open at once, at most
    fallback: bool = False  # what is refused for good goes as a text message, where there is a telephone
    pace: int = OFTEN  # mails in a minute to one domain, but the sender's own; 0: as many as there are


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapTarget:
    """A mailbox on an IMAP server."""

    host: str
    port: int
    security: str  # none | starttls | tls
    username: str
    password: Secret
    mailbox: str = "INBOX"
    ca_file: Path | None = None  # trusted instead of the system's authorities
    timeout: float = 10.0  # seconds for each step


def mail_target(text: str, password: str | None) -> MaildirTarget | SmtpTarget:
    """`maildir:FOLDER` or `smtp[s]://[USER@]HOST[:PORT][?security=&ca=&timeout=]`. Raises TargetError."""
    url, fields = split(MAIL, text, _MAIL_EXAMPLE)
    if url.scheme == "maildir":
        only(MAIL, fields, ())
        return MaildirTarget(folder=folder(MAIL, url, _MAIL_EXAMPLE))
    if url.scheme not in _SECURITY or not url.hostname:
        raise TargetError(UNKNOWN, variable=MAIL, example=_MAIL_EXAMPLE)
    only(MAIL, fields, ("security", "ca", "timeout", "connections", "pace", "fallback"))
    return _smtp(url, fields, password)


def bounces_target(text: str, password: str | None) -> MaildirTarget | ImapTarget | None:
    """`maildir:FOLDER` or `imap[s]://USER@HOST[:PORT][/MAILBOX][?security=&ca=&timeout=]`. Raises TargetError."""
    if not text:
        return None
    url, fields = split(BOUNCES, text, _BOUNCES_EXAMPLE)
    if url.scheme == "maildir":
        only(BOUNCES, fields, ())
        return MaildirTarget(folder=folder(BOUNCES, url, _BOUNCES_EXAMPLE))
    security = fields.get("security", {"imap": "starttls", "imaps": "tls"}.get(url.scheme, ""))
    host, username, mailbox = url.hostname or "", unquote(url.username or ""), unquote(url.path.strip("/")) or "INBOX"
    sound = host and username.isascii() and username.isprintable() and mailbox.isascii() and mailbox.isprintable()
    if url.scheme not in {"imap", "imaps"} or not username or not sound or '"' in mailbox:
        raise TargetError(UNKNOWN, variable=BOUNCES, example=_BOUNCES_EXAMPLE)
    only(BOUNCES, fields, ("security", "ca", "timeout"))
    if security not in _PORTS or (url.scheme == "imaps" and security != "tls"):
        raise improper(BOUNCES, "security", tuple(_PORTS))
    if not password:
        raise needed(BOUNCES_PASSWORD, because=BOUNCES)
    if security == "none" and not loopback(host):
        raise TargetError(_CLEAR, variable=BOUNCES)
    return ImapTarget(
        host=host,
        port=url.port or (993 if security == "tls" else 143),
        security=security,
        username=username,
        password=Secret(password),
        mailbox=mailbox,
        ca_file=Path(fields["ca"]) if "ca" in fields else None,
        timeout=timeout(BOUNCES, fields),
    )


def _smtp(url: SplitResult, fields: Mapping[str, str], password: str | None) -> SmtpTarget:
    host, username = url.hostname or "", unquote(url.username or "") or None
    security = fields.get("security", _SECURITY[url.scheme])
    if security not in _PORTS or (url.scheme == "smtps" and security != "tls"):
        raise improper(MAIL, "security", tuple(_PORTS))
    if username and not password:
        raise needed(SMTP_PASSWORD, because=MAIL)
    if username and security == "none" and not loopback(host):
        raise TargetError(_CLEAR, variable=MAIL)
    for variable, text in ((MAIL, username), (SMTP_PASSWORD, password)):
        if username and text and not text.isascii():  # all that smtplib can send
            raise TargetError(_ASCII, variable=variable)
    return SmtpTarget(
        host=host,
        port=url.port or _PORTS[security],
        security=security,
        username=username,
        password=Secret(password) if username and password else None,
        ca_file=Path(fields["ca"]) if "ca" in fields else None,
        timeout=timeout(MAIL, fields),
        connections=_connections(fields),
        pace=_pace(fields),
        fallback=_fallback(fields),
    )


def _connections(fields: Mapping[str, str]) -> int:
    text = fields.get("connections", "4")
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 0 < int(text) <= _MOST_CONNECTIONS):
        raise improper(MAIL, "connections", (f"1 ... {_MOST_CONNECTIONS}",))
    return int(text)


def _pace(fields: Mapping[str, str]) -> int:
    text = fields.get("pace", str(OFTEN))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_FASTEST))):
        raise improper(MAIL, "pace", (f"0 ... {_FASTEST}",))
    return int(text)


def _fallback(fields: Mapping[str, str]) -> bool:
    if fields.get("fallback", "off") not in ("sms", "off"):
        raise improper(MAIL, "fallback", ("sms", "off"))
    return fields.get("fallback") == "sms"
