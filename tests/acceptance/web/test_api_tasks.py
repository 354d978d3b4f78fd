"""`GET /api/v1/tasks`: what commands answer, by pages, and only what one may see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.acceptance.web.province import COMMUNE, PLAN, TASK, Province, province_at
from tests.databases import database_url, postgres_server, postgres_template, postgres_url
from tests.statements import asked

__all__ = ["database_url", "postgres_server", "postgres_template", "postgres_url"]

TASKS = "/api/v1/tasks"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province; nothing is recorded here."""
    folder = tmp_path_factory.mktemp("province")
    with province_at(folder, f"sqlite:///{folder / 'thoihan.db'}") as found:
        yield found


def listed(client: TestClient, **filters: Any) -> list[dict[str, Any]]:
    """All tasks that pass these filters, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = client.get(TASKS, params={"limit": 100, **filters, **({"cursor": cursor} if cursor else {})})
        assert page.status_code == 200, page.text
        assert page.json().keys() == {"items", "next"}
        found += page.json()["items"]
        cursor = page.json()["next"]
        if cursor is None:
            return found


def test_a_list_is_what_the_command_answers(province: Province) -> None:
    """Each task with the same fields, in the same order, cut into pages that miss nothing."""
    office, line = province.program(), province.line
    assert listed(office) == line("tasks", "--json").json()
    assert listed(office, unit=COMMUNE) == line("tasks", "--unit", COMMUNE, "--json").json()
    assert listed(office, state="needs_date") == line("tasks", "--state", "needs_date", "--json").json()
    assert listed(office, standing="overdue", plan=PLAN) == line("tasks", "--standing", "overdue", "--json").json()
    waiting = [one["key"] for one in line("tasks", "--state", "waiting", "--json").json()]
    assert [one["key"] for one in listed(office, state="waiting")] == waiting


def test_days_are_inclusive_and_words_are_found_without_marks(province: Province) -> None:
    """`due_from`, `due_to` and `q` narrow; of what is too secret nothing is found by its words."""
    office, every = province.program(), listed(province.program())
    days = sorted({one["due"] for one in every if one["due"]})
    first, last = days[1], days[-2]
    between = [one["key"] for one in every if one["due"] and first <= one["due"] <= last]
    assert [one["key"] for one in listed(office, due_from=first, due_to=last)] == between
    named = [one["key"] for one in every if "địa giới" in one["title"].lower()]
    assert named
    assert {*named} <= {one["key"] for one in listed(office, q="DIA gioi")}
    assert [one["key"] for one in listed(office, q="doan ket XIV.2.2")] == [TASK]
    assert listed(office, q="dia gioi khong-co-tu-nay") == []


def test_what_may_not_leave_is_not_found_by_its_words(tmp_path: Path) -> None:
    """It is listed by its number and day, and says where to look."""
    more = {"THOIHAN_SECRECY_LIMIT": "thường"}
    with province_at(tmp_path, f"sqlite:///{tmp_path / 'thoihan.db'}", more) as province:
        office = province.program()
        assert all(one["withheld"] and "title" not in one for one in listed(office))
        assert listed(office, q="dia gioi") == []
        assert listed(office, q="doan ket") == []


def test_one_task_and_its_explanation(province: Province) -> None:
    """Under the id as it is, with slashes; a tag answers who has it already."""
    office = province.program()
    one = office.get(f"{TASKS}/{TASK}")
    assert one.json() == next(task for task in listed(office, unit=COMMUNE) if task["id"] == TASK)
    assert office.get(f"{TASKS}/{TASK}", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    why = office.get(f"{TASKS}/{TASK}/explanation", headers={"Accept-Language": "en"}).json()
    assert why == province.line("explain", TASK, "--json").json()
    assert office.get(f"{TASKS}/{PLAN}/no/such").status_code == 404
    assert office.get(f"{TASKS}/{PLAN}/no/such/explanation").status_code == 404


def test_what_one_may_not_see_is_not_there(province: Province) -> None:
    """A commune has its own tasks, and what it cooperates in: no other is listed, counted, found or explained."""
    other = "03390"
    commune, office = province.program("agency", COMMUNE), province.program()
    mine = listed(commune)
    assert mine
    assert all(COMMUNE in (one["unit"], one["lead"]) or one["cooperate"] for one in mine)
    hers = next(one for one in listed(office, unit=other) if one["unit"] == other and not one["cooperate"])
    assert commune.get(f"{TASKS}/{hers['id']}").status_code == 404
    assert commune.get(f"{TASKS}/{hers['id']}/explanation").status_code == 404
    assert hers["key"] not in {one["key"] for one in listed(commune, unit=other)}
    assert province.web.nobody().get(TASKS).status_code == 401


@pytest.mark.parametrize(
    "filters",
    [{}, {"plan": PLAN}, {"unit": COMMUNE}, {"state": "active", "plan": PLAN}, {"standing": "overdue"}, {"q": "xa"}],
)
def test_a_page_is_six_queries_at_the_most(
    tmp_path: Path,
    database_url: str,
    filters: dict[str, str],
) -> None:
    """Of all that one sees, and of what an agency has: with what is asked of who asks."""
    with province_at(tmp_path, database_url) as province:
        for client in (province.program(), province.program("agency", COMMUNE)):
            client.get(TASKS, params=filters)
            with asked(province.web.office.store) as seen:
                client.get(TASKS, params={**filters, "limit": 20})
            selects = [one for one, _ in seen if one.lstrip().upper().startswith("SELECT")]
            assert len(selects) <= 6, selects


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=x",
        "limit=false",
        "cursor=zzz",
        "cursor=2025-13-01/a/b/c",
        "due_from=1700000000",
        "due_from=2025-02-30",
        "due_to=30/9/2025",
        "state=nonsense",
        "standing=nonsense",
        "q=" + "a" * 201,
        "q=%20",
        "nothing=1",
        "plan=%00",
    ],
)
def test_a_bad_question_is_refused(province: Province, query: str) -> None:
    """With a problem in the reader's language, that says where and what."""
    found = province.program().get(f"{TASKS}?{query}", headers={"Accept-Language": "vi"})
    assert found.status_code == 422, found.text
    assert found.headers["Content-Type"] == "application/problem+json"
    assert found.headers["Content-Language"] == "vi"
    assert found.json()["title"] == "Không nhận được nội dung này"
