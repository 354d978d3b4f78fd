"""The law of telling: after any history, a sweep and a flush, each knows what he is to know, and nothing more is said.

What he is to know is said here by itself: of every task that is open, the date that it has, whether its time stands
still, and how the clock has it; of one that is over, that it is, unless he reported it done.
"""

from collections.abc import Collection
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import day_in_viet_nam
from engine.matching import PlainMatcher
from engine.telling.news import news
from engine.units import Units
from events.beside.rows import ToldRow
from events.delivery import put_off, sent
from events.errors import EventsError
from events.opening import make_store
from events.store import Store
from events.views import Claimed, TaskView
from rules.unit_kinds import GROUP
from tests.property.deeds import Deed, apart, attempt, deeds, ending, leaving, lived, rich_plans
from tests.worlds import World

LIVE = ("planned", "needs_date", "active", "suspended")
Rows = dict[tuple[str, str, str], ToldRow]


def claimed(world: World) -> list[Claimed]:
    return world.store.claim(world.now, "w", 100, 60, news(day_in_viet_nam(world.now)))


def flush(world: World, refused: Collection[int] = ()) -> int:
    """All that there is to say arrives; of these numbers of messages, at the second try only."""
    count = 0
    while these := claimed(world):
        for one in these:
            count += 1
            gone = put_off(one, world.now, "451", refused=count % 2 == 0) if count in refused else sent(one, world.now)
            assert world.store.settle([gone]) == {(one.recipient, one.key)}
        refused = ()
    return count


def leading(units: Units, view: TaskView) -> list[str]:
    """The agency that leads a task. (Who leads as a member of a group is told when something happens to the task.)"""
    return [] if led_by_group(units, view) or units.ended(view.lead) else [view.lead]


def led_by_group(units: Units, view: TaskView) -> bool:
    """True of a task that a group shares: who joins or leaves it is not told of that yet."""
    row = units.rows.get(view.lead)
    return row is not None and row.kind == GROUP


def rung(view: TaskView, today: str) -> str:
    """What the clock says of an open task."""
    if view.state == "suspended":
        return ""
    if view.due and view.due < today:
        return "overdue"
    if view.state == "needs_date" and view.set_by and view.set_by < today:
        return "needs_date"
    return "reminder" if view.due and view.remind_on and view.remind_on <= today else ""


def check(world: World, *, swept: bool) -> None:
    """The law, as things stand."""
    with world.store.begin(write=False) as session:
        views = {view.id: view for view in session.view_tasks()}
        told: Rows = {row[:3]: row for row in (ToldRow(*row) for row in session.dump("told"))}
        units = Units.build(session.units())
    for view in views.values():
        for recipient in leading(units, view) if view.state in LIVE else ():
            row = told.get((recipient, "mail", view.id))
            assert row, (recipient, view)
            assert (row.due, row.role, row.state == "suspended") == (view.due, "lead", view.state == "suspended"), view
            assert not (row.state == "planned" and view.state != "planned"), (row, view)
            for now, was in ((view.safe, row.safe), (view.set_by, row.set_by)):
                assert now is None or (was is not None and was <= now), (row, view)
            assert not swept or rung(view, world.now.date().isoformat()) in ("", row.rung), (row, view)
    for (recipient, _, task), row in told.items():
        there = views.get(task)
        if there and led_by_group(units, there):
            continue
        if (there is None or there.state not in (*LIVE, "done")) and not units.ended(recipient):
            assert row.state in ("closed", "done"), (row, there)


def swept_today(world: World) -> bool:
    today = world.now.date()
    with suppress(EventsError):
        world.tick(str(today))
        return world.now.date() == today
    return False


@given(
    rich_plans(),
    st.integers(0, 3),
    deeds | leaving | ending | apart,
    st.sets(st.integers(0, 20)),
    st.sets(st.integers(1, 9)),
)
@settings(deadline=None)
def test_each_knows_what_he_is_to_know(
    text: str, begun: int, todo: list[Deed], flushed: set[int], refused: set[int]
) -> None:
    """Whatever happened, however much of it was told on the way, and though messages were refused."""
    holds(text, begun, todo, flushed, refused, make_store("memory:"))


def holds(text: str, begun: int, todo: list[Deed], flushed: set[int], refused: set[int], store: Store) -> None:
    world = lived(text, begun, [], PlainMatcher(), store)
    for number, deed in enumerate(todo):
        attempt(world, deed)
        if number in flushed:
            flush(world, refused)
    swept = swept_today(world)
    flush(world, refused)
    check(world, swept=swept)
    assert flush(world) == 0
