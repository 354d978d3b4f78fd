"""`POST /api/v1/events`: CloudEvents are recorded once, and by whom they may be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from adapters.web.api.bodies import EXAMPLES
from adapters.web.api.events.examples import example
from adapters.web.api.events.schema import event_schema
from adapters.web.api.frame.fields import RecordedBody, Strict
from adapters.web.api.recording.plans import Unit
from events.catalogue import TYPES
from tests.acceptance.web.province import COMMUNE, EVENTS, PLAN, TASK, Province, held, post, province_at
from tests.databases import database_url, postgres_server, postgres_template, postgres_url

__all__ = ["database_url", "postgres_server", "postgres_template", "postgres_url"]


@pytest.fixture
def province(tmp_path: Path, sqlite_url: str) -> Iterator[Province]:
    """The province, in which something is recorded."""
    with province_at(tmp_path, sqlite_url) as found:
        yield found


def head(province: Province) -> int:
    """The log's last position."""
    with province.web.office.store.begin(write=False) as session:
        return session.head()


def test_an_event_is_recorded_once(tmp_path: Path, database_url: str) -> None:
    """201, then 200; a dry run says the same and records nothing; the same name with other content is refused."""
    with province_at(tmp_path, database_url) as province:
        office, before = province.program(), head(province)
        tried = post(office, held(), params={"dry_run": "true"})
        assert (tried.status_code, tried.json()["position"], head(province)) == (201, before + 1, before)
        done = post(office, held())
        assert done.status_code == 201
        assert done.json().keys() == {"position", "known", "decision"}
        assert done.json()["decision"]["activated"] == tried.json()["decision"]["activated"]
        assert done.json()["decision"]["activated"]
        again = post(office, {**held(), "time": "2026-01-01T00:00:00Z"})
        assert (again.status_code, again.json()["known"], again.json()["position"]) == (200, True, before + 1)
        other = post(office, held(occurred_on="2025-09-25"))
        assert other.status_code == 409
        assert other.headers["Content-Type"] == "application/problem+json"
        assert head(province) == before + 1
        event = office.get(EVENTS, params={"limit": 1}).json()["items"][0]
        assert (event["type"], event["actor"], event["occurred_on"]) == ("milestone.held", "office 12", "2025-09-24")
        assert "#" not in event["id"]
        assert event["id"].startswith("api/")


def test_binary_structured_and_batch_say_the_same(province: Province) -> None:
    """However it is sent, it is one event; of a batch all are recorded, or none."""
    office, sent = province.program(), held("a")
    names = {f"ce-{name}": str(value) for name, value in sent.items() if name not in ("data", "datacontenttype")}
    binary = office.post(
        EVENTS, content=json.dumps(sent["data"]), headers={**names, "Content-Type": "application/json"}
    )
    assert binary.status_code == 201, binary.text
    assert post(office, sent).json()["position"] == binary.json()["position"]
    before = head(province)
    progress = {**example("task.progress"), "subject": TASK}
    bad = post(office, [progress, {**progress, "id": "b", "subject": f"{PLAN}/none/12"}])
    assert (bad.status_code, head(province)) == (422, before)
    assert "Event 2" in bad.json()["detail"]
    good = post(office, [progress, sent])
    assert good.status_code == 201
    assert [one["known"] for one in good.json()] == [False, True]
    assert post(office, [progress, sent]).status_code == 200


def test_two_sources_are_two_events(province: Province) -> None:
    """`source` and `id` name it together, and where one ends the other begins."""
    office = province.program()
    progress = {**example("task.progress"), "subject": TASK}
    pairs = [("a", "bc"), ("ab", "c"), ("a b", "c"), ("a", "c")]
    for number, (source, name) in enumerate(pairs):
        said = {**progress["data"], "progress": f"{number} trên 4 phần"}
        assert post(office, {**progress, "source": source, "id": name, "data": said}).status_code == 201


def test_an_agency_says_what_is_its_own(province: Province) -> None:
    """It reports on its tasks and what happened at itself; the rest is not there, or not for it; others see nothing."""
    commune, other = province.program("agency", COMMUNE), province.program("agency", "03390")
    report = {**example("task.done"), "subject": TASK, "data": {"occurred_on": "2025-09-24", "document": "15-BC/ĐU"}}
    assert post(other, report).status_code == 422
    assert post(commune, report).status_code == 201
    own = {**example("milestone.held"), "subject": "commune_congress"}
    own["data"] = {"plan": PLAN, "unit": COMMUNE, "occurred_on": "2025-08-01"}
    assert post(other, own).status_code == 422
    seen = post(commune, own)
    assert seen.status_code == 201
    told = seen.json()["decision"]
    assert {one["recipient"] for one in told["messages"]} <= {COMMUNE}
    assert post(commune, held()).status_code in (403, 422)
    assert post(commune, example("event.withdrawn") | {"subject": "plan.adopted/none"}).status_code == 422
    assert post(province.program("leader"), report | {"id": "l"}).status_code == 404
    mine = province.program().get(EVENTS, params={"limit": 1}).json()["items"][0]["id"]
    assert post(commune, {**example("event.withdrawn"), "subject": mine}).status_code == 201


def test_the_description_has_an_example_of_each_type(province: Province) -> None:
    """It is complete, and each example is what its schema asks for."""
    described = province.program().get("/api/v1/openapi.json").json()
    content = described["paths"][EVENTS]["post"]["requestBody"]["content"]["application/cloudevents+json"]
    assert content["examples"].keys() == TYPES.keys()
    schema = Draft202012Validator(event_schema())
    for kind in TYPES:
        assert list(schema.iter_errors(content["examples"][kind]["value"])) == [], kind
    assert {"/api/v1/tasks", "/api/v1/tasks/{id}/explanation", "/api/v1/due"} <= described["paths"].keys()


_GOOD = held("bad")
BAD: list[tuple[int, Any]] = [
    (422, []),
    (422, 3),
    (422, {**_GOOD, "specversion": "0.3"}),
    (422, {**_GOOD, "id": "a#b"}),
    (422, {**_GOOD, "id": " a"}),
    (422, {**_GOOD, "id": 1}),
    (422, {**_GOOD, "id": "a" * 501}),
    (422, {**_GOOD, "source": ""}),
    (422, {**_GOOD, "type": "milestone.nonsense"}),
    (422, {**_GOOD, "nonsense": 1}),
    (422, {**_GOOD, "time": "2025-09-24"}),
    (422, {**_GOOD, "time": 1_700_000_000}),
    (422, {**_GOOD, "time": "2025-09-24T25:00:00Z"}),
    (422, {**_GOOD, "time": "0001-01-01T00:00:00+14:00"}),
    (422, {**_GOOD, "data": []}),
    (422, {**_GOOD, "datacontenttype": "text/plain"}),
    (422, held("bad", occurred_on="24/9/2025")),
    (422, held("bad", occurred_on=20250924)),
    (422, held("bad", plan="none")),
    (422, held("bad", plan=False)),
    (422, held("bad", unit="99999")),
    (422, held("bad", document=5)),
    (422, held("bad", document={"text": "a", "more": 1})),
    (422, held("bad", document="…")),
    (422, held("bad", nonsense=1)),
    (422, held("bad", only=False)),
    (422, held("bad", serves=["a/b"])),
    (403, example("day.began")),
    (422, {**example("event.withdrawn"), "subject": "none"}),
]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province, in which nothing is recorded."""
    folder = tmp_path_factory.mktemp("untouched")
    with province_at(folder, f"sqlite:///{folder / 'thoihan.db'}") as found:
        yield found


@pytest.mark.parametrize(("status", "sent"), BAD, ids=lambda value: str(value)[:60])
def test_what_is_no_event_is_refused(untouched: Province, status: int, sent: Any) -> None:
    """Whatever is wrong with it, it is said, and nothing is recorded."""
    before = head(untouched)
    found = untouched.program().post(
        EVENTS, content=json.dumps(sent), headers={"Content-Type": "application/cloudevents+json"}
    )
    assert (found.status_code, head(untouched)) == (status, before), found.text
    assert found.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (400, b"{"),
        (400, b"\xff\xfe"),
        (400, b'{"id": "a", "id": "b"}'),
        (400, b'{"id": NaN}'),
        (400, b"[" * 100_000),
        (400, b'{"a":' * 500 + b"1" + b"}" * 500),
        (400, b'{"id": "\\ud800"}'),
        (400, b'{"id": "\\u0000"}'),
        (422, b"1" * 4_000),
        (413, b" " * 70_000_000),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_json_is_refused(untouched: Province, status: int, body: bytes) -> None:
    """However deep, large or odd it is: never a fault of the program."""
    kind = {"Content-Type": "application/cloudevents+json"}
    assert untouched.program().post(EVENTS, content=body, headers=kind).status_code == status
    assert untouched.program().post(EVENTS, content=body, headers={"Content-Type": "text/xml"}).status_code in (
        413,
        415,
    )


def test_what_stands_already_keeps_its_name(tmp_path: Path, database_url: str) -> None:
    """An event that says what another said is known under its own name too: with other content it is refused."""
    with province_at(tmp_path, database_url) as province:
        office = province.program()
        first = post(office, held("1")).json()
        for _ in range(2):
            again = post(office, held("2"))
            assert (again.status_code, again.json()["position"]) == (200, first["position"])
        assert post(office, held("2", occurred_on="2025-09-25")).status_code == 409
        assert post(office, {**held("2"), "subject": "another"}).status_code == 409
        assert head(province) == first["position"]
        assert post(office, held("3"), params={"dry_run": "true"}).status_code == 200
        assert post(office, held("3", occurred_on="2025-09-25")).status_code == 422, "a dry run keeps nothing"


def test_a_key_is_the_principals_own(province: Province) -> None:
    """Two programs of one name, or one that got another token, do not meet under one key."""
    post(province.program(), held("1"))
    one, other = province.program(), province.program()
    path, key = f"/api/v1/tasks/{TASK}/acknowledgements", {"Idempotency-Key": "k1"}
    assert one.post(path, json={}, headers=key).status_code == 201
    assert one.post(path, json={}, headers=key).status_code == 200
    assert one.post(path, json={"occurred_on": "2025-09-27"}, headers=key).status_code == 409
    found = other.post(f"/api/v1/tasks/{TASK}/progress", json={"progress": "Xong bước 1"}, headers=key)
    assert found.status_code == 201, found.text


def test_each_body_has_an_example_that_is_taken() -> None:
    """Of every model of a body there is one, and the model takes it."""
    models: list[type[Strict]] = [Strict]
    for one in models:
        models += one.__subclasses__()
    bodies = {one.__name__: one for one in models if one not in (Strict, RecordedBody, Unit)}
    assert bodies.keys() == EXAMPLES.keys()
    for name, model in bodies.items():
        assert model.model_validate_json(json.dumps(EXAMPLES[name])), name
