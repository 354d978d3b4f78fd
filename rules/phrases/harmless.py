"""Words beside a deadline that do not change it: verbs, whom it goes to, what it is for, where it is laid down."""

import re

VERBS = (
    "hoàn thành|hoàn tất|hoàn thiện|thực hiện|xong|báo cáo|trình|gửi|ban hành|tổ chức|triển khai|nộp|lập|ký|phê duyệt"
    "|thẩm định|tổng hợp|cập nhật|công bố|rà soát|xây dựng|tham mưu|đề xuất|kiểm tra|đánh giá|tổng kết|sơ kết|bàn giao"
    "|tuyên truyền|niêm yết|kê khai|thông báo|chỉ đạo|áp dụng|phải|cần|có|sẽ|chuyển|đăng tải|công khai|quyết định"
    "|xem xét|thông qua|tiến hành|phấn đấu|đăng ký|giải quyết|trả lời|trả kết quả|họp|chuẩn bị|cung cấp|phối hợp"
    "|hướng dẫn|đưa vào|theo dõi|duy trì|tiếp tục|nghiệm thu|vận hành|thí điểm|khởi công|khánh thành|thanh toán"
    "|giải ngân|quyết toán|thẩm tra|góp ý|(?:lấy|xin) ý kiến|khảo sát|kiện toàn|bố trí|bổ sung|sửa đổi|khắc phục|xử lý"
)
NOUNS = (
    "thời gian|thời hạn|thời điểm|hạn|tiến độ|cụ thể|kết quả|nhiệm vụ|công việc|kế hoạch|báo cáo|việc|là|ngay|các|trong"
    "|của|và|về|cho|hồ sơ|văn bản|dự thảo|danh sách|đề án|nội dung|công tác|ngày|toàn bộ|thời gian tới|định kỳ|nội dung"
)
NOISE = re.compile(rf"(?:(?:{VERBS}|{NOUNS})(?:[\s:.,/-]+|$))+")
STEP = re.compile(rf"(?<![^\W\d_])(?:{VERBS})(?![^\W\d_])")
LEADING = re.compile(rf"(?:{VERBS}|việc|thời\s+(?:gian|hạn|điểm)|tiến độ)(?![^\W\d_])")
TRAILING = re.compile(rf"(?:để|nhằm|phục vụ|làm cơ sở|làm căn cứ|nếu có\b|theo|{VERBS})(?![^\W\d_])")

DANGER = re.compile(
    r"(?<![^\W\d_])(?:nếu(?!\s+có$)|trừ|ngoại trừ|trường hợp|riêng|đối với|dự kiến|khoảng|không|chưa|chỉ|kéo dài"
    r"|gia hạn|lùi|hoãn|tạm|sớm|muộn|quá|ngoài|hoặc|thay|bãi bỏ|huỷ|một phần|cơ bản|phấn đấu|ước|hơn|trên|dưới|tuỳ"
    r"|có thể|đột xuất|đợt|lần|âm lịch|cùng kỳ|\d+|khẩn trương|tháng|quý|năm|tuần)(?![^\W\d_])"
)
"""Words that may move, limit or undo the deadline beside them."""

DOING = re.compile(
    r"(?:(?:hoàn thành|hoàn tất|thực hiện|xong|triển khai|tổ chức|ban hành|trình|áp dụng|phấn đấu|nộp|gửi|phải"
    r"|tiến hành|thời gian|thời hạn|thời điểm|hạn|tiến độ|cụ thể|là|việc|ngay|hồ sơ|có hiệu lực"
    r"|thi hành)(?:[\s:.,/-]+|$))+"
)
"""Words that a date may follow directly. Behind a noun it is the noun's: `kế hoạch năm 2026`."""

QUALIFIERS = re.compile(
    r"[\s,;]*(?:(?:theo|đúng)\s+(?:đúng\s+)?quy\s+định(?:\s+(?:hiện\s+hành|của\s+(?:pháp\s+luật|luật|đảng)))?"
    r"|nếu\s+có)[\s.,;]*$"
)
"""Words that may hang at the end of an event without being part of it."""

AGENCY = (
    r"(?:sở|ban|bộ|ubnd|uỷ ban|hđnd|hội đồng|tỉnh uỷ|thành uỷ|đảng uỷ|văn phòng|cục|chi cục|tổng cục|công an|phòng"
    r"|trung tâm|thường trực|thủ tướng|chính phủ|quốc hội|mttq|mặt trận|cơ quan|chủ tịch|kho bạc|toà án|viện)"
)
RECIPIENT = re.compile(
    rf"(?:.*\s)?(?:gửi|báo cáo|trình|nộp|chuyển|về|cho|qua|xin ý kiến)\s+(?:cho\s+|về\s+)?{AGENCY}(?![^\W\d_])"
)
"""Words that end with whom something goes to."""

OPENING = r"(?:ngày\s+|khi\s+|kết\s+thúc\s+|tổ\s+chức\s+|bế\s+mạc\s+)*"
HANDING = r"(?:(?:và\s+)?(?:gửi|nộp|chuyển|trình|báo\s+cáo|phải|có|văn\s+bản|bằng|hồ\s+sơ|kết\s+quả)\s+)"
TO_WHOM = rf"(?:cho\s+)?(?:{AGENCY}|trung\s+ương|tw|cấp\s+trên|cơ\s+quan\s+cấp\s+trên)(?![^\W\d_])"
HANDED = rf"[\s,;]+{HANDING}*(?:với|tới|đến|lên|cho|về|gửi|trình|báo\s+cáo)\s+{TO_WHOM}"
HANDED_ON = re.compile(
    rf"{OPENING}(?:(?:đại\s+hội|bầu\s+cử)[^,;]*?(?P<to>{HANDED}.*)"
    rf"|(?:hội\s+nghị|cuộc\s+họp|phiên\s+họp|kỳ\s+họp|họp)(?:(?!\slàm\s+việc\s)[^,;])*?"
    rf"(?P<on>[\s,;]+(?:{HANDING}+(?:tới|đến|lên|cho|về)|tới|đến|lên|gửi|nộp|chuyển)\s+{TO_WHOM}.*))$"
)
"""A gathering, and to whom something goes after it, which is no part of its name: `đại hội tới Ban Tổ chức`."""

PERHAPS_HANDED = re.compile(
    rf"(?!.*(?:gửi|nộp|chuyển|trình|báo cáo|bàn giao|cấp|giao|trả|làm việc|phối hợp|thống nhất|ký|thông báo|đến hạn"
    rf"|thoả thuận|xin|nhận)(?![^\W\d_]).*(?:với|tới|đến|lên|cho|về)).*{HANDED}"
)
"""Words of another event behind which perhaps stands to whom something goes."""

CITING = re.compile(
    rf"(?:qua\s+{AGENCY}"
    r"|nếu có|theo|kèm theo|ban hành kèm|có .*kèm theo|(?:kể|tính|bao gồm)\s+cả\s+.*(?:nghỉ|lễ|tết|chủ nhật)|tại"
    r"|căn cứ|nghị định|thông tư|quyết định|nghị quyết|công văn|kế hoạch|chỉ thị|kết luận|thông báo|tờ trình|báo cáo"
    r"|văn bản|hướng dẫn|số\s|điểm|khoản|điều)"
)
"""The beginning of a bracket that only says where something is laid down."""

DAYS_OFF = re.compile(r"(?:không\s+(?:kể|tính|bao gồm)|trừ)(?:\s+cả)?\s+.*(?:nghỉ|thứ bảy|chủ nhật|lễ|tết)")
"""`(không kể thứ bảy, chủ nhật, ngày lễ)`: days that are working days, in other words."""

SUBJECT = re.compile(
    r"(?:sở|uỷ ban|ubnd|hđnd|hội đồng|bộ|cơ quan|đơn vị|chủ tịch|người|ban|thủ trưởng|giám đốc|phải|báo cáo|gửi)\b"
    r".*(?:phải|trách nhiệm|thực hiện|báo cáo|gửi|trình|thẩm định|quyết định|thông báo|ban hành|tổ chức|cấp|xem xét"
    r"|hoàn thành|phê duyệt|trả lời|đăng tải|công bố|lập|tổng hợp|giải quyết)"
)
"""The main clause of a sentence of law after its time limit: `…, Sở Tài chính thẩm định`."""


def is_noise(words: str) -> bool:
    """True if the words say nothing by themselves: `Thời gian hoàn thành:`."""
    return NOISE.fullmatch(words) is not None


def is_beside(words: str, *, leading: bool) -> bool:
    """True if the words say what is to be done, and nothing that could move the deadline.

    They stand before it if `leading`, else after it.
    """
    if DANGER.search(words):
        return False
    return (LEADING if leading else TRAILING).match(words) is not None


def is_recipient(words: str) -> bool:
    """True if the words say whom something goes to: `gửi Sở Nông nghiệp`."""
    return RECIPIENT.match(words) is not None and not DANGER.search(words)


def without_recipient(words: str) -> str:
    """The words of an event without whom something goes to after it: `đại hội tới Ban Tổ chức` -> `đại hội`."""
    found = HANDED_ON.match(words)
    return words[: found.start("to" if found["to"] else "on")] if found else words


def may_name_recipient(words: str) -> bool:
    """True if whom something goes to perhaps stands among the words of an event."""
    return PERHAPS_HANDED.match(words) is not None


def is_step(words: str) -> bool:
    """True if the words name something to be done."""
    return STEP.search(words) is not None


def may_be_name(words: str) -> bool:
    """True if the words may be the rest of a name: nothing in them moves a deadline, or begins something to be done."""
    return not DANGER.search(words) and not STEP.match(words)


def is_citing(words: str) -> bool:
    """True if the content of a bracket only names a source, or says that days off count as well."""
    counting = words.startswith(("kể cả", "tính cả", "bao gồm cả"))
    return CITING.match(words) is not None and (counting or words == "nếu có" or not _undoes(words))


def _undoes(words: str) -> bool:
    """True if a word that may move or undo the deadline stands there; numbers aside."""
    return any(not found.group().isdigit() for found in DANGER.finditer(words))
