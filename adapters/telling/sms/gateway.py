"""Text messages through a provider over HTTP: many over one connection, whatever it answers."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from adapters.telling.addresses import AddressError, mobile
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.sms.described import Described
from adapters.telling.sms.esms import Esms
from adapters.telling.sms.kannel import Kannel
from adapters.telling.sms.provider import Answer, Asked, Provider, Submission, Text, reference
from adapters.telling.sms.speedsms import SpeedSms
from adapters.telling.targets.texts import GatewayTarget, Speaks
from adapters.words.catalogue import Said
from rules.problems import N_

PROVIDERS: Mapping[Speaks, Provider] = {Speaks.KANNEL: Kannel(), Speaks.ESMS: Esms(), Speaks.SPEEDSMS: SpeedSms()}

_MOST_READ = 64 * 1024  # bytes of an answer; what is longer is none of theirs

_DOWN = N_("The SMS gateway {server} cannot be reached ({why}): check its name, its port and the network.")
_LOST = N_("The SMS gateway {server} did not answer ({why}); the message is tried again.")
_WORDS = {
    Submission.BAD_NUMBER: N_("The SMS gateway {server} refuses the message ({why}): check the unit's mobile number."),
    Submission.BAD_TEXT: N_(
        "The SMS gateway {server} refuses the text ({why}): it is not as the template that was registered, too long, "
        "or in characters that it does not take; `plain=yes` leaves out the diacritics."
    ),
    Submission.NOT_TAKEN: N_("The SMS gateway {server} did not take the message ({why}); it is tried again."),
    Submission.IN_DOUBT: N_("The SMS gateway {server} failed on the message ({why}); it is tried again."),
    Submission.BUSY: N_("The SMS gateway {server} takes no messages now ({why}); they are tried again."),
    Submission.NO_CREDIT: N_("The account at the SMS gateway {server} is used up ({why}): pay in; the messages wait."),
    Submission.WRONG_SETUP: N_(
        "The SMS gateway {server} refuses us ({why}): check THOIHAN_SMS, THOIHAN_SMS_USERNAME and "
        "THOIHAN_SMS_PASSWORD (`sms`, `sms_username`, `sms_password_file` in a settings file)."
    ),
    Submission.NO_ANSWER: N_(
        "{server} does not answer like {title} ({why}): check THOIHAN_SMS (`sms` in a settings file); nothing counts "
        "as sent, though one message may have gone."
    ),
    Submission.NO_PROVIDER: N_(
        "{server} does not answer like {title} ({why}): check THOIHAN_SMS (`sms` in a settings file); nothing counts "
        "as sent."
    ),
}


def provider_of(target: GatewayTarget) -> Provider:
    """The provider that a target speaks to: one that is known, or as it is described."""
    return Described(target.description) if target.description is not None else PROVIDERS[target.speaks]


class _NoUrls(logging.Filter):
    """Keeps httpx from logging the URLs it asks for: Kannel takes the password and the text in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False if the record holds a URL."""
        return not any(isinstance(arg, httpx.URL) for arg in record.args or ())


logging.getLogger("httpx").addFilter(_NoUrls())


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Text messages to one provider, many over one connection. Whether it knows keys, its own file says."""

    target: GatewayTarget
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
                if lost > 1 and isinstance(outcome, Temporary):  # twice running: it is the gateway, not the message
                    outcome = Unreachable(outcome.error, unknown=outcome.unknown)
                down = Unreachable(outcome.error) if isinstance(outcome, Unreachable) else None
                yield outcome

    def _one(self, client: httpx.Client, message: Outgoing) -> Outcome:
        provider = provider_of(self.target)
        try:
            text = Text(number=mobile(message.address), text=message.body.sms, key=token(message.key))
        except AddressError as error:
            return Permanent(error.said)
        try:
            answer = self._answer(client, provider.asked(self.target, text))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            return Unreachable(self._about(_DOWN, type(error).__name__))
        except httpx.HTTPError as error:
            return Temporary(self._about(_LOST, type(error).__name__), unknown=True)
        meaning, code = provider.judged(answer)
        return (
            Delivered(reference(self.target, text))
            if meaning is Submission.TAKEN
            else self._not_sent(meaning, provider.title, code)
        )

    def _answer(self, client: httpx.Client, asked: Asked) -> Answer:
        """What came back, or its beginning. Raises httpx.HTTPError."""
        plain = {**asked.headers, "Accept-Encoding": "identity"}  # nothing that swells when it is unpacked
        request = client.build_request(
            asked.method,
            self.target.url,
            params=asked.params or None,
            json=asked.json,
            data=asked.form,
            headers=plain,
        )
        response = client.send(request, stream=True, auth=asked.login or httpx.USE_CLIENT_DEFAULT)
        body, until = b"", time.monotonic() + self.target.timeout
        try:
            for piece in response.iter_raw():
                body += piece
                if len(body) > _MOST_READ or time.monotonic() > until:
                    break
        finally:
            response.close()
        return Answer(response.status_code, body[:_MOST_READ])

    def _not_sent(self, meaning: Submission, title: str, code: str) -> Outcome:
        error = self._about(_WORDS[meaning], code, title)
        match meaning:
            case Submission.BAD_NUMBER | Submission.BAD_TEXT:
                return Permanent(error)
            case Submission.NOT_TAKEN | Submission.IN_DOUBT:
                return Temporary(error, unknown=meaning is Submission.IN_DOUBT)
        return Unreachable(error, unknown=meaning is Submission.NO_ANSWER)

    def _about(self, template: str, why: str, title: str = "") -> Said:
        return Said(template, {"server": urlsplit(self.target.url).netloc, "why": why, "title": title})


def _unanswered(outcome: Outcome) -> bool:
    return isinstance(outcome, Temporary) and outcome.error.template == _LOST
