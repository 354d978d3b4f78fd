"""The main job: an event is logged, and what follows from it is written with it, in one transaction."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.deciding.rows import changes_of
from engine.decision import Decision
from engine.happenings.admitting import admit
from engine.happenings.conflicts import must_be_news
from engine.pipeline.runs import runs
from engine.pipeline.steps import follow
from engine.snapshot import Tools
from events.appending import place
from events.event import Event, Recorded
from events.store import Session, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """What became of an event. `known`: the very same was in the log already, and nothing was changed."""

    decision: Decision
    known: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A store, and the tools to follow events with."""

    store: Store
    tools: Tools

    def record(
        self, event: Event, *, expected_head: int | None = None, seen: int | None = None, dry_run: bool = False
    ) -> Logged:
        """Log `event` and all that follows from it; on a dry run decide the same and write nothing.

        Raises EventsError (`events.errors`) or CalendarError; then nothing was changed. Logging the same event again
        changes nothing and is no error. `expected_head` is the log position that the caller last saw, if it matters
        that nothing came since; `seen` the same, if it matters that nothing came of what `event` speaks of.
        """
        with self.store.begin(write=not dry_run) as session:
            return enter(session, self.tools, event, expected_head=expected_head, seen=seen, dry_run=dry_run)

    def replay(self, log: Iterable[Recorded], into: Store) -> Iterator[Recorded]:
        """Log all of `log` again in the empty store `into`, yielding each as it is done: the rebuilt state."""
        with _uncollected(), into.begin() as session:
            for run in runs(session, self.tools, log):
                for recorded in run.events:
                    session.restore(recorded)
                session.apply(run.changes(session, self.tools))
                yield from run.events


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for rings of objects to let go: all that is rebuilt is kept, and is a great deal."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def enter(
    session: Session,
    tools: Tools,
    event: Event,
    *,
    expected_head: int | None = None,
    seen: int | None = None,
    dry_run: bool = False,
) -> Logged:
    """Do all that `Service.record` does, in a transaction that is the caller's."""
    recorded, new = place(session, event, expected_head)
    if not new:
        return Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)
    if seen is not None:
        must_be_news(session, recorded.event, seen)
    admit(session, tools, recorded.event)
    if dry_run:
        return Logged(decision=follow(session, tools, recorded.event, recorded.position))
    return Logged(decision=_written(session, tools, session.append(recorded.event)))


def _written(session: Session, tools: Tools, recorded: Recorded) -> Decision:
    decision = follow(session, tools, recorded.event, recorded.position)
    session.apply(changes_of(decision))
    return decision
