"""Files that are kept with events, and whether they are what the log has the hashes of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.facts.fact import Remark
from engine.facts.topics import Topic, attached
from engine.snapshot import facts_in
from events.documents.packing import unpacked
from events.rows import EVERY_PLAN
from events.store import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file that an event named which is in force: by that event, of which day, and what it says of the file."""

    event: str
    position: int
    day: date | None
    words: Mapping[str, str]  # name, media_type, size, hash; of a report to, rows, size, hash


def attached_to(session: Session, event_id: str, plan: str | None) -> list[Filed]:
    """The files that belong to an event (of that plan, if it names one), in the order of the log."""
    return filed(session, plan or EVERY_PLAN, attached(event_id))


def filed(session: Session, plan: str, topic: Topic) -> list[Filed]:
    """The files of a topic, in the order of the log."""
    facts = sorted(facts_in(session, plan, [topic]), key=lambda fact: fact.position)
    return [
        Filed(event=fact.id, position=fact.position, day=fact.day, words=dict(fact.said.words))
        for fact in facts
        if isinstance(fact.said, Remark)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """How many files are kept, and which are not as the log says, by their hashes."""

    count: int = 0
    changed: Sequence[str] = ()  # what is kept has another hash
    missing: Sequence[str] = ()  # an event names it, and it is gone
    unknown: Sequence[str] = ()  # no event names it

    @property
    def wrong(self) -> bool:
        """True if one is not as the log says."""
        return bool(self.changed or self.missing or self.unknown)


def file_differences(kept: Session, named: Collection[str]) -> Files:
    """Every file in `kept`, held against the hashes that events have `named`."""
    there = kept.file_hashes()
    damaged = sorted(digest for digest in there if _damaged(kept, digest))
    return Files(
        count=len(there),
        changed=damaged,
        missing=sorted(set(named) - there),
        unknown=sorted(there - set(named)),
    )


def _damaged(kept: Session, digest: str) -> bool:
    row = kept.file(digest)
    return row is not None and unpacked(row) is None
