"""The channel of one webhook: each message is one signed POST, and its answer says what became of it."""

import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore

from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.hooks.cloud_events import MEDIA_TYPE, cloud_event
from adapters.telling.hooks.guarding import Deadline, GuardedBackend, InsideError
from adapters.telling.hooks.signing import signed
from adapters.words.catalogue import Said
from rules.problems import N_

SECONDS = 10.0
"""For all of one message, from the look-up of the name to the end of the answer."""

_MOST_READ = 64 * 1024  # bytes of an answer; nothing in it counts

_NO_KEY = N_(
    "Programs are not told: THOIHAN_WEBHOOK_KEYS (`webhook_keys_file` in a settings file) holds no key by which what "
    "they are told could be signed."
)
_IN_TRIAL = N_("Programs are told nothing in a trial; what waits for them goes when it is over.")
_INSIDE = N_(
    "The webhook {server} lies inside the network, and nothing was sent: register it with --allow-internal, if it is "
    "meant."
)
_DOWN = N_("The webhook {server} cannot be reached ({why}): check its name, its port and its certificate.")
_LOST = N_("The webhook {server} did not answer ({why}); the message is tried again, under the same id.")
_FAILED = N_("The webhook {server} failed on the message ({why}); it is tried again, under the same id.")
_BUSY = N_("The webhook {server} takes no messages now ({why}); they are tried again.")
_REFUSED = N_("The webhook {server} refuses the message ({why}): its own log says why; send it again when that is so.")
_WRONG = N_(
    "The webhook {server} answers that nothing is taken there ({why}): check its address and its secret. Redirects are "
    "not followed."
)

_PERMANENT = (400, 406, 409, 413, 415, 422)
_FOR_NOW = (408, 425, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    """Where a program is told, and with which keys that is signed."""

    id: str
    url: str
    internal: bool
    keys: Sequence[Secret]
    trial: bool = False  # nobody whom messages are for hears of them
    source: str = ""  # the address under which officers reach this program


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Messages to one program, one after the other over one connection."""

    target: WebhookTarget
    name: str
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        deadline = Deadline()
        backend = GuardedBackend(deadline, internal=self.target.internal)
        lost = 0
        with httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=backend, max_connections=1, retries=0
        ) as pool:
            for message in messages:
                outcome = self._one(pool, deadline, message)
                lost = lost + 1 if isinstance(outcome, Temporary) and outcome.unknown else 0
                if lost > 1 and isinstance(outcome, Temporary):  # twice running: it is the server, not the message
                    outcome = Unreachable(outcome.error, unknown=True)
                yield outcome

    def _one(self, pool: httpcore.ConnectionPool, deadline: Deadline, message: Outgoing) -> Outcome:
        if self.target.trial:
            return Unreachable(Said(_IN_TRIAL, {}))
        if not self.target.keys:
            return Unreachable(Said(_NO_KEY, {}))
        if message.body.content is None:
            return Permanent(self._about(_REFUSED, "no content"))
        deadline.until = time.monotonic() + SECONDS
        try:
            return self._judged(self._posted(pool, message))
        except InsideError:
            return Unreachable(self._about(_INSIDE, ""))
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.UnsupportedProtocol) as error:
            return Unreachable(self._about(_DOWN, type(error).__name__))
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            return Temporary(self._about(_LOST, type(error).__name__), unknown=True)

    def _posted(self, pool: httpcore.ConnectionPool, message: Outgoing) -> int:
        """The status that came back; of the answer itself a beginning is read, so that the connection may go on."""
        name, content = f"msg_{token(message.key)}", message.body.content
        assert content is not None  # noqa: S101 - asked before
        body = cloud_event(content, name, message.recipient, self.target.source)
        headers = {
            "Content-Type": MEDIA_TYPE,
            "User-Agent": "thoihan",
            "Accept-Encoding": "identity",
            **signed(self.target.keys, self.target.id, name, message.at, body),
        }
        limits = {"timeout": {"connect": SECONDS, "read": SECONDS, "write": SECONDS, "pool": SECONDS}}
        host = {"Host": urlsplit(self.target.url).netloc}
        with pool.stream(
            "POST", self.target.url, headers=[*{**host, **headers}.items()], content=body, extensions=limits
        ) as response:
            size = 0
            for piece in response.iter_stream():
                size += len(piece)
                if size > _MOST_READ:
                    break
            return response.status

    def _judged(self, status: int) -> Outcome:
        why = str(status)
        if 200 <= status < 300:
            return Delivered()
        if status in _PERMANENT:
            return Permanent(self._about(_REFUSED, why))
        if status in _FOR_NOW:
            return Temporary(self._about(_BUSY, why))
        if status >= 500:
            return Temporary(self._about(_FAILED, why), unknown=True)
        return Unreachable(self._about(_WRONG, why))

    def _about(self, template: str, why: str) -> Said:
        return Said(template, {"server": urlsplit(self.target.url).netloc, "why": why})
