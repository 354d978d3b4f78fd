"""Tasks that stand still are chased: after so many days without any progress, once, by rungs like all others."""

import pytest

from engine.asking.course.coming_rungs import next_rungs
from engine.asking.course.standing_still import standing_still
from engine.facts.topics import HEARD
from engine.snapshot import Snapshot
from events.course import making as course
from events.database.tables import HEARD as INDEXED
from events.states import HEARD_SIGNALS
from rules.compiling import check_plan
from rules.problems import Severity
from tests.unit.test_ladders import OF_EACH, Said, coming, days, told
from tests.unit.test_ladders import world as of_ladders
from tests.worlds import Rule, World, plan_text, tools

FAR = {"lead": "bto", "due": "by 2025-12-31"}
STILL, FOLLOWED = ("bto", "no_progress", "lead"), ("12", "no_progress", "follow")


def world(*rules: Rule, policies: str = "{}") -> World:
    return of_ladders(*rules, policies=policies, chased=True)


def say(made: World, day: str, task: str = "ke-hoach/R1/bto") -> None:
    made.service.record(course.task_progress(task, plan="ke-hoach", progress="một nửa", **made.envelope(day)))


def still(made: World) -> dict[str, str]:
    """The tasks that stand still today for 14 days, as lists have them, each since its day."""
    with made.store.begin(write=False) as session:
        found = standing_still(session, session.view_tasks(), made.now.date(), 14)
    return {task: str(day) for task, day in found.items()}


def test_after_fourteen_days_the_lead_hears_and_after_thirty_who_follows_too() -> None:
    """Once each, counted from the day of the plan; and that is the day on which lists say that it stands still."""
    made = world(FAR)
    told(made)
    assert days(made, "2025-07-22", "2025-08-03") == {}
    assert still(made) == {}
    assert days(made, "2025-08-04", "2025-09-10") == {"2025-08-04": (STILL,), "2025-08-20": (FOLLOWED, STILL)}
    assert still(made) == {"ke-hoach/R1/bto": "2025-07-21"}


def test_the_days_to_come_are_known_and_follow_every_word() -> None:
    """Of a task by itself, as `explain` has them, beside the days of its date."""
    made = world(FAR)
    made.tick("2025-07-30")
    assert list(coming(made))[:2] == ["2025-08-04", "2025-08-20"]
    say(made, "2025-07-30")
    assert list(coming(made).items())[:2] == [("2025-08-13", ("lead",)), ("2025-08-29", ("lead", "follower"))]
    with made.store.begin(write=False) as session:
        found = next_rungs(Snapshot(session, tools()), session.view_tasks(), made.now.date())
    assert {task: str(one.day) for task, one in found.items()} == {"ke-hoach/R1/bto": "2025-08-13"}


def test_a_word_begins_the_days_anew() -> None:
    """A report of progress, also one that is recorded after the rung was reached and before its message leaves."""
    made = world(FAR)
    told(made)
    made.tick("2025-07-30")
    say(made, "2025-07-30")
    told(made)
    assert days(made, "2025-07-31", "2025-08-12") == {}
    made.tick("2025-08-13")
    say(made, "2025-08-13")
    assert told(made) == (("12", "progress", "follow"),)
    assert days(made, "2025-08-14", "2025-08-27") == {"2025-08-27": (STILL,)}


def test_what_is_found_by_its_day_is_what_counts_as_heard() -> None:
    """The store knows such facts by the beginning of their signals, and an index by less of it."""
    assert tuple(f"{sort}:" for sort in HEARD) == HEARD_SIGNALS
    assert str(INDEXED) == f"substr(signal, 1, 9) IN {tuple(one[:9] for one in HEARD_SIGNALS)}"


def test_after_a_pause_what_was_missed_is_said_once() -> None:
    """By the last rung that was reached; and not of what is overdue by then, of which that is said."""
    made = world(FAR, {"lead": "bto", "due": "by 2025-08-29"})
    told(made)
    made.tick("2025-09-02")
    assert told(made) == (FOLLOWED, ("bto", "no_progress", "lead"), ("bto", "overdue", "lead"))


def test_what_is_reminded_of_on_the_same_day_is_told_once() -> None:
    """As a reminder; so does he who hears of it only since it stands still, and reads since when."""
    made = world({"lead": "bto", "due": "by 2025-08-20"})
    told(made)
    assert days(made, "2025-08-19", "2025-08-20")["2025-08-20"] == (
        ("12", "reminder", "follow"),
        ("bto", "reminder", "lead"),
    )


def test_each_by_its_own_day_and_many_as_one() -> None:
    """Communes whose congress was on one day are told alike; one that reported is not, nor one whose date moved."""
    made = world({**OF_EACH, "due": "120 days after own_congress"})
    for unit, day in (("c1", "2025-07-21"), ("c2", "2025-07-21"), ("c3", "2025-07-25")):
        made.tick(day)
        made.log("own_congress", day, unit=unit)
    told(made)
    say(made, "2025-07-25", "ke-hoach/R1/c2")
    told(made)
    found = days(made, "2025-08-03", "2025-08-08")
    expected: dict[str, tuple[Said, ...]] = {
        "2025-08-04": (("c1", "no_progress", "lead"),),
        "2025-08-08": tuple((unit, "no_progress", "lead") for unit in ("c2", "c3")),
    }
    assert found == expected


def test_a_plan_and_a_row_say_it_otherwise() -> None:
    """A list of their own; an empty one chases nobody."""
    made = world(
        FAR, {**FAR, "no progress": "[]"}, policies='{no progress: ["5 days after progress, to lead, follower"]}'
    )
    told(made)
    assert days(made, "2025-07-22", "2025-09-01") == {"2025-07-26": (FOLLOWED, STILL)}


@pytest.mark.parametrize(
    ("field", "rung"),
    [
        ("no progress", "14 days after due"),
        ("no progress", "on progress"),
        ("escalation", "14 days after progress"),
        ("reminders", "14 days before progress"),
        ("no progress", "14 days after progress, every 7 days"),
    ],
)
def test_a_rung_in_the_wrong_list_is_refused(field: str, rung: str) -> None:
    """With the place, and what to write instead."""
    text = plan_text([FAR], policies=f'{{{field}: ["{rung}"]}}')
    found = check_plan(text)
    assert [one.line for one in found if one.severity is Severity.ERROR], found
