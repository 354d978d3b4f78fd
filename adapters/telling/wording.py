"""Messages that were claimed become what goes out: words, an address, and only what may be said outside."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from adapters.clock import Clock
from adapters.leaving import NOTHING_SECRET, Leaving
from adapters.signing.links import Links
from adapters.telling.channel import Channel, Outgoing, Permanent
from adapters.telling.composing import Composed, composing
from adapters.telling.letters.due_dates import attached, numberings
from adapters.telling.letters.rendering import SHIPPED, MailTemplates
from adapters.telling.links.own_page import filled as filled_page
from adapters.telling.links.wanted import Filled, filled, with_links
from adapters.telling.message_content import ContentError, Levels, all_open, reading, released
from adapters.telling.targets.trials import Trial
from adapters.telling.trial import tried
from adapters.words.catalogue import VIETNAMESE, Said
from adapters.words.sending.ways import way_said
from events.beside.ways import KIND_OF, MAIL, SMS, channel_of
from events.states import to_a_program
from events.views import Claimed, Numbered, Numbering
from rules.problems import N_

_BODIES = 128  # more than are claimed at once

Numbers = Callable[[Collection[Numbering]], Mapping[Numbering, Numbered]]

_NO_MAIL = N_("The unit has no e-mail address: enter one, and the message goes with the next sweep.")
_NO_PHONE = N_("The unit has no mobile number: enter one, and the message goes with the next sweep.")
_NO_ADDRESS = N_("The unit has no such address any more ({kind}): enter one, and the message goes with the next sweep.")
_NO_CHANNEL = N_(
    "This version has no channel named {channel}: the message is of another version, or the database was "
    "changed. No setting brings it; look with `thoihan verify`."
)
_UNREADABLE = N_("The message's content cannot be read ({why}): the program's fault, or the database was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How content becomes words, and what of it may be said outside the office."""

    lang: str = VIETNAMESE
    plain_sms: bool = False  # text messages have no diacritics
    leaving: Leaving = NOTHING_SECRET
    levels: Levels = all_open  # how secret things are by now
    answers: Callable[[str], str] = lambda _plan: ""  # the address that answers go to, by plan; "": to the sender
    trial: Trial | None = None  # then nothing goes to those whom it is for
    letters: MailTemplates = SHIPPED  # the templates of mails
    unreachable: Callable[[str, str], Said | None] = lambda _unit, _way: None  # why an address takes no mail, as known
    numbers: Numbers = lambda _these: {}  # how often tasks became others; of none: no mail has a calendar attached
    links: Links | None = None  # by which recipients act; None: messages have none
    web: str = ""  # the address under which officers reach the program; "": mails lead nowhere
    fallback: bool = False  # a mail that is refused for good goes as a text message

    def composed(self, content: str) -> Composed:
        """The words of a body. Raises ContentError."""
        read, wanted = with_links(reading(content)) if self.links else (reading(content), ())
        said = released(read, self.leaving, self.levels, self.lang)
        words = composing(said, self.lang, plain_sms=self.plain_sms, letters=self.letters, own_page=bool(self.web))
        to = {self.answers(part.plan_id) for part in said.of_each_plan}
        return replace(words, reply_to=to.pop() if len(to) == 1 else "", links=wanted, content=said)

    def linked(self, message: Outgoing, recipient: str) -> Outgoing:
        """The message with the links of its recipient."""
        body = message.body
        if self.web:
            text, html = filled_page(body.text, body.html, self.web, recipient, self.lang)
            body = replace(body, text=text, html=html)
            message = replace(message, body=body)
        if self.links is None or not body.links:
            return message
        texts = Filled(body.text, body.html, body.sms)
        said = filled(texts, body.links, body.sms_link, recipient, self.links, self.lang)
        return replace(message, body=replace(body, text=said.text, html=said.html, sms=said.sms, links=()))


def _missing(way: str) -> Said:
    """That there is no address at the end of this way, and what to do."""
    if way in (MAIL, SMS):
        return Said(_NO_MAIL if way == MAIL else _NO_PHONE)
    return Said(_NO_ADDRESS, {"kind": way_said(way)})


USUAL = Wording()
"""In Vietnamese, and nothing is secret."""


class MessageWording:
    """Makes what goes out of what was claimed; a body that many share is composed once."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock, wording: Wording) -> None:
        self._channels = channels
        self._clock = clock
        self._wording = wording
        self._composed = lru_cache(_BODIES)(wording.composed)
        self._numbers: Mapping[Numbering, Numbered] = {}

    @property
    def trial(self) -> bool:
        """True if nobody whom messages are for hears of them."""
        return self._wording.trial is not None

    def prepare(self, claimed: Sequence[Claimed]) -> None:
        """Look up, once for all these messages, what their calendars need."""
        mails = (message for message in claimed if channel_of(message.channel) == MAIL)
        wanted = {one for message in mails for one in self._numberings(message)}
        self._numbers = self._wording.numbers(wanted) if wanted else {}

    def _numberings(self, claimed: Claimed) -> Iterator[Numbering]:
        with suppress(ContentError):
            yield from numberings(claimed, self._composed(claimed.content).dates)

    def __call__(self, claimed: Claimed) -> Outgoing | Permanent:
        """The message ready to go, or why it never will be; those that were claimed with it must be prepared."""
        if why := self._refused(claimed):
            return Permanent(why)
        try:
            body: Composed = self._composed(claimed.content)
        except ContentError as error:
            return Permanent(Said(_UNREADABLE, {"why": str(error)}))
        how, channel = self._wording, channel_of(claimed.channel)
        to_program = to_a_program(claimed.channel)
        message = Outgoing(
            key=claimed.sent_as,
            address="" if to_program else claimed.address or "",
            name=claimed.name or "",
            recipient=claimed.recipient,
            body=body,
            at=self._clock.now(),
            calendar=self._calendar(claimed, body) if channel == MAIL else b"",
        )
        if to_program:
            return message
        if how.trial is not None:
            message = tried(message, channel, how.trial, how.lang, plain_sms=how.plain_sms)
        return how.linked(message, claimed.recipient)

    def _refused(self, claimed: Claimed) -> Said | None:
        """Why it goes to nobody. Mail to an address that it came back from goes in a trial, which it is not sent to."""
        program = to_a_program(claimed.channel)  # its channel knows where it is
        if not (program or claimed.channel in KIND_OF) or channel_of(claimed.channel) not in self._channels:
            return Said(_NO_CHANNEL, {"channel": claimed.channel})
        if why := self.came_back(claimed):
            return why
        return None if program or (claimed.address or "").strip() else _missing(claimed.channel)

    def came_back(self, claimed: Claimed) -> Said | None:
        """Why mail to this address came back before; None: it did not, or that does not matter."""
        if self.trial or channel_of(claimed.channel) != MAIL:
            return None
        return self._wording.unreachable(claimed.recipient, claimed.channel)

    def _calendar(self, claimed: Claimed, body: Composed) -> bytes:
        how = self._wording
        return attached(claimed, body.dates, self._numbers, how.leaving, how.lang) if body.dates else b""

    def instead(self, claimed: Claimed) -> Outgoing | None:
        """A mail as a text message; None: it goes as none."""
        how = self._wording
        if not (how.fallback and claimed.instead and SMS in self._channels and how.trial is None):
            return None
        try:
            body, now = self._composed(claimed.content), self._clock.now()
        except ContentError:
            return None
        name, to = claimed.name or "", claimed.recipient
        made = Outgoing(key=claimed.sent_as, address=claimed.instead, name=name, recipient=to, body=body, at=now)
        return how.linked(made, to)
