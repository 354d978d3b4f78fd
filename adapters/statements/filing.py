"""Files that are handed in: each is kept with an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.bootstrap import Office
from adapters.filing.taken import TakenFile
from adapters.statements.event_ids import Stands, identify
from engine.asking.filed.files import attached_to
from engine.decision import Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from engine.telling.levels import level_said
from events.documents.making import document_attached
from events.event import Event
from rules.secrecy import Level


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Files that an officer hands in, each of a size and a type that is taken."""

    files: Sequence[TakenFile]

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
