"""Guessing passwords is slow: who was wrong so often, or where so often somebody was, waits."""

from collections.abc import Iterator

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

OF_ACCOUNT = RateLimitItemPerMinute(10, 15)
OF_ADDRESS = RateLimitItemPerMinute(100, 15)
"""So many wrong ones in so many minutes: a whole office may come from one address."""

MINUTES = 15


class Throttle:
    """Counts wrong passwords and codes, in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def waits(self, account: str, address: str) -> bool:
        """True if nothing is looked at for now, right or wrong."""
        return not all(self._limiter.test(item, kind, who) for item, kind, who in _both(account, address))

    def wrong(self, account: str, address: str) -> None:
        """Count a wrong one."""
        for item, kind, who in _both(account, address):
            self._limiter.hit(item, kind, who)


def _both(account: str, address: str) -> Iterator[tuple[RateLimitItem, str, str]]:
    yield OF_ACCOUNT, "account", account[:60]
    yield OF_ADDRESS, "address", address
