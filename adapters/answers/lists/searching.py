"""Words that are looked for in all by which a task is known: its plan's number, its row's number, title, agencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.answers.task_answers import Answer
from adapters.leaving import Leaving
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from events.views import TaskView
from rules.phrases.normalising import folded
from rules.plan import Plan, TaskRule
from rules.problems import N_

_LONGEST = 200
_NO_WORDS = N_("--search: write a number, or a word or more of a title or an agency, {longest} characters at the most.")


@dataclass(frozen=True, slots=True)
class Search:
    """The words, and what they are looked for in; of what `leaving` withholds nothing is found."""

    words: Sequence[str]
    shelf: Snapshot
    names: Mapping[str, str]  # of agencies, folded, by code
    leaving: Leaving

    @classmethod
    def of(cls, text: str, shelf: Snapshot, leaving: Leaving) -> "Search":
        """The search for the words of a text, typed with diacritics or without. Raises Refused where there are none."""
        words = folded(text.encode("utf-8", "replace").decode()).split() if len(text) <= _LONGEST else []
        if not words:
            raise Refused(_NO_WORDS, longest=_LONGEST)
        names = {row.code: f"{row.code.lower()} {folded(row.name)}" for row in shelf.units().rows.values()}
        return cls(tuple(dict.fromkeys(words)), shelf, names, leaving)

    @property
    def titled(self) -> Sequence[str] | None:
        """Those of the words that only a title can have: by these a store finds rows without looking at each task."""
        numbers = " ".join(f"{name.lower()} {folded(plan.number)}" for name, plan in self._plans().items())
        elsewhere = f"{numbers} {' '.join(self.names.values())}"
        return [word for word in self.words if word.isalpha() and len(word) > 1 and word not in elsewhere] or None

    def _plans(self) -> Mapping[str, Plan]:
        return dict(self.shelf.plans().items())

    def among(self, views: Iterable[TaskView]) -> list[TaskView]:
        """Those of the tasks that have all the words."""
        plans, texts, found = self.shelf.plans(), dict[tuple[str, str], str | None](), list[TaskView]()
        for view in views:
            row = (view.plan, view.rule)
            if row not in texts:
                texts[row] = self._text(plans[view.plan], self.shelf.rule(plans[view.plan], view.rule))
            if self._has(texts[row], view.unit, view.lead):
                found.append(view)
        return found

    def finds(self, answer: Answer) -> bool:
        """True of a task that has not begun, if it has all the words."""
        plan = self.shelf.plans()[answer["plan"]]
        rule = next((one for one in plan.rules.values() if one.number == answer["rule"]), None)
        return rule is not None and self._has(self._text(plan, rule), answer["unit"], answer["lead"])

    def _text(self, plan: Plan, rule: TaskRule) -> str | None:
        if self.leaving.withholds(rule.secrecy):
            return None
        return f"{plan.id.lower()} {folded(plan.number)} {rule.number.lower()} {folded(rule.title)}"

    def _has(self, text: str | None, *units: str) -> bool:
        if text is None:
            return False
        whole = " ".join((text, *(self.names.get(unit, "") for unit in units)))
        return all(word in whole for word in self.words)
