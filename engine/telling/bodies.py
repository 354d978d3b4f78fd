"""Bodies of messages as canonical JSON: each has some of what an event tells of a plan, many the same of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from events.chain import canonical_json

ITEMS = "items"


def body_writer(of_all: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Callable[[Sequence[int]], str]:
    """Writes a body of some of the items, by their numbers, as canonical JSON: each item is put into words once."""
    first, last = ({name: of_all[name] for name in of_all if (name < ITEMS) is before} for before in (True, False))
    head, tail = canonical_json(first)[:-1], canonical_json(last)[1:]
    texts: dict[int, str] = {}

    def write(which: Sequence[int]) -> str:
        for number in which:
            if number not in texts:
                texts[number] = canonical_json(items[number])
        told = ",".join([texts[number] for number in which])
        return f'{head}{"," if first else ""}"{ITEMS}":[{told}]{"," if last else ""}{tail}'

    return write
