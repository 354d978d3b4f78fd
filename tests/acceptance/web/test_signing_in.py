"""Signing in and out: cookies, sessions, tokens, and forms of other sites."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from adapters.web.accounts.making import new_account, with_password
from adapters.web.accounts.secrets_shown_once import digest, form_token
from adapters.web.rights.roles import Role
from adapters.web.signing_in.throttle import Throttle
from events.rows import Changes
from tests.web_client import PASSWORD, Web

NAME = {"name": "Van-Thu", "password": PASSWORD}


@pytest.fixture
def browser(web_anywhere: Web) -> TestClient:
    """Nobody has signed in yet; somebody may."""
    office = web_anywhere.office
    account = with_password(office, new_account(office, "van-thu", Role.OFFICE, "tinh"), PASSWORD)
    office.accounts.keep(Changes(accounts=[account]))
    return web_anywhere.nobody()


def test_a_cookie_is_given_for_the_right_password_and_kept_as_a_hash(browser: TestClient, web_anywhere: Web) -> None:
    """It is read by no script and sent by no other site; the database cannot give it away, nor the password."""
    wrong = browser.post("/sign-in", data={**NAME, "password": "sai"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    answer = browser.post("/sign-in", data={**NAME, "next": "/nhiem-vu?q=a"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu?q=a")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {*answer.headers["set-cookie"].split("; ")}
    cookie = browser.cookies["thoihan"]
    with web_anywhere.office.store.begin(write=False) as session:
        kept = repr([*session.dump("sign_in"), *session.dump("account")])
    assert cookie not in kept
    assert PASSWORD not in kept
    assert digest(cookie) in kept
    assert "$argon2id$" in kept


def test_a_sign_in_is_ended_by_another_by_signing_out_and_by_time(browser: TestClient, web_anywhere: Web) -> None:
    """A copy of the cookie is worth nothing then."""

    def holds(cookie: str) -> bool:
        asked = web_anywhere.nobody(cookies={"thoihan": cookie})
        return bool(asked.get("/sign-in").status_code == 303)

    browser.post("/sign-in", data=NAME)
    first = browser.cookies["thoihan"]
    assert holds(first)
    web_anywhere.client("office", "tinh", "van-thu")
    assert holds(first)  # another browser is no matter
    assert browser.post("/sign-out").status_code == 403  # by no form of ours
    browser.post("/sign-in", data={**NAME, "csrf": form_token(first)})
    second = browser.cookies["thoihan"]
    assert (holds(first), holds(second)) == (False, True)
    web_anywhere.office.clock.advance(timedelta(hours=11))  # type: ignore[attr-defined]  # it is set
    assert holds(second)
    web_anywhere.office.clock.advance(timedelta(hours=13))  # type: ignore[attr-defined]
    assert not holds(second)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(web: Web, said: dict[str, str], status: int) -> None:
    """Whatever they carry."""
    client = web.client("office", "tinh")
    assert client.act("/sign-out", headers=said).status_code == status


@pytest.mark.parametrize(
    "next_", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
def test_signing_in_goes_on_to_our_own_pages_only(web: Web, next_: str) -> None:
    """What another site put into the address is no place to go."""
    client = web.client("office", "tinh")
    assert client.get("/sign-in", params={"next": next_}).headers["location"] == "/"


def test_what_is_there_for_anybody(web: Web) -> None:
    """Whether the program is there, by exactly these words."""
    assert web.nobody().get("/healthz").json() == {"status": "ok"}
    assert web.nobody().get("/readyz").json() == {"status": "ready"}
    assert web.nobody().head("/healthz").status_code == 200


def test_wrong_ones_count_for_all_processes(web_anywhere: Web) -> None:
    """Ten for an account, wherever it is asked; a right one counts nothing, nor does what is long past."""
    office = web_anywhere.office
    one, other = Throttle(office), Throttle(office)
    web_anywhere.client("office", "tinh")
    for at in range(10):
        right = one.begin("office.tinh", "10.0.0.1")
        assert right
        one.right(right)
        assert (one, other)[at % 2].begin("office.tinh", f"10.0.0.{at}")
    assert other.begin("office.tinh", "10.0.0.99") is None
    waits = web_anywhere.nobody().post("/sign-in", data={"name": "office.tinh", "password": PASSWORD})
    assert waits.status_code == 429
    assert one.begin("leader.tinh", "10.0.0.99")
    office.clock.advance(timedelta(minutes=16))  # type: ignore[attr-defined]  # it is set
    assert one.begin("office.tinh", "10.0.0.99")


def test_an_address_of_the_new_kind_counts_by_its_network(web: Web) -> None:
    """Whoever has one address of 64 bits has all of them."""
    throttle = Throttle(web.office)
    made = [throttle.begin("", f"2001:db8:0:1::{n:x}") for n in range(101)]
    assert (all(made[:100]), made[100], bool(throttle.begin("", "2001:db8:0:2::1"))) == (True, None, True)
