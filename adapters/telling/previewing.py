"""Messages that would leave, handed to a dispatcher without being taken out of the outbox: to be looked at."""

from collections.abc import Collection
from datetime import datetime

from adapters.clock import Clock, day_in_viet_nam
from adapters.telling.letters.sample import ADDRESS, NAME, sample
from engine.telling.news import news
from events.states import to_a_program
from events.store import Composer, Outbox
from events.views import Claimed, MessageId, Settled

_MOST = 100_000


class Preview:
    """Messages that are handed out once. See `events.store.Handing`."""

    def __init__(self, messages: Collection[Claimed]) -> None:
        self._left = list(messages)

    @classmethod
    def of(cls, outbox: Outbox, clock: Clock) -> "Preview":
        """All that waits, whatever holds it for a while, as it would be said now."""
        now = clock.now()
        found = outbox.preview(now, _MOST, news(day_in_viet_nam(now)))
        return cls([one for one in found if not to_a_program(one.channel)])

    def claim(
        self,
        now: datetime,  # noqa: ARG002
        worker: str,  # noqa: ARG002
        limit: int,
        lease_seconds: float,  # noqa: ARG002
        composer: Composer | None = None,  # noqa: ARG002
    ) -> list[Claimed]:
        """The next of them."""
        found, self._left = self._left[:limit], self._left[limit:]
        return found

    def renew(self, claimed: Collection[Claimed], lease_seconds: float) -> set[MessageId]:  # noqa: ARG002
        """They are nobody else's."""
        return {(one.recipient, one.key) for one in claimed}

    def settle(self, settled: Collection[Settled]) -> set[MessageId]:
        """Nothing is kept."""
        return {(one.recipient, one.key) for one in settled}


def sampled(clock: Clock) -> Preview:
    """A sample letter, for which nothing need wait."""
    content = sample(clock.today())
    return Preview([Claimed("mau", 0, "mau", "mail", content, 1, NAME, ADDRESS, "")])
