"""The protocol of providers of text messages: what one is asked, and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Protocol

from adapters.telling.targets.texts import GatewayTarget


class Submission(Enum):
    """What became of a message, as a provider's answer tells it."""

    TAKEN = "taken"  # it is the provider's by now
    BAD_NUMBER = "bad number"  # it will never go to that number
    BAD_TEXT = "bad text"  # it will never go as it is
    NOT_TAKEN = "not taken"  # this time, surely
    IN_DOUBT = "in doubt"  # it failed on the way, and may have gone all the same
    BUSY = "busy"  # no message goes now
    NO_CREDIT = "no credit"  # the same, until somebody pays
    WRONG_SETUP = "wrong setup"  # the same, until somebody mends the settings, or the account
    NO_ANSWER = "no answer"  # this is no answer of such a provider; what was asked may have been done
    NO_PROVIDER = "no provider"  # nor can anything have been done


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text message, ready to go."""

    number: str  # +84912345678
    text: str
    key: str  # short, of ASCII letters and digits: one message has one, and no other has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider is asked; over HTTP, at the address of its target."""

    method: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None  # instead of JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None  # HTTP basic authentication (RFC 7617)


class Answer(NamedTuple):
    """What came back: untrusted, and of the body no more than its beginning."""

    status: int
    body: bytes


class Judged(NamedTuple):
    """What an answer means, and the provider's own code for it: never its words, which may repeat what was asked."""

    meaning: Submission
    code: str


class Provider(Protocol):
    """One way of asking, and of reading answers. It does no I/O itself."""

    @property
    def title(self) -> str:
        """As people call it."""
        ...

    @property
    def again_in_doubt(self) -> bool:
        """True if a message that was in doubt is sent once more; else somebody has to look first."""
        ...

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """How the message is handed over."""
        ...

    def judged(self, answer: Answer) -> Judged:
        """What became of it. Raises nothing, whatever the answer is."""
        ...


def reference(target: GatewayTarget, text: Text) -> str | None:
    """What a message is called in reports of what became of it; None: there are none."""
    return text.key if target.reports else None
