"""Which milestone of a plan the words of an event mean."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import token_ratio

from rules.phrases.cleaning import normalise
from rules.phrases.normalising import key_of
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
"""The number of words behind an event's name in the context that are held to belong to it."""

EMPTY = re.compile(
    r"\b(?:kết thúc|bế mạc|khai mạc|diễn ra|tiến hành|hoàn thành|ban hành|công bố|thông qua|(?<!ban )tổ chức|ngày|khi"
    r"|có|của|việc|cấp|được|thời điểm|cuộc|về|(?<=đại hội )đại biểu)\b"
)
"""Words that say what happens with an event rather than which it is."""

ORDINAL = re.compile(r"\b(?:lần thứ|khoá|kỳ họp thứ)\s+(\w+)\b")
TERM = re.compile(r"\b(?:nhiệm kỳ|giai đoạn)?\s*(\d{4}\s+\d{4})\b")

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
    """A name of an event or a milestone: its `words`, the `bare` ones that say which it is, and what they tell."""

    words: str
    bare: str
    sorted: tuple[str, ...]  # the bare words in alphabetical order
    levels: frozenset[int]
    numbers: frozenset[str]
    terms: frozenset[str]


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
        chosen = _by_context({name: _name(milestones[name]) for name in likely}, event.words, _name(context))
        ranked = sorted(ranked, key=lambda name: name not in chosen)
        likely = chosen or likely
    certain = len(likely) == 1 and fits[likely[0]] >= CERTAIN and not several
    bares = {name: _name(milestones[name]).bare for name in ranked}
    return Resolution(
        name=likely[0] if certain and not _is_denied(event.bare, likely[0], bares, _name(context).bare) else None,
        candidates=tuple(ranked),
        proposed_name=name_of(event_words) or "su_kien",
        several=several,
    )


@lru_cache(maxsize=4096)
def _name(text: str) -> _Name:
    """The name that `text` is."""
    words = _words(text)
    numbers, terms = frozenset(ORDINAL.findall(words)), frozenset(TERM.findall(words))
    bare = _bare(words)
    in_order = tuple(sorted(bare.split()))
    return _Name(words=words, bare=bare, sorted=in_order, levels=_levels(words), numbers=numbers, terms=terms)


def _words(text: str) -> str:
    """The words of `text` in one spelling, abbreviations written out."""
    return " ".join(SHORT.get(word, word) for word in re.findall(r"\w+", key_of(normalise(text).clean)))


def _score(event: _Name, title: _Name) -> float:
    """The fit of a title to the words, 0-100; 0 where the two are of different levels, numbers or terms."""
    if event.levels and title.levels and not EVERY_LEVEL.search(event.words) and not event.levels & title.levels:
        return 0
    if not _agree(event.numbers, title.numbers) or not _agree(event.terms, title.terms):
        return 0
    if event.sorted == title.sorted:
        return SAME
    # Vietnamese names begin with their head: what a title begins with may be short for it. Words further behind name
    # something else ("đại hội" in "hướng dẫn tổ chức đại hội").
    if title.bare.startswith(f"{event.bare} ") and not UNNAMED.fullmatch(event.bare):
        return SHORT_FORM
    return min(token_ratio(event.bare, title.bare, score_cutoff=POSSIBLE), ALIKE)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """True if the two do not contradict each other: one may say less than the other."""
    return one <= other or other <= one


def _bare(words: str) -> str:
    """The words without terms, ordinals, and words that say what happens; all of them if nothing else is left."""
    left = EMPTY.sub(" ", TERM.sub(" ", ORDINAL.sub(" ", words)))
    return " ".join(left.split()) or words


def _levels(words: str) -> frozenset[int]:
    """The levels of administration that the words name, as indices of LEVELS."""
    padded = f" {words} "
    return frozenset(level for level, names in enumerate(LEVELS) if any(f" {name} " in padded for name in names))


def _by_context(titles: Mapping[str, _Name], words: str, context: _Name) -> list[str]:
    """The names among `titles` that the context means.

    In whole; else by more of their own words (that no other of them has, and the event does not say) than others.
    """
    whole = [name for name, title in titles.items() if f" {title.bare} " in f" {context.bare} "]
    if whole:
        return whole
    said = set(words.split())
    left = {name: set(title.words.split()) - said for name, title in titles.items()}
    shared = Counter(word for title in left.values() for word in title)
    there = set(context.words.split())
    scores = {name: sum(shared[word] == 1 for word in title & there) for name, title in left.items()}
    best = max(scores.values())
    return [name for name, score in scores.items() if best and score == best]


def _is_denied(event: str, name: str, bares: Mapping[str, str], context: str) -> bool:
    """True if the context speaks of another happening than `name`; `bares` has the words of all candidates."""
    return _says_another(event, bares[name], context) or _says_longer(bares[name], bares.values(), context)


def _says_another(event: str, title: str, context: str) -> bool:
    """True if the context names the event more closely than the phrase does, and not as the title has it."""
    if event == title or not event:
        return False
    follows = [found[1].split()[:LOOK_AHEAD] for found in re.finditer(rf"\b{re.escape(event)}\b((?: \w+)+)", context)]
    return any(set(words) - set(title.split()) for words in follows)


def _says_longer(title: str, others: Iterable[str], context: str) -> bool:
    """True if the context has the whole name of another, of which `title` is the beginning."""
    return any(other.startswith(f"{title} ") and f" {other} " in f" {context} " for other in others)
