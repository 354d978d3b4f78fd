"""The API of a nation's office, asked by many at once, beside bare endpoints that run the same queries.

A million tasks of two hundred plans in 3,321 communes. Twenty users each send one request a second: the overview, a
list that is narrowed, a search, one task. `ratio` is how many times as long the slowest kind of request takes as a bare
FastAPI endpoint that runs its query and gives its rows, asked by turns while nobody else asks; `p95` is of all requests
of all users. The server is a process of its own.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from adapters.answers.lists.many_agencies import ManyAgencies
from adapters.answers.lists.task_pages import Page
from adapters.benches.event import LARGE, settle
from adapters.benches.fanout import peak_mb, placed
from adapters.bootstrap import Office, opened, tools
from adapters.clock import SetClock
from engine.service import Service
from engine.snapshot import Snapshot
from events.opening import make_store
from events.rows import Changes
from events.store.pages import Within

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

USERS, SECONDS, ROUNDS = 20, 15, 15
RATIO, QUERIES = 3.0, 6
P95, BARE_P95 = 150.0, 50.0
"""Milliseconds within which 95 of 100 requests are answered, where the bare ones are within those."""

_BEGIN = {"sqlite": 3}
"""Statements with which transactions begin, where these are counted: who asks is looked up in two, and then asks."""

_NOW = datetime(2025, 9, 20, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RequestKind:
    """A kind of request: where ours is asked for, and where the bare one is."""

    name: str
    path: str


KINDS = (
    RequestKind("overview", "overview"),
    RequestKind("list", "tasks?plan=p7&state=active&limit=50"),
    RequestKind("agency", "tasks?unit={unit}&limit=50"),
    RequestKind("search", "tasks?q=ke+hoach+7+viec+thu+14+{unit}&limit=50"),
    RequestKind("task", "tasks/p7/I.141/{unit}"),
)


def run(
    database: str | None = None, units: int = LARGE[0], plans: int = LARGE[1], seconds: int = SECONDS
) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `ratios` are by kind of request; `queries` is the most that one request took; `peak_mb` is the server's.
    """
    with placed(database) as place, place.fresh() as url:
        store = make_store(url)
        settle(Service(store, tools()), units, plans, LARGE[2])
        with store.begin(write=False) as session:
            tasks = sum(row.tasks for row in session.tally())
        store.close()
        with _serving(url) as ask:
            found = _measured(ask, units, seconds, _BEGIN.get(place.name, 0))
    return {"name": "web", "database": place.name, "tasks": tasks, "units": units, "plans": plans, **found}


def _measured(ask: "Callable[[str], httpx.Response]", units: int, seconds: int, begin: int) -> dict[str, object]:
    codes = _communes(units)
    ours, bare, queries = _alone(ask, codes)
    ratios = {kind: round(ours[kind] / bare[kind], 2) for kind in ours}
    queries -= begin
    p95, bare_p95 = (_under_load(ask, codes, prefix, seconds) for prefix in ("/api/v1/", "/bare/"))
    peak = float(ask("/bare/peak").text)
    ratio = max(ratios.values())
    return {
        "users": USERS,
        "ratio": ratio,
        "target": RATIO,
        "ratios": ratios,
        "milliseconds": {kind: round(of, 1) for kind, of in ours.items()},
        "bare_milliseconds": {kind: round(of, 1) for kind, of in bare.items()},
        "p95": round(p95, 1),
        "bare_p95": round(bare_p95, 1),
        "p95_target": P95,
        "queries": queries,
        "queries_target": QUERIES,
        "peak_mb": round(peak, 1),
        "holds": ratio <= RATIO and queries <= QUERIES and (p95 <= P95 or bare_p95 > BARE_P95),
    }


def _communes(units: int) -> Sequence[str]:
    from adapters.benches.shared.agencies import agencies_of  # noqa: PLC0415 - it reads the official list

    return [unit["code"] for unit in agencies_of(units) if unit["kind"] == "commune"]


def _alone(
    ask: "Callable[[str], httpx.Response]", codes: Sequence[str]
) -> tuple[Mapping[str, float], Mapping[str, float], int]:
    """The milliseconds of each kind, ours and bare, asked by turns; and the most queries of one of ours."""
    chance = Random(7)  # noqa: S311 - which task is looked at is no secret
    ours: dict[str, list[float]] = {}
    bare: dict[str, list[float]] = {}
    queries = 0
    for number in range(ROUNDS + 2):
        for kind in KINDS:
            path = kind.path.format(unit=chance.choice(codes))
            for prefix, found in (("/api/v1/", ours), ("/bare/", bare)):
                began = time.perf_counter()
                answer = ask(prefix + path)
                took = (time.perf_counter() - began) * 1_000
                if answer.status_code != 200:
                    raise RuntimeError(f"{prefix}{path}: {answer.status_code} {answer.text[:200]}")
                if number > 1:
                    found.setdefault(kind.name, []).append(took)
                    queries = max(queries, int(answer.headers.get("x-queries", 0)) if prefix == "/api/v1/" else 0)
    medians = [{kind: median(of) for kind, of in found.items()} for found in (ours, bare)]
    return medians[0], medians[1], queries


def _under_load(ask: "Callable[[str], httpx.Response]", codes: Sequence[str], prefix: str, seconds: int) -> float:
    """The milliseconds within which 95 of 100 requests are answered while all users ask, one request a second each."""
    took: list[float] = []

    def user(number: int) -> None:
        chance = Random(number)  # noqa: S311 - likewise
        time.sleep(number / USERS)
        for second in range(seconds):
            path = KINDS[(number + second) % len(KINDS)].path.format(unit=chance.choice(codes))
            began = time.perf_counter()
            ask(prefix + path)
            spent = time.perf_counter() - began
            took.append(spent * 1_000)
            time.sleep(max(0.0, 1 - spent))

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return quantiles(took, n=20)[-1]


# --- the server -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _serving(url: str) -> "Iterator[Callable[[str], httpx.Response]]":
    """A client of the server, as a program with a token."""
    import httpx  # noqa: PLC0415 - other benchmarks do without

    context = get_context("spawn")
    here, there = context.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = context.Process(target=_serve, args=(url, port, there), daemon=True)
    server.start()
    token = here.recv()
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "vi"}
    limits = httpx.Limits(max_connections=USERS * 2)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120, limits=limits) as client:
        _wait_for(client)
        yield client.get
    server.terminate()
    server.join(5)


def _wait_for(client: "httpx.Client") -> None:
    import httpx  # noqa: PLC0415

    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            if client.get("/healthz").status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _serve(url: str, port: int, said: Any) -> None:
    """Serve our application, with the bare endpoints beside it."""
    import uvicorn  # noqa: PLC0415

    from adapters.web.accounts.making import new_program  # noqa: PLC0415
    from adapters.web.application import application  # noqa: PLC0415
    from adapters.web.rights.roles import Role  # noqa: PLC0415

    settings = {"THOIHAN_DATABASE_URL": url, "THOIHAN_SETTINGS": "none"}
    with opened(settings, clock=SetClock(_NOW)) as office:
        token, row = new_program(office, Role.OFFICE, "vn", "bench")
        office.accounts.keep(Changes(tokens=[row]))
        web = application(office)
        _bare(web, office)
        said.send(token)
        uvicorn.run(_Counting(web, office), host="127.0.0.1", port=port, log_level="error", access_log=False)


class _Counting:
    """Says with each answer how many statements the store was asked meanwhile."""

    def __init__(self, app: Any, office: Office) -> None:
        self._app, self._store = app, office.store

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        before = self._asked()

        async def said(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-queries", str(self._asked() - before).encode())]
            await send(message)

        await self._app(scope, receive, said)

    def _asked(self) -> int:
        return int(getattr(self._store, "query_count", 0))


def _bare(web: "FastAPI", office: Office) -> None:
    """Endpoints that run the same queries and give the same rows, and do nothing else."""
    from fastapi import FastAPI  # noqa: PLC0415
    from fastapi.responses import JSONResponse  # noqa: PLC0415

    bare = FastAPI(openapi_url=None)

    @bare.get("/overview")
    def overview() -> JSONResponse:
        with office.store.begin(write=False) as session:
            return JSONResponse([row._asdict() for row in session.tallied(_NOW.date().isoformat())])

    @bare.get("/tasks")
    def tasks(
        plan: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        q: str | None = None,
        limit: int = 50,
    ) -> JSONResponse:
        with office.store.begin(write=False) as session:
            shelf = Snapshot(session, office.tools)
            parts, plans = [Within([unit])] if unit else [], shelf.plans()
            views, _ = ManyAgencies(shelf, _NOW.date(), parts, q).views(Page(limit=limit), plan=plan, state=state)
            return JSONResponse([{**one._asdict(), "title": plans[one.plan].rules[one.rule].title} for one in views])

    @bare.get("/tasks/{id:path}")
    def task(id: str) -> JSONResponse:  # noqa: A002 - its name
        with office.store.begin(write=False) as session:
            plan, rule, unit = id.split("/")
            found = session.view_tasks(plan=plan, rule=rule, unit=unit)
            return JSONResponse([one._asdict() for one in found])

    @bare.get("/peak")
    def peak() -> float:
        return peak_mb()

    web.mount("/bare", bare)
