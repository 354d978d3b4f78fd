"""A phrase as it was typed becomes one line of clean text, and a key of the same length to look words up in.

Nothing is corrected here in silence but what cannot change a meaning: composition of letters (NFC), white space,
invisible marks, look-alike punctuation, spaces left out between words that are always apart, and where the tone mark of
oa, oe and uy stands (hoà, hòa; uỷ, ủy). Letters and figures of other scripts or keys are taken for what they look like,
and that is told.
"""

import re
import unicodedata
from dataclasses import dataclass

from rules.phrases.normalising import key_of

LONGEST = 2000
"""The longest phrase that is read, in characters. A deadline has a few dozen."""

INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")  # what word processors leave behind: no meaning
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f]")
PUNCTUATION = str.maketrans("–—‑‒−―／．，：；（）“”‘’′`", "------/.,:;()\"\"''''")
LOOKALIKES = str.maketrans(
    "ÐðƉɖАВЕКМНОРСТУХаеорсухіѕјΑΒΕΗΙΚΜΝΟΡΤΧο",
    "ĐđĐđABEKMHOPCTYXaeopcyxisjABEHIKMNOPTXo",
)
"""Letters that look like Vietnamese ones: Icelandic and African Đ, Cyrillic, Greek."""
LOOKALIKE = re.compile(f"[{''.join(map(chr, LOOKALIKES))}]")

TYPED_FIGURE = re.compile(
    r"([lio]\d|\d[lio])(?<![\w/.-]..)(?=\s*/\s*\d|\s+(?:ngày|tháng|tuần|năm|giờ)(?![^\W\d_]))", re.IGNORECASE
)
"""A number in which letters stand for figures: `l0 ngày`, `l5/9/2025`."""
FIGURES_MEANT = str.maketrans("lLiIoO", "111100")

DOUBLED = re.compile(r"(?<=\d)\s*//+\s*(?=\d)")
RANGE = re.compile(r"(\d/\d{1,4}(?:/\d{4})?)-(?=\d{1,2}/\d)")
OPEN_TAIL = re.compile(
    r"(?:[\s,;]+(?:và|hoặc))*[\s,;]+(?:báo\s+cáo\s+)?đột\s+xuất\s+(?:khi|theo)\s+(?:có\s+)?"
    r"(?:yêu\s+cầu|cần)[^,;\d]*$",
    re.IGNORECASE,
)
"""The duty to report whenever somebody asks: it has no date, and takes nothing from the deadline before it."""

BULLET = re.compile(r"\s*\n\s*(?:[-+*•·]|[a-zđ0-9]{1,2}\))\s+|^\s*[-+*•·]\s+")
WORDS = (
    "trước|sau|đến|từ|hết|hằng|hàng|mỗi|cuối|đầu|giữa|nhất|vòng|trong",
    "ngày|khi|tháng|quý|năm|tuần",
)
GLUED_WORDS = re.compile(
    rf"(?<![^\W\d_])({WORDS[0]})(?=(?:{WORDS[1]})(?![^\W\d_])|\d)|(?<![^\W\d_])({WORDS[1]})(?=\d)", re.IGNORECASE
)
GLUED_DATES = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)(?=\d{1,2}[/.-]\d{1,2}[/.-]\d)")

GLUED_LENGTH = re.compile(r"(?<=[^\W\d_]{2})(?=\d{1,3}\s*(?:ngày|tuần|tháng)(?![^\W\d_]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """`key` is `clean` in lower case with its tone marks in one place; both have the same length."""

    clean: str
    key: str
    suspect: bool = False  # control characters or direction marks were taken out
    glued: bool = False  # two dates stood together without anything between
    lookalike: bool = False  # letters that only look like Vietnamese ones were taken for these
    mistyped: bool = False  # letters were taken for figures, or a mark that stands twice for one


def normalise(phrase: str) -> CleanText:
    """`phrase`, of any length and content, on one clean line."""
    composed = unicodedata.normalize("NFC", phrase)
    kept, suspect = CONTROLS.subn("", INVISIBLE.sub("", composed))
    lookalike = LOOKALIKE.search(kept) is not None
    meant = kept.translate(LOOKALIKES) if lookalike else kept
    line = BULLET.sub(" ; ", meant.translate(PUNCTUATION))
    line, figures = TYPED_FIGURE.subn(lambda found: found[1].translate(FIGURES_MEANT), line)
    line, doubled = DOUBLED.subn("/", line) if "//" in line else (line, 0)
    line = RANGE.sub(r"\1 - ", line) if "-" in line else line
    line = OPEN_TAIL.sub("", line) if "xuất" in line.lower() else line
    line, glued = GLUED_DATES.subn(r"\1 ; ", line)
    line = GLUED_LENGTH.sub(" ", line)
    line = GLUED_WORDS.sub(r"\g<0> ", line)
    clean = " ".join(line.split()).strip(" ;")
    return CleanText(
        clean=clean,
        key=key_of(clean),
        suspect=suspect > 0,
        glued=glued > 0,
        lookalike=lookalike,
        mistyped=figures + doubled > 0,
    )
