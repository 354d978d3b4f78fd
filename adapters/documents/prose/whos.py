"""Agencies in sentences and headings: who is told to do it, and who helps."""

import re

from adapters.documents.files.cleaning import one_line
from adapters.documents.layout.vocabulary import is_agency

VERBS = (
    r"chủ trì|chủ động|phối hợp|tham mưu|có trách nhiệm|chịu trách nhiệm|căn cứ|xây dựng|ban hành|tăng cường|tập trung|"
    r"lãnh đạo|chỉ đạo|tiếp tục|nghiêm túc|khẩn trương|triển khai|tiến hành|tổ chức(?! đảng| chính trị| bộ máy|"
    r" xã hội)|"
    r"hướng dẫn|theo dõi|thực hiện|giúp|rà soát|hoàn thành|hoàn thiện|hoàn tất|thường xuyên|theo chức năng|"
    r"trên cơ sở|bám sát|"
    r"đẩy mạnh|đẩy nhanh|phát huy|cân đối|bố trí|báo cáo|đôn đốc|quán triệt|kịp thời|định kỳ|nghiên cứu|đề xuất|"
    r"cụ thể hóa|"
    r"tuyên truyền|kiểm tra|thẩm định|trình|quyết định|phê duyệt|quy định|cung cấp|bảo đảm|đảm bảo|lập|trích đo|"
    r"khảo sát|"
    r"giải ngân|chi trả|huy động|vận động|giám sát|bàn giao|di dời|kiểm đếm|thông báo|tổng hợp|đối chiếu|"
    r"thống kê|kiểm kê|"
    r"phân công|cử|gửi|nộp|đăng tải|công bố|công khai|tiếp nhận|giải quyết|xử lý|xem xét|cho ý kiến|lấy ý kiến|"
    r"góp ý|tiếp thu|"
    r"mở|họp|cắm|lắp|mua|sửa|in|cấp phát|cấp phép|thu thập|bổ sung|điều chỉnh|sắp xếp|củng cố|kiện toàn|"
    r"thành lập|duy trì|nâng cao|"
    r"chuẩn bị|đánh giá|sơ kết|tổng kết|thanh tra|ký kết|ký|rút kinh nghiệm|khắc phục|chấn chỉnh|quản lý|"
    r"vận hành|khai thác|"
    r"tích hợp|kết nối|số hóa|cập nhật|chia sẻ|hỗ trợ|tạo điều kiện|đào tạo|bồi dưỡng|tập huấn|phổ biến|"
    r"truyền thông|đưa tin|"
    r"viết|biên soạn|soạn|phát động|khen thưởng|đăng ký|rà|đo|tham gia|chú trọng|quan tâm|ưu tiên|dành|phải|cần|"
    r"sớm|nhanh chóng|"
    r"trực tiếp|yêu cầu|đề nghị|giao(?! thông)|phát hiện|ngăn chặn|tuần tra|hoàn trả|nghiệm thu|thi công|"
    r"khởi công|đấu thầu|thuê|sẵn sàng|sơ tán|ứng trực|trực ban|làm sạch|nâng cấp|chỉ đạo|thu gom|"
    r"đo đạc|niêm yết|tôn vinh|lựa chọn|thẩm tra|khóa sổ|thu hồi|nạo vét|gia cố|phục dựng|trùng tu|tiêm|lấy mẫu|"
    r"sinh hoạt|trang trí|cài đặt|che chắn|phát hành|biên tập|chấm|tuyển|tuyển chọn|phân loại|xác minh|"
    r"phát bản tin|phát sóng"
)
"""How an order goes on behind the name of the agency that has it."""

OPENING = re.compile(
    r"^(?:(?:[Vv]ề|[Đđ]ối với)\s[^:;.]{2,120}:\s*)?"
    r"(?:(?:Ban Thường vụ|Thường trực|Ban Chấp hành|Chủ tịch|UBND|[UỦ][YỶ]?[yỷ]? ban nhân dân|HĐND|"
    r"Hội đồng nhân dân|Lãnh đạo)[^,;:.]{0,60}?\s+"
    r"(?=(?:giao|yêu cầu|đề nghị|phân công)(?:\s+cho)?\s+(?:\w+\s+){0,3}?[A-ZĐÀ-Ỹ]))?"
    r"(?:(?:[Gg]iao|[Đđ]ề nghị|[Yy]êu cầu|[Pp]hân công)(?!\s+thông)(?:\s+(?:cho|trách nhiệm cho|nhiệm vụ cho))?\s+)?"
)
"""Topic, speaker and verb before the one who is told: `Về vốn: UBND tỉnh giao …`."""

TOPIC = re.compile(r"^[^:;.]{2,60}:\s+")
"""What an order is about, before it: `Kinh phí: Sở Tài chính tham mưu …`."""

POSITION = re.compile(
    r"(?i)^(?:(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\s+)?(?:phó\s+)?(?:tổng\s+)?(?:giám đốc|chánh|cục trưởng|"
    r"chi cục trưởng|trưởng|"
    r"viện trưởng|hiệu trưởng|chỉ huy trưởng|chủ nhiệm|tư lệnh|chủ tịch|bí thư|thủ trưởng|người đứng đầu|"
    r"lãnh đạo|thường trực)(?:\s+thường trực)?\s+(?=\S)"
)
PERSON_AHEAD = re.compile(
    r"^(?:(?:Giao|Phân công|Đề nghị|Yêu cầu)\s+)?(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)\s+"
    r"(?P<name>[A-ZĐÀ-Ỹ][a-zđà-ỹ]*\.?(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]*\.?){1,4})(?:,|\s*[-–])\s+"
)
"""A person before his position, which stands for the agency: `Đồng chí X, Trưởng Ban … chỉ đạo …`."""

LEADER = re.compile(
    r"(?i)^(?:(?:giao|phân công|đề nghị|yêu cầu)\s+)?(?:(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\s+)?(?:[^,:;]{2,40},\s+)?"
    r"(?:phó\s+)?(?:chủ tịch|bí thư|thường trực)\b"
)
DIRECTS = re.compile(r"(?:,?\s+và)?\s*(?:trực tiếp\s+)?(?:chỉ đạo|phân công|giao)\s+(?=\S)")
"""Behind the position of a leader, before the agency that he is to have it done by."""

BEHIND_NAME = re.compile(rf",?\s+(?=(?:{VERBS})\b)|:\s+(?=\S)")
WITH = re.compile(
    rf"[Pp]hối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))?\s+(?P<names>.{{3,200}}?)\s*(?=,?\s(?:{VERBS})\b|[:.;]|$)"
)
FIELDS = (
    r"Tài chính|Nội vụ|Y tế|Xây dựng|Công [Tt]hương|Tư pháp|Ngoại vụ|Du lịch|Khoa học và Công nghệ|Giáo dục và Đào tạo|"
    r"Nông nghiệp và Môi trường|Văn h[oó][áa], Thể thao và Du lịch|Văn h[oó][áa] và Thể thao|Dân tộc và Tôn giáo|"
    r"Quốc phòng|Công an"
)
SOME_OF = (
    r"ven|vùng|biên|trong|thuộc|nơi|có|trên|phía|liên|còn|giáp|miền|dọc|ngoài|nằm|bị|đang|đã|chưa|khu vực|trọng điểm"
)
"""How a name goes on that means some of several: `UBND các xã, phường ven sông …`."""

_KNOWN = (
    rf"(?:(?:Giám đốc|Chánh|Thủ trưởng)\s+)?(?:(?:Sở|Bộ|Phòng)\s+(?:{FIELDS})|"
    r"(?:Công an|Thống kê|Thuế|Thanh tra|Bộ Chỉ huy [Qq]uân sự|Bộ Chỉ huy Bộ đội [Bb]iên phòng) (?:tỉnh|thành phố)|"
    r"(?:Chủ tịch\s+)?(?:UBND|[ỦU][yỷ] ban nhân dân) (?:tỉnh|thành phố|cấp xã|các xã, phường(?:, (?:thị trấn|"
    r"đặc khu))?)|(?:Văn phòng|Ban Tổ chức|Ban Nội chính|Ban Tuyên giáo và Dân vận|Ủy ban Kiểm tra) Tỉnh ủy|"
    r"Văn phòng UBND tỉnh|Tỉnh [Đđ]oàn|[Cc]ác sở, ban, ngành(?: (?:cấp )?tỉnh| thành phố)?)"
)
KNOWN = re.compile(rf"{_KNOWN}(?:(?:,| và|, và) {_KNOWN})*(?=\s+(?!và\s|cùng\s|(?:{SOME_OF})\b)[a-zđà-ỹ])")
"""Names that end where they end, whatever verb stands behind."""

HALF_WORDS = (" công", " Xây", " xây")
"""Ends of a name that a verb would cut in the middle of a word: `công lập`, `Xây dựng`."""

CONNECTING = frozenset({"và", "các", "của", "thuộc", "cấp", "-", "–"})
_SMALL = (
    "tỉnh thành phố xã phường đặc khu huyện nhân dân ủy uỷ ban quân sự an chính trị hội đồng trung tâm "
    "văn phòng sở bộ ngành đảng đoàn thể cơ quan đơn vị địa phương nước vực trực kinh tế hạ tầng đô thị "
    "thanh truyền hình thủy chi thôn ấp bản khối trạm trường viên quản lý dự án phục vụ dịch tổ nhà "
)
NAME_WORDS = CONNECTING | frozenset(_SMALL.split())
"""Words in small letters that stand in the names of agencies."""

LEAD_WORDS = re.compile(
    r"(?i)^\s*(?:giao(?: cho)?|đối với|đề nghị|yêu cầu|trách nhiệm của|nhiệm vụ của|nhiệm vụ giao|phần việc của)\s+|"
    r"\s*,?\s*(?:có trách nhiệm|chịu trách nhiệm|chủ trì|thực hiện các nhiệm vụ).*$"
)
TASK_VERBS = re.compile(
    r"(?i)\b(tham mưu|xây dựng|ban hành|triển khai|tổ chức thực hiện|hướng dẫn|rà soát|hoàn thiện|báo cáo)\b"
)
SAYS_ON = re.compile(r":\s+\S")
"""An agency's name in a heading ends there; behind a colon the order begins."""

PLACE_AT_END = re.compile(
    rf"\b(?:tỉnh|thành phố|cấp xã|xã, phường|đặc khu)(?=\s+(?!ủy|uỷ|đoàn|và|các|về|trực|{SOME_OF})[a-zđà-ỹ])"
)
"""Where a name ends for which the verb behind it is none of ours: `Thống kê tỉnh nhập, làm sạch …`."""

LONGEST_HEADING_NAME = 160
LONGEST_NAME = 160


def heading_agency(title: str) -> str:
    """The agency in charge that a heading names: `SỞ NỘI VỤ CHỦ TRÌ` -> `SỞ NỘI VỤ`; empty if it names none."""
    name = LEAD_WORDS.sub("", one_line(title)).strip(" :.-")
    if SAYS_ON.search(name):
        return ""
    if _by_verb(name)[0] not in ("", name):
        return ""  # an agency with its order
    built = re.sub(r"(?i)\b(?:sở|bộ|phòng)\s+xây dựng\b", "", name)
    if not name or len(name) > LONGEST_HEADING_NAME or not begins_agency(name) or TASK_VERBS.search(built):
        return ""
    return name


def begins_agency(text: str) -> bool:
    """True if `text` begins as an agency's name does, or with who stands for one: `Giám đốc Sở Y tế`."""
    return is_agency(text) or (bool(POSITION.match(text)) and is_agency(POSITION.sub("", text)))


def lead_of(text: str) -> tuple[str, int]:
    """The agency that a sentence tells to do something, and where the words behind it begin; empty, 0: none."""
    person = PERSON_AHEAD.match(text)
    if person:
        return _lead_from(text, person.end())
    lead, end = _lead_from(text, 0)
    topic = TOPIC.match(text)
    return (lead, end) if lead or not topic else _lead_from(text, topic.end())


def directed_in(text: str) -> str:
    """The agency that a leader is to have it done by: `Phó Chủ tịch UBND tỉnh chỉ đạo Sở A rà soát …`; else empty."""
    leader = LEADER.match(text)
    directs = DIRECTS.search(text, leader.end(), leader.end() + LONGEST_NAME) if leader else None
    return _lead_from(text, directs.end())[0] if directs else ""


def _lead_from(text: str, start: int) -> tuple[str, int]:
    opened = OPENING.match(text[start:])
    start += opened.end() if opened else 0
    rest = text[start:]
    known = KNOWN.match(rest)
    if known:
        return known.group(), start + known.end()
    name, end = _by_verb(rest)
    return (name, start + end) if name else ("", start)


def _by_verb(text: str) -> tuple[str, int]:
    """The agency with which a text begins, up to a verb, and where the words behind it begin; empty, 0: none."""
    for found in BEHIND_NAME.finditer(text, 0, LONGEST_NAME):
        name = text[: found.start()].strip(" ,")
        if name.endswith(HALF_WORDS):
            continue
        if found.group().startswith(","):
            break
        if begins_agency(name):
            ended = PLACE_AT_END.search(name)
            return (name[: ended.end()], ended.end()) if ended else (name, found.end())
    return "", 0


def guessed_lead(text: str) -> str:
    """The agency with which a sentence begins whose verb is none of ours; empty: none."""
    person, opened = PERSON_AHEAD.match(text), OPENING.match(text)
    begun = person or opened
    return _by_capitals(text[begun.end() :] if begun else text)


def _by_capitals(text: str) -> str:
    """The agency with which a text begins, whose verb is none of ours: to the last word in capitals, and what it needs.

    Empty where the text goes on as no order does: nothing behind the name, or a name that is none.
    """
    words = text[:LONGEST_NAME].split()
    end = 0
    for at, word in enumerate(words):
        plain = word.strip(",.;:")
        second = at == end and at > 0 and words[at - 1][:1].isupper()
        if plain[:1].isupper() or second or plain in NAME_WORDS:
            end = at + 1
        else:
            break
    name = " ".join(words[:end])
    fits = (
        (end > 2 or " ".join(words[1:2])[:1].isupper())
        and end < len(words)
        and not name.endswith((",", ".", ";", ":"))
        and begins_agency(name)
    )
    return name if fits and words[end - 1] not in CONNECTING else ""


def is_told(text: str) -> bool:
    """True if the sentence tells somebody by name, or begins as an order does."""
    return bool(lead_of(text)[0]) or bool(re.match(rf"(?i)(?:giao(?! thông)|{VERBS})\b", text))


def cooperating_in(text: str) -> str:
    """The agencies with which a sentence says that it is to be done; empty: none."""
    beside = WITH.search(text[:600])
    names = beside.group("names").strip(" ,") if beside else ""
    return names if begins_agency(names) else ""
