"""Rows of a document and all that they wait for: as a drawing in columns, and as a list that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.conditions import atoms
from rules.offsets import SignalKind, anchors_of
from rules.plan import Plan, TaskRule

WIDTH, HEIGHT, BOX, MOST = 330, 26, 250, 160
_LETTERS = 38


class Node(NamedTuple):
    """A milestone or a row, in its place."""

    key: str
    words: str
    title: str
    x: int
    y: int
    milestone: bool


class Edge(NamedTuple):
    """From what is waited for to what waits."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The drawing."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]

    @property
    def width(self) -> int:
        """In pixels."""
        return max((node.x for node in self.nodes), default=0) + BOX + 2

    @property
    def height(self) -> int:
        """In pixels."""
        return max((node.y for node in self.nodes), default=0) + HEIGHT


class Wait(NamedTuple):
    """Something that is waited for, with the rows that wait for it."""

    title: str
    rows: Sequence[TaskRule]


def waits_of(plan: Plan, rule: TaskRule) -> list[str]:
    """Keys of what a row waits for, or counts from: milestones as `m:NAME`, rows as `r:ID`."""
    signals = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors_of(rule.due)]
    keys = (("m:" if one.kind is SignalKind.MILESTONE else "r:") + one.name for one in signals)
    return [key for key in dict.fromkeys(keys) if key[2:] in (plan.milestones if key[0] == "m" else plan.rules)]


def waits(plan: Plan) -> list[Wait]:
    """The list, in the order of the document."""
    found: dict[str, list[TaskRule]] = {}
    for rule in plan.rules.values():
        for key in waits_of(plan, rule):
            found.setdefault(key, []).append(rule)
    return [Wait(_title(plan, key), rows) for key, rows in found.items()]


def graph(plan: Plan) -> Graph | None:
    """The drawing; None where nothing waits, or there is too much for one."""
    above = {f"r:{rule.id}": waits_of(plan, rule) for rule in plan.rules.values()}
    above = {key: these for key, these in above.items() if these}
    keys = dict.fromkeys([*(key for these in above.values() for key in these), *above])
    if not above or len(keys) > MOST:
        return None
    nodes = _placed(plan, keys, above)
    edges = [_edge(nodes[one], nodes[key]) for key, these in above.items() for one in these]
    return Graph(nodes=list(nodes.values()), edges=edges)


def _placed(plan: Plan, keys: Mapping[str, None], above: Mapping[str, Sequence[str]]) -> dict[str, Node]:
    """Each in the column after those that it waits for; in a column near to what it waits for."""
    depths: dict[str, int] = {}
    for key in keys:
        _depth(key, above, depths, ())
    nodes: dict[str, Node] = {}
    for depth in range(max(depths.values()) + 1):
        column = [key for key in keys if depths[key] == depth]
        column.sort(key=lambda key: min((nodes[one].y for one in above.get(key, ()) if one in nodes), default=0))
        for at, key in enumerate(column):
            words = _title(plan, key)
            short = words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1]}…"
            nodes[key] = Node(key, short, words, depth * WIDTH + 1, at * HEIGHT + 1, key[0] == "m")
    return nodes


def _depth(key: str, above: Mapping[str, Sequence[str]], depths: dict[str, int], way: tuple[str, ...]) -> int:
    if key in way:  # rows that wait for each other stand where they are first met
        return 0
    if key not in depths:
        depths[key] = max((_depth(one, above, depths, (*way, key)) + 1 for one in above.get(key, ())), default=0)
    return depths[key]


def _edge(start: Node, end: Node) -> Edge:
    x1, y1, x2, y2 = start.x + BOX, start.y + 11, end.x, end.y + 11
    bend = max(20, (x2 - x1) // 2)
    return Edge(f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}")


def _title(plan: Plan, key: str) -> str:
    if key[0] == "m":
        return plan.milestones[key[2:]].title
    rule = plan.rules[key[2:]]
    return f"{rule.number} {rule.title}"
