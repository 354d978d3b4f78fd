"""Names in many rows: read as those that are typed, but nobody is asked, and each text is looked up once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from adapters.documents.meaning.matching import each_of
from adapters.leaving import Leaving
from adapters.names.agencies import agency_meant
from adapters.names.periods import Period
from adapters.statements.named.choosing import Unasked
from adapters.statements.named.names import Names, is_coded
from adapters.statements.named.rounds import Occasion, by_unit, in_question, in_round, period_of
from adapters.statements.row_numbers import rule_named
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.deciding.task_units import beginners
from engine.snapshot import Snapshot
from engine.tasks import State, task_id, task_shown
from events.views import TaskView
from rules.phrases.normalising import folded, key_of
from rules.plan import Plan
from rules.problems import N_

_COMMUNE_DIGITS = 5
_SEVERAL_TASKS = N_("Several tasks may be meant: {known}. Write the one that is, by its id (in the column for tasks).")
_SEVERAL_ROUNDS = N_(
    "Several rounds may be meant: {known}. Say which: in a column “Kỳ” of the file, or by --round. Nothing was done."
)
_DONE_ON = N_("{round} (reported on {day})")
_WHICH_UNIT = N_(
    "This row has a task at each of {count} units. Say at which: one line for each, or --unit with a kind."
)
_OTHER_UNIT = N_(
    "“{unit}” contradicts the task “{task}”, which is at {at}. Leave out the one that is wrong. Nothing was recorded."
)
_OTHER_PLAN = N_("“{task}” is of another plan than “{plan}”. Leave out the one that is wrong. Nothing was recorded.")
_NO_PLAN = N_("There is no plan “{plan}” here.")
_EACH = {"tung", "moi", "cac", "each", "every", "all"}
_MOST_TOLD = 4


def is_id(text: str) -> bool:
    """True if a text is the id of a task, not the name of a row."""
    return text.count("/") > 1 and is_coded(text)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of a plan, and its tasks."""

    plan: Plan
    rule: str  # its key
    views: Sequence[TaskView]


@dataclass(frozen=True)
class ManyNames:
    """Reads the names in many rows by what one transaction sees."""

    snapshot: Snapshot
    leaving: Leaving
    lang: str
    today: date
    _units: dict[str, str] = field(default_factory=dict)
    _rows: dict[tuple[str, str, str], tuple[str, Period | None]] = field(default_factory=dict)
    _placed: dict[str, Placed] = field(default_factory=dict)

    @cached_property
    def _names(self) -> Names:
        return Names(self.snapshot, self.leaving, self.lang, Unasked(), self.today)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Codes of the units whose whole name no other has that is there."""
        named: dict[str, list[str]] = {}
        for row in self.snapshot.units().rows.values():
            if row.ended_on is None:
                named.setdefault(key_of(row.name), []).append(row.code)
        return {name: codes[0] for name, codes in named.items() if len(codes) == 1}

    # --- units --------------------------------------------------------------------------------------------------------

    def unit(self, text: str) -> str:
        """The code of the unit that is meant. Raises Refused."""
        if text not in self._units:
            self._units[text] = self._unit(text)
        return self._units[text]

    def _unit(self, text: str) -> str:
        rows, whole = self.snapshot.units().rows, text.zfill(_COMMUNE_DIGITS)
        if text not in rows and text.isdigit() and whole in rows:
            return whole  # a spreadsheet takes away the zeros in front of a code
        try:
            return self._by_name.get(key_of(text)) or self._names.unit(text)
        except Refused:
            found = agency_meant(text, self._names.agencies.living(), loosely=True)
            if len(found.things) == 1 and found.sure:
                return found.things[0].code
            raise

    def of_kind(self, kind: str, under: Iterable[str]) -> list[str]:
        """Codes of the units of a kind that there are now, at or below these."""
        units = self.snapshot.units()
        return sorted({code for one in under for code in units.of_kind(kind, one)} - units.over)

    def is_kind(self, text: str) -> bool:
        """True if `text` is a kind of units, and no unit."""
        rows = self.snapshot.units().rows
        return text not in rows and any(row.kind == text for row in rows.values())

    # --- tasks --------------------------------------------------------------------------------------------------------

    def plan(self, text: str) -> str:
        """The code of the plan that is meant, by its code, number or title. Raises Refused."""
        code = self._names.plan(text)
        if code not in self.snapshot.plans():
            raise Refused(_NO_PLAN, plan=one_line(text, 60))
        return code

    def coded(self, text: str, plan: str = "") -> str:
        """What is named by codes and numbers alone, by its plan's code; `plan` stands beside it. Raises Refused."""
        coded = self._names.coded(text)
        if plan and is_coded(coded) and coded.partition("/")[0] != plan:
            raise Refused(_OTHER_PLAN, task=one_line(text, 80), plan=plan)
        of = self.snapshot.plan(plan) if plan else None
        return f"{plan}/{text}" if of and any(text == rule.number for rule in of.rules.values()) else coded

    def placed(self, text: str, number: str = "", plan: str = "") -> tuple[Placed, Period | None]:
        """The row of a plan (of any, or of the one that is named) that is meant, with its tasks.

        And its round, where the text has that in it. Raises Refused.
        """
        key = (text, number, plan)
        if key not in self._rows:
            self._rows[key] = self._names.row(text, number, plan)
        named, period = self._rows[key]
        if named not in self._placed:
            self._placed[named] = self._found(named)
        return self._placed[named], period

    def occasion(self, of: Placed, day: date, text: str | None) -> Occasion:
        """The day on which something is said of a row, and the round of which it is, if `text` says that.

        Raises Refused.
        """
        return Occasion(day, period_of(of.plan.rules[of.rule], text, day) if text else None)

    def _found(self, named: str) -> Placed:
        name, _, row = named.partition("/")
        plan = self.snapshot.plan(name)
        if plan is None:
            raise Refused(_NO_PLAN, plan=one_line(name, 60))
        rule = rule_named(plan, row.partition("/")[0])
        return Placed(plan, rule, self.snapshot.session.view_tasks(plan=plan.id, rule=rule))

    def task_of(self, of: Placed, unit: str, number: str, said: Occasion) -> str:
        """The task of a row at the unit that is called so. Raises Refused.

        In a register what stands for the unit may be more than a name, or mean many: of a row with one task, known by
        its number, its name within that is enough.
        """
        try:
            code = self.unit(unit)
        except Refused:
            there = {one.unit for one in of.views}
            if len(there) > 1 and _many_meant(unit):
                raise Refused(_WHICH_UNIT, count=len(there)) from None
            if number == of.plan.rules[of.rule].number and len(there) == 1 and self._has_in_it(unit, there.pop()):
                return self.task(of, None, said)
            raise
        return self.task(of, code, said)

    def _has_in_it(self, text: str, unit: str) -> bool:
        return key_of(self.snapshot.units().name(unit)) in key_of(text)

    def task_at(self, named: str, unit: str | None, day: date, text: str | None) -> str:
        """The task at a unit of the row that is named, or that of the id; `text` may name its round. Raises Refused."""
        if is_id(named):
            task = self.task_by_id(named, unit)
            said = self.occasion(self.placed(named)[0], day, text) if text else Occasion(day)
            return in_round(task, said.period, day) if said.period else task
        of, period = self.placed(named)
        return self.task(of, unit, self.occasion(of, day, text) if text else Occasion(day, period))

    def task_by_id(self, text: str, unit: str | None) -> str:
        """The task whose id is given, if the unit that is named beside it is its own, or leads it. Raises Refused."""
        if unit is None:
            return text
        at, units = text.split("/")[2], self.snapshot.units()
        leading = {one.lead for one in self.placed(text)[0].views if one.unit == at}
        if unit not in {at, *leading}:
            here = one_line(f"{units.name(at)} ({at})", 80)
            raise Refused(_OTHER_UNIT, unit=one_line(units.name(unit), 80), task=one_line(text, 80), at=here)
        return text

    def task(self, of: Placed, unit: str | None, said: Occasion) -> str:
        """The task of a row at, or led by, a unit: the open one, else the one that was done. Raises Refused.

        Of what recurs that of the round that can be meant. One that there is not yet is named all the same: it is for
        others to say what is wrong with it.
        """
        here = [one for one in of.views if unit is None or unit in (one.unit, one.lead)]
        meant = in_question(here, said.day, said.period)
        if not meant:
            turn = said.period.name(said.day) if said.period else ""
            return task_shown(of.plan, task_id(of.plan.id, of.rule, unit or of.plan.rules[of.rule].lead, turn))
        if unit is None and len({one.unit for one in meant}) > 1:
            raise Refused(_WHICH_UNIT, count=len({one.unit for one in meant}))
        own = [one for one in meant if one.unit == unit] or meant
        if len(own) > 1:
            raise _several(of.plan, own)
        return task_shown(of.plan, own[0].id)

    def open_at(self, of: Placed, kind: str, said: Occasion) -> tuple[list[str], int]:
        """The units of a kind whose task of a row is not done yet, and how many have it done."""
        units = self.snapshot.units()
        there = [one for one in of.views if one.unit in units.rows and units.rows[one.unit].kind == kind]
        meant = [one for at in by_unit(there) for one in in_question(at, said.day, said.period)]
        live = {one.unit for one in meant if one.state != State.DONE}
        done = {one.unit for one in meant} - live
        begins = beginners(of.plan, units, of.plan.rules[of.rule])
        waiting = {unit for unit in begins if unit in units.rows and units.rows[unit].kind == kind}
        closed = {one.unit for one in there if one.state == State.CLOSED}
        return sorted(live | (waiting - done - closed)), len(done)


def _several(plan: Plan, meant: Sequence[TaskView]) -> Refused:
    """The refusal of a name that may mean several tasks: by their rounds, where that is how they differ."""
    rounds = [Said(_DONE_ON, {"round": one.cycle, "day": one.done_on}) if one.done_on else one.cycle for one in meant]
    if all(one.cycle for one in meant) and len({one.cycle for one in meant}) == len(meant):
        return Refused(_SEVERAL_ROUNDS, known=rounds)
    known = [task_shown(plan, one.id) for one in meant]
    return Refused(_SEVERAL_TASKS, known=[*known[:_MOST_TOLD], *(["…"] if len(known) > _MOST_TOLD else [])])


def _many_meant(text: str) -> bool:
    """True if a text means every agency of a kind, also as the register says it: từng xã, phường."""
    return folded(text).strip().partition(" ")[0] in _EACH or each_of(text) is not None
