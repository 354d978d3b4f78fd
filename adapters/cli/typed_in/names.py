"""Names that officers type become the codes of what they mean, before a command sees them.

Which parameters name what, their metavar says. A code is left as it is. One match is taken, and said; of several the
officer chooses, on a terminal by number; for none the nearest names are told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from adapters.cli.frame.group import NAMED
from adapters.cli.frame.invocation import Invocation
from adapters.leaving import WHOLE, Leaving
from adapters.names.matching import LONGEST, Meant, Named, named_by, plain_words
from adapters.statements.near_names import near_names
from adapters.words.catalogue import KINDS, Said
from adapters.words.events import event_said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.mentions import ThingSort
from engine.snapshot import Snapshot
from engine.tasks import State, task_shown
from engine.units import Units
from events.rows import TitleRow
from events.store import Session
from rules.plan import Plan, TaskRule
from rules.problems import N_

_TAKEN = N_("“{text}” is taken for {name}.")
_ALL_OF_A_KIND = N_("“{text}” is taken for all {kind} here.")
_SEVERAL = N_("“{text}” may mean: {known}. Say more of its name, or its code. Nothing was done.")
_CHOOSE = N_("“{text}” may mean:")
_WHICH = N_("Which one (1 to {count})? ")
_NONE_CHOSEN = N_("None of them was chosen. Nothing was done.")
_NO_UNIT = N_("There is no unit “{text}”. Perhaps: {known}. `thoihan units list` lists them.")
_NO_MILESTONE = N_("No adopted plan has a milestone “{text}”. Perhaps: {known}. `thoihan plan show` lists them all.")
_NO_TASK = N_("There is no task “{text}”. Perhaps: {known}. `thoihan tasks` lists them.")
_MOST, _MOST_TOLD = 20, 6
_LONGEST_POSITION = 16
"""Digits of a position in a log."""


def is_coded(text: str) -> bool:
    """True if a text is a task or a row by codes and numbers, not by words."""
    return "/" in text and " " not in text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads names by what is in force, and asks whoever sits at the terminal."""

    here: Invocation
    session: Session
    snapshot: Snapshot
    may_ask: bool
    leaving: Leaving  # what may be said: where the answer is for programs, no more than may leave

    def called(self, of: Plan | TaskRule, *names: str) -> Sequence[str]:
        """The names by which a plan or a row may be found: none where its words are withheld."""
        return () if self.leaving.withholds(of.secrecy) else names

    def all(self, kind: str, said: Any, given: Mapping[str, Any]) -> Any:
        """The code of the name, or of each name in a list of them. Raises Refused."""
        if isinstance(said, str):
            return self.read(kind, said, given)
        return [self.read(kind, one, given) for one in said]

    def read(self, kind: str, text: str, given: Mapping[str, Any]) -> str:
        """The code of what `text` names; a text that others answer for is left as it is. Raises Refused."""
        text = text[:LONGEST]
        match kind:
            case "PLAN":
                return self.plan(text)
            case "UNIT":
                return self.unit(text)
            case "UNIT|KIND":
                known = text in self.snapshot.units().rows
                return text if known else self._kind(text) or self.unit(text)
            case "MILESTONE":
                return self._milestone(text, given)
            case "TASK":
                of_many = "source" in given and (given["unit"] or given["source"])
                return self.row(text) if of_many else self._task(text)
        return self._event(text)

    def coded(self, text: str) -> str:
        """The same, where a task or row is named by codes, but its plan by its number: `51-KH/TU/2`."""
        if not is_coded(text) or text.partition("/")[0] in self.snapshot.plans():
            return text
        said = text.strip().lower()
        found = {
            code: len(plan.number) for code, plan in self.snapshot.plans().items() if _heads(plan.number.lower(), said)
        }
        if len(found) > 1:
            raise Refused(_SEVERAL, text=one_line(text, 80), known=[*found][:_MOST_TOLD])
        return next((f"{code}/{text.strip()[length + 1 :]}" for code, length in found.items()), text)

    def plan(self, text: str) -> str:
        """The code of the plan that is meant; a text that names none is left as it is. Raises Refused."""
        rows = self.snapshot.plans()
        if text in rows:
            return text
        named = [Named(name, (plan.number, *self.called(plan, plan.title))) for name, plan in rows.items()]
        found, lang = named_by(text, named), self.here.terminal.lang
        titles = {
            one.code: self.leaving.text(rows[one.code].title, rows[one.code].secrecy, lang) for one in found.things
        }
        said = {one.code: f"{titles[one.code]} ({one.names[0]})" for one in found.things}
        return self._one(text, found, said) or text

    def unit(self, text: str) -> str:
        """The code of the agency that is meant; of those that ended only where no other is. Raises Refused."""
        units = self.snapshot.units()
        if text in units.rows:
            return text
        found = self._units(units, text)
        code = self._one(text, found, {one.code: f"{one.names[0]} ({one.code})" for one in found.things})
        if code is None:
            living = {row.code: row.name for row in units.rows.values() if row.ended_on is None}
            raise Refused(_NO_UNIT, text=one_line(text, 60), known=_nearest(text, living))
        return code

    def _kind(self, text: str) -> str | None:
        """The kind of agencies that is meant, by its name or in words that mean all of them; None: it is no kind."""
        from adapters.documents.meaning.matching import each_of  # noqa: PLC0415 - few commands take a kind

        units = self.snapshot.units().rows
        kind = text if text in {row.kind for row in units.values()} and text not in units else None
        if kind is None and not any(map(str.isdigit, text)):  # `10 communes` are not all
            kind = each_of(text)
        if kind is not None and kind != text:
            self.here.terminal.warn(_ALL_OF_A_KIND, text=one_line(text, 60), kind=Said(KINDS.get(kind, kind)))
        return kind

    def _units(self, units: Units, text: str) -> Meant:
        rows = units.rows.values()
        living = [Named(row.code, (row.name,), headed=True) for row in rows if row.ended_on is None]
        ended = [Named(row.code, (row.name,), headed=True) for row in rows if row.ended_on is not None]
        found = named_by(text, living)
        return found if found.things else named_by(text, ended)

    # --- milestones and tasks, of the plans that are named or of all --------------------------------------------------

    def _among(self, given: Mapping[str, Any]) -> Sequence[Plan]:
        plans, named = self.snapshot.plans(), given.get("plan") or ()
        names = [named] if isinstance(named, str) else list(named)
        return [plans[name] for name in names if name in plans] if names else list(plans.values())

    def _milestone(self, text: str, given: Mapping[str, Any]) -> str:
        if "/" in text or (not given.get("plan") and self.snapshot.knowing([(ThingSort.MILESTONE, text)])):
            return text
        plans = self._among(given)
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
        name = self._one(text, found, {one.code: f"{titles[one.code]} ({one.code})" for one in found.things})
        if name is None:
            raise Refused(_NO_MILESTONE, text=one_line(text, 60), known=_nearest(text, titles))
        return name

    def _task(self, text: str) -> str:
        if is_coded(text):
            return self.coded(text)
        plans = self.snapshot.plans()
        found = self._tasks(plans, text)
        task = self._one(text, found, {one.code: f"{one.names[0]} ({one.code})" for one in found.things})
        if task is None and plans:
            raise self._no_task(text)
        return task or text

    def row(self, text: str, number: str = "", plan: str = "") -> str:
        """The row (of `plan`) that is meant, as PLAN/ROW; where its name is not enough, that of this number.

        Raises Refused.
        """
        if is_coded(text):
            return self.coded(text)
        plans, words = self.snapshot.plans(), plain_words(text)
        among = {plan: plans[plan]} if plan else plans
        there = list(self._rows(among, text, self.session.titled(words[0]) if words else []))
        rows = [(f"{plan}/{rule.number}", rule) for plan, rule in there]
        found = self._rows_meant(text, [(f"{code} {rule.number}", rule) for code, rule in rows])
        meant = {one.code.rpartition(" ")[0] for one in found.things}
        numbered = [code for code, rule in rows if code in meant and rule.number == number]
        titles = {code: f"{self._title(rule)} ({code})" for code, rule in rows if code in (numbered or meant)}
        chosen = self._one(text, found, titles)
        if chosen is None:
            raise self._no_task(text)
        return chosen

    def _no_task(self, text: str) -> Refused:
        rules = [rule for plan in self.snapshot.plans().values() for rule in plan.rules.values()]
        titles = {title for rule in rules for title in self.called(rule, rule.title)}
        return Refused(_NO_TASK, text=one_line(text, 60), known=near_names(text, titles) or "–")

    def _title(self, rule: TaskRule) -> str:
        return self.leaving.text(rule.title, rule.secrecy, self.here.terminal.lang)

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

    def _tasks(self, plans: Mapping[str, Plan], text: str) -> Meant:
        """The open tasks of the rows that `text` names; what follows the row's name in it names the agency."""
        words, units, first = text.split(), self.snapshot.units(), plain_words(text)[:1]
        titled = self.session.titled(first[0]) if first else []
        for many in range(len(words), 0, -1):
            said = " ".join(words[:many])
            rows = {
                f"{plan}/{rule.id}": (f"{plan} {rule.number}", rule) for plan, rule in self._rows(plans, said, titled)
            }
            meant = self._rows_meant(said, list(rows.values()))
            at = self._units(units, " ".join(words[many:])) if many < len(words) else None
            if meant.things and (at is None or at.things):
                of = {one.code for one in meant.things}
                codes = None if at is None else {one.code for one in at.things}
                found = list(self._of_rows(plans, [key for key, (code, _) in rows.items() if code in of], units, codes))
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

    def _of_rows(
        self, plans: Mapping[str, Plan], keys: Iterable[str], units: Units, at: Set[str] | None
    ) -> Iterator[Named]:
        """The tasks of these rows (plan and key) at or led by one of the units `at` (None: of any): open, else done."""
        parts = [key.partition("/")[::2] for key in keys]
        views = [view for plan, name in parts for view in self.session.view_tasks(plan=plan, rule=name)]
        there = [view for view in views if at is None or not at.isdisjoint({view.unit, view.lead})]
        of_done = [view for view in there if view.state == State.DONE]
        for view in [view for view in there if view.state not in (State.CLOSED, State.DONE)] or of_done:
            plan = plans[view.plan]
            rule = plan.rules[view.rule]
            title = f"{self._title(rule)} – {units.name(view.unit)}"
            yield Named(task_shown(plan, view.id), (title,))

    def _event(self, text: str) -> str:
        """The id of an event at a position of the log."""
        if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_POSITION) or self.session.find(text):
            return text
        found = next(self.session.events(after=int(text) - 1, limit=1), None)
        if found is None or found.position != int(text):
            return text
        name = event_said(found) if self.leaving is WHOLE else found.event.id
        self.here.terminal.warn(_TAKEN, text=text, name=name)
        return found.event.id

    # --- one of several -----------------------------------------------------------------------------------------------

    def _one(self, text: str, found: Meant, said: Mapping[str, str]) -> str | None:
        if not found.things:
            return None
        codes = list(said)
        chosen = codes[0] if len(codes) == 1 and found.sure else self._chosen(text, said)
        self.here.terminal.warn(_TAKEN, text=one_line(text, 80), name=one_line(said[chosen], 200))
        return chosen

    def _chosen(self, text: str, said: Mapping[str, str]) -> str:
        if not self.may_ask:
            listed = [*list(said.values())[:_MOST_TOLD], *(["…"] if len(said) > _MOST_TOLD else [])]
            raise Refused(_SEVERAL, text=one_line(text, 80), known=listed)
        terminal, shown = self.here.terminal, list(said.items())[:_MOST]
        terminal.line(_CHOOSE, text=one_line(text, 80))
        for number, (_, one) in enumerate(shown, 1):
            terminal.write(f"{number:4}  {one_line(one, 200)}\n")
        terminal.write(terminal.text(_WHICH, count=len(shown)))
        terminal.out.flush()
        typed = self.here.stdin.readline().strip()
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(shown)):
            raise Refused(_NONE_CHOSEN)
        return shown[int(typed) - 1][0]


def _heads(number: str, said: str) -> bool:
    return bool(number) and said.startswith(f"{number}/")


def _nearest(text: str, names: Mapping[str, str]) -> Sequence[str] | str:
    """What was perhaps meant, by its code or by its name: `names` by code."""
    codes = {name: code for code, name in names.items()} | {code: code for code in names}
    near = dict.fromkeys(codes[one] for one in near_names(text, codes))
    return [f"{names[code]} ({code})" for code in near] or "–"


@contextmanager
def read(here: Invocation, given: dict[str, Any], kinds: Mapping[str, str]) -> Iterator[Invocation]:
    """Put codes in the place of the names in `given`, and give a desk at which the store is open. Raises Refused.

    `kinds` has the metavar of each parameter that names something. Without a store the names stay as they are.
    """
    if not here.has_store():
        yield here
        return
    with here.office() as office:
        with office.store.begin(write=False) as session:
            may_ask = here.stdin.isatty() and here.terminal.out.isatty() and not given.get("as_json")
            snapshot = Snapshot(session, office.tools)
            leaving = here.terminal.leaving if given.get("as_json") else WHOLE
            reader = Reader(here=here, session=session, snapshot=snapshot, may_ask=may_ask, leaving=leaving)
            for name in sorted(kinds, key=lambda name: NAMED.index(kinds[name])):
                given[name] = reader.all(kinds[name], given[name], given)
        yield replace(here, at_hand=office)
