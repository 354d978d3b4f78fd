"""The description of a provider of text messages, as a file has it: read and checked, before anything is sent by it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("number", "number_at_home", "number_plain", "text", "from", "key", "unicode", "username", "password")
"""The fields of templates: +84912345678, 0912345678, 84912345678, the text, the brand name, the message's own key,
1 where the text has diacritics (else 0), and the account."""

TAKEN = "taken"
MEANINGS = (TAKEN, "bad_number", "bad_text", "no_credit", "wrong_setup", "busy", "in_doubt")
"""The lists of codes, by what they mean."""

FIELD = re.compile(r"\{([^{}]*)\}")
CODE = re.compile(r"-?[A-Za-z0-9_]{1,20}", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,5}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}", re.ASCII)
_LONGEST = 2_000


class DescriptionError(ValueError):
    """A description cannot be used; `args[0]` names what of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A provider as a file describes it."""

    title: str
    form: bool  # as fields of a form, instead of JSON
    headers: Mapping[str, str] = field(default_factory=dict)  # templates
    body: Mapping[str, Any]  # templates; a value may be a mapping or a list of such
    code: str  # where in the answer its code stands: `result.status`
    codes: Mapping[str, str]  # by code, which of MEANINGS it has


def description_of(raw: Mapping[str, Any]) -> Description:
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
        _must(all(name in FIELDS for name in FIELD.findall(template)), template[:40])
    _must(any("{text}" in one for one in _templates(body or {})), "body")
    _must(isinstance(raw.get("code"), str) and bool(_PATH.fullmatch(raw["code"])), "code")
    codes = {code: name for name in MEANINGS for code in _codes(raw, name)}
    _must(TAKEN in codes.values(), "taken")
    form = raw.get("send") == "form"
    return Description(title=raw["title"], form=form, headers=headers, body=body or {}, code=raw["code"], codes=codes)


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise DescriptionError(what)


def _codes(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    listed = raw.get(name, [])
    _must(isinstance(listed, list), name)
    for one in listed:
        _must(isinstance(one, str | int) and not isinstance(one, bool) and bool(CODE.fullmatch(str(one))), name)
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
