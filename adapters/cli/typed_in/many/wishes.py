"""Statements to be recorded at once: of each unit that is named, of each of a kind, or of each row of a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from adapters.cli.typed_in.many.named_task import NamedTask
from adapters.cli.typed_in.many.repeated import Repeated, apart
from adapters.many.columns import Column
from adapters.many.refused_rows import RefusedRow
from adapters.many.sheets import DoubtfulError, Sheet, SheetRow
from adapters.statements.milestones_and_tasks import DateSet, Milestone, TaskDone
from adapters.statements.named.in_rows import ManyNames, is_id
from adapters.statements.named.rounds import Occasion
from adapters.statements.row_numbers import stored
from adapters.statements.statements import Statement
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Misused, Refused
from engine.facts.joins import member_of
from engine.facts.mentions import ThingSort
from rules.problems import N_

_NO_TASK = N_("No task is named: in the row, or with the command.")
_NO_UNIT = N_("No unit is named, and “{milestone}” happens at each.")
_NO_DAY = N_("No day is given: in the row, or with the command.")
_NO_NOTE = N_("No note is kept with a postponement: leave it out.")
_NOBODY = N_("There is no unit of the kind “{kind}” here of which it could be recorded.")
_UNITS_OR_FILE = N_("Either name the units (--unit), or a file of them (--from).")


_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One statement that is to be recorded with others; `row` is where a file has it."""

    said: Statement
    document: str | None
    row: SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """All that is asked for, the rows of the file that say nothing that can be recorded, and what was passed over."""

    wishes: Sequence[Wish]
    refused: Sequence[RefusedRow] = ()
    passed_over: int = 0  # rows of a file without a day
    left_out: Sequence[Said] = ()  # what of the file was not read
    repeated: Sequence[Repeated] = ()  # rows of a file that say what one before them says
    done_before: int = 0  # units of a kind that have it done


Say = Callable[[str, SheetRow, date | None], Statement]
"""The statement about what is named (a task by its id, a unit by its code) in a row, which gives a day or does not."""


def of_tasks(
    names: ManyNames, of: NamedTask, units: Sequence[str], sheet: Sheet | None, say: Say, document: str | None
) -> Wished:
    """Of the tasks of a row at these units or kinds, or of those that the rows of a file name. Raises Refused."""
    if sheet is not None:
        wished = _of_rows(sheet, units, lambda row: say(_task_in(names, row, of), row, row.day()), document)
        return _once(wished, lambda said: _stored(names, said))
    task, day = of.name or "", of.day(None)
    found, done_before = dict[str, None](), 0
    for unit in units:
        if names.is_kind(unit) and not is_id(task):
            row, period = names.placed(task)
            said = names.occasion(row, day, of.round) if of.round else Occasion(day, period)
            there, done = names.open_at(row, unit, said)
            done_before += done
            if not there and not done:
                raise Refused(_NOBODY, kind=unit)
            found |= dict.fromkeys(names.task(row, one, said) for one in there)
        else:
            found[names.task_at(task, unit, day, of.round)] = None
    wishes = [_alone(say(one, row, None), document, row) for one in found for row in [_typed(Column.TASK, one)]]
    return Wished(wishes=wishes, done_before=done_before)


def of_milestones(
    names: ManyNames, said: Milestone, units: Sequence[str], sheet: Sheet | None, on: date | None, document: str | None
) -> Wished:
    """Of a milestone at these units or kinds, or at those that the rows of a file name. Raises Refused."""
    if sheet is not None:
        wished = _of_rows(sheet, units, lambda row: _milestone_in(names, row, said, on), document)
        return _once(wished, lambda said: said)
    codes = dict.fromkeys(code for unit in units for code in _units_meant(names, said, unit))
    wishes = [_alone(replace(said, unit=code), document, _typed(Column.UNIT, code)) for code in codes]
    return Wished(wishes=wishes)


def _units_meant(names: ManyNames, said: Milestone, unit: str) -> list[str]:
    if not names.is_kind(unit):
        return [unit]
    plan, name = (said.plan, said.name) if said.plan else member_of(said.name)
    snapshot = names.snapshot
    having = [plan] if plan else snapshot.knowing([(ThingSort.MILESTONE, name)])
    found = names.of_kind(unit, (of.unit for one in having if (of := snapshot.plan(one))))
    if not found:
        raise Refused(_NOBODY, kind=unit)
    return found


def _typed(column: Column, name: str) -> SheetRow:
    """The row that stands for one where there is no file."""
    return SheetRow(number=0, texts={column: name})


def _alone(said: Statement, document: str | None, row: SheetRow) -> Wish:
    return Wish(said=said, document=document, row=row)


# --- rows of a file ---------------------------------------------------------------------------------------------------


def _of_rows(sheet: Sheet, units: Sequence[str], said: Callable[[SheetRow], Statement], document: str | None) -> Wished:
    if units:
        raise Misused(_UNITS_OR_FILE)
    wishes, refused = list[Wish](), list[RefusedRow]()
    for row, found in _each(sheet.rows, said, document):
        if isinstance(found, Wish):
            wishes.append(found)
        else:
            refused.append(replace(found, row=row))
    return Wished(wishes=wishes, refused=refused, passed_over=sheet.passed_over, left_out=sheet.left_out)


def _once(wished: Wished, whole: Callable[[Statement], Statement]) -> Wished:
    """The same, but each thing that rows speak of once; `whole` gives a statement under the name that the log has."""

    def key(wish: Wish) -> tuple[str, tuple[Statement, str | None]]:
        said = whole(wish.said)
        of = said.unit or "" if isinstance(said, Milestone) else getattr(said, "task", "")
        return of, (said, wish.document)

    told = apart(wished.wishes, key)
    return replace(wished, wishes=told.kept, repeated=told.repeated, refused=[*wished.refused, *told.refused])


def _stored(names: ManyNames, said: Statement) -> Statement:
    if not isinstance(said, TaskDone | DateSet):
        return said
    try:
        return replace(said, task=stored(names.snapshot, said.task))
    except Refused:
        return said  # it is refused when it is tried


def _each(
    rows: Sequence[SheetRow], said: Callable[[SheetRow], Statement], document: str | None
) -> Iterator[tuple[SheetRow, Wish | RefusedRow]]:
    for row in rows:
        try:
            wish = Wish(said=said(row), document=row.text(Column.DOCUMENT) or document, row=row)
        except DoubtfulError as doubtful:
            yield row, RefusedRow(row=row, said=doubtful.said, column=doubtful.column)
        else:
            yield row, wish


def _task_in(names: ManyNames, row: SheetRow, usual: NamedTask) -> str:
    """The task that a row names, in its columns for tasks, units and rounds."""
    named, unit = row.text(Column.TASK) or usual.name, row.text(Column.UNIT)
    if named is None:
        raise DoubtfulError(Column.TASK, Said(_NO_TASK))
    plan, turn, day = row.text(Column.PLAN), row.text(Column.ROUND) or usual.round, usual.day(row)
    of_plan = _read(Column.PLAN, lambda: names.plan(plan)) if plan else ""
    told = _read(Column.TASK, lambda: names.coded(named, of_plan))
    if is_id(told):
        code = _read(Column.UNIT, lambda: names.unit(unit)) if unit else None
        return _read(Column.UNIT, lambda: names.task_at(told, code, day, turn))
    number = row.texts.get(Column.NUMBER, "")
    of, period = _read(Column.TASK, lambda: names.placed(told, number, of_plan))
    said = _read(Column.ROUND, lambda: names.occasion(of, day, turn)) if turn else Occasion(day, period)
    return _read(Column.UNIT, lambda: names.task_of(of, unit, number, said) if unit else names.task(of, None, said))


def _milestone_in(names: ManyNames, row: SheetRow, said: Milestone, on: date | None) -> Milestone:
    unit, day = row.text(Column.UNIT), row.day() or on
    if unit is None:
        raise DoubtfulError(Column.UNIT, Said(_NO_UNIT, {"milestone": said.name}))
    if day is None:
        raise DoubtfulError(Column.DAY, Said(_NO_DAY))
    note = row.text(Column.NOTE)
    if note and said.phase == "postponed":
        raise DoubtfulError(Column.NOTE, Said(_NO_NOTE))
    code = _read(Column.UNIT, lambda: names.unit(unit))
    return replace(said, unit=code, on=day, reason=note)


def _read(column: Column, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except Refused as refused:
        raise DoubtfulError(column, refused.said) from None
