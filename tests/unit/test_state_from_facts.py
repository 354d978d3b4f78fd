"""State follows from the facts in force, whatever the order of recording: small inputs, each two ways."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from engine.asking.verifying import verify
from engine.facts.topics import missed
from engine.service import Logged
from engine.snapshot import facts_in
from engine.tasks import Standing, State, standing
from events import making
from events.event import Document
from events.opening import make_store
from events.views import TaskView
from tests.worlds import PLAN, Rule, World, adopted, plan_text

Deed = Callable[[World], object]

AFTER: Rule = {"due": "5 working days after congress"}
EACH: Rule = {"for each": "commune", "lead": "each"}
LAST = "2025-08-18"


def world(*rules: Rule, **header: str) -> World:
    """A world with a plan of these rules, adopted on 21 July 2025."""
    return adopted(plan_text(rules, **header))


def both(rules: Sequence[Rule], one: Sequence[Deed], other: Sequence[Deed]) -> World:
    """The world after `one`, which reads like that after `other`: the same table, misses and grounds."""
    first, second = world(*rules), world(*rules)
    for made, deeds in ((first, one), (second, other)):
        for deed in deeds:
            deed(made)
        made.tick(LAST)
        assert verify(made.service, make_store("memory:")).holds
    assert read(first) == read(second)
    return first


def views(made: World) -> dict[str, TaskView]:
    """Every task's row beside its due, by id (without the plan's name)."""
    with made.store.begin(write=False) as session:
        return {view.id.removeprefix(f"{PLAN}/"): view for view in session.view_tasks()}


def misses(made: World) -> dict[str, str]:
    """The day on which each rule's tasks were missed."""
    with made.store.begin(write=False) as session:
        facts = facts_in(session, PLAN, [missed(f"R{number}") for number in range(1, 5)])
    return {fact.topic.name: str(fact.day) for fact in facts}


def read(made: World) -> object:
    """The table of tasks with their cells and grounds, and what was missed."""
    rows = {
        name: (view.state, view.due, view.set_by, view.done_on, view.provisional, set((view.basis or "").split(",")))
        for name, view in views(made).items()
    }
    return rows, misses(made)


def cell(view: TaskView) -> Standing:
    """The cell of the official report that a task stands in on the last day."""
    days = [date.fromisoformat(text) if text else None for text in (view.due, view.remind_on, view.done_on)]
    return standing(State(view.state), due=days[0], remind_on=days[1], done_on=days[2], today=date.fromisoformat(LAST))


def held(day: str) -> Deed:
    """The congress was held."""
    return lambda made: made.log("congress", day, name="held")


def corrected(day: str) -> Deed:
    """It was held on another day."""
    return lambda made: made.service.record(
        making.corrected("held", day=date.fromisoformat(day), **made.envelope("2025-08-14", "fix"))
    )


def done(day: str, rule: str = "R1") -> Deed:
    """A task was reported done."""
    return lambda made: made.done(f"{PLAN}/{rule}/12", day, f"done-{rule}")


def swept(day: str) -> Deed:
    """A day was swept."""
    return lambda made: made.tick(day)


def storm(made: World) -> object:
    """8 August was a day off, it is announced afterwards."""
    days: list[making.DayData] = [{"day": "2025-08-08", "working": False, "reason": "bão"}]
    return made.service.record(making.calendar_amended("vn", days, **made.envelope("2025-08-14", "storm")))


def suspended(made: World) -> object:
    """Time stood still after 5 August."""
    return made.suspend("2025-08-05", "stop", everything=True)


def resumed(made: World) -> object:
    """Until 11 August."""
    return made.resume("stop", "2025-08-11", "go")


def test_the_date_of_a_done_task_follows_a_corrected_congress() -> None:
    """Held on 4 August, done on the 13th, held on the 8th after all: due on the 15th, in time."""
    made = both(
        [AFTER],
        [held("2025-08-04"), done("2025-08-13"), corrected("2025-08-08")],
        [held("2025-08-04"), corrected("2025-08-08"), done("2025-08-13")],
    )
    view = views(made)["R1/12"]
    assert (view.state, view.due, cell(view)) == ("done", "2025-08-15", Standing.DONE_IN_TIME)


def test_a_task_done_while_time_stood_still_has_a_date_once_it_runs() -> None:
    """No date and nothing left while it stands still; afterwards the one that it would have had."""
    made = both(
        [AFTER],
        [held("2025-08-04"), suspended, done("2025-08-07"), resumed],
        [held("2025-08-04"), suspended, resumed, done("2025-08-07")],
    )
    assert views(made)["R1/12"].due == "2025-08-15"
    still = world(AFTER)
    for deed in (held("2025-08-04"), suspended, done("2025-08-07")):
        deed(still)
    view = views(still)["R1/12"]
    assert (view.state, view.due, view.left) == ("done", None, None)


def test_a_day_off_announced_later_moves_the_date_of_what_is_done() -> None:
    """5 working days after 4 August are over on the 12th, where the 8th is off: done on that day is in time."""
    made = both(
        [AFTER], [held("2025-08-04"), done("2025-08-12"), storm], [held("2025-08-04"), storm, done("2025-08-12")]
    )
    assert cell(views(made)["R1/12"]) is Standing.DONE_IN_TIME


def test_a_plan_that_was_held_leaves_nothing_provisional() -> None:
    """Done while the congress was only planned: the date is firm once it is held."""
    planned: Deed = lambda made: made.log("congress", "2025-08-08", phase="planned", name="plan")  # noqa: E731

    def early(made: World) -> object:
        envelope = made.envelope("2025-08-06", "done-R1")
        return made.service.record(
            making.task_done(f"{PLAN}/R1/12", plan=PLAN, anyway=True, reason="làm sớm", **envelope)
        )

    made = both(
        [AFTER],
        [planned, early, held("2025-08-08")],
        [planned, held("2025-08-08"), early],
    )
    assert views(made)["R1/12"].provisional == 0


BY = {"due": "by 2025-08-08"}
WAITING_FOR_IT: Rule = {"when": "task R1 missed", "due": "by 2025-12-01"}


@pytest.mark.parametrize("late", [done("2025-08-07"), suspended])
def test_what_was_in_time_after_all_was_not_missed(late: Deed) -> None:
    """A late report of timely work, or a suspension recorded late, takes back the miss and what hangs on it."""
    made = both([BY, WAITING_FOR_IT], [swept("2025-08-09"), late], [late, swept("2025-08-09")])
    assert misses(made) == {}
    assert "R2/12" not in views(made)


def test_a_storm_day_takes_back_what_was_missed_for_it() -> None:
    """Due on 11 August, missed; the 8th was off, so that it is due on the 12th, and was done on that day."""
    late = [held("2025-08-04"), swept("2025-08-12"), done("2025-08-12")]
    made = both([AFTER, WAITING_FOR_IT], [*late, storm], [held("2025-08-04"), storm, done("2025-08-12")])
    assert misses(made) == {}


def granted(on: str, due: str = "2025-08-29", name: str = "grant") -> Deed:
    """R1 was put off, by a document of the day `on`."""

    def deed(made: World) -> object:
        envelope, until = made.envelope(on, name, document=Document(text="CV 9")), date.fromisoformat(due)
        return made.service.record(
            making.extension_granted(f"{PLAN}/R1/12", plan=PLAN, due=until, unit="vn", override=True, **envelope)
        )

    return deed


def test_an_extension_granted_afterwards_is_not_retroactive() -> None:
    """It moves the date; that the limit was missed stays, and a grant in time, recorded late, takes it back."""
    after = both([BY], [swept("2025-08-09"), granted("2025-08-12")], [granted("2025-08-12"), swept("2025-08-13")])
    assert (views(after)["R1/12"].due, misses(after)) == ("2025-08-29", {"R1": "2025-08-09"})
    in_time = both([BY], [swept("2025-08-09"), granted("2025-08-08")], [granted("2025-08-08"), swept("2025-08-09")])
    assert (views(in_time)["R1/12"].due, misses(in_time)) == ("2025-08-29", {})


def test_an_extension_granted_in_time_counts_though_one_granted_too_late_was_recorded_before() -> None:
    """Each extension is held against the limit by its own day: one that replaces a late one need not be late."""
    made = world(BY)
    for deed in (granted("2025-08-12", "2025-08-20", "late"), granted("2025-08-06", "2025-08-29", "early")):
        deed(made)
    made.tick(LAST)
    assert (views(made)["R1/12"].due, misses(made)) == ("2025-08-29", {})
    assert verify(made.service, make_store("memory:")).holds


def commune(number: int, day: str = "2025-08-01") -> Deed:
    """One commune held its congress."""
    return lambda made: made.log("own_congress", day, f"c{number}", name=f"cc{number}")


def withdrawn(name: str) -> Deed:
    """What was said is taken back."""
    return lambda made: made.service.record(making.withdrawn(name, **made.envelope("2025-08-14", f"no-{name}")))


@pytest.mark.parametrize("gone", [1, 2, 3])
@pytest.mark.parametrize("condition", ["every commune: own_congress held", "at least 3 commune: own_congress held"])
def test_what_rests_on_all_goes_with_any_of_them(condition: str, gone: int) -> None:
    """Whichever congress is taken back: the task waits again, and so does what its missed limit began."""
    rules: list[Rule] = [{"when": f"{{{condition}}}", "due": "by 2025-08-10"}, WAITING_FOR_IT]
    all_held = [commune(number) for number in (1, 2, 3)]
    made = world(*rules)
    for deed in (*all_held, swept("2025-08-11")):
        deed(made)
    assert set(views(made)) == {"R1/12", "R2/12"}
    assert sorted(eval_ids(views(made)["R1/12"])) == ["cc1", "cc2", "cc3"]
    assert set(eval_ids(views(made)["R2/12"])) >= {"cc1", "cc2", "cc3"}
    withdrawn(f"cc{gone}")(made)
    assert views(made) == {}
    assert verify(made.service, make_store("memory:")).holds


def eval_ids(view: TaskView) -> list[str]:
    """The events that a date rests on."""
    return [one.strip('[]" ') for one in (view.basis or "").split(",")]


DONE_BY_PLAN: Rule = {"when": "{any: [congress held, own_congress held]}", "due": "done", **EACH}
AFTER_IT: Rule = {"due": "5 working days after task R1", **EACH}


def test_what_waits_for_a_row_that_the_plan_says_is_done_rests_on_its_condition() -> None:
    """Its grounds are the events that the row's condition needs, and other ones when one of these is taken back."""
    made = world(DONE_BY_PLAN, AFTER_IT)
    for deed in (held("2025-08-04"), commune(1), withdrawn("held")):
        deed(made)
        assert verify(made.service, make_store("memory:")).holds
    found = views(made)
    assert sorted(found) == ["R1/c1", "R2/c1"]
    assert eval_ids(found["R2/c1"]) == ["cc1"]


def test_a_report_of_a_row_that_the_plan_says_is_done_counts_while_it_stands() -> None:
    """What follows the row counts from the day reported; once that is taken back, from the plan's first day again."""
    made = world(DONE_BY_PLAN, AFTER_IT)
    commune(1)(made)
    assert views(made)["R2/c1"].due == "2025-07-28"
    made.done(f"{PLAN}/R1/c1", "2025-08-05", "report")
    assert (views(made)["R2/c1"].due, eval_ids(views(made)["R2/c1"])) == ("2025-08-12", ["report"])
    withdrawn("report")(made)
    assert (views(made)["R2/c1"].due, eval_ids(views(made)["R2/c1"])) == ("2025-07-28", ["cc1"])
    assert verify(made.service, make_store("memory:")).holds


def test_a_date_counted_from_the_last_rests_on_all() -> None:
    """Every congress is needed for there to be a last one."""
    made = world({"due": "7 days after last commune own_congress"})
    for number, day in ((1, "2025-08-01"), (2, "2025-08-05"), (3, "2025-08-04")):
        commune(number, day)(made)
    view = views(made)["R1/12"]
    assert (view.due, sorted(eval_ids(view))) == ("2025-08-12", ["cc1", "cc2", "cc3"])


def test_the_day_of_a_missed_limit_is_the_day_after() -> None:
    """Due on Thursday 7 August: missed on the 8th, and a day later is Saturday the 9th, which rolls to Monday."""
    made = world({"due": "by 2025-08-07"}, {"due": "1 day after task R1 missed", "when": "task R1 missed"})
    made.tick("2025-08-08")
    assert views(made)["R2/12"].due == "2025-08-11"
    assert misses(made) == {"R1": "2025-08-08"}


def test_the_time_to_set_a_date_counts_from_when_the_task_began() -> None:
    """One thing on 11 August, the other on 15 October: five working days from the second."""
    made = world({"when": "{all: [congress held, guidance held]}", "due": "once congress"})
    made.log("congress", "2025-08-11")
    made.log("guidance", "2025-10-15", "vn")
    view = views(made)["R1/12"]
    assert (view.state, view.set_by) == ("needs_date", "2025-10-22")
    days = {"due": None, "remind_on": None, "done_on": None, "set_by": date(2025, 10, 22)}
    assert standing(State.NEEDS_DATE, today=date(2025, 10, 22), **days) is Standing.IN_TIME
    assert standing(State.NEEDS_DATE, today=date(2025, 10, 23), **days) is Standing.DATE_OVERDUE


def dated(day: str, name: str) -> Deed:
    """An officer set the date."""
    return lambda made: made.service.record(
        making.task_date_set(
            f"{PLAN}/R1/12", plan=PLAN, due=date.fromisoformat(day), **made.envelope("2025-08-05", name)
        )
    )


def test_a_date_set_by_hand_is_in_doubt_when_what_it_counts_from_moves() -> None:
    """It survives, is marked, and is certain again when it is set anew, be it to the same day."""
    made = world({"due": "once congress"})
    for deed in (held("2025-08-04"), dated("2025-08-25", "first")):
        deed(made)
    assert views(made)["R1/12"].in_doubt == 0
    corrected("2025-08-08")(made)
    view = views(made)["R1/12"]
    assert (view.state, view.due, view.in_doubt) == ("active", "2025-08-25", 1)
    dated("2025-08-25", "again")(made)
    assert views(made)["R1/12"].in_doubt == 0
    assert verify(made.service, make_store("memory:")).holds


def test_a_postponed_task_waits_and_has_no_date() -> None:
    """Put off until nobody knows when, it reads as if it had never been planned."""
    made = world(AFTER)
    made.log("congress", "2025-09-30", phase="planned")
    made.service.record(making.milestone_postponed("congress", plan=PLAN, unit="12", **made.envelope("2025-08-20")))
    with made.store.begin(write=False) as session:
        row = session.task(f"{PLAN}/R1/12")
    assert row
    assert (row.state, row.due_key) == ("waiting", None)


def kinds(logged: Logged) -> list[str]:
    """The kinds of what happened to the tasks."""
    return [str(change.kind) for change in logged.decision.changes]


def test_a_correction_that_is_corrected_says_the_other_day() -> None:
    """Done on the 13th, corrected to the 8th, and that to the 12th: it was done on the 12th."""
    made = world(BY)
    done("2025-08-13")(made)
    for name, day, of in (("fix", "2025-08-08", "done-R1"), ("again", "2025-08-12", "fix")):
        envelope = made.envelope("2025-08-14", name)
        made.service.record(making.corrected(of, day=date.fromisoformat(day), **envelope))
    assert views(made)["R1/12"].done_on == "2025-08-12"
    made.service.record(making.withdrawn("again", **made.envelope("2025-08-15")))
    assert views(made)["R1/12"].done_on == "2025-08-08"


def test_each_change_is_called_what_it_is() -> None:
    """The date of what is done is counted anew, in silence; one set by hand is in doubt, and its lead is told."""
    made = world(AFTER, {"due": "once congress"})
    held("2025-08-04")(made)
    done("2025-08-06")(made)
    envelope = made.envelope("2025-08-06", "by-hand")
    made.service.record(making.task_date_set(f"{PLAN}/R2/12", plan=PLAN, due=date(2025, 8, 25), **envelope))
    made.now = made.now.replace(day=14)
    logged = made.service.record(making.corrected("held", day=date(2025, 8, 5), **made.envelope("2025-08-14", "fix")))
    assert kinds(logged) == ["recounted", "doubted"]
    told = [item["change"] for content in logged.decision.contents.values() for item in content["items"]]
    assert told == ["doubted"]


def test_rounds_of_a_day_taken_back_wait_for_their_day() -> None:
    """They are listed no more, as if they had never begun; and begin when it comes."""
    made = world({"due": "every month by day 25"})
    made.tick("2025-08-20")
    made.tick("2025-10-20")
    assert list(views(made)) == [f"R1/12/2025-{month}" for month in ("07", "08", "09", "10")]
    made.take_back("2025-10-20")
    made.tick("2025-08-21")
    assert list(views(made)) == ["R1/12/2025-07", "R1/12/2025-08"]
    made.tick("2025-09-02")
    assert views(made)["R1/12/2025-09"].state == "active"
