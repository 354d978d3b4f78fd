"""Text messages through a provider that a file describes: what it is asked, and where in its answers success stands.

For Viettel, VNPT, FPT and others, whose interfaces differ from contract to contract. A template has named fields only,
and each stands for one thing of the message or the account: nothing is computed, and nothing else is reached by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.telling.sms.description import CODE, FIELD, Description
from adapters.telling.sms.gsm import is_gsm
from adapters.telling.sms.json_answers import json_object, judged_by_code
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.targets.texts import GatewayTarget

MEANT: Mapping[str, Submission] = {
    "taken": Submission.TAKEN,
    "bad_number": Submission.BAD_NUMBER,
    "bad_text": Submission.BAD_TEXT,
    "no_credit": Submission.NO_CREDIT,
    "wrong_setup": Submission.WRONG_SETUP,
    "busy": Submission.BUSY,
    "in_doubt": Submission.IN_DOUBT,
}
"""What codes may mean, as a description has it."""


@dataclass(frozen=True, slots=True)
class Described:
    """A provider as a file describes it."""

    of: Description

    @property
    def again_in_doubt(self) -> bool:
        """True: nothing is said of how it knows messages."""
        return True

    @property
    def title(self) -> str:
        """As people call it."""
        return self.of.title

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """The message, in the provider's own terms."""
        values = _values(target, text)
        headers = {name: _filled(one, values) for name, one in self.of.headers.items()}
        body = _filled_all(self.of.body, values)
        if self.of.form:
            return Asked(method="POST", form=body, headers=headers)
        return Asked(method="POST", json=body, headers=headers)

    def judged(self, answer: Answer) -> Judged:
        """By the code that the answer has at its place; a code that nobody described is none that took the message."""
        meanings = {code: MEANT[name] for code, name in self.of.codes.items()}
        return judged_by_code(_at(json_object(answer), self.of.code), answer, meanings)


def _values(target: GatewayTarget, text: Text) -> Mapping[str, str]:
    home = f"0{text.number[3:]}" if text.number.startswith("+84") else text.number[1:]
    return {
        "number": text.number,
        "number_at_home": home,
        "number_plain": text.number[1:],
        "text": text.text,
        "from": target.sender or "",
        "key": text.key,
        "unicode": "0" if is_gsm(text.text) else "1",
        "username": target.username,
        "password": target.password.reveal(),
    }


def _filled(template: str, values: Mapping[str, str]) -> str:
    return FIELD.sub(lambda found: values[found[1]], template)


def _filled_all(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _filled(value, values)
    if isinstance(value, dict):
        return {name: _filled_all(one, values) for name, one in value.items()}
    return [_filled_all(one, values) for one in value] if isinstance(value, list) else value


def _at(answer: Mapping[str, Any] | None, path: str) -> str | None:
    """The code at that place of an answer; None: there is none, or something else stands there."""
    found: Any = answer
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    plain = isinstance(found, str | int) and not isinstance(found, bool) and CODE.fullmatch(str(found))
    return str(found) if plain else None
