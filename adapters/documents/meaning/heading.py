"""The head of a plan document: its number, date, issuer and title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile, zip_longest

from adapters.documents.files.cleaning import one_line
from adapters.documents.layout.vocabulary import is_capitals, split_number
from rules.drafting.source import Doubt, Heading
from rules.phrases.document_number import DAY, day_of
from rules.problems import N_
from rules.secrecy import Level

SORTS = (
    "KẾ HOẠCH|CHƯƠNG TRÌNH HÀNH ĐỘNG|CHƯƠNG TRÌNH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHỈ THỊ|CÔNG VĂN|KẾT LUẬN|ĐỀ ÁN|HƯỚNG DẪN|"
    "THÔNG BÁO|PHƯƠNG ÁN|CÔNG ĐIỆN"
)
"""Sorts of documents that plan."""

CODE = r"\d{1,5}\s*(?:/\s*(?:19|20)\d\d\s*)?[-/]\s*[A-ZĐ][A-Za-zĐđ]{0,9}(?:\s*[-/&]\s*[A-ZĐ][\wĐđ.]{0,14}){0,3}"
"""The number and sign of a document: `376-KH/TU`, `12/2025/QĐ-UBND`, `75-CTr/TU`."""

WITH = re.compile(
    rf"(?i)kèm theo\s+(?P<sort>{SORTS})(?:\s+[^\d()\n;]{{2,60}}?)?\s+số\s*:?\s*(?P<code>{CODE})\s*,?\s*(?:{DAY})?"
    rf"(?:\s*,?\s*của\s+(?P<issuer>[^()\n;]{{3,120}}))?"
)
NUMBER = re.compile(rf"(?im)^\W*số(?:\s+và\s+ký\s+hiệu)?\s*:?\s*(?P<code>{CODE})")
DATED = re.compile(rf"(?i)^[^\d\n]{{2,60}},\s*{DAY}")
STAMPED = re.compile(r"(?i)ngày ban hành\s*:\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)")
SORT = re.compile(rf"(?i)^\W*(?:DỰ THẢO\s+)?(?:{SORTS})\W*$")
STARTS_ANNEX = re.compile(
    r"^\W*(?:DANH MỤC|BẢNG PHÂN CÔNG|BẢNG TIẾN ĐỘ|PHÂN CÔNG|LỘ TRÌNH|LỊCH|NHIỆM VỤ|BIỂU TIẾN ĐỘ)\s"
)
STARTS_SORT = re.compile(rf"^\W*(?:{SORTS})\b")
ISSUER = re.compile(
    r"^\W*((?:BAN THƯỜNG VỤ |BAN CHẤP HÀNH |VĂN PHÒNG )?(?:(?:TỈNH|THÀNH|HUYỆN|THỊ) (?:ỦY|UỶ)|"
    r"[ỦU][YỶ] BAN NHÂN DÂN|UBND|BỘ|ĐẢNG [ỦU][YỶ]|"
    r"HỘI ĐỒNG NHÂN DÂN|CHÍNH PHỦ|THỦ TƯỚNG|SỞ|BAN|VĂN PHÒNG|VIỆN|TÒA ÁN|CỤC|TỔNG CỤC)\b.*)$"
)
NOT_ISSUERS = re.compile(r"(?i)đảng cộng sản|cộng hòa|cộng hoà|độc lập|số\s*:?\s*\d")
END_OF_TITLE = re.compile(
    r"(?i)^\W*(thực hiện .{60,}|căn cứ|kính gửi|[-_=*]{3,}|i\s*[.\-–)]|phần|điều \d|stt|tt\b|nhằm|để )"
)

BODY = re.compile(r"(?i)^\W*(?:stt\b|tt\b|kèm theo\b|ban hành kèm theo|căn cứ\b|kính gửi)|\t|^\s*[-–•+*]\s")
"""A line that is no part of a title, even right below its sort: a table, a list, grounds, what the annex comes with."""

SPEAKER = re.compile(
    r"^\W*(?:CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|BAN THƯỜNG VỤ|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)\b"
)
OPENS_BODY = re.compile(r"(?i)^(?:ngày \d|sau khi|vừa qua|hiện nay|trên cơ sở|thời gian qua)")
"""The first sentence of the body, which no mark parts from the title."""

BODY_OF = re.compile(
    r"^\W*(?:SỞ|VĂN PHÒNG|CHI CỤC|BAN (?!THƯỜNG VỤ|CHẤP HÀNH|CHỈ ĐẠO))(?!.*\b(?:TỈNH|THÀNH) (?:ỦY|UỶ)\b)"
)
OF_COMMITTEE = re.compile(r"(?i)(?:tỉnh|thành) (?:ủy|uỷ)\b")
LONGEST_BODY = 60

BARE_BODIES = frozenset({"ủy ban nhân dân", "uỷ ban nhân dân", "ubnd", "hội đồng nhân dân", "hđnd"})
"""Bodies whose letterhead has its place on the line below."""

OF_PLACE = re.compile(r"^\W*(?:TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|ĐẶC KHU)\s")
SUBJECT = re.compile(r"(?i)^v/v:?\s*")

HEAD_LINES = 60
TITLE_LINES = 8
LONGEST_TITLE = 400

ORDERS = re.compile(
    r"(?P<issuer>(?:Ban Thường vụ|Ban Chấp hành|Thường trực)\s+(?:Tỉnh [uủ][ỷy]|Thành [uủ][ỷy]|Đảng bộ tỉnh|"
    r"Đảng [uủ][ỷy])[^,.;]{0,40}?|"
    r"(?:[UỦ][YỷỶy] ban nhân dân|UBND) (?:tỉnh|thành phố|huyện|xã|phường)[^,.;]{0,40}?|Bộ [A-ZĐ][^,.;]{2,40}?|"
    r"Sở [A-ZĐ][^,.;]{2,40}?)"
    r"\s+(?:xây dựng|ban hành|yêu cầu|đề nghị|triển khai)\s"
)
"""Who speaks in the first sentence of the body."""

STAMP_OF_SECRECY = re.compile(
    r"(?m)^\W*(?:(?i:độ mật|mức độ mật)\s*:\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)\W*$"
)
"""A stamp stands on a line of its own near the head, and its first letter is a capital."""

FOR_CERTAIN_OFFICES = re.compile(r"(?i)lưu hành nội bộ|phát tán, sử dụng trái phép bị nghiêm cấm")
"""What documents of the Party say that are no state secrets, and not for everybody either."""

NO_NUMBER = N_("The number of the document was not found.")
NO_DATE = N_("The date of the document was not found.")
NO_ISSUER = N_("Who issued the document was not found.")
NO_TITLE = N_("The title of the document was not found: write it.")
TWO_DATES = N_("The document says that it is of {said}, its stamp says {stamped}; the date in its own words was taken.")
FROM_BODY = N_("The head of the document doesn't name its issuer; this is who speaks in its first sentences.")
STAMP_ONLY = N_("This date is the one of the stamp; the document itself has none.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The findings of one way of writing heads."""

    number: str = ""
    issued: date | None = None
    issuer: str = ""
    stamped: date | None = None
    title: str = ""


def heading_of(lines: Sequence[str]) -> Heading:
    """The head among `lines`, all lines of the document in order. What is missing is doubtful."""
    text = "\n".join(lines)
    attached, own = _attached(text), _own(lines)
    number = attached.number or own.number
    issued = attached.issued or own.issued or own.stamped
    issuer = attached.issuer or own.issuer
    spoken = ORDERS.search(" ".join(" ".join(lines[:HEAD_LINES]).split())) if not issuer else None
    issuer = spoken.group("issuer") if spoken else issuer
    title = _title(lines)
    wanted = (
        ("number", NO_NUMBER, number),
        ("issuer", NO_ISSUER, issuer),
        ("title", NO_TITLE, title),
        ("issued", NO_DATE, issued),
    )
    doubts = [Doubt(field=name, template=template) for name, template, found in wanted if not found]
    title = title or attached.title
    doubts += [Doubt(field="issuer", template=FROM_BODY, as_read=True)] if spoken else []
    doubts += _date_doubts(attached.issued or own.issued, own.stamped)
    return Heading(
        number=number, issued=issued, issuer=issuer, title=title, secrecy=secrecy_of(lines), doubts=tuple(doubts)
    )


def secrecy_of(lines: Sequence[str]) -> Level:
    """The level that a document is stamped with; open where it bears no stamp."""
    stamps = STAMP_OF_SECRECY.findall("\n".join(lines[:HEAD_LINES]))
    if stamps:
        return max(Level(stamp.lower()) for stamp in stamps)
    return Level.INTERNAL if any(map(FOR_CERTAIN_OFFICES.search, lines)) else Level.OPEN


def _date_doubts(said: date | None, stamped: date | None) -> list[Doubt]:
    if stamped is None or said == stamped:
        return []
    if said is None:
        return [Doubt(field="issued", template=STAMP_ONLY, as_read=True)]
    args = {"said": said.isoformat(), "stamped": stamped.isoformat()}
    return [Doubt(field="issued", template=TWO_DATES, args=args, as_read=True)]


def _attached(text: str) -> _Found:
    """The document that an annex says it comes with: `kèm theo Kế hoạch số …, ngày … của …`."""
    found = WITH.search(" ".join(text.split()))
    if not found:
        return _Found()
    number = _code(found.group("code"))
    issuer = one_line(found.group("issuer") or "")
    return _Found(
        number=number, issued=day_of(found), issuer=issuer, title=f"{found.group('sort').capitalize()} {number}"
    )


def _own(lines: Sequence[str]) -> _Found:
    head = [one_line(line) for line in lines[:HEAD_LINES]]
    numbers = [found for line in (*head, *lines[HEAD_LINES:]) if (found := NUMBER.search(line))]
    dated = next((day for line in head if (found := DATED.match(line)) and (day := day_of(found))), None)
    stamped = next((day for line in lines if (found := STAMPED.search(line)) and (day := day_of(found))), None)
    return _Found(
        number=_code(numbers[0].group("code")) if numbers else "", issued=dated, issuer=_issuer(head), stamped=stamped
    )


def _issuer(head: Sequence[str]) -> str:
    """The letterhead: the agency in capitals above the number."""
    for line, below in zip_longest(head[:15], head[1:16], fillvalue=""):
        found = ISSUER.match(line)
        if (
            found
            and is_capitals(line)
            and len(line) < 100
            and not NOT_ISSUERS.search(line)
            and not STARTS_SORT.match(line)
        ):
            name = in_small_letters(re.split(r"\s{2,}|\s+CỘNG H|\s+ĐẢNG CỘNG", found.group(1))[0])
            if OF_PLACE.match(below) and is_capitals(below) and name.lower() in BARE_BODIES:
                name = f"{name} {below.lower()}"
            name = PLACE_NAME.sub(lambda found: found.group(1) + found.group(2).title(), name)
            return _body_below(name, below) or name
    return ""


def _body_below(above: str, line: str) -> str:
    """The body on the second line of a letterhead, whose document it is: `UBND TỈNH` over `SỞ NỘI VỤ`; else empty."""
    if not BODY_OF.match(line) or not is_capitals(line) or len(line) > LONGEST_BODY or NOT_ISSUERS.search(line):
        return ""
    name = re.sub(r"^(Sở|Ban|Chi cục) (\w)", lambda found: found.group().title(), in_small_letters(line.strip(" *-")))
    return f"{name} {above}" if name == "Văn phòng" or OF_COMMITTEE.match(above) else name


def _title(lines: Sequence[str]) -> str:
    """The lines below `KẾ HOẠCH` in the head, up to the first sentence of the body."""
    for index, line in enumerate(lines[:HEAD_LINES]):
        plain = one_line(line).strip("*# ")
        if SORT.match(plain):
            return " ".join([in_small_letters(plain), _below(lines[index + 1 :])]).strip()[:LONGEST_TITLE]
        if STARTS_SORT.match(plain) and is_capitals(plain) and len(plain) < LONGEST_TITLE:
            return in_small_letters(plain)
    return _of_letter(lines) or _of_annex(lines)


def _of_annex(lines: Sequence[str]) -> str:
    """The title of an annex or a list that names no sort of document: `DANH MỤC NHIỆM VỤ …`."""
    for index, line in enumerate(lines[:HEAD_LINES]):
        plain = one_line(line).strip("*# ")
        if STARTS_ANNEX.match(plain) and is_capitals(plain) and len(plain) < LONGEST_TITLE and "\t" not in line:
            below = lines[index + 1 : index + TITLE_LINES]
            capitals = takewhile(lambda one: is_capitals(one) and not BODY.search(one), below)
            return in_small_letters(" ".join(map(one_line, [plain, *capitals])))[:LONGEST_TITLE]
    return ""


def _of_letter(lines: Sequence[str]) -> str:
    """The subject of a letter: the lines between its number and whom it is to."""
    subject = next((index for index, line in enumerate(lines[:HEAD_LINES]) if SUBJECT.match(line.strip())), None)
    if subject is not None:
        return SUBJECT.sub("", _below(lines[subject:]))
    for index, line in enumerate(lines[:HEAD_LINES]):
        if NUMBER.match(line) and any("kính gửi" in one_line(below).lower() for below in lines[index + 1 : index + 8]):
            return SUBJECT.sub("", _below(lines[index + 1 :]))
    return ""


def _below(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines[:TITLE_LINES]:
        plain = one_line(line).strip("*# ")
        if BODY.search(line) or (plain and split_number(plain)[0]) or (kept and kept[-1].endswith((".", ":"))):
            break
        if (END_OF_TITLE.match(plain) and kept) or NUMBER.match(plain) or DATED.match(plain) or len(plain) > 250:
            break
        if plain.startswith(("-----", "_____")) or (kept and _begins_body(plain)):
            break
        if plain:
            kept.append(in_small_letters(plain) if is_capitals(plain) else plain)
    return " ".join(kept)


def _begins_body(line: str) -> bool:
    """True for the line of who speaks, which begins in capitals, and for the first sentence of the body."""
    return bool(SPEAKER.match(line) or OPENS_BODY.match(line))


PLACE_NAME = re.compile(
    r"(?i)^(.*\b(?:(?:tỉnh|thành|huyện|thị) [uủ][ỷy]|tỉnh|thành phố|huyện|xã|phường|bộ|sở|cục) )(\w.*)$"
)
KEPT_CAPITALS = re.compile(r"\b(ubnd|hđnd|mttq|ubkt|tw|tu|nq|kh|kl|qđ|ct)\b")


def in_small_letters(text: str) -> str:
    """A line in capitals in ordinary letters, abbreviations and the first letter apart."""
    if not is_capitals(text):
        return text
    small = KEPT_CAPITALS.sub(lambda found: found.group().upper(), text.lower())
    return small[0].upper() + small[1:]


def _code(text: str) -> str:
    return re.sub(r"\s+", "", text)
