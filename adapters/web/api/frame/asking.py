"""The beginning of every question of the API: who asks, what he sees, and the office as it acts for him."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request

from adapters.answers.speech import Speech
from adapters.bootstrap import Office
from adapters.web.api.frame.problems import not_there
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight
from engine.snapshot import Snapshot
from events.store import Session


@dataclass(frozen=True)
class ApiQuestion:
    """One question: read within one transaction, by somebody, in a language."""

    office: Office
    sight: Sight
    lang: str

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.sight.snapshot.session

    @property
    def shelf(self) -> Snapshot:
        """All that is in force."""
        return self.sight.snapshot

    @property
    def speech(self) -> Speech:
        """The language, and what may be said in it."""
        return Speech(lang=self.lang, leaving=self.office.settings.leaving)


@contextmanager
def question(request: Request) -> Iterator[ApiQuestion]:
    """The question that a request is."""
    who = asker(request)
    office = acting(office_of(request), who)
    with office.store.begin(write=False) as session:
        yield ApiQuestion(office, Sight(who, Snapshot(session, office.tools)), spoken(request))


@dataclass(frozen=True)
class MayAny:
    """The dependency of a route that several acts lead to: gives who asks, if he may do one of them; else 404."""

    acts: tuple[Act, ...]

    def __call__(self, request: Request) -> Principal:
        """The principal. Raises ApiProblem and HTTPException."""
        found = asker(request)
        if not any(found.may(act) for act in self.acts):
            raise not_there()
        return found
