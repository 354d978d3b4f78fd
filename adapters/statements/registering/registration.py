"""Agencies of a list are registered; names that documents changed since are events of their own."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office
from adapters.statements.idempotent import IdempotentStatement
from adapters.statements.recording import recorded
from adapters.statements.statements import InForce
from adapters.unit_lists.news import Answers, Otherwise, Question, Renaming, news
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from engine.contacts import ListedUnit, Sealed, by_place, sealed
from events import making
from events.event import Event
from events.making import Envelope, UnitData
from rules.problems import N_

_ASKED = N_(
    "{count} unit(s) with an address have the name of another place here: {units}. An address must not pass to "
    "another unit unasked. Say `--same CODE` of each that is the same unit, and `--another CODE` of each that is "
    "another, whose address so far then goes (`--another all`: all of them). Nothing was recorded."
)
_ASKED_ONE = N_("{code} (“{before}” so far, “{name}” here)")
_MOST_ASKED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What came of a list of agencies."""

    count: int  # agencies of which something is new
    registration: PresentedDecision | None = None  # of all but the names that documents changed; None: no such news
    renamed: Sequence[tuple[Renaming, PresentedDecision]] = ()
    otherwise: Sequence[Otherwise] = ()  # what agencies that were registered have otherwise now

    @property
    def decided(self) -> Sequence[PresentedDecision]:
        """What follows from each event."""
        first = [self.registration] if self.registration else []
        return [*first, *(decided for _, decided in self.renamed)]


def registered(
    office: Office,
    given: Sequence[ListedUnit],
    *,
    day: date | None = None,
    answers: Answers | None = None,
    dry_run: bool = False,
    lang: str,
) -> Registered:
    """Register those of `given` that say something new, as of `day` (None: today). Raises Refused if it has to ask.

    A name that a document changed is an event of its own, of the day since which it holds.
    """
    with office.store.begin(write=False) as session:
        seen, known, contacts = session.head(), {row.code: row for row in session.units()}, session.contacts()
    found = news(given, known, by_place(contacts), answers)
    if found.asked:
        raise _asked(found.asked)
    before = max((known[unit["code"]].position for unit in found.units if unit["code"] in known), default=0)
    apart = sealed(found.units, contacts)
    with office.together(dry_run=dry_run) as acting:
        registration = _register(acting, apart, before, seen, day, dry_run=dry_run, lang=lang) if found.units else None
        renamed = [(one, _rename(acting, one, dry_run=dry_run, lang=lang)) for one in found.renamed]
    codes = {unit["code"] for unit in found.units} | {one.code for one in found.renamed}
    return Registered(count=len(codes), registration=registration, renamed=renamed, otherwise=found.otherwise)


def _register(
    office: Office, apart: Sealed, before: int, seen: int, day: date | None, *, dry_run: bool, lang: str
) -> PresentedDecision:
    event = making.units_registered(
        apart.units,
        id=f"units.registered/{_digest(apart.units, before)}",
        occurred_on=day or office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
    )
    logged = office.service.record(event, contacts=apart.contacts, seen=seen, dry_run=dry_run)
    return present(office, logged, lang, dry_run=dry_run)


def _rename(office: Office, one: Renaming, *, dry_run: bool, lang: str) -> PresentedDecision:
    def make(_now: InForce, envelope: Envelope) -> Event:
        envelope["document"] = one.document
        return making.unit_renamed(one.code, name=one.name, was=one.was, **envelope)

    said = IdempotentStatement(kind="unit.renamed", subject=one.code, on=one.on, content=(one.name,), make=make)
    return recorded(office, said, one.document.text, dry_run=dry_run, lang=lang)


# Of addresses there are only seals in it, for who knows a digest of a telephone number can try all numbers.
def _digest(units: Sequence[UnitData], before: int) -> str:
    text = json.dumps([before, units], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _asked(questions: Sequence[Question]) -> Refused:
    listed = [Said(_ASKED_ONE, asdict(one)) for one in questions[:_MOST_ASKED]]
    return Refused(_ASKED, count=len(questions), units=[*listed, *(["…"] if len(questions) > _MOST_ASKED else [])])
