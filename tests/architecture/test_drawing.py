"""docs/rooms.svg and docs/rooms.md show the rooms as they are."""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.tools.draw_rooms import SVG, TABLE, drawing, table
from tests.tools.layers import Node, places, ways_of
from tests.tools.rooms import direct, floors

ARROWS = {
    "attic": frozenset({"hall", "cellar", "stairs"}),
    "hall": frozenset({"stairs", "cellar"}),
    "stairs": frozenset({"cellar"}),
    "shed": frozenset({"cellar"}),
    "cellar": frozenset[str](),
}


def test_the_picture_is_current() -> None:
    """What was drawn is what would be drawn; else `make drawing`."""
    assert SVG.read_text(encoding="utf-8") == drawing()


def test_the_page_is_current() -> None:
    """The page has the rooms, their docstrings and imports as they are; else `make drawing`."""
    assert TABLE.read_text(encoding="utf-8") == table()


def test_a_room_stands_one_floor_above_the_highest_that_it_imports() -> None:
    """What imports nothing stands on the lowest floor."""
    assert floors(ARROWS) == {"cellar": 1, "stairs": 2, "shed": 2, "hall": 3, "attic": 4}
    with pytest.raises(ValueError, match="cycle"):
        floors({"one": frozenset({"other"}), "other": frozenset({"one"})})


def test_arrows_that_follow_from_others_are_left_out() -> None:
    """A room that is reached through another one has no arrow of its own."""
    assert set(direct(ARROWS)) == {("attic", "hall"), ("hall", "stairs"), ("stairs", "cellar"), ("shed", "cellar")}


def test_nothing_stands_upon_another() -> None:
    """Rooms and joints of a floor keep their distance; an arrow over several floors has a joint on each between."""
    on = floors(ARROWS)
    ways = ways_of(on, [*direct(ARROWS), ("attic", "cellar")])
    at = places(on, ways, lambda _: 10.0)
    assert ways["attic", "cellar"] == [
        ("attic",),
        ("attic", "cellar", "3"),
        ("attic", "cellar", "2"),
        ("cellar",),
    ]
    by_floor: dict[int, list[float]] = {}
    for node, x in at.items():
        by_floor.setdefault(_floor(node, on), []).append(x)
    assert sorted(map(len, by_floor.values())) == [1, 1, 2, 3]
    for places_of_one in by_floor.values():
        ordered = sorted(places_of_one)
        assert all(right - left >= 9.999 for left, right in pairwise(ordered))


def _floor(node: Node, on: Mapping[str, int]) -> int:
    return on[node[0]] if len(node) == 1 else int(node[2])
