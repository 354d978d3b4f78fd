"""The frame of a page: the rail of places, today, and how its reader likes to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.web.looks.places import ON_A_BAR, RECORD, Place, here, open_to
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act

_THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class PageFrame:
    """All that stands around a page."""

    today: date
    unit: str  # the name of the reader's agency
    places: Sequence[Place]
    here: str  # the path of the place in which the page stands
    theme: str  # light | dark; "": as the machine has it
    dense: bool
    record: str  # where events are recorded; "" for whoever records none

    @property
    def bar(self) -> Sequence[Place]:
        """The places on the bar of a phone."""
        return [place for place in ON_A_BAR if place in self.places]

    @property
    def behind(self) -> Sequence[Place]:
        """The places that a phone has one touch away."""
        return [place for place in self.places if place not in ON_A_BAR]


def frame(path: str, cookies: Mapping[str, str], asker: Principal | None, today: date) -> PageFrame:
    """The frame of the page at `path`."""
    chosen = cookies.get("theme", "")
    return PageFrame(
        today=today,
        unit=asker.units.name(asker.unit) if asker else "",
        places=open_to(asker),
        here=here(path),
        theme=chosen if chosen in _THEMES else "",
        dense=cookies.get("rows") == "dense",
        record=RECORD if asker and (asker.may(Act.RECORD) or asker.may(Act.HAPPEN)) else "",
    )
