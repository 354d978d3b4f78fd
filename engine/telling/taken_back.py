"""What was said of a task and taken back: of what came and went before anybody was told of it nothing is said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.decision import Kind
from engine.facts.fact import topic_named, topic_text
from engine.facts.topics import heard
from events.store import Present

Item = Mapping[str, Any]


class _Turn(NamedTuple):
    """What stands or is taken back by turns; two items speak of the same where these fields are alike in both."""

    said: Kind
    taken_back: Kind
    same: tuple[str, ...] = ("fact",)


_OF_TASK = ("rule", "cycle", "units")

_TURNS = (
    _Turn(Kind.ACCEPTED, Kind.NOT_ACCEPTED, _OF_TASK),
    _Turn(Kind.ACCEPTED_LATE, Kind.ACCEPTED_IN_TIME, _OF_TASK),
    _Turn(Kind.REOPENED, Kind.NOT_RETURNED, _OF_TASK),
    _Turn(Kind.DONE, Kind.NOT_DONE, _OF_TASK),
    _Turn(Kind.ACKNOWLEDGED, Kind.NOT_ACKNOWLEDGED),
    _Turn(Kind.PROGRESS, Kind.NOT_PROGRESS),
    _Turn(Kind.ASKED, Kind.NOT_ASKED),
    _Turn(Kind.NOT_EXTENDED, Kind.NOT_REFUSED),
    _Turn(Kind.PART_ASKED, Kind.PART_NOT_ASKED),
    _Turn(Kind.PART_ANSWERED, Kind.PART_NOT_ANSWERED),
    _Turn(Kind.TAKEN_OVER, Kind.NOT_TAKEN_OVER, ("fact", *_OF_TASK)),
)
"""Whether a report is accepted, or its task open again; whether something was said of its course, asked, refused or
answered; whether something passed to its row."""

_TURN_OF: Mapping[str, _Turn] = {kind: turn for turn in _TURNS for kind in (turn.said, turn.taken_back)}

TAKEN_BACK = frozenset({turn.taken_back for turn in _TURNS if "fact" in turn.same})
"""Kinds of what is told of something that stands no longer."""


def still_to_say(words: Sequence[Item], items: Sequence[Item]) -> Iterator[Item]:
    """Those of `words` that are news after all of `items`, which one recipient has not been told, in their order.

    What the first of such items says, he does not know yet: so he takes it to be the other way.
    """
    for item in words:
        turn = _TURN_OF.get(item["change"])
        if turn is None or _is_news(item, [one for one in items if _of_the_same(one, item, turn)]):
            yield item


def _of_the_same(one: Item, item: Item, turn: _Turn) -> bool:
    """True where both speak of the same by that turn; an item of an older version, which names no fact, of its own."""
    if _TURN_OF.get(one["change"]) is not turn:
        return False
    return one == item or (any(map(one.get, turn.same)) and all(one.get(name) == item.get(name) for name in turn.same))


def _is_news(item: Item, alike: Sequence[Item]) -> bool:
    return item == alike[-1] and item["change"] == alike[0]["change"]


Place = tuple[str, str, str, str]
"""Plan, rule, unit and cycle of a task."""


def last_words(present: Present, tasks: Iterable[Place]) -> Mapping[Place, str]:
    """The last day on which something was heard of each of these tasks: by it they do not stand still any more."""
    places = {(plan, topic_text(topic), unit) for plan, rule, unit, _ in tasks for topic in heard(rule)}
    found: dict[Place, str] = {}
    for plan, signal, unit, cycle, day in present.heard(sorted(places)) if places else ():
        of = plan, topic_named(signal).name, unit, cycle
        found[of] = max(found.get(of, ""), day)
    return found
