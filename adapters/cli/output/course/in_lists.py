"""The course of tasks in a list: taken up or not, how far the last report says they have come, what is in the way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.task_answers import Answer
from engine.facts.fact import Fact, Remark
from engine.facts.topics import Sort, Topic, course
from engine.tasks import LIVE, State
from rules.problems import N_

Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle."""

_TAKEN_UP = N_("{state}, taken up")
_HARD = N_("{state}, in difficulty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was said of one task on its way; of several, what counts last."""

    taken_up: Fact | None = None
    progress: Fact | None = None

    def answer(self) -> Answer:
        """The same for programs."""
        day, told = self.taken_up and self.taken_up.day, self.progress
        said = told.said if told and isinstance(told.said, Remark) else Remark()
        last = {name: said.word(name) or None for name in ("progress", "difficulty", "proposal")}
        return {
            "acknowledged_on": day.isoformat() if day else None,
            "progress": {"day": told.day.isoformat(), "unit": said.by or None, **last} if told and told.day else None,
        }


NOTHING_SAID = Course()


def said_on_the_way(rules: Iterable[str]) -> Iterator[Topic]:
    """The topics of what is said of the tasks of `rules`."""
    for rule in sorted(rules):
        yield from course(rule)


def courses(facts: Iterable[Fact]) -> Mapping[Place, Course]:
    """What was said of each task, of all `facts`."""
    found: dict[Place, Course] = {}
    for fact in sorted(facts, key=lambda fact: fact.order):
        name = _FIELDS.get(fact.topic.sort)
        if name:
            place = fact.plan, fact.topic.name, fact.unit, fact.cycle
            found[place] = replace(found.get(place, NOTHING_SAID), **{name: fact})
    return found


_FIELDS: Mapping[Sort, str] = {Sort.ACKNOWLEDGED: "taken_up", Sort.PROGRESS: "progress"}


def course_text(terminal: Terminal, answer: Answer, state: str) -> str:
    """`state`, and what was said of an open task on its way."""
    if State(answer["state"]) not in LIVE:
        return state
    if answer["progress"] and answer["progress"]["difficulty"]:
        return terminal.text(_HARD, state=state)
    return terminal.text(_TAKEN_UP, state=state) if answer["acknowledged_on"] else state
