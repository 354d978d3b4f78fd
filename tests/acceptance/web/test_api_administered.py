"""The API administers: people, tokens, addresses, files, papers; nobody reaches beyond his own by any of it."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.acceptance.web.small_plan import begun
from tests.command_line import CommandLine
from tests.web_client import PASSWORD, Web, web_of

API = "/api/v1"
PDF = b"%PDF-1.7\n%\n"


@pytest.fixture
def own(line: CommandLine) -> Iterator[Web]:
    """The small plan, in force, in an office that has keys."""
    line.more = {"THOIHAN_LINK_KEYS": "k" * 40, "THOIHAN_WEBHOOK_KEYS": "w" * 40}
    begun(line)
    with web_of(line) as web:
        yield web


def test_people_are_let_in_handed_over_and_ended(own: Web) -> None:
    """By links that are shown once; a unit's own administrator reaches no further than his unit."""
    chief, lesser = own.program("administrator", "tinh"), own.program("unit-administrator", "btc")
    wanted = {"name": "an.btc", "role": "agency", "unit": "btc", "person": "Lê An"}
    made = lesser.post(f"{API}/users", json=wanted)
    assert (made.status_code, made.json()["link"]["url"]) == (201, None)
    taken = {"password": PASSWORD, "again": PASSWORD}
    assert own.nobody().post(made.json()["link"]["path"], data=taken).status_code == 303
    assert lesser.post(f"{API}/users", json=wanted).status_code == 422, "there is one of that name"
    for more in ({"unit": "vp"}, {"role": "office"}, {"role": "administrator"}, {"unit": "khong-co"}):
        assert lesser.post(f"{API}/users", json={**wanted, "name": "binh", **more}).status_code == 403
    assert lesser.post(f"{API}/users", json={**wanted, "password": "x"}).status_code == 422
    both = {"people": [{**wanted, "name": "hai"}, {**wanted, "name": "HAI"}]}
    assert lesser.post(f"{API}/users/enrolments", json=both).status_code == 422
    many = chief.post(f"{API}/users/enrolments", json={"people": [{**wanted, "name": f"n{n}"} for n in range(3)]})
    assert len({one["link"]["path"] for one in many.json()}) == 3
    own.client("office", "tinh", "truong")
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/links"), ("DELETE", "/codes")):
        assert lesser.request(method, f"{API}/users/truong{path}").status_code == 404
    assert lesser.post(f"{API}/users/an.btc/hand-over", json={"to": "truong"}).status_code == 403
    over = lesser.post(f"{API}/users/an.btc/hand-over", json={"to": "moi.btc", "person": "Trần Mới"})
    assert (over.status_code, bool(over.json()["old"]["ended_at"]), over.json()["new"]["name"]) == (
        201,
        True,
        "moi.btc",
    )
    assert own.nobody().post("/sign-in", data={"name": "an.btc", "password": PASSWORD}).status_code == 401
    assert {one["unit"] for one in lesser.get(f"{API}/users").json()} == {"btc"}
    assert chief.delete(f"{API}/users/truong").json()["ended_at"]


def test_tokens_are_made_and_taken_back(own: Web) -> None:
    """A token is shown once; one that was taken back opens nothing, nor does that of who ends in its list."""
    chief, below = own.program("administrator", "tinh"), own.program("administrator", "btc")
    made = chief.post(f"{API}/tokens", json={"role": "leader", "unit": "vp", "name": "máy"}).json()
    asked = own.nobody(headers={"Authorization": f"Bearer {made['token']}"})
    assert asked.get(f"{API}/plans").status_code == 200
    assert below.post(f"{API}/tokens", json={"role": "leader", "unit": "vp"}).status_code == 403
    assert below.delete(f"{API}/tokens/{made['id']}").status_code == 404
    assert {one["unit"] for one in below.get(f"{API}/tokens").json()} == {"btc"}
    assert chief.delete(f"{API}/tokens/{made['id']}").json()["revoked_at"]
    assert asked.get(f"{API}/plans").status_code == 401
    for said in ({"unit": "vp"}, {"plan": "kh"}):
        hook = {"url": "https://van-ban.example/thoihan", **said}
        assert below.post(f"{API}/webhooks", json=hook).status_code == 422, "beyond his reach"
        added = chief.post(f"{API}/webhooks", json={**hook, "url": f"{hook['url']}/{next(iter(said))}"})
        assert added.status_code == 201, added.text
        assert below.delete(f"{API}/webhooks/{added.json()['id']}").status_code == 404
    assert below.get(f"{API}/webhooks").json() == []


def test_addresses_open_a_calendar_until_they_are_taken_back(own: Web) -> None:
    """Within reach; a link for a task is one of ours."""
    office, agency = own.program("office", "tinh"), own.program("unit-administrator", "btc")
    made = agency.post(f"{API}/feeds", json={"unit": "btc"}).json()
    assert own.nobody().get(f"/feeds/{made['address']}.ics").status_code == 200
    assert agency.post(f"{API}/feeds", json={"unit": "vp"}).status_code == 404
    other = office.post(f"{API}/feeds", json={"unit": "vp"}).json()
    assert agency.delete(f"{API}/feeds/{other['id']}").status_code == 404
    assert [one["unit"] for one in agency.get(f"{API}/feeds").json()] == ["btc"]
    assert agency.delete(f"{API}/feeds/{made['id']}").json()["revoked_at"]
    assert own.nobody().get(f"/feeds/{made['address']}.ics").status_code == 404
    assert b"BEGIN:VCALENDAR" in agency.get(f"{API}/units/btc/calendar.ics").content
    assert agency.get(f"{API}/units/vp/calendar.ics").status_code == 404
    link = office.post(f"{API}/tasks/kh/I.1/vp/links", json={"act": "report"})
    assert link.status_code == 201, link.text
    assert own.nobody().get(f"/l/{link.json()['token']}").status_code == 200
    assert agency.post(f"{API}/tasks/kh/I.1/vp/links", json={}).status_code == 404


def test_files_are_kept_and_seen_by_whom_they_concern(own: Web) -> None:
    """They come back unchanged; others do not learn that there are any; what lies about itself is not taken."""
    vp, btc, office = own.program("agency", "vp"), own.program("agency", "btc"), own.program("office", "tinh")
    done = vp.post(f"{API}/tasks/kh/I.1/vp/reports", json={"document": "BC 1"}).json()["decision"]["event"]
    path = f"{API}/events/{done}/files"
    assert vp.post(path, params={"name": "báo cáo.pdf"}, content=PDF).status_code == 201
    assert vp.post(path, params={"name": "báo cáo.pdf"}, content=PDF).status_code == 200
    wrong = (("a.pdf", b"PK\x03\x04"), ("../a.exe", b"MZ"), ("a.pdf", b""), (" ", PDF))
    assert [vp.post(path, params={"name": name}, content=data).status_code for name, data in wrong] == [422] * 4
    assert btc.post(path, params={"name": "b.pdf"}, content=PDF).status_code == 404
    assert [btc.get(path).status_code, btc.get(f"{path}/báo cáo.pdf").status_code] == [404, 404]
    assert [one["name"] for one in office.get(path).json()] == ["báo cáo.pdf"]
    given = vp.get(f"{path}/báo cáo.pdf")
    assert (given.content, given.headers["content-type"]) == (PDF, "application/octet-stream")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert vp.get(f"{path}/khác.pdf").status_code == 422


def test_papers_are_written_for_whoever_follows(own: Web) -> None:
    """Register, letters and the file of a task; an agency has its own register alone."""
    office, agency = own.program("office", "tinh"), own.program("agency", "btc")
    for form, kind in (("docx", "wordprocessingml"), ("xlsx", "spreadsheetml")):
        found = office.get(f"{API}/plans/kh/register", params={"form": form})
        assert (found.status_code, kind in found.headers["content-type"], found.content[:2]) == (200, True, b"PK")
    assert agency.get(f"{API}/plans/kh/register").status_code == 422
    assert agency.get(f"{API}/plans/kh/register", params={"unit": "vp"}).status_code == 422
    assert agency.get(f"{API}/plans/kh/register", params={"unit": "btc"}).status_code == 200
    letters = office.get(f"{API}/letters", params={"plan": "kh"})
    assert (letters.status_code, letters.content[:2]) == (200, b"PK")
    assert agency.get(f"{API}/letters", params={"plan": "kh"}).status_code == 404
    whole = office.get(f"{API}/tasks/kh/I.1/vp/dossier")
    assert (whole.status_code, whole.content[:5]) == (200, b"%PDF-")
    assert own.program("inspector", "btc").get(f"{API}/tasks/kh/I.1/vp/dossier").status_code == 404


def test_what_a_document_says_is_drafted(own: Web) -> None:
    """A draft, and its questions; nothing is kept of it."""
    office = own.program("office", "tinh")
    text = "KẾ HOẠCH\n1. Báo cáo kết quả. Đơn vị chủ trì: Văn phòng Tỉnh ủy. Thời hạn: trước ngày 30/11/2025.\n"
    said = {"content": b64encode(text.encode()).decode()}
    draft = office.post(f"{API}/plans/drafts", json=said)
    assert draft.status_code == 200, draft.text
    assert (draft.json()["rows"], bool(draft.json()["questions"]), "rules:" in draft.json()["text"]) == (1, True, True)
    assert office.post(f"{API}/plans/drafts", json={"content": "%%%"}).status_code == 422
    signed = {"content": "YQ==", "signature": "x", "key": "y"}
    assert office.post(f"{API}/calendars", json=signed).status_code == 422
    assert own.program("office", "vp").post(f"{API}/calendars", json=signed).status_code == 403


def read(program: TestClient, *paths: str) -> list[int]:
    """What each of these is answered."""
    return [program.get(f"{API}/{path}").status_code for path in paths]


def test_how_the_program_goes(own: Web, tmp_path: Path) -> None:
    """Settings without secrets, status, marks, looks, happenings; an agency is told when it likes, and forgotten."""
    chief, office = own.program("administrator", "tinh"), own.program("office", "tinh")
    shown = chief.get(f"{API}/settings").text
    assert ("webhook_keys" in shown, "w" * 40 in shown, str(tmp_path / "x") in shown) == (True, False, False)
    status = chief.get(f"{API}/status").json()
    assert (status["plans"], status["held"], status["today"]) == (1, None, "2025-09-09")
    assert read(office, "accesses", "bounces", "happenings", "messages/preview", "proposals") == [200] * 5
    assert read(own.program("agency", "btc"), "accesses", "bounces", "happenings", "messages/preview") == [404] * 4
    assert office.post(f"{API}/sending/release").status_code == 409
    assert own.program("office", "vp").post(f"{API}/sending/release").status_code == 403
    at = office.put(f"{API}/units/btc/digest", json={"at": "08:00"}).json()
    assert (at["digest"], at["known"]) == ("08:00", False)
    assert office.put(f"{API}/units/btc/digest", json={"at": "8 giờ"}).status_code == 422
    assert own.program("office", "vp").put(f"{API}/units/btc/digest", json={"at": "off"}).status_code == 404
    units = {"units": [{"code": "btc", "email": "btc@example.vn"}]}
    assert office.post(f"{API}/units", json=units).status_code == 201
    assert own.program("office", "vp").delete(f"{API}/units/btc/contacts").status_code == 404
    assert office.delete(f"{API}/units/btc/contacts").json()["kinds"] == ["email"]
    assert office.get(f"{API}/units/btc/contacts").json()["addresses"] == []
