"""The server: it answers in a thread of its own, beside the other parts of `run`, and never without a proxy in front.

It keeps no log of requests, since their addresses are secrets, and believes no header about where one came from.
"""

import socket
import threading
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

    def __init__(self, application: Any, at: Listening) -> None:
        self._application, self._at = application, at
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def see_to_it(self) -> bool:
        """See that it listens. Gives False: there is nothing more to do. Raises ServingError."""
        if self._thread and self._thread.is_alive():
            return False
        ended, self._thread = self._thread, None
        if ended:
            raise ServingError(_ENDED)
        listening = self._listening()
        self._server = uvicorn.Server(self._config())
        sockets = {"sockets": [listening]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets, name="feeds", daemon=True)
        self._thread.start()
        return False

    def end(self) -> None:
        """Listen no more; requests in hand have a moment to come to their end."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(_LEAVE)

    def _listening(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._at.host else socket.AF_INET
        try:
            return socket.create_server((self._at.host, self._at.port), family=family, backlog=_MOST_CONNECTIONS)
        except OSError as error:
            raise ServingError(_TAKEN, **self._at._asdict(), why=system_said(error)) from None

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._application,
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="error",
            proxy_headers=False,
            server_header=False,
            ws="none",
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=_IDLE,
            timeout_graceful_shutdown=_GRACE,
        )
