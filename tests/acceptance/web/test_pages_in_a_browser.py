"""Pages in a real browser: nothing is in the way of anybody, at an office's screen and on a phone, by light and dark.

Screenshots of every page are left in `build/screenshots`, to be looked at.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.acceptance.web.conftest import UNITS
from tests.acceptance.web.small_plan import begun
from tests.acceptance.web.test_reading_pages import PAGES, TASK
from tests.asgi import serving
from tests.command_line import CommandLine
from tests.web_client import Web, web_of

CHROMIUM = shutil.which("chromium")
SHOTS = Path(__file__).parents[3] / "build" / "screenshots"
ACTS = (
    "/nhiem-vu?tinh-hinh=overdue",
    f"{TASK}/bao-cao-hoan-thanh",
    f"{TASK}/tien-do",
    f"{TASK}/dong-y-gia-han",
    f"{TASK}/an-dinh-thoi-han",
    f"{TASK}/tam-dung",
    f"{TASK}/hoi-phoi-hop",
    "/nhieu-nhiem-vu?lam=da-tiep-nhan&nhiem-vu=kh/I.1/vp",
    "/nhieu-nhiem-vu?lam=da-tiep-nhan",
    "/ghi-nhan",
    "/ghi-nhan/danh-sach",
    "/giao-nhiem-vu",
    "/van-ban/nhap",
    "/su-kien",
    "/su-kien/3",
    "/su-kien/3/dinh-chinh",
    "/su-kien/3/huy",
    "/lich/sua",
    "/co-quan/thay-doi/sap-nhap",
    "/co-quan/thay-doi/chia-tach",
    "/thu-tin-nhan",
    "/tai-khoan",
    "/khong-co-trang-nay",
)
"""Forms, and pages around them."""

SYSTEM = ("/he-thong", "/he-thong/nguoi-dung", "/he-thong/token", "/he-thong/webhook", "/he-thong/thiet-lap")
GUIDE = Path(__file__).parents[3] / "docs" / "vi" / "hinh"
SIZES = {"office": (1366, 768), "phone": (390, 844)}
NO_SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The application on 9/9/2025."""
    folder = tmp_path_factory.mktemp("web")
    line = CommandLine(folder, f"sqlite:///{folder / 'thoihan.sqlite'}")
    line.registers(UNITS)
    begun(line)
    with web_of(line) as web:
        yield web


@pytest.fixture(scope="module")
def address(there: Web) -> Iterator[str]:
    """Where it is served."""
    with serving(there.app) as url:
        yield url.removesuffix("/reports")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser, there: Web, address: str) -> Iterator[BrowserContext]:
    """A window in which the office has signed in."""
    found = browser.new_context(viewport={"width": 1366, "height": 768})
    _sign_in(found, there, address)
    yield found
    found.close()


def _sign_in(context: BrowserContext, there: Web, address: str) -> None:
    cookie = there.client("office", "tinh").cookies["thoihan"]
    context.add_cookies([{"name": "thoihan", "value": cookie, "url": address}])


def _watched(context: BrowserContext, errors: list[str]) -> Page:
    """A page; whatever its console complains of goes into `errors`: a breach of its content policy, too."""
    page = context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


@pytest.mark.parametrize(("size", "scheme"), [("office", "light"), ("phone", "dark")])
def test_nothing_is_in_the_way(browser: Browser, there: Web, address: str, size: str, scheme: str) -> None:
    """By WCAG 2.2 AA as axe tells, nothing is scrolled sideways, and the console has nothing to complain of."""
    from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # noqa: PLC0415 - it is large
        Axe,
    )

    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    _sign_in(context, there, address)
    errors, wrong = list[str](), dict[str, object]()
    page = _watched(context, errors)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for path in (*PAGES, *ACTS):
        page.goto(address + path)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        if found.violations_count or not page.evaluate(NO_SIDEWAYS):
            wrong[path] = found.generate_report() or "it is scrolled sideways"
        name = "".join(sign if sign.isalnum() else "-" for sign in path.strip("/")) or "hom-nay"
        page.screenshot(path=SHOTS / f"{name}.{size}.{scheme}.png")
    context.close()
    assert not wrong, wrong
    assert not [one for one in errors if "404" not in one]  # one page is asked for that is not there


def test_twice_as_large_is_as_well_read(browser: Browser, there: Web, address: str) -> None:
    """At a zoom of 200 % of an office's screen nothing is scrolled sideways but what is a drawing."""
    context = browser.new_context(viewport={"width": 683, "height": 384}, device_scale_factor=2)
    _sign_in(context, there, address)
    page = context.new_page()
    for path in (*PAGES, *ACTS):
        page.goto(address + path)
        assert page.evaluate(NO_SIDEWAYS), path
    context.close()


def test_keys_lead_everywhere(context: BrowserContext, address: str) -> None:
    """`?` lists the keys, `/` is for finding, g and a letter lead to a place, j goes down a list; none while typing."""
    errors = list[str]()
    page = _watched(context, errors)
    page.goto(address + "/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("gt")
    assert page.locator("#find").input_value() == "gt"
    page.locator("#find").blur()
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("/nhiem-vu")
    page.keyboard.press("j")
    assert "I.1" in page.evaluate("document.activeElement.getAttribute('href')")
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert not errors


def test_lists_and_sums_need_no_script(browser: Browser, there: Web, address: str) -> None:
    """What is asked for on a form is answered without any script, and its address holds it."""
    context = browser.new_context(java_script_enabled=False)
    _sign_in(context, there, address)
    page = context.new_page()
    page.goto(address + "/nhiem-vu")
    page.select_option("#tinh-hinh", "overdue")
    page.fill("#q", "bao cao")
    page.click("main form button[type=submit]")
    assert "tinh-hinh=overdue" in page.url
    assert "1 nhiệm vụ quá hạn" in page.inner_text("main")
    page.goto(address + "/lich")
    page.fill("#so", "5")
    page.fill("#tu", "27/8/2025")
    page.click("main form button[type=submit]")
    assert "Thứ Sáu 05/09/2025" in page.inner_text("main")
    context.close()
