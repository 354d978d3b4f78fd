"""The command `happenings list`: every happening that plans count from, by which milestones, where, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from engine.facts.fact import Fact
from engine.facts.joins import Member, written
from engine.facts.known import Facts
from engine.happenings.joined.candidates import candidates
from engine.happenings.joined.joining import together
from engine.snapshot import Snapshot
from rules.plan import Milestone
from rules.problems import N_
from rules.secrecy import Level

_NONE = N_("No plan that has been adopted here counts from any happening.")
_HELD, _PLANNED, _MANY = N_("held on {day}"), N_("planned for {day}"), N_("{count} unit(s)")
_PERHAPS = N_("Perhaps one: “{one}” and “{other}”. `thoihan happenings join {one} {other}`, or `part`.")
_AT, _EACH = N_("at {unit}"), N_("at each {kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happening:
    """One happening: the milestones that it is, by one of which it is called, and what is said of it."""

    members: tuple[Member, ...]
    milestone: Milestone
    documents: tuple[str, ...]
    facts: tuple[Fact, ...]
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
                    "event": fact.grounds[0],
                }
                for fact in self.facts
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
    here.terminal.table(columns, (_listed(here.terminal, one) for one in found))
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
                facts = tuple(_counting(snapshot.stated(members)))
                level = max(plans[one].secrecy for one, _ in members)
                yield _Happening(members=members, milestone=of[0], documents=documents, facts=facts, secrecy=level)


def _counting(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Of several facts of one place the one that counts; what is said of one plan alone stands beside it."""
    said, alone = list[Fact](), list[Fact]()
    for fact in facts:
        (alone if fact.alone else said).append(fact)
    shared = Facts.build(fact._replace(topic=said[0].topic) for fact in said)
    for by_place in shared.in_force.values():
        yield from (by_place[place] for place in sorted(by_place))
    yield from alone


def _listed(terminal: Terminal, one: _Happening) -> tuple[str, ...]:
    milestone = one.milestone
    where = terminal.text(_AT, unit=milestone.at) if milestone.at else terminal.text(_EACH, kind=milestone.of_each)
    names = ", ".join(map(written, one.members))
    return names, milestone.title, where, ", ".join(one.documents) or "–", _when(terminal, one.facts)


def _when(terminal: Terminal, facts: tuple[Fact, ...]) -> str:
    days = [terminal.text(_HELD if fact.held else _PLANNED, day=fact.day) for fact in facts]
    return ", ".join(days) if len(days) < 3 else terminal.text(_MANY, count=len({fact.unit for fact in facts}))
