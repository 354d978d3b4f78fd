"""The command `files add`, and what commands share that take files: each file belongs to an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.files import readable
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, EventId
from adapters.cli.frame.terminal import Terminal
from adapters.cli.typed_in.event_ids import Stands, identify
from adapters.filing.taken import TakenFile, taken
from engine.asking.filed.files import attached_to
from engine.decision import Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from engine.telling.levels import level_said
from events.documents.making import document_attached
from events.event import Event
from rules.problems import N_
from rules.secrecy import Level

_ADDED = N_("{name} ({size} bytes) is kept with event {id}. SHA-256: {hash}.")
_KNOWN = N_("{name} is kept with event {id} already. Nothing was changed.")
_DRY = N_("A dry run: {name} ({size} bytes) would be kept with event {id}. Nothing was changed.")


def add(
    context: typer.Context,
    event: EventId,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=N_("The files, PDFs for example."))],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Keep files with an event."""
    here = invocation(context)
    with here.office() as office:
        filing = Filing.of(office, files)
        with office.together(dry_run=dry_run) as acting:
            with acting.store.begin(write=False) as session:
                of = session.recorded(event).event
            kept = filing.kept_with(acting, of, dry_run=dry_run)
    if as_json:
        here.terminal.json({"event": event, **kept.answer(), "dry_run": dry_run})
    else:
        kept.tell(here.terminal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Files that were handed in, and of each whether it was with its event already; on a dry run none is kept."""

    event: str
    files: Sequence[TakenFile]
    known: Sequence[bool]
    dry_run: bool
    secrecy: Level

    def answer(self) -> dict[str, Any]:
        """For programs."""
        files = [
            {
                "name": one.name,
                "secrecy": str(self.secrecy),
                "type": one.media_type,
                "size": one.row.size,
                "sha256": one.row.hash,
                "known": known,
            }
            for one, known in zip(self.files, self.known, strict=True)
        ]
        return {"files": files}

    def tell(self, terminal: Terminal) -> None:
        """For people."""
        for one, known in zip(self.files, self.known, strict=True):
            template = _KNOWN if known else _DRY if self.dry_run else _ADDED
            terminal.line(template, name=one.name, size=one.row.size, id=self.event, hash=one.row.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Files that an officer hands in, each of a size and a type that is taken."""

    files: Sequence[TakenFile]

    @classmethod
    def of(cls, office: Office, paths: Sequence[Path]) -> "Filing":
        """The files at `paths`. Raises Refused; nothing was recorded then."""
        reading = partial(taken, most=office.settings.file_size, types=office.settings.file_types)
        return cls(files=[readable(str(path), partial(reading, path)) for path in paths])

    def kept_with(self, acting: Office, event: Event, *, dry_run: bool) -> Kept:
        """Keep them with an event: all, or none; `acting` records all together. Raises EventsError."""
        known = [_one(acting, event, one, dry_run=dry_run).known for one in self.files]
        with acting.store.begin(write=False) as session:
            level = level_said(Snapshot(session, acting.tools), event)
        return Kept(event=event.id, files=self.files, known=known, dry_run=dry_run, secrecy=level)


def _one(office: Office, of: Event, file: TakenFile, *, dry_run: bool) -> Logged:
    """Record that the file belongs to the event, unless that is in force already."""
    matter, content = ("document.attached", of.id), (file.row.hash,)
    with office.store.begin(write=False) as session:
        kept = [Stands(one.event, (one.words["hash"],)) for one in attached_to(session, of.id, of.plan)]
        identity = identify(matter, content, kept, lambda name: session.find(name) is not None)
        if identity.known:
            found = session.recorded(identity.event_id)
            return Logged(decision=Decision(event=found.event, position=found.position), known=True)
    event = _attached(office, of, file, identity.event_id)
    return office.service.record(event, files=[file.row], dry_run=dry_run)


def _attached(office: Office, of: Event, file: TakenFile, name: str) -> Event:
    row = file.row
    return document_attached(
        of.id,
        plan=of.plan,
        name=file.name,
        media_type=file.media_type,
        size=row.size,
        hash=row.hash,
        id=name,
        occurred_on=office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
        document=None,
    )
