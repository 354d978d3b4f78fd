"""Places for a layered drawing: rooms on their floors, arrows between them, with few crossings and short ways.

After Sugiyama, Tagawa and Toda (1981): an arrow over several floors gets a joint on each; rooms and joints of a floor
are ordered by the mean place of what they are tied to, then set as near to it as their widths allow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, combinations, pairwise
from statistics import fmean

Node = tuple[str, ...]
"""A room, as its name alone; a joint, as the arrow's two ends and the floor."""

Ways = Mapping[tuple[str, str], Sequence[Node]]
"""By arrow: what it passes, from the importing room down to the imported one."""

Layers = Sequence[Sequence[Node]]
"""What stands on each floor, the lowest first, from left to right."""

SWEEPS = 24


def ways_of(floors: Mapping[str, int], arrows: Iterable[tuple[str, str]]) -> Ways:
    """For each arrow the room above, a joint on every floor between, and the room below."""
    return {
        (above, below): [
            (above,),
            *((above, below, str(floor)) for floor in range(floors[above] - 1, floors[below], -1)),
            (below,),
        ]
        for above, below in arrows
    }


def places(floors: Mapping[str, int], ways: Ways, width_of: Callable[[Node], float]) -> Mapping[Node, float]:
    """The middle of each room and joint from left to right; nothing on a floor overlaps."""
    tied = _ties(ways)
    layers = _ordered(_layers(floors, ways), tied)
    found: dict[Node, float] = {}
    for layer in layers:
        found.update(_set_apart(layer, dict.fromkeys(layer, 0.0), width_of))
    for _ in range(SWEEPS):
        for layer in [*layers, *layers[::-1]]:
            wanted = {node: fmean(found[one] for one in tied.get(node, [node])) for node in layer}
            found.update(_set_apart(layer, wanted, width_of))
    return found


def _layers(floors: Mapping[str, int], ways: Ways) -> Layers:
    layers: list[list[Node]] = [[] for _ in range(max(floors.values()))]
    for room, floor in sorted(floors.items()):
        layers[floor - 1].append((room,))
    for way in ways.values():
        for joint in way[1:-1]:
            layers[int(joint[2]) - 1].append(joint)
    return layers


def _ties(ways: Ways) -> Mapping[Node, Sequence[Node]]:
    found: dict[Node, list[Node]] = {}
    for way in ways.values():
        for one, other in pairwise(way):
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _ordered(layers: Layers, tied: Mapping[Node, Sequence[Node]]) -> Layers:
    """The order with the fewest crossings that sweeping up and down comes by."""
    best = layers
    for sweep in range(SWEEPS):
        layers = _swept(layers, tied) if sweep % 2 else _swept(layers[::-1], tied)[::-1]
        best = min(best, layers, key=lambda some: _crossings(some, tied))
    return best


def _swept(layers: Layers, tied: Mapping[Node, Sequence[Node]]) -> Layers:
    """Each layer in the order of what its nodes are tied to in the one before; what is tied to nothing stays."""
    found = [layers[0]]
    for layer in layers[1:]:
        before = {node: index / len(found[-1]) for index, node in enumerate(found[-1])}
        own = {node: index / len(layer) for index, node in enumerate(layer)}
        means = {node: [before[one] for one in tied.get(node, ()) if one in before] or [own[node]] for node in layer}
        found.append(sorted(layer, key=lambda node: fmean(means[node])))
    return found


def _crossings(layers: Layers, tied: Mapping[Node, Sequence[Node]]) -> int:
    count = 0
    for low, high in pairwise(layers):
        at = {node: index for index, node in enumerate(low)}
        ties = [(index, at[one]) for index, node in enumerate(high) for one in tied.get(node, ()) if one in at]
        count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ties, 2))
    return count


def _set_apart(
    layer: Sequence[Node], wanted: Mapping[Node, float], width_of: Callable[[Node], float]
) -> Mapping[Node, float]:
    """As near to where each wants to be as order and widths allow, by least squares: what collides shares a mean."""
    between = ((width_of(one) + width_of(other)) / 2 for one, other in pairwise(layer))
    offsets = list(accumulate(between, initial=0.0))
    pools: list[list[float]] = []
    for node, offset in zip(layer, offsets, strict=True):
        pool = [wanted[node] - offset]
        while pools and fmean(pools[-1]) > fmean(pool):
            pool = [*pools.pop(), *pool]
        pools.append(pool)
    shifts = (fmean(pool) for pool in pools for _ in pool)
    return {node: offset + shift for node, offset, shift in zip(layer, offsets, shifts, strict=True)}
