"""The command `happenings list`: every happening that plans count from, by which milestones, where, and when."""

from typing import Annotated

import typer

from adapters.answers.beside_tasks.happenings import ListedHappening, SaidOf, happenings, perhaps_one
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import each_said
from engine.facts.joins import written
from engine.snapshot import Snapshot
from engine.units import Units
from rules.problems import N_

_NONE = N_("No plan that has been adopted here counts from any happening.")
_HELD, _PLANNED, _MANY = N_("held on {day}"), N_("planned for {day}"), N_("{count} unit(s)")
_NO_DAY, _OF = N_("without a day"), N_("{plans}: {day}")
_PERHAPS = N_("Perhaps one: “{one}” and “{other}”. `thoihan happenings join {one} {other}`, or `part`.")
_AT = N_("at {unit}")


def list_happenings(
    context: typer.Context,
    joined: Annotated[
        bool, typer.Option("--joined", help=N_("Only those that are milestones of several plans."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List happenings."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        found = [one for one in happenings(snapshot) if len(one.members) > 1 or not joined]
        perhaps = perhaps_one(snapshot)
        units = snapshot.units()
    if as_json:
        pairs = [{"one": one, "other": other} for one, other in perhaps]
        here.terminal.json({"happenings": [one.answer() for one in found], "perhaps_one": pairs})
        return
    if not found:
        here.terminal.line(_NONE)
        return
    columns = (N_("Happening"), N_("Title"), N_("Where"), N_("Document"), N_("When"))
    here.terminal.table(columns, (_listed(here.terminal, one, units) for one in found))
    for one, other in perhaps:
        here.terminal.line(_PERHAPS, one=one, other=other)


def _listed(terminal: Terminal, one: ListedHappening, units: Units) -> tuple[str, ...]:
    of = one.milestone
    where = terminal.text(_AT, unit=units.name(of.at) if of.at else each_said(of.of_each or ""))
    names = ", ".join(map(written, one.members))
    return names, of.title, where, ", ".join(one.documents) or "–", _when(terminal, one)


def _when(terminal: Terminal, one: ListedHappening) -> str:
    """The days; where they are not those of all its milestones, with the plans whose they are."""
    places = {fact.unit for fact, _ in one.said}
    if len(places) > 2:
        return terminal.text(_MANY, count=len(places))
    return "; ".join(_day(terminal, said, apart=said.members != one.members) for said in one.said)


def _day(terminal: Terminal, said: SaidOf, *, apart: bool) -> str:
    fact = said.fact
    words = (_HELD if fact.held else _PLANNED) if fact.day else _NO_DAY
    day = terminal.text(words, day=fact.day)
    return terminal.text(_OF, plans=[plan for plan, _ in said.members], day=day) if apart else day
