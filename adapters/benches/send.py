"""Messages leave the outbox: mail against a bare loop of smtplib, and several dispatchers on one PostgreSQL database.

The mail server is a process of its own, each of whose answers comes after 5 ms. The floor is a loop over one connection
that sends the same mails, made beforehand, and keeps no account of them; ours claims them, composes them, sends them
over as many connections as it does by default, and notes each.

On PostgreSQL reminders are also sent by one dispatcher and by four (`dispatchers`).
"""

import asyncio
import smtplib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from adapters.benches.dispatchers import CONTENT, ROUNDS, SPEED, composer, filled, several
from adapters.benches.fanout import peak_mb, placed
from adapters.clock import SystemClock
from adapters.telling.addresses import Sender
from adapters.telling.channel import Outgoing, token
from adapters.telling.dispatching import LEASE, dispatching
from adapters.telling.mails.smtp import SmtpMail, message_bytes
from adapters.telling.targets.mail import SmtpTarget
from adapters.telling.wording import Wording

MAILS, REMINDERS = 3321, 3_000
ANSWER = 0.005
"""Seconds after which the mail server answers."""

RATIO = 2.0
"""How many times as fast as the bare loop mail is to go."""

_SENDER = Sender(name="Hệ thống nhắc thời hạn", address="thoihan@bench.example")


def run(
    database: str | None = None,
    mails: int = MAILS,
    reminders: int = REMINDERS,
    rounds: int = ROUNDS,
    lease: float = LEASE,
) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite, without the dispatchers, in a folder without one).

    `ratio` is the seconds of the bare loop to ours; `lost` and `doubled` are counted where mails arrived.
    `dispatchers`: see `adapters.benches.dispatchers`; they claim for `lease` seconds.
    """
    began = time.perf_counter()
    with placed(database) as place:
        with place.fresh() as url, _sink() as sink:
            mail = _mail(url, sink, mails)
        shared = several(place, reminders, rounds, lease) if place.name == "postgresql" else None
    ratio = mail["floor_seconds"] / mail["our_seconds"]
    holds = ratio >= RATIO and not mail["lost"] and not mail["doubled"]
    if shared:
        holds = holds and shared["speed"] >= SPEED and not shared["lost"] and shared["doubled"] <= 1
    return {
        "name": "send",
        "database": place.name,
        **mail,
        "ratio": round(ratio, 2),
        "target": RATIO,
        "dispatchers": shared,
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(peak_mb(), 1),
        "holds": holds,
    }


# --- mail ------------------------------------------------------------------------------------------------------------


def _mail(url: str, sink: "_Sink", mails: int) -> dict[str, Any]:
    store = filled(url, mails, "mail")
    body, now = Wording().composed(CONTENT), datetime.now(UTC)
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
    channels = {"mail": SmtpMail(target, _SENDER)}
    report = dispatching(store, channels, SystemClock(), limit=mails, composer=composer())
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
