"""The names that there are: of plans, milestones, agencies and tasks; states and standings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.cli.frame.files import shipped
from adapters.cli.frame.invocation import Invocation
from adapters.leaving import Leaving
from adapters.words.catalogue import KINDS, VIETNAMESE, translator
from adapters.words.tasks import ALL_STANDINGS, STATES
from engine.snapshot import Snapshot
from engine.tasks import task_shown
from rules.phrases.normalising import folded
from rules.plan import Plan, TaskRule
from rules.secrecy import STATE_SECRET, Level

Pair = tuple[str, str]
"""What is typed, and what it means."""

_MOST = 200
_STORED = ("PLAN", "UNIT", "UNIT|KIND", "MILESTONE", "TASK", "PLAN/ROW")


def values(here: Invocation, metavar: str, typed: str, plan: str | None) -> Iterable[Pair]:
    """The names that can be typed where `metavar` stands; a `plan` that is given narrows milestones."""
    say = translator(here.terminal.lang)
    fixed: Mapping[str, Mapping[Any, str]] = {"STATE": STATES, "STANDING": ALL_STANDINGS, "KIND": KINDS}
    if metavar in fixed:
        pairs = [(str(code), say(label)) for code, label in fixed[metavar].items()]
        in_words = [(_one_word(label), label) for _, label in pairs]
        takes_words = metavar != "KIND" and here.terminal.lang == VIETNAMESE
        return _fitting([*in_words, *(pairs if typed else ())] if takes_words else pairs, typed)
    if metavar not in _STORED or not here.has_store():
        return _fitting(((name, "") for name in shipped()), typed) if metavar == "PLAN" else ()
    with here.office() as office, office.store.begin(write=False) as session:
        there = _There(Snapshot(session, office.tools), office.settings.leaving)
        return list(_fitting(there.of(metavar, typed, plan or ""), typed))[:_MOST]


@dataclass(frozen=True, slots=True)
class _There:
    """The names that the store has. Who looks at what is secret is noted, so no title of it is offered here."""

    shelf: Snapshot
    leaving: Leaving

    def of(self, metavar: str, typed: str, plan: str) -> Iterator[Pair]:
        """All that can stand where `metavar` does."""
        plans = self.shelf.plans()
        if metavar.startswith("UNIT"):
            yield from ((row.code, row.name) for row in self.shelf.session.units() if row.ended_on is None)
        elif metavar == "PLAN":
            yield from ((of.id, self._open(of.title, of.secrecy)) for of in plans.values())
            yield from ((name, "") for name in shipped() if name not in plans)
        elif metavar == "MILESTONE":
            for of in [plans[plan]] if plan in plans else list(plans.values()):
                yield from ((name, self._open(one.title, of.secrecy)) for name, one in of.milestones.items())
        elif plan_typed(typed) in plans:
            yield from self._rows(plans[plan_typed(typed)], metavar)
        elif typed and not any(name.startswith(typed) for name in plans):
            yield from self._called(typed, metavar)
        else:
            yield from ((f"{of.id}/", self._open(of.title, of.secrecy)) for of in plans.values())

    def _rows(self, plan: Plan, metavar: str) -> Iterator[Pair]:
        """The rows of a plan, or its tasks."""
        yield from (pair for rule in plan.rules.values() for pair in self._of_row(plan, rule, metavar))

    def _called(self, typed: str, metavar: str) -> Iterator[Pair]:
        """The rows with these words in their title, or their tasks; none where they are of several plans.

        What stands for several words is typed anew as far as all begin alike, and those of several plans do not.
        """
        words, plans = folded(typed).split(), self.shelf.plans()
        rows = [row for row in self.shelf.session.titled(words[0]) if all(word in row.named for word in words)]
        for row in rows if len({row.plan for row in rows}) == 1 else ():
            rule = plans[row.plan].rules.get(row.rule) if row.plan in plans else None
            if rule and self._open(rule.title, rule.secrecy):
                yield from self._of_row(plans[row.plan], rule, metavar)

    def _of_row(self, plan: Plan, rule: TaskRule, metavar: str) -> Iterator[Pair]:
        title = self._open(rule.title, rule.secrecy)
        if metavar != "TASK":
            yield f"{plan.id}/{rule.number}", title
            return
        units = self.shelf.units()
        for view in self.shelf.session.view_tasks(plan=plan.id, rule=rule.id):
            yield task_shown(plan, view.id), f"{title} – {units.name(view.unit)}" if title else ""

    def _open(self, title: str, level: Level) -> str:
        return "" if level >= STATE_SECRET or self.leaving.withholds(level) else title


def plan_typed(typed: str) -> str:
    """The plan that is typed before a row or a task; "": none is yet."""
    name, slash, _ = typed.partition("/")
    return name if slash else ""


def _one_word(text: str) -> str:
    """Words as one, which no shell takes apart: `quá-hạn`. It is read as they are."""
    return "-".join(text.replace(",", " ").split())


def _fitting(pairs: Iterable[Pair], typed: str) -> Iterable[Pair]:
    """Those that begin as it is typed; where none does, those whose name has the words, with or without marks.

    Of several only where all begin alike: a shell types the rest of that.
    """
    pairs = list(dict(reversed(list(pairs))).items())[::-1]
    found = [pair for pair in pairs if pair[0].startswith(typed)]
    if found or not typed:
        return found
    words = folded(typed).split()
    named = [pair for pair in pairs if all(word in folded(pair[1]) for word in words)]
    alike = len({pair[0].partition("/")[0] for pair in named}) == 1
    return named if alike else []
