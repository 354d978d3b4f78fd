"""The customary words of plan documents: of agencies, deadlines and numbering, compared folded (`cleaning.fold`)."""

import re

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.files.romans import from_roman

AGENCY = re.compile(
    r"(?:cac |can |nhung |toan the |mot so )?(?:"
    r"ban(?! hanh| giao| dau| than| be)|bo(?! sung| tri| phan| nhiem| ra)|so(?! ket| lieu| luong| hoa| sanh| \d)|"
    r"van phong|"
    r"uy ban|ub|ubnd|ubmttq|ubkt|hdnd|hoi dong|mttq|mat tran|dang (?:uy|bo|doan)|chi bo|cap uy|to chuc (?:dang|"
    r"chinh tri)|"
    r"truong(?! hop)|bao (?:va|dien tu|lao|nhan|hiem xa hoi)|bhxh|dai (?:phat|truyen|khi tuong)|cong an|bo chi huy|"
    r"bo tu lenh|toa an|tand|"
    r"vien (?:kiem|khoa|nghien)|vksnd|hoi (?!nghi|nhap|dong|thi\b|thao|dien|cho\b|trai|dam)|hiep hoi|"
    r"lien (?:doan|minh|hiep)|tinh doan|"
    r"doan (?:thanh|tncs|the|dai bieu|dbqh)|cuc|chi cuc|tong (?:cuc|cong ty)|kho bac|thanh tra|ngan hang|nhnn|"
    r"to (?!chuc|cao|quoc)|tieu ban|trung tam|hoc vien|vu |phong (?!chong|ngua)|"
    r"(?:huyen|thanh|thi|tinh|quan) uy|thuong truc|chu tich|pho chu tich|bi thu|thu truong|nguoi dung dau|"
    r"chinh phu|quoc hoi|"
    r"thu tuong|chinh quyen|co quan|don vi|dia phuong|ban nganh|nganh|huyen|thi xa|thanh pho|xa|phuong|"
    r"tinh(?! gon| gian| hinh| den| toan| chat)|doanh nghiep|"
    r"benh vien|tap doan|cong ty|nha (?:xuat|may|thieu)|chu dau tu|thanh vien|doi ngu|luc luong|bo phan|quan khu|"
    r"bo doi bien|hai quan|thue|thong ke (?:tinh|thanh pho|co so)|dien luc|buu dien|chuyen vien"
    r")\b"
)
"""How the name of an agency begins, and no verb does."""

_VERBS = (
    r"(?:(?:phai|can|da|dang|se|du kien|co ban) )*(?:hoan thanh|thuc hien|trien khai|xong|trinh|bao cao)(?: xong)? "
)
_OF = (
    r"ke hoach|huong dan|chi dao|thong tri|quy dinh|lo trinh|yeu cau|tien do|thoi gian|chuong trinh|quyet dinh|"
    r"lich|de an|nghi quyet|"
    r"ket luan|su|van ban|dinh ky"
)
DEADLINE = re.compile(
    rf"(?:{_VERBS})?(?:"
    r"truoc|sau|ngay sau|ngay khi|ngay trong|ngay tu|ngay \d|cham nhat|muon nhat|som nhat|khong (?:qua|cham|muon|"
    r"som)|trong|"
    r"den (?:het|ngay|thang|nam|quy|cuoi)|het (?:thang|quy|nam|ngay)|tu (?:ngay|thang|nam|quy|khi|nay|\d+)|ke tu|"
    r"bat dau|"
    r"thang (?:\d+|gieng|chap)|quy (?:[iv]+|\d)|nam (?:\d+|hoc)|cac (?:nam|quy|thang)|giai doan|nhiem ky|tuan \w+|"
    r"hang (?:tuan|thang|quy|nam|ngay)|dinh ky|thuong xuyen|thuong nien|lien tuc|dot xuat|"
    rf"theo (?:{_OF})|da (?:hoan thanh|thuc hien|xong|ban hanh)|dang (?:thuc hien|trien khai)|khi|chua xac dinh|"
    r"(?:dau|giua|cuoi) (?:thang|nam|quy|nhiem ky)|\d{1,2} thang (?:dau|cuoi)|\d{1,2} \d{1,2}(?: 20\d\d)?|"
    r"\d{1,2} 20\d\d|20\d\d|"
    r"\d{1,3} (?:ngay|thang|tuan|gio|nam|quy)|it nhat|toi thieu"
    r")\b"
)
"""How the words of a deadline begin."""

ALONE = re.compile(
    r"(thuc hien )?(thuong xuyen|lien tuc|hang (tuan|thang|quy|nam|ngay)|da hoan thanh|hoan thanh|"
    r"dang thuc hien)( lien tuc)?"
)

NUMBER = re.compile(r"(?P<n>[IVXL]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,4}(?:\.\d{1,3}){0,5})\s*[.)\-–:/]*")
"""The number of a row or section standing alone in its cell."""

BULLET = re.compile(r"^\s*[-–•*+●▪]\s*")

CLOSED = re.compile(r"\s*\((?:nơi|nếu|trừ|để|theo|qua|phối|khi|gồm)[^()]*\)")
"""A remark in brackets behind the name of an agency."""


FIRST_WORDS = {
    "ban": "ban", "bao": "báo bảo", "bo": "bộ", "bac": "bắc", "cuc": "cục", "can": "căn", "co": "cơ", "cong": "công",
    "dai": "đài đại", "dang": "đảng", "dia": "địa", "doan": "đoàn", "doi": "đội", "don": "đơn", "hai": "hải",
    "hoc": "học", "hoi": "hội", "huyen": "huyện", "kho": "kho", "luc": "lực", "nganh": "ngành", "ngan": "ngân",
    "phong": "phòng", "phuong": "phường", "quan": "quận quân", "so": "sở", "tap": "tập", "thanh": "thành thanh",
    "thi": "thị", "thong": "thống", "thu": "thủ", "thue": "thuế", "tieu": "tiểu", "tinh": "tỉnh", "to": "tổ",
    "toa": "tòa toà", "tong": "tổng", "trung": "trung", "truong": "trường", "uy": "ủy uỷ", "vien": "viện",
    "vu": "vụ", "xa": "xã", "bi": "bí", "chu": "chủ", "cap": "cấp", "chi": "chi chỉ", "mat": "mặt", "lien": "liên",
}  # fmt: skip
"""How the words that begin names of agencies are written: `Sơ tán` is none of a Sở, nor `Bố trí` of a Bộ."""


def is_agency(text: str) -> bool:
    """True if `text` begins as the name of an agency does."""
    words = BULLET.sub("", text)
    plain = fold(words)
    return " " in plain and bool(AGENCY.match(plain)) and _well_spelt(words)


def _well_spelt(words: str) -> bool:
    """True unless the first word has other diacritics than that of an agency's name."""
    first = words.split(maxsplit=1)[0].strip(" (“\"'").lower()
    spelt = FIRST_WORDS.get(fold(first), first)
    return first.isascii() or first in spelt.split()


def is_deadline(text: str) -> bool:
    """True if `text` begins as a deadline does."""
    plain = fold(BULLET.sub("", text))
    if plain.startswith("dang ") and not BULLET.sub("", text).strip().lower().startswith("đang"):
        return False  # Đảng
    return bool(plain) and bool(DEADLINE.match(plain) or ALONE.fullmatch(plain))


def is_capitals(text: str) -> bool:
    """True if `text` is a heading in capitals: three letters at least, and hardly a small one."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def number_of(text: str) -> str:
    """The bare number of a cell that holds a number alone: `1.2.` -> `1.2`, `II-` -> `II`, `a)` -> `a`; else empty."""
    found = NUMBER.fullmatch(one_line(text).strip("() "))
    return found.group("n") if found else ""


def number_kind(number: str) -> str:
    """The sort of a number: `roman`, `upper`, `lower`, or `digits` with its depth (`digits1`, `digits2`)."""
    if number[:1].isdigit():
        return f"digits{number.count('.') + 1}"
    if from_roman(number) is not None:
        return "roman"
    return "upper" if number.isupper() else "lower"


LEADING = re.compile(
    r"^(?P<n>[IVXL]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3}){0,5})(?P<mark>\s*[.)\-–:/]+\s*|\s+)(?P<rest>\S.*)$",
    re.DOTALL,
)


def split_number(text: str) -> tuple[str, str]:
    """The number that begins a heading or paragraph, and the rest: `1.2. Sở Nội vụ` -> (`1.2`, `Sở Nội vụ`).

    A single letter or Roman numeral is a number only with a mark behind it, or before capitals.
    """
    found = LEADING.match(text.strip())
    if not found:
        return "", text.strip()
    number, mark, rest = found.group("n", "mark", "rest")
    if mark == "/" and rest.startswith("v "):
        return "", text.strip()  # V/v: the subject of a letter
    marked = bool(mark.strip())
    if not (marked or (number[0].isdigit() and "." in number) or (from_roman(number) and is_capitals(rest))):
        return "", text.strip()
    if number[0].isdigit() and not (set(mark) & set(".)") or mark.endswith(" ")):
        return "", text.strip()  # 298-QĐ/TW, 12/2025
    if number[0].isdigit() and mark.strip() == "." and rest[0].isdigit() and not mark.endswith(" "):
        return "", text.strip()
    return number, rest
