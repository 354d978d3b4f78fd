"""The names that a document has for agencies, matched to the units that are known; the others are proposed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.layout.vocabulary import is_capitals
from adapters.documents.meaning.abbreviations import ABBREVIATIONS, is_abbreviated, written_out
from adapters.names.agencies import agency_meant
from rules.drafting.source import Agency, Named

KINDS = (
    ("group", r"(cac|nhung|toan the|mot so|co quan|don vi|dia phuong|doi ngu|thanh vien) "),
    ("group", r"(cap uy|dang uy|to chuc|chi bo|dang bo)( dang)? co so\b|to chuc co so dang\b|\d+ (xa|phuong|don vi)"),
    ("group", r".*\b(lien quan|cac (cap|xa|huyen|so|phong))\b"),
    (
        "central",
        (
            r"(bo(?! chi huy| doi| phan| tu lenh)|chinh phu|quoc hoi|thu tuong) |.*\btrung uong\b|"
            r"van phong (chinh phu|quoc hoi)"
        ),
    ),
    ("commune", r"(dang uy |uy ban nhan dan )?(xa|phuong|dac khu) "),
    ("party-committee", r"(dang uy|dang bo|chi bo|huyen uy|thi uy)\b"),
    ("party-body", r"(tinh uy|thanh uy|truong chinh tri)\b|.*\b(tinh|thanh) uy\b"),
    ("department", r""),
)  # fmt: skip
"""The kind of a unit by its name, folded and written out; the first that fits."""

BODY = (
    r"(?:dang uy|dang bo|cap uy|uy ban nhan dan|hoi dong nhan dan|uy ban mat tran to quoc(?: viet nam)?|"
    r"mat tran to quoc|cong an|chinh quyen(?: dia phuong)?|ban chi huy quan su|tram y te|ban chi dao)"
)
BODIES = rf"(?:(?:chu tich|bi thu|thuong truc|ban thuong vu) )?(?:{BODY} (?:va )?)*"
EACH = {
    "commune": re.compile(
        rf"(?:(?:moi|tat ca|toan bo|cac) )*{BODIES}(?:(?:moi|cac|tat ca|toan bo|\d+) )*"
        r"(?:(?:don vi|dia phuong) )?(?:cap xa(?: (?:va )?phuong)?|xa (?:va )?phuong|phuong (?:va )?xa|"
        r"(?<=cac )xa|(?<=moi )xa|(?<=\d )xa)"
        r"(?: (?:va )?(?:thi tran|dac khu))*"
        r"(?: thuoc tinh| (?:tren|thuoc) dia ban(?: tinh| toan tinh)?| trong (?:toan )?tinh| toan tinh| cua tinh)?"
        r"|trung tam phuc vu hanh chinh cong (?:cac |cap )?xa(?: phuong)?"
    )
}
"""Names that mean every unit of a kind."""

OF_COMMUNE = re.compile(rf"(?!.*\b(?:cong an|mat tran)\b){BODIES}((?:xa|phuong|dac khu) (?!phuong|xa|va |dac khu).+)")
"""A body of one commune, but one that stands apart; the group is the commune."""

COMMUNE_IN = re.compile(r"(?i)(?<!\w)(?:xã|phường|đặc khu)\s.+$")
SURE_BODY = re.compile(r"(?:(?:dang uy|dang bo|uy ban nhan dan) (?:va )?)+(?:xa|phuong|dac khu) ")
"""The bodies that stand for their commune without a question."""

LONGEST_CODE = 36
"""Codes have at most 40 characters; the rest is for a number behind it."""

LEAST_RATIO = 90.0
MOST_COMPARED = 1_000
"""So many names of one document are looked at for slips; no plan names as many agencies."""

LONG_WORD = 4
"""Letters; shorter words must be the same: Sở is not Bộ."""


def key_of(name: str) -> str:
    """The name as it is compared: folded, abbreviations written out, without `các` and `có` that add nothing."""
    plain = re.sub(r"^(cac|can) (?=\w)", "", written_out(name))
    return re.sub(r"\bco lien quan\b", "lien quan", plain)


def kind_of(name: str) -> str:
    """The kind of unit that a name tells: `group` for collective names, to which nothing is sent."""
    plain = written_out(name)
    if each_of(name):
        return "group"
    return next(kind for kind, pattern in KINDS if re.match(pattern, plain))


def each_of(name: str) -> str | None:
    """The kind of unit if `name` means every one: `Đảng ủy các xã, phường`, `UBND cấp xã` -> `commune`."""
    plain = written_out(name)
    return next((kind for kind, pattern in EACH.items() if pattern.fullmatch(plain)), None)


def commune_of(name: str) -> str:
    """The key of the commune of which `name` is a body: `UBND xã Bình Lư` -> `xa binh lu`; empty for any other."""
    found = None if each_of(name) else OF_COMMUNE.fullmatch(written_out(name))
    return found[1] if found else ""


def match_agencies(names: Iterable[str], known: Mapping[str, str]) -> tuple[dict[str, Named], tuple[Agency, ...]]:
    """Each of `names` (as often as it occurs) with its unit, and the units named that `known` (code -> name) lacks.

    The same name, abbreviations apart, is certain; one that a slip in a word explains, or that several units have, is
    not; the rest are proposed. A body of a commune is the commune, where that is known.
    """
    keys = _Keys()
    for code, name in known.items():
        keys.add(key_of(name), code)
    taken = set(known)
    matched: dict[str, Named] = {}
    proposed: list[Agency] = []
    for name in _by_trust(names):
        slips = len(matched) < MOST_COMPARED
        code, certain = keys.find(key_of(name), slips=slips)
        commune = "" if code else commune_of(name)
        if commune:
            code, certain = keys.find(commune, slips=slips)
            certain = certain and bool(SURE_BODY.match(written_out(name)))
        if is_abbreviated(name) and not (code and certain):  # the register first, then what is customary
            own = _called(name, known)
            code, certain = (own, False) if own else (code, certain)
        if not code:
            written = _commune_written(name) if commune else _written(name)
            code, certain = new_code(written, taken), not commune or bool(SURE_BODY.match(written_out(name)))
            taken.add(code)
            keys.add(commune or key_of(name), code)
            proposed.append(Agency(code=code, name=written, kind=kind_of(written)))
        matched[name] = Named(words=name, code=code, certain=certain)
    return matched, tuple(sorted(proposed, key=lambda agency: agency.code))


def _called(name: str, known: Mapping[str, str]) -> str:
    """The code of the one unit that the command line would take `name` for; empty: none, or several."""
    meant = agency_meant(name, known)
    return meant.things[0].code if meant.sure and len(meant.things) == 1 else ""


def _commune_written(name: str) -> str:
    """The name of the commune of which `name` is a body: `UBND xã Bình Lư` -> `Xã Bình Lư`."""
    found = COMMUNE_IN.search(one_line(name))
    return _written(found.group() if found else name)


def _by_trust(names: Iterable[str]) -> Sequence[str]:
    """Each name once: those in ordinary letters and the frequent ones first, so that slips are matched to them."""
    counts = Counter(names)
    return sorted(counts, key=lambda name: (is_capitals(name), -counts[name], name))


class _Keys:
    """The codes of names by their keys, and the keys by all in which no slip is made."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._several: set[str] = set()
        self._by_initials: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, key: str, code: str) -> None:
        """Let `key` mean `code`."""
        if key not in self._codes:
            self._by_initials[_initials(key)].append(key)
        elif self._codes[key] != code:
            self._several.add(key)
        self._codes[key] = code

    def find(self, key: str, *, slips: bool) -> tuple[str, bool]:
        """The code that `key` means, empty if none; certain unless the key is written differently, or is of several."""
        if key in self._codes:
            return self._codes[key], key not in self._several
        without = fold(re.sub(r"\bnoi khong co\b.*", "", key))
        for near in (f"{key} tinh", key.removesuffix(" tinh"), f"{key} tinh uy", without):
            if near in self._codes:
                return self._codes[near], False
        alike = self._by_initials[_initials(key)] if slips else []
        best = max(((fuzz.ratio(key, other), other) for other in alike if _mistyped(key, other)), default=(0.0, ""))
        return (self._codes[best[1]], False) if best[0] >= LEAST_RATIO else ("", True)


def _initials(key: str) -> str:
    """All of a name in which no slip is made: numbers and short words, and the first letters of the others."""
    words = key.split()
    return " ".join(word if len(word) < LONG_WORD or word.isdigit() else f"{word[0]}-" for word in words)


def _mistyped(name: str, other: str) -> bool:
    """True if the names have the same words in the same order but for slips in one or two long ones."""
    words, others = name.split(), other.split()
    if len(words) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(pairs) <= 2 and all(_slip(a, b) for a, b in pairs)


def _slip(word: str, other: str) -> bool:
    longer = max(len(word), len(other))
    if min(len(word), len(other)) < LONG_WORD or word[0] != other[0] or word.isdigit():
        return False
    return DamerauLevenshtein.distance(word, other) <= (1 if longer <= 5 else 2)


PROPER = tuple(
    "Tỉnh ủy|Thành ủy|Trung ương|UBND|HĐND|MTTQ|Việt Nam|Chính phủ|Quốc hội|Mặt trận Tổ quốc|Toà án nhân dân|"  # noqa: SIM905 - read as a list
    "Tòa án nhân dân|Viện kiểm sát nhân dân|Hội đồng nhân dân|Ủy ban nhân dân|Công an|Quân sự".split("|")
)
SHORT = ("ubnd", "hdnd", "mttq", "ubkt", "tand", "vksnd", "bhxh")


def _written(name: str) -> str:
    """The name to propose: as written, or in ordinary letters where the document has capitals."""
    text = one_line(name)
    if is_capitals(text):
        text = text.lower()
        for proper in PROPER:
            text = re.sub(rf"\b{re.escape(proper.lower())}\b", proper, text)
    return text[0].upper() + text[1:]


def new_code(name: str, taken: set[str]) -> str:
    """A code for a proposed unit, not yet taken: `Sở Tài chính` -> `so-tai-chinh`."""
    plain = fold(name)
    for short in SHORT:
        plain = re.sub(rf"\b{ABBREVIATIONS[short]}\b", short, plain)
    code = (
        plain.replace(" ", "-")[:LONGEST_CODE].rpartition("-")[0]
        if len(plain) > LONGEST_CODE
        else plain.replace(" ", "-")
    )
    code = code or "unit"
    code = code if code[0].isalpha() else f"u-{code}"
    count, unique = 2, code
    while unique in taken:
        unique, count = f"{code}-{count}", count + 1
    return unique
