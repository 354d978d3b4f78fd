"""Agencies from where they are kept: the official list of provinces and communes, or an office's own CSV or YAML file.

A file need not say everything: what it leaves out of a known agency stays as it is, so that a list of e-mail addresses
can be laid over the official list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from vietnam_provinces import Province, Ward

from adapters.documents.files.document import Cell, FileKind, Row
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.isolation.running import read_isolated
from adapters.telling.addresses import AddressError, mail_address, mobile
from events.making import UnitData
from events.rows import UnitRow
from rules.document import Document, MapNode, Scalar
from rules.drafting.source import Place
from rules.plan_file.yaml_reading import LARGEST, read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, PlanError, Problem
from rules.unit_kinds import CENTRAL, COMMUNE, PROVINCE, ROOT

FIELDS = ("code", "name", "kind", "parent", "email", "phone")
ROOT_NAME = "Trung ương"

REFUSED = N_("{path} is refused: {errors} error(s) in the list of units. Nothing was taken from it; correct it.")
SAVE_AS = N_("Save it as “CSV UTF-8”.")
TOO_LARGE = N_("The file has {size} bytes; a list of units has {largest} at most.")
SPLIT = N_("Check that it is the right file, or split it.")
NO_CODE = N_("There is no column “code” in the first line.")
COLUMNS = N_("The columns are: {fields}. Those after “code” may be left out.")
NO_FIELD = N_("“{field}” is nothing that a unit has.")
NOT_GIVEN = N_("Unit “{unit}” is not known yet, and has no “{field}” here.")
GIVE = N_("Write it in; only what is known already may be left out.")
EMPTY_CODE = N_("The unit has no code.")
TWICE = N_("Unit “{unit}” stands here for the second time.")
KEEP_ONE = N_("Keep one of them.")
NOT_A_LIST = N_("This is not a list of units.")
LIKE_THIS = N_("Write `units:`, and below it each unit: its code in quotes, then name, kind, parent, email, phone.")
BAD_MAIL = N_("This e-mail address cannot be used.")
ONE_ADDRESS = N_("Write one plain address, like ten@tinh.gov.vn.")
BAD_PHONE = N_("No text message can be sent to this number.")
MOBILE = N_("Write a mobile number, like 0912 345 678, or leave it out.")
NO_PROVINCE = N_("There is no province with the code “{code}”. There are: {known}.")

Fields = Mapping[str, Scalar]
BARE = (Row(cells=(Cell(text="code"),), place=Place(line=1)),)
"""A header alone."""


class UnitsError(PlanError):
    """A list of units is refused; `problems` has everything found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.template = REFUSED


class NoProvince(ValueError):  # noqa: N818 - named for what it says
    """No province has that code. `template` and `fields` say so."""

    def __init__(self, code: str) -> None:
        self.template = NO_PROVINCE
        self.fields = {"code": code[:20], "known": ", ".join(sorted(_provinces()))}
        super().__init__(self.template.format(**self.fields))


def official(provinces: Collection[str] | None = None) -> list[UnitData]:
    """Central level, and the provinces with these codes (two digits; None: all) with their communes and wards.

    Raises NoProvince.
    """
    known = _provinces()
    for code in provinces or ():
        if code not in known:
            raise NoProvince(code)
    units = [UnitData(code=ROOT, name=ROOT_NAME, kind=CENTRAL)]
    for code, province in known.items():
        if provinces is None or code in provinces:
            units.append(UnitData(code=code, name=_full_name(province), kind=PROVINCE, parent=ROOT))
            units += [
                UnitData(code=f"{ward.code.value:05}", name=ward.name, kind=COMMUNE, parent=code)
                for ward in Ward.iter_by_province(province.code)
            ]
    return units


def from_file(path: str, source: bytes, known: Mapping[str, UnitRow]) -> list[UnitData]:
    """The agencies that a file lists: YAML where its name ends so, else CSV. Raises UnitsError with every problem.

    `known` are the agencies there are.
    """
    report = ProblemReport(path)
    if path.lower().endswith((".yaml", ".yml")):
        rows = list(_of_yaml(report, read_document(source, path=path)))
    else:
        rows = list(_of_csv(report, source))
    units = list(_units(report, rows, known))
    if report.refused:
        raise UnitsError(report.in_order())
    return units


def merged(fresh: Iterable[UnitData], known: Mapping[str, UnitRow]) -> list[UnitData]:
    """The agencies of `fresh` of which something new is given; what is left out is as in `known`."""
    found: list[UnitData] = []
    for unit in fresh:
        row = known.get(unit["code"])
        before: Mapping[str, Any] = row._asdict() if row else {}
        values: dict[str, Any] = {name: unit.get(name, before.get(name)) or None for name in FIELDS}
        if any(values[name] != before.get(name) for name in FIELDS):
            found.append(cast("UnitData", values))
    return found


def _provinces() -> Mapping[str, Province]:
    return {f"{province.code.value:02}": province for province in Province.iter_all()}


def _full_name(province: Province) -> str:
    """`Tỉnh Lai Châu`: the list gives some names with what they are, and others without."""
    kind = "Tỉnh" if province.division_type.value == "tỉnh" else "Thành phố"
    return province.name if province.name.startswith(kind) else f"{kind} {province.name}"


# --- files -----------------------------------------------------------------------------------------------------------


def _of_csv(report: ProblemReport, source: bytes) -> Iterator[Fields]:
    rows = _csv_rows(report, source)
    start = Scalar(text="", line=1, column=1)
    header = [name.strip().lower() for name in rows[0].texts] if rows else []
    if "code" not in header:
        report.error("no-code", start, NO_CODE, COLUMNS, fields=", ".join(FIELDS))
        return
    for name in header:
        if name not in FIELDS:
            report.error("unknown-field", start, NO_FIELD, COLUMNS, field=name, fields=", ".join(FIELDS))
    for row in rows[1:]:
        texts = (Scalar(text=text.strip(), line=row.place.line or 1, column=1) for text in row.texts)
        yield dict(zip(header, texts, strict=False))


def _csv_rows(report: ProblemReport, source: bytes) -> Sequence[Row]:
    """The rows of the file, read in a process of its own; a bare header where it is refused."""
    start = Scalar(text="", line=1, column=1)
    if len(source) > LARGEST:
        report.error("too-large", start, TOO_LARGE, SPLIT, size=len(source), largest=LARGEST)
        return BARE
    try:
        return [row for table in read_isolated(source, kind=FileKind.CSV).tables for row in table.rows]
    except DocumentRefused as refused:
        report.error("not-text", start, refused.template, SAVE_AS, **refused.fields)
        return BARE


def _of_yaml(report: ProblemReport, document: Document) -> Iterator[Fields]:
    units = document.root.get("units") or document.root
    if not isinstance(units, MapNode):
        report.error("no-units", units, NOT_A_LIST, LIKE_THIS)
        return
    for entry in units.entries:
        if not isinstance(entry.value, MapNode):
            report.error("no-units", entry.key, NOT_A_LIST, LIKE_THIS)
            continue
        values: dict[str, Scalar] = {"code": entry.key}
        for field in entry.value.entries:
            if field.key.text not in FIELDS[1:] or not isinstance(field.value, Scalar):
                report.error(
                    "unknown-field", field.key, NO_FIELD, COLUMNS, field=field.key.text, fields=", ".join(FIELDS)
                )
            else:
                values[field.key.text] = field.value
        yield values


def _units(report: ProblemReport, rows: Iterable[Fields], known: Mapping[str, UnitRow]) -> Iterator[UnitData]:
    seen: set[str] = set()
    for row in rows:
        code = row["code"]
        if code.empty:
            report.error("no-code", code, EMPTY_CODE, GIVE)
        elif code.text in seen:
            report.error("twice", code, TWICE, KEEP_ONE, unit=code.text)
        else:
            seen.add(code.text)
            _check(report, row, known.get(code.text))
            yield _unit(row, known.get(code.text))


def _check(report: ProblemReport, row: Fields, before: UnitRow | None) -> None:
    for name in ("name", "kind"):
        if before is None and (name not in row or row[name].empty):
            report.error("not-given", row["code"], NOT_GIVEN, GIVE, unit=row["code"].text, field=name)
    for name, read, wrong, hint in (
        ("email", mail_address, BAD_MAIL, ONE_ADDRESS),
        ("phone", mobile, BAD_PHONE, MOBILE),
    ):
        if name in row and not row[name].empty:
            try:
                read(row[name].text)
            except AddressError:
                report.error(f"bad-{name}", row[name], wrong, hint)


def _unit(row: Fields, before: UnitRow | None) -> UnitData:
    given: dict[str, Any] = {name: "" if value.empty else value.text for name, value in row.items() if name in FIELDS}
    for name in ("name", "kind"):  # these a unit always has
        if not given.get(name):
            given[name] = getattr(before, name, "")
    return cast("UnitData", given)
