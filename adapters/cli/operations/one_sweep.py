"""One sweep: the day is logged, once, and what waits in the outbox is sent."""

from dataclasses import dataclass
from datetime import date

from adapters.bootstrap import Office, plain_sms
from adapters.cli.output.json_answers import PresentedDecision, present
from adapters.telling.dispatching import DispatchReport, dispatching
from engine.decision import Decision
from engine.service import Logged
from engine.units import Units
from events import making

ACTOR = "thoihan"
"""Who logs the days: whoever's machine it is, the same day is the same event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The outcome of a sweep."""

    day: date
    began: PresentedDecision
    sent: DispatchReport


def swept(office: Office, lang: str, *, dry_run: bool = False) -> Swept:
    """Log that today began, if nobody has, and send what is ready to go; on a dry run neither is done."""
    today = office.clock.today()
    decided = began(office, today, lang, dry_run=dry_run)
    return Swept(day=today, began=decided, sent=DispatchReport() if dry_run else sent(office))


def began(office: Office, today: date, lang: str, *, dry_run: bool = False) -> PresentedDecision:
    """Log that `today` began."""
    event = making.day_began(today, recorded_at=office.clock.now(), actor=ACTOR)
    with office.store.begin(write=False) as session:  # most sweeps find the day logged, and need not write
        known = session.find(event.id)
    if known:
        logged = Logged(decision=Decision(event=known.event, position=known.position), known=True)
        return PresentedDecision(logged, {}, Units({}), lang, dry_run)
    return present(office, office.service.record(event, dry_run=dry_run), lang, dry_run=dry_run)


def sent(office: Office) -> DispatchReport:
    """Send what is ready to go."""
    return dispatching(
        office.outbox,
        office.channels(),
        office.clock,
        lang=office.settings.lang,
        plain_sms=plain_sms(office.settings),
    )
