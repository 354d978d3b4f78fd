"""The command `serve`: the pages and the API, and beside them all that `run` does, until it is stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.operations.run import FEEDS, Work, feeds_served, say_at_once
from adapters.running.ticking import RunningPart, ticking
from adapters.serving.server import Server, listen
from adapters.web.answering.logged import log_to_standard_error
from adapters.web.application import application
from adapters.web.workers import GRACE, Workers
from adapters.web_settings import Listening
from adapters.words.refused.refusal import Misused
from rules.problems import N_

WEB = "web"
"""What `status` calls the part that serves."""

_SERVING = N_("Serving on {address}, on {store}. Ctrl-C ends it.")
_STOPPED = N_("Stopped.")
_ONE_WORKER = N_("--workers: several processes serve one PostgreSQL; with SQLite it is one.")
_NOBODY = N_("Nobody can sign in yet: `thoihan users add NAME --role administrator --unit CODE` adds somebody.")

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help=N_("Where it listens; a proxy stands in front."))]
Port = Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65_535, help=N_("The port; 0: a free one."))]
Many = Annotated[int, typer.Option("--workers", metavar="N", min=1, max=64, help=N_("How many processes serve."))]
WebOnly = Annotated[bool, typer.Option("--web-only", help=N_("Neither sweep nor send: `thoihan run` does."))]
Every = Annotated[float, typer.Option("--every", metavar="SECONDS", min=1, help=N_("Seconds between sweeps."))]


def serve(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Many = 1,
    web_only: WebOnly = False,
    every: Every = 60,
) -> None:
    """Serve, until stopped."""
    here = invocation(context)
    with here.office() as office:
        if workers > 1 and not office.store.parallel:
            raise Misused(_ONE_WORKER)
        say_at_once(office)
        log_to_standard_error()
        with here.stop.noted(), serving(here, office, Listening(host, port), workers) as (server, at):
            here.terminal.line(_SERVING, address=f"http://{at}", store=office.store.url_label)
            if not any(not row.ended_at for row in office.accounts.accounts()):
                here.terminal.line(_NOBODY)
            here.terminal.out.flush()
            until_stopped(here, office, server, every, alone=web_only)
    here.terminal.line(_STOPPED)


def until_stopped(
    here: Invocation, office: Office, server: Server | Workers, every: float, *, alone: bool = False
) -> None:
    """See that it serves, and unless it is `alone` do all that `run` does, until stopped."""
    web = RunningPart(name=WEB, step=server.see_to_it, every=5)
    if alone:
        ticking([web], here.stop)
        return
    work = Work(here, office)
    with feeds_served(office) as feeds:
        parts = [web, *([RunningPart(name=FEEDS, step=feeds.see_to_it, every=every)] if feeds else [])]
        ticking([*parts, *work.parts(every)], here.stop, work.noted)


@contextmanager
def serving(
    here: Invocation, office: Office, at: Listening, workers: int = 1
) -> Iterator[tuple[Server | Workers, str]]:
    """A server, and its address; it is ended with the block."""
    proxies = office.settings.web.proxies
    if workers == 1:
        server: Server | Workers = Server(application(office), at, name=WEB, proxies=proxies, grace=GRACE)
        port = at.port
    else:
        listening = listen(at)
        port = listening.getsockname()[1]
        server = Workers(listening, here.environ, proxies, workers)
    try:
        server.see_to_it()
        port = server.port if isinstance(server, Server) else port
        yield server, f"[{at.host}]:{port}" if ":" in at.host else f"{at.host}:{port}"
    finally:
        server.end()
