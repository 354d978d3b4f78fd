"""Plans in prose: tasks in paragraphs below headings that name agencies, deadlines in brackets or at the end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.files.document import Paragraph
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.vocabulary import BULLET, is_agency, is_capitals, is_deadline, number_kind, split_number
from adapters.documents.meaning.hierarchy import heading_agency
from rules.drafting.source import Doubt, Place
from rules.problems import N_

IN_SENTENCE = N_("The deadline was taken from the middle of the sentence.")

VERBS = (
    r"chủ trì|chủ động|phối hợp|tham mưu|có trách nhiệm|chịu trách nhiệm|căn cứ|xây dựng|ban hành|tăng cường|"
    r"tập trung|lãnh đạo|chỉ đạo|"
    r"tiếp tục|nghiêm túc|khẩn trương|triển khai|tiến hành|tổ chức(?! đảng| chính trị| bộ máy| xã hội)|hướng dẫn|"
    r"theo dõi|thực hiện|giúp|rà soát|hoàn thành|hoàn thiện|thường xuyên|"
    r"theo chức năng|trên cơ sở|bám sát|đẩy mạnh|phát huy|cân đối|bố trí|báo cáo|đôn đốc|quán triệt|kịp thời|"
    r"định kỳ|nghiên cứu|đề xuất|"
    r"cụ thể hóa|tuyên truyền|kiểm tra|thẩm định|trình|quyết định|phê duyệt|quy định|cung cấp|bảo đảm|đảm bảo"
)
LEAD = re.compile(
    rf"^(?:(?:[Gg]iao|[Đđ]ề nghị|[Yy]êu cầu)(?:\s+cho)?\s+)?(?P<name>.{{2,160}}?)(?:,?\s+(?=(?:{VERBS})\b)|"
    rf":\s+(?=[A-ZĐ]))"
)
WITH = re.compile(
    rf"[Pp]hối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))?\s+(?P<names>.{{3,200}}?)\s*(?=\s(?:{VERBS})\b|[:.;]|$)"
)
BRACKETS = re.compile(r"\(([^()]{3,160})\)[\s.,;:*]*$")
LABELLED = re.compile(
    r"(?i)^\W*(?P<label>(?:thời gian|thời hạn|tiến độ)[^:]{0,40}|(?:cơ quan|đơn vị|sở,? ngành)?\s*(?:chủ trì|"
    r"phối hợp)[^:]{0,30}|"
    r"(?:cơ quan|đơn vị) thực hiện[^:]{0,20}|sản phẩm[^:]{0,20}|kết quả[^:]{0,20}):\s*(?P<value>.+)$"
)
TIME_LABEL = re.compile(
    r"(?i)^(?:thời gian|thời hạn|tiến độ)\s*(?:cụ thể\s*)?(?:thực hiện|hoàn thành|triển khai|báo cáo)?\s*:?\s*"
)
CLAUSE = re.compile(
    r"(?i)(?:^|[,;.\s])(?P<due>(?:(?:hoàn thành|thực hiện|báo cáo|xong)\s+)?(?:xong\s+)?(?:trước|chậm nhất|"
    r"muộn nhất|trong|đến hết|định kỳ|hằng|hàng)"
    r"\s+(?:(?:là|vào|trước)\s+)?(?:ngày|tháng|quý|năm|\d)[^,;.()]{0,12}(?:[/.]\d{1,4})*[^,;.()]{0,25})[.;]?$"
)
WITHIN = re.compile(
    r"(?i)\bhoàn thành\s+(?:xong\s+)?(?P<due>(?:trong|trước|chậm nhất|đến hết)\s+(?:ngày\s+|tháng\s+|quý\s+|"
    r"năm\s+)[IVX\d]+(?:[/.-]\d+)*(?:\s+năm\s+\d{4})?)"
)
"""A deadline in the middle of a sentence."""

ABOUT = re.compile(r"(?i)^(?:đối với|về)\s")
SKIPPED = re.compile(
    r"(?i)^(?:mục đích|yêu cầu|quan điểm|căn cứ|thực trạng|tình hình|nguyên tắc|phạm vi|đối tượng|bối cảnh|"
    r"kết quả đạt được|đánh giá|mục tiêu)"
)
TAKEN = re.compile(
    r"(?i)nhiệm vụ|giải pháp|tổ chức thực hiện|phân công|nội dung|trách nhiệm|lộ trình|kế hoạch triển khai"
)
END = re.compile(r"(?i)^\W*(?:nơi nhận\b|T/M |TM\. |KT\. |Q\. )")
SENTENCE_ENDS = (".", ";", ":", "!", "?", ")")
LONGEST_SENTENCE = 20_000
"""Characters; one that is longer is no sentence, and nothing more is joined to it."""

LONGEST_HEADING = 220
LONGEST_NAME = 130


@dataclass(slots=True)
class _Reader:
    rows: list[RawRow] = field(default_factory=list)
    skipping: str = ""  # the kind of number of the section that has no tasks; empty: none
    begun: bool = False


def rows_of_prose(paragraphs: Iterable[Paragraph]) -> list[RawRow]:
    """The headings and tasks of a plan in prose, in order; empty if it has none.

    Tasks stand below the first number, and below headings such as `Mục đích` only if they have a deadline.
    """
    reader = _Reader()
    for paragraph in _whole(paragraphs):
        if END.match(paragraph.text) and reader.begun:
            break
        _read(reader, paragraph)
    tasks = [row for row in reader.rows if not row.wide]
    return reader.rows if any(row.due or row.lead for row in tasks) else []


def _whole(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs without marks of bold, those cut by a line or page end put together."""
    last: Paragraph | None = None
    for paragraph in paragraphs:
        text = one_line(paragraph.text.replace("**", "").replace("*", ""))
        if not text:
            continue
        if (
            last is not None
            and text[0].islower()
            and not last.text.endswith(SENTENCE_ENDS)
            and len(last.text) < LONGEST_SENTENCE
            and not split_number(text)[0]
        ):
            last = replace(last, text=f"{last.text} {text}")
            continue
        if last is not None:
            yield last
        last = replace(paragraph, text=text)
    if last is not None:
        yield last


def _read(reader: _Reader, paragraph: Paragraph) -> None:
    text = paragraph.text
    bullet = bool(BULLET.match(text))
    number, rest = ("", BULLET.sub("", text)) if bullet else split_number(text)
    if LABELLED.match(text) and reader.rows:
        _label(reader, text)
        return
    if number and _is_heading(rest):
        _heading(reader, number, rest, paragraph.place)
        return
    reader.begun = reader.begun or bool(number)
    if not reader.begun:
        return
    due = _due(rest)
    if (reader.skipping and not due and not WITHIN.search(rest)) or (
        not number and not bullet and not due and not _is_order(rest)
    ):
        return
    lead, cooperate = _agencies(rest)
    row = RawRow(number=number, title=rest, lead=lead, cooperate=cooperate, due=due, place=paragraph.place)
    if rest.endswith(":") and not bullet:
        _open_list(reader, row)
    else:
        within = WITHIN.search(rest) if not due else None
        doubts = (Doubt(field="due", template=IN_SENTENCE),) if within else ()
        reader.rows.append(replace(row, due=within.group("due") if within else due, doubts=doubts))


def _open_list(reader: _Reader, row: RawRow) -> None:
    """A sentence that opens a list is its heading; without a number it says who is in charge under the one above."""
    if row.number:
        reader.rows.append(replace(row, wide=True))
    elif reader.rows and reader.rows[-1].wide and row.lead:
        reader.rows[-1] = replace(reader.rows[-1], lead=row.lead, cooperate=row.cooperate)


def _is_heading(text: str) -> bool:
    """True if numbered text is a heading: short, no sentence, without a deadline."""
    if len(text) > LONGEST_HEADING or _due(text):
        return False
    if is_capitals(text) or heading_agency(text) == text.strip(" :.-"):
        return True
    return not text.endswith((".", ";", ":")) or bool(ABOUT.match(text)) or bool(SKIPPED.match(text) and len(text) < 60)


def _heading(reader: _Reader, number: str, title: str, place: Place) -> None:
    reader.begun = True
    kind = number_kind(number)
    if SKIPPED.match(title) and not TAKEN.search(title):
        if not reader.skipping or kind == reader.skipping:
            reader.skipping = kind
    elif not reader.skipping or kind == reader.skipping or _above(kind, reader.skipping):
        reader.skipping = ""
    reader.rows.append(RawRow(number=number, title=title, place=place, wide=True))


def _above(kind: str, other: str) -> bool:
    order = ("roman", "upper", "digits1", "digits2", "digits3", "digits4", "lower")
    return kind in order and other in order and order.index(kind) < order.index(other)


def _due(text: str) -> str:
    """The deadline of a task in a sentence: in the brackets at its end, or in its last clause; empty if it has none."""
    brackets = BRACKETS.search(text)
    if brackets:
        inside = TIME_LABEL.sub("", brackets.group(1).strip()).strip()
        if is_deadline(inside):
            return inside
    clause = CLAUSE.search(text)
    found = clause.group("due").strip() if clause else ""
    return found if re.search(r"\d|hằng|hàng|định kỳ", found) and is_deadline(found) else ""


def _is_order(text: str) -> bool:
    """A sentence that tells somebody to do something: it begins with an agency, or as an order does."""
    return bool(_lead(text)) or bool(re.match(rf"(?i)(?:giao|{VERBS})\b", text))


def _lead(text: str) -> str:
    found = LEAD.match(text)
    if not found or len(found.group("name")) > LONGEST_NAME or not is_agency(found.group("name")):
        return ""
    return found.group("name").strip(" ,")


def _agencies(text: str) -> tuple[str, str]:
    """The leading and the cooperating agencies that a sentence names."""
    lead = _lead(text)
    beside = WITH.search(text[:400])
    names = beside.group("names").strip(" ,") if beside else ""
    return lead, names if is_agency(names) else ""


def _label(reader: _Reader, text: str) -> None:
    """A line `Cơ quan chủ trì: …; thời gian: …` that belongs to the task above it."""
    for part in re.split(r";\s*(?=[^;:]{3,40}:)", text):
        found = LABELLED.match(part)
        if not found or reader.rows[-1].wide:
            continue
        reader.rows[-1] = _labelled(reader.rows[-1], fold(found.group("label")), found.group("value").strip(" ."))


def _labelled(row: RawRow, label: str, value: str) -> RawRow:
    if label.startswith(("thoi", "tien")):
        return replace(row, due=value)
    if "phoi hop" in label:
        return replace(row, cooperate=value)
    if "theo doi" in label:
        return replace(row, follow=value)
    if label.startswith(("san", "ket")):
        return replace(row, product=value)
    return replace(row, lead=value)
