"""Names that officers use for plans, milestones, agencies, rows, tasks and events; each becomes a code.

A code is left as it is. One match is taken, and said; of several one is chosen; for none the nearest names are told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.leaving import WHOLE, Leaving
from adapters.names.matching import LONGEST, Meant, Named, named_by, plain_words
from adapters.statements.named.choosing import TAKEN, Choosing, chosen, several
from adapters.statements.near_names import near_codes, near_names
from adapters.statements.row_numbers import rule_named
from adapters.words.catalogue import round_text, say
from adapters.words.events import event_said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.mentions import ThingSort
from engine.snapshot import Snapshot
from engine.tasks import State, task_shown
from events.event import Recorded
from events.rows import TitleRow
from events.views import TaskView
from rules.plan import Plan, TaskRule
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.names.periods import Period
    from adapters.statements.named.agencies import Agencies

_NO_UNIT = N_("There is no unit “{text}”. Perhaps: {known}. `thoihan units list` lists them.")
_NO_MILESTONE = N_("No adopted plan has a milestone “{text}”. Perhaps: {known}. `thoihan plan show` lists them all.")
_NO_TASK = N_("There is no task “{text}”. Perhaps: {known}. `thoihan tasks` lists them.")
_LONGEST_POSITION = 16
"""Digits of a position in a log."""


def is_coded(text: str) -> bool:
    """True if a text is a task or a row by codes and numbers, not by words."""
    return "/" in text and " " not in text.strip()


@dataclass(frozen=True)
class Names:
    """Reads names by what is in force."""

    snapshot: Snapshot
    leaving: Leaving  # what may be said: where the answer is for programs, no more than may leave
    lang: str
    choosing: Choosing
    day: date  # on which what is named is said
    round: str | None = None  # of what recurs, in words, where it is said beside the name

    @cached_property
    def agencies(self) -> "Agencies":
        """Names of agencies."""
        from adapters.statements.named.agencies import Agencies  # noqa: PLC0415 - seldom an agency is named

        return Agencies(self.snapshot.units(), self.choosing)

    def called(self, of: Plan | TaskRule, *names: str) -> Sequence[str]:
        """The names by which a plan or a row may be found: none where its words are withheld."""
        return () if self.leaving.withholds(of.secrecy) else names

    def coded(self, text: str) -> str:
        """The same, where a task or row is named by codes, but its plan by its number: `51-KH/TU/2`."""
        if not is_coded(text) or text.partition("/")[0] in self.snapshot.plans():
            return text
        said = text.strip().lower()
        found = {
            code: len(plan.number) for code, plan in self.snapshot.plans().items() if _heads(plan.number.lower(), said)
        }
        if len(found) > 1:
            raise several(text, {code: code for code in found})
        return next((f"{code}/{text.strip()[length + 1 :]}" for code, length in found.items()), text)

    def plan(self, text: str) -> str:
        """The code of the plan that is meant; a text that names none is left as it is. Raises Refused."""
        rows = self.snapshot.plans()
        if text in rows:
            return text
        named = [Named(name, (plan.number, *self.called(plan, plan.title))) for name, plan in rows.items()]
        found, lang = named_by(text[:LONGEST], named), self.lang
        titles = {
            one.code: self.leaving.text(rows[one.code].title, rows[one.code].secrecy, lang) for one in found.things
        }
        said = {one.code: f"{titles[one.code]} ({one.names[0]})" for one in found.things}
        return chosen(self.choosing, text, found, said) or text

    def unit(self, text: str) -> str:
        """The code of the agency that is meant; of those that ended only where no other is. Raises Refused."""
        code = self.agencies.one(text)
        if code is None:
            raise Refused(_NO_UNIT, text=one_line(text, 60), known=_listed(self.agencies.near(text)))
        return code

    # --- milestones and tasks, of the plans that are named or of all --------------------------------------------------

    def milestone(self, text: str, among: Sequence[str] = ()) -> str:
        """The name of the milestone that is meant, of the plans `among` these codes or of any. Raises Refused."""
        if "/" in text or (not among and self.snapshot.knowing([(ThingSort.MILESTONE, text)])):
            return text
        known = self.snapshot.plans()
        plans = [known[name] for name in among if name in known] if among else list(known.values())
        if not plans or any(text in plan.milestones for plan in plans):
            return text
        there = [
            (one.name, title)
            for plan in plans
            for one in plan.milestones.values()
            for title in self.called(plan, one.title)
        ]
        titles, things = dict(there), [Named(name, (title,)) for name, title in there]
        found = named_by(text, things)
        said = {one.code: f"{titles[one.code]} ({one.code})" for one in found.things}
        name = chosen(self.choosing, text, found, said)
        if name is None:
            raise Refused(_NO_MILESTONE, text=one_line(text, 60), known=_listed(near_codes(text, titles)))
        return name

    def task(self, text: str) -> str:
        """The id of the task that is meant, as it is shown. Raises Refused."""
        if is_coded(text):
            return self._round_of(self.coded(text))
        plans = self.snapshot.plans()
        found = self._tasks(plans, text)
        task = chosen(self.choosing, text, found, {one.code: f"{one.names[0]} ({one.code})" for one in found.things})
        if task is None and plans:
            raise self._no_task(text)
        return task or text

    def _round_of(self, task: str) -> str:
        """A task by its codes, in the round that is said beside them. Raises Refused."""
        if not self.round:
            return task
        from adapters.statements.named.rounds import in_round, period_of  # noqa: PLC0415 - seldom a round is said

        name, row = (*task.split("/"), "")[:2]
        plan = self.snapshot.plan(name)
        rule = plan.rules.get(rule_named(plan, row)) if plan else None
        return in_round(task, period_of(rule, self.round, self.day), self.day) if rule else task

    def row(self, text: str, number: str = "", plan: str = "") -> "tuple[str, Period | None]":
        """The row (of `plan`) that is meant, as PLAN/ROW; where its name is not enough, that of this number.

        And its round, where the text has that in it. Raises Refused.
        """
        if is_coded(text):
            return self.coded(text), None
        for said, period in self._rounds_within(text):
            if row := self._row(said, number, plan):
                return row, period
        raise self._no_task(text)

    def _rounds_within(self, text: str) -> "Iterator[tuple[str, Period | None]]":
        """A text as a name alone, then as one that has a round in it."""
        from adapters.names.periods import period_within  # noqa: PLC0415 - seldom a task is named in words

        yield text, None
        yield from period_within(text[:LONGEST], self.day)

    def _row(self, text: str, number: str, plan: str) -> str | None:
        plans, words = self.snapshot.plans(), plain_words(text)
        among = {plan: plans[plan]} if plan else plans
        there = list(self._rows(among, text, self.snapshot.session.titled(words[0]) if words else []))
        rows = [(f"{plan}/{rule.number}", rule) for plan, rule in there]
        found = self._rows_meant(text, [(f"{code} {rule.number}", rule) for code, rule in rows])
        meant = {one.code.rpartition(" ")[0] for one in found.things}
        numbered = [code for code, rule in rows if code in meant and rule.number == number]
        titles = {code: f"{self._title(rule)} ({code})" for code, rule in rows if code in (numbered or meant)}
        return chosen(self.choosing, text, found, titles)

    def _no_task(self, text: str) -> Refused:
        rules = [rule for plan in self.snapshot.plans().values() for rule in plan.rules.values()]
        titles = {title for rule in rules for title in self.called(rule, rule.title)}
        return Refused(_NO_TASK, text=one_line(text, 60), known=near_names(text, titles) or "–")

    def _title(self, rule: TaskRule) -> str:
        return self.leaving.text(rule.title, rule.secrecy, self.lang)

    def _rows(self, plans: Mapping[str, Plan], text: str, among: Iterable[TitleRow]) -> Iterator[tuple[str, TaskRule]]:
        """The rows that may be called so, each with its plan: those `among` these that have all words in their name.

        Where the first is the code of a plan, all of the plan's. No other plans are read.
        """
        words, code = plain_words(text), text.strip().partition(" ")[0].lower()
        called = [(row.plan, row.rule) for row in among if all(word in row.named for word in words)]
        called += [(name, rule) for name in plans if name.lower() == code for rule in plans[name].rules]
        for plan, rule in dict.fromkeys(called):
            if plan in plans and rule in plans[plan].rules:
                yield plan, plans[plan].rules[rule]

    def _tasks(self, plans: Mapping[str, Plan], text: str, *, reported: bool = False) -> Meant:
        """The tasks of the rows that `text` names, in the round that it has in it or that is said beside it.

        Only those that were reported done, where that is what is asked of.
        """
        for said, period in self._rounds_within(text):
            found = self._tasks_called(plans, said, period, reported)
            if found.things:
                return found
        return Meant()

    def _tasks_called(self, plans: Mapping[str, Plan], text: str, period: "Period | None", reported: bool) -> Meant:
        """The tasks of the rows that `text` names; what follows the row's name in it names the agency."""
        words, first = text.split(), plain_words(text)[:1]
        titled = self.snapshot.session.titled(first[0]) if first else []
        for many in range(len(words), 0, -1):
            said = " ".join(words[:many])
            rows = {
                f"{plan}/{rule.id}": (f"{plan} {rule.number}", rule) for plan, rule in self._rows(plans, said, titled)
            }
            meant = self._rows_meant(said, list(rows.values()))
            at = self.agencies.meant(" ".join(words[many:])) if many < len(words) else None
            if meant.things and (at is None or at.things):
                of = {one.code for one in meant.things}
                codes = None if at is None else {one.code for one in at.things}
                keys = [key for key, (code, _) in rows.items() if code in of]
                found = [self._called(plans, view) for view in self._views(keys, codes, period, reported)]
                if found:
                    return Meant(found, meant.sure and (at is None or at.sure))
        return Meant()

    def _rows_meant(self, text: str, rows: Sequence[tuple[str, TaskRule]]) -> Meant:
        """The rows, each with its code, that a text names. No word finds one that is withheld; but where it names
        another too, that one counts: which is meant is not surer for whoever may not read it.
        """
        found = named_by(text, [Named(code, self._row_names(rule)) for code, rule in rows])
        if not found.things or not any(self.leaving.withholds(rule.secrecy) for _, rule in rows):
            return found
        return named_by(text, [Named(code, (rule.title, f"{rule.number} {rule.title}")) for code, rule in rows])

    def _row_names(self, rule: TaskRule) -> Sequence[str]:
        return self.called(rule, rule.title, f"{rule.number} {rule.title}") or (rule.number,)

    def _views(
        self, keys: Iterable[str], at: Set[str] | None, period: "Period | None", reported: bool
    ) -> list[TaskView]:
        """The tasks of these rows (plan and key) at or led by one of the units `at` (None: of any): open, else done.

        Of what recurs those of a round that may be meant. Raises Refused where it has no such round.
        """
        # seldom is a task named in words
        from adapters.statements.named.rounds import in_question, no_such_round, period_typed  # noqa: PLC0415

        parts = [key.partition("/")[::2] for key in keys]
        views = [view for plan, name in parts for view in self.snapshot.session.view_tasks(plan=plan, rule=name)]
        there = [view for view in views if at is None or not at.isdisjoint({view.unit, view.lead})]
        rounds = sorted({view.cycle for view in there} - {""})
        if self.round and not period:
            period = period_typed(self.round, self.day, *rounds[:1])
        if reported:
            return [one for one in there if one.state == State.DONE and (not period or period.is_round(one.cycle))]
        found = in_question(there, self.day, period)
        if period and there and not found and (rounds or self.round):
            raise no_such_round(period.name(self.day), rounds)
        return found

    def _called(self, plans: Mapping[str, Plan], view: TaskView) -> Named:
        """A task under its id, called by its row, its unit, and the round of what recurs."""
        plan = plans[view.plan]
        title = f"{self._title(plan.rules[view.rule])} – {self.snapshot.units().name(view.unit)}"
        called = f"{title}, {round_text(view.cycle, self.lang)}" if view.cycle else title
        return Named(task_shown(plan, view.id), (called,))

    def event(self, text: str) -> str:
        """The id of an event: at a position of the log, or of a milestone or a done task that is called so."""
        if self.snapshot.session.find(text):
            return text
        if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_POSITION):
            return self._event_of(text)
        found = next(self.snapshot.session.events(after=int(text) - 1, limit=1), None)
        if found is None or found.position != int(text):
            return text
        name = self._said(found) if self.leaving is WHOLE else found.event.id
        self.choosing.tell(TAKEN, text=text, name=name)
        return found.event.id

    def _event_of(self, text: str) -> str:
        """The event of what `text` names; where there is none it is left as it is. Raises Refused."""
        from adapters.statements.named.event_names import events_of, of_milestones, of_tasks  # noqa: PLC0415 - seldom

        plans = self.snapshot.plans()
        titled = [(one.name, plan, one.title) for plan in plans.values() for one in plan.milestones.values()]
        there = [Named(name, self.called(plan, title)) for name, plan, title in titled]
        found = named_by(text, there)
        facts = of_milestones(self.snapshot.session, plans, found)
        if not facts:
            found = self._tasks(plans, text, reported=True)
            facts = of_tasks(self.snapshot.session, plans, found)
        said = events_of(self.snapshot.session, facts, self._said)
        meant = Meant([Named(code, (line,)) for code, line in said.items()], found.sure)
        return chosen(self.choosing, text, meant, said) or text

    def _said(self, recorded: Recorded) -> str:
        """An event in one line, by the title of what it is of."""
        from adapters.answers.beside_tasks.event_subjects import Subjects  # noqa: PLC0415 - seldom an event is named
        from engine.telling.levels import root_of  # noqa: PLC0415

        root = root_of(self.snapshot.session, recorded.event)
        subjects = Subjects(self.snapshot.plans(), self.snapshot.units(), self.leaving)
        return say(event_said(recorded, subjects.title(root)), self.lang)


def _heads(number: str, said: str) -> bool:
    return bool(number) and said.startswith(f"{number}/")


def _listed(names: Mapping[str, str]) -> Sequence[str] | str:
    return [f"{name} ({code})" for code, name in names.items()] or "–"
