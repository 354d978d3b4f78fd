"""The command `run`: the day is swept, messages are sent and numbers written, again and again, until it is stopped."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.brand_names import lapsing
from adapters.cli.operations.condition import condition
from adapters.cli.operations.one_sweep import (
    FOR_APPROVAL,
    HELD,
    asked_answer,
    day_swept,
    of_today,
    pruned,
    sending,
    summarize_if_need_be,
)
from adapters.cli.operations.sweep import tell_day, tell_pruned, tell_sending
from adapters.running.health import fault_of, note_health
from adapters.running.metrics import write_metrics
from adapters.telling.dispatching import DispatchReport
from adapters.words.catalogue import Said
from engine.happenings.plan_versions import read_as_adopted
from engine.snapshot import Snapshot
from engine.sweeping import clock
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.running.ticking import RunningPart
    from adapters.serving.server import Server

SWEEP, SEND, METRICS, BOUNCES, FEEDS = "sweep", "send", "metrics", "bounces", "feeds"
"""The parts of the running program, as `status` and the log call them."""

_SOON = 1.0
"""Seconds after which it is looked for more messages, where there were some."""

_BOUNCES_EVERY = 300.0
"""Seconds between two looks for mail that came back."""

_RUNNING = N_("Sweeping every {seconds} seconds, on {store}. Ctrl-C ends it.")
_SERVING = N_("Calendars are given at {host}:{port}, to a proxy on this machine or network.")
_STOPPED = N_("Stopped.")
_WAITING = N_("The day is not swept, and nothing is sent, until somebody has looked: {what}")


def run(
    context: typer.Context,
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=1, help=N_("Seconds between sweeps."))] = 60,
    metrics: Annotated[
        Path | None,
        typer.Option("--metrics", metavar="FILE", help=N_("Write numbers for Prometheus into this file each time.")),
    ] = None,
) -> None:
    """Sweep again and again, until stopped."""
    from adapters.running.ticking import RunningPart, ticking  # noqa: PLC0415 - it loads APScheduler, which nothing else needs

    here = invocation(context)
    with here.office() as office:
        say_at_once(office)
        work = Work(here, office, metrics)
        parts = work.parts(every)
        with here.stop.noted(), feeds_served(office) as server:
            parts += [RunningPart(name=FEEDS, step=server.see_to_it, every=every)] if server else []
            here.terminal.line(_RUNNING, seconds=every, store=office.store.url_label)
            if server and (at := office.settings.web.feeds_at) and _listens(server):
                here.terminal.line(_SERVING, host=at.host, port=at.port)
            here.terminal.out.flush()
            ticking(parts, here.stop, work.noted)
    here.terminal.line(_STOPPED)


def say_at_once(office: Office) -> None:
    """Say what is otherwise about plans than when they were adopted: here somebody reads it, and not in each turn."""
    with office.store.begin(write=False) as session:
        for row in session.plans():
            read_as_adopted(Snapshot(session, office.tools), row)


def _listens(server: "Server") -> bool:
    """True if it could begin; why not is told by its part of `run`, which goes on to try."""
    from adapters.serving.server import ServingError  # noqa: PLC0415 - with the server, where there is one

    try:
        server.see_to_it()
    except ServingError:
        return False
    return True


@contextmanager
def feeds_served(office: Office) -> Iterator["Server | None"]:
    """The server of calendars, which is ended with the block; None: the settings have none."""
    at = office.settings.web.feeds_at
    if at is None:
        yield None
        return
    from adapters.serving.application import application  # noqa: PLC0415 - it loads Starlette
    from adapters.serving.server import Server  # noqa: PLC0415 - and uvicorn

    server = Server(application(office), at)
    try:
        yield server
    finally:
        server.end()


@dataclass(slots=True)
class Work:
    """The parts of `run`: they tell of turns that did something, and once a day of what is wrong."""

    here: Invocation
    office: Office
    metrics: Path | None = None
    told: set[tuple[date, str]] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    turn: threading.Lock = field(default_factory=threading.Lock)  # to say something: the parts work at the same time

    def parts(self, every: float) -> list["RunningPart"]:
        """The parts, each with its pace."""
        from adapters.running.ticking import RunningPart  # noqa: PLC0415 - as above

        return [
            RunningPart(name=SWEEP, step=self.sweep, every=every),
            RunningPart(name=SEND, step=self.send, every=every, soon=_SOON),
            *([RunningPart(name=BOUNCES, step=self.read_bounces, every=_BOUNCES_EVERY)] if self.reads_bounces else []),
            *([RunningPart(name=METRICS, step=self.measure, every=every)] if self.metrics else []),
        ]

    @property
    def reads_bounces(self) -> bool:
        """True if the settings say where mail comes back."""
        return self.office.settings.mailing.bounces is not None

    def sweep(self) -> bool:
        """Sweep the day; where it is refused, wait for a word. True where it was not known."""
        today = self.office.clock.today()
        refused = of_today(self.office).refused()
        if refused:
            with self._saying() as terminal:
                self._once(terminal, today, "", _WAITING, what=Said(refused.template, refused.fields))
            return False
        done = day_swept(self.office, self.here.terminal.lang)
        new = not done.began.logged.known
        done = replace(done, pruned=pruned(self.office) if new else 0)
        anew = [one for one in done.left_out if (today, one.plan) not in self.told]
        self.told |= {(today, one.plan) for one in anew}
        if new or anew:
            brand = lapsing(self.here.settings(), done.day)
            with self._saying() as terminal:
                tell_day(terminal, replace(done, left_out=tuple(anew)))
                tell_pruned(terminal, done)
                if brand:
                    terminal.warn(brand.template, **brand.args)
        return new

    def send(self) -> bool:
        """Send what is ready, once the day is swept, or if that fails. True where there was something, or may soon be.

        Before that nobody is told how things stand: after a pause one message says it.
        """
        today = self.office.clock.today()
        if of_today(self.office).refused():
            return False
        with self.office.store.begin(write=False) as session:
            swept = clock(session).day
        if (swept is None or swept < today) and SWEEP not in self.failing:
            return True
        done = sending(self.office, self.here.stop, patient=True)
        if (today, hour := f"summaries {self.office.clock.now():%H}") not in self.told:
            self.told.add((today, hour))
            summarize_if_need_be(self.office)
        with self._saying() as terminal:
            if done.report != DispatchReport():
                tell_sending(self.here, done)
            elif done.held:
                self._once(terminal, today, "held", HELD[done.held])
            if done.asked:
                self._once(terminal, today, "asked", FOR_APPROVAL, **asked_answer(done.asked))
        return bool(done.report.sent)

    def read_bounces(self) -> bool:
        """Read mail that came back. True where there was something that changed anything."""
        from adapters.cli.operations.bounces.command import tell  # noqa: PLC0415 - not every office reads it
        from adapters.cli.operations.bounces.one_reading import own_mailbox, read_all  # noqa: PLC0415

        done = read_all(self.office, own_mailbox(self.here.settings()) or ())
        if done.report.units or done.untold:
            with self._saying():
                tell(self.here, done)
        return bool(done.report.units)

    def measure(self) -> bool:
        """Write the numbers."""
        if self.metrics:
            write_metrics(condition(self.office, self.here.terminal.lang), self.metrics)
        return False

    def noted(self, part: str, error: Exception | None) -> None:
        """Keep how a turn of a part went."""
        self.failing = self.failing - {part} if error is None else self.failing | {part}
        note_health(self.office.outbox, self.office.clock.now(), {part: fault_of(error)})

    @contextmanager
    def _saying(self) -> Iterator[Terminal]:
        with self.turn:
            yield self.here.terminal
            self.here.terminal.out.flush()
            self.here.terminal.err.flush()

    def _once(self, terminal: Terminal, today: date, about: str, template: str, **args: object) -> None:
        if (today, about) not in self.told:
            self.told.add((today, about))
            terminal.warn(template, **args)
