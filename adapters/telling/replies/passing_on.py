"""Answers to our mails, passed on to the office, each by a mail: who says what of which task, and what would record it.

Nothing is recorded by an answer: an officer reads it, and gives the command that stands beside it, or none. It counts
as an answer of an agency where it answers a mail that was sent to it, and comes from the address that this was sent to;
whoever got that mail knows its Message-ID, and no other. Any other mail is shown as what it is.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from adapters.signing.links import Purpose
from adapters.telling.addresses import Sender
from adapters.telling.bounces.taking import SentMails
from adapters.telling.channel import Channel, Delivered, Outgoing
from adapters.telling.composing import Composed, notice
from adapters.telling.replies.meaning import Meant, meant, named
from adapters.telling.replies.reading import Reply
from adapters.words.catalogue import Said, tr, translator
from adapters.words.plain_text import one_line
from engine.tasks import task_id
from engine.telling.audience import LEAD
from events.beside.ways import KIND_OF
from events.chain import moment_text
from events.store import Transactions
from events.views import Sent
from rules.problems import N_

MOST = 50
"""Answers that are passed on by one reading; the others by the next."""

_LONGEST, _SUBJECT_LONGEST, _REASON_LONGEST = 1_000, 100, 200

_SUBJECT = N_("[thời hạn] Answer of {name}: {subject}")
_STRANGER = N_("[thời hạn] Mail that is no answer to one of ours: {subject}")
_FROM, _SAYS, _TASK, _COMMAND = N_("From"), N_("Says"), N_("Task"), N_("To record it")
_OTHER_ADDRESS = N_("{address} — another address than the mail was sent to: ask whether it is {name}")
_CLOSING = N_("Nothing was recorded. If it is so, give the command, or record it on the page of the task.")
_TO_READ = N_("Nothing was recorded: read it, and record what follows from it.")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer beside the mail that it answers, if that is one of ours."""

    reply: Reply
    sent: Sent | None
    known: bool  # it comes from the address that the mail went to
    name: str  # of the agency
    tasks: Mapping[str, str]  # that it may speak of, which the agency leads: by id, the number of the row

    @property
    def says(self) -> Meant:
        """What it surely says, where it is an agency's."""
        return meant(self.reply.text) if self.known else Meant(None)

    @property
    def task(self) -> str | None:
        """The id of the task that it speaks of: the only one there is, or the one whose number it names."""
        if len(self.tasks) == 1:
            return next(iter(self.tasks))
        numbers = named(self.reply.text, set(self.tasks.values()))
        found = [task for task, number in self.tasks.items() if number in numbers]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Passing:
    """Passes answers on to the office."""

    store: Transactions
    channel: Channel
    sender: Sender
    to: str
    now: datetime
    lang: str

    def pass_on(self, reply: Reply, mails: SentMails) -> Said | None:
        """Pass one on. Gives why the mail could not be sent, if so: then it is to be read again."""
        body = self._notice(answered(self.store, reply, mails))
        about = sha256("\n".join((reply.sender, reply.subject, reply.text)).encode()).hexdigest()
        key = f"replies/{moment_text(self.now)}/{about}"
        message = Outgoing(key=key, address=self.to, name=self.sender.name, body=body, at=self.now)
        outcome = next(iter(self.channel.deliver([message])))
        return None if isinstance(outcome, Delivered) else outcome.error

    def _notice(self, one: Answered) -> Composed:
        _, subject = translator(self.lang), one_line(one.reply.subject, _SUBJECT_LONGEST)
        head = tr(_SUBJECT if one.sent else _STRANGER, self.lang, name=one.name, subject=subject)
        command = " ".join(map(shlex.quote, typed(one)))
        lines = [
            (_(_FROM), self._from(one)),
            (_(_SAYS), f"“{one_line(one.reply.text, _LONGEST)}”"),
            *(((_(_TASK), f"{one.tasks[one.task]} ({one.task})"),) if one.task else ()),
            *(((_(_COMMAND), command),) if command else ()),
        ]
        return notice(head, lines, _(_CLOSING if command else _TO_READ), self.lang)

    def _from(self, one: Answered) -> str:
        address = one_line(one.reply.sender, _SUBJECT_LONGEST)
        if one.sent and not one.known:
            return tr(_OTHER_ADDRESS, self.lang, address=address, name=one.name)
        return f"{one.name} <{address}>" if one.sent else address


def answered(store: Transactions, reply: Reply, mails: SentMails) -> Answered:
    """The answer beside the last mail of ours that it answers."""
    found = max((mails.by_token[one] for one in reply.tokens & mails.by_token.keys()), default=None)
    if found is None:
        return Answered(reply, None, False, "", {})
    contact = mails.contacts.get((found.recipient, KIND_OF.get(found.way, "")))
    known = bool(contact and contact.address.strip().lower() == reply.sender)
    with store.begin(write=False) as session:
        there = session.messages(recipient=found.recipient, status="sent")
        content = next((one.content for one in there if one.key == found.key), "{}")
    return Answered(reply, found, known, mails.units[found.recipient].name, _led(content, found.recipient))


def _led(content: str, recipient: str) -> dict[str, str]:
    """The tasks of which a message told whoever leads them."""
    whole = json.loads(content)
    return dict(found for part in whole.get("parts", [whole]) for found in _led_in(part, recipient))


def _led_in(part: Mapping[str, Any], recipient: str) -> Iterator[tuple[str, str]]:
    for item in part.get("items", ()):
        if item.get("role") == LEAD and "rule" in item:
            plan, units = part["plan"]["id"], item["units"] or [recipient]
            yield from ((task_id(plan, item["rule"], unit, item["cycle"]), item["task"]) for unit in units)


def typed(one: Answered) -> list[str]:
    """The words of the command that records what an answer says; none where that is not sure."""
    said, task = one.says, one.task
    if said.purpose is None or task is None:
        return []
    match said.purpose:
        case Purpose.REPORT:
            return ["thoihan", "done", task, *(["--product", said.document] if said.document else [])]
        case Purpose.ACKNOWLEDGE:
            return ["thoihan", "ack", task]
        case Purpose.EXTENSION if said.day:
            return ["thoihan", "extend", "ask", task, said.day, "--reason", one_line(one.reply.text, _REASON_LONGEST)]
    return []
