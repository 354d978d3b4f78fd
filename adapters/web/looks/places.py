"""The places of the application, in the order of the rail: where each is, its icon, and what one must be allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from rules.problems import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the address of its first page, its name, and what is asked of whoever is shown it."""

    path: str
    words: str
    icon: str  # in static/icons.svg
    act: Act
    key: str  # pressed after g
    brief: str = ""  # its name where there is little room

    @property
    def short(self) -> str:
        """Its name on the bar of a phone."""
        return self.brief or self.words


TODAY = Place("/", N_("Today"), "today", Act.READ, "h")
OVERVIEW = Place("/tong-quan", N_("Overview"), "overview", Act.READ, "t")
TASKS = Place("/nhiem-vu", N_("Tasks"), "tasks", Act.READ, "n")
GIVE = Place("/giao-nhiem-vu", N_("Give tasks"), "give", Act.PLAN, "g")
DOCUMENTS = Place("/van-ban", N_("Documents that give tasks"), "documents", Act.READ, "v", N_("Documents"))
EVENTS = Place("/su-kien", N_("Events"), "events", Act.READ, "s")
CALENDAR = Place("/lich", N_("Working days and days off"), "calendar", Act.READ, "l", N_("Calendar"))
MESSAGES = Place("/thu-tin-nhan", N_("Mails and messages sent"), "messages", Act.PROVE, "m")
AGENCIES = Place("/co-quan", N_("Agencies"), "agencies", Act.READ, "c")
PROOF = Place("/doi-chieu", N_("Data held against the log"), "proof", Act.PROVE, "d")
SYSTEM = Place("/he-thong", N_("System"), "system", Act.PEOPLE, "q")

PLACES = (TODAY, OVERVIEW, TASKS, GIVE, DOCUMENTS, EVENTS, CALENDAR, MESSAGES, AGENCIES, PROOF, SYSTEM)
ON_A_BAR = (TODAY, TASKS, OVERVIEW, DOCUMENTS)
"""Those that stand on the bar of a phone; the others are one touch away."""

RECORD = "/ghi-nhan"
"""Where an event is recorded: the one button of the first page."""


def open_to(asker: Principal | None) -> Sequence[Place]:
    """The places that somebody is shown; nobody is shown any."""
    return [place for place in PLACES if asker is not None and asker.may(place.act)]


def here(path: str) -> str:
    """The path of the place in which a page stands; "" outside all."""
    found = [place.path for place in PLACES if path == place.path or path.startswith(f"{place.path}/")]
    return max(found, key=len, default="")
