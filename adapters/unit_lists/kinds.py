"""The kind of an agency as people write it: the code, or the words that lists print for it."""

import re
from difflib import get_close_matches
from functools import cache

from adapters.words.catalogue import KINDS, LANGUAGES, tr
from rules.phrases.normalising import folded

_LIKE = 0.8
"""The likeness (of 1) from which a new kind is taken for a known one that is misspelt."""

_BESIDE = {
    "central": ("trung ương", "central body"),
    "province": ("tỉnh", "tỉnh, thành phố", "province"),
    "commune": ("xã", "phường", "đặc khu", "xã, phường, đặc khu", "các xã, phường, đặc khu", "cấp xã", "ward"),
    "party-body": ("ban đảng", "cơ quan của Đảng", "Party body"),
    "party-committee": ("các đảng ủy", "Party committee"),
    "department": ("sở", "các sở, ban, ngành", "sở, ban, ngành", "department"),
    "group": ("nhóm", "nhóm đơn vị", "group"),
}
"""Words for a kind beside those of the lists."""


def kind_meant(text: str) -> str | None:
    """The code of the kind that `text` is, in any case of letters; None: it is none of those that are always there."""
    return _words().get(_key(text))


@cache
def misspelt(text: str, known: frozenset[str]) -> bool:
    """True if `text`, which is none of the `known` kinds, is so like one of them that it is a slip."""
    return bool(get_close_matches(_key(text), [*_words(), *map(_key, known)], 1, _LIKE))


@cache
def _words() -> dict[str, str]:
    found = {_key(word): code for code, words in _BESIDE.items() for word in words}
    for code, label in KINDS.items():
        found |= {_key(word): code for word in (code, label, *(tr(label, lang) for lang in LANGUAGES))}
    return found | {key.removeprefix("cac "): code for key, code in found.items()}


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded(text)))
