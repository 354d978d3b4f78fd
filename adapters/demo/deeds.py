"""Deeds of a story, told in short: each records its events, and gives what follows from them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.answers.decisions import PresentedDecision
from adapters.cli.frame.files import plan_source
from adapters.demo.stage import Stage
from adapters.statements.giving.adopting import adopted
from adapters.statements.milestones_and_tasks import DateSet, Milestone, TaskDone
from adapters.statements.recording import recorded
from adapters.statements.registering.registration import registered
from adapters.unit_lists.official import official
from engine.contacts import ListedUnit
from engine.facts.topics import milestone
from engine.snapshot import facts_in
from rules.compiling import compile_plan
from rules.unit_kinds import COMMUNE, GROUP


@dataclass(frozen=True, slots=True)
class Deeds:
    """The deeds, done on a stage."""

    stage: Stage

    def table(self) -> Mapping[str, Callable[[Any], Iterator[PresentedDecision]]]:
        """Each by the word that a step has for it."""
        return {
            "adopt": self._adopt,
            "units": self._units,
            "log": self._log,
            "set date": self._set_date,
            "done": self._done,
        }

    def _adopt(self, name: str) -> Iterator[PresentedDecision]:
        path, source = plan_source(name)
        plan = compile_plan(source, path=path)
        yield adopted(self.stage.office, plan, source.decode(), lang=self.stage.lang)

    def _units(self, provinces: Sequence[str]) -> Iterator[PresentedDecision]:
        with self.stage.office.store.begin(write=False) as session:
            there = [
                ListedUnit(code=row.code, name=row.name, kind=row.kind, parent=row.parent) for row in session.units()
            ]
        units = {unit["code"]: unit for unit in (*there, *official(provinces, self.stage.office.clock.today()))}
        given = [self._with_contacts(unit) for unit in units.values()]
        yield from registered(self.stage.office, given, lang=self.stage.lang).decided

    def _with_contacts(self, unit: ListedUnit) -> ListedUnit:
        if unit["kind"] == GROUP:
            return unit
        contacts = self.stage.contacts
        mail = contacts["commune" if unit["kind"] == COMMUNE else "others"].format(code=unit["code"])
        return {**unit, "email": mail, "phone": contacts["phones"].get(unit["code"])}

    def _log(self, what: Mapping[str, Any]) -> Iterator[PresentedDecision]:
        for unit, day in self._places(what):
            said = Milestone(name=what["milestone"], phase=what["phase"], on=day, unit=unit, plan=what.get("plan"))
            yield recorded(self.stage.office, said, what.get("document"), lang=self.stage.lang)

    def _places(self, what: Mapping[str, Any]) -> Iterator[tuple[str | None, date]]:
        if "rest" not in what:
            yield from ((unit, what["day"]) for unit in what.get("at", [None]))
            return
        with self.stage.office.store.begin(write=False) as session:
            plan = what.get("plan") or next(row.id for row in session.plans())
            held = {fact.unit for fact in facts_in(session, plan, [milestone(what["milestone"])])}
            units = [row.code for row in session.units() if row.kind == COMMUNE and row.code not in held]
        for index, unit in enumerate(units):
            yield unit, what["rest"][index % len(what["rest"])]

    def _set_date(self, what: Mapping[str, Any]) -> Iterator[PresentedDecision]:
        said = DateSet(task=what["task"], due=what["due"], on=self.stage.clock.today())
        yield recorded(self.stage.office, said, None, lang=self.stage.lang)

    def _done(self, what: Mapping[str, Any]) -> Iterator[PresentedDecision]:
        said = TaskDone(task=what["task"], on=self.stage.clock.today())
        yield recorded(self.stage.office, said, None, lang=self.stage.lang)
