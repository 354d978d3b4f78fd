"""Targets of text messages: a spool folder, or a gateway of a provider."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from adapters.secrecy import Secret
from adapters.telling.targets.urls import (
    IN_FILES,
    SMS,
    SMS_PASSWORD,
    SMS_REPORTS_SECRET,
    SMS_USERNAME,
    UNKNOWN,
    TargetError,
    folder,
    improper,
    loopback,
    needed,
    only,
    split,
    timeout,
    yes,
)
from adapters.words.plain_text import one_line
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.telling.sms.description import Description

_SMS_EXAMPLE = "spool:./thoihan-sms, kannel+http://127.0.0.1:13013/cgi-bin/sendsms, esms+https://…?from=…"
_BRAND = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,10}", re.ASCII)  # 3GPP TS 23.040, 9.1.2.5: 11 septets
_PLAIN_SECRET = re.compile(r"[A-Za-z0-9_-]{16,200}", re.ASCII)  # it stands in an address
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
_NUMBER = re.compile(r"\+?[0-9]{1,15}", re.ASCII)
_LONGEST_DESCRIPTION = 20_000
_IN_CLEAR = N_("{variable} would send passwords and texts unprotected over the network: write {instead}.")
_NO_BRAND = N_(
    "{variable}: “{sender}” can be no brand name: it has at most 11 letters without diacritics, digits, spaces and any "
    "of “.-_”, and not digits only. Write it as the provider registered it."
)
_BAD_DESCRIPTION = N_(
    "{variable}: the file {path} describes no provider of text messages ({wrong}): correct it; "
    "docs/telling.md shows one."
)
_NO_SERVICE = N_(
    "{variable} (`{key}` in a settings file) must hold the address of a service as apprise has it, with {place} where "
    "a telephone number goes."
)
_NO_SECRET = N_(
    "{variable} (`{key}` in a settings file) must hold a secret of 16 or more plain letters and digits: by "
    "it the gateway is known that reports what became of messages."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolTarget:
    """Text messages go as files into `folder`."""

    folder: Path
    plain: bool = False  # without diacritics


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTarget:
    """Text messages go to a service that apprise knows."""

    service: Secret  # its address, which holds passwords, with the place of a number
    plain: bool = False  # without diacritics


FIELD = "noi_dung"
"""The field of a template of Zalo that has the text, where the target names no other."""

RENEWED_AT = "https://oauth.zaloapp.com/v4/oa/access_token"
"""Where tokens of Zalo are renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloApp:
    """The application at Zalo: the template that was approved, and the file with the tokens."""

    template: str  # its id
    tokens: Path
    field: str = FIELD
    renewed_at: str = RENEWED_AT


class Speaks(StrEnum):
    """What a gateway for text messages speaks, as its target says: `esms+https://…`."""

    KANNEL = "kannel"
    ESMS = "esms"
    SPEEDSMS = "speedsms"
    ZALO = "zalo"
    DESCRIBED = "described"  # as a file describes it


_OWN_FIELDS = {
    Speaks.KANNEL: ("from", "until", "reports"),
    Speaks.DESCRIBED: ("from", "until", "description"),
    Speaks.ZALO: ("template", "field", "tokens", "renewed_at"),
}
_USUAL_FIELDS = ("from", "until", "type")


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
    description: "Description | None" = None  # of what the gateway speaks
    reports: str = ""  # address under which the gateway reports what became of messages; "": nowhere
    zalo: ZaloApp | None = None
    token: Secret | None = None  # by which Zalo knows us, for a while
    reports_secret: Secret | None = None  # the last part of that address: who knows it may report


SmsTarget = SpoolTarget | GatewayTarget | ChatTarget


def sms_target(text: str, username: str | None, password: str | None, reports_secret: str | None = None) -> SmsTarget:
    """`spool:FOLDER` or `kannel+http[s]://HOST[:PORT]/PATH[?from=&plain=&timeout=…]`. Raises TargetError."""
    url, fields = split(SMS, text, _SMS_EXAMPLE)
    if url.scheme == "spool":
        only(SMS, fields, ("plain",))
        return SpoolTarget(folder=folder(SMS, url, _SMS_EXAMPLE), plain=yes(SMS, fields, "plain"))
    if url.scheme == "apprise":
        only(SMS, fields, ("plain",))
        if not password or "{number" not in password:
            raise TargetError(_NO_SERVICE, variable=SMS_PASSWORD, key=IN_FILES[SMS_PASSWORD], place="{number}")
        return ChatTarget(service=Secret(password), plain=yes(SMS, fields, "plain"))
    speaks, _, scheme = url.scheme.partition("+")
    if speaks not in list(Speaks) or scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
        raise TargetError(UNKNOWN, variable=SMS, example=_SMS_EXAMPLE)
    found = _gateway(Speaks(speaks), url._replace(scheme=scheme), fields, username, password)
    return replace(found, **_reports(fields, reports_secret))


def sms_target_of(text: str, environ: Mapping[str, str]) -> SmsTarget:
    """The same, with the user, the password and the secret of reports as the environment has them."""
    return sms_target(text, *(environ.get(name) for name in (SMS_USERNAME, SMS_PASSWORD, SMS_REPORTS_SECRET)))


def _gateway(
    speaks: Speaks, url: SplitResult, fields: Mapping[str, str], username: str | None, password: str | None
) -> GatewayTarget:
    only(SMS, fields, ("plain", "timeout", *_OWN_FIELDS.get(speaks, _USUAL_FIELDS)))
    alone = speaks in (Speaks.SPEEDSMS, Speaks.DESCRIBED)  # it may know us by the password alone
    if not password or not (username or alone):
        raise needed(SMS_USERNAME if not username and not alone else SMS_PASSWORD, because=SMS)
    if url.scheme == "http" and speaks is not Speaks.KANNEL and not loopback(url.hostname or ""):
        raise TargetError(_IN_CLEAR, variable=SMS, instead=f"{speaks}+https://…")
    return GatewayTarget(
        speaks=speaks,
        url=url._replace(query="", fragment="").geturl(),
        username=username or "",
        password=Secret(password),
        sender=_sender(fields.get("from"), branded=speaks is not Speaks.KANNEL),
        type=_type(fields),
        until=_until(fields),
        plain=yes(SMS, fields, "plain"),
        timeout=timeout(SMS, fields),
        description=_description(fields) if speaks is Speaks.DESCRIBED else None,
        zalo=_zalo(fields) if speaks is Speaks.ZALO else None,
    )


def _zalo(fields: Mapping[str, str]) -> ZaloApp:
    """The template and the file with the tokens."""
    template, tokens = fields.get("template", ""), fields.get("tokens", "")
    field, renewed_at = fields.get("field", FIELD), fields.get("renewed_at", RENEWED_AT)
    for name, proper, example in (
        ("template", template.isascii() and template.isalnum(), "123456"),
        ("tokens", Path(tokens).is_absolute(), "/etc/thoihan/zalo.json"),
        ("field", bool(_FIELD_NAME.fullmatch(field)), FIELD),
        ("renewed_at", _protected(renewed_at), RENEWED_AT),
    ):
        if not proper:
            raise improper(SMS, name, (example,))
    return ZaloApp(template=template, tokens=Path(tokens), field=field, renewed_at=renewed_at)


def _protected(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.hostname or ""))


def _description(fields: Mapping[str, str]) -> "Description":
    """The file that describes a provider, read and checked."""
    from adapters.telling.sms.description import DescriptionError, description_of  # noqa: PLC0415 - few have one

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
        raise improper(SMS, "reports", ("https://thoihan.tinh.gov.vn/reports",))
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
        raise improper(SMS, "type", ("0 ... 99",))
    return text


def _until(fields: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(fields["until"]) if "until" in fields else None
    except ValueError:
        raise improper(SMS, "until", ("2028-05-31",)) from None
