"""What was said of a report and taken back: of what came and went before anybody was told of it nothing is said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.decision import Kind

Item = Mapping[str, Any]

_ACCEPTANCE: Mapping[str, bool] = {Kind.ACCEPTED: True, Kind.NOT_ACCEPTED: False}
_RETURN: Mapping[str, bool] = {Kind.REOPENED: True, Kind.NOT_RETURNED: False}
_TURNS = (_ACCEPTANCE, _RETURN)
"""By what is told: whether a report is now accepted, or its task open again."""


def still_to_say(words: Sequence[Item], items: Sequence[Item]) -> Iterator[Item]:
    """Those of `words` that are news after all of `items`, which one recipient has not been told, in their order.

    What the first of such items says, he does not know yet: so he takes it to be the other way.
    """
    for item in words:
        turns = next((of for of in _TURNS if item["change"] in of), None)
        if turns is None or _is_news(item, [one for one in items if _of_the_same(one, item, turns)], turns):
            yield item


def _of_the_same(one: Item, item: Item, turns: Mapping[str, bool]) -> bool:
    """True where both speak of such a turn of the same tasks."""
    return one["change"] in turns and all(one.get(name) == item.get(name) for name in ("rule", "cycle", "units"))


def _is_news(item: Item, alike: Sequence[Item], turns: Mapping[str, bool]) -> bool:
    return item == alike[-1] and turns[item["change"]] == turns[alike[0]["change"]]
