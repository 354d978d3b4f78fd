"""Which milestone of a plan the words of an event mean, and a phrase as a rule that names it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from rules.phrases.normalising import key_of, normalise
from rules.phrases.reading import read
from rules.phrases.ruling import name_of, rule_of

CERTAIN = 90
"""A score (0-100) from which words and a title are the same name."""

POSSIBLE = 70
"""A score below which a milestone is no candidate."""

MARGIN = 6
"""By how much the best must lead for the others not to count."""

LOOK_AHEAD = 4
"""How many words behind an event's name in the context belong to it."""

EMPTY = re.compile(
    r"\b(?:kết thúc|bế mạc|khai mạc|diễn ra|tiến hành|hoàn thành|ban hành|công bố|thông qua|(?<!ban )tổ chức|ngày|khi"
    r"|có|của|việc|các|cấp|được|thời điểm|cuộc|về)\b"
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
SHORT = {"mttq": "mặt trận tổ quốc", "hđnd": "hội đồng nhân dân", "ubnd": "uỷ ban nhân dân", "tw": "trung ương"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """`name` is the milestone meant, None where that is not certain.

    `candidates` are those it may be, the likeliest first; `proposed_name` names a new milestone made of the words.
    """

    name: str | None
    candidates: tuple[str, ...]
    proposed_name: str


def resolve(event_words: str, milestones: Mapping[str, str], context: str = "") -> Resolution:
    """The milestone that `event_words` mean, of `milestones` (names with their titles).

    `context` is what stands beside the phrase, such as the title of its row: it decides between milestones that the
    words alone fit equally well ("đại hội" in a row on the congress of the army's party committee).
    """
    words = _words(event_words)
    fits = {name: score for name, title in milestones.items() if (score := _score(words, _words(title))) >= POSSIBLE}
    ranked = sorted(fits, key=lambda name: (-fits[name], name))
    likely = [name for name in ranked if fits[name] >= fits[ranked[0]] - MARGIN]
    if len(likely) > 1:
        chosen = _by_context(likely, milestones, words, _words(context))
        ranked = sorted(ranked, key=lambda name: name not in chosen)
        likely = chosen or likely
    certain = len(likely) == 1 and fits[likely[0]] >= CERTAIN and not EVERY_LEVEL.search(words)
    certain = certain and not _says_another(_bare(words), _bare(_words(milestones[likely[0]])), _bare(_words(context)))
    return Resolution(
        name=likely[0] if certain else None, candidates=tuple(ranked), proposed_name=name_of(event_words) or "su_kien"
    )


def to_rule(phrase: str, year: int | None, milestones: Mapping[str, str], context: str = "") -> str | None:
    """`phrase` in the offset language, its event resolved to one of `milestones`; None where that is not certain."""
    reading = read(phrase, year)
    if not reading.certain or reading.rule is None:
        return None
    if reading.event is None:
        return reading.rule
    name = resolve(reading.event, milestones, context).name
    return None if name is None else rule_of(reading, name)


def _words(text: str) -> str:
    return " ".join(SHORT.get(word, word) for word in re.findall(r"\w+", key_of(normalise(text).clean)))


def _score(words: str, title: str) -> float:
    """How well a title fits the words, 0-100; 0 where the two are of different levels or numbers."""
    if not EVERY_LEVEL.search(words) and not _agree(_levels(words), _levels(title)):
        return 0
    if not _agree(set(ORDINAL.findall(words)), set(ORDINAL.findall(title))):
        return 0
    event, milestone = _bare(words), _bare(title)
    whole = token_sort_ratio(event, milestone)
    # Words that stand in the title as they are may be short for it. Words that stand there with others between them
    # name another happening as likely ("đảng bộ tỉnh" in "đảng bộ quân sự tỉnh").
    within = token_set_ratio(event, milestone) * (0.92 if f" {event} " in f" {milestone} " else 0.85)
    return max(whole, within)


def _agree(one: set[Any], other: set[Any]) -> bool:
    """Whether the two do not contradict each other; saying nothing contradicts nothing."""
    return not one or not other or bool(one & other)


def _bare(words: str) -> str:
    left = EMPTY.sub(" ", TERM.sub(" ", ORDINAL.sub(" ", words)))
    return " ".join(left.split()) or words


def _levels(words: str) -> set[int]:
    padded = f" {words} "
    return {level for level, names in enumerate(LEVELS) if any(f" {name} " in padded for name in names)}


def _by_context(names: list[str], milestones: Mapping[str, str], words: str, context: str) -> list[str]:
    """Those of `names` whose own words (that no other of them has, and the event does not say) the context repeats."""
    said = set(words.split())
    titles = {name: set(_words(milestones[name]).split()) - said for name in names}
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
