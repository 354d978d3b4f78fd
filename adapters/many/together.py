"""Many wishes tried one after the other, then recorded in one transaction: all of them, or none.

A trial is a transaction that is undone (docs/decisions/0175-all-or-nothing.md): each wish is decided on what those
before it leave. What is refused there is named; the others are tried again without it, since they may rest on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from adapters.bootstrap import Office
from adapters.words.catalogue import Said

Wish = TypeVar("Wish")
Made = TypeVar("Made")

Record = Callable[[Office, Wish], Made]
"""Records one wish, and gives what follows. Raises what `why` knows."""

Why = Callable[[Exception], Said | None]
"""The reason in words for which a wish is refused; None: it is no refusal of that wish."""


@dataclass(frozen=True, slots=True)
class Turned(Generic[Wish]):
    """A wish that is refused, and why."""

    wish: Wish
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried(Generic[Wish, Made]):
    """The wishes that can be recorded together, what would follow from each, and those that cannot."""

    wishes: Sequence[Wish]
    made: Sequence[Made]
    turned: Sequence[Turned[Wish]] = ()


class MeanwhileRefused(Exception):  # noqa: N818 - named by what happened
    """A wish that could be recorded when it was tried cannot be any more; none was recorded. `turned` says which."""

    def __init__(self, turned: Turned[Wish]) -> None:
        self.turned = turned
        super().__init__(str(turned.said))


def tried(office: Office, wishes: Sequence[Wish], record: Record[Wish, Made], why: Why) -> Tried[Wish, Made]:
    """Try all of `wishes`, and change nothing. Raises what is no refusal of a wish."""
    turned: list[Turned[Wish]] = []
    while True:
        there = [one for one in wishes if all(one is not other.wish for other in turned)]
        made, news = _trial(office, there, record, why)
        turned += news
        if not news:
            return Tried(wishes=there, made=made, turned=_in_order(wishes, turned))


def _trial(
    office: Office, wishes: Sequence[Wish], record: Record[Wish, Made], why: Why
) -> tuple[list[Made], list[Turned[Wish]]]:
    made, turned = list[Made](), list[Turned[Wish]]()
    with office.together(dry_run=True) as acting:
        for wish in wishes:
            try:
                made.append(record(acting, wish))
            except Exception as error:  # noqa: BLE001 - what is no refusal of the wish goes on
                turned.append(Turned(wish, _reason(error, why)))
    return made, turned


def _reason(error: Exception, why: Why) -> Said:
    said = why(error)
    if said is None:
        raise error
    return said


def _in_order(wishes: Sequence[Wish], turned: Sequence[Turned[Wish]]) -> list[Turned[Wish]]:
    place = {id(one): at for at, one in enumerate(wishes)}
    return sorted(turned, key=lambda one: place[id(one.wish)])


def recorded_together(office: Office, wishes: Sequence[Wish], record: Record[Wish, Made], why: Why) -> list[Made]:
    """Record all of `wishes`, or none. Raises MeanwhileRefused where one cannot be, by what others recorded since."""
    made = list[Made]()
    with office.together() as acting:
        for wish in wishes:
            try:
                made.append(record(acting, wish))
            except Exception as error:
                raise MeanwhileRefused(Turned(wish, _reason(error, why))) from error
    return made
