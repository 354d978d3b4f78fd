"""The official figures by plan, agency and field: gathered with their names, and shown as tables or as JSON."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from adapters.answers.report_lines import CELLS
from adapters.cli.frame.terminal import Terminal
from adapters.leaving import Leaving
from engine.asking.filed.reports import Line
from engine.asking.official.organisation import in_order
from engine.asking.official.periods import Period
from engine.asking.official.tables import OFFICIAL, OUTSIDE, Figures, in_cells, table, total
from engine.snapshot import Snapshot
from engine.tasks import task_parts
from rules.problems import N_


class By(StrEnum):
    """The things that lines are counted by."""

    PLAN = "plan"
    AGENCY = "agency"
    FIELD = "field"


HEADS: Mapping[By, str] = {By.PLAN: N_("Plan"), By.AGENCY: N_("Agency"), By.FIELD: N_("Field of work")}
ALL = N_("All")
NO_FIELD = N_("(no field named)")
TOTAL = N_("Total")
_WITH_BEFORE = N_("{now} ({before})")
_PERIOD = N_("Period {first} to {last}, as things stand on {day} by what is known now.")
_BEFORE = N_("In brackets: the period before, {first} to {last}.")
_DAY = N_("As of {day}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedOn:
    """The time that is reported on."""

    day: date  # as of which tasks stand: of a period that runs, today
    period: Period | None = None

    @property
    def before(self) -> Period | None:
        """Last period."""
        return self.period.before() if self.period else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRow:
    """The figures of one plan, agency or field."""

    key: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The figures of a report, by what they were asked for."""

    asked: ReportedOn
    tables: Mapping[By, Sequence[OfficialRow]]
    whole: Figures = field(default_factory=Figures)


def official(
    shelf: Snapshot,
    asked: ReportedOn,
    now: Sequence[Line],
    before: Sequence[Line],
    by: Collection[By],
    leaving: Leaving,
    lang: str,
) -> Official:
    """The figures of these lines, in the order of plans, of the organisation, and of fields in the plans."""
    naming = _Naming(shelf, leaving, lang)
    tables = {one: naming.rows(one, now, before) for one in By if one in by}
    return Official(asked=asked, tables=tables, whole=total(table(now, before, lambda line: line.plan).values()))


@dataclass(frozen=True)
class _Naming:
    """Names, and the order in which they stand."""

    shelf: Snapshot
    leaving: Leaving
    lang: str
    _fields: dict[tuple[str, str], str] = field(default_factory=dict)

    def rows(self, by: By, now: Sequence[Line], before: Sequence[Line]) -> Sequence[OfficialRow]:
        """The figures by that, with names, in order."""
        keys: Mapping[By, Callable[[Line], str]] = {
            By.PLAN: lambda line: line.plan,
            By.AGENCY: lambda line: line.lead,
            By.FIELD: self._field,
        }
        found = table(now, before, keys[by])
        order = list(found) if by is By.PLAN else self._ordered(by, found)
        return [OfficialRow(key=key, name=self._name(by, key), figures=found[key]) for key in order]

    def _ordered(self, by: By, found: Iterable[str]) -> list[str]:
        plans = list(self.shelf.plans().values())
        if by is By.AGENCY:
            return in_order(self.shelf.units(), set(found), plans)
        rules = (self._field_of(plan.id, rule) for plan in plans for rule in plan.rules)
        named = {name: at for at, name in enumerate(dict.fromkeys(rules))}
        return sorted(found, key=lambda name: (name == "", named.get(name, len(named)), name))

    def _name(self, by: By, key: str) -> str:
        match by:
            case By.AGENCY:
                return self.shelf.units().name(key)
            case By.PLAN:
                plan = self.shelf.plans()[key]
                return plan.number
        return key

    def _field(self, line: Line) -> str:
        return self._field_of(line.plan, task_parts(line.plan, line.task)[0])

    def _field_of(self, plan: str, rule: str) -> str:
        """The field of a row: its first label, else the heading that it stands under; of a secret one where to look."""
        if (plan, rule) not in self._fields:
            found = self.shelf.rule(self.shelf.plans()[plan], rule)
            name = next(iter(found.labels), found.section)
            self._fields[plan, rule] = self.leaving.text(name, found.secrecy, self.lang) if name else ""
        return self._fields[plan, rule]


# --- shown ------------------------------------------------------------------------------------------------------------


def sorted_by(rows: Sequence[OfficialRow], cell: str | None) -> Sequence[OfficialRow]:
    """The rows in their order, or where the reader chose a cell by it, the most first."""
    return rows if cell is None else sorted(rows, key=lambda row: -row.figures.now.get(cell, 0))


def show_official(terminal: Terminal, found: Official, sort: str | None) -> None:
    """The figures as tables; columns of what stands outside the four cells only where there is any."""
    asked = found.asked
    if asked.period and asked.before:
        terminal.line(_PERIOD, **asked.period._asdict(), day=asked.day)
        terminal.line(_BEFORE, **asked.before._asdict())
    else:
        terminal.line(_DAY, day=asked.day)
    cells = [*OFFICIAL, *(cell for cell in OUTSIDE if found.whole.now.get(cell))]
    for by, rows in found.tables.items():
        terminal.line()
        lines = [(row.name or terminal.label(NO_FIELD), row.figures) for row in sorted_by(rows, sort)]
        lines += [(terminal.label(TOTAL), found.whole)] if len(lines) > 1 else []
        table = ((name, *_numbers(terminal, of, cells, with_before=asked.period is not None)) for name, of in lines)
        terminal.table((HEADS[by], ALL, *(CELLS[cell] for cell in cells)), table)


def _numbers(terminal: Terminal, of: Figures, cells: Sequence[str], *, with_before: bool) -> list[str]:
    pairs = [
        (in_cells(of.now), in_cells(of.before)),
        *((of.now.get(cell, 0), of.before.get(cell, 0)) for cell in cells),
    ]
    if not with_before:
        return [str(now) for now, _ in pairs]
    return [terminal.text(_WITH_BEFORE, now=now, before=before) for now, before in pairs]


def official_answer(found: Official, sort: str | None) -> dict[str, Any]:
    """The figures for programs."""
    asked = found.asked
    return {
        "period": _days(asked.period),
        "before": _days(asked.before),
        "by": {
            str(by): [_answer(row, with_before=asked.period is not None) for row in sorted_by(rows, sort)]
            for by, rows in found.tables.items()
        },
    }


def _answer(row: OfficialRow, *, with_before: bool) -> dict[str, Any]:
    of = row.figures
    before = {cell: of.before.get(cell, 0) for cell in CELLS} if with_before else None
    return {"key": row.key, "name": row.name, **{str(cell): of.now.get(cell, 0) for cell in CELLS}, "before": before}


def _days(period: Period | None) -> dict[str, str] | None:
    return {name: day.isoformat() for name, day in period._asdict().items()} if period else None
