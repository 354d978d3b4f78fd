"""The promises that every store must keep about its log and its transactions."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from events import chain
from events.errors import DuplicateEvent, EventError, LogBroken, UnknownEvent
from events.event import Document
from events.making import corrected, units_registered, withdrawn
from events.opening import make_store
from events.rows import Changes
from events.store import MEMORY, Store
from tests.conformance.examples import NOW, event, task, unit


def test_an_empty_log_has_its_head_at_nought(store: Store) -> None:
    """A new store has no events, and its head hash is the one that the first event follows."""
    with store.begin(write=False) as session:
        assert (session.head(), session.head_hash()) == (0, chain.GENESIS)
        assert list(session.events()) == []
        assert session.find("e1") is None


def test_positions_count_from_one_without_gaps(store: Store) -> None:
    """Events get the positions 1, 2, 3 in the order in which they were appended."""
    for number in (1, 2, 3):
        with store.begin() as session:
            assert session.append(event(f"e{number}")).position == number
    with store.begin(write=False) as session:
        assert [(r.position, r.event.id) for r in session.events()] == [(1, "e1"), (2, "e2"), (3, "e3")]
        assert session.head() == 3


def test_an_event_comes_back_as_it_was_appended(store: Store) -> None:
    """Every field of an event, Vietnamese text in both normal forms included, is read as it was written."""
    text = 'Nghị quyết \u1ebf e\u0302\u0301 "\\\u00a0…'
    written = event(document=Document(text=text, issued=None), data={"carried": "2025-12-31"})
    with store.begin() as session:
        appended = session.append(written)
    with store.begin(write=False) as session:
        assert session.recorded("e1") == session.find("e1") == appended == next(session.events())
        assert session.recorded("e1").event == written


def test_a_log_is_restored_event_by_event(store: Store) -> None:
    """Events of another log are put in as they stand there, and one that does not follow is refused."""
    other = make_store(MEMORY)
    with other.begin() as session:
        recorded = [session.append(event(f"e{number}")) for number in (1, 2, 3)]
    with store.begin() as session:
        session.restore(recorded[0])
        for wrong in (recorded[2], replace(recorded[1], previous="1" * 64)):
            with pytest.raises(LogBroken):
                session.restore(wrong)
        session.restore(recorded[1])
        assert list(session.events()) == recorded[:2]
        assert session.append(event("e3")) == recorded[2]


def test_moments_are_kept_in_utc(store: Store) -> None:
    """A moment given in Ha Noi's zone is the same moment in UTC when it is read."""
    there = datetime(2025, 8, 1, 10, 4, 5, tzinfo=timezone(timedelta(hours=7)))
    with store.begin() as session:
        session.append(event(recorded_at=there))
    with store.begin(write=False) as session:
        read = session.recorded("e1").event.recorded_at
        assert read == there
        assert read.utcoffset() == timedelta(0)


def test_what_is_appended_cannot_be_changed_through_the_data_handed_in(store: Store) -> None:
    """The log keeps its own copy of an event's data."""
    data = {"carried": "2025-12-31"}
    with store.begin() as session:
        session.append(event(data=data))
        data["carried"] = "2026-01-01"
        assert session.recorded("e1").event.data == {"carried": "2025-12-31"}


def test_the_same_event_twice_changes_nothing(store: Store) -> None:
    """An event sent again, at a later moment, is answered with what was recorded."""
    with store.begin() as session:
        first = session.append(event())
        session.append(event("e2"))
    with store.begin() as session:
        again = session.append(event(recorded_at=NOW + timedelta(hours=1)))
        assert again == first
        assert session.head() == 2


def test_the_same_id_with_other_content_is_refused(store: Store) -> None:
    """A known id with other content says which fields differ, and records nothing."""
    with store.begin() as session:
        session.append(event())
    with pytest.raises(DuplicateEvent) as refused, store.begin() as session:
        session.append(event(occurred_on=date(2025, 8, 2), unit="13"))
    assert refused.value.differing == ("unit", "occurred_on")
    assert refused.value.known.position == 1
    assert str(refused.value) == (
        "Event “e1” is in the log already, at position 1, with other content: unit, occurred_on. Nothing was recorded. "
        "Send exactly the same again, or give the new event an id of its own."
    )
    with store.begin(write=False) as session:
        assert session.head() == 1


def test_a_correction_of_an_unknown_event_is_refused(store: Store) -> None:
    """An event that corrects one which isn't in the log is not recorded."""
    wrong = corrected("nobody", day=date(2025, 8, 2), id="c1", occurred_on=date(2025, 8, 3), recorded_at=NOW, actor="a")
    with pytest.raises(UnknownEvent, match="There is no event “nobody” in the log"), store.begin() as session:
        session.append(wrong)
    with store.begin() as session:
        session.append(event())
        assert session.append(replace(wrong, corrects="e1")).event.corrects == "e1"


def test_the_amendments_of_an_event_are_found(store: Store) -> None:
    """The events that correct or withdraw another are found by its id, in their order, and no others."""
    envelope: Any = {"occurred_on": date(2025, 8, 3), "recorded_at": NOW, "actor": "a"}
    with store.begin() as session:
        for number in (1, 2):
            session.append(event(f"e{number}"))
        session.append(corrected("e1", day=date(2025, 8, 2), id="c1", **envelope))
        session.append(corrected("e2", day=date(2025, 8, 2), id="c2", **envelope))
        assert [recorded.event.id for recorded in session.amending("e1")] == ["c1"]
        session.append(withdrawn("e1", id="w1", **envelope))
        assert [recorded.event.id for recorded in session.amending("e1")] == ["c1", "w1"]
        assert session.amending("c1") == []
    with store.begin(write=False) as session:
        assert [recorded.event.id for recorded in session.amending("e1")] == ["c1", "w1"]


def test_an_unknown_event_is_named(store: Store) -> None:
    """Asking for an event by an id that is not there raises UnknownEvent."""
    with pytest.raises(UnknownEvent, match="“nobody”"), store.begin(write=False) as session:
        session.recorded("nobody")


def test_a_malformed_event_is_refused(store: Store) -> None:
    """What the catalogue refuses never reaches the log."""
    with pytest.raises(EventError, match="no event type"), store.begin() as session:
        session.append(event(type="milestone.dreamt"))
    with store.begin(write=False) as session:
        assert session.head() == 0


def test_events_can_be_read_from_a_position_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """`after` and `limit` cut the log where they say, over more events than a database is asked for at a time."""
    # Smaller pages, so that two and a bit of them are quickly made: every append is a round trip to the server.
    monkeypatch.setattr("events.database.log.PAGE", 50)
    with store.begin() as session:
        for number in range(1, 113):
            session.append(event(f"e{number}"))
    with store.begin(write=False) as session:
        assert [recorded.position for recorded in session.events()] == list(range(1, 113))
        assert [recorded.position for recorded in session.events(after=3, limit=2)] == [4, 5]
        assert [recorded.position for recorded in session.events(after=5, limit=100)] == list(range(6, 106))
        assert [recorded.position for recorded in session.events(limit=50)] == list(range(1, 51))
        assert [recorded.position for recorded in session.events(limit=101)] == list(range(1, 102))
        assert list(session.events(after=112)) == list(session.events(limit=0)) == []


def test_a_page_ends_where_the_log_does(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that fills its last page to the brim is read to its end, and no further; each page is one statement."""
    monkeypatch.setattr("events.database.log.PAGE", 2)
    store = make_store(database_url)
    with store.begin() as session:
        for number in range(1, 5):
            session.append(event(f"e{number}"))
    with store.begin(write=False) as session:
        before = store.query_count
        assert [recorded.position for recorded in session.events()] == [1, 2, 3, 4]
        assert store.query_count - before == 3
    store.close()


def test_events_can_be_read_by_type(store: Store) -> None:
    """Only events of the types asked for come, in their order; a limit counts those."""
    with store.begin() as session:
        session.append(event("e1"))
        session.append(event("w1", type="event.withdrawn", plan=None, subject=None, unit=None, corrects="e1", data={}))
        session.append(event("e2"))
        session.append(event("w2", type="event.withdrawn", plan=None, subject=None, unit=None, corrects="e2", data={}))
    with store.begin(write=False) as session:
        assert [one.event.id for one in session.events(types=["event.withdrawn"])] == ["w1", "w2"]
        assert [one.event.id for one in session.events(after=2, types=["event.withdrawn"])] == ["w2"]
        assert [one.event.id for one in session.events(types=["event.withdrawn"], limit=1)] == ["w1"]
        assert list(session.events(types=[])) == []


def test_an_event_of_a_clock_that_is_ahead_is_found(store: Store) -> None:
    """A log says whether, past a position, anything was recorded later than a moment: by the event's own clock."""
    with store.begin() as session:
        session.append(event("e1", recorded_at=NOW + timedelta(days=1_800)))
        session.append(event("e2"))
        assert session.any_later(0, NOW)
        assert not session.any_later(1, NOW)
        assert session.any_later(1, NOW - timedelta(microseconds=1))
        assert not session.any_later(0, NOW + timedelta(days=1_800))


def test_the_log_is_chained(store: Store) -> None:
    """The hash of each event follows from the one before, and the whole chain holds."""
    with store.begin() as session:
        for number in range(1, 6):
            session.append(event(f"e{number}"))
    with store.begin(write=False) as session:
        log = list(session.events())
        assert chain.verify(session.events()) == 5
        assert log[0].previous == chain.GENESIS
        assert log[-1].hash == session.head_hash() == chain.link(log[-1].previous, log[-1].event)


def test_every_store_gives_the_same_hashes(store: Store) -> None:
    """The head hash of a known log is a known number: a log can move between stores."""
    with store.begin() as session:
        session.append(event("e1"))
        session.append(event("e2", document=None))
        assert session.head_hash() == "9b884594d6e972601b412f8a4e23becc0c3f8015cea626e72856ce21581fd9f1"


def test_a_large_event_is_kept(store: Store) -> None:
    """An event that registers every commune of the country is one event."""
    units = [{"code": f"{n:05d}", "name": f"Xã số {n}", "kind": "commune", "parent": "12"} for n in range(3_321)]
    with store.begin() as session:
        session.append(units_registered(units, id="u", occurred_on=date(2025, 7, 1), recorded_at=NOW, actor="a"))  # type: ignore[arg-type]  # plain dicts
    with store.begin(write=False) as session:
        assert session.recorded("u").event.data["units"] == units


def test_an_exception_undoes_the_transaction(store: Store) -> None:
    """Where a block is left by an exception, neither its events nor its rows are kept."""
    with pytest.raises(ZeroDivisionError), store.begin() as session:  # noqa: PT012 - the block is what is tested
        session.append(event())
        session.apply(Changes(units=[unit()], tasks_new=[task()]))
        raise ZeroDivisionError
    with store.begin(write=False) as session:
        assert (session.head(), session.units(), session.task(task().id)) == (0, [], None)
    with store.begin() as session:
        assert session.append(event()).position == 1


def test_a_reader_sees_one_moment(store: Store) -> None:
    """What is committed while a reader reads does not show until it begins anew."""
    with store.begin() as session:
        session.append(event("e1"))
    with store.begin(write=False) as reader:
        assert reader.head() == 1
        with store.begin() as writer:
            writer.append(event("e2"))
            writer.apply(Changes(units=[unit()]))
        assert [recorded.event.id for recorded in reader.events()] == ["e1"]
        assert reader.units() == []
    with store.begin(write=False) as reader:
        assert reader.head() == 2
        assert reader.units() == [unit()]


def test_a_writer_sees_what_it_wrote(store: Store) -> None:
    """Within its own transaction a writer reads its own events and rows."""
    with store.begin() as session:
        session.append(event("e1"))
        session.apply(Changes(units=[unit()]))
        assert session.head() == 1
        assert session.units() == [unit()]


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    """To append or apply in a transaction begun for reading is a mistake of the program, and told as one."""
    with store.begin(write=False) as session:
        with pytest.raises(RuntimeError, match="begun for reading"):
            session.append(event())
        with pytest.raises(RuntimeError, match="begun for reading"):
            session.apply(Changes(units=[unit()]))


def test_an_event_is_found_by_its_position(store: Store) -> None:
    """Each position from 1 to the head gives its event, and one beyond is a broken log."""
    with store.begin() as session:
        recorded = [session.append(event(f"e{number}")) for number in (1, 2, 3)]
        assert [session.event_at(position) for position in (1, 2, 3)] == recorded
    with store.begin(write=False) as session:
        assert [session.event_at(position) for position in (3, 2, 1)] == recorded[::-1]
        for nowhere in (0, 4):
            with pytest.raises(LogBroken, match=f"at position {nowhere} is missing"):
                session.event_at(nowhere)


def test_an_event_that_was_not_there_is_found_once_it_is(store: Store) -> None:
    """Who asked for an event in vain, and then appends it, finds it; an undone one is gone again."""
    with pytest.raises(ZeroDivisionError), store.begin() as session:  # noqa: PT012 - the block is what is tested
        assert session.find("e1") is None
        appended = session.append(event())
        assert session.find("e1") == session.event_at(1) == appended
        raise ZeroDivisionError
    with store.begin() as session:
        assert session.find("e1") is None


def test_an_event_is_read_once_in_a_transaction(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for again, by its id or by its position, an event costs no statement, until too many are kept."""
    monkeypatch.setattr("events.database.log.KEPT", 2)
    store = make_store(database_url)
    with store.begin() as session:
        for number in (1, 2, 3):
            session.append(event(f"e{number}"))

    def statements(*asked: str | int) -> int:
        before = store.query_count
        for one in asked:
            assert (session.event_at(one) if isinstance(one, int) else session.recorded(one)).event.id[-1] == str(one)[
                -1
            ]
        return store.query_count - before

    with store.begin(write=False) as session:
        session.head_hash()  # else the first event asked for brings the last one along
        assert statements("e1", "e1", 1, "e1") == 1
        assert statements(2, "e2", 2, "e1") == 1
        assert statements("e3", 3) == 1
        assert statements("e1", 1) == 1
        assert session.amending("e1") == []
        before = store.query_count
        assert session.amending("e1") == []
        assert store.query_count == before
    store.close()
