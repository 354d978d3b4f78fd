"""Many accounts from a table: name, role and unit of each, under English or Vietnamese headings.

The file is untrusted, and read in a process of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from adapters.bootstrap import Office
from adapters.documents.files.cleaning import fold
from adapters.documents.files.document import FileKind, Row
from adapters.documents.files.sniffing import sniff
from adapters.documents.isolation.running import read_isolated
from adapters.web.accounts.making import new_account, role_of, units_of
from adapters.web.rights.roles import Role
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.units import Units
from events.beside.accounts import AccountRow
from rules.problems import N_

LARGEST = 4 * 2**20
MOST = 5_000
_HEAD_WITHIN = 20

NAME, ROLE, UNIT, PERSON = "name", "role", "unit", "person"
_HEADINGS: Mapping[str, Sequence[str]] = {
    NAME: ("name", "account", "user", "ten dang nhap", "tai khoan", "ten tai khoan"),
    ROLE: ("role", "vai tro", "quyen"),
    UNIT: ("unit", "code", "ma don vi", "ma co quan", "don vi", "co quan", "ma"),
    PERSON: ("person", "ho ten", "ho va ten", "chuc danh", "chuc vu", "nguoi dung"),
}
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_ROLES: Mapping[str, Role] = {
    "quan tri": Role.ADMINISTRATOR,
    "van phong": Role.OFFICE,
    "theo doi": Role.OFFICE,
    "co quan": Role.AGENCY,
    "don vi": Role.AGENCY,
    "quan tri don vi": Role.UNIT_ADMINISTRATOR,
    "quan tri co quan": Role.UNIT_ADMINISTRATOR,
    "lanh dao": Role.LEADER,
    "kiem tra": Role.INSPECTOR,
    "thanh tra": Role.INSPECTOR,
}

_NO_TABLE = N_("{file} is no table. Save it as .xlsx or as “CSV UTF-8”. Nothing was changed.")
_TOO_LARGE = N_("{file} is too large for a list of people. Check that it is the right file. Nothing was changed.")
_NO_HEADINGS = N_(
    "No line of {file} has the headings name, role, unit (Tên đăng nhập, Vai trò, Mã đơn vị). Nothing was changed."
)
_IN_LINE = N_("{file}, line {line}: {what}")
_TWICE = N_("“{name}” stands here for the second time. Keep one of them.")
_NO_UNIT = N_("there is no unit “{unit}”, or there are several: write its code.")
_NOBODY = N_("{file} names nobody. Nothing was changed.")


class Person(NamedTuple):
    """Somebody in the table."""

    line: int
    texts: Mapping[str, str]


def people(office: Office, file: str, data: bytes, *, by: str = "") -> list[AccountRow]:
    """The accounts of all that a table names; nothing is kept yet. Raises Refused, for the first that is wrong."""
    found = list(_read(file, data))
    if not found:
        raise Refused(_NOBODY, file=file)
    units, made = units_of(office), dict[str, AccountRow]()
    for one in found:
        try:
            row = _account(office, one.texts, units, by)
            if row.name in made:
                raise Refused(_TWICE, name=row.name)
        except Refused as refused:
            raise Refused(_IN_LINE, file=file, line=one.line, what=refused.said) from None
        made[row.name] = row
    return list(made.values())


def _account(office: Office, texts: Mapping[str, str], units: Units, by: str) -> AccountRow:
    role, unit = _ROLES.get(fold(texts[ROLE])) or role_of(texts[ROLE]), unit_meant(texts[UNIT], units)
    return new_account(office, texts[NAME], role, unit, person=texts.get(PERSON, ""), by=by)


def unit_meant(text: str, units: Units) -> str:
    """The code of a unit that is written by its code or its whole name."""
    if text in units.rows:
        return text
    named = [code for code in units.rows if fold(units.name(code)) == fold(text)]
    if len(named) != 1:
        raise Refused(_NO_UNIT, unit=one_line(text, 60))
    return named[0]


def _read(file: str, data: bytes) -> Iterator[Person]:
    if len(data) > LARGEST:
        raise Refused(_TOO_LARGE, file=file)
    kind = sniff(data)
    if kind not in (FileKind.XLSX, FileKind.TEXT):
        raise Refused(_NO_TABLE, file=file)
    document = read_isolated(data, kind=FileKind.SHEET if kind is FileKind.XLSX else FileKind.CSV)
    for table in document.tables:
        for at, row in enumerate(table.rows[:_HEAD_WITHIN]):
            columns = {_COLUMNS[fold(text)]: n for n, text in enumerate(row.texts) if fold(text) in _COLUMNS}
            if {NAME, ROLE, UNIT} <= columns.keys():
                yield from _below(file, table.rows[at + 1 :], columns)
                return
    raise Refused(_NO_HEADINGS, file=file)


def _below(file: str, rows: Iterable[Row], columns: Mapping[str, int]) -> Iterator[Person]:
    for count, row in enumerate(rows):
        if count >= MOST:
            raise Refused(_TOO_LARGE, file=file)
        texts = {column: row.texts[at].strip() if at < len(row.texts) else "" for column, at in columns.items()}
        if any(texts.values()):
            yield Person(row.place.row or row.place.line or 0, texts)
