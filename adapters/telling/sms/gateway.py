"""Text messages through a provider over HTTP: many over one connection, whatever it answers."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx

from adapters.telling.addresses import AddressError, mobile
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.sms.described import Described
from adapters.telling.sms.esms import Esms
from adapters.telling.sms.kannel import Kannel
from adapters.telling.sms.provider import Answer, Asked, Provider, Submission, Text, reference
from adapters.telling.sms.speedsms import SpeedSms
from adapters.telling.sms.zalo.provider import TOKEN_REFUSED, Zalo
from adapters.telling.sms.zalo.tokens import TokenError, spoil, token_of
from adapters.telling.targets.texts import GatewayTarget, Speaks
from adapters.words.catalogue import Said
from rules.problems import N_

PROVIDERS: Mapping[Speaks, Provider] = {
    Speaks.KANNEL: Kannel(),
    Speaks.ESMS: Esms(),
    Speaks.SPEEDSMS: SpeedSms(),
    Speaks.ZALO: Zalo(),
}

_MOST_READ = 64 * 1024  # bytes of an answer; what is longer is none of theirs

_DOWN = N_("The SMS gateway {server} cannot be reached ({why}): check its name, its port and the network.")
_LOST = N_("The SMS gateway {server} did not answer ({why}); the message is tried again.")
_LEFT = N_(
    "The SMS gateway {server} did not say what became of the message ({why}): it may have arrived, and is not sent "
    "again by itself."
)
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
                down = _down_by(outcome)
                yield outcome

    def _one(self, client: httpx.Client, message: Outgoing) -> Outcome:
        provider = provider_of(self.target)
        try:
            text = Text(number=mobile(message.address), text=message.body.sms, key=token(message.key))
        except AddressError as error:
            return Permanent(error.said)
        try:
            target = self._known_to_them(client, message)
            answer = self._answer(client, provider.asked(target, text))
        except TokenError as error:
            return Unreachable(error.said)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            return Unreachable(self._about(_DOWN, type(error).__name__))
        except httpx.HTTPError as error:
            return self._in_doubt(provider, Temporary(self._about(_LOST, type(error).__name__), unknown=True))
        meaning, code = provider.judged(answer)
        if self.target.zalo and code == TOKEN_REFUSED:
            with suppress(TokenError):  # the next one says so
                spoil(self.target)
        return (
            Delivered(reference(self.target, text))
            if meaning is Submission.TAKEN
            else self._in_doubt(provider, self._not_sent(meaning, provider.title, code))
        )

    def _known_to_them(self, client: httpx.Client, message: Outgoing) -> GatewayTarget:
        """The target as it is asked now: with the token of this hour, where there is such. Raises TokenError."""
        if self.target.zalo is None:
            return self.target
        return replace(self.target, token=token_of(client, self.target, message.at))

    def _in_doubt(self, provider: Provider, outcome: Outcome) -> Outcome:
        """The outcome; where a provider may tell it twice, what is in doubt is not sent again by itself."""
        match outcome:
            case Temporary(error, unknown=True) | Unreachable(error, unknown=True) if not provider.again_in_doubt:
                return Permanent(self._about(_LEFT, str(error.args["why"])), unknown=True)
        return outcome

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


def _down_by(outcome: Outcome) -> Unreachable | None:
    """The outcome of those after it, where none of them is to be tried now."""
    match outcome:
        case Unreachable(error) | Permanent(error, unknown=True):
            return Unreachable(error)
    return None


def _unanswered(outcome: Outcome) -> bool:
    return isinstance(outcome, Temporary) and outcome.error.template == _LOST
