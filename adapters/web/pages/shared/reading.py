"""All that a page reads, by one transaction: the plans and agencies in force, and who asks."""

from collections.abc import Iterable, Iterator, Sequence
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
from adapters.web.rights.principals import Principal
from engine.snapshot import Snapshot
from engine.units import Units
from events.store import Session
from events.views import TaskView
from rules.plan import Plan, TaskRule


@dataclass(frozen=True, slots=True)
class Reading:
    """What one request sees, and by whom it is made."""

    office: Office
    session: Session
    shelf: Snapshot
    asker: Principal
    today: date
    speech: Speech
    looked: list[Looked] = field(default_factory=list)

    @property
    def units(self) -> Units:
        """The agencies."""
        return self.shelf.units()

    def plan(self, name: str) -> Plan:
        """A plan in force. Raises HTTPException (404)."""
        if self.shelf.plan_row(name) is None:
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

    def tasks(self, **filters: Any) -> list[TaskView]:
        """The tasks that the asker sees, of those that pass the filters."""
        found = self.session.view_tasks
        if self.asker.reach is None:
            return found(**filters)
        return merged([found(concerning=unit, **filters) for unit in sorted(self.asker.reach)])


def merged(lists: Sequence[list[TaskView]]) -> list[TaskView]:
    """Several lists as one in the order of lists, each task once."""
    if len(lists) == 1:
        return lists[0]
    return sorted({view.id: view for of in lists for view in of}.values(), key=lambda view: (view.day, view.id))


@contextmanager
def reading(request: Request, asker: Principal, how: str) -> Iterator[Reading]:
    """One transaction for a page; who looked at secret rows is noted at its end, before anything is shown."""
    office = acting(office_of(request), asker)
    with office.store.begin(write=False) as session:
        shelf = Snapshot(session, office.tools)
        speech = Speech(lang=language(request))
        found = Reading(office, session, shelf, asker, office.clock.today(), speech)
        yield found
    note(office, how, dict.fromkeys(found.looked))


def acting(office: Office, asker: Principal) -> Office:
    """The office, with whoever asks as the one whom the log names."""
    return replace(office, settings=replace(office.settings, actor=asker.person or asker.name))
