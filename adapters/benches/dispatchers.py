"""Several dispatchers on one PostgreSQL database: how many times as fast four are as one.

They send reminders that are due, one to each of many communes, of a task that it was told of before.
Each composes what it claims, as an office does, and has one connection to a channel that takes 2 ms over each reminder;
it hands over the next one when what became of the last is noted and committed. The floor is the same without an outbox:
as many bare loops, each of which waits 2 ms and changes one row, in a transaction of its own. One and four are measured
in turn, several times, and the median of their ratios counts, since other programs may be at work on the machine. The
clock runs from when all processes are ready until the last has nothing more to do. In a further run one of four is
killed. What was handed over is counted where it arrived.
"""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from adapters.benches.fanout import Place
from adapters.clock import SystemClock
from adapters.telling.channel import Delivered, Outcome, Outgoing
from adapters.telling.dispatching import LEASE, dispatching
from engine.telling.news import news
from events.beside.rows import ToldRow
from events.beside.ways import EMAIL
from events.opening import make_store
from events.rows import BodyRow, Changes, ContactRow, DueRow, MessageRow, TaskRow, UnitRow
from events.states import AT_ONCE
from events.store import Composer, Store, Timing

WAIT = 0.002
"""Seconds for which the channel takes over each message."""

SPEED = 2.5
"""How many times as fast as one dispatcher four are to be."""

ROUNDS = 3

TODAY, DUE = date(2026, 1, 15), date(2026, 1, 20)
_PLAN, _RULE = "p", "I.1"
_TITLE = "Báo cáo kết quả đại hội"
_ITEM: dict[str, Any] = {
    "change": "reminder",
    "task": "I.1",
    "rule": _RULE,
    "cycle": "",
    "state": "active",
    "title": _TITLE,
    "says": "Trước ngày 20/01/2026",
    "cite": "Mục I",
    "role": "lead",
    "unit": None,
    "units": None,
    "count": 1,
    "fact": None,
    "previous_due": None,
    "reason": {"template": "“{says}”", "args": {"says": "20/01/2026"}},
    "nominal": str(DUE),
    "due": str(DUE),
    "safe": str(DUE),
    "set_by": None,
    "left": None,
    "provisional": False,
    "in_doubt": False,
}
CONTENT = json.dumps(
    {
        "event": {"type": "day.began", "title": None, "day": str(TODAY), "document": None},
        "plan": {"id": _PLAN, "number": "376-KH/TU", "title": "Kế hoạch"},
        "items": [_ITEM],
    },
    ensure_ascii=False,
)
"""The content of each: what there was to tell when the day began."""


def several(place: Place, reminders: int, rounds: int = ROUNDS, lease: float = LEASE) -> dict[str, Any]:
    """Measure on a PostgreSQL server: `speed` is how many times as fast four dispatchers are as one.

    `floor_speed` is the same of bare loops. `doubled_unkilled` leaves out the run in which one of four is killed, with
    a message in its hand.
    """
    ours = [tuple(_round(place, reminders, number, lease) for number in (1, 4)) for _ in range(rounds)]
    floor = [tuple(_bare(place, reminders, number) for number in (1, 4)) for _ in range(rounds)]
    killed = _round(place, reminders // 3, 4, lease, kill=True)
    whole = [one for pair in ours for one in pair]
    return {
        "reminders": reminders,
        "rates": _rates([(one.rate, four.rate) for one, four in ours]),
        "speed": round(median(four.rate / one.rate for one, four in ours), 2),
        "target": SPEED,
        "floor_rates": _rates(floor),
        "floor_speed": round(median(four / one for one, four in floor), 2),
        "lost": sum(one.lost for one in [*whole, killed]),
        "doubled": sum(one.doubled for one in [*whole, killed]),
        "doubled_unkilled": sum(one.doubled for one in whole),
    }


def _rates(pairs: Sequence[tuple[float, ...]]) -> dict[str, float]:
    return {"1": round(median(one for one, _ in pairs), 1), "4": round(median(four for _, four in pairs), 1)}


def composer() -> Composer:
    """The one who composes them."""
    return news(TODAY, Timing(timedelta(minutes=10)))


def filled(url: str, number: int, channel: str) -> Store:
    """A store in which so many units each have a reminder to get."""
    store = make_store(url)
    codes = [f"{code:05}" for code in range(number)]
    due = DueRow(
        *(_PLAN, "d", _RULE, str(DUE), str(DUE), str(DUE), None, None, str(TODAY)),
        *(0, "vn", "vn-civil-code", "", "[]", "[]"),
    )
    changes = Changes(
        units=[UnitRow(code, f"Xã {code}", "commune", None, None, None, 1) for code in codes],
        contacts=[ContactRow(code, EMAIL, f"{code}@bench.example", "", 1) for code in codes],
        dues=[due],
        tasks_new=[TaskRow(_PLAN, _task(c), _RULE, c, "", "active", c, "d", 1, None, None, str(DUE)) for c in codes],
        told=[_told(code, channel) for code in codes],
        bodies=[BodyRow("b", CONTENT)],
        messages=[MessageRow(code, f"e/{_PLAN}/{code}/{channel}", 2, channel, "b", AT_ONCE) for code in codes],
    )
    with store.begin() as session:
        session.apply(changes)
    return store


def _task(code: str) -> str:
    return f"{_PLAN}/{_RULE}/{code}"


def _told(code: str, channel: str) -> ToldRow:
    """That it began was told, and is known to have arrived."""
    to = code, channel, _task(code)
    by = f"e0/{_PLAN}/{code}/{channel}"
    return ToldRow(*to, "lead", "active", str(DUE), str(DUE), None, None, 0, 0, "", by, 1, None)


@dataclass(frozen=True, slots=True)
class _Noting:
    """A channel with one connection that takes over each message after a while, and notes that in a file."""

    file: Path
    name: str = "mail"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Take over each message."""
        with self.file.open("ab", buffering=0) as file:
            for message in messages:
                time.sleep(WAIT)
                file.write(message.key.encode() + b"\n")
                yield Delivered()


@dataclass(frozen=True, slots=True)
class _Round:
    """The outcome of a round: messages a second, and how many never arrived, or more than once."""

    rate: float
    lost: int
    doubled: int


def _round(place: Place, reminders: int, dispatchers: int, lease: float, *, kill: bool = False) -> _Round:
    """Have so many dispatchers send all reminders; `kill` one of them when a third has arrived."""
    with TemporaryDirectory(prefix="thoihan-bench-") as folder, place.fresh() as url:
        store, files = filled(url, reminders, "mail"), [Path(folder, str(number)) for number in range(dispatchers)]

        def killing(first: int) -> None:
            while len(_noted(files)) < reminders // 3:
                time.sleep(0.01)
            os.kill(first, signal.SIGKILL)

        seconds = _together(_dispatch, [(url, file, lease) for file in files], killing if kill else lambda _: None)
        if kill:
            time.sleep(lease)
            dispatching(store, {"mail": _Noting(files[0])}, SystemClock(), limit=reminders, composer=composer())
        store.close()
        found = Counter(_noted(files))
        return _Round(reminders / seconds, reminders - len(found), sum(found.values()) - len(found))


def _together(work: Callable[..., None], each: Sequence[tuple[Any, ...]], meanwhile: Callable[[int], None]) -> float:
    """Seconds that processes take for `work`, one for each arguments, from when all of them are ready."""
    context = get_context("spawn")
    pairs = [context.Pipe() for _ in each]
    workers = [
        context.Process(target=work, args=(*arguments, its)) for arguments, (_, its) in zip(each, pairs, strict=True)
    ]
    for worker, (_, its) in zip(workers, pairs, strict=True):
        worker.start()
        its.close()  # so that a process that is killed is missed
    for line, _ in pairs:
        line.recv()
    start = time.perf_counter()
    for line, _ in pairs:
        line.send("go")
    meanwhile(workers[0].pid or 0)
    for line, _ in pairs:
        with suppress(EOFError, ConnectionError):
            line.recv()
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return seconds


def _dispatch(url: str, file: Path, lease: float, line: Connection) -> None:
    store = make_store(url)
    line.send("ready")
    line.recv()
    channels = {"mail": _Noting(file)}
    dispatching(store, channels, SystemClock(), limit=1_000_000, lease=lease, composer=composer())
    line.send("done")
    store.close()


def _noted(files: Iterable[Path]) -> list[bytes]:
    return [key for file in files if file.exists() for key in file.read_bytes().splitlines()]


# --- the floor -------------------------------------------------------------------------------------------------------


def _bare(place: Place, rows: int, loops: int) -> float:
    """Rows a second that so many bare loops change."""
    with place.fresh() as url:
        filled = f"INSERT INTO bare SELECT number, 'claimed' FROM generate_series(1, {rows}) AS number"  # noqa: S608
        place.make(url, ["CREATE TABLE bare (number INTEGER PRIMARY KEY, status TEXT)", filled])
        return rows / _together(_loop, [(url, range(at + 1, rows + 1, loops)) for at in range(loops)], lambda _: None)


def _loop(url: str, numbers: range, line: Connection) -> None:
    import psycopg  # noqa: PLC0415 - it need not be installed where there is no PostgreSQL

    with psycopg.connect(url, autocommit=True) as connection:
        line.send("ready")
        line.recv()
        for number in numbers:
            time.sleep(WAIT)
            noted = "UPDATE bare SET status = 'sent' WHERE number = %s AND status = 'claimed' RETURNING number"
            connection.execute(noted, (number,)).fetchall()
        line.send("done")
