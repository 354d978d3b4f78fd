"""Tokens by which Zalo knows us: each is good for a day, and the one that renews it for one time only.

They stand in a file that nobody but its owner can read. A new pair is on the disk before it is used, since the old one
is worth nothing by then; of several processes one renews it, and the others read what it kept.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from adapters.private_files import write_whole
from adapters.secrecy import Secret
from adapters.telling.sms.json_answers import json_object
from adapters.telling.sms.provider import Answer
from adapters.telling.targets.texts import GatewayTarget
from adapters.words.catalogue import Said
from adapters.words.system_errors import system_said
from rules.problems import N_

_EARLY = timedelta(minutes=5)
_USUAL = 3_600  # seconds for which a token is good where its answer does not say
_MOST_READ = 64 * 1024

_NO_FILE = N_(
    "The tokens of Zalo in {path} cannot be read ({why}): write a file with `refresh_token`, as Zalo gives it to who "
    "is in charge of the official account, that nobody else can read."
)
_NOT_KEPT = N_("The tokens of Zalo cannot be kept in {path} ({why}): check the disk and who may write there.")
_LOST = N_("Zalo did not answer when its token was to be renewed ({why}); it is tried again.")
_REFUSED = N_(
    "Zalo does not renew the token ({why}): have who is in charge of the official account allow the application again, "
    "and write the new `refresh_token` into {path}."
)


class TokenError(Exception):
    """There is no token to send by; `said` says why, and what to do."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


class _Tokens(NamedTuple):
    refresh: str
    access: str = ""
    until: str = ""  # ISO text

    def good(self, now: datetime) -> bool:
        return bool(self.access and self.until) and datetime.fromisoformat(self.until) - _EARLY > now


def token_of(client: httpx.Client, target: GatewayTarget, now: datetime) -> Secret:
    """The token of now, renewed if need be. Raises TokenError."""
    path = _path(target)
    found = _read(path)
    if not found.good(now):
        with _alone(path):
            found = _read(path)  # another process may have renewed it meanwhile
            if not found.good(now):
                found = _renewed(client, target, found, now)
                _keep(path, found)
    return Secret(found.access)


def spoil(target: GatewayTarget) -> None:
    """Use this token no more: Zalo does not know it. Raises TokenError."""
    path = _path(target)
    with _alone(path):
        _keep(path, _read(path)._replace(access="", until=""))


def _path(target: GatewayTarget) -> Path:
    assert target.zalo is not None  # noqa: S101 - `sms_target`
    return target.zalo.tokens


def _read(path: Path) -> _Tokens:
    try:
        found = json.loads(path.read_bytes()[:_MOST_READ])
        texts = [str(found.get(name) or "") for name in ("refresh_token", "access_token", "until")]
        tokens = _Tokens(*texts)
        _ = tokens.until and datetime.fromisoformat(tokens.until).utctimetuple()
    except OSError as error:
        raise TokenError(_NO_FILE, path=str(path), why=system_said(error)) from None
    except (ValueError, AttributeError, RecursionError) as error:
        raise TokenError(_NO_FILE, path=str(path), why=type(error).__name__) from None
    if not tokens.refresh:
        raise TokenError(_NO_FILE, path=str(path), why="refresh_token")
    return tokens


def _keep(path: Path, tokens: _Tokens) -> None:
    said = {"refresh_token": tokens.refresh, "access_token": tokens.access, "until": tokens.until}
    try:
        write_whole(json.dumps(said).encode(), by_way_of=path.with_name(f".{path.name}.new"), to=path)
    except OSError as error:
        raise TokenError(_NOT_KEPT, path=str(path), why=system_said(error)) from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process at a time. Raises TokenError where the folder cannot be written."""
    try:
        file = path.with_name(f".{path.name}.lock").open("a")
    except OSError as error:
        raise TokenError(_NOT_KEPT, path=str(path), why=system_said(error)) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _renewed(client: httpx.Client, target: GatewayTarget, tokens: _Tokens, now: datetime) -> _Tokens:
    app = target.zalo
    assert app is not None  # noqa: S101 - `sms_target`
    form = {"refresh_token": tokens.refresh, "app_id": target.username, "grant_type": "refresh_token"}
    headers = {"secret_key": target.password.reveal(), "Accept-Encoding": "identity"}
    try:
        response = client.post(app.renewed_at, data=form, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TokenError(_LOST, why=type(error).__name__) from None
    said = json_object(Answer(response.status_code, response.content[:_MOST_READ])) or {}
    access, refresh = said.get("access_token"), said.get("refresh_token")
    if not (isinstance(access, str) and isinstance(refresh, str) and access.isascii() and access and refresh):
        if response.status_code >= 500:
            raise TokenError(_LOST, why=response.status_code)
        code = said.get("error")
        raise TokenError(_REFUSED, why=code if isinstance(code, int) else response.status_code, path=str(app.tokens))
    seconds = str(said.get("expires_in", ""))
    good = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 8 else _USUAL
    return _Tokens(refresh, access, (now + timedelta(seconds=good)).isoformat())
