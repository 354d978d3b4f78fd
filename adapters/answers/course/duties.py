"""Standing duties in a list: apart from what has a date, each with its last report and how the present cycle stands."""

from collections.abc import Iterable, Mapping
from datetime import date

from adapters.answers.speech import Speech
from adapters.answers.task_answers import Answer
from engine.counting.reporting import Reporting, reporting
from engine.facts.fact import Fact
from engine.tasks import Standing, task_parts
from events.rows import PlanRow
from events.store import Session
from rules.offsets import Cycle
from rules.plan import Plan
from rules.problems import N_

_NEVER = N_("never")
_REPORTED, _OPEN = N_("reported in {cycle}"), N_("to be reported by {until}")
_MISSED = N_("{said}; {count} cycle(s) without a report")
Place = tuple[str, str, str]
"""Rule, unit and cycle."""


def is_standing(answer: Answer) -> bool:
    """True for a task that has begun and has no last day."""
    return answer.get("standing") == Standing.CONTINUOUS


def adopted_on(session: Session, row: PlanRow) -> date:
    """The day on which a plan was adopted: before it nobody could report here."""
    return date.fromisoformat(row.adopted_on) if row.version == 1 else session.recorded(row.adoption).event.occurred_on


def cycle_of(plan: Plan, rule: str) -> Cycle:
    """The cycle in which progress of a rule's tasks is reported; the plan's, where a version has the rule no longer."""
    return plan.reported_every(plan.rules[rule]) if rule in plan.rules else plan.policies.report_every


def measured(answer: Answer, plan: Plan, adopted: date, today: date) -> Answer:
    """The same; of a standing duty with how its reporting cycle stands, of other tasks with none."""
    if not is_standing(answer):
        return {**answer, "reporting": None}
    last = answer["progress"] and date.fromisoformat(answer["progress"]["day"])
    began = date.fromisoformat(answer["window_start"]) if answer["window_start"] else plan.starts
    found = reporting(cycle_of(plan, task_parts(plan.id, answer["key"])[0]), max(began, adopted), last, today)
    return {**answer, "reporting": _answer(found, last)}


def _answer(found: Reporting, last: date | None) -> Answer:
    return {
        "cycle": found.cycle.id,
        "until": found.cycle.end.isoformat(),
        "reported": found.reported,
        "last": last.isoformat() if last else None,
        "missed": found.missed,
    }


def duty_cells(speech: Speech, answer: Answer) -> tuple[str, str]:
    """The last report, and how the present cycle stands, in words."""
    found = answer["reporting"]
    last = speech.value(found["last"]) if found["last"] else speech.label(_NEVER)
    return last, reporting_text(speech, found)


def reporting_text(speech: Speech, found: Answer) -> str:
    """How a reporting cycle stands, in words."""
    template = _REPORTED if found["reported"] else _OPEN
    said = speech.text(template, cycle=found["cycle"], until=found["until"])
    return speech.text(_MISSED, said=said, count=found["missed"]) if found["missed"] else said


def last_reports(facts: Iterable[Fact]) -> Mapping[Place, date]:
    """The tasks of which a report of progress was made, each with the last one's day."""
    found: dict[Place, date] = {}
    for fact in facts:
        place = fact.topic.name, fact.unit, fact.cycle
        if fact.day:
            found[place] = max(found.get(place, fact.day), fact.day)
    return found
