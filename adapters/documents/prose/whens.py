"""Deadlines within a sentence: the words that name a day, a period or a cycle, wherever they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.documents.layout.vocabulary import is_deadline
from adapters.documents.prose.labels import TIME_AHEAD
from adapters.documents.prose.whos import VERBS

_DAY = r"(?:\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?(?![\d/]))"
_MONTH = r"tháng\s+\d{1,2}(?:\s*[/.-]\s*\d{4}|\s+năm\s+\d{4})?(?![\d/])"
_QUARTER = r"quý\s+(?:I{1,3}V?|IV|[1-4])(?:\s*[/.-]\s*\d{4}|,?\s+năm\s+\d{4})?(?![\w/])"
_YEAR = r"năm\s+20\d\d"
_PART = r"(?:(?:đầu|giữa|cuối)\s+)?"
_WEEK = rf"tuần\s+(?:đầu|cuối|thứ\s+\w+|\d)\s+(?:của\s+)?{_MONTH}"
_WHEN = (
    rf"(?:{_WEEK}|(?:(?:sáng|trưa|chiều|tối|đêm)\s+)?ngày\s+{_DAY}|{_DAY}|{_PART}{_MONTH}|{_PART}{_QUARTER}|{_PART}{_YEAR}|\d+\s+tháng\s+(?:đầu|"
    rf"cuối)\s+năm(?:\s+20\d\d)?)"
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{2}(?:\s*phút)?)?\s*,?\s*)?"
_LIMIT = (
    r"(?:trước|chậm nhất|muộn nhất|không (?:quá|muộn hơn|chậm hơn|sau)|đến hết|hết|đến|trong|vào|từ)"
    r"(?:\s+(?:là|vào|đến|trước|trong|hết))*"
)
_DOING = r"(?:(?:phải\s+|cần\s+)?(?:hoàn thành|hoàn tất|thực hiện|báo cáo|triển khai)?\s*(?:xong\s+)?)?"
_CYCLE = r"(?:(?:hằng|hàng)\s+(?:ngày|tuần|tháng|quý|năm)|(?:hằng|hàng)\s+6\s+tháng)"
_MORE = rf"(?:\s*(?:,|và|-|–|đến)\s*(?:trước\s+)?{_WHEN})*(?:\s+(?:{_CYCLE}|của\s+(?:tháng|quý|năm)\s+\w+))?"
_UNTIL = rf"{_DOING}{_LIMIT}\s+{_HOUR}{_WHEN}{_MORE}"
_DAY_OF_CYCLE = (
    r"(?:trước\s+|vào\s+)?thứ\s+\w+\s+(?:hằng|hàng)\s+tuần|"
    rf"{_DOING}{_LIMIT}\s+ngày\s+(?:làm việc\s+)?(?:\d{{1,2}}|cuối(?: cùng)?)(?:\s+(?:của|mỗi))?\s+(?:{_CYCLE}|"
    rf"(?:tháng|quý)(?:\s+(?:thứ\s+\w+|đầu|giữa|cuối|đầu tiên|cuối cùng)(?:\s+(?:của|mỗi))?\s+(?:{_CYCLE}|quý|"
    rf"năm)|\s+cuối(?:\s+quý)?)?(?!\s+[\dIV])(?:\s+(?:sau|tiếp theo|liền kề))?)"
)
_LENGTH = (
    rf"{_DOING}(?:trong(?: thời hạn| thời gian| vòng)?|sau|chậm nhất(?: là)?|"
    rf"không quá)\s+(?:\d{{1,3}}\s+)(?:ngày làm việc|ngày|tuần|tháng|giờ)"
    r"(?:\s+(?:kể từ|tính từ|từ khi|sau khi|từ ngày|khi|sau|trước)\s+[^,;.()]{3,90})?"
)
_OFTEN = (
    rf"(?:(?:thực hiện|báo cáo|tổng hợp)\s+)?(?:định kỳ\s+)?(?:{_CYCLE}|định kỳ\s+\d+\s+\w+(?:/lần|"
    rf"\s+một lần)?)(?!\s+(?:năm|tháng)\b)"
)
_DONE_IN = rf"(?:hoàn thành|hoàn tất|xong)\s+(?:vào\s+)?{_WHEN}"
_EVERY_DAY = rf"{_DOING}{_LIMIT}\s+\d{{1,2}}\s*(?:giờ|h|g)\s*(?:\d{{2}}\s*(?:phút)?)?\s*{_CYCLE}"
_AHEAD = rf"^(?:(?:trong\s+|từ\s+)?{_WHEN}(?:\s*(?:-|–|đến)\s*(?:hết\s+)?{_WHEN})?(?=\s*:\s))"
_EVENT = (
    r"(?:(?:ngay\s+)?(?:trước|sau)\s+(?:khi|ngày)\s+(?!\d)|(?:ngay\s+)?khi\s+(?:có|kết thúc|hoàn thành|được|nhận)\s|"
    r"tại\s+(?:kỳ họp|hội nghị|đại hội|phiên họp)\s)[^,;:.()]{3,90}(?=[.;/]*$)"
)
_BARE = (
    r"(?:(?:sáng|trưa|chiều|tối|đêm)\s+)?ngày\s+\d{1,2}"
    r"(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*|\s+tháng\s+\d{1,2}\s+năm\s+)20\d\d"
)
FOUND = re.compile(
    rf"(?i)(?<![\w/-])(?:{_AHEAD}|{_UNTIL}|{_DONE_IN}|{_EVERY_DAY}|{_DAY_OF_CYCLE}|{_LENGTH}|{_OFTEN}|{_EVENT}|{_BARE})"
)
BRACKETS = re.compile(r"\(([^()]{3,160})\)[\s.,;:*]*$")
HARMLESS = re.compile(
    r"(?i)\s*(?:[.,;:)]|$|(?:để|nhằm|trong đó|báo cáo|gửi|trình|bảo đảm|đảm bảo|theo|làm|phục vụ|và|về|cho|qua|"
    r"tại|bằng|"
    r"với|cùng)\b)"
)
"""How a sentence may go on behind its deadline without moving it."""

OPEN = re.compile(r"(?i)\s*,?\s*(?:hoặc|nếu|trừ|khi|sau khi|đối với|tùy|tuỳ|riêng|kéo dài|đến)\b")
"""How it goes on where the deadline is another, or one of several."""

OF_ANOTHER = re.compile(
    r"(?i)(?:\b(?:đã|chưa|đang|còn)\s+\w+(?:\s+\w+)?|\bđối với\s[^,;:]*|\b(?:nộp|phát sinh|ký|sinh|tuyển dụng|"
    r"tồn đọng|tiếp nhận|sử dụng|hưởng|hiệu lực|thi hành|hiện có|tính|chốt|số liệu|có mặt))\s*,?\s*$"
)
"""Words before a day that make it the day of something else: `hồ sơ đã nộp trước ngày …`."""

OF_STOCK = re.compile(r"(?i)\b(?:có mặt|hiện có|số liệu|chốt|tính|phát sinh|sinh|tuyển dụng|tồn đọng)\s*$")
"""Words right before a day to which something else is counted, whatever the task's own deadline is."""

OWN_CLAUSE = re.compile(r"(?i)^(?:(?:phải|cần)\s+)?(?:hoàn thành|hoàn tất|xong)\b")
ALONE_AT_END = re.compile(
    r"(?i)^(?:(?:ngay\s+)?(?:trước|sau)\s+(?:khi|ngày)|(?:ngay\s+)?khi|tại)\s+\D|^(?:(?:sáng|trưa|chiều|tối|đêm)\s+)?ngày\s"
)
"""An event at the end of a sentence, or a day without a limit, which may say when as well as until when."""

CITED = re.compile(
    r"(?i)(?:\bsố\s*\S+|\S/\S+|\b(?:luật|nghị quyết|nghị định|quyết định|kế hoạch|công văn|thông báo|hồi))\s*,?\s*$"
)
"""Words before a day that make it that of another document."""

OF_PAPER = re.compile(
    r"(?i)\b(?:giai đoạn|kế hoạch|dự toán|nghị quyết|quyết định|chương trình|chỉ tiêu|văn bản|nhiệm kỳ|ngân sách)\s*$"
)
"""Nouns to which a period behind them may belong: `kế hoạch trong năm 2026`; a day behind `trước` does not."""

NEAR = 160
"""So many characters beside a deadline may say whose it is."""

FIRM = re.compile(r"(?i)^(?:hoàn thành|xong|trước|chậm nhất|muộn nhất|không|vào)")
LIMIT_AHEAD = re.compile(r"(?i)^(?:chậm nhất|muộn nhất|trước)\b")
"""A limit that begins a sentence is that of the order behind it: `Chậm nhất ngày … công khai …`."""

WEAK = re.compile(r"(?i)^(?:trong|đến|từ|vào|hết|đến hết)\s+(?:hết\s+)?năm\s+20\d\d$")
"""A year alone, which in the middle of a sentence is as often that of a plan as a deadline."""


YEAR_ALONE = re.compile(r"(?i)^(?:(?:trong|đến|từ|vào|trước|hết|đến hết|giai đoạn)\s+)*(?:cuối\s+)?năm\s+20\d\d$")


ORDER_BEHIND = re.compile(rf"\s*,?\s*(?:phải\s+)?(?:{VERBS})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A deadline in a sentence: its words and where they stand. `sure`: it is the task's, and nothing moves it."""

    says: str
    start: int
    end: int
    sure: bool


def whens_of(text: str) -> tuple[When, ...]:
    """The deadlines that a sentence names, in order: that in the brackets at its end, else those among its words."""
    brackets = BRACKETS.search(text)
    if brackets:
        inside = TIME_AHEAD.sub("", brackets.group(1).strip()).strip()
        if is_deadline(inside):
            return (When(says=inside, start=brackets.start(), end=brackets.end(), sure=True),)
    found = [one for one in FOUND.finditer(text) if any(map(str.isalnum, one.group()))]
    found = [one for one in found if not (ALONE_AT_END.match(one.group()) and CITED.search(text[: one.start()]))]
    own = [one for one in found if not OF_STOCK.search(text[: one.start()])]
    days = [one for one in own or found if not ALONE_AT_END.match(one.group())]
    return tuple(_when(text, one) for one in days or own or found)


def _when(text: str, found: re.Match[str]) -> When:
    says = found.group().strip(" ,;-–")
    before, behind = text[max(found.start() - NEAR, 0) : found.start()], text[found.end() : found.end() + NEAR]
    own = bool(OWN_CLAUSE.match(says)) and before.rstrip().endswith((",", ";"))
    moved = not own and OF_ANOTHER.search(before)
    ahead = not before.strip() and bool(LIMIT_AHEAD.match(says)) and bool(ORDER_BEHIND.match(behind))
    sure = (
        (ahead or bool(HARMLESS.match(behind)))
        and not OPEN.match(behind)
        and not moved
        and not ALONE_AT_END.match(says)
    )
    sure = sure and (bool(FIRM.match(says)) or not OF_PAPER.search(before))
    weak = bool(WEAK.match(says)) and (bool(behind.strip(" .;")) or not says.lower().startswith("trong"))
    return When(says=says, start=found.start(), end=found.end(), sure=sure and not weak)


def names_years_alone(text: str) -> bool:
    """True if the only deadlines in the text are years, which in aims say when they are to be reached."""
    whens = whens_of(text)
    return bool(whens) and all(YEAR_ALONE.match(when.says) for when in whens)


def is_deadline_alone(text: str) -> bool:
    """True if the text is nothing but a deadline: the heading of what is to be done until then."""
    whens = whens_of(text)
    return len(whens) == 1 and not (text[: whens[0].start] + text[whens[0].end :]).strip(" .:;")


def names_a_day(text: str) -> bool:
    """True if a deadline stands in the text, sure or not."""
    return bool(whens_of(text))


def in_order(whens: tuple[When, ...]) -> Iterator[str]:
    """Their words, each once."""
    yield from dict.fromkeys(when.says for when in whens)
