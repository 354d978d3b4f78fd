"""Plans in force: their rows are few and small, and each is loaded when it is asked for, and not before.

A row also says whether its plan has ended, closed or replaced by another. That takes nothing from what was done: done
tasks go on following the facts, and only what was still open is settled by it
(docs/decisions/0134-plans-that-end.md).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from engine.facts.fact import Ended, Fact
from engine.facts.standing import last_meant
from engine.facts.suspension_clauses import laid_down
from engine.units import Units
from events.chain import canonical_json
from events.event import Event, Recorded
from events.rows import CompiledRow, PlanRow, TitleRow
from rules.plan import Plan
from rules.plan_json import plan_to_json


@dataclass(frozen=True, slots=True)
class PlansInForce(Mapping[str, Plan]):
    """The plans in force, by id, as long as the transaction lasts in which they are asked for.

    To go through all their values loads them all: ask for fewer where that will do.
    """

    rows: Mapping[str, PlanRow]
    load: Callable[[PlanRow], Plan] = field(repr=False)

    def __getitem__(self, name: str) -> Plan:
        """One plan. Raises KeyError where there is none of that id."""
        return self.load(self.rows[name])

    def __iter__(self) -> Iterator[str]:
        """Their ids."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Their number."""
        return len(self.rows)

    def named(self, names: Iterable[str]) -> dict[str, Plan]:
        """Those with these ids that are in force: loaded, so that they outlast the transaction."""
        return {name: self[name] for name in sorted(set(names)) if name in self.rows}

    def by_calendar(self, name: str) -> list[str]:
        """The ids of those that count by the calendar of that name."""
        return [row.id for row in self.rows.values() if row.calendar == name]

    def suspending(self) -> list[Plan]:
        """Those that lay down suspensions of tasks of other plans."""
        return [self.load(row) for row in self.rows.values() if row.suspends]


class Former(NamedTuple):
    """A version that was in force before, and the rules of which it has tasks that no later version has."""

    position: int  # in the log, of the event that laid it down
    rules: tuple[str, ...]  # their ids


def former_in(row: PlanRow) -> list[Former]:
    """The former versions of a plan of which tasks are left, the earliest first."""
    return [Former(position, tuple(rules)) for position, rules in json.loads(row.former)]


def former_text(versions: Iterable[Former]) -> str:
    """These versions as a plan's row has them."""
    found = sorted((one.position, sorted(one.rules)) for one in versions)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def plan_row(
    plan: Plan,
    *,
    version: int,
    digest: str,
    adopted_on: str,
    position: int,
    adoption: str,
    was: PlanRow | None = None,
    former: Iterable[Former] = (),
) -> PlanRow:
    """The row of a plan whose version was put into force with the hash `digest` by the event at `position`.

    `adoption` is the id of the event that put its first version into force; `was` is its row until now, if there was
    one: whatever version of it is in force, it is joined as before, and ended or not. Of the versions `former` tasks
    are left.
    """
    suspends = int(any(laid_down(plan)))
    said = (version, digest, adopted_on, position, plan.calendar, suspends, adoption)
    ends = plan.ends.isoformat() if plan.ends else None
    row = PlanRow(plan.id, *said, former=former_text(former), ends=ends, starts=plan.starts.isoformat())
    return row._replace(joins=was.joins, ended=was.ended) if was else row


def row_of_version(plan: Plan, laid_down: Recorded, now: PlanRow) -> PlanRow:
    """The row of a plan while a former version was in force, which an event laid down; `now` is its row today."""
    event, data = laid_down.event, laid_down.event.data
    return plan_row(
        plan,
        version=data.get("version", 1),
        digest=data["hash"],
        adopted_on=event.occurred_on.isoformat(),
        position=laid_down.position,
        adoption=now.adoption,
        was=now,
    )


class Having(NamedTuple):
    """A plan in the words in which it has a task, or last had it."""

    plan: Plan
    laid_down: Recorded | None = None  # the event that laid that version down; None: it is the one in force
    until: date | None = None  # the last day on which it was in force
    dropped_by: Event | None = None  # the version since which the plan has the task no longer


def compiled_row(plan: Plan, digest: str, compiler: int) -> CompiledRow:
    """The compiled plan as it is kept, by the hash with which it was put into force and the compiler's version."""
    return CompiledRow(digest, compiler, plan_to_json(plan), plan.hash)


# --- plans that have ended --------------------------------------------------------------------------------------------


class Ending(NamedTuple):
    """The end of a plan. Rows are named by their keys."""

    event: str  # the id of the event that says so
    day: date  # the last day on which anything of the plan could be done
    said: Ended

    def passed_to(self, rule: str) -> str | None:
        """The row of the other plan to which a row passed."""
        return dict(self.said.passed).get(rule)


def ending_of(row: PlanRow) -> Ending | None:
    """The end of a plan in force; None: it goes on."""
    return _ending(row.ended) if row.ended else None


@lru_cache(maxsize=1024)
def _ending(text: str) -> Ending:
    said = json.loads(text)
    passed = tuple((rule, row) for rule, row in said["passed"])
    return Ending(said["event"], date.fromisoformat(said["day"]), Ended(said["by"], tuple(said["done"]), passed))


def ended_text(facts: Iterable[Fact]) -> str | None:
    """The end of a plan as its row keeps it, where `facts` are all that say that it ended; None where none does."""
    found = list(facts)
    if not found:
        return None
    last = last_meant(found)
    said = last.said if isinstance(last.said, Ended) else Ended()
    return canonical_json({"event": last.id, "day": last.day.isoformat() if last.day else "", **said._asdict()})


def is_own_report(units: Units, follower: str, lead: str, on: date | None = None) -> bool:
    """True if whoever follows a plan leads a task itself, so that nobody is there to accept or to return its report.

    So it is where nobody else stands for `lead`, now or on a day: by succession, or as what is left of a group
    (docs/decisions/0161-nobody-accepts-his-own-report.md, 0171). One of several that share a task may accept it.
    """
    return units.same(follower, lead, on)


def reports_await_acceptance(units: Units, plan: Plan, rule: str, lead: str) -> bool:
    """True if reports of a task of a row wait until whoever follows the plan accepts them, also once it has ended.

    A row that the plan has no longer awaits nothing, nor does a task that this unit leads itself.
    """
    wanted = rule in plan.rules and plan.awaits_acceptance(plan.rules[rule])
    return wanted and not is_own_report(units, plan.follower, lead)


class TakenOver(NamedTuple):
    """A row that passed to one of the plan that replaces its own."""

    plan: str
    rule: str  # its key
    ending: Ending


def taken_over(rows: Iterable[PlanRow]) -> Mapping[tuple[str, str], Sequence[TakenOver]]:
    """The rows that passed to others, as plans that ended say: by the plan and the key of the row they passed to."""
    found: dict[tuple[str, str], list[TakenOver]] = {}
    for row in rows:
        if ending := ending_of(row):
            for rule, to in ending.said.passed:
                found.setdefault((ending.said.by, to), []).append(TakenOver(row.id, rule, ending))
    return found


def past_its_end(row: PlanRow, today: date) -> bool:
    """True for a plan whose own last day has passed, and that nobody has closed: somebody is to be asked."""
    return not row.ended and row.ends is not None and row.ends < today.isoformat()


# --- what else is kept of a plan --------------------------------------------------------------------------------------

_APART = re.compile(r"[\W_]+")


def title_rows(plans: Iterable[Plan]) -> list[TitleRow]:
    """The titles of the rows of `plans`, as lists of tasks look for their words, and as officers call the rows."""
    from rules.phrases.normalising import folded  # noqa: PLC0415 - few events put a plan into force

    return [
        TitleRow(plan.id, rule.id, folded(rule.title), _named(folded(f"{rule.number} {rule.title}")))
        for plan in plans
        for rule in plan.rules.values()
    ]


def _named(words: str) -> str:
    """The words, and their first letters: a word that is typed, or the initials of several, stands somewhere in it."""
    return f"{words} {''.join(word[0] for word in _APART.split(words) if word)}"
