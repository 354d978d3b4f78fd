"""Targets of mail and text messages, as the environment writes them: one URL each."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from adapters.secrecy import Secret
from adapters.telling.addresses import AddressError, mail_address, mobile
from adapters.telling.pacing import OFTEN
from adapters.telling.sms.description import Description, DescriptionError, description_of
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

MAIL = "THOIHAN_MAIL"
SMTP_PASSWORD = "THOIHAN_SMTP_PASSWORD"  # noqa: S105 - the name of a variable, not a password
SMS = "THOIHAN_SMS"
SMS_USERNAME = "THOIHAN_SMS_USERNAME"
SMS_PASSWORD = "THOIHAN_SMS_PASSWORD"  # noqa: S105 - the name of a variable, not a password
BOUNCES = "THOIHAN_BOUNCES"
BOUNCES_PASSWORD = "THOIHAN_BOUNCES_PASSWORD"  # noqa: S105 - the name of a variable, not a password
SMS_REPORTS_SECRET = "THOIHAN_SMS_REPORTS_SECRET"  # noqa: S105 - likewise

_MAIL_EXAMPLE = "maildir:./thoihan-mail, smtp://user@mail.example.vn:587?security=starttls"
_BOUNCES_EXAMPLE = "imaps://user@mail.example.vn/INBOX, maildir:/var/mail/thoihan"
_SMS_EXAMPLE = "spool:./thoihan-sms, kannel+http://127.0.0.1:13013/cgi-bin/sendsms, esms+https://…?from=…"
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_SECURITY = {"smtp": "starttls", "smtps": "tls"}
_LONGEST_WAIT = 600.0
_MOST_CONNECTIONS = 20
_FASTEST = 99_999

_BRAND = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,10}", re.ASCII)  # 3GPP TS 23.040, 9.1.2.5: 11 septets
_PLAIN_SECRET = re.compile(r"[A-Za-z0-9_-]{16,200}", re.ASCII)  # it stands in an address
_NUMBER = re.compile(r"\+?[0-9]{1,15}", re.ASCII)

_LONGEST_DESCRIPTION = 20_000
_PASSWORDS = {MAIL: SMTP_PASSWORD, SMS: SMS_PASSWORD, BOUNCES: BOUNCES_PASSWORD}

IN_FILES = {
    SMTP_PASSWORD: "mail_password_file",
    SMS_USERNAME: "sms_username",
    SMS_PASSWORD: "sms_password_file",
    SMS_REPORTS_SECRET: "sms_reports_secret_file",
    BOUNCES_PASSWORD: "bounces_password_file",
}
"""The names of these in a settings file (`adapters.setting_table`)."""

_UNKNOWN = N_("{variable} is not understood: write for example {example}.")
_NO_FOLDER = N_("{variable} names no folder: write for example {example}.")
_FIELD = N_("{variable}: the field {field} is not known or not proper; write one of: {known}.")
_PASSWORD_IN_URL = N_("{variable} holds a password: put it in {instead}, where no list of processes shows it.")
_CLEAR = N_("{variable} would send the password unprotected: write security=starttls or security=tls.")
_ASCII = N_("{variable} may have letters without diacritics only: the mail server's login takes no others.")
_IN_CLEAR = N_("{variable} would send passwords and texts unprotected over the network: write {instead}.")
_NO_BRAND = N_(
    "{variable}: “{sender}” can be no brand name: it has at most 11 letters without diacritics, digits, spaces and any "
    "of “.-_”, and not digits only. Write it as the provider registered it."
)
_BAD_DESCRIPTION = N_(
    "{variable}: the file {path} describes no provider of text messages ({wrong}): correct it; "
    "docs/telling.md shows one."
)
_NO_SECRET = N_(
    "{variable} (`{key}` in a settings file) must hold a secret of 16 or more plain letters and digits: by "
    "it the gateway is known that reports what became of messages."
)
_NEEDED = N_("{variable} is not set (nor `{key}` in a settings file), but {because} names a service that asks for it.")

TRIAL_MAIL, TRIAL_PHONE = "THOIHAN_TRIAL_MAIL", "THOIHAN_TRIAL_PHONE"
_TRIALS: Mapping[str, tuple[str, Callable[[str], str], str]] = {
    TRIAL_MAIL: ("thu@tinh.gov.vn", mail_address, TRIAL_PHONE),
    TRIAL_PHONE: ("0912 345 678", mobile, TRIAL_MAIL),
}
_FOLDERS = ("maildir:", "spool:")
_BAD_TRIAL = N_("{variable} must be one address, like {example}.")
_NO_TRIAL = N_(
    "{variable} is missing: since {because} is given this is a trial, and nothing may go to anybody else. Write one, "
    "like {example}."
)


class TargetError(ValueError):
    """A target cannot be used; `said` names the variable, what is wrong and what to write."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolTarget:
    """Text messages go as files into `folder`."""

    folder: Path
    plain: bool = False  # without diacritics


class Speaks(StrEnum):
    """What a gateway for text messages speaks, as its target says: `esms+https://…`."""

    KANNEL = "kannel"
    ESMS = "esms"
    SPEEDSMS = "speedsms"
    DESCRIBED = "described"  # as a file describes it


_OWN_FIELD = {Speaks.KANNEL: "reports", Speaks.DESCRIBED: "description"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTarget:
    """Text messages go to a gateway over HTTP."""

    speaks: Speaks = Speaks.KANNEL
    url: str  # http or https, without a query
    username: str  # "": the gateway knows us by the password alone
    password: Secret
    sender: str | None = None  # what the phone shows, where the operator lets it be chosen: a brand name
    type: str | None = None  # the provider's own number for the sort of message; None: the usual one
    until: date | None = None  # the last day on which the brand name is valid
    plain: bool = False  # without diacritics
    timeout: float = 10.0  # seconds for each step
    description: Description | None = None  # of what the gateway speaks
    reports: str = ""  # address under which the gateway reports what became of messages; "": nowhere
    reports_secret: Secret | None = None  # the last part of that address: who knows it may report


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Where everything goes while the program is tried. "": that channel writes into a folder, whoever it is for."""

    mail: str = ""
    phone: str = ""


def trial_address(variable: str, text: str, other: str, target: str) -> str:
    """The address of a trial that is checked; "" where there is none.

    Where the `other` channel is tried, and this one goes to no folder, it must not be missing. Raises TargetError.
    """
    example, checked, because = _TRIALS[variable]
    if not text and other and not target.startswith(_FOLDERS):
        raise TargetError(_NO_TRIAL, variable=variable, because=because, example=example)
    try:
        return checked(text) if text else ""
    except AddressError:
        raise TargetError(_BAD_TRIAL, variable=variable, example=example) from None


def mail_target(text: str, password: str | None) -> MaildirTarget | SmtpTarget:
    """`maildir:FOLDER` or `smtp[s]://[USER@]HOST[:PORT][?security=&ca=&timeout=]`. Raises TargetError."""
    url, fields = _split(MAIL, text, _MAIL_EXAMPLE)
    if url.scheme == "maildir":
        _known(MAIL, fields, ())
        return MaildirTarget(folder=_folder(MAIL, url, _MAIL_EXAMPLE))
    if url.scheme not in _SECURITY or not url.hostname:
        raise TargetError(_UNKNOWN, variable=MAIL, example=_MAIL_EXAMPLE)
    _known(MAIL, fields, ("security", "ca", "timeout", "connections", "pace", "fallback"))
    return _smtp(url, fields, password)


def bounces_target(text: str, password: str | None) -> MaildirTarget | ImapTarget | None:
    """`maildir:FOLDER` or `imap[s]://USER@HOST[:PORT][/MAILBOX][?security=&ca=&timeout=]`. Raises TargetError."""
    if not text:
        return None
    url, fields = _split(BOUNCES, text, _BOUNCES_EXAMPLE)
    if url.scheme == "maildir":
        _known(BOUNCES, fields, ())
        return MaildirTarget(folder=_folder(BOUNCES, url, _BOUNCES_EXAMPLE))
    security = fields.get("security", {"imap": "starttls", "imaps": "tls"}.get(url.scheme, ""))
    host, username, mailbox = url.hostname or "", unquote(url.username or ""), unquote(url.path.strip("/")) or "INBOX"
    sound = host and username.isascii() and username.isprintable() and mailbox.isascii() and mailbox.isprintable()
    if url.scheme not in {"imap", "imaps"} or not username or not sound or '"' in mailbox:
        raise TargetError(_UNKNOWN, variable=BOUNCES, example=_BOUNCES_EXAMPLE)
    _known(BOUNCES, fields, ("security", "ca", "timeout"))
    if security not in _PORTS or (url.scheme == "imaps" and security != "tls"):
        raise _improper(BOUNCES, "security", tuple(_PORTS))
    if not password:
        raise _needed(BOUNCES_PASSWORD, because=BOUNCES)
    if security == "none" and not _loopback(host):
        raise TargetError(_CLEAR, variable=BOUNCES)
    return ImapTarget(
        host=host,
        port=url.port or (993 if security == "tls" else 143),
        security=security,
        username=username,
        password=Secret(password),
        mailbox=mailbox,
        ca_file=Path(fields["ca"]) if "ca" in fields else None,
        timeout=_timeout(BOUNCES, fields),
    )


def sms_target(
    text: str, username: str | None, password: str | None, reports_secret: str | None = None
) -> SpoolTarget | GatewayTarget:
    """`spool:FOLDER` or `kannel+http[s]://HOST[:PORT]/PATH[?from=&plain=&timeout=…]`. Raises TargetError."""
    url, fields = _split(SMS, text, _SMS_EXAMPLE)
    if url.scheme == "spool":
        _known(SMS, fields, ("plain",))
        return SpoolTarget(folder=_folder(SMS, url, _SMS_EXAMPLE), plain=_yes(SMS, fields, "plain"))
    speaks, _, scheme = url.scheme.partition("+")
    if speaks not in list(Speaks) or scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
        raise TargetError(_UNKNOWN, variable=SMS, example=_SMS_EXAMPLE)
    found = _gateway(Speaks(speaks), url._replace(scheme=scheme), fields, username, password)
    return replace(found, **_reports(fields, reports_secret))


def sms_target_of(text: str, environ: Mapping[str, str]) -> SpoolTarget | GatewayTarget:
    """The same, with the user, the password and the secret of reports as the environment has them."""
    return sms_target(text, *(environ.get(name) for name in (SMS_USERNAME, SMS_PASSWORD, SMS_REPORTS_SECRET)))


def _gateway(
    speaks: Speaks, url: SplitResult, fields: Mapping[str, str], username: str | None, password: str | None
) -> GatewayTarget:
    _known(SMS, fields, ("from", "plain", "timeout", "until", _OWN_FIELD.get(speaks, "type")))
    alone = speaks in (Speaks.SPEEDSMS, Speaks.DESCRIBED)  # it may know us by the password alone
    if not password or not (username or alone):
        raise _needed(SMS_USERNAME if not username and not alone else SMS_PASSWORD, because=SMS)
    if url.scheme == "http" and speaks is not Speaks.KANNEL and not _loopback(url.hostname or ""):
        raise TargetError(_IN_CLEAR, variable=SMS, instead=f"{speaks}+https://…")
    return GatewayTarget(
        speaks=speaks,
        url=url._replace(query="", fragment="").geturl(),
        username=username or "",
        password=Secret(password),
        sender=_sender(fields.get("from"), branded=speaks is not Speaks.KANNEL),
        type=_type(fields),
        until=_until(fields),
        plain=_yes(SMS, fields, "plain"),
        timeout=_timeout(SMS, fields),
        description=_description(fields) if speaks is Speaks.DESCRIBED else None,
    )


def _description(fields: Mapping[str, str]) -> Description:
    """The file that describes a provider, read and checked."""
    path = fields.get("description", "")
    try:
        return description_of(tomllib.loads(Path(path).read_bytes()[:_LONGEST_DESCRIPTION].decode()))
    except (OSError, ValueError) as error:
        wrong = error.args[0] if isinstance(error, DescriptionError) else type(error).__name__
        raise TargetError(_BAD_DESCRIPTION, variable=SMS, path=path or "?", wrong=wrong) from None


def _reports(fields: Mapping[str, str], secret: str | None) -> dict[str, Any]:
    """The address to which reports of what became of messages go; none, unless that is said."""
    text = fields.get("reports")
    if text is None:
        return {}
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname or url.query or url.fragment:
        raise _improper(SMS, "reports", ("https://thoihan.tinh.gov.vn/reports",))
    if not secret or not _PLAIN_SECRET.fullmatch(secret):
        raise TargetError(_NO_SECRET, variable=SMS_REPORTS_SECRET, key=IN_FILES[SMS_REPORTS_SECRET])
    return {"reports": text.rstrip("/"), "reports_secret": Secret(secret)}


def _sender(text: str | None, *, branded: bool) -> str | None:
    """What the phone shows: a brand name, or a number where the gateway is no provider of brand names."""
    if text is None or (not branded and _NUMBER.fullmatch(text)):
        return text
    if not _BRAND.fullmatch(text) or text.isdigit():
        raise TargetError(_NO_BRAND, variable=SMS, sender=one_line(text, 40))
    return text


def _type(fields: Mapping[str, str]) -> str | None:
    text = fields.get("type")
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise _improper(SMS, "type", ("0 ... 99",))
    return text


def _until(fields: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(fields["until"]) if "until" in fields else None
    except ValueError:
        raise _improper(SMS, "until", ("2028-05-31",)) from None


def _smtp(url: SplitResult, fields: Mapping[str, str], password: str | None) -> SmtpTarget:
    host, username = url.hostname or "", unquote(url.username or "") or None
    security = fields.get("security", _SECURITY[url.scheme])
    if security not in _PORTS or (url.scheme == "smtps" and security != "tls"):
        raise _improper(MAIL, "security", tuple(_PORTS))
    if username and not password:
        raise _needed(SMTP_PASSWORD, because=MAIL)
    if username and security == "none" and not _loopback(host):
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
        timeout=_timeout(MAIL, fields),
        connections=_connections(fields),
        pace=_pace(fields),
        fallback=_fallback(fields),
    )


def _split(variable: str, text: str, example: str) -> tuple[SplitResult, dict[str, str]]:
    """The parts of a URL and its fields; refused with a password, a bad port or a doubled field."""
    try:
        url = urlsplit(text.strip())
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
        sound = (url.port is None or url.port > 0) and len(dict(pairs)) == len(pairs)
    except ValueError:
        sound = False
    if not sound:
        raise TargetError(_UNKNOWN, variable=variable, example=example)
    if url.password is not None:
        raise TargetError(_PASSWORD_IN_URL, variable=variable, instead=_PASSWORDS[variable])
    return url, dict(pairs)


def _folder(variable: str, url: SplitResult, example: str) -> Path:
    path = unquote(url.path)
    if url.netloc or not path or "\0" in path:
        raise TargetError(_NO_FOLDER, variable=variable, example=example)
    try:
        return Path(path).expanduser()
    except RuntimeError:  # there is no such user, or he has no home
        raise TargetError(_NO_FOLDER, variable=variable, example=example) from None


def _known(variable: str, fields: Iterable[str], known: tuple[str, ...]) -> None:
    for field in fields:
        if field not in known:
            raise _improper(variable, field, known)


def _yes(variable: str, fields: Mapping[str, str], field: str) -> bool:
    answer = fields.get(field, "no")
    if answer not in {"yes", "no"}:
        raise _improper(variable, field, ("yes", "no"))
    return answer == "yes"


def _timeout(variable: str, fields: Mapping[str, str]) -> float:
    try:
        seconds = float(fields.get("timeout", "10"))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_WAIT:
        raise _improper(variable, "timeout", ("0.1 ... 600",))
    return seconds


def _connections(fields: Mapping[str, str]) -> int:
    text = fields.get("connections", "4")
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 0 < int(text) <= _MOST_CONNECTIONS):
        raise _improper(MAIL, "connections", (f"1 ... {_MOST_CONNECTIONS}",))
    return int(text)


def _pace(fields: Mapping[str, str]) -> int:
    text = fields.get("pace", str(OFTEN))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_FASTEST))):
        raise _improper(MAIL, "pace", (f"0 ... {_FASTEST}",))
    return int(text)


def _fallback(fields: Mapping[str, str]) -> bool:
    if fields.get("fallback", "off") not in ("sms", "off"):
        raise _improper(MAIL, "fallback", ("sms", "off"))
    return fields.get("fallback") == "sms"


def _needed(variable: str, *, because: str) -> TargetError:
    return TargetError(_NEEDED, variable=variable, key=IN_FILES[variable], because=because)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _improper(variable: str, field: str, known: Iterable[str]) -> TargetError:
    return TargetError(_FIELD, variable=variable, field=one_line(field, 40), known=tuple(known))
