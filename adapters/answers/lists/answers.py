"""Tasks as they are told of in lists."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date

from adapters.answers.course.coming_rungs import next_answer
from adapters.answers.course.duties import adopted_on, is_standing, measured
from adapters.answers.course.taken_over import taken_over
from adapters.answers.task_answers import Answer, view_answer
from adapters.answers.task_marks import some_units
from engine.asking.course.coming_rungs import next_rungs
from engine.facts.plans import reports_await_acceptance
from engine.facts.topics import Topic, date_set
from engine.snapshot import Snapshot, facts_of
from engine.tasks import State, standing
from events.store import Session
from events.views import TaskView
from rules.plan import Plan, TaskRule


def with_cycles(session: Session, answers: list[Answer], plans: Mapping[str, Plan], today: date) -> list[Answer]:
    """The tasks; standing duties with how their reporting cycles stand."""
    named = {one["plan"] for one in answers if is_standing(one)}
    adopted = {row.id: adopted_on(session, row) for row in session.plans() if row.id in named}
    return [measured(one, plans[one["plan"]], adopted.get(one["plan"], today), today) for one in answers]


def answers_of(
    session: Session, shelf: Snapshot, views: Sequence[TaskView], today: date, by_hand: Set[str] | None = None
) -> list[Answer]:
    """The tasks as they are told of, each by the rule that its plan has for it.

    `by_hand`: the events in which officers set their dates, where these have been looked up.
    """
    plans = shelf.plans()
    names = {(one.plan, one.rule) for one in views}
    rules = {(of, name): shelf.rule(plans[of], name) for of, name in names}
    by_hand = _by_hand(session, names, some_units(views)) if by_hand is None else by_hand
    units = shelf.units()
    awaited = {one.id for one in views if reports_await_acceptance(units, plans[one.plan], one.rule, one.lead)}
    took = {name: {"took_over": taken_over(shelf, *name)} for name in names}
    rungs = {task: next_answer(one) for task, one in next_rungs(shelf, views, today).items()}
    told = [(one, (one.plan, one.rule), {"next_rung": rungs.get(one.id)}) for one in views]
    return [
        {**_answer(one, rules[name], plans[one.plan], by_hand, today, accepted=one.id in awaited), **rung, **took[name]}
        for one, name, rung in told
    ]


def _answer(of: TaskView, rule: TaskRule, plan: Plan, by_hand: Set[str], today: date, *, accepted: bool) -> Answer:
    """A task, where it stands on the day, and whether an officer set its date; `accepted`: its reports are to be."""
    answer, state = view_answer(of, rule, plan), State(of.state)
    days = {name: _day(getattr(of, name)) for name in ("due", "remind_on", "done_on", "set_by")}
    stands = standing(state, today=today, **days)
    set_by_hand = not by_hand.isdisjoint(answer["basis"])
    return {
        **answer,
        "set_by": of.set_by,
        "window_start": of.window_start,
        "set_by_hand": set_by_hand,
        "date_in_doubt": bool(of.in_doubt),
        "standing": str(stands),
        "awaits_acceptance": state is State.DONE and accepted,
    }


def _by_hand(session: Session, rules: Iterable[tuple[str, str]], units: Collection[str] | None) -> Set[str]:
    """The events in which officers set dates of tasks of `rules` (plan and rule), at these units."""
    topics: dict[str, list[Topic]] = {}
    for plan, rule in rules:
        topics.setdefault(plan, []).append(date_set(rule))
    return {fact.id for fact in facts_of(session, topics, units)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
