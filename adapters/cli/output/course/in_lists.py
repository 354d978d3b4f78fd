"""The course of tasks in a list: taken up or not, how far the last report says they have come, what is in the way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.task_answers import Answer
from engine.facts.fact import Fact, Remark
from engine.facts.topics import Sort, Topic, course, done
from engine.tasks import LIVE, State
from rules.problems import N_

Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle."""

_TAKEN_UP = N_("{state}, taken up")
_HARD = N_("{state}, in difficulty")
_RETURNED = N_("{state}, its report returned")
_AWAITED, _ACCEPTED = N_("{state}, to be accepted"), N_("{state}, accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was said of one task on its way; of several, what counts last."""

    taken_up: Fact | None = None
    progress: Fact | None = None
    returned: Fact | None = None
    done: Fact | None = None

    def answer(self) -> Answer:
        """The same for programs."""
        day, told = self.taken_up and self.taken_up.day, self.progress
        said = told.said if told and isinstance(told.said, Remark) else Remark()
        last = {name: said.word(name) or None for name in ("progress", "difficulty", "proposal")}
        return {
            "acknowledged_on": day.isoformat() if day else None,
            **returned_answer(self.returned),
            **report_answer(self.done.said if self.done and isinstance(self.done.said, Remark) else None),
            "progress": {"day": told.day.isoformat(), "unit": said.by or None, **last} if told and told.day else None,
        }


def returned_answer(fact: Fact | None) -> Answer:
    """The last return of a report, for programs."""
    said = fact.said if fact and isinstance(fact.said, Remark) else Remark()
    day = fact.day.isoformat() if fact and fact.day else None
    return {"returned": {"day": day, "unit": said.by, "reason": said.word("reason")} if day else None}


def report_answer(report: Remark | None) -> Answer:
    """What came of a task, and by whom that was accepted, for programs."""
    said = report or Remark()
    return {name: said.word(name) or None for name in ("product", "accepted_on", "accepted_by")}


NOTHING_SAID = Course()


def said_on_the_way(rules: Iterable[str]) -> Iterator[Topic]:
    """The topics of what is said of the tasks of `rules`."""
    for rule in sorted(rules):
        yield from (*course(rule), done(rule))


def courses(facts: Iterable[Fact]) -> Mapping[Place, Course]:
    """What was said of each task, of all `facts`."""
    found: dict[Place, Course] = {}
    for fact in sorted(facts, key=lambda fact: fact.order):
        name = _FIELDS.get(fact.topic.sort)
        if name:
            place = fact.plan, fact.topic.name, fact.unit, fact.cycle
            found[place] = replace(found.get(place, NOTHING_SAID), **{name: fact})
    return found


_FIELDS: Mapping[Sort, str] = {
    Sort.ACKNOWLEDGED: "taken_up",
    Sort.PROGRESS: "progress",
    Sort.RETURNED: "returned",
    Sort.DONE: "done",
}


def course_text(terminal: Terminal, answer: Answer, state: str) -> str:
    """`state`, and what was said of an open task on its way, or whether a done one was accepted."""
    if State(answer["state"]) is State.DONE and (answer["accepted_on"] or answer["awaits_acceptance"]):
        return terminal.text(_ACCEPTED if answer["accepted_on"] else _AWAITED, state=state)
    if State(answer["state"]) not in LIVE:
        return state
    if answer["returned"]:
        return terminal.text(_RETURNED, state=state)
    if answer["progress"] and answer["progress"]["difficulty"]:
        return terminal.text(_HARD, state=state)
    return terminal.text(_TAKEN_UP, state=state) if answer["acknowledged_on"] else state
