"""The purpose of each column of a table, told by its header or by what stands in it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from adapters.documents.files.cleaning import fold
from adapters.documents.layout.vocabulary import is_agency, is_deadline, number_of


class Role(StrEnum):
    """The purpose of a column."""

    NUMBER = "number"
    TITLE = "title"
    LEAD = "lead"
    COOPERATE = "cooperate"
    BOTH = "both"  # lead and cooperating agencies in one column
    DUE = "due"
    PRODUCT = "product"
    FOLLOW = "follow"
    GROUP = "group"  # a field of work that several rows share
    STATUS = "status"  # how far it has come
    PERSON = "person"  # who answers for it beside the agency
    START = "start"  # the day on which it begins, beside that of its end
    OTHER = "other"


HEADERS = (
    (Role.START, re.compile(r"\b(?:(?:thoi gian|ngay) bat dau|bat dau|khoi cong)$|^tu ngay$")),
    (
        Role.DUE,
        re.compile(
            r"^hoan thanh$|^han(?! che| muc| ngach| tinh duoc)\b|\b(ket thuc$|den ngay$|"
            r"thoi gian|thoi han|tien do|thoi diem|lo trinh|han hoan thanh|ngay hoan thanh|han xu ly|"
            r"moc (?:thoi gian|hoan thanh)|"
            r"han bao cao|ky han|hoan thanh truoc)\b"
        ),
    ),
    (
        Role.FOLLOW,
        re.compile(
            r"^(?:(?:co quan|don vi|dau moi|bo phan)(?: don vi)? )?(?:theo doi(?: don doc)?|don doc(?: theo doi)?)$"
        ),
    ),
    (
        Role.OTHER,
        re.compile(
            r"\b(ghi chu|kinh phi|nguon luc|chi dao|cap trinh|cap ban hanh|tham quyen|"
            r"noi nhan|can cu|dvt|co quan trinh|co quan ban hanh|cap quyet dinh|"
            r"co quan phe duyet|trinh ban hanh|theo doi)\b"
        ),
    ),
    (
        Role.PERSON,
        re.compile(
            r"^(?!.*\b(?:co quan|don vi|bo phan|phong)\b).*\b(nguoi (?:phu trach|thuc hien|chiu trach nhiem|"
            r"chu tri|lam)|"
            r"ca nhan|lanh dao|can bo|chuyen vien|dong chi)\b"
        ),
    ),
    (Role.COOPERATE, re.compile(r"\b(phoi hop|cung thuc hien)\b")),
    (
        Role.LEAD,
        re.compile(
            r"^thuc hien$|^giao cho$|\b(chu tri|(?:don vi|phong|ban|to|doan the) thuc hien|co quan thuc hien|soan thao|"
            r"chu dau tu|"
            r"co quan don vi thuc hien|phan cong|trach nhiem|dau moi|"
            r"tham muu|don vi|co quan|chu the|to chuc thuc hien|bo phan|phong (?:ban|chuyen mon))\b"
        ),
    ),
    (Role.STATUS, re.compile(r"^(?:tinh trang|trang thai|tinh hinh(?: thuc hien)?|danh gia(?: tien do)?)$")),
    (Role.PRODUCT, re.compile(r"\b(san pham|ket qua|hinh thuc|dau ra|ten van ban|muc tieu can dat|van ban)\b")),
    (
        Role.TITLE,
        re.compile(
            r"\b(nhom|linh vuc|hang muc|noi dung|nhiem vu|cong viec|hoat dong|dau viec|giai phap|de an|chi tieu|"
            r"cong tac|viec|"
            r"ten chuong trinh|muc tieu|danh muc|cong trinh|ten du an|goi thau)\b"
        ),
    ),
)
"""Words of headers; the first group that has one decides."""

GROUPS = re.compile(r"^(?:ten )?(?:nhom|linh vuc|hang muc|mang|chuyen de|nhom (?:nhiem vu|noi dung)|noi dung lon)\b")
"""Headers of what several rows share, where another column has the task itself."""

DETAIL = re.compile(r"\b(?:cu the|chi tiet|cong viec|dau viec|hoat dong|viec can lam)\b")
"""Headers of a second column of titles that says more exactly what is to be done."""

PROGRESS = re.compile(r"\b(?:tien do|ket qua (?:thuc hien|dat duoc|den nay))\b")
"""Headers that, beside a column of deadlines, may be of a status: what stands below them decides."""

STATUS = re.compile(
    r"(?:da |dang |chua |cham |qua han|tre han|hoan thanh$|xong$|dung han|trong han|truoc han|"
    r"\d{1,3}(?: \d+)? ?$|khong |dat )"
)
"""How the words of a status begin, folded."""

NUMBER_HEADERS = frozenset(("stt", "tt", "so tt", "so thu tu", "so", "s tt", "no"))
LONGEST_HEADER = 90
"""Characters; a longer cell is no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The role of each column, from the left. `certain`: a header said so."""

    roles: tuple[Role, ...]
    certain: bool = True

    def has(self, role: Role) -> bool:
        """True if a column has the role."""
        return role in self.roles

    def pick(self, role: Role, texts: Sequence[str]) -> str:
        """The texts of the columns with `role`, one below the other."""
        found = (text for text, has in zip(texts, self.roles, strict=False) if has is role and text)
        return "\n".join(dict.fromkeys(found))


def role_of(header: str) -> Role | None:
    """The role that a header cell gives its column; None if it is no header known."""
    plain = fold(header)
    if not plain or len(header) > LONGEST_HEADER:
        return None
    if plain in NUMBER_HEADERS:
        return Role.NUMBER
    if "chu tri" in plain and "phoi hop" in plain:
        return Role.BOTH
    return next((role for role, words in HEADERS if words.search(plain)), None)


def columns_of_header(texts: Sequence[str]) -> Columns | None:
    """The columns that a header row lays down; None if `texts` is no header row of a plan's table."""
    roles = [role_of(text) for text in texts]
    _title_unknown(roles)
    known = {role for role in roles if role}
    wanted = {Role.TITLE, Role.PRODUCT} & known and {Role.DUE, Role.LEAD, Role.COOPERATE, Role.BOTH} & known
    if not wanted or len(known) < 2 or any(is_deadline(text) and number_of(texts[0]) for text in texts):
        return None
    _titles(roles, texts)
    unique = [role or Role.OTHER for role in roles]
    if not {Role.LEAD, Role.BOTH} & known and Role.PERSON in known:
        unique[unique.index(Role.PERSON)] = Role.LEAD
    if Role.TITLE not in known:
        unique[unique.index(Role.PRODUCT)] = Role.TITLE
    return Columns(roles=tuple(_single(unique)))


def settled(columns: Columns, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """The columns, told apart by what stands in them where the header leaves it open.

    A second column of deadlines may be one of statuses, a column of titles one of groups.
    """
    roles = list(columns.roles)
    for index, (role, text) in enumerate(zip(roles, header, strict=False)):
        beside = roles.count(Role.DUE) > (role is Role.DUE)
        if role in (Role.DUE, Role.PRODUCT) and beside and PROGRESS.search(fold(text)):
            values = [row[index] for row in rows if index < len(row) and row[index]]
            if not values or _share(values, lambda value: bool(STATUS.match(fold(value)))) >= 0.5:
                roles[index] = Role.STATUS
    return replace(columns, roles=tuple(roles))


def _title_unknown(roles: list[Role | None]) -> None:
    """Make the column behind the numbers that of the titles where no word says which is, and others are plain."""
    plain = {Role.LEAD, Role.BOTH} & set(roles) and Role.DUE in roles and not {Role.TITLE, Role.PRODUCT} & set(roles)
    if plain and roles[:2] == [Role.NUMBER, None]:
        roles[1] = Role.TITLE


def _titles(roles: list[Role | None], texts: Sequence[str]) -> None:
    """Make of several columns of titles one, and groups: by the words of their headers."""
    titles = [index for index, role in enumerate(roles) if role is Role.TITLE]
    if len(titles) < 2:
        return
    groups = [index for index in titles if GROUPS.match(fold(texts[index]))]
    exact = [index for index in titles[1:] if DETAIL.search(fold(texts[index])) and index not in groups]
    own = exact[-1] if exact else next((index for index in titles if index not in groups), titles[-1])
    for index in titles:
        if index != own and (index in groups or index < own):
            roles[index] = Role.GROUP


def _single(roles: list[Role]) -> list[Role]:
    """A second column of titles holds products, one of numbers something else; of others there may be two."""
    seen: Counter[Role] = Counter()
    later = {Role.TITLE: Role.PRODUCT, Role.NUMBER: Role.OTHER}
    for index, role in enumerate(roles):
        seen[role] += 1
        if seen[role] > 1:
            roles[index] = later.get(role, role)
    return roles


def columns_of_content(rows: Sequence[Sequence[str]], *, sections_lead: bool = False) -> Columns | None:
    """The columns told by what stands in them; None unless one holds deadlines and one long texts.

    With `sections_lead`, headings name the lead agencies, so that a single column of agencies cooperates.
    """
    width = max((len(row) for row in rows), default=0)
    columns = [[row[index] for row in rows if index < len(row) and row[index]] for index in range(width)]
    due = _best(columns, lambda text: is_deadline(text) and len(text) < 120, 0.6)
    lengths = [sum(map(len, texts)) / len(texts) if texts else 0.0 for texts in columns]
    title = max(range(width), key=lengths.__getitem__, default=None)
    if due is None or title is None or title == due or lengths[title] < 15:
        return None
    roles = [Role.OTHER] * width
    roles[title], roles[due] = Role.TITLE, Role.DUE
    number = _best(columns[:title], lambda text: bool(number_of(text)), 0.6)
    if number is not None:
        roles[number] = Role.NUMBER
    agencies = [
        index for index in range(width) if roles[index] is Role.OTHER and _share(columns[index], is_agency) >= 0.6
    ]
    order = [Role.COOPERATE] if sections_lead and len(agencies) == 1 else [Role.LEAD, Role.COOPERATE]
    for index, role in zip(agencies, order, strict=False):
        roles[index] = role
    return Columns(roles=tuple(roles), certain=False)


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts) if texts else 0.0


def _best(columns: Sequence[Sequence[str]], holds: Callable[[str], bool], least: float) -> int | None:
    shares = [_share(texts, holds) for texts in columns]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= least else None
