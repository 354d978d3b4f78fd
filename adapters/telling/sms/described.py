"""Text messages through a provider that a file describes: what it is asked, and where in its answers success stands.

For Viettel, VNPT, FPT and others, whose interfaces differ from contract to contract. A template has named fields only,
and each stands for one thing of the message or the account: nothing is computed, and nothing else is reached by it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.telling.sms.gsm import is_gsm
from adapters.telling.sms.json_answers import json_object, judged_by_code
from adapters.telling.sms.provider import Answer, Asked, Judged, Submission, Text
from adapters.telling.targets import GatewayTarget

FIELDS = ("number", "number_at_home", "number_plain", "text", "from", "key", "unicode", "username", "password")
"""The fields of templates: +84912345678, 0912345678, 84912345678, the text, the brand name, the message's own key,
1 where the text has diacritics (else 0), and the account."""

MEANINGS: Mapping[str, Submission] = {
    "taken": Submission.TAKEN,
    "bad_number": Submission.BAD_NUMBER,
    "bad_text": Submission.BAD_TEXT,
    "no_credit": Submission.NO_CREDIT,
    "wrong_setup": Submission.WRONG_SETUP,
    "busy": Submission.BUSY,
    "in_doubt": Submission.IN_DOUBT,
}
"""What codes may mean, as a description has it."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,5}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}", re.ASCII)
_CODE = re.compile(r"-?[A-Za-z0-9_]{1,20}", re.ASCII)
_LONGEST = 2_000


class DescriptionError(ValueError):
    """A description cannot be used; `args[0]` names what of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A provider as a file describes it."""

    title: str
    form: bool  # as fields of a form, instead of JSON
    headers: Mapping[str, str] = field(default_factory=dict)  # templates
    body: Mapping[str, Any]  # templates; a value may be a mapping or a list of such
    code: str  # where in the answer its code stands: `result.status`
    codes: Mapping[str, Submission]

    def asked(self, target: GatewayTarget, text: Text) -> Asked:
        """The message, in the provider's own terms."""
        values = _values(target, text)
        headers = {name: _filled(one, values) for name, one in self.headers.items()}
        body = _filled_all(self.body, values)
        if self.form:
            return Asked(method="POST", form=body, headers=headers)
        return Asked(method="POST", json=body, headers=headers)

    def judged(self, answer: Answer) -> Judged:
        """By the code that the answer has at its place; a code that nobody described is none that took the message."""
        return judged_by_code(_at(json_object(answer), self.code), answer, self.codes)


def described(raw: Mapping[str, Any]) -> Described:
    """The provider that a file describes. Raises DescriptionError."""
    unknown = raw.keys() - {"title", "send", "headers", "body", "code", *MEANINGS}
    if unknown:
        raise DescriptionError(sorted(unknown)[0])
    headers, body = raw.get("headers", {}), raw.get("body")
    _must(isinstance(raw.get("title"), str) and 0 < len(raw["title"]) <= 40 and raw["title"].isprintable(), "title")
    _must(raw.get("send", "json") in ("json", "form"), "send")
    _must(isinstance(headers, dict) and all(map(_HEADER.fullmatch, headers)), "headers")
    _must(isinstance(body, dict) and bool(body), "body")
    for template in (*_templates(headers), *_templates(body or {})):
        _must(len(template) <= _LONGEST and template.isprintable(), template[:40])
        _must(all(name in FIELDS for name in _FIELD.findall(template)), template[:40])
    _must(any("{text}" in one for one in _templates(body or {})), "body")
    _must(isinstance(raw.get("code"), str) and bool(_PATH.fullmatch(raw["code"])), "code")
    codes = {code: meaning for name, meaning in MEANINGS.items() for code in _codes(raw, name)}
    _must(Submission.TAKEN in codes.values(), "taken")
    form = raw.get("send") == "form"
    return Described(title=raw["title"], form=form, headers=headers, body=body or {}, code=raw["code"], codes=codes)


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise DescriptionError(what)


def _codes(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    listed = raw.get(name, [])
    _must(isinstance(listed, list), name)
    for one in listed:
        _must(isinstance(one, str | int) and not isinstance(one, bool) and bool(_CODE.fullmatch(str(one))), name)
        yield str(one)


def _templates(value: Any) -> Iterator[str]:
    """Every text in a value that may be nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _templates(one)
    elif isinstance(value, list):
        for one in value:
            yield from _templates(one)
    elif not isinstance(value, int | float):
        raise DescriptionError("body")


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
    return _FIELD.sub(lambda found: values[found[1]], template)


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
    plain = isinstance(found, str | int) and not isinstance(found, bool) and _CODE.fullmatch(str(found))
    return str(found) if plain else None
