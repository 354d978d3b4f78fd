"""Sentences that give nobody a task: money, closing provisions, exhortations, grounds; each with the reason."""

import re

from rules.problems import N_

CLOSING = N_("a closing provision")
MONEY = N_("says where the money comes from")
EXHORTATION = N_("an exhortation, without a day and a result")
GROUNDS = N_("names grounds or to whom it goes")
NOBODY = N_("names neither an agency nor a day")
BEFORE_TASKS = N_("stands before the tasks")
AFTER_END = N_("stands below the end of the document")
AIMS = N_("stands among aims, grounds or the state of things")
BESIDE = N_("says of a task what a plan has no field for")

OFFERED = (CLOSING, MONEY, EXHORTATION, NOBODY)
"""Reasons about which the officer is asked, once for all."""

_THIS = (
    r"(?:(?:kế hoạch|chương trình|quyết định|nghị quyết|chỉ thị|công điện|công văn|thông báo|kết luận|phương án|"
    r"đề án|văn bản|hướng dẫn|quy chế)(?:\s+hành động)?\s+này)"
)
_REASONS = (
    (
        GROUNDS,
        (
            r"^(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|thực hiện (?:kế hoạch|nghị quyết|quyết định|chỉ thị|"
            r"công văn|kết luận|chương trình)\b.{0,200}\bsố\s|"
            r"kính gửi|trên đây là|nơi nhận)"
        ),
    ),
    (
        CLOSING,
        (
            rf"(?:{_THIS}|(?:quyết định|nghị quyết|quy định|kế hoạch|chỉ thị)) (?:có hiệu lực|thay thế|được phổ biến|"
            rf"phổ biến)|"
            rf"chịu trách nhiệm (?:thi hành|thực hiện) {_THIS}|thi hành {_THIS}|(?:triển khai|tổ chức|nghiêm túc|"
            rf"theo dõi|đôn đốc|việc)[^;.]{{0,60}}thực hiện {_THIS}"
            r"|thông báo (?:để|đến)[^.;]{0,80}(?:biết|thực hiện)"
        ),
    ),
    (
        CLOSING,
        (
            r"^(?:trong )?quá trình (?:triển khai|tổ chức|thực hiện)|(?:nếu )?có (?:khó khăn,? )?vướng mắc|"
            r"nếu (?:có )?(?:phát sinh|vướng mắc|khó khăn)|"
            r"theo dõi, (?:kiểm tra, )?đôn đốc (?:việc )?(?:triển khai )?(?:tổ chức )?thực hiện (?:kế hoạch|"
            r"chương trình|chỉ thị|nghị quyết)"
        ),
    ),
    (
        MONEY,
        (
            r"^(?:nguồn )?kinh phí\b|kinh phí (?:thực hiện|triển khai|để)[^.;]{0,120}(?:ngân sách|bố trí|bảo đảm|"
            r"đảm bảo|dự toán|lồng ghép|nguồn)|"
            r"^(?:nguồn vốn|dự toán)\b[^.;]{0,40}(?:ngân sách|bố trí|từ)"
        ),
    ),
    (
        EXHORTATION,
        (
            r"(?:yêu cầu|đề nghị)[^.;]{0,120}(?:nghiêm túc|tích cực|khẩn trương|quan tâm)[^.;]{0,40}(?:triển khai|"
            r"thực hiện|phối hợp|chỉ đạo)\b[^.;]{0,60}[.;/]*$|"
            r"^(?:các )?(?:cơ quan|đơn vị|địa phương|cấp [uủ][ỷy]|tổ chức đảng|sở,? ban,? ngành)[^.;]{0,120}"
            r"(?:nghiêm túc|tích cực|chủ động)[^.;]{0,20}(?:triển khai )?(?:tổ chức )?thực hiện[^.;]{0,60}[.;/]*$"
        ),
    ),
)
REASONS = tuple((reason, re.compile(rf"(?i){pattern}")) for reason, pattern in _REASONS)

SKIPPED = re.compile(
    r"(?i)^(?:mục đích|yêu cầu|quan điểm|căn cứ|thực trạng|tình hình|nguyên tắc|phạm vi|đối tượng|bối cảnh|"
    r"kết quả đạt được|đánh giá|mục tiêu|chỉ tiêu|sự cần thiết|cơ sở pháp lý|tồn tại|hạn chế|thời gian,? địa điểm)"
)
TAKEN = re.compile(
    r"(?i)nhiệm vụ|giải pháp|tổ chức thực hiện|phân công|nội dung|trách nhiệm|lộ trình|kế hoạch triển khai"
)
FUNDING = re.compile(r"(?i)^(?:nguồn )?(?:kinh phí|nguồn vốn|nguồn lực|dự toán)\b")
END = re.compile(r"(?i)^\W*(?:nơi nhận\b|T/M |TM\. |KT\. |Q\. |TL\. )")


IN_FORCE = re.compile(
    rf"(?i)^(?:{_THIS}|(?:quyết định|nghị quyết|quy định|quy chế|kế hoạch|chỉ thị)(?: này)?) (?:có hiệu lực|"
    rf"thay thế|bãi bỏ)"
)


_SURELY = re.compile(
    r"(?i)chịu trách nhiệm (?:thi hành|thực hiện)\b|thông báo (?:để|đến)[^.;]{0,80}(?:biết|thực hiện)|"
    r"^(?:trong )?quá trình\b|(?:nếu )?có (?:khó khăn,? )?vướng mắc|^(?:nguồn )?kinh phí\b"
)


def surely_no_task(text: str, reason: str, lead: str) -> bool:
    """True if nobody need be asked: money and closing provisions that tell no agency what to do, or only to obey."""
    return reason in (CLOSING, MONEY) and (not lead or bool(_SURELY.search(text) or IN_FORCE.match(text)))


def in_force(text: str) -> str:
    """The reason for which a sentence about when the document itself holds is no task, day or not; else empty."""
    return CLOSING if IN_FORCE.match(text) else ""


def no_task_because(text: str) -> str:
    """The reason for which a sentence without a deadline is no task; empty: there is none."""
    return next((reason for reason, pattern in REASONS if pattern.search(text)), "")


def section_without_tasks(title: str) -> str:
    """The reason for which a section has tasks only where a deadline stands: aims, money; empty: it has."""
    if FUNDING.match(title):
        return MONEY
    return AIMS if SKIPPED.match(title) and not TAKEN.search(title) else ""
