"""Ladders: who is reminded of a task on which days, who is told that it is overdue, and how often again."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import day_in_viet_nam
from engine.asking.course.coming_rungs import coming_rungs, next_rungs
from engine.snapshot import Snapshot
from engine.telling.news import news
from events.delivery import sent
from events.opening import make_store
from rules.compiling import check_plan, compile_plan
from rules.ladders.rungs import Hears
from rules.problems import Severity
from tests.statements import asked
from tests.telling import office
from tests.worlds import Rule, World, adopted, plan_text, tools

OF_BTO = {"lead": "bto", "due": "by 2025-08-29"}
OF_EACH = {"for each": "commune", "lead": "each"}
Said = tuple[str, str, str]


def world(*rules: Rule, policies: str = "{}", chased: bool = False) -> World:
    """An office with a plan; what stands still is `chased`."""
    made, policies = office(), policies if chased else policies.replace("{", "{no progress: [], ", 1)
    made.register([{"code": "c3", "name": "Xã c3", "kind": "commune", "parent": "12", "email": "c3@example.vn"}])
    made.adopt(plan_text(rules, policies=policies))
    return made


def flush(made: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Recipients, and what each is told of tasks."""
    while these := made.store.claim(made.now, "w", 100, 60, news(day_in_viet_nam(made.now))):
        made.store.settle([sent(one, made.now) for one in these])
        for one in these:
            yield from ((one.recipient, item) for item in json.loads(one.content)["items"])


def told(made: World) -> tuple[Said, ...]:
    """Who is told what in which part, now that all that waits leaves."""
    return tuple(sorted((who, str(item["change"]), str(item["role"])) for who, item in flush(made)))


def days(made: World, first: str, last: str) -> dict[str, tuple[Said, ...]]:
    """What is told on each of these days on which something is, swept and sent every day."""
    day, found = date.fromisoformat(first), dict[str, tuple[Said, ...]]()
    while day <= date.fromisoformat(last):
        made.tick(str(day))
        if said := told(made):
            found[str(day)] = said
        day += timedelta(days=1)
    return found


def coming(made: World, task: str = "ke-hoach/R1/bto") -> dict[str, tuple[str, ...]]:
    """The days on which a task will be told of, after the one that has come, and who is told."""
    with made.store.begin(write=False) as session:
        row, snapshot = session.task(task), Snapshot(session, tools())
        assert row is not None
        due = session.dues(row.plan, [row.due_key or ""]).get(row.due_key or "")
        found = coming_rungs(snapshot, row, due, day_in_viet_nam(made.now))
    return {str(one.day): tuple(who for who, _ in one.to) for one in found}


REMINDER, OVERDUE = ("bto", "reminder", "lead"), ("bto", "overdue", "lead")
HERE, ABOVE = ("12", "lapsed", "lead"), ("vn", "lapsed", "superior")


def test_a_plan_that_says_nothing_has_a_ladder() -> None:
    """The lead is reminded 7, 3, 1 working days ahead and on the day; above it is told three days after, and weekly."""
    made = world(OF_BTO)
    told(made)
    found = days(made, "2025-08-15", "2025-09-19")  # 1 and 2 September are days off
    above = ("12", "overdue", "follow"), OVERDUE
    assert found == {
        **dict.fromkeys(("2025-08-20", "2025-08-26", "2025-08-28", "2025-08-29"), (REMINDER,)),
        "2025-08-30": (OVERDUE,),
        **dict.fromkeys(("2025-09-05", "2025-09-12", "2025-09-19"), above),
    }


def test_after_a_pause_what_was_missed_is_one_message() -> None:
    """Of several rungs that passed while nobody looked one is told; those to come are told as ever."""
    made = world(OF_BTO)
    told(made)
    made.tick("2025-08-18")
    assert told(made) == ()
    assert days(made, "2025-08-28", "2025-08-28") == {"2025-08-28": (REMINDER,)}
    assert days(made, "2025-08-29", "2025-08-29") == {"2025-08-29": (REMINDER,)}
    assert days(made, "2025-09-13", "2025-09-18") == {"2025-09-13": (("12", "overdue", "follow"), OVERDUE)}


def test_rungs_follow_a_date_that_moves() -> None:
    """Those of the new date are told, also where a rung as far ahead was told of the old one."""
    made = world({"lead": "bto", "due": "20 days after congress"})
    made.log("congress", "2025-08-09", phase="planned")
    told(made)
    assert days(made, "2025-07-22", "2025-08-21") == {
        "2025-08-10": (HERE, ("bto", "lapsed", "wait")),
        "2025-08-13": (HERE, ABOVE),
        "2025-08-20": (HERE, REMINDER, ABOVE),
    }
    made.log("congress", "2025-08-16")
    assert told(made) == (("bto", "moved", "lead"),)  # to 5 September
    assert days(made, "2025-08-22", "2025-09-05") == dict.fromkeys(
        ("2025-08-25", "2025-08-29", "2025-09-04", "2025-09-05"), (REMINDER,)
    )


def test_a_short_term_gets_the_rungs_that_fit() -> None:
    """A task that begins two working days before its date is new, then due tomorrow, then today."""
    made = world({"lead": "bto", "due": "2 days after congress"})
    told(made)
    made.tick("2025-08-12")
    made.log("congress", "2025-08-12")
    assert told(made) == (("bto", "activated", "lead"),)
    assert days(made, "2025-08-13", "2025-08-14") == dict.fromkeys(("2025-08-13", "2025-08-14"), (REMINDER,))


def test_who_has_done_the_work_is_left_in_peace() -> None:
    """No rung is told of what is done."""
    made = world(OF_BTO)
    told(made)
    made.done("ke-hoach/R1/bto", "2025-08-21")
    assert days(made, "2025-08-22", "2025-09-10") == {}


def test_a_date_that_nobody_sets_is_chased() -> None:
    """Whoever is late in having a date set hears of it the day after, and again with those above."""
    made = world({"lead": "bto", "due": "once congress"})
    made.log("congress", "2025-08-01")  # a date is to be set by 8 August
    told(made)
    lead = ("bto", "needs_date", "lead")
    assert days(made, "2025-08-02", "2025-08-20") == {
        "2025-08-09": (lead,),
        "2025-08-13": (("12", "needs_date", "follow"), lead),
        "2025-08-20": (("12", "needs_date", "follow"), lead),
    }


def test_a_plan_says_its_own_ladder_and_a_row_another() -> None:
    """The row's word goes before the plan's; an empty list is nothing at all."""
    own = {**OF_BTO, "reminders": "[2 days before due]", "escalation": "[]"}
    made = world(
        OF_BTO,
        own,
        {**OF_BTO, "reminders": "[]"},
        policies='{reminders: [on due], escalation: ["1 day after due, every 7 days"]}',
    )
    told(made)
    assert days(made, "2025-08-18", "2025-09-07") == {
        "2025-08-27": (REMINDER,),
        "2025-08-29": (REMINDER,),
        "2025-08-30": (OVERDUE, OVERDUE),
        "2025-09-06": (OVERDUE, OVERDUE),
    }


def test_a_unit_has_rungs_of_its_own() -> None:
    """Who is named by a rung has those that name him, instead of all others."""
    rows = [OF_BTO, {"lead": '"12"', "due": "by 2025-08-29"}]
    made = world(*rows, policies='{reminders: [3 days before due, "5 days before due, for bto"], escalation: []}')
    told(made)
    assert days(made, "2025-08-18", "2025-08-29") == {
        "2025-08-24": (REMINDER,),
        "2025-08-26": (("12", "reminder", "lead"),),
    }


def test_each_superior_hears_of_the_units_below_it() -> None:
    """The unit above those that lead is told once of all of them; who follows the plan hears of it as that."""
    made = adopted(
        plan_text(
            [{"for each": "commune", "lead": "each", "due": "by 2025-08-29"}],
            policies='{follow: bto, reminders: [], escalation: ["1 day after due, to superior, follower"]}',
        )
    )
    list(flush(made))
    made.tick("2025-08-30")
    assert sorted((who, item["role"], item["count"]) for who, item in flush(made)) == [
        ("12", "superior", 3),
        ("bto", "follow", 3),
    ]


def test_cooperating_units_are_reminded_where_the_plan_tells_them() -> None:
    """By a rung that names them: the first thing that they hear is that there is such a task. Each hears of it once."""
    row = {"lead": "bto", "cooperate": '["12"]', "due": "by 2025-08-29"}
    made = world(row, policies='{reminders: ["on due, to lead, cooperating, follower"], escalation: []}')
    told(made)
    both = ("12", "activated", "cooperate"), REMINDER
    assert days(made, "2025-08-27", "2025-08-30") == {"2025-08-29": both}


def test_a_rung_is_told_by_its_channels() -> None:
    """A rung that names a channel is told by no other."""
    made = world({"lead": '"12"', "due": "by 2025-08-29"}, policies='{reminders: ["on due, by sms"], escalation: []}')
    told(made)
    assert days(made, "2025-08-27", "2025-08-30") == {}  # 12 has no telephone


@pytest.mark.parametrize(
    ("policies", "problem"),
    [
        ('{reminders: ["1 day after due"]}', "“1 day after due” lies after its day, and a reminder does not."),
        ('{escalation: ["on due"]}', "“on due” does not lie after its day, and is no escalation."),
        ('{escalation: ["1 month after due"]}', "“1 month” is no number of days, weeks or working days alone"),
        ('{reminders: ["401 days before safe"]}', "“401 days” is no number of days, weeks or working days alone"),
        ('{escalation: ["1 day after safe, every 2 days"]}', "Only what is told after `due` can be told again."),
        ('{escalation: ["1 day after due, every 0 days"]}', "What is told again is told after some time."),
        ('{escalation: ["1 day after due, to boss"]}', "“boss” is not understood here."),
        ('{escalation: ["1 day after due, by fax"]}', "“fax” is not understood here."),
        ('{escalation: ["1 day after due, for nobody"]}', "There is no unit “nobody”."),
        ("{reminders: on due}", "“reminders” must have a list."),
        ('{reminders: [""]}', "The text is empty."),
    ],
)
def test_a_ladder_that_is_none_is_refused(policies: str, problem: str) -> None:
    """What is wrong is said where it stands."""
    found = check_plan(plan_text([OF_BTO | {"lead": '"12"'}], policies=policies))
    assert [str(one) for one in found if problem in str(one)], found
    assert all(problem in str(one) for one in found if one.severity is Severity.ERROR), found


def test_a_ladder_of_its_own_is_part_of_what_a_plan_says() -> None:
    """A plan that says nothing keeps the hash that it always had; `remind` is one of its usual reminders."""
    usual, own = (compile_plan(plan_text([OF_BTO], policies=said)) for said in ("{}", "{reminders: [on due]}"))
    assert usual.hash != own.hash
    assert usual.rules["R1"].hash == own.rules["R1"].hash
    early = compile_plan(plan_text([OF_BTO], policies="{remind: 10 working days}"))
    ahead = [one.offset.working_days for one in early.ladder(early.rules["R1"]) if not one.late]
    assert ahead == [10, 7, 1, 0]
    assert Hears.SUPERIOR in early.ladder(early.rules["R1"])[-3].to


def lapsed(made: World) -> dict[str, dict[str, Any]]:
    """What each is told of a milestone, now that all that waits leaves."""
    return {who: {name: item[name] for name in ("role", "unit", "count")} for who, item in flush(made)}


def test_a_planned_day_that_passed_is_told_to_who_follows_the_plan_and_to_those_who_wait() -> None:
    """Its place hears of it, who follows the plan, and who leads a task that has not begun; others do not."""
    rules: list[Rule] = [
        {"lead": "bto", "due": "7 days after congress"},
        {"lead": "c1", "when": "congress held", "due": "by 2025-12-01"},
        {"lead": "c2", "due": "by 2025-12-01"},
    ]
    made = world(*rules, policies="{follow: bto}")
    told(made)
    made.log("congress", "2025-08-09", phase="planned")
    told(made)
    made.tick("2025-08-10")
    alike = {"unit": "Tỉnh", "count": 1}
    assert lapsed(made) == {
        "12": {"role": "lead", **alike},
        "bto": {"role": "wait", **alike},
        "c1": {"role": "wait", **alike},
    }


def test_many_places_are_one_line_for_who_follows_the_plan() -> None:
    """Each commune hears of its own; the plan's escalation says when again. What is held by then is not told."""
    made = world(
        {"for each": "commune", "lead": "each", "due": "7 days after own_congress"},
        policies="{escalation: ['2 days after due, every 5 days, to superior, follower']}",
    )
    told(made)
    for unit in ("c1", "c2", "c3"):
        made.log("own_congress", "2025-08-12", unit=unit, phase="planned")
    told(made)
    made.tick("2025-08-13")
    found = lapsed(made)
    assert {who: item["count"] for who, item in found.items()} == {"c1": 1, "c2": 1, "c3": 1, "12": 3}
    made.log("own_congress", "2025-08-12", unit="c1")
    told(made)
    made.tick("2025-08-14")
    made.log("own_congress", "2025-08-13", unit="c2")
    again = [(who, item["count"]) for who, item in flush(made) if item["change"] == "lapsed"]
    assert again == [("12", 2)]


def test_the_days_still_to_come_are_those_on_which_it_is_told() -> None:
    """Of each rung the next, while the date stays; of what comes round again one; of what is done none."""
    made = world(OF_BTO)
    told(made)
    made.tick("2025-08-20")
    assert told(made) == (REMINDER,)
    ahead = dict.fromkeys(("2025-08-26", "2025-08-28", "2025-08-29", "2025-08-30"), ("lead",))
    again = "lead", "superior", "follower"
    assert coming(made) == {**ahead, "2025-09-05": again}
    assert set(days(made, "2025-08-21", "2025-09-06")) == {*ahead, "2025-09-05"}
    assert coming(made) == {"2025-09-12": again}
    made.done("ke-hoach/R1/bto", "2025-09-06")
    assert coming(made) == {}


def test_where_a_date_must_be_set_the_days_after_it_should_have_been_come() -> None:
    """The escalation is counted from the day to set it by."""
    made = world({"lead": "bto", "due": "once guidance"}, policies="{escalation: ['1 day after due, by mail']}")
    made.log("guidance", "2025-07-28", unit="vn")
    found = coming(made)
    assert found == {"2025-08-05": ("lead",)}


def listed(made: World) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The next day of each task that has one, and who is told then."""
    with made.store.begin(write=False) as session:
        found = next_rungs(Snapshot(session, tools()), session.view_tasks(), day_in_viet_nam(made.now))
    return {task: (str(one.day), tuple(who for who, _ in one.to)) for task, one in found.items()}


def test_in_a_list_each_task_has_the_first_of_its_days() -> None:
    """By its own row and lead, also where a date must be set; what is done, or has no more of them, has none."""
    policies = "{escalation: ['2 days after due, to lead, follower', '1 day after due, for c1']}"
    rows = {"due": "by 2025-08-01", **OF_EACH}, OF_BTO, {"due": "once guidance", **OF_EACH}, OF_BTO
    made = world(*rows, policies=policies)
    made.log("guidance", "2025-07-28", unit="vn")
    made.done("ke-hoach/R4/bto", "2025-08-01")
    made.tick("2025-08-01")
    late = "2025-08-03", ("lead", "follower")
    of_each = {"c1": ("2025-08-02", ("lead",)), "c2": late, "c3": late}
    dated = {f"ke-hoach/R1/{unit}": told for unit, told in of_each.items()}
    found = listed(made)
    assert {task: told for task, told in found.items() if "R3" not in task} == {
        **dated,
        "ke-hoach/R2/bto": ("2025-08-20", ("lead",)),
    }
    assert found["ke-hoach/R3/c1"] == ("2025-08-05", ("lead",))
    assert {task: told for task in listed(made) for told in list(coming(made, task).items())[:1]} == found
    made.tick("2025-08-04")
    assert not [task for task in listed(made) if "R1" in task]


def test_a_list_of_more_tasks_asks_no_more(tmp_path: Path) -> None:
    """For the coming days of 36 tasks of twelve rows the store is asked what it is for three tasks of one."""

    def asked_for(rows: int) -> int:
        made = World(make_store(f"sqlite:///{tmp_path / str(rows)}"))
        made.populate()
        made.adopt(plan_text([{"due": f"by 2025-08-{10 + row}", **OF_EACH} for row in range(rows)]))
        with made.store.begin(write=False) as session:
            views, snapshot = session.view_tasks(), Snapshot(session, tools())
            snapshot.plans()
            with asked(made.store) as statements:
                found = next_rungs(snapshot, views, day_in_viet_nam(made.now))
        made.store.close()
        assert len(found) == 3 * rows
        return len(statements)

    assert asked_for(12) == asked_for(1) > 0


def test_nobody_is_promised_what_he_will_not_hear() -> None:
    """Those that cooperate are named where one of them has an address; a day on which nobody hears is none."""
    made = world({**OF_BTO, "cooperate": "[c1]"}, policies='{escalation: ["1 day after due, to cooperating"]}')
    assert ("cooperating",) in coming(made).values()
    made.register([{"code": "c1", "name": "Xã c1", "kind": "commune", "parent": "12"}])
    assert set(coming(made).values()) == {("lead",)}


def test_what_is_said_alike_is_one_notice_whatever_the_dates_rest_on() -> None:
    """Two congresses of one day are two events; who is above the communes hears of both in one line."""
    made = world({"for each": "commune", "lead": "each", "due": "7 days after own_congress"})
    for unit in ("c1", "c2"):
        made.log("own_congress", "2025-08-01", unit)
    made.log("own_congress", "2025-08-04", "c3")
    notices = [change for change in made.tick("2025-08-08").decision.changes if change.rung]
    assert [tuple(change.units) for change in notices] == [("c1", "c2"), ("c3",)]
