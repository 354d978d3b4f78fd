"""Who may ask for what: every route, by each role at a unit of its own and at another, as docs/rights.md has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adapters.web.rights.roles import Role
from events.opening import make_store
from tests.acceptance.web.conftest import UNITS
from tests.command_line import CommandLine
from tests.tools.rights_table import ANYBODY, PAGE, Route, routes, written
from tests.web_client import Client, Web, web_of
from tests.worlds import plan_text

TASK = "ke-hoach/R1/btc"
VALUES = {"task": TASK, "code": "btc"}
"""What stands for the parts of an address: what the Ban Tổ chức has. Others name nothing, or what few see."""

NOTHING = "khong-co"
ENDLESS = "/api/v1/changes"
"""It goes on until whoever asks goes away."""
_PART = re.compile(r"\{(\w+)(?::\w+)?\}")
_REFUSED = (401, 403, 404, 500)
_OWN_ONLY = (Role.AGENCY, Role.UNIT_ADMINISTRATOR)


def _other(part: str) -> str:
    return "2" if ":int" in part else NOTHING


@dataclass(frozen=True)
class Asking:
    """Somebody of a role at a unit: with a browser, and with a token."""

    browser: Client
    program: TestClient

    def status(self, route: Route) -> int:
        """What he is answered."""
        path = _PART.sub(lambda part: VALUES.get(part[1], _other(part[0])), route.path)
        if path.startswith("/api/"):
            return int(self.program.request(route.method, path).status_code)
        data = {"csrf": self.browser.csrf} if route.method == "POST" else None
        return int(self.browser.request(route.method, path, data=data).status_code)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A plan of which the Ban Tổ chức leads a row, and the Văn phòng another."""
    folder: Path = tmp_path_factory.mktemp("quyen")
    url = f"sqlite:///{folder}/a.sqlite"
    make_store(url).close()
    line = CommandLine(folder, url)
    line.registers(UNITS)
    rows = [{"lead": "btc", "due": "by 2025-09-30"}, {"lead": "vp", "due": "by 2025-09-30"}]
    line.adopts(plan_text(rows, {}, unit="tinh"))
    with web_of(line) as found:
        yield found


def asking(web: Web, role: Role, unit: str) -> Asking:
    """Somebody of that role there."""
    return Asking(web.client(role, unit), web.program(role, unit))


def test_the_page_says_what_is(web: Web) -> None:
    """docs/rights.md has the tables as they are now (`python -m tests.tools.rights_table`), and each route its act."""
    text = PAGE.read_text(encoding="utf-8")
    assert written(text) == text
    assert {one.path for one in routes() if not one.acts} == {*ANYBODY}


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_do_is_not_there(web: Web, role: Role) -> None:
    """Each route of which it does not have the act is answered as one that there is none of; others are not."""
    who = asking(web, role, "btc" if role in _OWN_ONLY else "tinh")
    for route in routes():
        if not route.acts or (route.open_to(role) and (route.method != "GET" or route.path == ENDLESS)):
            continue  # what others test: forms that are sent by whoever may
        status = who.status(route)
        if not route.open_to(role):
            assert status == 404, (role, route)
        elif all(part in VALUES for part in _PART.findall(route.path)):
            assert status not in _REFUSED, (role, route, status)
        else:
            assert status not in (401, 403, 500), (role, route, status)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", [f"/nhiem-vu/{TASK}", f"/api/v1/tasks/{TASK}", f"/api/v1/tasks/{TASK}/explanation"])
def test_what_is_another_unit_s_is_not_there(web: Web, role: Role, path: str) -> None:
    """A task of the Ban Tổ chức: those at it see it, and those above; at the Văn phòng nobody does."""
    own, above, other = (asking(web, role, unit) for unit in ("btc", "tinh", "vp"))

    def status(who: Asking) -> int:
        return int((who.program if path.startswith("/api/") else who.browser).get(path).status_code)

    assert [status(who) for who in (own, above, other)] == [200, 200, 404]


def test_lists_have_the_rows_of_one_s_own(web: Web) -> None:
    """Pages, files and the API leave out the rows of others."""
    browser, program = web.client("agency", "vp"), web.program("agency", "vp")
    for answer in (browser.get("/nhiem-vu"), browser.get("/xuat/nhiem-vu.csv"), program.get("/api/v1/tasks")):
        assert answer.status_code == 200
        assert ("R2/vp" in answer.text or "Việc 2" in answer.text, "Việc 1" in answer.text) == (True, False)


def test_nobody_sees_anything(web: Web) -> None:
    """Whoever has not signed in is sent to do so, or told that by the API; whoever shows a wrong token likewise."""
    for who in (web.nobody(), web.nobody(headers={"Authorization": "Bearer thd_sai"})):
        for route in routes():
            if route.acts and route.method == "GET":
                path = _PART.sub(lambda part: VALUES.get(part[1], _other(part[0])), route.path)
                answer = who.get(path)
                told = answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in?next=")
                assert told, (route, answer.status_code)
