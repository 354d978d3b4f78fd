"""Plans as they were put into force, read again from their own text (docs/decisions/0066-plans-read-otherwise.md)."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass

from events.event import Recorded
from rules.plan import Plan
from rules.problems import N_, PlanError

UNREADABLE = N_(
    "The text of plan “{plan}” in event “{event}”, at position {position}, cannot be read by this version of the "
    "program, so nothing could be counted again. Go on with the version before this one, and report it."
)
"""A plan that cannot be read any more."""

VERSIONS = ("plan.adopted", "plan.amended")
"""The types of events that carry the text of a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A plan that this program reads otherwise than the one that put it into force.

    `kept` is the hash in the event, `found` that of the text as it is read now; None where it cannot be read.
    """

    plan: str
    event: str
    position: int
    kept: str
    found: str | None
    in_force: bool  # the version is, or it was followed by another


def reread(log: Iterable[Recorded], compile_text: Callable[[str], Plan], in_force: Set[int]) -> Iterator[Reread]:
    """The versions of plans in `log` that are not read as they were; those at the positions `in_force` are in force."""
    for recorded in log:
        event = recorded.event
        if event.type not in VERSIONS:
            continue
        kept, found = event.data["hash"], _hash(event.data["source"], compile_text)
        if found != kept:
            yield Reread(
                plan=event.plan or "",
                event=event.id,
                position=recorded.position,
                kept=kept,
                found=found,
                in_force=recorded.position in in_force,
            )


def _hash(source: str, compile_text: Callable[[str], Plan]) -> str | None:
    try:
        return compile_text(source).hash
    except PlanError:
        return None
