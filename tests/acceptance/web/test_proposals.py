"""Đề nghị ghi nhận: what an agency says happened at itself waits for the office above, where the settings say so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.web.conftest import UNITS
from tests.acceptance.web.province import post
from tests.acceptance.web.small_plan import begun
from tests.command_line import CommandLine
from tests.databases import database_url, postgres_server, postgres_template, postgres_url
from tests.web_client import Web, web_of

__all__ = ["database_url", "postgres_server", "postgres_template", "postgres_url"]
PROPOSALS = "/api/v1/proposals"


@pytest.fixture
def proposing(tmp_path: Path, database_url: str) -> Iterator[Web]:
    """An office that has agencies propose."""
    line = CommandLine(tmp_path, database_url, more={"THOIHAN_OWN_MILESTONES": "proposed"})
    line.registers(UNITS)
    begun(line)
    with web_of(line) as web:
        yield web


def congress(name: str, unit: str, day: str = "2025-09-07") -> dict[str, Any]:
    """The congress of a commune, as an event."""
    data = {"plan": "kh", "unit": unit, "occurred_on": day, "document": f"Biên bản {name}"}
    sent = {"specversion": "1.0", "id": name, "source": "https://xa.example", "type": "milestone.held"}
    return {**sent, "subject": "dai_hoi_xa", "data": data}


def test_what_an_agency_proposes_is_recorded_by_the_office(proposing: Web) -> None:
    """It waits, is known when it is sent again, and then stands in the log in the name of whoever accepted it."""
    agency, office = proposing.program("agency", "xa-ta-phin"), proposing.program("office", "tinh")
    before = office.get("/api/v1/anchor").json()["position"]
    tried = post(agency, congress("1", "xa-ta-phin"), params={"dry_run": "true"})
    assert (tried.status_code, tried.json()["position"]) == (201, before + 1)
    sent = post(agency, congress("1", "xa-ta-phin"))
    assert sent.status_code == 202, sent.text
    made = sent.json()["proposal"]
    assert (made["state"], made["decidable"]) == ("waiting", False)
    assert sent.json()["decision"]["activated"]
    again = post(agency, congress("1", "xa-ta-phin"))
    assert (again.status_code, again.json()["proposal"]["id"], again.json()["known"]) == (200, made["id"], True)
    assert post(agency, congress("1", "xa-ta-phin", "2025-09-06")).status_code == 409
    batch = post(agency, [congress("9", "xa-ta-phin", "2025-09-05")])
    assert batch.status_code == 403
    assert office.get("/api/v1/anchor").json()["position"] == before
    assert [one["decidable"] for one in office.get(PROPOSALS, params={"state": "waiting"}).json()["items"]] == [True]
    done = office.post(f"{PROPOSALS}/{made['id']}/acceptance")
    assert (done.status_code, done.json()["position"]) == (201, before + 1)
    logged = office.get("/api/v1/events", params={"limit": 1}).json()["items"][0]
    assert (logged["unit"], logged["occurred_on"], logged["actor"]) == ("xa-ta-phin", "2025-09-07", "office tinh")
    assert agency.get(f"{PROPOSALS}/{made['id']}").json()["event"] == logged["id"]
    assert office.post(f"{PROPOSALS}/{made['id']}/acceptance").status_code == 409
    assert post(agency, congress("1", "xa-ta-phin")).json()["position"] == before + 1


def test_what_is_declined_or_taken_back_is_not_recorded(proposing: Web) -> None:
    """Only by who may: others do not even see it; the office itself records at once."""
    agency, office = proposing.program("agency", "xa-ta-phin"), proposing.program("office", "tinh")
    other, leader = proposing.program("agency", "xa-binh-lu"), proposing.program("leader", "xa-ta-phin")
    made = [post(agency, congress(str(n), "xa-ta-phin", f"2025-09-0{n}")).json()["proposal"]["id"] for n in (1, 2)]
    assert post(other, congress("3", "xa-ta-phin")).status_code == 422
    for name in made:
        assert other.get(f"{PROPOSALS}/{name}").status_code == 404
        assert other.delete(f"{PROPOSALS}/{name}").status_code == 404
        assert agency.post(f"{PROPOSALS}/{name}/acceptance").status_code == 404
        assert leader.get(f"{PROPOSALS}/{name}").json()["state"] == "waiting"
        assert leader.delete(f"{PROPOSALS}/{name}").status_code == 404
    assert other.get(PROPOSALS).json()["items"] == []
    assert office.delete(f"{PROPOSALS}/{made[0]}").status_code == 403
    assert office.post(f"{PROPOSALS}/{made[0]}/refusal", json={"reason": " "}).status_code == 422
    said = office.post(f"{PROPOSALS}/{made[0]}/refusal", json={"reason": "Sai ngày"}).json()
    assert (said["state"], said["reason"], said["decided_by"]) == ("declined", "Sai ngày", "office tinh")
    assert agency.delete(f"{PROPOSALS}/{made[1]}").json()["state"] == "withdrawn"
    assert office.post(f"{PROPOSALS}/{made[1]}/refusal", json={"reason": "x1"}).status_code == 409
    assert post(office, congress("4", "xa-ta-phin")).status_code == 201
    standing = post(agency, congress("5", "xa-ta-phin"))
    assert (standing.status_code, standing.json()["known"]) == (200, True), "the log says it already"


def test_by_default_it_is_recorded_at_once(proposing: Web) -> None:
    """The setting is one of two."""
    web = replace(proposing.office.settings.web, own_milestones="recorded")
    usual = Web(replace(proposing.office, settings=replace(proposing.office.settings, web=web)))
    assert post(usual.program("agency", "xa-ta-phin"), congress("1", "xa-ta-phin")).status_code == 201
