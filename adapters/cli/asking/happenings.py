"""The command `happenings list`: every happening that plans count from, by which milestones, where, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import each_said
from engine.facts.fact import Fact
from engine.facts.joins import Member, written
from engine.facts.known import Facts
from engine.facts.topics import milestone
from engine.happenings.joined.candidates import candidates
from engine.happenings.joined.joining import together
from engine.snapshot import Snapshot
from engine.units import Units
from rules.plan import Milestone
from rules.problems import N_
from rules.secrecy import Level

_NONE = N_("No plan that has been adopted here counts from any happening.")
_HELD, _PLANNED, _MANY = N_("held on {day}"), N_("planned for {day}"), N_("{count} unit(s)")
_NO_DAY, _OF = N_("without a day"), N_("{plans}: {day}")
_PERHAPS = N_("Perhaps one: “{one}” and “{other}”. `thoihan happenings join {one} {other}`, or `part`.")
_AT = N_("at {unit}")


class _Said(NamedTuple):
    """What is said of a happening at one place, and the milestones for which that counts."""

    fact: Fact
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happening:
    """One happening: the milestones that it is, by one of which it is called, and what is said of it."""

    members: tuple[Member, ...]
    milestone: Milestone
    documents: tuple[str, ...]
    said: tuple[_Said, ...]
    secrecy: Level

    def answer(self) -> dict[str, Any]:
        """For programs."""
        return {
            "members": [written(one) for one in self.members],
            "secrecy": str(self.secrecy),
            "title": self.milestone.title,
            "at": self.milestone.at,
            "of_each": self.milestone.of_each,
            "documents": list(self.documents),
            "days": [
                {
                    "unit": fact.unit,
                    "day": fact.day.isoformat() if fact.day else None,
                    "held": fact.held,
                    "only": f"{fact.plan}/{fact.topic.name}" if fact.alone else None,
                    "counts_for": [written(one) for one in members],
                    "event": fact.grounds[0],
                }
                for fact, members in self.said
            ],
        }


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
        found = [one for one in _happenings(snapshot) if len(one.members) > 1 or not joined]
        units = snapshot.units()
        perhaps = {
            tuple(sorted((written(one.one), written(one.other))))
            for plan in snapshot.plans().values()
            for one in candidates(snapshot, plan)
        }
    if as_json:
        pairs = [{"one": one, "other": other} for one, other in sorted(perhaps)]
        here.terminal.json({"happenings": [one.answer() for one in found], "perhaps_one": pairs})
        return
    if not found:
        here.terminal.line(_NONE)
        return
    columns = (N_("Happening"), N_("Title"), N_("Where"), N_("Document"), N_("When"))
    here.terminal.table(columns, (_listed(here.terminal, one, units) for one in found))
    for one, other in sorted(perhaps):
        here.terminal.line(_PERHAPS, one=one, other=other)


def _happenings(snapshot: Snapshot) -> Iterator[_Happening]:
    plans, done = snapshot.plans(), set[Member]()
    for plan in plans.values():
        for name in plan.milestones:
            if (plan.id, name) not in done:
                members = tuple(sorted(together(snapshot, [(plan.id, name)])))
                done.update(members)
                of = [plans[one].milestones[other] for one, other in members]
                documents = tuple(dict.fromkeys(one.document for one in of if one.document))
                said = tuple(_said(snapshot, members))
                level = max(plans[one].secrecy for one, _ in members)
                yield _Happening(members=members, milestone=of[0], documents=documents, said=said, secrecy=level)


def _said(snapshot: Snapshot, members: tuple[Member, ...]) -> Iterator[_Said]:
    """What counts for the milestones, each as its tasks see it; what is said of one alone comes last."""
    found: dict[str, tuple[Fact, list[Member]]] = {}
    for member in members:
        for fact in _counting(snapshot, member):
            found.setdefault(fact.id, (fact, []))[1].append(member)
    for fact, counts_for in sorted(found.values(), key=lambda one: (one[0].alone, one[0].place, one[1])):
        yield _Said(fact, tuple(counts_for))


def _counting(snapshot: Snapshot, member: Member) -> Iterator[Fact]:
    """The facts that count for a milestone, one of each place: also that it is not so for its plan alone."""
    plan, name = member
    facts = [*snapshot.stated([member]), *snapshot.through(plan, [name])]
    there = Facts.build(facts).of(milestone(name))
    yield from there.values()
    alone = {fact.place: fact for fact in facts if fact.alone and fact.place not in there}
    yield from alone.values()


def _listed(terminal: Terminal, one: _Happening, units: Units) -> tuple[str, ...]:
    of = one.milestone
    where = terminal.text(_AT, unit=units.name(of.at) if of.at else each_said(of.of_each or ""))
    names = ", ".join(map(written, one.members))
    return names, of.title, where, ", ".join(one.documents) or "–", _when(terminal, one)


def _when(terminal: Terminal, one: _Happening) -> str:
    """The days; where they are not those of all its milestones, with the plans whose they are."""
    places = {fact.unit for fact, _ in one.said}
    if len(places) > 2:
        return terminal.text(_MANY, count=len(places))
    return "; ".join(_day(terminal, said, apart=said.members != one.members) for said in one.said)


def _day(terminal: Terminal, said: _Said, *, apart: bool) -> str:
    fact = said.fact
    words = (_HELD if fact.held else _PLANNED) if fact.day else _NO_DAY
    day = terminal.text(words, day=fact.day)
    return terminal.text(_OF, plans=[plan for plan, _ in said.members], day=day) if apart else day
