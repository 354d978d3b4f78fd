"""What somebody has to look at, and to whom it is said: to the office, and of a plan to who follows it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from adapters.bootstrap import Office
from adapters.cli.operations.brand_names import lapsing
from adapters.cli.operations.telling.parked import NotReached, not_reached, together
from adapters.clock import day_in_viet_nam
from adapters.running.breakers import fails
from adapters.telling.alerts import Trouble, alert, is_alert
from adapters.telling.bounces.marks import DeadAddress, is_mark
from adapters.telling.bounces.reading import Fate
from adapters.telling.bounces.taking import current
from adapters.telling.bounces.words import why_of
from adapters.words.catalogue import say, tr, translator
from adapters.words.sending.parts import PARTS
from adapters.words.sending.ways import address_said, way_said
from events.beside.rows import HealthRow
from events.beside.ways import MAIL, WAYS
from events.delivery import told_of
from events.views import MessageView
from rules.problems import N_

LONG = timedelta(hours=4)
"""For so long a channel, or a part of `run`, may fail before somebody is told."""

_NOT_REACHED = N_("Not reached, by {way}")
_UNITS = N_("{units}: {count} message(s). {what} {next}")
_DEAD = N_("No mail to these addresses")
_OF_UNIT = N_("{unit} ({kind}): {why}. Correct it: `thoihan units contacts {code}`.")
_DOWN, _SINCE = N_("Nothing goes"), N_("{what}, since {since}: {fault}")
_BRAND = N_("Brand name")
_CHANNELS = {"mail": N_("E-mail"), "sms": N_("Text messages")}


def alerted(office: Office, answers: Callable[[str], str]) -> int:
    """Say what there is to look at, to each of whom it concerns; gives to how many.

    `answers`: the address of who follows a plan; "": there is none.
    """
    now, chosen = office.clock.now(), office.settings
    to = chosen.office_mail
    if any(row.name == MAIL and fails(row, now) for row in office.outbox.health()):
        return 0  # it would wait for a server that does not answer
    channel, lang = office.channels()["mail"], chosen.lang
    reach: Any = {"sender": chosen.sender, "now": now, "lang": lang}
    said = int(alert(office.outbox, channel, to, list(troubles(office, now, lang)), **reach))
    for address, plans in _followers(office, answers, but=to).items():
        own = not_reached(office, partial(_is_of, plans))
        said += alert(office.outbox, channel, address, list(_unreached(own, lang)), **reach)
    return said


def _is_of(plans: Collection[str], message: MessageView) -> bool:
    return told_of(message.key)[0] in plans


def troubles(office: Office, now: datetime, lang: str) -> Iterator[Trouble]:
    """All that the office has to look at."""
    found = not_reached(office)
    yield from _unreached(found, lang)
    known = {(one.unit, one.way) for one in found}
    yield from _dead(office, known, lang)
    for row in office.outbox.health():
        if not (is_mark(row) or is_alert(row)) and _is_long(row, now):
            yield _down(row, lang)
    if brand := lapsing(office.settings, day_in_viet_nam(now)):
        text = say(brand, lang)
        yield Trouble(translator(lang)(_BRAND), text, text)


def _unreached(found: Sequence[NotReached], lang: str) -> Iterator[Trouble]:
    for those in together(found, lang):
        first, units = those[0], [f"{one.name} ({one.unit})" for one in those]
        said = {"units": units, "what": first.said(lang), "next": first.next}
        text = tr(_UNITS, lang, count=sum(one.messages for one in those), **said)
        about = "/".join((first.way, first.said(lang), *(one.unit for one in those)))
        yield Trouble(tr(_NOT_REACHED, lang, way=way_said(first.way)), text, about)


def _dead(office: Office, known: Collection[tuple[str, str]], lang: str) -> Iterator[Trouble]:
    """Addresses that take no mail, but those of which it is said that nothing reaches them."""
    marks = [one for one in current(office.store, office.outbox).values() if (one.unit, WAYS[one.kind]) not in known]
    if not marks:
        return
    with office.store.begin(write=False) as session:
        names = {row.code: row.name for row in session.units()}
    for mark in marks:
        text = tr(_OF_UNIT, lang, unit=names.get(mark.unit, mark.unit), code=mark.unit, **_why(mark, lang))
        yield Trouble(translator(lang)(_DEAD), text, f"{mark.unit}/{mark.seal}")


def _why(mark: DeadAddress, lang: str) -> dict[str, object]:
    return {"kind": address_said(mark.kind), "why": translator(lang)(why_of(mark.status, Fate.DEAD))}


def _is_long(row: HealthRow, now: datetime) -> bool:
    return fails(row, now) and now - datetime.fromisoformat(row.failing_since) >= LONG


def _down(row: HealthRow, lang: str) -> Trouble:
    name = translator(lang)({**_CHANNELS, **PARTS}.get(row.name, row.name))
    since = datetime.fromisoformat(row.failing_since)
    return Trouble(translator(lang)(_DOWN), tr(_SINCE, lang, what=name, since=since, fault=row.fault), row.name)


def _followers(office: Office, answers: Callable[[str], str], *, but: str) -> dict[str, set[str]]:
    """The addresses of those who follow plans of which messages are parked, with their plans."""
    found = dict[str, set[str]]()
    with office.store.begin(write=False) as session:
        plans = {told_of(message.key)[0] for message in session.messages(status="parked")}
    for plan in sorted(plans):
        if (address := answers(plan)) and address != but:
            found.setdefault(address, set()).add(plan)
    return found
