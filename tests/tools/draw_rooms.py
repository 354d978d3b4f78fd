"""Draw the rooms of the packages and the arrows between them: `make drawing` writes docs/rooms.svg and docs/rooms.md.

Both are made from the imports; a test says when they are out of date.
"""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from tests.tools.layers import Node, places, ways_of
from tests.tools.rooms import PACKAGES, ROOT, direct, floors, rooms, sources, tree

SVG = ROOT / "docs" / "rooms.svg"
TABLE = ROOT / "docs" / "rooms.md"

WIDTH, MARGIN, FLOOR, ROOM, CHIP = 960, 24, 60, 30, 26
INK, QUIET, LINE = "#243b53", "#627d98", "#829ab1"
STYLE = f"""
text {{ font: 13px "DejaVu Sans", Verdana, sans-serif; fill: {INK}; text-anchor: middle }}
.name {{ font-weight: bold; font-size: 15px; text-anchor: start }}
.quiet {{ font-size: 11px; fill: {QUIET}; text-anchor: start }}
.package {{ fill: #f5f8fb; stroke: #d9e2ec }}
.folder {{ fill: #dbe7f3; stroke: {LINE} }}
.file {{ fill: #ffffff; stroke: {LINE} }}
.arrow {{ fill: none; stroke: {LINE}; stroke-width: 1.2 }}
.layer {{ fill: none; stroke: {QUIET}; stroke-width: 2.5 }}
"""
HEAD = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} HEIGHT" role="img">
<title>The rooms of the four packages, and which imports which</title>
<style>{STYLE}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"
 markerUnits="userSpaceOnUse"><path d="M0 0.8 8 4 0 7.2z" fill="{LINE}"/></marker>
<marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" orient="auto"
 markerUnits="userSpaceOnUse"><path d="M0 0.8 8 4 0 7.2z" fill="{QUIET}"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>
"""
PAGE = """\
<!-- Made by `make drawing` from the imports and docstrings: do not edit. -->

# Rooms

The four packages, and the rooms in each: its folders, and the files beside them. Each stands one floor above
the highest room of its package that it imports, and there is no circle.

![The rooms of the packages](rooms.svg)
"""
COLUMNS = ("| floor | room | what it is | imports |", "|---|---|---|---|")


def main() -> None:
    """Write both anew."""
    SVG.write_text(drawing(), encoding="utf-8")
    TABLE.write_text(table(), encoding="utf-8")
    sys.stdout.write(f"{SVG.relative_to(ROOT)} and {TABLE.relative_to(ROOT)} are drawn from the imports.\n")


def drawing() -> str:
    """The picture as SVG: the adapters above, the engine opened floor by floor, the rules and events below."""
    gap = 44
    top, height = float(MARGIN), _band_height("adapters", WIDTH - 2 * MARGIN)
    parts = [*_band("adapters", MARGIN, top, WIDTH - 2 * MARGIN)]
    top += height
    parts.append(_layer(WIDTH / 2, top, top + gap))
    top += gap
    engine, height = _engine(top)
    parts += engine
    top += height
    half = (WIDTH - 3 * MARGIN) / 2
    for package, left in (("rules", MARGIN), ("events", 2 * MARGIN + half)):
        parts += [_layer(left + half / 2, top, top + gap), *_band(package, left, top + gap, half)]
    top += gap + max(_band_height(package, half) for package in ("rules", "events"))
    parts += _legend(top + 26)
    return HEAD.replace("HEIGHT", f"{top + 46:.0f}") + "\n".join(parts) + "\n</svg>\n"


def _engine(top: float) -> tuple[Sequence[str], float]:
    arrows = rooms("engine")
    on = floors(arrows)
    ways = ways_of(on, direct(arrows))
    at = _centred(places(on, ways, _width_of))
    height = 46 + FLOOR * max(on.values())
    bottom = top + height - 18 - ROOM / 2
    points = {node: (x, bottom - FLOOR * (_floor(node, on) - 1)) for node, x in at.items()}
    parts = [_panel("engine", MARGIN, top, WIDTH - 2 * MARGIN, height)]
    parts += [_numbered(floor, bottom - FLOOR * (floor - 1)) for floor in sorted(set(on.values()))]
    parts += [_way([points[node] for node in way]) for way in ways.values()]
    parts += [_room("engine", room, *points[room,]) for room in on]
    return parts, height


def _numbered(floor: int, y: float) -> str:
    return f'<text class="quiet" x="{MARGIN + 18}" y="{y + 4:.1f}">{floor}</text>'


def _centred(at: Mapping[Node, float]) -> Mapping[Node, float]:
    """The same places, in the middle of the panel."""
    left = min(x - _width_of(node) / 2 for node, x in at.items())
    right = max(x + _width_of(node) / 2 for node, x in at.items())
    return {node: x - (left + right) / 2 + WIDTH / 2 for node, x in at.items()}


def _floor(node: Node, on: Mapping[str, int]) -> int:
    return on[node[0]] if len(node) == 1 else int(node[2])


def _width_of(node: Node) -> float:
    return _room_width(node[0]) + 26 if len(node) == 1 else 36


def _room_width(room: str) -> float:
    return 8.2 * len(room) + 24


def _way(points: Sequence[tuple[float, float]]) -> str:
    """A smooth curve from the foot of the room above, through each joint, to the head of the room below."""
    half = ROOM / 2
    foot, *joints, head = points
    heads, feet = [(x, y - half) for x, y in joints[:1]], [(x, y + half) for x, y in joints[1:][-1:]]
    stops = [(foot[0], foot[1] + half), *heads, *joints[1:-1], *feet, (head[0], head[1] - half)]
    slopes = [0.0, *((after[0] - before[0]) / (after[1] - before[1]) for before, after in _around(stops)), 0.0]
    path = [f"M{_point(*stops[0])}"]
    for ((x, y), slope), ((to_x, to_y), to_slope) in pairwise(zip(stops, slopes, strict=True)):
        third = (to_y - y) / 3
        bends = (x + slope * third, y + third), (to_x - to_slope * third, to_y - third)
        path.append(f"C{_point(*bends[0])} {_point(*bends[1])} {_point(to_x, to_y)}")
    return f'<path class="arrow" d="{" ".join(path)}" marker-end="url(#tip)"/>'


def _around(stops: Sequence[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """What comes before and after each stop but the ends."""
    return zip(stops, stops[2:], strict=False)


def _point(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _room(package: str, room: str, x: float, y: float, height: float = ROOM) -> str:
    width, kind = _room_width(room), "folder" if _is_folder(package, room) else "file"
    return (
        f'<rect class="{kind}" x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height}"'
        f' rx="5"/><text x="{x:.1f}" y="{y + 4.5:.1f}">{escape(room)}</text>'
    )


def _band(package: str, left: float, top: float, width: float) -> Iterator[str]:
    """A package that stays closed: its rooms from the highest floor to the lowest, without arrows."""
    yield _panel(package, left, top, width, _band_height(package, width))
    for row, names in enumerate(_rows(package, width)):
        x, y = left + 16, top + 48 + row * (CHIP + 8) + CHIP / 2
        for name in names:
            yield _room(package, name, x + _room_width(name) / 2, y, CHIP)
            x += _room_width(name) + 8


def _band_height(package: str, width: float) -> float:
    return 48 + len(_rows(package, width)) * (CHIP + 8) + 8


def _rows(package: str, width: float) -> Sequence[Sequence[str]]:
    found: list[list[str]] = [[]]
    for name in _from_the_top(package):
        if sum(_room_width(one) + 8 for one in [*found[-1], name]) > width - 24:
            found.append([])
        found[-1].append(name)
    return found


def _from_the_top(package: str) -> Sequence[str]:
    on = floors(rooms(package))
    return sorted(on, key=lambda room: (-on[room], room))


def _panel(package: str, left: float, top: float, width: float, height: float) -> str:
    return (
        f'<rect class="package" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="9"/>'
        f'<text class="name" x="{left + 16:.1f}" y="{top + 27:.1f}">{package}</text>'
    )


def _layer(x: float, top: float, bottom: float) -> str:
    return f'<path class="layer" d="M{x:.1f} {top + 6:.1f}V{bottom - 5:.1f}" marker-end="url(#end)"/>'


def _legend(y: float) -> Iterator[str]:
    words = "Blue: a folder, white: a file. An arrow goes from what imports to what is imported."
    more = "Each room stands one floor above the highest that it imports; arrows that follow from others are left out."
    yield f'<text class="quiet" x="{MARGIN}" y="{y:.0f}">{words}</text>'
    yield f'<text class="quiet" x="{MARGIN}" y="{y + 15:.0f}">{more}</text>'


def table() -> str:
    """The page of all rooms, with what each is for and imports, as Markdown."""
    parts = [PAGE]
    for package in PACKAGES:
        arrows, on = rooms(package), floors(rooms(package))
        lines = [
            f"| {on[room]} | `{room}{'/' if _is_folder(package, room) else ''}` | {_said(package, room)} "
            f"| {', '.join(f'`{one}`' for one in sorted(arrows[room]))} |"
            for room in _from_the_top(package)
        ]
        parts.append("\n".join([f"\n## {package}\n", *COLUMNS, *lines, ""]))
    return "".join(parts)


def _said(package: str, room: str) -> str:
    """The first line of its docstring."""
    said = ast.get_docstring(tree(sources()[f"{package}.{room}"])) or ""
    return said.partition("\n")[0].replace("|", "\\|")


def _is_folder(package: str, room: str) -> bool:
    return sources()[f"{package}.{room}"].name == "__init__.py"


if __name__ == "__main__":
    main()
