"""The errors of the log and its store, as values that cross borders."""

import pickle
from datetime import UTC, date, datetime

import pytest

from events import errors
from events.errors import (
    Conflict,
    DuplicateEvent,
    EventError,
    EventsError,
    LogBroken,
    StoreError,
    StoreLocked,
    UnknownEvent,
)
from events.event import Event, Recorded

KNOWN = Recorded(
    position=3,
    event=Event(id="e1", type="day.began", occurred_on=date(2025, 8, 1), recorded_at=datetime.now(UTC), actor="a"),
    previous="p",
    hash="h",
)


@pytest.mark.parametrize(
    "error",
    [
        EventError("Event “{id}” {x}", id="e1", x=1),
        UnknownEvent("e1"),
        DuplicateEvent(KNOWN, ["unit", "plan"]),
        Conflict(1, 3, [KNOWN]),
        StoreLocked("{store} is locked", store="here"),
        LogBroken("at {position}", position=3),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_carries_its_template_and_fields(error: EventsError) -> None:
    """The words of an error are its template filled in, and it can be sent to another process as it is."""
    assert str(error) == error.template.format(**error.fields)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.fields, vars(again)) == (type(error), str(error), error.fields, vars(error))


def test_the_tree_is_drawn_at_the_head_of_the_file() -> None:
    """Every error class stands in the drawing, under the class that it belongs to."""
    drawing = errors.__doc__ or ""
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, EventsError)]
    for one in classes:
        assert f"─ {one.__name__} " in drawing or one in (EventsError, StoreError)
        above, name = drawing.split(one.__name__)[0], one.__bases__[0].__name__
        assert name in above or one is EventsError


def test_errors_of_the_store_are_one_family() -> None:
    """Who catches StoreError catches all that the database can do to us, and nothing else."""
    names = {one.__name__ for one in StoreError.__subclasses__()}
    assert names == {
        "StoreLocked",
        "StoreReadOnly",
        "StoreUnreachable",
        "StoreFull",
        "StoreDamaged",
        "RecordingUnknown",
        "NoStore",
        "NotAStore",
        "SchemaTooNew",
        "SchemaTooOld",
        "LogBroken",
        "StoreFailed",
    }
