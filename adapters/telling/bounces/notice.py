"""The mail by which an office hears that addresses take no mail: once of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from adapters.telling.addresses import Sender
from adapters.telling.bounces.marks import DeadAddress, row_of
from adapters.telling.bounces.reading import Fate
from adapters.telling.bounces.words import why_of
from adapters.telling.channel import Channel, Delivered, Outgoing
from adapters.telling.composing import notice
from adapters.words.catalogue import Said, say, tr, translator
from adapters.words.sending.ways import address_said
from events.chain import moment_text
from events.store import Outbox
from rules.problems import N_

_SUBJECT = N_("[thời hạn] {count} address(es) take no mail")
_CLOSING = N_(
    "Mail to these agencies came back, and no more goes to these addresses. Enter another address and what waits goes "
    "again; if an address is right, `thoihan bounces clear UNIT` says so, and `thoihan outbox --retry all` sends again."
)


def tell_office(
    outbox: Outbox,
    channel: Channel,
    found: Iterable[DeadAddress],
    names: Mapping[str, str],
    *,
    sender: Sender,
    to: str,
    now: datetime,
    lang: str,
) -> Said | None:
    """Tell the office of marks that it was not told of; gives why that could not be, if so: then it is told later."""
    new = sorted((mark for mark in found if not mark.told_at), key=lambda mark: (mark.unit, mark.kind))
    if not new:
        return None
    lines = [(_whose(mark, names, lang), translator(lang)(why_of(mark.status, Fate.DEAD))) for mark in new]
    body = notice(tr(_SUBJECT, lang, count=len(new)), lines, translator(lang)(_CLOSING), lang)
    moment = moment_text(now)
    key = f"bounces/{moment}/{new[0].seal}"
    outcome = next(channel.deliver([Outgoing(key=key, address=to, name=sender.name, body=body, at=now)]))
    if not isinstance(outcome, Delivered):
        return outcome.error
    outbox.note([row_of(mark._replace(told_at=moment), moment) for mark in new])
    return None


def _whose(mark: DeadAddress, names: Mapping[str, str], lang: str) -> str:
    return f"{names.get(mark.unit, mark.unit)}, {say(address_said(mark.kind), lang)}"
