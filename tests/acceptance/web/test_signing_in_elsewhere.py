"""Signing in by a provider (OpenID Connect), against a small one that the test runs on this machine."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from events.rows import Changes
from tests.command_line import CommandLine
from tests.web_client import Web, web_of

pytest.importorskip("authlib")
joserfc = pytest.importorskip("joserfc")

CLIENT, SECRET = "thoihan", "of-the-program-alone"
START, BACK = "/sign-in/elsewhere", "/sign-in/elsewhere/back"


@dataclass
class Provider:
    """A provider at which one officer is signed in; `claims` and `key` say what it gets wrong."""

    claims: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    now: datetime = field(init=False)
    issuer: str = field(init=False)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code

    def __post_init__(self) -> None:
        from joserfc.jwk import RSAKey  # noqa: PLC0415 - an extra

        self.key, self.other = (RSAKey.generate_key(2048, parameters={"kid": "k"}) for _ in range(2))

    def answer(self, path: str, sent: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        """The answer to a request: status, headers, JSON."""
        of = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        if path == "/.well-known/openid-configuration":
            return 200, {}, {"issuer": self.issuer, **{name: self.issuer + at for name, at in of.items()}}
        if path == "/keys":
            return 200, {}, {"keys": [self.key.as_dict(private=False)]}
        if path == "/authorize":
            code = f"code{len(self.asked)}"
            self.asked[code] = sent
            back = f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}"
            return 302, {"Location": back}, None
        return self.token(self.asked.pop(sent.get("code", ""), {}), sent)

    def token(self, asked: dict[str, str], sent: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        """A token, for whoever has the verifier of the challenge: once."""
        from joserfc import jwt  # noqa: PLC0415

        challenge = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        written = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if asked.get("code_challenge") != written or asked.get("code_challenge_method") != "S256":
            return 400, {}, {"error": "invalid_grant"}
        now = int(self.now.timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        said |= {"preferred_username": "Agency.BTC", **self.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, said, self.other if self.forged else self.key)
        return 200, {}, {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """The provider, at an address of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            self._answer(url.path, url.query)

        def do_POST(self) -> None:
            self._answer(self.path, self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, path: str, query: str) -> None:
            status, headers, value = provider.answer(path, {name: one[0] for name, one in parse_qs(query).items()})
            self.send_response(status)
            for name, one in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, one)
            self.end_headers()
            self.wfile.write(json.dumps(value).encode())

        def log_message(self, *_of: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def web(line: CommandLine, running: Provider) -> Iterator[Web]:
    """An office that has officers sign in there too."""
    given = {"ISSUER": running.issuer, "CLIENT": CLIENT, "SECRET": SECRET}
    line.more = {f"THOIHAN_OIDC_{name}": value for name, value in given.items()}
    line.more |= {"THOIHAN_WEB_ADDRESS": "https://testserver"}
    running.claims, running.forged = {}, False
    with web_of(line) as found:
        running.now = found.office.clock.now()
        found.client("agency", "btc")
        yield found


def there(browser: TestClient, next_: str = "/nhiem-vu") -> str:
    """The address at which the provider sends the browser back, without its host."""
    asked = browser.get(START, params={"next": next_})
    assert asked.status_code == 303, asked.text
    url = urlsplit(httpx.get(asked.headers["Location"]).headers["Location"])
    assert (url.netloc, url.path) == ("testserver", BACK)
    return f"{url.path}?{url.query}"


def browser(web: Web) -> TestClient:
    """A browser that keeps cookies of https."""
    return TestClient(web.app, base_url="https://testserver", follow_redirects=False)


def test_whoever_has_an_account_is_signed_in(web: Web) -> None:
    """As what he is here, and on to where he was going; the same answer a second time signs nobody in."""
    here = browser(web)
    assert START in here.get("/sign-in").text
    back = there(here)
    came = here.get(back)
    assert (came.status_code, came.headers.get("Location")) == (303, "/nhiem-vu")
    assert here.get("/tai-khoan").status_code == 200
    assert here.get("/he-thong/khoa").status_code == 404, "it gives no rights"
    assert browser(web).get(back).status_code == 401, "another browser"
    assert here.get(back).status_code == 401
    assert here.get(START, params={"next": "//evil.example"}).status_code == 303
    assert here.get(there(here, "//evil.example")).headers["Location"] == "/"


WRONG: dict[str, dict[str, Any]] = {
    "nobody of that name": {"preferred_username": "khong-co"},
    "no name": {"preferred_username": None},
    "no text": {"preferred_username": ["agency.btc"]},
    "another program": {"aud": "khac"},
    "several programs": {"aud": [CLIENT, "khac"]},
    "another provider": {"iss": "http://127.0.0.1:1"},
    "another question": {"nonce": "khac"},
    "long past": {"exp": 1_000_000_000},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_believed_signs_nobody_in(web: Web, running: Provider, wrong: str) -> None:
    """Whatever of it is wrong."""
    here = browser(web)
    running.claims = WRONG[wrong]
    assert here.get(there(here)).status_code == 401
    assert here.get("/tai-khoan").status_code != 200


def test_forged_answers_and_ended_accounts(web: Web, running: Provider) -> None:
    """A signature by another key, another state, no state, an error, an account that was ended: nobody is signed in."""
    here = browser(web)
    running.forged = True
    assert here.get(there(here)).status_code == 401
    running.forged = False
    asked = parse_qs(urlsplit(there(here)).query)
    state, code = asked["state"][0], asked["code"][0]
    other = {"state": state[::-1], "code": code}
    tried: tuple[dict[str, str], ...] = (other, {"code": code}, {"error": "access_denied", "state": state}, {})
    for sent in tried:
        assert here.get(BACK, params=sent).status_code == 401
    office = web.office
    row = office.accounts.accounts(name="agency.btc")[0]
    back = there(here)
    office.accounts.keep(Changes(accounts=[row._replace(ended_at="2025-09-09T00:00:00Z")]))
    assert here.get(back).status_code == 401


def test_there_is_none_unless_the_settings_say_so(line: CommandLine) -> None:
    """Nor a word of it on the page."""
    with web_of(line) as plain:
        assert [plain.nobody().get(path).status_code for path in (START, BACK)] == [404, 404]
        assert START not in plain.nobody().get("/sign-in").text
