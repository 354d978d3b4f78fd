"""Names of agencies compared: the same words in another spelling, and the same place under another head.

Two ways to set a tone mark (Hoà, Hòa) and to store a letter (one character, or several) spell one name. An office may
call the commune by its body: `Đảng ủy phường Đoàn Kết` is of the same place as `Phường Đoàn Kết`.
"""

import re
import unicodedata

from rules.phrases.normalising import key_of

_HEAD = re.compile(r"^(?:.*\s)?(?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|tp\.?)\s+(?=\S)")
_APART = re.compile(r"[\s\-–.,'’]+")


def composed(name: str) -> str:
    """`name` in composed letters (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def same_name(one: str, other: str) -> bool:
    """True if both spell one name: capitals and the place of tone marks aside."""
    return key_of(composed(one)) == key_of(composed(other))


def same_place(one: str, other: str) -> bool:
    """True if both name one place, of whatever sort, and whichever of its bodies."""
    return _place(one) == _place(other)


def _place(name: str) -> str:
    return _APART.sub(" ", _HEAD.sub("", key_of(composed(name)))).strip()
