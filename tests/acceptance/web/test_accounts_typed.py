"""The commands `users` and `tokens`: who may sign in, and which programs may ask."""

import csv
import io

import pytest

from events.opening import open_store
from tests.command_line import CommandLine
from tests.web_client import PASSWORD, Web, web_of
from tests.worlds import plan_text


def test_who_is_added_signs_in_at_once(line: CommandLine, web: Web) -> None:
    """With the password that stood on standard input, until he is ended; the last administrator is not."""
    line("users", "add", "Quan-Tri", "--role", "administrator", "--unit", "tinh", stdin=f"{PASSWORD}\n")
    sign_in = {"name": "quan-tri", "password": PASSWORD}
    browser = web.nobody()
    assert browser.post("/sign-in", data=sign_in).status_code == 303
    again = line.ended("users", "add", "quan-tri", "--role", "office", "--unit", "tinh", stdin="khác hẳn\n")
    assert (again.code, "already" in again.err) == (1, True)
    assert "last administrator" in line("users", "end", "quan-tri", code=1).err
    line("users", "add", "khac", "--role", "administrator", "--unit", "tinh", stdin=f"{PASSWORD}\n")
    line("users", "end", "quan-tri")
    assert browser.get("/sign-in").status_code == 200
    assert browser.post("/sign-in", data=sign_in).status_code == 401
    assert {one["name"]: bool(one["ended_at"]) for one in line.json("users", "list")} == {
        "khac": False,
        "quan-tri": True,
    }


@pytest.mark.parametrize(
    ("argv", "stdin", "code", "said"),
    [
        (("a b", "--role", "office", "--unit", "tinh"), PASSWORD, 1, "can be no name"),
        (("=a", "--role", "office", "--unit", "tinh"), PASSWORD, 1, "can be no name"),
        (("a", "--role", "chief", "--unit", "tinh"), PASSWORD, 1, "no role"),
        (("a", "--role", "office", "--unit", "khong"), PASSWORD, 1, "no unit"),
        (("a", "--role", "office", "--unit", "tinh"), "ngắn", 1, "too short"),
        (("a", "--role", "office", "--unit", "tinh"), "", 1, "no password"),
        (("a", "--role", "office"), PASSWORD, 2, "--unit"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    line: CommandLine, argv: tuple[str, ...], stdin: str, code: int, said: str
) -> None:
    """And nobody was added."""
    assert said in line("users", "add", *argv, stdin=stdin, code=code).err
    assert line.json("users", "list") == []


def test_a_token_is_printed_alone_and_kept_as_its_hash(line: CommandLine, web: Web) -> None:
    """It is known until it is revoked."""
    token = line("tokens", "add", "--role", "leader", "--unit", "btc").out
    assert token == f"{token.split()[0]}\n"
    asking = web.nobody(headers={"Authorization": f"Bearer {token.strip()}"})
    assert asking.get("/sign-in").status_code == 303
    store = open_store(line.url)
    with store.begin(write=False) as session:
        assert token.strip() not in repr(list(session.dump("token")))
    store.close()
    [one] = line.json("tokens", "list")
    assert (one["role"], one["unit"], one["used_on"]) == ("leader", "btc", "2025-07-21")
    line("tokens", "revoke", one["id"])
    assert asking.get("/sign-in").status_code == 200
    assert "already" in line("tokens", "revoke", one["id"]).out


def test_many_are_enrolled_from_a_table(line: CommandLine) -> None:
    """All or none, under Vietnamese headings, each with a link of his own that is in no database."""
    table = "Tên đăng nhập;Vai trò;Đơn vị;Chức danh\nbl;Cơ quan;Xã Bình Lư;Chủ tịch\nld;Lãnh đạo;tinh;\n"
    path = line.writes("nguoi.csv", table)
    wrong = line.writes("sai.csv", table + "x;Cơ quan;Xã Không Có;\n")
    assert "line 4" in line("users", "add", "--from", wrong, code=1).err
    assert line.json("users", "list") == []
    line("users", "add", "--from", path, "-o", str(line.folder / "ra.csv"))
    made = list(csv.DictReader(io.StringIO((line.folder / "ra.csv").read_text(encoding="utf-8-sig"))))
    assert [(one["name"], one["role"], one["unit"]) for one in made] == [
        ("bl", "agency", "xa-binh-lu"),
        ("ld", "leader", "tinh"),
    ]
    with web_of(line) as web:
        browser = web.nobody()
        assert browser.post(made[0]["link"], data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_an_officer_who_leaves_hands_over(line: CommandLine) -> None:
    """His account is ended, and whoever comes gets a link, the same role, and his tasks."""
    line.adopts(plan_text([{"lead": "btc", "due": "by 2025-09-30"}], {}, unit="tinh"))
    line("users", "add", "cu", "--role", "agency", "--unit", "btc", "--person", "Ông Cũ", stdin=f"{PASSWORD}\n")
    line("delegate", "ke-hoach/R1/btc", "Ông Cũ")
    would = line.json("users", "hand-over", "cu", "moi", "--person", "Bà Mới", "--dry-run")
    assert (would["tasks"], would["link"]) == (["ke-hoach/R1/btc"], None)
    done = line.json("users", "hand-over", "cu", "moi", "--person", "Bà Mới")
    assert done["tasks"] == ["ke-hoach/R1/btc"]
    assert "Bà Mới" in str(line.json("events", "--last", "1"))
    assert done["link"].startswith("/sign-in/once/")
    assert {one["name"]: bool(one["ended_at"]) for one in line.json("users", "list")} == {"cu": True, "moi": False}
