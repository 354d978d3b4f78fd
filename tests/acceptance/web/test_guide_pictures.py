"""The pictures of the officers' guide: each is taken here, of a page that shows what the guide says of it.

`THOIHAN_PICTURES=1 pytest tests/acceptance/web/test_guide_pictures.py` puts them into the guide anew.
"""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.acceptance.web.province import PLAN, province_at
from tests.asgi import serving

CHROMIUM = shutil.which("chromium")
GUIDE = Path(__file__).parents[3] / "docs" / "vi" / "trang-web.md"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
    pytest.mark.xdist_group("browser"),
]


def _looked_at_first(page: Page) -> None:
    page.fill("#what", "dai hoi dang bo tinh")
    page.fill("#on", "24/9/2025")
    page.fill("#document", "12-NQ/TU ngày 24/9/2025")
    page.click("button[value=look]")


def _ticked(page: Page) -> None:
    for box in page.locator('[name="nhiem-vu"]').all()[:3]:
        box.check()


def _nothing(_page: Page) -> None:
    pass


PICTURES: Mapping[str, tuple[str, Callable[[Page], None], str]] = {
    "hom-nay": ("/", _nothing, "Quá hạn"),
    "truoc-khi-ghi": ("/ghi-nhan", _looked_at_first, "Trước khi ghi"),
    "danh-sach": (f"/nhiem-vu?van-ban={PLAN}", _ticked, "Với các nhiệm vụ đã đánh dấu"),
    "tong-quan": ("/tong-quan", _nothing, "Chưa cập nhật tiến độ"),
    "can-cu": (f"/nhiem-vu/{PLAN}/IX.3/vptu", _nothing, "Căn cứ tính thời hạn"),
}
"""By name: the page, what is done on it, and what it says."""


def test_the_guide_has_the_pictures_that_are_taken(tmp_path: Path) -> None:
    """Each picture of the guide is taken of a page that there is; the guide has no other."""
    named = re.findall(r"\(hinh/([a-z-]+)\.png\)", GUIDE.read_text())
    assert named == list(PICTURES)
    folder = GUIDE.parent / "hinh" if os.environ.get("THOIHAN_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    with province_at(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}") as province:
        cookie = province.web.client("office", "12").cookies["thoihan"]
        with serving(province.web.app) as url, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "thoihan", "value": cookie, "url": url}])
            page = context.new_page()
            for name, (path, act, says) in PICTURES.items():
                page.goto(url.removesuffix("/reports") + path)
                act(page)
                page.get_by_text(says).first.wait_for()
                page.screenshot(path=folder / f"{name}.png")
            browser.close()
    assert all((GUIDE.parent / "hinh" / f"{name}.png").stat().st_size > 10_000 for name in named)
