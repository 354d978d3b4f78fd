"""What every store must do in a trial: nobody counts as told by it, and all of it is told anew when it is over."""

import json
from datetime import date

from adapters.clock import day_in_viet_nam
from engine.telling.news import news
from events import making
from events.beside.attempts import Came, attempt
from events.delivery import in_trial, parked, put_off, sent
from events.store import Store, Timing
from events.views import Claimed
from tests.conformance.test_approving import OF_EACH, counted
from tests.worlds import World, plan_text

Told = list[tuple[str, str, str]]


def world(store: Store) -> World:
    """Three communes have a task after a congress, and were told nothing of it."""
    made = World(store)
    made.populate()
    made.adopt(plan_text([OF_EACH], policies="{reminders: [2 days before due]}"))
    made.log("congress", "2025-07-21", name="held")
    return made


def claimed(made: World, *, trial: bool) -> list[Claimed]:
    composer = news(day_in_viet_nam(made.now), Timing(trial=trial))
    return made.store.claim(made.now, "w", 100, 60, composer)


def said(these: list[Claimed]) -> Told:
    found = ((one, item) for one in these for item in json.loads(one.content)["items"])
    return sorted((one.recipient, item["change"], item["due"]) for one, item in found)


def told(made: World, *, trial: bool) -> Told:
    """All that leaves: to whom, of which kind, with which due date."""
    found: Told = []
    while these := claimed(made, trial=trial):
        made.store.settle([sent(one, made.now, trial=trial) for one in these])
        found += said(these)
    return sorted(found)


def corrected(made: World, day: str) -> None:
    """The congress was on another day."""
    made.service.record(making.corrected("held", day=date.fromisoformat(day), **made.envelope("2025-07-21")))


def of_all(kind: str, due: str) -> Told:
    return [(unit, kind, due) for unit in ("c1", "c2", "c3")]


def test_in_a_trial_everything_is_said_once_as_it_would_be(store: Store) -> None:
    """A corrected day is told as moved; what does not differ is not told; status counts it apart."""
    made = world(store)
    assert told(made, trial=True) == of_all("activated", "2025-08-20")
    assert told(made, trial=True) == []
    corrected(made, "2025-07-20")
    assert told(made, trial=True) == of_all("moved", "2025-08-19")
    assert counted(made) == {"trial": 6}


def test_when_it_is_over_all_is_told_anew_as_it_stands_then(store: Store) -> None:
    """Held until somebody lets it go; one message for each, under another key than in the trial."""
    made = world(store)
    keys = {one.sent_as for one in claimed(made, trial=True)}
    corrected(made, "2025-07-20")
    assert store.end_trial() == 3
    assert store.end_trial() == 0
    assert store.why_held() == "tried"
    assert claimed(made, trial=False) == []
    assert store.release()
    these = claimed(made, trial=False)
    assert said(these) == of_all("activated", "2025-08-19")
    assert not keys & {one.sent_as for one in these}
    store.settle([sent(one, made.now) for one in these])
    assert told(made, trial=False) == []
    assert counted(made) == {"covered": 3, "sent": 3}


def test_what_was_really_told_before_it_stays_told(store: Store) -> None:
    """A trial says the difference to it, and so does what comes after the trial: of the same task moved twice, once."""
    made = world(store)
    assert told(made, trial=False) == of_all("activated", "2025-08-20")
    corrected(made, "2025-07-20")
    assert told(made, trial=True) == of_all("moved", "2025-08-19")
    corrected(made, "2025-07-19")
    assert told(made, trial=True) == of_all("moved", "2025-08-18")
    store.end_trial()
    store.release()
    assert told(made, trial=False) == of_all("moved", "2025-08-18")


def test_what_a_worker_of_the_trial_has_in_hand_is_taken_from_it(store: Store) -> None:
    """What it says of it afterwards has no effect; what was put off, or refused, in the trial is told too."""
    made = world(store)
    first, second, third = claimed(made, trial=True)
    store.settle([put_off(second, made.now, "down"), put_off(third, made.now, "no", refused=True)])
    assert store.end_trial() == 2
    assert store.settle([sent(first, made.now, trial=True)]) == set()
    store.release()
    assert told(made, trial=False) == of_all("activated", "2025-08-20")


def test_what_was_really_sent_before_a_trial_stays_sent(store: Store) -> None:
    """Also where the trial was refused what it had to say after it: only that waits."""
    made = world(store)
    assert told(made, trial=False) == of_all("activated", "2025-08-20")
    corrected(made, "2025-07-20")
    first, second, third = claimed(made, trial=True)
    store.settle([put_off(first, made.now, "no", refused=True), put_off(second, made.now, "no", refused=True)])
    store.settle([sent(third, made.now, trial=True)])
    assert store.end_trial() == 1
    store.release()
    assert counted(made) == {"sent": 3, "pending": 3}
    assert told(made, trial=False) == of_all("moved", "2025-08-19")


def test_what_the_address_of_a_trial_refuses_is_not_held_against_the_unit(store: Store) -> None:
    """It waits when the trial is over, with what it said for others; what was parked before the trial stays so."""
    made = world(store)
    really, *rest = claimed(made, trial=False)
    store.settle([parked(really, "550", refused=True, tried=attempt("t", Came.FAILED, "mail").line)])
    store.settle([put_off(one, made.now, "down", refused=True) for one in rest])
    corrected(made, "2025-07-20")
    no = attempt("t", Came.FAILED, in_trial("mail")).line
    these = [one for one in claimed(made, trial=True) if one.recipient != really.recipient]
    store.settle([parked(one, "550", refused=bool(number), tried=no) for number, one in enumerate(these)])
    assert store.end_trial() > 0
    store.release()
    others = [unit for unit in ("c1", "c2", "c3") if unit != really.recipient]
    assert [one[0] for one in told(made, trial=False) if one[0] != really.recipient] == others
    with store.begin(write=False) as session:
        failed = session.messages(status="parked")
    assert [(one.recipient, one.key) for one in failed] == [(really.recipient, really.key)]


def test_without_a_trial_nothing_ends(store: Store) -> None:
    made = world(store)
    told(made, trial=False)
    assert (store.end_trial(), store.why_held(), store.release()) == (0, None, False)


def test_a_preview_says_all_that_waits_and_changes_nothing(store: Store) -> None:
    """Also twice, and while sending is held."""
    made = world(store)
    composer = news(day_in_viet_nam(made.now))
    for _ in range(2):
        assert said(store.preview(made.now, 100, composer)) == of_all("activated", "2025-08-20")
    assert len(store.preview(made.now, 2, composer)) == 2
    assert counted(made) == {"pending": 3}
    assert told(made, trial=False) == of_all("activated", "2025-08-20")
