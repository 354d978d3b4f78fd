"""The size of text messages: the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1), and the parts that a text is sent in."""

import unicodedata
from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # each takes two places
_GSM_SINGLE, _GSM_PART = 160, 153  # septets
_UCS2_SINGLE, _UCS2_PART = 70, 67  # UTF-16 code units
_PLAINER = str.maketrans(
    {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "−": "-", "•": "-", "·": "-", "⁄": "/", "×": "x"}
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‘’‚‛′", "'")
)
_PLAIN_KINDS = {"Pd": "-", "Zs": " ", "Cf": ""}  # by Unicode category: dashes, spaces, what cannot be seen


def is_gsm(text: str) -> bool:
    """True if every character is in the GSM 7-bit alphabet, so that 160 fit in one part instead of 70."""
    return all(c in _BASIC or c in _EXTENDED for c in text)


def parts(text: str) -> int:
    """The number of parts in which a phone network sends `text`; each of them is paid for.

    Parts are filled one after the other: the two halves of an escaped character, or of a surrogate pair, stay in one
    (3GPP TS 23.040, 9.2.3.24.1).
    """
    single, most = (_GSM_SINGLE, _GSM_PART) if is_gsm(text) else (_UCS2_SINGLE, _UCS2_PART)
    sizes = _sizes(text)
    return 1 if sum(sizes) <= single else _packed(sizes, most)


def fold(text: str) -> str:
    """`text` in the GSM alphabet: `Đảng ủy xã` becomes `Dang uy xa`; what has no like there becomes `?`."""
    bare = unicodedata.normalize("NFKD", text.translate(_PLAINER)).translate(_PLAINER)
    plain = (_PLAIN_KINDS.get(unicodedata.category(c), c) for c in bare if not unicodedata.combining(c))
    return "".join(c if is_gsm(c) else "?" for c in plain)


def clip(text: str, most: int) -> str:
    """`text` cut so that it goes in at most `most` parts; a cut one ends in an ellipsis of its own alphabet."""
    if parts(text) <= most:
        return text
    ellipsis = "..." if is_gsm(text) else "…"
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if parts(text[:middle].rstrip() + ellipsis) <= most else (low, middle - 1)
    return text[:low].rstrip() + ellipsis


def clip_before(text: str, tail: str, most: int = 3, *, least: int = 0) -> str:
    """`text` cut so that it goes with `tail`, whole, in `most` parts; alone where less than `least` of it were left."""
    low, high = 0, len(text)
    if parts(f"{text} {tail}") <= most:
        return f"{text} {tail}"
    ellipsis = "..." if is_gsm(text) else "…"
    while low < high:
        middle = (low + high + 1) // 2
        fits = parts(f"{text[:middle].rstrip()}{ellipsis} {tail}") <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{text[:low].rstrip()}{ellipsis} {tail}" if low >= least else text


def _sizes(text: str) -> list[int]:
    """The places that each character takes: septets in the GSM alphabet, else UTF-16 code units."""
    if is_gsm(text):
        return [2 if c in _EXTENDED else 1 for c in text]
    return [2 if c > "\uffff" else 1 for c in text]


def _packed(sizes: Iterable[int], most: int) -> int:
    """The number of parts of `most` places that hold these one after the other, none of them divided."""
    count, room = 0, 0
    for size in sizes:
        if size > room:
            count, room = count + 1, most
        room -= size
    return count
