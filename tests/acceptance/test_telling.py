"""Telling is level-triggered: a message says what differs now from what its recipient was last told, once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from adapters.telling.channel import Temporary
from adapters.telling.message_content import reading
from adapters.words.catalogue import Said
from engine.asking.verifying import verify
from events import making
from events.opening import make_store
from events.store import Timing
from tests.telling import Post, flush, items, letters, office
from tests.worlds import PLAN, Rule, World, plan_text

AFTER: Rule = {"lead": "bto", "due": "7 days after congress"}
EACH: Rule = {"for each": "commune", "lead": "each", "due": "7 days after guidance"}
CONGRESS = "2025-08-04"  # a Monday; 7 days after it is Monday 11 August


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database."""
    store = make_store(database_url)
    yield office(store)
    store.close()


def planned(world: World, *rules: Rule) -> World:
    world.adopt(plan_text(rules, policies="{notify cooperating: true}"))
    return world


def withdraw(world: World, name: str) -> None:
    world.service.record(making.withdrawn(name, **world.envelope()))


def correct(world: World, name: str, day: str) -> None:
    world.service.record(making.corrected(name, day=date.fromisoformat(day), **world.envelope(CONGRESS)))


def test_what_starts_is_told_once_and_a_second_flush_says_nothing(world: World) -> None:
    """One message for each recipient; what he knows is kept with it, and the store is sound."""
    planned(world, AFTER, EACH)
    world.log("congress", CONGRESS)
    world.log("guidance", CONGRESS, "vn")
    assert letters(world) == {
        "bto": [("activated", "R1", "2025-08-11")],
        "c1": [("activated", "R2", "2025-08-11")],
        "c2": [("activated", "R2", "2025-08-11")],
    }
    assert letters(world) == {}
    with world.store.begin(write=False) as session:
        told = {row[:3]: row[4:6] for row in session.dump("told")}
    assert told["bto", "mail", f"{PLAN}/R1/bto"] == ("active", "2025-08-11")
    assert verify(world.service, make_store("memory:")).holds


def test_a_task_that_is_late_when_it_begins_is_told_as_late(world: World) -> None:
    """Swept on 15 September; then the congress of 4 August is logged: its task was due on 11 August."""
    planned(world, AFTER)
    world.tick("2025-09-15")
    world.log("congress", CONGRESS)
    world.now += timedelta(days=42)
    assert letters(world) == {"bto": [("overdue", "R1", "2025-08-11")]}
    (told,) = flush_text(world)
    assert "(overdue)" in told or "đã quá hạn" in told
    world.tick("2025-09-16")
    assert letters(world) == {}


def flush_text(world: World) -> list[str]:
    """The texts of what has been sent so far."""
    from adapters.telling.wording import Wording  # noqa: PLC0415

    with world.store.begin(write=False) as session:
        return [Wording().composed(view.content).text for view in session.messages(status="sent")]


def test_a_date_that_moves_into_the_past_is_told_as_late(world: World) -> None:
    """The date that was told is beside it."""
    planned(world, AFTER)
    world.tick("2025-08-04")
    world.log("congress", CONGRESS, name="held")
    assert letters(world) == {"bto": [("activated", "R1", "2025-08-11")]}
    world.tick("2025-08-06")
    correct(world, "held", "2025-07-22")
    assert letters(world) == {"bto": [("overdue", "R1", "2025-07-29")]}
    assert items(world, "bto")[-1]["previous_due"] == "2025-08-11"


def test_who_is_told_of_a_correction_is_told_why(world: World) -> None:
    """So is who is told of a withdrawal; of an agency that became part of another its name is said."""
    planned(world, AFTER, {"lead": "c1", "due": "by 2025-09-01"})
    held = world.log("congress", CONGRESS).decision.event.id
    flush(world)
    world.service.record(
        making.corrected(held, day=date(2025, 8, 1), reason="Ghi nhầm ngày", **world.envelope(CONGRESS))
    )
    flush(world)
    world.service.record(making.withdrawn(held, reason="Chưa diễn ra", **world.envelope(CONGRESS)))
    flush(world)
    world.service.record(making.unit_merged("c1", into="c2", **world.envelope(CONGRESS)))
    flush(world)
    with world.store.begin(write=False) as session:
        told = [reading(view.content) for name in ("bto", "c2") for view in session.messages(recipient=name)]
    assert [(one.happened, one.event, one.why) for one in told][-3:] == [
        ("event.corrected", "", "Ghi nhầm ngày"),
        ("event.withdrawn", "", "Chưa diễn ra"),
        ("unit.merged", "Xã c1", ""),
    ]


def test_a_report_withdrawn_after_the_due_day_tells_that_it_is_late(world: World) -> None:
    """Whoever had reported it hears that it is open again, and overdue by now."""
    planned(world, AFTER)
    world.log("congress", CONGRESS)
    flush(world)
    world.done(f"{PLAN}/R1/bto", "2025-08-08", "done")
    world.tick("2025-08-20")
    assert letters(world) == {}
    withdraw(world, "done")
    assert letters(world) == {"bto": [("overdue", "R1", "2025-08-11")]}
    world.tick("2025-08-20")
    assert letters(world) == {}
    world.tick("2025-08-21")  # three working days after its last day and five more: it is said again, and above
    late = "2025-08-11"
    assert letters(world) == {"12": [("overdue", "R1/Ban Tổ chức", late)], "bto": [("overdue", "R1", late)]}


def test_a_report_withdrawn_in_time_opens_the_task_again(world: World) -> None:
    """It is said of a task that was told before; of one that was not told yet there is only that it begins."""
    planned(world, AFTER)
    world.log("congress", CONGRESS)
    flush(world)
    world.done(f"{PLAN}/R1/bto", "2025-08-05", "done")
    withdraw(world, "done")
    assert letters(world) == {"bto": [("reopened", "R1", "2025-08-11")]}


def test_a_mistake_that_is_corrected_before_it_was_told_is_never_told(world: World) -> None:
    """Logged, corrected, and withdrawn at another place: of it all only what stands in the end is said, in one mail."""
    planned(world, AFTER, EACH)
    world.log("congress", "2025-08-01", name="held")
    correct(world, "held", CONGRESS)
    world.log("guidance", CONGRESS, "vn", name="wrong")
    withdraw(world, "wrong")
    post = Post()
    assert letters(world, post) == {"bto": [("activated", "R1", "2025-08-11")]}
    assert len(post.handed) == 1
    assert [item["previous_due"] for item in items(world, "bto")] == [None]


def test_several_events_before_the_flush_make_one_message(world: World) -> None:
    """Two milestones start two tasks of one recipient: one mail, each task once."""
    planned(world, AFTER, {**AFTER, "due": "10 days after guidance"})
    world.log("congress", CONGRESS)
    world.log("guidance", CONGRESS, "vn")
    post = Post()
    assert letters(world, post) == {"bto": [("activated", "R1", "2025-08-11"), ("activated", "R2", "2025-08-14")]}
    assert len(post.handed) == 1


def test_a_server_that_greylists_never_makes_an_old_date_arrive_last(world: World) -> None:
    """451 once, then a correction: what arrives is the date that holds, under a key that was not used before."""
    planned(world, AFTER, {**AFTER, "due": "10 days after guidance"})
    world.log("guidance", "2025-08-01", "vn", name="wrong")
    world.log("congress", "2025-08-01", name="held")
    post = Post(answers={"bto@example.vn": [Temporary(Said("451 greylisted"))]})
    assert len(flush(world, post)) == 1
    assert flush(world, post) == []  # what it said of the first event waits with it
    withdraw(world, "wrong")
    correct(world, "held", CONGRESS)
    world.now += timedelta(minutes=2)
    assert letters(world, post) == {"bto": [("activated", "R1", "2025-08-11")]}
    assert len({message.key for message in post.handed}) == len(post.handed) == 2
    assert letters(world, post) == {}


def test_while_one_is_put_off_nothing_later_to_the_same_recipient_overtakes_it(world: World) -> None:
    """What comes after a message that waits for its next try waits with it."""
    planned(world, AFTER, {**AFTER, "due": "10 days after guidance"})
    world.log("congress", CONGRESS)
    post = Post(answers={"bto@example.vn": [Temporary(Said("451 greylisted"))]})
    flush(world, post)
    world.log("guidance", CONGRESS, "vn")
    assert letters(world, post) == {}
    world.now += timedelta(minutes=2)
    assert letters(world, post) == {"bto": [("activated", "R1", "2025-08-11"), ("activated", "R2", "2025-08-14")]}


def test_what_perhaps_arrived_goes_again_as_it_was_and_then_the_difference(world: World) -> None:
    """The line broke: the same bytes under the same key; a correction meanwhile is a message of its own, after it."""
    planned(world, AFTER)
    world.log("congress", "2025-08-01", name="held")
    post = Post(answers={"bto@example.vn": [Temporary(Said("lost"), unknown=True)]})
    flush(world, post)
    correct(world, "held", CONGRESS)
    world.now += timedelta(minutes=2)
    assert letters(world, post)["bto"][-1] == ("moved", "R1", "2025-08-11")
    first, again, then = post.handed
    assert (first.key, first.body) == (again.key, again.body)
    assert then.key != again.key


def test_a_notice_is_not_swallowed_by_a_change_in_silence(world: World) -> None:
    """B waits for the congress or for A being missed, and is due with A: the sweep finds both late, and says so."""
    planned(
        world,
        {"lead": "bto", "due": "by 2025-08-08"},
        {"lead": "bnv", "due": "by 2025-08-08", "when": "{any: [congress held, task R1 missed]}"},
    )
    world.log("congress", CONGRESS)
    world.tick("2025-08-05")
    assert set(letters(world)) == {"bto", "bnv"}
    world.tick("2025-08-11")
    assert letters(world) == {"bto": [("overdue", "R1", "2025-08-08")], "bnv": [("overdue", "R2", "2025-08-08")]}


def test_nobody_is_told_twice_of_one_task_in_one_mail(world: World) -> None:
    """Who leads and, by a merger, cooperates hears of it as who leads; the heir of two that cooperate hears it once."""
    planned(world, {**AFTER, "cooperate": "[bnv]"}, {**AFTER, "lead": '"12"', "cooperate": "[c1, c2]"})
    for unit in ("bto", "c1", "c2"):
        world.service.record(making.unit_merged(unit, into="bnv", **world.envelope("2025-08-01")))
    flush(world)
    world.log("congress", CONGRESS)
    letters(world)
    assert [(item["task"], item["role"]) for item in items(world, "bnv")] == [("R1", "lead"), ("R2", "cooperate")]


def test_an_heir_reads_that_the_task_was_passed_on_to_him_and_whose_it_was(world: World) -> None:
    """Even if its date moves before he is told."""
    planned(world, AFTER)
    world.log("congress", "2025-08-01", name="held")
    flush(world)
    world.service.record(making.unit_merged("bto", into="bnv", **world.envelope("2025-08-02")))
    correct(world, "held", CONGRESS)
    assert letters(world) == {"bnv": [("handed_over", "R1/Ban Tổ chức", "2025-08-11")]}


def test_an_agency_that_ended_is_told_nothing(world: World) -> None:
    """Its tasks close with it, and there is nobody to read of that."""
    planned(world, AFTER)
    world.log("congress", CONGRESS)
    flush(world)
    world.service.record(making.unit_ended("bto", **world.envelope("2025-08-05")))
    assert letters(world) == {}
    with world.store.begin(write=False) as session:
        assert session.counts().messages == {"covered": 1, "sent": 1}


def test_what_closes_is_told_to_whoever_was_told_that_it_began(world: World) -> None:
    """And to nobody else."""
    planned(world, AFTER)
    world.log("congress", CONGRESS, name="held")
    flush(world)
    withdraw(world, "held")
    assert letters(world) == {"bto": [("closed", "R1", None)]}


def test_nothing_is_told_of_a_task_to_who_reported_it_done(world: World) -> None:
    """A correction of the congress moves its date in silence."""
    planned(world, AFTER)
    world.log("congress", "2025-08-01", name="held")
    flush(world)
    world.done(f"{PLAN}/R1/bto", "2025-08-05")
    correct(world, "held", CONGRESS)
    assert letters(world) == {}


HOLD = timedelta(minutes=10)


def waiting(world: World, hold: timedelta = HOLD) -> int:
    """How many messages are held for what may correct them."""
    return world.store.waiting(world.now, Timing(hold)).to_be_corrected


def test_a_message_waits_ten_minutes_for_what_may_correct_it(world: World) -> None:
    """Not urgent: nothing leaves before; what was corrected meanwhile is never told, and one message says the rest."""
    planned(world, AFTER)
    world.log("congress", CONGRESS, name="held")
    assert letters(world, hold=HOLD) == {}
    assert (waiting(world), waiting(world, timedelta())) == (1, 0)
    world.now += timedelta(minutes=5)
    correct(world, "held", "2025-08-01")
    assert letters(world, hold=HOLD) == {}
    world.now += timedelta(minutes=11)
    assert letters(world, hold=HOLD) == {"bto": [("activated", "R1", "2025-08-08")]}
    assert letters(world, hold=HOLD) == {}


def test_what_is_due_within_two_working_days_is_told_at_once(world: World) -> None:
    """Logged on a Monday: due on Wednesday leaves at once, and takes along what waits; due on Thursday waits."""
    planned(world, {**AFTER, "due": "3 days after congress"}, {**AFTER, "due": "2 days after guidance"})
    world.log("congress", CONGRESS)
    assert letters(world, hold=HOLD) == {}
    world.log("guidance", CONGRESS, "vn")
    assert letters(world, hold=HOLD) == {"bto": [("activated", "R1", "2025-08-07"), ("activated", "R2", "2025-08-06")]}


def test_what_takes_back_what_was_told_leaves_at_once(world: World) -> None:
    """Of a task that was not told yet there is nothing to take back: that waits."""
    planned(world, AFTER)
    world.log("congress", CONGRESS, name="held")
    world.now += timedelta(minutes=11)
    assert letters(world, hold=HOLD) == {"bto": [("activated", "R1", "2025-08-11")]}
    withdraw(world, "held")
    assert letters(world, hold=HOLD) == {"bto": [("closed", "R1", None)]}
    world.log("congress", CONGRESS, name="again")
    withdraw(world, "again")
    assert letters(world, hold=HOLD) == {}


def test_what_the_clock_says_does_not_wait(world: World) -> None:
    """Whoever sweeps once a day, and sends by that, need not come again: no officer corrects a reminder."""
    planned(world, AFTER)
    world.log("congress", CONGRESS)
    flush(world)
    world.tick("2025-08-12")
    assert letters(world, hold=HOLD) == {"bto": [("overdue", "R1", "2025-08-11")]}
