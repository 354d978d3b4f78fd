"""E-mail addresses and mobile numbers, checked before anything is sent to them."""

import re
import unicodedata
from dataclasses import dataclass

from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from rules.problems import N_

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_VIETNAMESE_MOBILE = re.compile(r"\+84[35789]\d{8}", re.ASCII)
_ABROAD = re.compile(r"\+(?!84)[1-9]\d{7,14}", re.ASCII)  # ITU-T E.164: 15 digits at most

_SENDER = re.compile(r"\s*(?:(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>|(?P<bare>[^<>]+))\s*")

_LONGEST_NAME = 100

_BAD_MAIL = N_("The e-mail address {address} cannot be used: write one plain address, like vanphong@tinh.gov.vn.")
_BAD_NUMBER = N_(
    "The telephone number {number} cannot get text messages: write a mobile number of the unit, like 0912 345 678."
)


class AddressError(ValueError):
    """Nothing can be sent to this address. `said` says so without giving the address away."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(str(said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The sender of mail. `name` is on one line, and may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The host that the address belongs to."""
        return self.address.rpartition("@")[2]


def sender(text: str) -> Sender:
    """`Name <address>`, or an address alone. Raises AddressError."""
    found = _SENDER.fullmatch(text)
    if not found:
        raise AddressError(Said(_BAD_MAIL, {"address": "…"}))
    name = one_line(found["name"] or "", _LONGEST_NAME).strip('"')
    return Sender(name=name, address=mail_address(found["address"] or found["bare"]))


def mail_address(text: str) -> str:
    """`text` as one address (RFC 5321, 4.1.2: plain words and a host name), the host in ASCII. Raises AddressError."""
    bare = text.strip(" \t")
    local, at, domain = bare.rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        host = ""
    sound = at and len(local) <= 64 and len(host) <= 253 and _LOCAL.fullmatch(local)
    if not sound or not all(map(_LABEL.fullmatch, host.split("."))):
        raise AddressError(Said(_BAD_MAIL, {"address": masked(bare)}))
    return f"{local}@{host}"


def mobile(text: str) -> str:
    """`text` as +84912345678: a Vietnamese mobile number, or one abroad written with its +. Raises AddressError."""
    from engine.contacts import bare_number  # noqa: PLC0415 - settings are read without what contacts need

    digits = bare_number(text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+84{digits[1:]}"
    elif digits.startswith("84"):
        digits = f"+{digits}"
    if not (_VIETNAMESE_MOBILE.fullmatch(digits) or _ABROAD.fullmatch(digits)):
        raise AddressError(Said(_BAD_NUMBER, {"number": masked(text)}))
    return digits


def same_address(one: str, other: str) -> bool:
    """True if two addresses, as they were written, are the same: spaces and the form of a number make no other one."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    try:
        return mobile(text)
    except AddressError:
        from engine.contacts import bare_number  # noqa: PLC0415 - the same

        plain = unicodedata.normalize("NFKC", text).strip()
        return plain.casefold() if "@" in plain else bare_number(plain)


def masked(address: str) -> str:
    """Enough of an address to recognise it by, for those who know it: `v…@laichau.gov.vn`, `…678`."""
    visible = "".join(c if c.isprintable() else "?" for c in address)
    local, at, domain = visible.rpartition("@")
    return f"{local[:1]}…@{domain[:60]}" if at else f"…{visible[-3:]}" if len(visible) > 6 else "…"
