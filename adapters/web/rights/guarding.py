"""The office as it acts for somebody: in his name, and for him nothing is recorded that he may not record.

Whatever way leads to the log (a form, a list, a document, a call of the API, a link), it leads through here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.bootstrap import Office
from adapters.web.rights.allowed import must_be_allowed
from adapters.web.rights.principals import Principal
from adapters.web.rights.proposing import ToBeProposed, only_proposes
from adapters.web.rights.rows import Sight
from adapters.web_settings import PROPOSED
from engine.service import Logged, Service
from engine.snapshot import Snapshot
from events.beside.kept import FileRow
from events.event import Event
from events.rows import ContactRow


@dataclass(frozen=True, kw_only=True)
class GuardedService(Service):
    """Records what `who` may record, and refuses the rest."""

    who: Principal
    proposing: bool = False  # what happens at himself he proposes

    def record(
        self,
        event: Event,
        *,
        contacts: Sequence[ContactRow] = (),
        files: Sequence[FileRow] = (),
        seen: int | None = None,
        dry_run: bool = False,
    ) -> Logged:
        """As ever. Raises NotAllowed too, and ToBeProposed."""
        with self.store.begin(write=False) as session:
            sight = Sight(self.who, Snapshot(session, self.tools))
            must_be_allowed(sight, event, named(self.who))
            proposes = self.proposing and only_proposes(sight, event)
        if proposes and not dry_run:
            raise ToBeProposed(event)
        return Service.record(self, event, contacts=contacts, files=files, seen=seen, dry_run=dry_run)


def named(who: Principal) -> str:
    """The name that the log has for somebody who records."""
    return who.person or who.name


def acting(office: Office, who: Principal) -> Office:
    """The office as it acts for somebody."""

    def guarded(service: Service) -> Service:
        return GuardedService(
            store=service.store,
            tools=service.tools,
            stands_on=service.stands_on,
            supposing=service.supposing,
            undone=service.undone,
            leaving=service.leaving,
            crowds=service.crowds,
            who=who,
            proposing=office.settings.web.own_milestones == PROPOSED,
        )

    return replace(office, settings=replace(office.settings, actor=named(who)), guard=guarded)
