"""Whoever stands for one agency reaches that and what is below it, whatever way he goes: by a call, or by a form."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from adapters.statements.milestones_and_tasks import Milestone
from adapters.web.accounts.making import new_account, new_program, units_of
from adapters.web.api.events.examples import example
from adapters.web.pages.acts.outcomes import Wish, look
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Role
from events.rows import Changes
from tests.acceptance.web.province import COMMUNE, PLAN, TASK, Province, held, post, province_at
from tests.worlds import plan_text

API, OTHER = "/api/v1", "03390"
DRY = {"dry_run": "true"}
EVERY_TASK = {"plan": PLAN, "rules": ["I.1"], "occurred_on": "2025-09-24", "reason": "Thiên tai"}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A province with its plan, which the province follows."""
    folder = tmp_path_factory.mktemp("reach")
    with province_at(folder, f"sqlite:///{folder / 'thoihan.db'}") as found:
        yield found


def adoption(province: Province) -> dict[str, Any]:
    """The event by which the plan is in force."""
    found = province.program().get(f"{API}/events", params={"type": "plan.adopted"}).json()["items"]
    return dict(found[0])


@pytest.mark.parametrize("role", ["office", "administrator"])
def test_the_whole_of_a_plan_is_for_who_follows_it(province: Province, role: str) -> None:
    """An office of one commune suspends no row of the province's plan, amends nothing, and takes nothing of it back."""
    office, adopted = province.program(), adoption(province)
    sent = [
        {**example("suspension.began"), "data": EVERY_TASK},
        {**example("event.withdrawn"), "subject": adopted["id"]},
        held(),
    ]
    commune = province.program(role, COMMUNE)
    for one in sent:
        assert post(commune, one, params=DRY).status_code in (403, 422), one["type"]
    assert [post(office, one, params=DRY).status_code for one in (sent[0], sent[2])] == [201, 201]


def test_a_text_is_put_into_force_by_who_follows_it(province: Province) -> None:
    """A plan of the province, or a version of one, is not adopted by a commune: by no way of sending it."""
    new = example("plan.adopted")
    text = plan_text([{"due": "by 2025-12-01"}], {}, plan="15-kh-tu")
    sent = {**new, "data": {**new["data"], "source": text}}
    commune, office = province.program("office", COMMUNE), province.program()
    assert post(commune, sent, params=DRY).status_code == 403
    assert commune.post(f"{API}/plans", json={"source": text}, params=DRY).status_code in (403, 422)
    assert post(office, sent, params=DRY).status_code == 201


FORMS: Mapping[str, Mapping[str, str]] = {
    "/ghi-nhan": {"what": f"{PLAN}/provincial_congress", "phase": "held", "on": "24/9/2025"},
    "/ghi-nhan/danh-sach": {"what": f"{PLAN}/commune_congress", "rows": f"{OTHER}; 24/9/2025"},
    "/lich/sua": {"off": "3/3/2026", "reason": "Nghỉ"},
    "/co-quan/thay-doi/doi-ten": {"code": OTHER, "name": "Tên khác", "on": "24/9/2025"},
    "/giao-nhiem-vu": {"title": "Việc", "lead": "btc", "due": "Trước 30/12/2025", "document": "1-CV/TU", "plan": PLAN},
}


@pytest.mark.parametrize("path", FORMS)
def test_forms_hold_to_the_same(province: Province, path: str) -> None:
    """The office of a commune says on no form what is not its own; that of the province says it."""
    typed = {**FORMS[path], "step": "look"}
    assert province.web.client("office", COMMUNE).act(path, typed).status_code == 422
    assert province.web.client("office", "12").act(path, typed).status_code == 200


def test_messages_are_of_those_within_reach(province: Province) -> None:
    """An inspector of a commune sees and counts what went to it; its office lets no others go, and cancels none."""
    inspector, office = province.web.client("inspector", COMMUNE), province.web.client("office", COMMUNE)
    page, whole = (
        one.get("/thu-tin-nhan?tinh_trang=pending").text for one in (inspector, province.web.client("office", "12"))
    )
    assert (page.count("Xã Bình Lư"), whole.count("Xã Bình Lư") > 0) == (0, True)
    position = adoption(province)["position"]
    assert office.get(f"/thu-tin-nhan/{position}").status_code == 404
    assert office.act(f"/thu-tin-nhan/{position}/huy").status_code == 404
    assert (
        province.program("office", COMMUNE).post(f"{API}/approvals/{position}", json={"state": "cancelled"}).status_code
        == 404
    )


def test_who_cooperates_does_not_take_back_what_another_reported(province: Province) -> None:
    """Two officers may be called the same: what the lead reported is not for an agency that only cooperates."""
    report = {**example("task.progress"), "subject": TASK, "data": {"progress": "Đang làm"}}
    made = [new_program(province.web.office, Role.AGENCY, unit, "Văn thư") for unit in (COMMUNE, "du-ubnd")]
    province.web.office.accounts.keep(Changes(tokens=[row for _, row in made]))
    first, second = (province.web.nobody(headers={"Authorization": f"Bearer {one}"}) for one, _ in made)
    said = post(first, report).json()
    taken_back = {**example("event.withdrawn"), "subject": said["decision"]["event"]}
    assert second.get(f"{API}/tasks/{TASK}").status_code == 200
    assert post(second, taken_back, params=DRY).status_code == 422
    assert post(first, taken_back, params=DRY).status_code == 201


def test_the_description_is_no_secret(province: Province) -> None:
    """Whoever writes a program reads how before he has a token."""
    assert province.web.nobody().get(f"{API}/openapi.json").json()["openapi"].startswith("3.")


def test_of_a_batch_the_wrong_one_is_named(province: Province) -> None:
    """Whatever is wrong with it: what the log would not take too."""
    good = {**example("task.progress"), "subject": TASK, "data": {"progress": "Đang làm"}}
    bad = post(province.program(), [{**good, "id": "y"}, {**good, "id": "z", "data": {"progress": False}}])
    assert (bad.status_code, "Event 2" in bad.json()["detail"]) == (422, True)


def test_of_what_follows_each_sees_his_own(province: Province) -> None:
    """Before something is recorded, and after: of tasks of others nothing is said, not even how many there are."""
    office, held_on = province.web.office, date(2025, 9, 24)
    wish = Wish(said=Milestone(name=f"{PLAN}/provincial_congress", phase="held", on=held_on), document="12-NQ/TU")

    def units(role: Role, unit: str) -> set[str]:
        found = look(office, Principal(role.value, role, unit, lambda: units_of(office)), [wish], "vi").outlook
        return {name for group in found.groups for line in group.lines for name in line.units}

    name = units_of(office).name
    assert units(Role.AGENCY, COMMUNE) <= {name(COMMUNE)}
    assert len(units(Role.OFFICE, "12")) > 1


def test_nobody_is_handed_a_link_to_more_than_he_gives(province: Province) -> None:
    """A unit's administrator puts no account of the office in another's place: its link would be his to open."""
    office = province.web.office
    leaving, waiting = (
        new_account(office, name, role, COMMUNE) for name, role in (("di", Role.AGENCY), ("cho", Role.OFFICE))
    )
    office.accounts.keep(Changes(accounts=[leaving, waiting]))
    answer = province.web.client("unit-administrator", COMMUNE).act("/he-thong/nguoi-dung/di/ban-giao", {"new": "cho"})
    assert (answer.status_code, "/sign-in/once/" in answer.text) == (422, False)


def test_of_the_log_each_sees_what_concerns_him(province: Province) -> None:
    """An inspector of one commune reads nothing of another's tasks, be it of the same plan; the province's does."""
    report = {**example("task.progress"), "id": "log", "subject": TASK, "data": {"progress": "Đang làm riêng"}}
    said = post(province.program(), report).json()["decision"]["event"]
    seen = {unit: province.program("inspector", unit) for unit in (COMMUNE, OTHER, "12")}
    found = {unit: "Đang làm riêng" in one.get(f"{API}/events").text for unit, one in seen.items()}
    assert found == {COMMUNE: True, OTHER: False, "12": True}
    assert [one.get(f"{API}/events/{said}").status_code for one in seen.values()] == [200, 404, 200]
    assert [one.get(f"{API}/events/{said}/files").status_code for one in seen.values()] == [200, 404, 200]
