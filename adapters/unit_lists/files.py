"""Lists of agencies that an office keeps, as CSV, XLSX or YAML: read, checked, and every problem told with its line."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, cast

from adapters.official_list.former_provinces import FormerProvince, former_provinces
from adapters.official_list.naming import composed, same_name, same_place
from adapters.official_list.table import latest
from adapters.unit_lists.by_name import Made, NameCodes
from adapters.unit_lists.codes import Codes, lost_zeros
from adapters.unit_lists.columns import ADDRESSES, FIELDS
from adapters.unit_lists.contacts import NONE, check_contacts
from adapters.unit_lists.kinds import kind_meant, misspelt
from adapters.unit_lists.official import above
from adapters.unit_lists.tables import Fields, Rows, read_rows
from engine.contacts import ListedUnit, seals
from events.beside.ways import MOST, Whose
from events.rows import UnitRow
from rules.document import Document, ListNode, MapNode, Node, Scalar
from rules.groups.members import BETWEEN, TASKS, Member, MemberSyntaxError, parse_members
from rules.plan_file.yaml_reading import read_document
from rules.problem_report import ProblemReport
from rules.problems import N_, PlanError, Problem
from rules.unit_kinds import COMMUNE, GROUP, KINDS, PROVINCE

REFUSED = N_("{path} is refused: {errors} error(s) in the list of units. Nothing was taken from it; correct it.")
COLUMNS = N_("The columns are: {fields}. Those after “code” may be left out.")
NO_FIELD = N_("“{field}” is nothing that a unit has.")
NOT_GIVEN = N_("Unit “{unit}” is not known yet, and has no “{field}” here.")
ALWAYS = N_("Unit “{unit}” cannot be without “{field}”.")
GIVE = N_("Write it in; only what is known already may be left out.")
EMPTY_CODE = N_("The unit has no code.")
TWICE = N_("Unit “{unit}” stands here for the second time.")
KEEP_ONE = N_("Keep one of them.")
NOT_MEMBERS = N_("“{read}” names no members of a group.")
LIKE_MEMBERS = N_("Write codes, or all of a kind, with semicolons between them: btc; vptu; commune under 12.")
A_UNIT = N_("“{kind}” is a unit, and no kind of units: the group “{unit}” would have no member by that.")
CODE_ALONE = N_("Write its code alone; `KIND under CODE` means all units of a kind.")
NO_KIND = N_("No unit is of the kind “{kind}”, so that the group “{unit}” has no member by that for now.")
KINDS_ARE = N_("The kinds of units are: {known}.")
NOT_A_GROUP = N_("Unit “{unit}” is no group: only a group has “{field}”.")
MAKE_GROUP = N_("Make it a group, or leave that out.")
MISSPELT = N_("“{kind}” is no kind of units, and like one that there is.")
ONE_OF_THESE = N_(
    "The kinds are: central bodies; provinces; communes and wards; Party bodies; Party committees; departments; "
    "groups. Write it like that, or call a kind of your own by a word that is unlike these."
)
SAME_COMMUNE = N_("“{name}” ({unit}) is a new commune, and {known} is registered already: each gets tasks of its own.")
NO_BODY = N_("If it is the same commune, or a body of it, leave it out, or write it under that code.")
NOT_TASKS = N_("“{read}” does not say whose the tasks of a group are.")
TASKS_ARE = N_("Write each or shared.")
NOT_A_LIST = N_("This is not a list of units.")
LIKE_THIS = N_("Write `units:`, and below it each unit: its code in quotes, then name, kind, parent, email, phone.")
ZEROS_BACK = N_("“{read}” is taken for {official}, {name}: a spreadsheet takes away the zeros in front of a code.")
AS_TEXT = N_("Make the column of codes a column of text, so that they stay.")
WHICH_CODE = N_("“{read}” may be {codes}: a spreadsheet takes away the zeros in front of a code.")
TYPE_WHOLE = N_("Type the code with all its digits: a province has two, a commune five.")
FORMER = N_(
    "“{official}” was {was} until {last}; since then that is part of {now}, whose code is {now_code} ({document})."
)
NOW_CODE = N_("Use the codes and names of now: `thoihan units add --all` has them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The agencies that a file lists."""

    units: Sequence[ListedUnit]
    made: Sequence[Made] = ()  # codes that were made of names
    above: Sequence[ListedUnit] = ()  # official ones that stand above these, and were not registered
    warnings: Sequence[Problem] = ()  # what was taken otherwise than it stands there, or is of less use than it seems


class UnitsError(PlanError):
    """A list of units is refused; `problems` has everything found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.template = REFUSED


def from_file(path: str, source: bytes, known: Mapping[str, UnitRow]) -> Listed:
    """The agencies that a file lists: YAML where its name ends so, else CSV or XLSX.

    Raises UnitsError with every problem. `known` are the agencies there are.
    """
    report = ProblemReport(path)
    if path.lower().endswith((".yaml", ".yml")):
        read = Rows(rows=list(_of_yaml(report, read_document(source, path=path))), cells={})
    else:
        read = read_rows(report, source)
    names = NameCodes(known)
    kinds = frozenset(unit.kind for unit in known.values())
    named = list(names.coded(report, [_with_kind(report, row, kinds) for row in read.rows]))
    coded = list(_coded(report, named, known))
    units = list(_units(report, coded, known))
    _check_kinds(report, coded, known)
    _check_communes(report, coded, known)
    problems = tuple(map(read.placed, report.in_order()))
    if report.refused:
        raise UnitsError(problems)
    codes = {unit["code"] for unit in units}
    return Listed(
        units=units, made=names.made, above=above(codes - known.keys(), codes | known.keys()), warnings=problems
    )


# --- a YAML file ------------------------------------------------------------------------------------------------------


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
            text = _on_one_line(field.key.text, field.value)
            if text is None:
                report.error(
                    "unknown-field", field.key, NO_FIELD, COLUMNS, field=field.key.text, fields=", ".join(FIELDS)
                )
            else:
                values[field.key.text] = text
        yield values


def _on_one_line(name: str, value: Node) -> Scalar | None:
    """The value of a field as a column has it: members may be a list, and of a kind, as in a plan file. None: wrong."""
    if name in FIELDS[1:] and isinstance(value, Scalar):
        return value
    if name != "members":
        return None
    items = value.items if isinstance(value, ListNode) else (value,)
    texts = [_member_text(item) for item in items]
    text = BETWEEN.join(filter(None, texts)) or NONE  # a list without any
    return Scalar(text=text, line=value.line, column=value.column) if all(texts) else None


def _member_text(item: Node) -> str | None:
    if isinstance(item, Scalar):
        return item.text
    if not isinstance(item, MapNode):
        return None
    kind, under, but = (item.get(name) for name in ("kind", "under", "but"))
    if not (isinstance(kind, Scalar) and isinstance(under, Scalar)):
        return None
    codes = [one.text for one in but.items if isinstance(one, Scalar)] if isinstance(but, ListNode) else []
    return Member(kind=kind.text, under=under.text, but=tuple(codes)).text


# --- codes ------------------------------------------------------------------------------------------------------------


def _coded(report: ProblemReport, rows: Sequence[Fields], known: Mapping[str, UnitRow]) -> Iterator[Fields]:
    """The rows with their codes, and those of the units above them, as they are without a spreadsheet."""
    texts = {row["code"].text for row in rows}
    codes = Codes(known=known, shorn=lost_zeros(Codes(known=known), texts))
    for row in rows:
        code = _code(report, row, codes)
        parent = row.get("parent")
        above = {"parent": replace(parent, text=codes.above(parent.text, texts))} if parent else {}
        yield {**row, "code": code, **above}


def _code(report: ProblemReport, row: Fields, codes: Codes) -> Scalar:
    code = row["code"]
    meant = codes.meant(code.text, _text(row, "name"), _text(row, "kind"))
    if len(meant) > 1:
        report.error(
            "which-code", code, WHICH_CODE, TYPE_WHOLE, read=code.text, codes=", ".join(map(codes.label, meant))
        )
    elif meant[0] != code.text:
        name = codes.name(meant[0])
        report.warn("zeros-lost", code, ZEROS_BACK, AS_TEXT, read=code.text, official=meant[0], name=name)
    return replace(code, text=meant[0])


def _check_former(report: ProblemReport, row: Fields, before: UnitRow | None) -> None:
    """Report a province that is none any more, unless it is registered: its code is not in use, or means another."""
    former = former_provinces().get(row["code"].text.zfill(2))
    if former and _is_former(former, row) and not (before and same_name(before.name, former.name)):
        fields = {"official": former.code, "was": former.name, "last": f"{former.last:%d/%m/%Y}"}
        now = latest()[former.now]
        fields |= {"now": now.name, "now_code": now.code, "document": former.document}
        report.error("former-province", row["code"], FORMER, NOW_CODE, **fields)


def _is_former(former: FormerProvince, row: Fields) -> bool:
    named = same_name(_text(row, "name"), former.name)
    return (former.retired and (named or _text(row, "kind") == PROVINCE)) or (former.reused and named)


# --- what stands there ------------------------------------------------------------------------------------------------


def _units(report: ProblemReport, rows: Iterable[Fields], known: Mapping[str, UnitRow]) -> Iterator[ListedUnit]:
    seen: set[str] = set()
    for row in rows:
        code = row["code"]
        for name, place in ADDRESSES.items():
            check_contacts(report, place, row.get(name))
        if code.empty:
            report.error("no-code", code, EMPTY_CODE, GIVE)
        elif code.text in seen:
            report.error("twice", code, TWICE, KEEP_ONE, unit=code.text)
        else:
            seen.add(code.text)
            _check(report, row, known.get(code.text))
            yield _unit(row, known.get(code.text))


def _check(report: ProblemReport, row: Fields, before: UnitRow | None) -> None:
    _check_former(report, row, before)
    for name in ("name", "kind"):
        if _text(row, name) == NONE:
            report.error("always", row[name], ALWAYS, GIVE, unit=row["code"].text, field=name)
        elif before is None and not _text(row, name):
            report.error("not-given", row["code"], NOT_GIVEN, GIVE, unit=row["code"].text, field=name)
    _check_group(report, row, before)


def _check_group(report: ProblemReport, row: Fields, before: UnitRow | None) -> None:
    """Report members that are none, and what is said of the members of a unit that is no group."""
    kind = _text(row, "kind") or (before.kind if before else "")
    for name in (name for name in ("members", "tasks") if _text(row, name) not in ("", NONE)):
        if kind and kind != GROUP:
            said = {"unit": row["code"].text, "field": name}
            report.error("no-group", row[name], NOT_A_GROUP, MAKE_GROUP, **said)
    if _text(row, "tasks") not in ("", NONE, *TASKS):
        report.error("bad-tasks", row["tasks"], NOT_TASKS, TASKS_ARE, read=_text(row, "tasks"))
    try:
        parse_members(_text(row, "members").removeprefix(NONE))
    except MemberSyntaxError as error:
        report.error("bad-member", row["members"], NOT_MEMBERS, LIKE_MEMBERS, read=error.read)


def _with_kind(report: ProblemReport, row: Fields, kinds: frozenset[str]) -> Fields:
    """The row with the code of its kind, where that is written in words; one that is misspelt is reported."""
    text = _text(row, "kind")
    if text in ("", NONE):
        return row
    meant = kind_meant(text)
    if meant is None:
        if text not in kinds and misspelt(text, kinds):
            report.error("misspelt-kind", row["kind"], MISSPELT, ONE_OF_THESE, kind=text)
        return row
    return {**row, "kind": replace(row["kind"], text=meant)}


def _check_communes(report: ProblemReport, rows: Iterable[Fields], known: Mapping[str, UnitRow]) -> None:
    """Warn of a new commune that is called like one that is registered below the same unit: it would be another."""
    there = [unit for unit in known.values() if unit.kind == COMMUNE and unit.ended_on is None]
    for row in rows:
        if _text(row, "kind") != COMMUNE or row["code"].text in known:
            continue
        name, parent = _text(row, "name"), _text(row, "parent")
        same = [unit for unit in there if parent in ("", unit.parent) and same_place(unit.name, name)]
        if same:
            other = f"{same[0].name} ({same[0].code})"
            report.warn(
                "same-commune", row["code"], SAME_COMMUNE, NO_BODY, name=name, unit=row["code"].text, known=other
            )


def _check_kinds(report: ProblemReport, rows: Iterable[Fields], known: Mapping[str, UnitRow]) -> None:
    """Report members by a kind that no unit is of: where it is the code of one, that one was meant."""
    rows = list(rows)
    codes = {*known, *(row["code"].text for row in rows)}
    kinds = {*KINDS, *(row.kind for row in known.values()), *(_text(row, "kind") for row in rows)}
    for row in rows:
        for kind in (one.kind for one in _parsed(_text(row, "members")) if one.kind and one.kind not in kinds):
            said = {"unit": row["code"].text, "kind": kind}
            if kind in codes:
                report.error("no-kind", row["members"], A_UNIT, CODE_ALONE, **said)
            else:
                report.warn("no-kind", row["members"], NO_KIND, KINDS_ARE, known=", ".join(sorted(kinds)), **said)


def _unit(row: Fields, before: UnitRow | None) -> ListedUnit:
    """What is said of an agency: nothing by an empty cell, and by a dash that it has none any more."""
    said = {name: _text(row, name) for name in row if name in FIELDS and _text(row, name)}
    given: dict[str, Any] = {name: "" if text == NONE else text for name, text in said.items()}
    for name in ("name", "kind"):  # these a unit always has
        if not given.get(name):
            given[name] = getattr(before, name, "")
    given["name"] = composed(given["name"])
    for name in [name for name in ADDRESSES if name in given]:
        given |= _addresses(ADDRESSES[name], given[name], seals(before) if before else {})
    if "members" in given:
        given["members"] = [member.text for member in _parsed(given["members"])]
    return cast("ListedUnit", given)


def _addresses(first: Whose, text: str, there: Collection[str]) -> dict[str, str]:
    """The addresses of a column, each under its kind: what is `there`, and not in the column, is so no more."""
    several = [one.strip() for one in text.split(BETWEEN.strip()) if one.strip()]
    kinds = [first._replace(number=number).kind for number in range(1, MOST + 1)]
    pairs = zip_longest(kinds, several[:MOST], fillvalue="")
    return {kind: one for kind, one in pairs if one or kind == first.kind or kind in there}


def _parsed(text: str) -> Sequence[Member]:
    """The members as an event has them; what is none is reported elsewhere."""
    with suppress(MemberSyntaxError):
        return parse_members(text)
    return ()


def _text(row: Fields, name: str) -> str:
    return "" if name not in row or row[name].empty else row[name].text
