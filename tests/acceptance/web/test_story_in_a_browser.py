"""The story in a real browser: an office logs its congress, an agency reports a task done, with scripts and without."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.acceptance.web.test_recording import PLAN, UNITS
from tests.asgi import serving
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.web_client import Web, web_of

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
@prepared
def line(tmp_path: Path, sqlite_url: str) -> CommandLine:
    """A province with a plan, on the day of its congress."""
    made = CommandLine(
        tmp_path, sqlite_url, more={"THOIHAN_LINK_KEYS": "k" * 40, "THOIHAN_WEB_ADDRESS": "http://127.0.0.1:8000"}
    )
    made.registers(UNITS)
    made.adopts(PLAN)
    made.on("2025-09-24")
    return made


@pytest.fixture
def web(line: CommandLine) -> Iterator[Web]:
    """The application over it."""
    with web_of(line) as found:
        yield found


@pytest.fixture
def address(web: Web) -> Iterator[str]:
    """Where it is served."""
    with serving(web.app) as url:
        yield url.removesuffix("/reports")


def _signed_in(browser: Browser, web: Web, address: str, role: str, unit: str, *, scripts: bool) -> BrowserContext:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1366, "height": 768})
    cookie = web.client(role, unit).cookies["thoihan"]
    context.add_cookies([{"name": "thoihan", "value": cookie, "url": address}])
    return context


@pytest.mark.parametrize("scripts", [True, False])
def test_the_congress_is_logged_and_a_task_reported_done(
    browser: Browser, web: Web, address: str, line: CommandLine, scripts: bool
) -> None:
    """The office sees first what starts and who is told; the agency finds its task, and reports it with a number."""
    office = _signed_in(browser, web, address, "office", "tinh", scripts=scripts).new_page()
    office.goto(f"{address}/ghi-nhan")
    office.fill("#what", "moc congress")
    office.fill("#document", "12-NQ/TU ngày 24/9/2025")
    office.click("button[value=look]")
    office.get_by_text("1 nhiệm vụ bắt đầu, 1 cơ quan nhận thư").wait_for()
    office.click("button[value=record]")
    office.get_by_text("số 3 trong nhật ký").wait_for()
    agency = _signed_in(browser, web, address, "agency", "btc", scripts=scripts).new_page()
    agency.goto(f"{address}/nhiem-vu/ke-hoach/R1/btc")
    agency.locator("main").get_by_text("08/10/2025").first.wait_for()
    agency.locator('a[href$="/bao-cao-hoan-thanh"]').first.click()
    agency.fill("#document", "15-BC/BTC")
    agency.click("button[value=look]")
    agency.set_input_files("#files", {"name": "bc.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"})
    agency.click("button[value=record]")
    agency.get_by_text("Đã ghi nhận").first.wait_for()
    done = {one["id"]: one["state"] for one in line.json("tasks")}
    assert done["ke-hoach/R1/btc"] == "done"


def test_what_is_typed_is_said_as_one_types(browser: Browser, web: Web, address: str) -> None:
    """The milestones that a few letters may mean; the weekday of a day; that a day is still to come."""
    page = _signed_in(browser, web, address, "office", "tinh", scripts=True).new_page()
    page.goto(f"{address}/ghi-nhan")
    page.locator("#what").press_sequentially("cong")
    page.get_by_label("Mốc own_congress").wait_for()
    page.fill("#on", "")
    page.locator("#on").press_sequentially("25/9/2026")
    page.get_by_text("Thứ Sáu 25/09/2026 · ngày chưa đến: dự kiến?").wait_for()


def test_a_chief_with_a_telephone_reports_by_the_link(
    browser: Browser, web: Web, address: str, line: CommandLine
) -> None:
    """The link, the photo, one button: nothing is typed, and nobody signs in."""
    assert web.app
    link = line("link", "ke-hoach/R4/btc", "--for", "report").out.strip().removeprefix("http://127.0.0.1:8000")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    phone.goto(address + link)
    phone.set_input_files("#files", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"})
    phone.get_by_role("button", name="Báo cáo hoàn thành").tap()
    phone.get_by_text("Đã ghi nhận").first.wait_for()
    done = {one["id"]: one["state"] for one in line.json("tasks")}
    assert done["ke-hoach/R4/btc"] == "done"
