"""A line to a PostgreSQL server that forwards every byte, until it is told to lose the answer to a COMMIT."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import make_url
from sqlalchemy.engine import URL

COMMIT, WRITES = b"COMMIT", (b"INSERT INTO", b"UPDATE message")
COMMITS_BY_ITSELF = b"status = listed.status"
"""In the statement that notes what became of messages: no COMMIT follows it."""


@dataclass
class Line:
    """The address by which the server is reached over the line, and what the line does to the next COMMIT of writing.

    `lose`: None forwards it; "answer" lets the server commit, and keeps its answer; "question" keeps the COMMIT itself.
    `lost` counts the connections that were cut for it.
    """

    url: str
    lose: str | None = None
    lost: int = 0
    watch: Callable[[bytes], object] | None = None  # told each piece that goes to the server
    _open: list[socket.socket] = field(default_factory=list)


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A line to the database at `url`, whose server listens on a port or a socket file."""
    server = make_url(url)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        line = Line(_by_way_of(server, port))
        threading.Thread(target=_accept, args=(listening, server, line), daemon=True).start()
        yield line
        with suppress(OSError):  # it wakes who waits for the next
            listening.shutdown(socket.SHUT_RDWR)
        for one in line._open:
            _cut(one)


def _by_way_of(server: URL, port: int) -> str:
    query = {name: value for name, value in server.query.items() if name not in ("host", "port")}
    here = server.set(host="127.0.0.1", port=port, query=query)
    # Without encryption, so that a COMMIT can be seen on the line.
    return here.update_query_dict({"sslmode": "disable", "gssencmode": "disable"}).render_as_string(hide_password=False)


def _accept(listening: socket.socket, server: URL, line: Line) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        behind = _connected(server)
        line._open += [client, behind]
        cut = threading.Event()
        threading.Thread(target=_forward, args=(client, behind, line, cut), daemon=True).start()
        threading.Thread(target=_back, args=(client, behind, cut), daemon=True).start()


def _connected(server: URL) -> socket.socket:
    folder = server.query.get("host", server.host)
    port = int(str(server.query.get("port", server.port or 5432)))
    if isinstance(folder, str) and folder.startswith("/"):
        behind = socket.socket(socket.AF_UNIX)
        behind.connect(f"{folder}/.s.PGSQL.{port}")
        return behind
    return socket.create_connection((str(folder), port))


def _forward(client: socket.socket, behind: socket.socket, line: Line, cut: threading.Event) -> None:
    """From the client to the server; where a COMMIT is to be lost, both ends are cut."""
    wrote = False
    with suppress(OSError):
        while data := client.recv(65_536):
            if line.watch:
                line.watch(data)
            wrote = wrote or any(words in data for words in WRITES)
            how = line.lose if (wrote and COMMIT in data) or COMMITS_BY_ITSELF in data else None
            wrote = wrote and COMMIT not in data
            if how is None:
                behind.sendall(data)
                continue
            line.lose, line.lost = None, line.lost + 1
            cut.set()  # from here on no answer goes back
            if how == "answer":
                behind.sendall(data)
                behind.settimeout(0.3)
                with suppress(TimeoutError):
                    while behind.recv(65_536):  # until the server has nothing more to say
                        pass
            break
    _cut(client)
    _cut(behind)


def _back(client: socket.socket, behind: socket.socket, cut: threading.Event) -> None:
    with suppress(OSError):
        while not cut.is_set() and (data := behind.recv(65_536)):
            if cut.is_set():
                return
            client.sendall(data)
    if not cut.is_set():
        _cut(client)


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
