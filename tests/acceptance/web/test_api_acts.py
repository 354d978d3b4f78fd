"""The rest of the API: what pages do besides, each for whom it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.web.province import COMMUNE, EVENTS, PLAN, TASK, Province, held, post, province_at

API = "/api/v1"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province; what a test records, the others need not care for."""
    folder = tmp_path_factory.mktemp("acts")
    with province_at(folder, f"sqlite:///{folder / 'thoihan.db'}") as found:
        yield found


def got(province: Province, path: str, role: str = "office", unit: str = "12", **filters: Any) -> Any:
    """The answer to a question."""
    found = province.program(role, unit).get(f"{API}/{path}", params=filters)
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("plans/376-kh-tu", ("plan", "show", PLAN)),
        ("units/03388/contacts", ("units", "contacts", COMMUNE)),
        ("calendars/vn/2025", ("calendar", "show", "2025")),
        ("webhooks", ("webhooks", "list")),
    ],
)
def test_it_answers_what_commands_do(province: Province, path: str, command: tuple[str, ...]) -> None:
    """The same values, field for field."""
    said = province.line(*command, "--json").json()
    found = got(province, path, "administrator", "vn")
    assert found == ({name: said[name] for name in found} if isinstance(said, dict) else said)


def test_numbers_agree_with_the_lists(province: Province) -> None:
    """The day's work, the overview and the report count the same tasks, for whoever asks."""
    for role, unit in (("office", "vn"), ("office", "12"), ("agency", COMMUNE)):
        overdue = got(province, "today", role, unit)["overdue"]["number"]
        listed = got(province, "tasks", role, unit, standing="overdue", limit=1000)["items"]
        assert overdue == len(listed) == got(province, "overview", role, unit)["all"]["overdue"]
        rows = got(province, "report", role, unit)["rows"]
        assert {one["key"] for one in listed} <= {one["key"] for one in rows}


def test_an_act_is_an_event(province: Province) -> None:
    """Under a key it counts once; said on a form it is the event that a program would send."""
    commune = province.program("agency", COMMUNE)
    told, key = {"progress": "Đã có dự thảo", "occurred_on": "2025-09-20"}, {"Idempotency-Key": "k1"}
    first = commune.post(f"{API}/tasks/{TASK}/progress", json=told, headers=key)
    again = commune.post(f"{API}/tasks/{TASK}/progress", json=told, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["position"] == first.json()["position"]
    other = commune.post(f"{API}/tasks/{TASK}/progress", json={**told, "progress": "x"}, headers=key)
    assert other.status_code == 409
    assert commune.post(f"{API}/tasks/{TASK}/progress", json={**told, "nonsense": 1}).status_code == 422
    assert commune.post(f"{API}/tasks/{TASK}/progress", json={"progress": False}).status_code == 422
    assert commune.post(f"{API}/tasks/{TASK}/dates", json={"due": "2025-10-01"}).status_code == 403
    event = got(province, "events", limit=1)["items"][0]
    assert (event["type"], event["subject"]) == ("task.progress", TASK)
    assert got(province, f"events/{event['id']}")["amended_by"] == []
    taken = province.program().post(f"{API}/events/{event['id']}/withdrawals", json={"reason": "Ghi nhầm"})
    assert taken.status_code == 201
    assert len(got(province, f"events/{event['id']}")["amended_by"]) == 1


def test_the_log_comes_by_pages(province: Province) -> None:
    """The last event first; nothing is left out."""
    office = province.program()
    post(office, held("paged"))
    whole = [one["position"] for one in got(province, "events", limit=1000)["items"]]
    found, before = list[int](), None
    while True:
        page = got(province, "events", limit=2, **({"before": before} if before else {}))
        found += [one["position"] for one in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert found == whole == sorted(whole, reverse=True)
    assert {one["type"] for one in got(province, "events", type="milestone.held")["items"]} == {"milestone.held"}


def test_agencies_and_plans_are_entered(province: Province) -> None:
    """A list of agencies, a plan again, a new version tried: each answers what follows."""
    office = province.program()
    unit = {"code": "to-moi", "name": "Tổ công tác mới", "kind": "department", "parent": "12", "email": "a@b.vn"}
    units = {"units": [unit]}
    added = office.post(f"{API}/units", json=units)
    assert added.status_code == 201, added.text
    assert office.post(f"{API}/units", json=units).status_code == 200
    assert got(province, "units/to-moi")["email"] == "a@b.vn"
    assert got(province, "units/to-moi", "agency", COMMUNE)["email"] is None
    source = province.line("plan", "show", PLAN, "--text").out
    assert office.post(f"{API}/plans", json={"source": source}).status_code == 200
    assert office.post(f"{API}/plans", json={"source": "a: b"}).status_code == 422
    new: dict[str, Any] = {"source": source.replace("tới từng người dân", "đến từng hộ dân"), "document": "400-KH/TU"}
    assert office.post(f"{API}/plans/{PLAN}/versions", json=new).status_code == 422  # which row it was is asked
    new["was"] = {"I.1": "I.1"}
    tried = office.post(f"{API}/plans/{PLAN}/versions", json=new, params={"dry_run": "true"})
    assert tried.status_code == 201, tried.text
    assert got(province, f"plans/{PLAN}")["version"] == 1
    assert province.program("agency", COMMUNE).post(f"{API}/plans", json={"source": source}).status_code == 404


def test_messages_and_webhooks(province: Province) -> None:
    """Listed by pages, let go or not; what is not parked is not sent again."""
    office = province.program()
    page = got(province, "messages", limit=2)
    assert len(page["items"]) == 2
    one = page["items"][0]
    assert office.post(f"{API}/messages/{one['recipient']}/{one['key']}/retry").status_code == 409
    assert office.post(f"{API}/messages/{one['recipient']}/none/retry").status_code == 404
    assert got(province, "approvals") == []
    hook = {"url": "https://example.vn/hook", "plan": PLAN}
    assert province.program("administrator", "vn").post(f"{API}/webhooks", json=hook).status_code == 422  # no key
    assert office.get(f"{API}/webhooks").status_code == 404


def test_bodies_are_read_strictly(province: Province) -> None:
    """Nothing stands twice, is no number, or lies too deep: 400, in words."""
    path, deep = f"{API}/tasks/{TASK}/progress", "[" * 100_000
    for body in ('{"progress": "a", "progress": "b"}', '{"progress": NaN}', f'{{"progress": {deep}', "\ufeff{"):
        found = province.program().post(path, content=body, headers={"Content-Type": "application/json"})
        assert (found.status_code, found.headers["Content-Type"]) == (400, "application/problem+json"), body[:40]
        assert found.json()["detail"].startswith(("“progress” stands twice", "The body is not JSON")), found.text


def test_changes_are_told(province: Province) -> None:
    """Whoever listens hears that something was recorded, and from where to go on."""
    found = province.program().get(f"{API}/changes", params={"after": 0, "seconds": 0})
    assert found.headers["Content-Type"].startswith("text/event-stream")
    assert 'event: changed\ndata: {"log_position": ' in found.text
    assert province.web.nobody().get(f"{API}/changes").status_code == 401


def test_periods_are_counted(tmp_path: Path, province: Province) -> None:
    """A list as `due --batch` has lines, answered in order."""
    asked = [{"event": "2026-01-30", "offset": "30 working days before"}, {"event": "x", "offset": "1 month"}, 3]
    lines = tmp_path / "lines"
    lines.write_text("\n".join(['{"event":"2026-01-30","offset":"30 working days before"}']), encoding="utf-8")
    found = province.program().post(f"{API}/due", json=asked)
    assert found.status_code == 200
    assert found.json()[0] == province.line("due", "--batch", str(lines)).json()
    assert [list(one) for one in found.json()[1:]] == [["error"], ["error"]]
    assert province.program().post(f"{API}/due", json={}).status_code == 422
    assert province.program().post(f"{API}/due?calendar=none", json=[]).status_code == 422
    assert province.program().post(EVENTS, content=b"").status_code == 415


def test_texts_are_read_without_being_kept(province: Province) -> None:
    """Phrases as the command reads them; a plan with what is wrong in it."""
    office = province.program()
    phrase = "Trước ngày 30/9"
    found = office.post(f"{API}/phrases", json={"phrases": [phrase], "year": 2025})
    assert found.json() == [province.line("read", phrase, "--year", "2025", "--json").json()]
    assert office.post(f"{API}/phrases", json={"phrases": [phrase], "year": True}).status_code == 422
    checked = office.post(f"{API}/plans/check", json={"source": "plan: a\n"}).json()
    assert checked["errors"] == sum(one["severity"] == "error" for one in checked["problems"]) > 0
    assert province.program("agency", COMMUNE).post(f"{API}/plans/check", json={"source": "a"}).status_code == 404
