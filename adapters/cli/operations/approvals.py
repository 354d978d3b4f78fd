"""The commands `outbox approve|hold|cancel`: whether the messages of an event may leave is for somebody to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun, EventId
from adapters.cli.operations.one_sweep import wording
from adapters.clock import day_in_viet_nam
from adapters.telling.letters.rendering import SHIPPED
from adapters.telling.sms.gsm import parts
from adapters.words.catalogue import moment_text
from adapters.words.events import words_of
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.telling.news import news
from events.beside.ways import SMS, channel_of
from events.delivery import APPROVED, AWAITING, CANCELLED
from events.event import Recorded
from events.states import to_a_program
from events.views import AwaitingApproval
from rules.problems import N_

_NONE = N_("No message waits for approval.")
_NOT_WAITING = N_(
    "No message of event “{event}” waits to leave; `thoihan outbox list --awaiting` shows what waits for approval. "
    "Nothing was changed."
)
_NOTHING_TO_HOLD = N_(
    "Of event “{event}” there is no message to hold: it told nobody, or what it told has left, or is on its way. "
    "Nothing was changed."
)
_SAID = {
    APPROVED: N_(
        "Approved: {count} message(s) of event {event}. The next sweep sends what is to be said by then, but not to "
        "whom something else of the same plan waits for approval."
    ),
    AWAITING: N_("Waiting for approval from now on: {count} message(s) of event {event}."),
    CANCELLED: N_(
        "Cancelled: {count} message(s) of event {event}. Nobody is held to know what they would have told: the next "
        "news of these tasks tells of them as new."
    ),
}
_WOULD = {
    APPROVED: N_("Would be approved: {count} message(s) of event {event}. Nothing was changed."),
    AWAITING: N_("Would wait for approval: {count} message(s) of event {event}. Nothing was changed."),
    CANCELLED: N_("Would be cancelled: {count} message(s) of event {event}. Nothing was changed."),
}
_VOLUME = N_(
    "As things stand there is this to say: {mails} e-mail(s) and {texts} text message(s) in {parts} part(s), to "
    "{recipients} recipient(s)."
)
_IN_SHORT = N_("{mails} e-mail(s), {texts} text message(s) in {parts} part(s), to {recipients} recipient(s)")
_BY_LIMIT = N_("the limit in the settings")


class Volume(NamedTuple):
    """How much there is to say."""

    mails: int
    texts: int
    parts: int  # as the network counts text messages
    recipients: int


def approve(context: typer.Context, event: EventId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Let the messages of an event go."""
    _decide(invocation(context), event, APPROVED, dry_run=dry_run, as_json=as_json)


def hold(context: typer.Context, event: EventId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Have the messages of an event wait."""
    _decide(invocation(context), event, AWAITING, dry_run=dry_run, as_json=as_json)


def cancel(context: typer.Context, event: EventId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Have the messages of an event never go."""
    _decide(invocation(context), event, CANCELLED, dry_run=dry_run, as_json=as_json)


def _decide(here: Invocation, event: str, state: str, *, dry_run: bool, as_json: bool) -> None:
    with here.office() as office:
        with office.store.begin(write=False) as session:
            position = session.recorded(event).position
        there = _volume(office, position)
        count = office.outbox.decide(position, state, office.clock.now(), office.settings.actor, dry_run=dry_run)
    if count is None:
        raise Refused(_NOTHING_TO_HOLD if state == AWAITING else _NOT_WAITING, event=one_line(event, 60))
    if as_json:
        found = {"event": event, "position": position, "state": state, "messages": count, "dry_run": dry_run}
        here.terminal.json({**found, "to_say": there._asdict()})
        return
    here.terminal.line((_WOULD if dry_run else _SAID)[state], count=count, event=event)
    here.terminal.line(_VOLUME, **there._asdict())


def _volume(office: Office, position: int) -> Volume:
    """What there is to say of an event as things stand."""
    found = office.outbox.foreseen(position, news(day_in_viet_nam(office.clock.now())).compose)
    found = [one for one in found if not to_a_program(one.channel)]
    texts = [one for one in found if channel_of(one.channel) == SMS]
    by_key = {one.said.key: one.said.content for one in texts}
    said = replace(wording(office), letters=SHIPPED)  # text messages alone are looked at
    sizes = {key: parts(said.composed(content).sms) for key, content in by_key.items()}
    count = sum(sizes[one.said.key] for one in texts)
    return Volume(len(found) - len(texts), len(texts), count, len({one.recipient for one in found}))


def list_awaiting(here: Invocation, office: Office, *, as_json: bool) -> None:
    """List the events of which messages wait, with what there is to say of each."""
    found = office.outbox.awaiting()
    volumes = [_volume(office, one.position) for one in found]
    with office.store.begin(write=False) as session:
        events = [session.event_at(one.position) for one in found]
    if as_json:
        here.terminal.json([_answer(*one) for one in zip(found, events, volumes, strict=True)])
    elif not found:
        here.terminal.line(_NONE)
    else:
        columns = (N_("Event"), N_("What"), N_("Plan"), N_("Since"), N_("By"), N_("Messages"), N_("To say now"))
        here.terminal.table(columns, (_listed(here, *one) for one in zip(found, events, volumes, strict=True)))


def _answer(one: AwaitingApproval, recorded: Recorded, volume: Volume) -> dict[str, Any]:
    event = recorded.event
    found = {"event": event.id, "position": one.position, "type": event.type, "plan": event.plan, "since": one.moment}
    return {**found, "by": one.actor or None, "messages": one.messages, "to_say": volume._asdict()}


def _listed(here: Invocation, one: AwaitingApproval, recorded: Recorded, volume: Volume) -> Sequence[str]:
    terminal, event = here.terminal, recorded.event
    since = moment_text(datetime.fromisoformat(one.moment), terminal.lang)
    name, by = terminal.label(words_of(event.type).name), one.actor or terminal.label(_BY_LIMIT)
    to_say = terminal.text(_IN_SHORT, **volume._asdict())
    return event.id, name, event.plan or "–", since, by, str(one.messages), to_say
