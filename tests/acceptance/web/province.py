"""A province with its communes and a plan of 110 rows and more, for tests of the API."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from adapters.clock import SetClock
from adapters.web.api.events.examples import example
from tests.command_line import CommandLine
from tests.web_client import Web, web_of

PLAN, COMMUNE = "376-kh-tu", "03388"
TASK = f"{PLAN}/XIV.2.2/{COMMUNE}"
EVENTS = "/api/v1/events"


@dataclass
class Province:
    """The province: commands typed, and programs with a token."""

    line: CommandLine
    web: Web

    def program(self, role: str = "office", unit: str = "12") -> TestClient:
        """A program that speaks English."""
        found = self.web.program(role, unit)
        found.headers["Accept-Language"] = "en"
        return found


@contextmanager
def province_at(folder: Path, url: str, more: Mapping[str, str] | None = None) -> Iterator[Province]:
    """The province, with its plan adopted, on 29/9/2025. `more`: other settings."""
    line = CommandLine(folder, url, more=more or {})
    line("units", "add", "--province", "12")
    line("plan", "add", PLAN)
    line.clock = SetClock.on(date(2025, 9, 29))
    with web_of(line) as web:
        yield Province(line, web)


def post(client: TestClient, sent: Any, **how: Any) -> httpx.Response:
    """Send an event, structured; or a list of them as a batch."""
    kind = "application/cloudevents-batch+json" if isinstance(sent, list) else "application/cloudevents+json"
    return client.post(EVENTS, content=json.dumps(sent), headers={"Content-Type": kind}, **how)  # type: ignore[no-any-return]


def held(name: str = "1", **data: Any) -> dict[str, Any]:
    """The provincial congress, held."""
    sent = example("milestone.held")
    return {**sent, "id": name, "data": {**sent["data"], **data}}
