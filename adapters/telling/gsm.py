"""The size of text messages: the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1), and the parts that a text is sent in."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # each takes two places
_GSM_SINGLE, _GSM_PART = 160, 153  # septets
_UCS2_SINGLE, _UCS2_PART = 70, 67  # UTF-16 code units
_PLAINER = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "•": "-", "·": "-"}
)


def is_gsm(text: str) -> bool:
    """True if every character is in the GSM 7-bit alphabet, so that 160 fit in one part instead of 70."""
    return all(c in _BASIC or c in _EXTENDED for c in text)


def parts(text: str) -> int:
    """The number of parts in which a phone network sends `text`; each of them is paid for."""
    single, part = (_GSM_SINGLE, _GSM_PART) if is_gsm(text) else (_UCS2_SINGLE, _UCS2_PART)
    length = _length(text)
    return 1 if length <= single else -(-length // part)


def fold(text: str) -> str:
    """`text` in the GSM alphabet: `Đảng ủy xã` becomes `Dang uy xa`; what has no like there becomes `?`."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAINER))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return "".join(c if is_gsm(c) else "?" for c in letters)


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


def _length(text: str) -> int:
    if is_gsm(text):
        return len(text) + sum(c in _EXTENDED for c in text)
    return len(text.encode("utf-16-be", "surrogatepass")) // 2
