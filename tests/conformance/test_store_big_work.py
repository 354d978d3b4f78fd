"""The promises that every store must keep about rows that are made while they are written, however many there are."""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest

from events.database.bulk import FEW
from events.errors import StoreFailed
from events.opening import make_store
from events.rows import Changes, HistoryRow, TaskRow
from events.store import Store
from tests.conformance.examples import task

Row = TypeVar("Row")

MANY = 20_000
"""So many rows are megabytes, if all of them are there at once."""

A_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Made(Generic[Row]):
    """So many rows, each made by its number when it is asked for."""

    count: int
    row: Callable[[int], Row]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        return map(self.row, range(self.count))


def nth(number: int) -> TaskRow:
    """The task of that number."""
    return task(f"p/I.1/{number:05}", unit=f"{number:05}")


def done(number: int) -> TaskRow:
    """The same, done."""
    return nth(number)._replace(state="done")


def before(number: int) -> HistoryRow:
    """What it was before."""
    return HistoryRow(nth(number).plan, nth(number).id, 2, "active", "d1", 1, "done")


@pytest.mark.parametrize("count", [1, FEW + 1])
def test_rows_may_be_made_while_they_are_written(store: Store, count: int) -> None:
    """New tasks, changed ones and their history come out as they were made, be they one or many."""
    with store.begin() as session:
        session.apply(Changes(tasks_new=Made(count, nth)))
    with store.begin() as session:
        session.apply(Changes(tasks_changed=Made(count, done), history=Made(count, before)))
    with store.begin(write=False) as session:
        assert session.tasks("p") == [done(number) for number in range(count)]
        assert list(session.dump("history")) == [before(number) for number in range(count)]


def test_where_one_cannot_be_made_none_is_written(store: Store) -> None:
    """What fails half way undoes all, and the store can be used on."""

    def breaks(number: int) -> TaskRow:
        if number == FEW:
            raise LookupError("made to fail")
        return nth(number)

    with pytest.raises(LookupError, match="made to fail"), store.begin() as session:
        session.apply(Changes(tasks_new=Made(FEW + 1, breaks)))
    with store.begin() as session:
        assert session.tasks("p") == []
        session.apply(Changes(tasks_new=Made(1, nth)))
    with store.begin(write=False) as session:
        assert session.tasks("p") == [nth(0)]


def test_where_one_is_refused_none_is_written(store: Store) -> None:
    """A second task of one id among those made on the way is told as the store's own error."""
    with pytest.raises(StoreFailed), store.begin() as session:
        session.apply(Changes(tasks_new=Made(FEW + 1, lambda number: nth(number % FEW))))
    with store.begin(write=False) as session:
        assert session.tasks("p") == []


def test_rows_are_let_go_of_as_they_are_written(database_url: str) -> None:
    """A database takes 20,000 rows in less than a megabyte of this process, new, changed and of the history."""
    store = make_store(database_url)
    with store.begin() as session:
        session.apply(Changes(tasks_new=Made(1, nth)))  # statements are prepared
        for changes in (
            Changes(tasks_new=Made(MANY, lambda number: nth(number + 1))),
            Changes(tasks_changed=Made(MANY, done), history=Made(MANY, before)),
        ):
            tracemalloc.start()
            session.apply(changes)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < A_MEGABYTE
    store.close()


def test_a_unit_that_bears_many_dates_is_there_once(database_url: str) -> None:
    """Who bears a date is read by groups, in which the same unit is the same value, however often it is named."""
    store = make_store(database_url)
    tasks = (nth(number)._replace(due_key=key, id=f"{key}{number}") for key in ("d1", "d2") for number in range(FEW))
    with store.begin() as session:
        session.apply(Changes(tasks_new=list(tasks)))
    with store.begin(write=False) as session:
        one, other = session.bearers("p", ["d1", "d2"])
    assert list(one.units) == list(other.units) == [nth(number).unit for number in range(FEW)]
    store.close()
    assert all(unit is same for unit, same in zip(one.units, other.units, strict=True))
