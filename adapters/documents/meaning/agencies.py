"""The names of agencies in a cell, cut apart: `Các cơ quan, đơn vị liên quan; Sở Nội vụ, Sở Y tế` names three."""

import re

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.layout.vocabulary import BULLET, is_agency, is_capitals
from adapters.documents.meaning.persons import standing_for, with_position

LONGEST_NAME = 200
MOST_NAMES = 60
LONGEST_CELL = 10_000

COMPOUND = re.compile(
    r"Văn h[óo][áa]?,? Thể thao và Du lịch|Lao động,? (?:-|–)? ?Thương binh và Xã hội|Báo và phát thanh, truyền hình|"
    r"Báo và Phát thanh,? truyền hình|Giáo dục và Đào tạo|Khoa học và Công nghệ|Nông nghiệp và Môi trường|"
    r"Thông tin và Truyền thông|Kế hoạch và Đầu tư|Tài nguyên và Môi trường|Dân tộc và Tôn giáo|Tuyên giáo và Dân vận|"
    r"Kinh tế,? hạ tầng và đô thị|Văn hóa (?:và|-) xã hội|Phát thanh,? truyền hình|Văn h[óo][áa] và Thể thao|"
    r"Văn phòng (?:HĐND|Hội đồng nhân dân|Đoàn ĐBQH)[^;]{0,20}? và (?:UBND|Ủy ban nhân dân|HĐND)|"
    r"Nông nghiệp và Phát triển nông thôn|Đoàn ĐBQH và HĐND|Đoàn đại biểu Quốc hội và H[ộĐ][^,;]{0,20}",
    re.IGNORECASE,
)
"""Names with a comma or `và` inside."""

KEPT = {",": "\ue001", " và ": "\ue002"}
AND = re.compile(
    r"(?i)\s+(?:và|cùng)\s+(?=(?:các|cơ quan|đơn vị|địa phương|tổ chức|ngành|những|Phòng|Thanh tra|Kho bạc|Tỉnh|"
    r"Chi nhánh|HĐND|MTTQ|Tổ|Viện|Tòa án|Liên đoàn|Sở|UBND|Ủy ban|Uỷ ban|Văn phòng|Công an|Ban|Bộ|Đảng ủy|"
    r"Đảng uỷ|Cục|Chi cục|"
    r"Hội|Trường|Trung tâm)[\s,])"
)
LISTED = re.compile(r"(?i)^(?:các\s+)?(sở|bộ|ban|cục|chi cục|phòng)\s*(?:,\s*(?:ban|ngành)\s*)*:\s*(.+)$")
LABEL = re.compile(r"(?i)^\s*(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp|thực hiện)(?:\s+với|\s+thực hiện)?\s*:\s*")
MEMBER = re.compile(
    r"(?:ban|ngành|bộ|đơn vị|địa phương|phường|đặc khu|thị xã|thành phố|thị trấn|cơ quan|tổ chức|đoàn thể|thị|"
    r"thành|huyện|xã|tỉnh)\b"
)
COLLECTIVE = re.compile(
    r"(?i)^\s*(?:(?:đảng [uủ][ỷy] |ubnd |[uủ][ỷy] ban nhân dân |cấp ủy )?"
    r"(?:các|cấp|tất cả|toàn bộ|\d+\s*%?\s*(?:các )?(?:xã|phường))\b|cơ quan|sở|ban|xã|huyện|đơn vị|thành viên)"
)
BODY = r"(?:đảng [uủ][ỷy]|đảng bộ|cấp [uủ][ỷy]|chính quyền|ubnd|[uủ][ỷy] ban nhân dân|hđnd|hội đồng nhân dân)"
BARE_BODY = re.compile(rf"(?i)^\s*{BODY}(?:(?:,| và) {BODY})*\s*$")
SAME_BODY = re.compile(rf"(?i)^\s*(?:{BODY}\s*$|{BODY} (?:các|cấp|mọi|xã|phường|đặc khu|\d))")
"""`UBND các xã` behind `Đảng ủy`: both are bodies of the same communes."""

UNFINISHED = re.compile(
    r"(?i)(?:^|[,;]\s*)(?:đảng [uủ][ỷy]?|văn|văn phòng|ban|ban chỉ|bộ|sở|ubnd|hđnd|trường|cục|chi cục|hội|ủy ban|"
    r"mttq|công an|đảng bộ)\s*$|"
    r"\b(?:các|và|cấp|thành viên|thuộc|của|với|cơ quan)\s*$"
)
"""A line that ends like this is not the end of a name."""


def split_agencies(text: str) -> tuple[str, ...]:
    """The agencies that a cell names, in order, each once, in its own words.

    Commas cut only where an agency begins behind them: `Các cơ quan, đơn vị liên quan` is one name.
    """
    names: list[str] = []
    for line in re.split(r"[;\n]", _rejoined(text[:LONGEST_CELL])):
        person, agency = with_position(BULLET.sub("", line))
        if person:
            names += [person, agency]
            continue
        line = COMPOUND.sub(_kept, LABEL.sub("", one_line(BULLET.sub("", line))))  # noqa: PLW2901 - the same line, cleaned
        listed = LISTED.match(line)
        names += _members(*listed.groups()) if listed else _cut(line)
    freed = (_named(_freed(name)) for name in names)
    return tuple(dict.fromkeys(name[:LONGEST_NAME] for name in freed if fold(name)))[:MOST_NAMES]


def _named(name: str) -> str:
    """The agency for which the words stand, without marks around it."""
    return standing_for(name.strip(" ,;.:-–/"))


def _rejoined(text: str) -> str:
    """The lines of one name that a narrow column broke, on one line again.

    Where semicolons part the names, line ends don't; else a line begins a name if it looks like one.
    """
    parted = ";" in text
    joined: list[str] = []
    for line in text.split("\n"):
        before = joined[-1].rstrip() if joined else ""
        open_bracket = before.count("(") > before.count(")")
        capital = line[:1].isupper() and is_agency(line) and not UNFINISHED.search(before)
        ended = before.endswith((";", ".")) or (capital and not parted and not open_bracket)
        if not joined or BULLET.match(line) or ended:
            joined.append(line)
        else:
            joined[-1] = f"{before} {line.lstrip()}"
    return "\n".join(joined)


def _kept(found: re.Match[str]) -> str:
    """A compound name with its comma and `và` hidden from cutting."""
    text = found.group()
    for plain, hidden in KEPT.items():
        text = text.replace(plain, hidden)
    return text


def _freed(name: str) -> str:
    for plain, hidden in KEPT.items():
        name = name.replace(hidden, plain)
    return one_line(name)


def _cut(line: str) -> list[str]:
    """`line` cut at `và` and at the commas behind which another name begins."""
    names: list[str] = []
    for part in AND.split(line):
        first, *pieces = re.split(r",(?![^(]*\))|\.(?=\s+[A-ZĐ])", part)
        if names and BARE_BODY.match(names[-1]) and SAME_BODY.match(first):
            names[-1] = f"{names[-1]} và {first}"
        else:
            names.append(first)
        for piece in pieces:
            if _begins(piece, names[-1]):
                names.append(piece)
            else:
                names[-1] = f"{names[-1]},{piece}"
    return names


def _begins(piece: str, before: str) -> bool:
    """True if `piece` is a name of its own: it begins as one does, and is no member of `các sở, ban, ngành`."""
    piece = piece.strip()
    named = is_agency(piece) or (piece[:1].isupper() and standing_for(piece) != piece)
    if not named or (BARE_BODY.match(before) and SAME_BODY.match(piece)):
        return False
    own_capital = piece[0].isupper() and not is_capitals(f"{before} {piece}")
    return own_capital or not (MEMBER.match(piece.lower()) and COLLECTIVE.match(before))


def _members(head: str, text: str) -> list[str]:
    """The members of `Các Sở: Tài chính, Nội vụ, UBND các xã`: those that lack the head get it."""
    names: list[str] = []
    for piece in re.split(r",|\s+và\s+(?=[A-ZĐ])", text):
        own = is_agency(piece)
        names.append(piece if own else f"{head.capitalize()} {piece.strip()}")
    return names
