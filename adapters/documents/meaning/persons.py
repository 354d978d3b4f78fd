"""Persons and positions among the words for agencies: a position stands for its agency, a person is never one."""

import re

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.layout.vocabulary import is_agency

_TITLE = r"(?:(?:các\s+)?(?:đồng chí|đ/c|đc|ông|bà|thầy|cô|anh|chị|bác sĩ|bs|ts|ths|pgs|gs|cn|ks)\.?)"
_CHIEF = (
    r"(?:(?:phó\s+)?(?:chủ tịch(?:\s+thường trực)?|"
    r"bí thư(?:\s+thường trực)?|giám đốc|tổng giám đốc|hiệu trưởng|viện trưởng|cục trưởng|chi cục trưởng|"
    r"trưởng (?:ban|phòng|khoa|bộ phận|công an|đoàn|trạm|thôn|ấp|bản)|trưởng|chủ nhiệm|chánh (?:văn phòng|"
    r"thanh tra|án)|"
    r"chỉ huy trưởng|tư lệnh|chính ủy|thủ trưởng|tổng biên tập|đội trưởng|tổ trưởng)|(?:phó\s+)?chánh|phó|quyền|"
    r"lãnh đạo|người đứng đầu|tập thể lãnh đạo)"
)
_OFFICE = rf"(?:{_CHIEF}|ủy viên|uỷ viên|kế toán|thư ký|văn thư|bảo vệ|giáo viên|công chức|cán bộ|chuyên viên)"
POSITION = re.compile(
    rf"(?i)^(?:{_TITLE}\s+)?(?:các\s+)?(?:(?:phó\s+)?chánh\s+(?=văn phòng|thanh tra)|(?:phó\s+)?trưởng\s+(?=ban|"
    rf"phòng|công an|khoa)|{_CHIEF}\s+)(?P<agency>\S.*)$"
)
"""A position before the agency that it stands for: `Giám đốc Sở Y tế`, `Chánh Văn phòng UBND tỉnh`."""

SURNAME = (
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Lương|Mai|Tô|Hà|Cao|Lò|"
    r"Vàng|Giàng|Quàng|Lường|Cà|Đào|Tạ|Chu|Tống|Thái|Kiều|Lâm|Quách|Triệu|Mã|Nông|Vi|Bế|Hứa|La|Thào|Sùng|Hạng)"
)
_NAMED = re.compile(
    rf"^(?:(?:P?CT|P?GĐ|P?BT|P?CVP)\.?\s+)?{SURNAME}(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]*\.?){{1,4}}(?:\s*[,;(–-].*)?$"
)
_WITH_POSITION = re.compile(
    rf"^(?P<person>(?:(?i:{_TITLE})\s+)?(?:{SURNAME}|(?<=\s)[A-ZĐÀ-Ỹ][a-zđà-ỹ]*)(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]*\.?){{1,4}})"
    r"\s*(?:,|[-–]|\()\s*(?P<position>[^()]{4,}?)\)?$"
)
"""A person and the position that he has: `Ông A (Chủ tịch UBND xã B)`, `Đồng chí A, Trưởng Ban B`."""

_TITLED = re.compile(rf"(?i)^{_TITLE}\s+\S")
_BARE_OFFICE = re.compile(rf"(?i)^{_OFFICE}(?:\s+\S.*)?$")
_HEADED = re.compile(rf"(?i)^{_OFFICE}\s+\S")
GIVING = re.compile(r"(?i)^[^,;]{4,80}?\s+(?:giao|phân công|yêu cầu|đề nghị)(?:\s+cho)?\s+(?P<agency>\S.*)$")


def with_position(words: str) -> tuple[str, str]:
    """The person and the agency for which the position beside him stands; both empty where none does."""
    found = _WITH_POSITION.match(one_line(words))
    agency = standing_for(found.group("position")) if found else ""
    stands = found is not None and agency != found.group("position") and is_agency(agency)
    return (found.group("person"), agency) if found and stands else ("", "")


def is_person(words: str) -> bool:
    """True if the words name a person, or a position without its agency: no unit, and no code is made of them."""
    text = one_line(words)
    if _NAMED.match(text):
        return True
    position = POSITION.match(text)
    if position and _stands_for(position.group("agency")):
        return False
    return bool(_TITLED.match(text) or (_BARE_OFFICE.match(text) and not is_agency(text)) or _is_office(text))


def _is_office(text: str) -> bool:
    """True for a position behind which no agency stands, whatever the words begin like."""
    plain = fold(text)
    return bool(_HEADED.match(text)) and plain.startswith(
        ("chu tich", "pho", "bi thu", "chuyen vien", "uy vien", "thu truong")
    )


def standing_for(words: str) -> str:
    """The agency that a position stands for, or that is given a task by another; the words themselves for any other."""
    given = GIVING.match(words)
    text = given.group("agency") if given and is_agency(given.group("agency")) else words
    position = POSITION.match(text)
    if position and _stands_for(position.group("agency")):
        return position.group("agency")
    return text


def _stands_for(agency: str) -> bool:
    """True if an agency follows the position, and not a person or a part of one."""
    return is_agency(agency) and not _NAMED.match(agency) and not _is_office(agency)
