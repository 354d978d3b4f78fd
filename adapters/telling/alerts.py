"""The mail by which whoever runs the program, or follows a plan, hears what somebody has to look at.

It goes past the outbox: what becomes of it is no message that could fail, so that no alert is ever about an alert.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from adapters.clock import day_in_viet_nam
from adapters.telling.addresses import Sender
from adapters.telling.channel import Channel, Delivered, Outgoing
from adapters.telling.composing import notice
from adapters.words.catalogue import tr, translator
from events.beside.rows import HealthRow
from events.chain import moment_text
from events.store import Outbox
from rules.problems import N_

AGAIN = timedelta(days=7)
"""After so long the same is said once more."""

_NAME = "alert/"
_SUBJECT = N_("[thời hạn] {count} thing(s) to look at")
_CLOSING = N_(
    "The program says this at most once a day, and the same again after a week while it stays so. `thoihan status` "
    "says how things stand now, and `thoihan outbox --status parked` lists what waits for somebody."
)


class Trouble(NamedTuple):
    """One thing to look at."""

    label: str
    text: str
    about: str  # the same while it is the same trouble, however many messages it has by now


def is_alert(row: HealthRow) -> bool:
    """True of a row that keeps what somebody was told, and is of no part or channel."""
    return row.name.startswith(_NAME)


def alert(
    outbox: Outbox,
    channel: Channel,
    to: str,
    found: Sequence[Trouble],
    *,
    sender: Sender,
    now: datetime,
    lang: str,
) -> bool:
    """Say what there is to look at, where that is news or a week old, and nothing was said today; gives whether it was.

    What does not arrive is said the next time.
    """
    name, about = _NAME + _digest(to), _digest(*sorted(one.about for one in found)) if found else ""
    was = next((row for row in outbox.health() if row.name == name), None)
    if not found:
        if was and was.fault:  # it is over: should it come again, it is news
            outbox.note([was._replace(fault="")])
        return False
    if was and not _is_due(was, about, now):
        return False
    lines = [(one.label, one.text) for one in found]
    body = notice(tr(_SUBJECT, lang, count=len(found)), lines, translator(lang)(_CLOSING), lang)
    moment = moment_text(now)
    outcome = next(channel.deliver([Outgoing(key=f"{name}/{moment}", address=to, name=sender.name, body=body, at=now)]))
    if not isinstance(outcome, Delivered):
        return False
    outbox.note([HealthRow(name, moment, moment, "", 0, about)])
    return True


def _is_due(was: HealthRow, about: str, now: datetime) -> bool:
    days = day_in_viet_nam(now) - day_in_viet_nam(datetime.fromisoformat(was.well_at))
    return bool(days) and (about != was.fault or days >= AGAIN)


def _digest(*texts: str) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()[:24]
