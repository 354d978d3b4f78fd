"""Messages that were claimed become what goes out: words, an address, and only what may be said outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from adapters.clock import Clock
from adapters.leaving import NOTHING_SECRET, Leaving
from adapters.telling.channel import Channel, Outgoing, Permanent
from adapters.telling.composing import Composed, composing
from adapters.telling.message_content import ContentError, Levels, all_open, reading, released
from adapters.telling.targets import Trial
from adapters.telling.trial import tried
from adapters.words.catalogue import VIETNAMESE, Said
from adapters.words.sending.ways import way_said
from events.beside.ways import KIND_OF, MAIL, SMS, channel_of
from events.views import Claimed
from rules.problems import N_

_BODIES = 64

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
    fallback: bool = False  # a mail that is refused for good goes as a text message

    def composed(self, content: str) -> Composed:
        """The words of a body. Raises ContentError."""
        said = released(reading(content), self.leaving, self.levels, self.lang)
        words = composing(said, self.lang, plain_sms=self.plain_sms)
        to = {self.answers(part.plan_id) for part in said.of_each_plan}
        return replace(words, reply_to=to.pop() if len(to) == 1 else "")


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

    @property
    def trial(self) -> bool:
        """True if nobody whom messages are for hears of them."""
        return self._wording.trial is not None

    def __call__(self, claimed: Claimed) -> Outgoing | Permanent:
        """The message ready to go, or why it never will be."""
        channel = channel_of(claimed.channel)
        if claimed.channel not in KIND_OF or channel not in self._channels:
            return Permanent(Said(_NO_CHANNEL, {"channel": claimed.channel}))
        if not (claimed.address or "").strip():
            return Permanent(_missing(claimed.channel))
        try:
            body: Composed = self._composed(claimed.content)
        except ContentError as error:
            return Permanent(Said(_UNREADABLE, {"why": str(error)}))
        name, how = claimed.name or "", self._wording
        message = Outgoing(
            key=claimed.sent_as, address=claimed.address or "", name=name, body=body, at=self._clock.now()
        )
        if how.trial is None:
            return message
        return tried(message, channel, how.trial, how.lang, plain_sms=how.plain_sms)

    def instead(self, claimed: Claimed) -> Outgoing | None:
        """A mail as a text message; None: it goes as none."""
        how = self._wording
        if not (how.fallback and claimed.instead and SMS in self._channels and how.trial is None):
            return None
        body, now = self._composed(claimed.content), self._clock.now()
        return Outgoing(key=claimed.sent_as, address=claimed.instead, name=claimed.name or "", body=body, at=now)
