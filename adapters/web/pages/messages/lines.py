"""Messages in plain words: to whom, of what, what became of each, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.telling.message_content import reading
from adapters.web.pages.shared.taken_back import status
from adapters.words.catalogue import Said, half
from adapters.words.sending.outcomes import plain
from adapters.words.sending.statuses import STATUSES
from adapters.words.sending.ways import sent_by
from engine.units import Units
from events.beside.attempts import Attempt, Came, attempts
from events.delivery import SENT
from events.views import MessageView
from rules.problems import N_

_MOST = 4
_ARRIVED = N_("arrived")
_RETRY, _CONTACTS, _STATUS = "thoihan outbox --retry KEY", "thoihan units contacts", "thoihan status"
_SEND_AGAIN = N_("Put right what is wrong, ask whoever keeps the mail server if need be, then send it again here.")
_NEW_ADDRESS = N_("Correct the address of the agency; the message is then sent again.")
_SERVER = N_("Nothing is to be done about the message; whoever keeps the server looks at that.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOnce:
    """An attempt."""

    moment: datetime
    what: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message."""

    key: str
    recipient: str
    name: str
    way: Said
    tasks: str
    status: str
    parked: bool
    position: int
    tries: Sequence[TriedOnce]
    next: str
    error: str

    @property
    def last(self) -> TriedOnce | None:
        """The last attempt."""
        return self.tries[-1] if self.tries else None


def line(message: MessageView, units: Units, lang: str, gone: frozenset[int]) -> Line:
    """A message in words; `gone`: the events that were taken back."""
    tries = [*attempts(message.tries)]
    open_ = message.status in ("parked", "pending", "claimed")
    return Line(
        key=message.key,
        recipient=message.recipient,
        name=units.name(message.recipient),
        way=sent_by(message.channel),
        tasks=_tasks(message),
        status=status(message, gone, _status(message.status, tries)),
        parked=message.status == "parked",
        position=message.position,
        tries=[_tried(one) for one in tries],
        next=_next(plain(tries[-1]).next) if tries and open_ else "",
        error=half(message.last_error or "", lang) if not tries else "",
    )


def _tried(one: Attempt) -> TriedOnce:
    return TriedOnce(moment=datetime.fromisoformat(one.moment), what=plain(one).what, code=one.code)


def _status(stands: str, tries: Sequence[Attempt]) -> str:
    if stands == SENT and tries and tries[-1].came is Came.DELIVERED:
        return _ARRIVED
    return STATUSES.get(stands, stands)


def _next(template: str) -> str:
    """The next step, on a page: not the command that does it."""
    if _CONTACTS in template:
        return _NEW_ADDRESS
    if _STATUS in template:
        return _SERVER
    return _SEND_AGAIN if _RETRY in template else template


def _tasks(message: MessageView) -> str:
    content = reading(message.content)
    parts = (
        f"{part.number or part.plan_id}: {_few([item.task for item in part.items])}" for part in content.of_each_plan
    )
    return "; ".join(parts)


def _few(tasks: Sequence[str]) -> str:
    return ", ".join(tasks[:_MOST]) + (" …" if len(tasks) > _MOST else "")


COUNTED: Mapping[str, str] = {name: STATUSES[name] for name in ("pending", "awaiting", "parked", "sent")}
"""The states that are counted out, with their words."""
