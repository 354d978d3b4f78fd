"""The server: it answers in a thread of its own, beside the other parts of `run`, and never without a proxy in front.

It keeps no log of requests, since their addresses may be secrets, and believes what is said about where one came from
of no one but the proxies that it is given.
"""

import socket
import threading
from collections.abc import Sequence
from typing import Any

import uvicorn

from adapters.web_settings import Listening
from adapters.words.catalogue import Said
from adapters.words.system_errors import system_said
from rules.problems import N_

_TAKEN = N_("{host}:{port} cannot be listened on ({why}): see who else listens there, or write another place.")
_ENDED = N_("The server of calendars ended by itself; it is started again.")

_GRACE = 1  # seconds for requests in hand, when it is to end
_LEAVE = 2.0  # seconds after which it is left to itself
_MOST_CONNECTIONS = 200
_IDLE = 10  # seconds


class ServingError(Exception):
    """It does not listen; `said` says why."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


class Server:
    """One application, served at one place: begun by `see_to_it`, and again where it has ended."""

    def __init__(
        self, application: Any, at: Listening, *, name: str = "feeds", proxies: Sequence[str] = (), grace: int = _GRACE
    ) -> None:
        self._application, self._at, self._name, self._grace = application, at, name, grace
        self._proxies = list(proxies)  # those that are believed where a request came from
        self.port = at.port  # where 0 is asked for, the one that it got
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def see_to_it(self) -> bool:
        """See that it listens. Gives False: there is nothing more to do. Raises ServingError."""
        if self._thread and self._thread.is_alive():
            return False
        ended, self._thread = self._thread, None
        if ended:
            raise ServingError(_ENDED)
        listening = listen(self._at)
        self.port = listening.getsockname()[1]
        self._server = uvicorn.Server(config(self._application, proxies=self._proxies, grace=self._grace))
        sockets = {"sockets": [listening]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets, name=self._name, daemon=True)
        self._thread.start()
        return False

    def end(self) -> None:
        """Listen no more; requests in hand have a moment to come to their end."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(_LEAVE if self._grace == _GRACE else self._grace + _LEAVE)


def listen(at: Listening) -> socket.socket:
    """The socket of that place. Raises ServingError."""
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        return socket.create_server((at.host, at.port), family=family, backlog=_MOST_CONNECTIONS)
    except OSError as error:
        raise ServingError(_TAKEN, **at._asdict(), why=system_said(error)) from None


def config(application: Any, *, proxies: Sequence[str] = (), grace: int = _GRACE) -> uvicorn.Config:
    """How an application is served. `proxies`: the only ones that are believed where a request came from."""
    return uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="error",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        server_header=False,
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=grace,
    )
