"""Browsers and programs in tests: an application in this process, and clients that have signed in to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from starlette.testclient import TestClient

from adapters.bootstrap import Office, opened
from adapters.web.accounts.making import new_account, new_program
from adapters.web.accounts.passwords import hashed
from adapters.web.accounts.secrets_shown_once import form_token
from adapters.web.application import application
from adapters.web.rights.roles import Role
from events.rows import Changes
from tests.command_line import TOOLS, CommandLine

PASSWORD = "một câu dài dễ nhớ"
HERE = "http://testserver"


@dataclass
class Web:
    """The application over the database of a command line, with the same clock."""

    office: Office
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.app = application(self.office)

    def nobody(self, **how: Any) -> TestClient:
        """A browser in which nobody has signed in."""
        return TestClient(self.app, base_url=HERE, follow_redirects=False, **how)

    def client(self, role: str = "office", unit: str = "", name: str = "") -> "Client":
        """A browser in which somebody with a role at a unit has signed in, by a form, as people do."""
        name = name or f"{role}.{unit}"
        if not self.office.accounts.accounts(name=name):
            account = new_account(self.office, name, Role(role), unit)._replace(password=_hashed(name))
            self.office.accounts.keep(Changes(accounts=[account]))
        found = Client(self.app, base_url=HERE, follow_redirects=False)
        answer = found.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return found

    def program(self, role: str = "office", unit: str = "") -> TestClient:
        """A program with a token."""
        token, row = new_program(self.office, Role(role), unit, f"{role} {unit}")
        self.office.accounts.keep(Changes(tokens=[row]))
        return self.nobody(headers={"Authorization": f"Bearer {token}"})


class Client(TestClient):
    """A browser that puts the token of its forms into what it posts, as the forms of our own pages do."""

    @property
    def csrf(self) -> str:
        """The token."""
        return form_token(self.cookies.get("thoihan", ""))

    def act(self, path: str, data: Mapping[str, Any] | None = None, **how: Any) -> httpx.Response:
        """Post a form."""
        found: httpx.Response = self.post(path, data={"csrf": self.csrf, **(data or {})}, **how)
        return found


_HASHES: dict[str, str] = {}


def _hashed(name: str) -> str:
    """Worked out once for all tests: it takes time by design."""
    return _HASHES.setdefault("", hashed(PASSWORD, name))


@contextmanager
def web_of(line: CommandLine) -> Iterator[Web]:
    """The application over the database of `line`."""
    settings = {
        "THOIHAN_DATABASE_URL": line.url,
        "THOIHAN_MAIL": f"maildir:{line.folder / 'mail'}",
        "THOIHAN_SMS": f"spool:{line.folder / 'sms'}",
        "THOIHAN_ACTOR": "officer",
        "THOIHAN_LANG": "vi",
        "THOIHAN_SETTINGS": "none",
        **line.more,
    }
    with opened(settings, clock=line.clock, wired=replace(TOOLS, plans={})) as office:
        yield Web(office)
