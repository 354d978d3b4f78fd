"""A table in which every row is led by an agency of its own becomes a draft plan: what a row costs as the table grows.

The document is text with tabs, made beforehand; it is read as `thoihan import` reads it, in a process of its own, whose
processor time counts too. What is compared is the time for a row: of the longest table against the shortest, so that
what each document costs by itself speaks for the longer. A cost that grows with the square would make it six times.
"""

import gc
import resource
import time
from statistics import median

from adapters.benches.fanout import peak_mb
from adapters.documents.meaning.importing import import_document

ROWS, ROUNDS = (500, 1000, 2000, 4000), 3
TARGET = 1.3
"""How many times as long a row of a longer table may take as one of a shorter."""

_HEAD = "STT\tNội dung\tCơ quan chủ trì\tThời gian\n"


def run(rows: tuple[int, ...] = ROWS, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure: `ratio` is the most that a row of a longer table costs of what one of the shortest does."""
    began = time.perf_counter()
    costs = {count: median(_seconds(count) for _ in range(rounds)) / count for count in sorted(rows)}
    first, *longer = costs.values()
    ratio = max((cost / first for cost in longer), default=1.0)
    return {
        "name": "import",
        "rows": list(costs),
        "microseconds_a_row": [round(cost * 1e6, 1) for cost in costs.values()],
        "ratio": round(ratio, 2),
        "target": TARGET,
        "seconds": round(time.perf_counter() - began, 3),
        "peak_mb": round(peak_mb(), 1),
        "rounds": rounds,
        "holds": ratio <= TARGET,
    }


def _seconds(count: int) -> float:
    """Processor seconds for a table of `count` rows. Raises RuntimeError where not every row and agency was found."""
    text = _HEAD + "".join(
        f"{row + 1}\tRà soát thủ tục thứ {row + 1}\tBan Quản lý dự án số {row + 1}\tTrước {row % 28 + 1}/8/2026\n"
        for row in range(count)
    )
    gc.collect()
    before = _used()
    draft = import_document(text.encode(), known_units={})
    seconds = _used() - before
    if (draft.rows, len(draft.agencies)) != (count, count):
        raise RuntimeError(f"{draft.rows} rows and {len(draft.agencies)} agencies were read of {count}")
    return seconds


def _used() -> float:
    of_both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in of_both)
