"""Which milestone of a plan the words of an event mean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from rules.phrases.normalising import key_of, normalise
from rules.phrases.ruling import name_of

SAME, SHORT_FORM = 100, 92
CERTAIN = 90
"""A score (0-100) from which words and a title are the same name: no other word in it, or a title cut short."""

ALIKE = 85
"""The most that mere likeness scores. “Nghị quyết số 57” and “Nghị quyết số 59” are very much alike."""

POSSIBLE = 70
"""A score below which a milestone is no candidate."""

MARGIN = 6
"""By how much the best must lead for the others not to count."""

LOOK_AHEAD = 4
"""How many words behind an event's name in the context belong to it."""

EMPTY = re.compile(
    r"\b(?:kết thúc|bế mạc|khai mạc|diễn ra|tiến hành|hoàn thành|ban hành|công bố|thông qua|(?<!ban )tổ chức|ngày|khi"
    r"|có|của|việc|cấp|được|thời điểm|cuộc|về|(?<=đại hội )đại biểu)\b"
)
"""Words that say what happens with an event rather than which it is."""

ORDINAL = re.compile(r"\b(?:lần thứ|khoá|kỳ họp thứ)\s+(\w+)\b")
TERM = re.compile(r"\b(?:nhiệm kỳ|giai đoạn)?\s*\d{4}\s+\d{4}\b")

LEVELS = (
    ("toàn quốc", "trung ương", "bộ chính trị", "ban bí thư", "quốc hội", "chính phủ"),
    ("tỉnh", "thành phố", "thành uỷ"),
    ("huyện", "quận", "thị xã"),
    ("xã", "phường", "đặc khu", "cơ sở"),
)
"""Words that say at which level something happens. Names of different levels are different happenings."""

EVERY_LEVEL = re.compile(r"các cấp")
MANY = re.compile(
    r"\bcác (?:cấp|xã|phường|huyện|tỉnh|địa phương|đơn vị|chi bộ|đảng bộ|tổ chức|bộ|ngành)\b|\b(?:từng|mỗi|những)\b"
)
"""Words by which an event is several."""

UNNAMED = re.compile(
    r"(?:hướng dẫn|chỉ đạo|quy định|quyết định|nghị quyết|kết luận|chỉ thị|thông báo|ý kiến|văn bản|kế hoạch|đề án"
    r"|chương trình|yêu cầu|hội nghị)(?: (?:mới|này|đó|liên quan|cụ thể))*"
)
"""A sort of document, of which there is more than one: no short form of a title."""

SHORT = {"mttq": "mặt trận tổ quốc", "hđnd": "hội đồng nhân dân", "ubnd": "uỷ ban nhân dân", "tw": "trung ương"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """`name` is the milestone meant, None where that is not certain.

    `candidates` are those it may be, the likeliest first; `proposed_name` names a new milestone made of the words.
    `several`: the words speak of several events.
    """

    name: str | None
    candidates: tuple[str, ...]
    proposed_name: str
    several: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """What an event or a milestone is called: its `words`, the `bare` ones that say which it is, and what they tell."""

    words: str
    bare: str
    levels: frozenset[int]
    numbers: frozenset[str]


def resolve(event_words: str, milestones: Mapping[str, str], context: str = "") -> Resolution:
    """The milestone that `event_words` mean, of `milestones` (names with their titles).

    `context` is what stands beside the phrase, such as the title of its row: it decides between milestones that the
    words alone fit equally well ("đại hội" in a row on the congress of the army's party committee).
    """
    event, several = _name(event_words), MANY.search(_name(event_words).words) is not None
    fits = {name: score for name, title in milestones.items() if (score := _score(event, _name(title))) >= POSSIBLE}
    ranked = sorted(fits, key=lambda name: (-fits[name], name))
    likely = [name for name in ranked if fits[name] >= fits[ranked[0]] - MARGIN]
    if len(likely) > 1:
        chosen = _by_context(likely, milestones, event.words, _words(context))
        ranked = sorted(ranked, key=lambda name: name not in chosen)
        likely = chosen or likely
    certain = len(likely) == 1 and fits[likely[0]] >= CERTAIN and not several
    certain = certain and not _says_another(event.bare, _name(milestones[likely[0]]).bare, _name(context).bare)
    return Resolution(
        name=likely[0] if certain else None,
        candidates=tuple(ranked),
        proposed_name=name_of(event_words) or "su_kien",
        several=several,
    )


@lru_cache(maxsize=4096)
def _name(text: str) -> _Name:
    words = _words(text)
    numbers = frozenset(ORDINAL.findall(words))
    return _Name(words=words, bare=_bare(words), levels=_levels(words), numbers=numbers)


def _words(text: str) -> str:
    return " ".join(SHORT.get(word, word) for word in re.findall(r"\w+", key_of(normalise(text).clean)))


def _score(event: _Name, title: _Name) -> float:
    """How well a title fits the words, 0-100; 0 where the two are of different levels or numbers."""
    if not EVERY_LEVEL.search(event.words) and not _agree(event.levels, title.levels):
        return 0
    if not _agree(event.numbers, title.numbers):
        return 0
    if sorted(event.bare.split()) == sorted(title.bare.split()):
        return SAME
    # Vietnamese names begin with their head: what a title begins with may be short for it. Words further behind name
    # something else ("đại hội" in "hướng dẫn tổ chức đại hội").
    if title.bare.startswith(f"{event.bare} ") and not UNNAMED.fullmatch(event.bare):
        return SHORT_FORM
    alike = max(token_sort_ratio(event.bare, title.bare), token_set_ratio(event.bare, title.bare))
    return min(alike, ALIKE)


def _agree(one: frozenset[Any], other: frozenset[Any]) -> bool:
    """Whether the two do not contradict each other; saying nothing contradicts nothing."""
    return not one or not other or bool(one & other)


def _bare(words: str) -> str:
    left = EMPTY.sub(" ", TERM.sub(" ", ORDINAL.sub(" ", words)))
    return " ".join(left.split()) or words


def _levels(words: str) -> frozenset[int]:
    padded = f" {words} "
    return frozenset(level for level, names in enumerate(LEVELS) if any(f" {name} " in padded for name in names))


def _by_context(names: list[str], milestones: Mapping[str, str], words: str, context: str) -> list[str]:
    """Those of `names` whose own words (that no other of them has, and the event does not say) the context repeats."""
    said = set(words.split())
    titles = {name: set(_name(milestones[name]).words.split()) - said for name in names}
    scores = {name: len(_own(titles, name) & set(context.split())) for name in names}
    best = max(scores.values())
    return [name for name in names if best and scores[name] == best]


def _says_another(event: str, title: str, context: str) -> bool:
    """Whether the context names the event more closely than the phrase does, and not as the title has it."""
    if event == title or not event:
        return False
    follows = [found[1].split()[:LOOK_AHEAD] for found in re.finditer(rf"\b{re.escape(event)}\b((?: \w+)+)", context)]
    return any(set(words) - set(title.split()) for words in follows)


def _own(titles: Mapping[str, set[str]], name: str) -> set[str]:
    others: Iterable[set[str]] = (words for other, words in titles.items() if other != name)
    return titles[name].difference(*others)
