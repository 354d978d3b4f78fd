"""Processes that serve beside each other: each has the application and connections of its own, and all one socket."""

import multiprocessing
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

_LEAVE = 6.0
"""Seconds after which a process that does not end is ended."""


class Workers:
    """So many processes; one that ends is begun anew."""

    def __init__(self, listening: socket.socket, environ: Mapping[str, str], proxies: Sequence[str], many: int) -> None:
        self._listening, self._environ, self._proxies = listening, dict(environ), list(proxies)
        self._processes: list[SpawnProcess] = []
        self._many = many

    def see_to_it(self) -> bool:
        """See that all are there. Gives False: there is nothing more to do."""
        self._processes = [one for one in self._processes if one.is_alive()]
        while len(self._processes) < self._many:
            arguments = self._listening, self._environ, self._proxies
            process = multiprocessing.get_context("spawn").Process(target=_serve, args=arguments, name="web")
            process.start()
            self._processes.append(process)
        return False

    def end(self) -> None:
        """Have all come to their end; requests in hand have a moment."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(_LEAVE)
            if process.is_alive():
                process.kill()
        self._listening.close()


def _serve(listening: socket.socket, environ: Mapping[str, str], proxies: Sequence[str]) -> None:
    """One process: until a signal, or until the one that began it is gone."""
    import uvicorn  # noqa: PLC0415 - in the process that serves

    from adapters.bootstrap import opened  # noqa: PLC0415
    from adapters.serving.server import config  # noqa: PLC0415
    from adapters.web.answering.logged import log_to_standard_error  # noqa: PLC0415
    from adapters.web.application import application  # noqa: PLC0415

    log_to_standard_error()
    with opened(environ) as office:
        server = uvicorn.Server(config(application(office), proxies=proxies, grace=GRACE))
        threading.Thread(target=_with_its_parent, args=(server,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _with_its_parent(server: object) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        server.should_exit = True  # type: ignore[attr-defined]  # uvicorn's


GRACE = 3
"""Seconds that requests in hand have when the program is to end."""
