"""Text messages through an HTTP gateway that speaks Kannel's `sendsms` (Kannel User's Guide, chapter 6)."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from adapters.telling.addresses import AddressError, mobile
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable
from adapters.telling.gsm import is_gsm
from adapters.telling.targets import KannelTarget
from adapters.words.catalogue import Said
from rules.problems import N_

_ACCEPTED = 202
_SETUP = frozenset({401, 403, 404, 405, 407})  # who we are, or where we knocked: the same for every message
_BUSY = frozenset({408, 429, 502, 503, 504})
_GSM, _UCS2 = "0", "2"

_DOWN = N_("The SMS gateway {server} cannot be reached ({why}): check its name, its port and the network.")
_BUSY_NOW = N_("The SMS gateway {server} takes no messages now ({why}); they are tried again.")
_SET_UP_WRONG = N_(
    "The SMS gateway {server} refuses us ({why}): check THOIHAN_SMS, THOIHAN_SMS_USERNAME and "
    "THOIHAN_SMS_PASSWORD (`sms`, `sms_username`, `sms_password_file` in a settings file)."
)
_NO_GATEWAY = N_(
    "{server} does not answer like a Kannel gateway ({why}): check THOIHAN_SMS (`sms` in a settings file); "
    "nothing counts as sent."
)
_REFUSED = N_("The SMS gateway {server} refuses the message ({why}): check the unit's mobile number.")
_FAILED = N_("The SMS gateway {server} failed on the message ({why}); it is tried again.")
_LOST = N_("The SMS gateway {server} did not answer ({why}); the message is tried again.")


class _NoUrls(logging.Filter):
    """Keeps httpx from logging the URLs it asks for: Kannel takes the password and the text in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False if the record holds a URL."""
        return not any(isinstance(arg, httpx.URL) for arg in record.args or ())


logging.getLogger("httpx").addFilter(_NoUrls())


@dataclass(frozen=True, slots=True)
class KannelSms:
    """Text messages to one gateway, many over one connection.

    The gateway knows no keys: a process that dies between sending and confirming sends the message once more.
    """

    target: KannelTarget
    name: str = "sms"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        down: Unreachable | None = None
        lost = 0
        with httpx.Client(timeout=self.target.timeout, trust_env=False) as client:
            for message in messages:
                outcome = down or self._one(client, message)
                lost = lost + 1 if _unanswered(outcome) else 0
                if lost > 1 and isinstance(outcome, Temporary):
                    outcome = Unreachable(
                        outcome.error, unknown=outcome.unknown
                    )  # twice running: it is the gateway, not the message
                down = Unreachable(outcome.error) if isinstance(outcome, Unreachable) else None
                yield outcome

    def _one(self, client: httpx.Client, message: Outgoing) -> Outcome:
        try:
            fields = self._fields(message)
        except AddressError as error:
            return Permanent(error.said)
        try:
            response = client.get(self.target.url, params=fields)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            return Unreachable(self._about(_DOWN, type(error).__name__))
        except httpx.HTTPError as error:
            return Temporary(self._about(_LOST, type(error).__name__), unknown=True)
        return self._outcome(response.status_code)

    def _fields(self, message: Outgoing) -> dict[str, str]:
        text = message.body.sms
        fields = {
            "username": self.target.username,
            "password": self.target.password.reveal(),
            "to": mobile(message.address),
            "text": text,
            "charset": "UTF-8",
            "coding": _GSM if is_gsm(text) else _UCS2,
        }
        return fields | ({"from": self.target.sender} if self.target.sender else {})

    def _outcome(self, status: int) -> Outcome:
        """The outcome by the status of an answer. Its words are not kept: they may repeat what was asked."""
        why = str(status)
        if status == _ACCEPTED:
            return Delivered()
        if status in _SETUP:
            return Unreachable(self._about(_SET_UP_WRONG, why))
        if status in _BUSY:
            return Unreachable(self._about(_BUSY_NOW, why))
        if status >= 500:
            return Temporary(self._about(_FAILED, why), unknown=True)
        return Permanent(self._about(_REFUSED, why)) if status >= 400 else Unreachable(self._about(_NO_GATEWAY, why))

    def _about(self, template: str, why: str) -> Said:
        return Said(template, {"server": urlsplit(self.target.url).netloc, "why": why})


def _unanswered(outcome: Outcome) -> bool:
    return isinstance(outcome, Temporary) and outcome.error.template == _LOST
