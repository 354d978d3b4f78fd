"""Text messages and chat through apprise, which knows many services by their addresses (`pip install thoihan[chat]`).

It says of a message whether it went, and no more: one that did not is in doubt, and goes once more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from adapters.secrecy import Secret
from adapters.telling.addresses import AddressError, mobile
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable
from adapters.words.catalogue import Said
from rules.problems import N_

NUMBER, NUMBER_PLAIN = "{number}", "{number_plain}"
"""The places in a service's address where a telephone number goes: +84912345678, and without its plus."""

_MISSING = N_("THOIHAN_SMS names apprise, which is not installed: `pip install thoihan[chat]`.")
_UNKNOWN = N_(
    "apprise does not know the service in THOIHAN_SMS_PASSWORD (`sms_password_file` in a settings file): write it as "
    "its own documentation has it, with {place} where the number goes."
)
_FAILED = N_("apprise could not send the message ({why}); it is tried again.")


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """Messages to one service, one after the other."""

    service: Secret  # its address, with the place of a number
    name: str = "sms"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        try:
            import apprise  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 - an extra
        except ImportError:
            yield from (Unreachable(Said(_MISSING)) for _ in messages)
            return
        for message in messages:
            yield self._one(apprise, message)

    def _one(self, apprise: Any, message: Outgoing) -> Outcome:
        try:
            number = mobile(message.address)
        except AddressError as error:
            return Permanent(error.said)
        address = self.service.reveal().replace(NUMBER, number).replace(NUMBER_PLAIN, number.removeprefix("+"))
        try:
            service = apprise.Apprise()
            if not service.add(address):
                return Unreachable(Said(_UNKNOWN, {"place": NUMBER}))
            went = service.notify(body=message.body.sms)
        except Exception as error:  # noqa: BLE001 - it loads whatever plugin the address names
            return Temporary(Said(_FAILED, {"why": type(error).__name__}), unknown=True)
        return Delivered() if went else Temporary(Said(_FAILED, {"why": "False"}), unknown=True)
