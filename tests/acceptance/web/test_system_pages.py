"""One's own account, and Hệ thống: people of one's unit, tokens, webhooks, settings."""

import re
from datetime import timedelta

import pyotp
import pytest

from tests.command_line import CommandLine
from tests.web_client import PASSWORD, Client, Web, web_of

LINK = re.compile(r"http://testserver(/sign-in/once/[\w-]+)")


def link_in(text: str) -> str:
    """The path of the link that a page shows."""
    found = LINK.search(text)
    assert found, text
    return found[1]


def test_a_unit_s_administrator_has_his_own_people(web: Web) -> None:
    """He adds and ends them; of other units, and of the office, he sees nobody and gives no role."""
    admin, other = web.client("unit-administrator", "btc"), web.client("agency", "xa-binh-lu")
    added = admin.act("/he-thong/nguoi-dung", {"name": "moi", "role": "agency", "unit": "Ban Tổ chức Tỉnh ủy"})
    browser = web.nobody()
    assert browser.post(link_in(added.text), data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    listed = admin.get("/he-thong/nguoi-dung").text
    assert ("moi" in listed, "agency.xa-binh-lu" in listed) == (True, False)
    assert admin.get("/he-thong/nguoi-dung/agency.xa-binh-lu").status_code == 404
    assert admin.act("/he-thong/nguoi-dung/agency.xa-binh-lu/ket-thuc").status_code == 404
    assert other.get("/he-thong/nguoi-dung").status_code == 404
    for role, unit in (("office", "btc"), ("administrator", "btc"), ("agency", "vp")):
        refused = admin.act("/he-thong/nguoi-dung", {"name": "x", "role": role, "unit": unit})
        assert (refused.status_code, LINK.search(refused.text)) == (422, None)
    assert admin.act("/he-thong/nguoi-dung/moi/ket-thuc").status_code == 200
    assert browser.get("/sign-in").status_code == 200
    assert admin.get("/he-thong").headers["location"] == "/he-thong/nguoi-dung"
    assert admin.get("/he-thong/khoa").status_code == 404


def test_an_administrator_makes_and_revokes_tokens(web: Web) -> None:
    """The token is shown once; what is revoked opens nothing."""
    admin = web.client("administrator", "tinh")
    made = admin.act("/he-thong/khoa", {"name": "QLVB", "role": "leader", "unit": "btc"})
    token = re.search(r"thd_[\w-]+", made.text)
    assert token
    program = web.nobody(headers={"Authorization": f"Bearer {token[0]}"})
    assert program.get("/sign-in").status_code == 303
    listed = admin.get("/he-thong/khoa").text
    assert ("QLVB" in listed, token[0] in listed) == (True, False)
    [revoke] = re.findall(r'action="(/he-thong/khoa/\w+/thu-hoi)"', listed)
    assert admin.act(revoke).status_code == 200
    assert program.get("/sign-in").status_code == 200


def test_the_settings_show_no_secret(line: CommandLine) -> None:
    """Of a secret it is said that it is set; webhooks are made with one, which is shown once."""
    key = "k" * 44
    line.more = {"THOIHAN_WEBHOOK_KEYS": key, "THOIHAN_LINK_KEYS": f"{key}2"}
    with web_of(line) as web:
        admin = web.client("administrator", "tinh")
        shown = admin.get("/he-thong/thiet-lap").text
        assert ("webhook_keys" in shown, key in shown) == (True, False)
        added = admin.act("/he-thong/webhook", {"url": "https://qlvb.example.vn/nhan", "unit": "btc"})
        assert "whsec_" in added.text
        inside = admin.act("/he-thong/webhook", {"url": "https://127.0.0.1/", "unit": "btc"})
        assert inside.status_code == 422
        listed = admin.get("/he-thong/webhook").text
        assert ("qlvb.example.vn" in listed, "whsec_" in listed) == (True, False)
        [remove] = re.findall(r'action="(/he-thong/webhook/\w+/bo)"', listed)
        assert admin.act(remove).status_code == 200
        assert "qlvb.example.vn" not in admin.get("/he-thong/webhook").text
        assert admin.get("/he-thong").status_code == 200


def test_a_password_is_changed_by_who_knows_it(web: Web) -> None:
    """Other browsers are signed out by that; one can also be signed out by itself."""
    first, second, third = (web.client("agency", "btc") for _ in range(3))
    page = first.get("/tai-khoan").text
    hash_ = re.findall(r'name="hash" value="(\w+)"', page)[0]
    assert first.act("/tai-khoan/phien/ket-thuc", {"hash": hash_}).status_code == 303
    alive = [one.get("/sign-in").status_code == 303 for one in (first, second, third)]
    assert (alive[0], sum(alive)) == (True, 2)
    wrong = first.act(
        "/tai-khoan/mat-khau", {"password": "sai", "new": "câu mới thật dài", "again": "câu mới thật dài"}
    )
    assert wrong.status_code == 422
    sent = {"password": PASSWORD, "new": "câu mới thật dài", "again": "câu mới thật dài"}
    assert first.act("/tai-khoan/mat-khau", sent).status_code == 200
    assert [one.get("/sign-in").status_code == 303 for one in (first, second, third)] == [True, False, False]
    again = web.nobody().post("/sign-in", data={"name": "agency.btc", "password": "câu mới thật dài"})
    assert again.status_code == 303


def test_a_telephone_is_set_up(line: CommandLine) -> None:
    """By who knows the password, and once the telephone showed a right code; then codes are asked for."""
    line.more = {"THOIHAN_LINK_KEYS": "k" * 40}
    with web_of(line) as web:
        client = web.client("agency", "btc")
        assert client.act("/tai-khoan/ma-mot-lan", {"password": "sai"}).status_code == 422
        shown = client.act("/tai-khoan/ma-mot-lan", {"password": PASSWORD})
        found = re.search(r"\b([A-Z2-7]{32})\b", shown.text)
        assert found
        assert "data:image/svg+xml" in shown.text
        confirm, now = "/tai-khoan/ma-mot-lan/xac-nhan", web.office.clock.now()
        own = pyotp.random_base32()
        forged = client.act(confirm, {"secret": own, "code": pyotp.TOTP(own).at(now)})
        assert (forged.status_code, found[1] in forged.text) == (422, True), "the secret is ours, whatever is sent"
        code = {"code": pyotp.TOTP(found[1]).at(now)}
        elsewhere = web.client("agency", "btc")
        assert elsewhere.act(confirm, code).status_code == 422, "it was begun in another browser"
        assert client.act(confirm, code).status_code == 200
        asked = web.nobody().post("/sign-in", data={"name": "agency.btc", "password": PASSWORD})
        assert 'action="/sign-in/code"' in asked.text
        web.office.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]  # it is set
        assert client.act("/tai-khoan/ma-mot-lan/bo", {"password": PASSWORD}).status_code == 200
        assert web.nobody().post("/sign-in", data={"name": "agency.btc", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_language_is_the_reader_s(web: Web, lang: str) -> None:
    """He chooses it on the page for signing in, or in his account."""
    client: Client = web.client("agency", "btc")
    assert client.act("/language", {"lang": lang, "next": "https://evil.example"}).headers["location"] == "/"
    words = {"vi": "Tài khoản", "en": "Account"}
    assert words[lang] in client.get("/tai-khoan").text
