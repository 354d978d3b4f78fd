"""What an event needs is read once: the statements that one asks the database for, counted."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import event as statements

from events import making
from events.database.store import SqlStore
from events.opening import make_store
from tests.worlds import PLAN, World, plan_text

RULES = [{"due": "7 days after congress"}, {"due": "3 working days after task R1 done"}]


def reads(world: World, record: Callable[[], object]) -> int:
    """The number of statements that read while `record` is done."""
    store, seen = world.service.store, list[str]()
    assert isinstance(store, SqlStore)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    statements.listen(store._engine, "before_cursor_execute", note)
    record()
    statements.remove(store._engine, "before_cursor_execute", note)
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in seen)


def test_what_is_read_for_an_event_is_read_once(database_url: str) -> None:
    """A milestone held asks for at most 7 things, a correction for 12, whatever the plan and the agencies are."""
    world = World(make_store(database_url))
    world.populate()
    world.adopt(plan_text(RULES))
    world.tick("2025-07-22")

    assert reads(world, lambda: world.log("congress", "2025-09-24", name="held")) <= 7
    corrected = making.corrected("held", day=date(2025, 9, 25), **world.envelope("2025-09-25"))
    assert reads(world, lambda: world.service.record(corrected)) <= 12
    assert reads(world, lambda: world.done(f"{PLAN}/R1/12", "2025-09-26")) <= 12
    store = world.service.store
    assert isinstance(store, SqlStore)
    store.close()
