"""The course of tasks in a list: taken up or not, who is at it, how far it has come, what is in the way, who has not
answered; and what became of the reports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.answers.speech import Speech
from adapters.answers.task_answers import Answer
from engine.facts.fact import Fact, Remark, said_in
from engine.facts.standing import in_order
from engine.facts.topics import Sort, Topic, course, done, unaccepted
from engine.tasks import LIVE, State
from engine.units import Units
from rules.problems import N_

Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle."""

_TAKEN_UP = N_("{state}, taken up")
_HARD = N_("{state}, in difficulty")
_RETURNED = N_("{state}, its report returned")
_AWAITED, _ACCEPTED = N_("{state}, to be accepted"), N_("{state}, accepted")
_STILL = N_("{state}, no news since {day}")
_UNANSWERED = N_("{state}, {count} part(s) not answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was said of one task on its way, by its sort, each in the order meant."""

    said: Mapping[Sort, tuple[Fact, ...]]

    def last(self, sort: Sort) -> Fact | None:
        """What was said last of one sort."""
        return self.said.get(sort, (None,))[-1]

    def answer(self, units: Units) -> Answer:
        """The same for programs."""
        taken_up, told = self.last(Sort.ACKNOWLEDGED), self.last(Sort.PROGRESS)
        names = ("progress", "difficulty", "proposal")
        return {
            "acknowledged_on": _day(taken_up),
            "progress": {"day": _day(told), **_said(told, *names)} if told else None,
            "assigned": [_said(fact, "person", "due") for fact in self._assigned()],
            "parts": [part_answer(fact) for fact in self.said.get(Sort.PART, ())],
            "returned": returned_answer(self.last(Sort.RETURNED), units),
            **report_answer(said_in(self.last(Sort.DONE)), units),
        }

    def _assigned(self) -> Iterable[Fact]:
        """The last person of each unit."""
        return {said_in(fact).by: fact for fact in self.said.get(Sort.ASSIGNED, ())}.values()


def _day(fact: Fact | None) -> str | None:
    return fact.day.isoformat() if fact and fact.day else None


def _said(fact: Fact, *names: str) -> Answer:
    said = said_in(fact)
    return {"unit": said.by or None, **{name: said.word(name) or None for name in names}}


def part_answer(fact: Fact) -> Answer:
    """What was asked of a cooperating unit, for programs; `answered_on` is None while it has not answered."""
    said = said_in(fact)
    words = {name: said.word(name) or None for name in ("content", "due", "answered_on", "answer")}
    return {"event": fact.id, "unit": said.word("of"), "asked_on": _day(fact), **words}


def returned_answer(fact: Fact | None, units: Units) -> Answer | None:
    """The last return of a report, for programs."""
    if fact is None:
        return None
    said = _said(fact, "reason")
    return {"day": _day(fact), **said, "unit": said["unit"] and units.leading(said["unit"], fact.day)}


def report_answer(report: Remark | None, units: Units) -> Answer:
    """What came of a task, and by whom that was accepted, for programs."""
    said = report or Remark()
    by = accepted_by(said, units) if said.word("accepted_on") else None
    return {"product": said.word("product") or None, "accepted_on": said.word("accepted_on") or None, "accepted_by": by}


def accepted_by(report: Remark, units: Units) -> str:
    """The unit that accepted a report: as it stood on that day, whichever of that and its end was recorded first."""
    return units.leading(report.word("accepted_by"), date.fromisoformat(report.word("accepted_on")))


NOTHING_SAID = Course(said={})


def said_on_the_way(rules: Iterable[str]) -> Iterator[Topic]:
    """The topics of what is said of the tasks of `rules`."""
    for rule in sorted(rules):
        yield from (*course(rule), done(rule), unaccepted(rule))


def courses(facts: Iterable[Fact]) -> Mapping[Place, Course]:
    """What was said of each task, of all `facts`."""
    found: dict[Place, dict[Sort, list[Fact]]] = {}
    for fact in facts:
        place = fact.plan, fact.topic.name, fact.unit, fact.cycle
        found.setdefault(place, {}).setdefault(fact.topic.sort, []).append(fact)
    return {place: Course(said={sort: in_order(said) for sort, said in of.items()}) for place, of in found.items()}


def course_text(speech: Speech, answer: Answer, state: str) -> str:
    """`state`, and what was said of an open task on its way, or whether a done one was accepted."""
    if State(answer["state"]) is State.DONE and (answer["accepted_on"] or answer["awaits_acceptance"]):
        return speech.text(_ACCEPTED if answer["accepted_on"] else _AWAITED, state=state)
    if State(answer["state"]) not in LIVE:
        return state
    if answer["returned"]:
        state = speech.text(_RETURNED, state=state)
    elif answer["progress"] and answer["progress"]["difficulty"]:
        state = speech.text(_HARD, state=state)
    elif answer["acknowledged_on"]:
        state = speech.text(_TAKEN_UP, state=state)
    waited_for = [one for one in answer["parts"] if one["answered_on"] is None]
    return speech.text(_UNANSWERED, state=state, count=len(waited_for)) if waited_for else state


def still_answer(still: Mapping[str, date], answer: Answer) -> Answer:
    """Since when a task has stood still, for programs, where that is asked for."""
    since = still.get(answer["key"])
    return {"still_since": since.isoformat()} if since else {}


def still_text(speech: Speech, answer: Answer, state: str) -> str:
    """`state`, and since when nothing was heard of the task, where that is asked for."""
    since = answer.get("still_since")
    return speech.text(_STILL, state=state, day=since) if since else state
