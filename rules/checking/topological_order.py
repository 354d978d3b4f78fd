"""The order of things that wait for each other, and the circles among them."""

from collections.abc import Iterator, Mapping, Sequence

MOST_CIRCLES = 100
"""As many are told; once they are undone, further ones will show."""


def topological_order(waits: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Every key of `waits` after those it waits for, and the circles: each `(a, b, a)` when a waits for b and b for a.

    Keys keep their order where nothing else decides; what is waited for must be a key. Time is linear in the waits.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in waits:
        if start not in done:
            _descend(start, waits, done, order, circles)
    return tuple(order), tuple(circles)


def _descend(
    start: str, waits: Mapping[str, Sequence[str]], done: set[str], order: list[str], circles: list[tuple[str, ...]]
) -> None:
    """Depth first from `start`, without recursion: a chain of waits may be as long as the plan."""
    path: dict[str, Iterator[str]] = {start: iter(waits[start])}
    while path:
        at = next(reversed(path))
        ahead = next((one for one in path[at] if one not in done), None)
        if ahead is None:
            path.popitem()
            done.add(at)
            order.append(at)
        elif ahead not in path:
            path[ahead] = iter(waits[ahead])
        elif len(circles) < MOST_CIRCLES:
            names = list(path)
            circles.append((*names[names.index(ahead) :], ahead))
