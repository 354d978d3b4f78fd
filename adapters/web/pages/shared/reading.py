"""All that a page reads, by one transaction: the plans and agencies in force, and who asks."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fastapi import HTTPException, Request

from adapters.answers.noting import Looked, note
from adapters.answers.speech import Speech
from adapters.bootstrap import Office
from adapters.web.rendering import language
from adapters.web.rights.asking import office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.rows import Sight
from engine.snapshot import Snapshot
from engine.units import Units
from events.store import Session
from events.store.pages import PageOf, Within
from events.views import TaskView
from rules.plan import Plan, TaskRule

ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One request: the transaction that it reads by, who makes it, and in which language."""

    office: Office
    session: Session
    shelf: Snapshot
    asker: Principal
    today: date
    speech: Speech
    sight: Sight
    looked: list[Looked] = field(default_factory=list)

    @property
    def units(self) -> Units:
        """The agencies."""
        return self.shelf.units()

    @property
    def whole(self) -> bool:
        """True if the asker sees all tasks there are: then the tally counts them."""
        return self.sight.everything or all(self.sight.of_plan(plan).follows for plan in self.shelf.plans())

    @property
    def part(self) -> Within | None:
        """The part of all tasks that the asker sees; None: all."""
        return None if self.whole else self.sight.part

    def plan(self, name: str) -> Plan:
        """A plan that the asker sees. Raises HTTPException (404)."""
        if not self.sight.sees_plan(name):
            raise HTTPException(404)
        return self.shelf.plans()[name]

    def rule(self, view: TaskView) -> TaskRule:
        """The row of a task; that it was looked at is noted, where it is secret."""
        found = self.shelf.rule(self.shelf.plans()[view.plan], view.rule)
        self.looked.append((view.plan, found.number, found.secrecy))
        return found

    def saw(self, looked: Iterable[Looked]) -> None:
        """Note these with the rest."""
        self.looked.extend(looked)

    def side_by_side(self, *reads: "Callable[[Reading], Any]") -> list[Any]:
        """What each of these comes to, their questions answered together. See `events.store.Session.side_by_side`."""

        def beside(read: Callable[[Reading], Any]) -> Callable[[Session], Any]:
            return lambda session: read(self._by(session))

        return self.session.side_by_side([beside(read) for read in reads])

    def _by(self, session: Session) -> "Reading":
        shelf = Snapshot(session, self.office.tools)
        return replace(self, session=session, shelf=shelf, sight=Sight(self.asker, shelf))

    def tasks(self, **filters: Any) -> list[TaskView]:
        """The tasks that the asker sees, of those that pass the filters: plan, state, stands, limit."""
        part = self.part
        if part is None:
            return self.session.view_tasks(**filters)
        limit = filters.pop("limit", ALL)
        return self.session.page_of_tasks(PageOf(limit, within=[part], **filters))


@contextmanager
def reading(request: Request, asker: Principal, how: str) -> Iterator[Reading]:
    """One transaction for a page; who looked at secret rows is noted at its end, before anything is shown."""
    office = acting(office_of(request), asker)
    with office.store.begin(write=False) as session:
        shelf = Snapshot(session, office.tools)
        speech = Speech(lang=language(request))
        found = Reading(office, session, shelf, asker, office.clock.today(), speech, Sight(asker, shelf))
        yield found
    note(office, how, dict.fromkeys(found.looked))
