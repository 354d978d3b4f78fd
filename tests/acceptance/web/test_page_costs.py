"""How much a page takes: a few statements, none of which goes through all tasks, and little over the wire."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.web.pages import today
from adapters.web.pages.overview import figures
from events.database.store import SqlStore
from tests.acceptance.web.province import COMMUNE, PLAN, TASK, Province, province_at
from tests.conformance.test_task_lists import scans_tasks, steps
from tests.statements import asked

PAGES = (
    "/",
    "/tong-quan",
    "/nhiem-vu",
    f"/nhiem-vu?van-ban={PLAN}&trang-thai=active",
    f"/nhiem-vu?co-quan={COMMUNE}",
    "/nhiem-vu?q=dai+hoi",
    "/nhiem-vu?tinh-hinh=overdue&xep=ten",
    f"/nhiem-vu/{TASK}",
    "/van-ban",
    f"/van-ban/{PLAN}",
    f"/van-ban/{PLAN}?xem=tien-trinh",
    f"/van-ban/{PLAN}?xem=phu-thuoc",
    "/su-kien",
    "/su-kien/1",
    "/lich",
    "/co-quan",
    f"/co-quan/{COMMUNE}",
    "/thu-tin-nhan",
    "/doi-chieu",
    "/he-thong",
    "/he-thong/nguoi-dung",
    "/ghi-nhan",
    "/giao-nhiem-vu",
    "/tai-khoan",
)
MOST, LARGEST = 6, 100_000


@pytest.fixture
def province(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    """A province whose tasks are as many as a page may not go through."""
    monkeypatch.setattr(today, "LOOKED_AT", 0)
    monkeypatch.setattr(figures, "MOST", 0)
    with province_at(tmp_path, database_url) as found:
        yield found


def test_a_page_takes_six_statements_and_goes_through_no_table(province: Province) -> None:
    """For who sees all, and for an agency: with what is asked of who asks; and it is small over the wire."""
    store = province.web.office.store
    assert isinstance(store, SqlStore)
    for role, unit in (("administrator", "12"), ("agency", COMMUNE)):
        client = province.web.client(role, unit)
        for path in PAGES:
            if client.get(path).status_code == 404:
                continue
            with asked(store) as seen:
                answer = client.get(path, headers={"Accept-Encoding": "gzip"})
            selects = [one for one in seen if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
            assert len(selects) <= MOST, (role, path, [one[0][:200] for one in selects])
            assert not [step for step in steps(store, selects) if scans_tasks(step)], (role, path)
            assert answer.num_bytes_downloaded < LARGEST, path
