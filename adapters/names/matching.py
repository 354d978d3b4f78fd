"""A name as it is typed, held against the names there are.

Each word typed is a word of the name, in the same order, or the initials of several (`BTC TU`: Ban Tổ chức Tỉnh ủy).
Typed with diacritics they must be the same ones; typed without any, a word stands for one with whatever ones. Words of
the name may be left out. What fits better goes before what fits less: the code itself; the whole name; all its words,
abbreviated; the name of an agency without the head that says what it is (`Bình Lư` of Xã Bình Lư), or the first words
of a name; the first and others; three or more in a row; any. One or two of the last words of a longer name (`Phong` of
Phường Tân Phong) are only any.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from rules.phrases.normalising import folded, key_of

LONGEST = 300
"""Characters of a name as it is typed; of a longer one the rest is not looked at."""

_APART = re.compile(r"[\W_]+")
_LEAST_INITIALS, _LEAST_PHRASE = 2, 3
_HEADS = frozenset(
    {
        *(
            ("xa",),
            ("phuong",),
            ("dac", "khu"),
            ("thi", "tran"),
            ("tinh",),
            ("thanh", "pho"),
            ("so",),
            ("ban",),
            ("bo",),
        ),
        *(("cuc",), ("chi", "cuc"), ("phong",), ("trung", "tam"), ("truong",), ("hoi",), ("cong", "an"), ("mttq",)),
        *(("dang", "uy"), ("dang", "bo"), ("chi", "bo"), ("cap", "uy"), ("ubnd",), ("hdnd",)),
        *(("uy", "ban"), ("uy", "ban", "nhan", "dan"), ("hoi", "dong", "nhan", "dan")),
    }
)
"""What says only of which sort an agency is, without diacritics; one may stand after another: `Đảng ủy xã`."""
_MOST_HEAD = max(map(len, _HEADS))


Word = tuple[str, str]
"""A word as it stands, in small letters, and without its diacritics."""
Words = Sequence[Word]


class Fit(IntEnum):
    """How well a text names a thing; less is better."""

    CODE = 0
    WHOLE = 1
    INITIALS = 2  # all the words, some of them by their initials
    HEADLESS = 3  # all but the head of an agency's name
    BEGINNING = 4  # its first words, none left out
    START = 5  # the first word, and some of the others
    PHRASE = 6  # several words as they follow each other in it
    SOME = 7  # some of the words: a guess

    @property
    def sure(self) -> bool:
        """True if the only thing that is named so well is the one that is meant."""
        return self is not Fit.SOME


@dataclass(frozen=True)
class Named:
    """A thing with a code, and the names that people have for it."""

    code: str
    names: Sequence[str]
    headed: bool = False  # True of an agency: its names have a head that may be left out

    @cached_property
    def words(self) -> Sequence[Words]:
        """The words of each name, each with its form without diacritics."""
        return [_words(name) for name in self.names]


@dataclass(frozen=True, slots=True)
class Meant:
    """The things that a text names best: none, the one that is meant, or those that it may mean."""

    things: Sequence[Named] = ()
    sure: bool = True  # False: what fits so little is never taken unasked, not even if it is the only one


def named_by(text: str, among: Iterable[Named], *, loosely: bool = False) -> Meant:
    """What `text` names best of those there are.

    `loosely`: a word without diacritics stands for one with any, also beside others that have theirs.
    """
    typed = _typed(text[:LONGEST])
    if loosely:
        typed = [("" if exact == plain else exact, plain) for exact, plain in typed]
    best: dict[Fit, list[Named]] = {}
    for thing in among if typed else ():
        fit = _fit(text, typed, thing)
        if fit is not None:
            best.setdefault(fit, []).append(thing)
    if not best:
        return Meant()
    fit = min(best)
    # What stands behind a head goes not before a name that begins with it: either may be meant.
    beside = best.get(Fit.BEGINNING, ()) if fit is Fit.HEADLESS else ()
    return Meant([*best[fit], *beside], fit.sure)


def plain_words(text: str) -> list[str]:
    """The words of a text as it is typed, in small letters without diacritics."""
    return [plain for _, plain in _words(text[:LONGEST])]


def _typed(text: str) -> list[Word]:
    """The words of a text as it is typed: where no word has diacritics, no word says how it is written exactly."""
    words = _words(text)
    return words if any(exact != plain for exact, plain in words) else [("", plain) for _, plain in words]


def _words(text: str) -> list[Word]:
    words = _APART.split(key_of(unicodedata.normalize("NFC", text)))
    return [(word, folded(word)) for word in words if word]


def _fit(text: str, typed: Words, thing: Named) -> Fit | None:
    if text.strip().lower() == thing.code.lower():
        return Fit.CODE
    return min((fit for words in thing.words if (fit := _fit_of(typed, words, thing)) is not None), default=None)


def _fit_of(typed: Words, words: Words, thing: Named) -> Fit | None:
    if len(typed) > len(words):
        return None
    if len(typed) == len(words):
        return Fit.WHOLE if all(map(_same, typed, words)) else None
    if _laid(typed, words, gaps=False):
        return Fit.INITIALS
    if thing.headed and any(_laid(typed, words[start:], gaps=False) for start in _behind_heads(words)):
        return Fit.HEADLESS
    if any(_laid(typed, words[:end], gaps=False) for end in range(1, len(words))):
        return Fit.BEGINNING
    if not _laid(typed, words, gaps=True):
        return None
    if _same(typed[0], words[0]) or _initials(typed[0], words):
        return Fit.START
    return Fit.PHRASE if len(typed) >= _LEAST_PHRASE and _in_a_row(typed, words) else Fit.SOME


def _in_a_row(typed: Words, words: Words) -> bool:
    """True if the words typed follow each other somewhere in `words`."""
    return any(_laid_from(start, typed, words, gaps=False) for start in range(len(words)))


def _behind_heads(words: Words) -> Iterator[int]:
    """Where the name may begin if the heads before it are left out."""
    plain = tuple(word for _, word in words)
    starts = {0}
    for at in range(1, len(words)):
        if any(plain[start:at] in _HEADS for start in starts if at - start <= _MOST_HEAD):
            starts.add(at)
            yield at


def _laid(typed: Words, words: Words, *, gaps: bool) -> bool:
    """True if the words typed can be laid along `words` to the end; with `gaps`, some of them may be left out."""
    ends = _laid_from(0, typed, words, gaps=gaps)
    return bool(ends) if gaps else len(words) in ends


def _laid_from(start: int, typed: Words, words: Words, *, gaps: bool) -> Set[int]:
    """Where the words typed may end, laid along `words` from `start` on."""
    ends = {start}
    for word in typed:
        ends = {end for at in ends for end in _ends(word, words, at, gaps=gaps)}
    return ends


def _ends(word: Word, words: Words, start: int, *, gaps: bool) -> Iterator[int]:
    """Where the next word typed may begin, if this one is looked for from `start` on."""
    for at in range(start, len(words) if gaps else min(start + 1, len(words))):
        if _same(word, words[at]):
            yield at + 1
        if _initials(word, words[at:]):
            yield at + len(word[1])


def _same(typed: Word, word: Word) -> bool:
    exact, plain = typed
    return exact == word[0] if exact else plain == word[1]


def _initials(typed: Word, words: Words) -> bool:
    plain = typed[1]
    letters = len(plain)
    if letters < _LEAST_INITIALS or letters > len(words):
        return False
    return plain.isalpha() and all(plain[nth] == words[nth][1][0] for nth in range(letters))
