"""The pages and the API of a nation's office, asked by many at once, beside bare endpoints that run the same queries.

A million tasks of two hundred plans in 3,321 communes. Twenty users each send one request a second: the overview, a
list that is narrowed, a search, one task; as pages, and of the API. `ratio` is how many times as long the slowest kind
of request takes as a bare FastAPI endpoint that runs its queries and gives its rows, asked by turns while nobody else
asks; `p95` is of all requests of all users. The server is a process of its own.
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

from adapters.benches.event import LARGE, settle
from adapters.benches.fanout import placed
from adapters.bootstrap import Office, opened, tools
from adapters.clock import SetClock
from engine.service import Service
from events.opening import make_store
from events.rows import Changes

if TYPE_CHECKING:
    import httpx

USERS, SECONDS, ROUNDS = 20, 15, 15
RATIO, QUERIES = 3.0, 6
P95, BARE_P95 = 150.0, 50.0
"""Milliseconds within which 95 of 100 requests are answered, where the bare ones are within those."""

KILOBYTES = 100

_BEGIN = {"sqlite": 2}
"""Statements with which transactions begin, where these are counted: who asks is looked up, and then asks."""

_NOW = datetime(2025, 9, 20, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RequestKind:
    """A kind of request: where ours is asked for, and where the bare one is."""

    name: str
    ours: str
    bare: str


_SEARCHED = "q=ke+hoach+7+viec+thu+14+{unit}"


def _of_the_api(name: str, path: str) -> RequestKind:
    return RequestKind(f"api {name}", f"/api/v1/{path}", f"/bare/{path}")


KINDS = (
    RequestKind("overview", "/tong-quan", "/bare/page/overview"),
    RequestKind("list", "/nhiem-vu?van-ban=p7&trang-thai=active", "/bare/page/tasks?plan=p7&state=active"),
    RequestKind("agency", "/nhiem-vu?co-quan={unit}", "/bare/page/tasks?unit={unit}"),
    RequestKind("search", f"/nhiem-vu?{_SEARCHED}", f"/bare/page/tasks?{_SEARCHED}"),
    RequestKind("task", "/nhiem-vu/p7/I.141/{unit}", "/bare/page/tasks/p7/I.141/{unit}"),
    _of_the_api("overview", "overview"),
    _of_the_api("list", "tasks?plan=p7&state=active&limit=50"),
    _of_the_api("agency", "tasks?unit={unit}&limit=50"),
    _of_the_api("search", f"tasks?{_SEARCHED}&limit=50"),
    _of_the_api("task", "tasks/p7/I.141/{unit}"),
)


def run(
    database: str | None = None, units: int = LARGE[0], plans: int = LARGE[1], seconds: int = SECONDS
) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `ratios` and `queries` (the most that one request took) are by kind of request; `kilobytes` are those of the largest
    page over the wire; `peak_mb` is the server's.
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
    ours, bare = _alone(ask, codes)
    ratios = {kind: round(of.milliseconds / bare[kind].milliseconds, 2) for kind, of in ours.items()}
    queries = {kind: of.queries - begin for kind, of in ours.items()}
    p95, bare_p95 = (_under_load(ask, codes, where, seconds) for where in ("ours", "bare"))
    peak = float(ask("/bare/peak").text)
    ratio, kilobytes = max(ratios.values()), max(of.kilobytes for of in ours.values())
    within = kilobytes <= KILOBYTES and max(queries.values()) <= QUERIES
    return {
        "users": USERS,
        "ratio": ratio,
        "target": RATIO,
        "ratios": ratios,
        "milliseconds": {kind: round(of.milliseconds, 1) for kind, of in ours.items()},
        "bare_milliseconds": {kind: round(of.milliseconds, 1) for kind, of in bare.items()},
        "p95": round(p95, 1),
        "bare_p95": round(bare_p95, 1),
        "p95_target": P95,
        "queries": queries,
        "queries_target": QUERIES,
        "kilobytes": round(kilobytes, 1),
        "peak_mb": round(peak, 1),
        "holds": ratio <= RATIO and within and (p95 <= P95 or bare_p95 > BARE_P95),
    }


def _communes(units: int) -> Sequence[str]:
    from adapters.benches.shared.agencies import agencies_of  # noqa: PLC0415 - it reads the official list

    return [unit["code"] for unit in agencies_of(units) if unit["kind"] == "commune"]


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a kind of request takes: at the median, and at the most."""

    milliseconds: float
    queries: int
    kilobytes: float


def _alone(ask: "Callable[[str], httpx.Response]", codes: Sequence[str]) -> tuple[Mapping[str, _Cost], ...]:
    """What each kind takes, ours and bare, asked by turns."""
    chance = Random(7)  # noqa: S311 - which task is looked at is no secret
    found: tuple[dict[str, list[_Cost]], ...] = ({}, {})
    for number in range(ROUNDS + 2):
        for kind in KINDS:
            unit = chance.choice(codes)
            for path, costs in zip((kind.ours, kind.bare), found, strict=True):
                cost = _cost(ask, path.format(unit=unit))
                if number > 1:
                    costs.setdefault(kind.name, []).append(cost)
    ours, bare = ({name: _together(of) for name, of in costs.items()} for costs in found)
    return ours, bare


def _cost(ask: "Callable[[str], httpx.Response]", path: str) -> _Cost:
    began = time.perf_counter()
    answer = ask(path)
    took = (time.perf_counter() - began) * 1_000
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:200]}")
    return _Cost(took, int(answer.headers.get("x-queries", 0)), answer.num_bytes_downloaded / 1_000)


def _together(costs: Sequence[_Cost]) -> _Cost:
    milliseconds = median(one.milliseconds for one in costs)
    return _Cost(milliseconds, max(one.queries for one in costs), max(one.kilobytes for one in costs))


def _under_load(ask: "Callable[[str], httpx.Response]", codes: Sequence[str], where: str, seconds: int) -> float:
    """The milliseconds within which 95 of 100 requests are answered while all users ask, one request a second each."""
    took: list[float] = []

    def user(number: int) -> None:
        chance = Random(number)  # noqa: S311 - likewise
        time.sleep(number / USERS)
        for second in range(seconds):
            path: str = getattr(KINDS[(number + second) % len(KINDS)], where)
            began = time.perf_counter()
            ask(path.format(unit=chance.choice(codes)))
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
    """A client of the server: a browser in which somebody has signed in."""
    import httpx  # noqa: PLC0415 - other benchmarks do without

    context = get_context("spawn")
    here, there = context.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = context.Process(target=_serve, args=(url, port, there), daemon=True)
    server.start()
    headers = {"Cookie": f"thoihan={here.recv()}", "Accept-Language": "vi"}
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

    from adapters.benches.shared.bare import bare  # noqa: PLC0415
    from adapters.web.accounts.making import new_account  # noqa: PLC0415
    from adapters.web.accounts.signed_in import begin  # noqa: PLC0415
    from adapters.web.application import application  # noqa: PLC0415
    from adapters.web.rights.roles import Role  # noqa: PLC0415

    settings = {"THOIHAN_DATABASE_URL": url, "THOIHAN_SETTINGS": "none"}
    with opened(settings, clock=SetClock(_NOW)) as office:
        account = new_account(office, "bench", Role.OFFICE, "vn")
        office.accounts.keep(Changes(accounts=[account]))
        web = application(office)
        web.mount("/bare", bare(office, _NOW.date()))
        said.send(begin(office, account, "bench"))
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
