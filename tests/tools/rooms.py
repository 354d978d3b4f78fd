"""The rooms of the four packages and the arrows between them, read from the imports."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("adapters", "engine", "rules", "events")

Arrows = Mapping[str, frozenset[str]]
"""By name: what it imports."""


@cache
def sources() -> Mapping[str, Path]:
    """Every module of the four packages by its dotted name; a package's `__init__` has the name of its folder."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def modules() -> Arrows:
    """The modules that each module imports by name, at its head or within a function."""
    return {name: frozenset(_imported(path)) - {name} for name, path in sources().items()}


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a source file, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in sources())
        elif isinstance(node, ast.ImportFrom) and (package := node.module) and package in sources():
            names = (f"{package}.{alias.name}" for alias in node.names)
            yield from (name if name in sources() else package for name in names)


def rooms(package: str) -> Arrows:
    """The rooms of a package, its folders and the files beside them, and which of each other they import."""
    inside = {name: targets for name, targets in modules().items() if name.startswith(f"{package}.")}
    found: dict[str, set[str]] = {_room(name): set() for name in inside}
    for name, targets in inside.items():
        found[_room(name)] |= {_room(target) for target in targets if target in inside}
    return {room: frozenset(targets - {room}) for room, targets in found.items()}


def _room(module: str) -> str:
    return module.split(".")[1]


def circle(arrows: Arrows) -> tuple[str, ...]:
    """Names that import each other in a circle, the first of them again at the end; none where there is no circle."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def floors(arrows: Arrows) -> Mapping[str, int]:
    """The floor of each room, the lowest 1: one above the highest that it imports. There must be no circle."""
    found: dict[str, int] = {}
    for room in TopologicalSorter(arrows).static_order():
        found[room] = 1 + max((found[below] for below in arrows[room]), default=0)
    return dict(sorted(found.items()))


def direct(arrows: Arrows) -> Iterable[tuple[str, str]]:
    """The arrows that do not follow from others: a room that is reached through another one has none of its own."""
    reached = {room: _below(arrows, room) for room in arrows}
    for room, targets in sorted(arrows.items()):
        yield from ((room, one) for one in sorted(targets) if not any(one in reached[other] for other in targets))


def _below(arrows: Arrows, room: str) -> frozenset[str]:
    return frozenset(arrows[room]).union(*(_below(arrows, one) for one in arrows[room]))
