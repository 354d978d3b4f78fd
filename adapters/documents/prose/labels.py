"""Lines that say of a task who leads it, who helps, until when, and what comes of it: `Thời gian thực hiện: …`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class LabelKind(StrEnum):
    """What a label says of its task."""

    DUE = "due"
    LEAD = "lead"
    COOPERATE = "cooperate"
    PRODUCT = "product"
    FOLLOW = "follow"
    CONTENT = "content"  # the task itself
    AGENCIES = "agencies"  # nothing but a headline above the labels of agencies
    BESIDE = "beside"  # money, place, audience: nothing that a rule has


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label with what stands behind its colon; empty: what stands below."""

    kind: LabelKind
    value: str


_BODY = (
    r"(?:(?:các )?(?:cơ quan|đơn vị|sở,? (?:ban,? )?ngành|bộ phận|phòng|tổ chức|cá nhân|"
    r"đồng chí)(?:\s*[,/]\s*(?:đơn vị|cá nhân|cơ quan))*)"
)
_DOING = r"(?:\s+(?:thực hiện|hoàn thành|triển khai|tham mưu|tổ chức|báo cáo|trình|dự kiến|cụ thể|xong|ban hành|gửi))*"
_WHEN = r"(?:trước|sau|chậm nhất|muộn nhất|từ ngày|từ tháng|trong|ngày|tháng|quý|năm|hết|đến|cuối|đầu|\d{1,2}[/.])"
_LABELS = {
    LabelKind.COOPERATE: rf"(?:{_BODY}\s+)?(?:cùng )?phối hợp{_DOING}(?:\s+với)?",
    LabelKind.FOLLOW: rf"(?:{_BODY}\s+)?(?:theo dõi|đôn đốc)(?:,?\s+(?:và\s+)?(?:đôn đốc|theo dõi))?{_DOING}",
    LabelKind.LEAD: (
        rf"(?:giao\s+)?{_BODY}\s+(?:được\s+giao|đầu mối|chịu trách nhiệm|phụ trách|chủ trì|thực hiện|tham mưu|"
        rf"tổ chức)(?:,?\s*tham mưu)?{_DOING}"
        rf"|(?:phân công\s+)?chủ trì{_DOING}|phân công{_DOING}|trách nhiệm{_DOING}|đơn vị|cơ quan"
    ),
    LabelKind.DUE: (
        rf"(?:thời gian|thời hạn|tiến độ|thời điểm|lộ trình|mốc thời gian|hạn(?: chót)?|"
        rf"thời gian và tiến độ){_DOING}"
        rf"|(?:hoàn thành|hoàn tất|xong|tổ chức)(?=\s*:\s*{_WHEN})"
    ),
    LabelKind.PRODUCT: (
        r"(?:sản phẩm|kết quả|đầu ra)(?:\s+(?:đầu ra|đạt được|dự kiến|thực hiện|hoàn thành|phải đạt|cần đạt))*"
    ),
    LabelKind.BESIDE: (
        r"(?:kinh phí|nguồn kinh phí|nguồn lực|nguồn vốn|dự toán|địa điểm|thành phần|đối tượng|số lượng|quy mô|"
        r"hình thức|phương pháp|ghi chú)(?:\s+(?:thực hiện|tham dự|tham gia|tổ chức))*"
    ),
    LabelKind.CONTENT: (
        r"(?:tên\s+)?(?:nhiệm vụ|nội dung|công việc|hoạt động|việc)(?:\s+(?:nhiệm vụ|công việc|thực hiện|"
        r"triển khai|cụ thể|chính))*"
    ),
}
_ANY = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in _LABELS.items())
_FIRST = re.compile(rf"(?i)\W*(?:{_ANY})\s*(?:\([^()]{{0,60}}\))?\s*:\s*")
_NEXT = re.compile(rf"(?i)(?:[.;,]\s*(?:[-–+*]\s*)?|\s+[-–+*]\s*|\s*\*\s*)(?:{_ANY})\s*:\s*")
_BRACKETS = re.compile(r"\s*\(([^()]{6,400})\)[\s.,;:*]*$")
TIME_AHEAD = re.compile(rf"(?i)^{_LABELS[LabelKind.DUE]}\s*:?\s*")
"""A label of time that stands before a deadline without more: `thời gian hoàn thành trước …`."""

LONGEST_LABEL = 60


def labels_of(text: str) -> tuple[Label, ...]:
    """The labels of a line that begins with one, in order; empty for any other line."""
    found = _FIRST.match(text)
    return tuple(_cut(text, found)) if found else ()


def _cut(text: str, found: re.Match[str]) -> Iterator[Label]:
    """The labels from `found` on; each reaches to the next one."""
    while True:
        kind = _kind(found)
        follower = None if kind is LabelKind.CONTENT else _NEXT.search(text, max(found.end() - 1, 0))
        value = text[found.end() : follower.start() if follower else None].strip(" .;,*")
        yield Label(kind=_without_name(kind, value), value=value)
        if follower is None:
            return
        found = follower


def _kind(found: re.Match[str]) -> LabelKind:
    return next(kind for kind in LabelKind if kind in found.re.groupindex and found.group(kind))


def _without_name(kind: LabelKind, value: str) -> LabelKind:
    """A label of who leads with nothing behind it is a headline: `b) Cơ quan thực hiện:`."""
    return LabelKind.AGENCIES if kind is LabelKind.LEAD and not value else kind


def bracketed(text: str) -> tuple[str, tuple[Label, ...]]:
    """A sentence without the labels at its end, and those: `(Chủ trì: …; thời gian: …)`, `…. Thời gian: …`."""
    found = _BRACKETS.search(text)
    labels = labels_of(found.group(1)) if found else ()
    if not found or not labels:
        found = _NEXT.search(text)
        labels = tuple(_cut(text, found)) if found and _ends_sentence(text, found) else ()
    if not found or not labels or not all(one.value and one.kind is not LabelKind.CONTENT for one in labels):
        return text, ()
    return text[: found.start()].rstrip(), labels


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    """True if labels begin behind a sentence, or one of time behind a comma: `…, thời gian hoàn thành: tháng 5`."""
    mark = text[found.start()]
    return mark in ".;" or (mark == "," and _kind(found) is LabelKind.DUE)


def headed_label(text: str) -> tuple[Label, ...]:
    """The label that a heading is which has its value below, and no colon: `5.2. Thời gian thực hiện`."""
    name = text.strip(" .")
    if len(name) > LONGEST_LABEL or name.endswith(":") or name.lower().startswith("tổ chức thực hiện"):
        return ()
    return labels_of(f"{name}:")
