"""Requests read strictly: the language of whoever asks, and JSON in which nothing stands twice or is no number."""

import json
from typing import Any, NoReturn

from fastapi import Request

from adapters.web.rights.asking import office_of
from adapters.words.catalogue import LANGUAGES

MOST_BYTES = 16_000_000
"""The largest body: a long plan, or all agencies of the country, fit several times."""
_DEEPEST = 60


class NotJson(ValueError):  # noqa: N818 - named by what it says
    """A body is no JSON; `why` is one of "json", "twice", "deep", "text"."""

    def __init__(self, why: str, what: str = "") -> None:
        self.why, self.what = why, what
        super().__init__(why)


def spoken(request: Request) -> str:
    """The language in which to answer: the first of ours that is accepted most, else that of the settings."""
    wanted: list[tuple[float, int, str]] = []
    for at, one in enumerate(request.headers.get("accept-language", "")[:200].split(",")):
        name, _, weight = one.partition(";")
        lang = name.strip().lower().partition("-")[0]
        if lang in LANGUAGES and (quality := _quality(weight)) > 0:
            wanted.append((-quality, at, lang))
    return min(wanted)[2] if wanted else office_of(request).settings.lang


def _quality(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


def json_of(body: bytes) -> Any:
    """The JSON value that a body is. Raises NotJson."""
    try:
        found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except NotJson:
        raise
    except UnicodeDecodeError:
        raise NotJson("text") from None
    except (ValueError, RecursionError):
        raise NotJson("json") from None
    _must_be_plain(found)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotJson("twice", key)
        found[key] = value
    return found


def _refuse(_name: str) -> NoReturn:
    raise NotJson("json")


def _must_be_plain(value: Any) -> None:
    """Raise NotJson where lists and mappings stand too deep within each other, or a text is none (no UTF-8)."""
    layer = [value]
    for _ in range(_DEEPEST):
        inside: list[Any] = []
        for one in layer:
            if isinstance(one, dict):
                inside += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                inside += one
            elif isinstance(one, str) and not _is_text(one):
                raise NotJson("text")
        if not inside:
            return
        layer = inside
    raise NotJson("deep")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
