"""How a record is undone: it is taken back, where its kind allows that; else the opposite act, with its own preview."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from adapters.words.catalogue import Said
from engine.happenings.kinds import MEANINGS
from events.event import Event
from rules.problems import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A page that one may go to when something has been recorded."""

    path: str
    words: str | Said


_AGAIN = N_("Amend the working days once more")
_NAME, _VERSION = N_("Give it another name"), N_("Bring in the next version of the document")


def _renaming(event: Event) -> str:
    return f"/co-quan/thay-doi/doi-ten?code={quote(event.subject or '')}"


_OPPOSITES: Mapping[str, tuple[str, Callable[[Event], str]]] = {
    "calendar.amended": (_AGAIN, lambda _event: "/lich/sua"),
    "unit.renamed": (_NAME, _renaming),
    "plan.adopted": (_VERSION, lambda _event: "/van-ban/nhap"),
    "plan.amended": (_VERSION, lambda _event: "/van-ban/nhap"),
}
"""The acts that set right what is not taken back: their words, and their addresses."""


def can_be_taken_back(event: Event) -> bool:
    """True if an event can be withdrawn: its type allows that, or it amends another."""
    return event.corrects is not None or MEANINGS[event.type].amending is not None


def opposite(event: Event) -> Next | None:
    """The act that sets an event right which cannot be taken back, or not any more."""
    words, path = _OPPOSITES.get(event.type, ("", None))
    return Next(path=path(event), words=words) if path else None
