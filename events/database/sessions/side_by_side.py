"""Readers that go on side by side in one transaction, and whose questions are answered in rounds.

Each reader is ordinary code that asks one question after another. It runs in a thread of its own, never two at a time,
until it asks something; when all have, what they ask is put together as one statement, in which each question is a
column that holds its rows as JSON. So a page takes as many statements as its longest reader asks questions, and not as
many as all together (docs/decisions/0240-questions-in-rounds.md).
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Result, Select, Text, cast, func, select
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData

from events.database.dialects import POSTGRES

Found = TypeVar("Found")


class _LeftOff(BaseException):
    """Another reader failed, and nobody wants this one's answer any more."""


class AskingConnection:
    """The connection as a reader has it: what it executes waits for the others."""

    def __init__(self, connection: Connection, asks: Callable[[Select[Any]], Result[Any]]) -> None:
        self._connection, self._asks = connection, asks

    def execute(self, statement: Any, *more: Any, **options: Any) -> Any:
        """The result of a statement; of one that is no plain question at once."""
        if more or options or not isinstance(statement, Select):
            return self._connection.execute(statement, *more, **options)
        return self._asks(statement)

    def scalars(self, statement: Any) -> Any:
        """The first column of a result."""
        return self.execute(statement).scalars()

    def scalar(self, statement: Any) -> Any:
        """The one value of a result."""
        return self.execute(statement).scalar()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Reader(Generic[Found]):
    """One of them: it runs between two answers, while whoever leads the rounds waits."""

    def __init__(self, connection: Connection, read: Callable[[Connection], Found]) -> None:
        self.question: Select[Any] | None = None
        self.outcome = Future[Found]()
        self._answers, self._halts = SimpleQueue[Result[Any] | _LeftOff](), SimpleQueue[None]()
        asking: Any = AskingConnection(connection, self._ask)
        Thread(target=self._run, args=(read, asking), daemon=True).start()
        self._halts.get()

    def go_on(self, answer: Result[Any] | _LeftOff) -> None:
        """Let it run on, until its next question or its end."""
        self.question = None
        self._answers.put(answer)
        self._halts.get()

    def _ask(self, statement: Select[Any]) -> Result[Any]:
        self.question = statement
        self._halts.put(None)
        answer = self._answers.get()
        if isinstance(answer, _LeftOff):
            raise answer
        return answer

    def _run(self, read: Callable[[Connection], Found], asking: Any) -> None:
        try:
            self.outcome.set_result(read(asking))
        except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is wanted
            self.outcome.set_exception(error)
        self._halts.put(None)


def side_by_side(connection: Connection, reads: Sequence[Callable[[Connection], Found]]) -> list[Found]:
    """What each comes to, in their order. Raises what the first of them raised that failed."""
    readers = list[_Reader[Found]]()
    try:
        for read in reads:
            readers.append(_Reader(connection, read))
            _must_go_on(readers)
        while waiting := [one for one in readers if one.question is not None]:
            for one, answer in zip(waiting, _answered(connection, waiting), strict=True):
                one.go_on(answer)
                _must_go_on([one])
    finally:
        for one in readers:
            while one.question is not None:
                one.go_on(_LeftOff())
    return [one.outcome.result() for one in readers]


def _must_go_on(readers: Sequence[_Reader[Any]]) -> None:
    """Raises what one of them raised."""
    for one in readers:
        if one.outcome.done():
            one.outcome.result()


def _answered(connection: Connection, waiting: Sequence[_Reader[Any]]) -> list[Result[Any]]:
    """What all wait for, by one statement."""
    questions = [one.question for one in waiting if one.question is not None]
    if len(questions) == 1:
        return [connection.execute(questions[0])]
    row = connection.execute(select(*(_as_json(connection, one) for one in questions))).one()
    return [_result(question, text) for question, text in zip(questions, row, strict=True)]


def _as_json(connection: Connection, question: Select[Any]) -> Any:
    of = question.subquery()
    postgres = connection.dialect.name == POSTGRES
    row = (func.json_build_array if postgres else func.json_array)(*of.c)
    rows = (func.json_agg if postgres else func.json_group_array)(row)
    return select(cast(rows, Text)).select_from(of).scalar_subquery()


def _result(question: Select[Any], text: str | None) -> Result[Any]:
    names = SimpleResultMetaData([str(column.key) for column in question.selected_columns])
    return IteratorResult(names, iter([tuple(row) for row in json.loads(text)] if text else []))
