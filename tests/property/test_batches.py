"""A log followed in batches gives what was recorded one by one, whatever is reported, put right and taken back.

Most events here are of one day and of units that have nothing to do with each other, so that batches are long; and many
go back to an event of the same batch, or to one that another of the batch goes back to.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asking.verifying import verify
from engine.pipeline.batches import batches
from engine.service import write
from events import making
from events.errors import EventsError
from events.event import Event
from events.opening import make_store
from tests.property.happenings import EXAMPLES
from tests.worlds import PLAN, World, plan_text

PLACES = tuple(f"c{number}" for number in range(1, 7))
RULES = [
    {"for each": "commune", "lead": "each", "due": "7 days after own_congress"},
    {"for each": "commune", "lead": "each", "due": "3 working days after own_congress", "when": "task R1"},
    {"for each": "commune", "lead": "each", "due": "once own_congress"},
    {"for each": "commune", "lead": "each", "due": "5 days after own_congress", "when": "task R1 missed"},
    {"for each": "commune", "lead": "each", "due": "10 days after guidance"},
    {"for each": "commune", "lead": "each", "due": "every month by day 25"},
    {"due": "3 days after last commune own_congress", "when": "{every commune: own_congress held}"},
]
FIRST = date(2025, 8, 1)

Happening = tuple[str, str, int, int, int]
"""What, at which commune, of which rule, how many days later, and how many events back it goes."""

happenings = st.lists(
    st.tuples(
        st.sampled_from(["done", "done", "date", "planned", "held", "held", "correct", "withdraw", "withdraw", "day"]),
        st.sampled_from(PLACES),
        st.integers(1, 6),
        st.integers(0, 20),
        st.integers(1, 8),
    ),
    min_size=5,
    max_size=60,
)


def begun() -> World:
    """Six communes, a plan, and congresses held in half of them."""
    made = World(today=FIRST.isoformat())
    made.populate(PLACES)
    made.adopt(plan_text(RULES))
    made.log("guidance", FIRST.isoformat(), "vn")
    for place in PLACES[::2]:
        made.log("own_congress", FIRST.isoformat(), place)
    return made


def take(made: World, ids: list[str], one: Happening) -> None:
    """It happens, or is refused, which changes nothing."""
    what, place, rule, later, back = one
    day = FIRST + timedelta(days=later)
    task, old = f"{PLAN}/R{rule}/{place}", ids[-min(back, len(ids))]
    if rule == 6:
        task += "/2025-08"
    envelope, tomorrow = made.envelope(day.isoformat()), made.now.date() + timedelta(days=1)
    make: dict[str, Callable[[], Event]] = {
        "done": lambda: making.task_done(task, plan=PLAN, **envelope),
        "date": lambda: making.task_date_set(task, plan=PLAN, due=day + timedelta(days=later), **envelope),
        "planned": lambda: making.milestone("own_congress", plan=PLAN, unit=place, phase="planned", **envelope),
        "held": lambda: making.milestone("own_congress", plan=PLAN, unit=place, phase="held", **envelope),
        "correct": lambda: making.corrected(old, day=day, **envelope),
        "withdraw": lambda: making.withdrawn(old, **envelope),
    }
    try:
        logged = made.tick(f"{tomorrow}") if what == "day" else made.service.record(make[what]())
    except EventsError:
        return
    ids.append(logged.decision.event.id)


@settings(deadline=None, max_examples=EXAMPLES or 40)
@given(happenings)
def test_batches_give_what_was_recorded_one_by_one(what: list[Happening]) -> None:
    """Row by row, whatever stands beside each other in a batch."""
    made, ids = begun(), ["adopt-ke-hoach"]
    for one in what:
        take(made, ids, one)
    report = verify(made.service, make_store("memory:"))
    assert report.holds, report


def followed(made: World) -> Iterator[list[str]]:
    """The ids of each batch in which the log is followed again."""
    tools, fresh = made.service.tools, make_store("memory:")
    with made.service.store.begin(write=False) as kept, fresh.begin() as session:
        for batch in batches(session, tools, kept.events()):
            write(session, batch)
            yield [one.entry.event.id for one in batch]


def test_what_goes_back_to_an_event_of_its_batch_begins_another() -> None:
    """Reports are put right beside those of others; not beside the report itself, nor what else goes back to it."""
    made = begun()
    for place in PLACES[::2]:
        made.done(f"{PLAN}/R1/{place}", "2025-08-04", name=f"done-{place}")
    made.tick("2025-08-06")
    for place in PLACES[::2]:
        envelope = made.envelope(name=f"was-{place}")
        made.service.record(making.corrected(f"done-{place}", day=date(2025, 8, 5), **envelope))
    made.done(f"{PLAN}/R5/c2", "2025-08-06", name="new")
    for old in ("new", "was-c1", "done-c1"):
        made.service.record(making.withdrawn(old, **made.envelope(name=f"not-{old}")))
    reported, *later = list(followed(made))[-3:]
    assert reported == ["was-c1", "was-c3", "was-c5", "new"]
    assert later == [["not-new", "not-was-c1"], ["not-done-c1"]]
