"""Settings of what is reached from outside, and of what is signed: where the program listens, under which address it is
reached, and the keys. All that is read here raises TargetError."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from adapters.secrecy import Secret
from adapters.telling.targets.urls import TargetError, loopback
from rules.problems import N_

FEEDS_AT = "THOIHAN_FEEDS_AT"
WEB_ADDRESS = "THOIHAN_WEB_ADDRESS"
WEB_PROXIES = "THOIHAN_WEB_PROXIES"
LINK_KEYS = "THOIHAN_LINK_KEYS"
WEBHOOK_KEYS = "THOIHAN_WEBHOOK_KEYS"
OWN_MILESTONES = "THOIHAN_OWN_MILESTONES"
OIDC_ISSUER = "THOIHAN_OIDC_ISSUER"
OIDC_CLIENT = "THOIHAN_OIDC_CLIENT"
OIDC_SECRET = "THOIHAN_OIDC_SECRET"  # noqa: S105 - the name of a variable
OIDC_CLAIM = "THOIHAN_OIDC_CLAIM"

RECORDED, PROPOSED = "recorded", "proposed"

SHORTEST_KEY, _MOST_KEYS = 32, 8
_AT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+):(?P<port>[0-9]{1,5})", re.ASCII)

_NO_PLACE = N_("{variable} must be an address and a port of this machine, like 127.0.0.1:8025.")
_NO_ADDRESS = N_(
    "{variable} must be the address under which officers reach the program, like https://thoihan.tinh.gov.vn, without "
    "a password, a question mark or a #; http:// is taken for this machine alone."
)
_NO_PROXY = N_(
    "{variable} must be the addresses of proxies, or networks of them, with a space between: 127.0.0.1 10.1.2.0/24."
)
_NO_ISSUER = N_("{variable} must be the address of the provider, like https://dang-nhap.tinh.gov.vn/realms/tinh.")
_HALF = N_("{variable} needs {others} as well.")
_NEITHER = N_("{variable} must be recorded or proposed.")
_NO_KEY = N_(
    "{variable}: a key has at least {least} letters, digits and signs without diacritics, and no space; several stand "
    "on one line with a space between, the newest first, at most {most}. `openssl rand -base64 32` makes one."
)


class Listening(NamedTuple):
    """The place at which the program listens."""

    host: str
    port: int


class Provider(NamedTuple):
    """Another place at which officers sign in (OpenID Connect)."""

    issuer: str
    client: str
    secret: Secret
    claim: str  # that has the name of the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What is reached from outside, and the keys by which that is known to be ours; the newest key stands first."""

    feeds_at: Listening | None = None  # where calendars are given; None: nowhere
    address: str = ""  # under which the program is reached, without a slash at its end; "": nobody has said
    proxies: tuple[str, ...] = ()  # that are believed where a request came from
    link_keys: tuple[Secret, ...] = ()
    webhook_keys: tuple[Secret, ...] = ()
    provider: Provider | None = None  # None: officers sign in here alone
    own_milestones: str = RECORDED  # what agencies say happened at themselves: recorded at once, or proposed


Environ = Mapping[str, str]


def web(environ: Environ) -> Web:
    """All of it."""
    return Web(
        feeds_at=_feeds_at(environ),
        address=_address(environ),
        proxies=_proxies(environ),
        link_keys=_link_keys(environ),
        webhook_keys=_webhook_keys(environ),
        own_milestones=_own_milestones(environ),
        provider=_provider(environ),
    )


def _feeds_at(environ: Environ) -> Listening | None:
    text = environ.get(FEEDS_AT, "").strip()
    if not text:
        return None
    found = _AT.fullmatch(text)
    if not found or not 0 < int(found["port"]) < 65_536:
        raise TargetError(_NO_PLACE, variable=FEEDS_AT)
    return Listening(found["host"].strip("[]"), int(found["port"]))


def _address(environ: Environ) -> str:
    text = environ.get(WEB_ADDRESS, "").strip().rstrip("/")
    try:
        url = urlsplit(text)
        sound = bool(url.hostname) and (url.port is None or url.port > 0) and text.isascii() and text.isprintable()
    except ValueError:
        sound, url = False, urlsplit("")
    plain = not {"@", "?", "#", " ", '"', "<", ">"} & {*text}
    safe = url.scheme == "https" or (url.scheme == "http" and loopback(url.hostname or ""))
    if text and not (sound and plain and safe):
        raise TargetError(_NO_ADDRESS, variable=WEB_ADDRESS)
    return text


def _proxies(environ: Environ) -> tuple[str, ...]:
    found = environ.get(WEB_PROXIES, "").split()
    for one in found:
        try:
            ip_network(one)
        except ValueError:
            raise TargetError(_NO_PROXY, variable=WEB_PROXIES) from None
    return tuple(found)


def _link_keys(environ: Environ) -> tuple[Secret, ...]:
    return _keys(environ, LINK_KEYS)


def _webhook_keys(environ: Environ) -> tuple[Secret, ...]:
    return _keys(environ, WEBHOOK_KEYS)


def _own_milestones(environ: Environ) -> str:
    found = environ.get(OWN_MILESTONES, "").strip() or RECORDED
    if found not in (RECORDED, PROPOSED):
        raise TargetError(_NEITHER, variable=OWN_MILESTONES)
    return found


def _provider(environ: Environ) -> Provider | None:
    issuer = _issuer(environ)
    client, secret = environ.get(OIDC_CLIENT, "").strip(), environ.get(OIDC_SECRET, "").strip()
    if not issuer:
        return None
    if not (client and secret and _address(environ)):
        raise TargetError(_HALF, variable=OIDC_ISSUER, others=[OIDC_CLIENT, OIDC_SECRET, WEB_ADDRESS])
    return Provider(issuer, client, Secret(secret), environ.get(OIDC_CLAIM, "").strip() or "preferred_username")


def _issuer(environ: Environ) -> str:
    text = environ.get(OIDC_ISSUER, "").strip()
    if text and not safe_address(text):
        raise TargetError(_NO_ISSUER, variable=OIDC_ISSUER)
    return text


def safe_address(text: str) -> bool:
    """True of an address that nobody on the way can read or change: https, or of this machine."""
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    safe = url.scheme == "https" or (url.scheme == "http" and loopback(url.hostname or ""))
    return bool(url.hostname) and safe and text.isascii() and text.isprintable() and not {"@", "#", " "} & {*text}


def _keys(environ: Environ, variable: str) -> tuple[Secret, ...]:
    found = environ.get(variable, "").split()
    sound = len(found) <= _MOST_KEYS and len({*found}) == len(found)
    if not sound or not all(one.isascii() and one.isprintable() and len(one) >= SHORTEST_KEY for one in found):
        raise TargetError(_NO_KEY, variable=variable, least=SHORTEST_KEY, most=_MOST_KEYS)
    return tuple(map(Secret, found))


WEB_READERS: Mapping[str, Callable[[Environ], object]] = {
    FEEDS_AT: _feeds_at,
    WEB_ADDRESS: _address,
    WEB_PROXIES: _proxies,
    LINK_KEYS: _link_keys,
    WEBHOOK_KEYS: _webhook_keys,
    OWN_MILESTONES: _own_milestones,
    OIDC_ISSUER: _provider,
}
"""How each is read, by the variable that it is named by."""
