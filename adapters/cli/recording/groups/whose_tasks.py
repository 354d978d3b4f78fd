"""Questions when a plan is adopted: does each member of a group have what the group leads, or do they share it?

Where neither the plan nor the group says so, whoever sits at the terminal is asked; answers may be given with the
command too. They are kept with the group in the register. What nobody answers stays open: until then it is shared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show
from adapters.statements.registering.registration import registered
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from engine.contacts import ListedUnit
from engine.snapshot import Snapshot
from rules.groups.members import EACH_ITS_OWN, SHARED, TASKS
from rules.plan import Plan
from rules.problems import N_

_WHOSE = N_(
    "“{name}” ({group}) leads {rows} row(s): has each of its {members} members a task of its own (1), or do they share "
    "one (2)? (Enter: leave it open) "
)
_OPEN = N_(
    "“{name}” ({group}) leads {rows} row(s), and its {members} members share each: nobody has said otherwise. "
    "`tasks: each` in a list for `thoihan units add` gives each member a task of its own."
)
_NO_ANSWER = N_("`--tasks` takes a group of the plan and whose its tasks are: GROUP=each or GROUP=shared.")
_ANSWERS: Mapping[str, str] = {"1": EACH_ITS_OWN, "2": SHARED, **{one: one for one in TASKS}}


@dataclass(slots=True)
class Settled:
    """All that came of the questions."""

    answered: list[PresentedDecision] = field(default_factory=list)
    left: list[Mapping[str, object]] = field(default_factory=list)

    def answer(self) -> dict[str, object]:
        """For programs: the groups of which nobody has said whose their tasks are."""
        return {"tasks_not_said": [one["group"] for one in self.left]}

    def show(self, terminal: Terminal) -> None:
        """Say what follows from the answers, and what is left open."""
        for decided in self.answered:
            show(terminal, decided)
        for one in self.left:
            terminal.line(_OPEN, **one)


def typed(answers: Iterable[str]) -> Mapping[str, str]:
    """By group, whose its tasks are, as it was typed. Raises Misused."""
    found = {group.strip(): said.strip() for group, _, said in (one.partition("=") for one in answers)}
    if not all(group and said in TASKS for group, said in found.items()):
        raise Misused(_NO_ANSWER)
    return found


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks whose the tasks of the groups of a plan are, and records the answers."""

    here: Invocation
    office: Office
    plan: Plan
    dry_run: bool

    def settle(self, given: Mapping[str, str]) -> Settled:
        """What comes of the answers `given`, and what they leave open. Raises Misused, EventsError."""
        settled, open_ = Settled(), self._open()
        if not given.keys() <= {str(one["group"]) for one in open_} | set(self._leading()):
            raise Misused(_NO_ANSWER)
        settled.left += [one for one in open_ if str(one["group"]) not in given]
        if given:
            settled.answered += self._record(given)
        return settled

    def _leading(self) -> Mapping[str, int]:
        """The groups of the plan that lead rows of which it does not say whose the tasks are; how many rows."""
        leads = [rule.lead for rule in self.plan.rules.values() if rule.leads_its_own and not rule.tasks]
        return {lead: leads.count(lead) for lead in dict.fromkeys(leads) if lead in self._groups()}

    def _groups(self) -> Sequence[str]:
        with self.office.store.begin(write=False) as session:
            known = Snapshot(session, self.office.tools).units().groups
        return [*known, *(code for code, unit in self.plan.units.items() if unit.members)]

    def _open(self) -> list[Mapping[str, object]]:
        """The groups of which nobody has said it, each with what is to be asked."""
        leading = self._leading()
        with self.office.store.begin(write=False) as session:
            units = Snapshot(session, self.office.tools).units()
        silent = [code for code in leading if code in units.groups and not units.rows[code].tasks]
        told = {code: {"group": code, "name": one_line(units.name(code), 100)} for code in silent}
        return [{**told[code], "rows": leading[code], "members": len(units.members(code))} for code in silent]

    def _record(self, said: Mapping[str, str]) -> Sequence[PresentedDecision]:
        with self.office.store.begin(write=False) as session:
            rows = {row.code: row for row in session.units() if row.code in said}
        listed = [
            cast("ListedUnit", {"code": row.code, "name": row.name, "kind": row.kind, "tasks": said[row.code]})
            for row in rows.values()
        ]
        return registered(self.office, listed, dry_run=self.dry_run, lang=self.here.terminal.lang).decided


def asked(here: Invocation, left: Iterable[Mapping[str, object]]) -> Mapping[str, str]:
    """What whoever sits at the terminal answers to what was left open, by group."""
    said = {str(one["group"]): _asked(here, one) for one in left}
    return {group: answer for group, answer in said.items() if answer}


def _asked(here: Invocation, one: Mapping[str, object]) -> str | None:
    terminal = here.terminal
    terminal.write(terminal.text(_WHOSE, **one))
    terminal.out.flush()
    return _ANSWERS.get(here.stdin.readline().strip().casefold())
