"""Forms: nothing typed is lost, guessing is slow, one-time links and codes are taken once; every answer's headers."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from fastapi import APIRouter, Depends, Form, Request

from adapters.web.accounts.invitations import invite
from adapters.web.accounts.making import account, keep, new_account
from adapters.web.accounts.one_time_codes import sealed
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.roles import Act, Role
from tests.command_line import CommandLine
from tests.web_client import PASSWORD, Web, web_of

XSS = '"><script>alert(1)</script>'


@pytest.fixture
def web(web: Web) -> Web:
    """With a page of its own that takes a form, and one that fails."""
    router = APIRouter()

    @router.post("/viet", dependencies=[Depends(May(Act.READ))])
    def write(request: Request, text: str = Form("")) -> object:
        return {"text": text}

    @router.get("/hong", dependencies=[Depends(May(Act.READ))])
    def fail(request: Request) -> object:
        raise RuntimeError("bí mật")

    @router.get("/trang", dependencies=[Depends(May(Act.READ))])
    def plain(request: Request) -> object:
        return page(request, "error.html", title=XSS, words="dài " * 400, advice="")

    web.app.include_router(router)
    return web


def csrf(text: str) -> str:
    """The token of the form in a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def hidden(text: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found
    return unescape(found[1])


def test_what_was_typed_is_sent_after_signing_in_again(web: Web) -> None:
    """The sign-in ended while somebody wrote; what he wrote is in the page, and goes by one button."""
    client = web.client("office", "tinh")
    web.office.clock.advance(timedelta(hours=13))  # type: ignore[attr-defined]  # it is set
    over = client.act("/viet?a=1", {"text": XSS})
    assert (over.status_code, XSS in over.text) == (401, False)
    sent = {"name": "office.tinh", "password": PASSWORD, "kept": hidden(over.text, "kept")}
    again = client.post("/sign-in", data=sent)
    assert (again.status_code, hidden(again.text, "text")) == (200, XSS)
    assert '<form method="post" action="/viet?a=1">' in again.text
    sent = {"csrf": csrf(again.text), "text": hidden(again.text, "text")}
    assert client.post("/viet?a=1", data=sent).json() == {"text": XSS}


def test_a_form_of_an_older_sign_in_is_not_lost_either(web: Web) -> None:
    """Its token is of another cookie: it is shown again, and nothing was done."""
    client = web.client("office", "tinh")
    old = client.post("/viet", data={"csrf": "0" * 48, "text": "đã viết"})
    assert (old.status_code, hidden(old.text, "text")) == (403, "đã viết")
    assert client.post("/viet", json={}).status_code == 403


def test_a_kept_form_leads_to_our_own_pages_only(web: Web) -> None:
    """Whatever somebody wrote into the page."""
    client = web.nobody()
    web.client("office", "tinh")
    for path in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        kept = f'["{path}", [["a", "b"]], []]'
        answer = client.post("/sign-in", data={"name": "office.tinh", "password": PASSWORD, "kept": kept})
        assert "evil" not in answer.text + answer.headers.get("location", "")
        assert "javascript:" not in answer.text
        client.cookies.clear()


def test_guessing_passwords_is_slow(web: Web) -> None:
    """After ten wrong ones nothing is looked at for that account; others go on."""
    client = web.client("office", "tinh")
    guess = {"name": "office.tinh", "password": "sai mật khẩu"}
    other = web.nobody()
    assert [other.post("/sign-in", data=guess).status_code for _ in range(11)] == [*[401] * 10, 429]
    assert other.post("/sign-in", data={**guess, "password": PASSWORD}).status_code == 429
    assert web.client("agency", "btc").get("/sign-in").status_code == 303
    assert client.get("/sign-in").status_code == 303  # nobody is signed out by that


def test_a_link_signs_in_once(web_anywhere: Web) -> None:
    """To open it changes nothing; the second who posts it is told that there is nothing."""
    office = web_anywhere.office
    path = invite(office, new_account(office, "moi", Role.AGENCY, "btc"))
    first, second = web_anywhere.nobody(), web_anywhere.nobody()
    assert [first.get(path).status_code, second.get(path).status_code] == [200, 200]
    assert first.post(path, data={"password": PASSWORD, "again": "khác"}).status_code == 422
    assert first.post(path, data={"password": "ngắn", "again": "ngắn"}).status_code == 422
    assert first.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert first.get("/sign-in").status_code == 303
    assert second.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert second.post("/sign-in", data={"name": "MOI", "password": PASSWORD}).status_code == 303


def test_a_code_is_asked_for_and_taken_once(line: CommandLine) -> None:
    """Before it is given the cookie opens nothing; the same code opens nothing again."""
    line.more = {"THOIHAN_LINK_KEYS": "k" * 40}
    with web_of(line) as web:
        first = web.client("office", "tinh")
        secret = pyotp.random_base32()
        row = account(web.office, "office.tinh")
        keep(web.office, row._replace(totp=sealed(web.office, row.name, secret)))
        assert secret not in repr(web.office.accounts.accounts())
        assert first.get("/sign-in").status_code == 303  # who is in is in
        code = pyotp.TOTP(secret).at(web.office.clock.now())
        seen = []
        for _ in range(2):
            client = web.nobody()
            asked = client.post("/sign-in", data={"name": "office.tinh", "password": PASSWORD})
            assert (asked.status_code, client.get("/sign-in").status_code) == (200, 200)
            sent = {"csrf": csrf(asked.text), "code": f"{code[:3]} {code[3:]}"}
            seen.append((client.post("/sign-in/code", data=sent).status_code, client.get("/sign-in").status_code))
        assert seen == [(303, 303), (401, 200)]


def test_every_answer_has_its_headers(web: Web) -> None:
    """Pages are kept nowhere, load nothing of others, and are framed by nobody; files of pages are kept for ever."""
    client = web.client("office", "tinh")
    found = client.get("/trang")
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in found.headers["content-security-policy"]
    assert (found.headers["x-frame-options"], found.headers["content-encoding"]) == ("DENY", "gzip")
    assert XSS not in found.text
    assert "<style" not in found.text
    head = client.head("/trang")
    assert (head.status_code, head.content) == (200, b"")
    sheet = re.search(r'href="(/static/thoihan\.[0-9a-f]{12}\.css)"', found.text)
    assert sheet
    assert client.get(sheet[1]).headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/static/thoihan.css", "/static/..%2Fapplication.py", "/static/%2e%2e/application.py"):
        assert client.get(path).status_code == 404


def test_errors_are_said_in_the_reader_s_language_without_a_trace(web: Web) -> None:
    """What is not there, what fails, and what is too large."""
    client = web.client("office", "tinh")
    client.cookies.set("lang", "en")
    gone, failed = client.get("/khong-co"), client.get("/hong")
    assert (gone.status_code, failed.status_code) == (404, 500)
    assert "There is nothing here" in gone.text
    assert "A fault of the program" in failed.text
    assert "bí mật" not in failed.text
    assert "Traceback" not in failed.text
    assert "script-src" in failed.headers["content-security-policy"]
    large = client.act("/viet", files={"tep": b"a" * (25 * 2**20)})
    assert (large.status_code, "too large" in large.text) == (413, True)
    assert web.nobody().get("/trang?a=1").headers["location"] == "/sign-in?next=%2Ftrang%3Fa%3D1"
    told = client.get("/api/v1/khong-co")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
