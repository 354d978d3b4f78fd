"""Messages leave the outbox: mail against a bare loop of smtplib, and several dispatchers on one PostgreSQL database.

The mail server is a process of its own, each of whose answers comes after 5 ms. The floor is a loop over one connection
that sends the same mails, made beforehand, and keeps no account of them; ours claims them, composes them, sends them
over as many connections as it does by default, and notes each.

On PostgreSQL reminders are also given to a channel that takes 2 ms over each, by one dispatcher and by four, each with
one connection; in a further run one of the four is killed. What was handed over is counted where it arrived.
"""

import asyncio
import os
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.benches.fanout import Place, placed
from adapters.clock import SystemClock
from adapters.telling.addresses import Sender
from adapters.telling.channel import Delivered, Outcome, Outgoing, token
from adapters.telling.composing import composing
from adapters.telling.dispatching import LEASE, dispatching
from adapters.telling.mail import SmtpMail, message_bytes
from adapters.telling.message_content import reading
from adapters.telling.targets import SmtpTarget
from events.opening import make_store
from events.rows import EMAIL, BodyRow, Changes, ContactRow, MessageRow, UnitRow
from events.store import Store

MAILS, REMINDERS = 3321, 10_000
ANSWER, WAIT = 0.005, 0.002
"""Seconds after which the mail server answers; and for which the other channel takes over each message."""

RATIO, SPEED = 2.0, 2.5
"""How many times as fast as the bare loop mail is to go; and four dispatchers as one."""

_SENDER = Sender(name="Hệ thống nhắc thời hạn", address="thoihan@bench.example")
_CONTENT = (
    '{"items":[{"change":"reminder","due":"2026-01-20","task":"p/I.1/1","title":"Báo cáo kết quả đại hội"}],'
    '"plan":{"number":"376-KH/TU"}}'
)


def run(database: str | None = None, mails: int = MAILS, reminders: int = REMINDERS) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite, without the dispatchers, in a folder without one).

    `ratio` is the seconds of the bare loop to ours; `lost` and `doubled` are counted where mails arrived. Of
    `dispatchers`, `speed` is how many times as fast four are as one, `lost` and `doubled` are of the run with a kill.
    """
    began = time.perf_counter()
    with placed(database) as place:
        with place.fresh() as url, _sink() as sink:
            mail = _mail(url, sink, mails)
        several = _several(place, reminders) if place.name == "postgresql" else None
    ratio = mail["floor_seconds"] / mail["our_seconds"]
    holds = ratio >= RATIO and not mail["lost"] and not mail["doubled"]
    if several:
        holds = holds and several["speed"] >= SPEED and not several["lost"] and several["doubled"] <= 1
    return {
        "name": "send",
        "database": place.name,
        **mail,
        "ratio": round(ratio, 2),
        "target": RATIO,
        "dispatchers": several,
        "seconds": round(time.perf_counter() - began, 1),
        "holds": holds,
    }


def _filled(url: str, number: int, channel: str) -> Store:
    """A store in which so many units each have a message to get."""
    store = make_store(url)
    codes = [f"{code:05}" for code in range(number)]
    units = [UnitRow(code, f"Xã {code}", "commune", None, None, None, 1) for code in codes]
    contacts = [ContactRow(code, EMAIL, f"{code}@bench.example", "", 1) for code in codes]
    messages = [MessageRow(code, f"e/p/{code}/{channel}", 1, channel, "b") for code in codes]
    with store.begin() as session:
        session.apply(Changes(units=units, contacts=contacts, bodies=[BodyRow("b", _CONTENT)], messages=messages))
    return store


# --- mail ------------------------------------------------------------------------------------------------------------


def _mail(url: str, sink: "_Sink", mails: int) -> dict[str, Any]:
    store = _filled(url, mails, "mail")
    body, now = composing(reading(_CONTENT), "vi"), datetime.now(UTC)
    made = [
        message_bytes(Outgoing(key=str(at), address=f"{at}@bench.example", name=f"Xã {at}", body=body, at=now), _SENDER)
        for at in range(mails)
    ]
    start = time.perf_counter()
    _bare_loop(sink.port, made)
    floor = time.perf_counter() - start
    sink.arrived()
    target = SmtpTarget(host="127.0.0.1", port=sink.port, security="none")
    start = time.perf_counter()
    report = dispatching(store, {"mail": SmtpMail(target, _SENDER)}, SystemClock(), limit=mails)
    ours = time.perf_counter() - start
    store.close()
    found = sink.arrived()
    wanted = {token(f"e/p/{code:05}/mail") for code in range(mails)}
    return {
        "mails": mails,
        "connections": target.connections,
        "sent": report.sent,
        "lost": len(wanted - found.keys()),
        "doubled": sum(found.values()) - len(found),
        "floor_seconds": round(floor, 2),
        "our_seconds": round(ours, 2),
    }


def _bare_loop(port: int, made: Sequence[bytes]) -> None:
    connection = smtplib.SMTP("127.0.0.1", port, timeout=60)
    connection.ehlo()
    for at, data in enumerate(made):
        connection.sendmail(_SENDER.address, [f"{at}@bench.example"], data, ("BODY=8BITMIME",))
    connection.quit()


@dataclass(frozen=True, slots=True)
class _Sink:
    """A mail server in a process of its own."""

    port: int
    line: Connection

    def arrived(self) -> Counter[str]:
        """How often mails arrived since this was last asked, by the first part of their Message-ID."""
        self.line.send("arrived")
        found: Counter[str] = self.line.recv()
        return found


@contextmanager
def _sink() -> Iterator[_Sink]:
    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(its, ANSWER), daemon=True)
    process.start()
    try:
        yield _Sink(ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def _serve(line: Connection, answer: float) -> None:
    asyncio.run(_serving(line, answer))


async def _serving(line: Connection, answer: float) -> None:
    found: Counter[str] = Counter()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = b"220 bench"
        while said:
            await asyncio.sleep(answer)
            writer.write(said + b"\r\n")
            said = await _answer(reader, found)
        writer.close()

    def asked() -> None:
        line.recv()
        line.send(found.copy())
        found.clear()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    line.send(server.sockets[0].getsockname()[1])
    asyncio.get_running_loop().add_reader(line.fileno(), asked)
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, found: Counter[str]) -> bytes:
    """The answer to the next command, or to the mail itself; none where there is no more."""
    command = (await reader.readline()).upper()
    if command.startswith(b"EHLO"):
        return b"250-bench\r\n250-PIPELINING\r\n250 8BITMIME"
    if command.startswith(b"DATA"):
        return b"354 go on"
    if command.startswith((b"MAIL", b"RCPT", b"RSET", b"NOOP")):
        return b"250 ok"
    if command.startswith(b"QUIT"):
        return b"221 bye"
    if not command:
        return b""
    mail = command
    while not mail.endswith(b"\r\n.\r\n"):
        mail += await reader.readline()
    found[mail.lower().partition(b"message-id: <")[2].partition(b"@")[0].decode()] += 1
    return b"250 taken"


# --- dispatchers -----------------------------------------------------------------------------------------------------


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


def _several(place: Place, reminders: int) -> dict[str, Any]:
    one, four = (_round(place, reminders, dispatchers) for dispatchers in (1, 4))
    killed = _round(place, reminders // 5, 4, kill=True)
    return {
        "reminders": reminders,
        "rates": {"1": round(one.rate, 1), "4": round(four.rate, 1)},
        "speed": round(four.rate / one.rate, 2),
        "target": SPEED,
        "lost": one.lost + four.lost + killed.lost,
        "doubled": one.doubled + four.doubled + killed.doubled,
        "doubled_unkilled": one.doubled + four.doubled,
    }


@dataclass(frozen=True, slots=True)
class _Round:
    """What came of a round: messages a second, and how many never arrived, or more than once."""

    rate: float
    lost: int
    doubled: int


def _round(place: Place, reminders: int, dispatchers: int, *, kill: bool = False) -> _Round:
    """Have so many dispatchers send all reminders; `kill` one of them when a third has arrived."""
    with TemporaryDirectory(prefix="thoihan-bench-") as folder, place.fresh() as url:
        store, files = _filled(url, reminders, "mail"), [Path(folder, str(number)) for number in range(dispatchers)]
        context = get_context("spawn")
        pairs = [context.Pipe() for _ in files]
        workers = [
            context.Process(target=_dispatch, args=(url, file, its))
            for file, (_, its) in zip(files, pairs, strict=True)
        ]
        for worker in workers:
            worker.start()
        for line, _ in pairs:
            line.recv()
        start = time.perf_counter()
        for line, _ in pairs:
            line.send("go")
        if kill:
            while len(_noted(files)) < reminders // 3:
                time.sleep(0.01)
            os.kill(workers[0].pid or 0, signal.SIGKILL)
        for worker in workers:
            worker.join()
        seconds = time.perf_counter() - start
        if kill:
            time.sleep(LEASE)
            dispatching(store, {"mail": _Noting(files[0])}, SystemClock(), limit=reminders)
        store.close()
        found = Counter(_noted(files))
        return _Round(reminders / seconds, reminders - len(found), sum(found.values()) - len(found))


def _dispatch(url: str, file: Path, line: Connection) -> None:
    store = make_store(url)
    line.send("ready")
    line.recv()
    dispatching(store, {"mail": _Noting(file)}, SystemClock(), limit=1_000_000)
    store.close()


def _noted(files: Iterable[Path]) -> list[bytes]:
    return [key for file in files if file.exists() for key in file.read_bytes().splitlines()]
