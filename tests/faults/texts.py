"""Texts that somebody else wrote, after slips: plans, lists of agencies, answers, lines, phrases, periods, conditions.

`python -m tests.faults.texts --tries N` prints one line of JSON. Each reader answers, or refuses as it documents.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from adapters.cli.output.looking_back import moment_of
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.reading import read_document
from adapters.documents.meaning.answers import read_answers
from adapters.documents.meaning.importing import source_of
from adapters.documents.meaning.task_rows import content_of
from adapters.lines import dues, phrases
from adapters.statements.days import day
from adapters.statements.hours import hour
from adapters.unit_lists.files import from_file
from adapters.words.refused.refusal import Refused
from engine.calendars.calendar import Calendar, CalendarError
from engine.counting import conventions
from engine.counting.periods import count
from rules.compiling import check_plan
from rules.language.condition_text import parse_atom, parse_group
from rules.language.offset_text import parse_due, parse_offset
from rules.phrases.reading import read
from rules.problems import PlanError, TextError
from tests.faults.command_line import Found, place, watched
from tests.faults.files import ANSWERS, CSV, DUES, LINES, PLAN, TABLE, UNITS, slipped
from tests.faults.values import DAYS, HOSTILE, PERIODS, PHRASES, PLAUSIBLE, Values

CONDITIONS = (
    *("congress held", "own congress planned", "task I.1", "task I.1 missed", "every commune: task I.1"),
    *("at least 2 commune: congress held", "some commune: task I.1 missed", "first commune congress"),
)
GROUPS = ("every commune", "at least 2 commune", "some commune", "all", "any", "none", "at least 3 of")
REFUSALS = (Refused, DocumentRefused, PlanError, TextError, CalendarError)
CALENDAR, CONVENTION = Calendar.build("vn"), conventions.get("vn-civil-code")


def _whole(data: bytes) -> None:
    source_of(content_of(read_document(data)), known_units={"12": "Tỉnh Lai Châu"})


def _dues(data: bytes) -> None:
    for line in dues.batch(data.decode(errors="replace").splitlines(), CALENDAR, CONVENTION, ahead=5):
        json.loads(line)


def _phrases(data: bytes) -> None:
    for line in phrases.batch(data.decode(errors="replace").splitlines(), 2025):
        json.loads(line)


LONG: Mapping[str, tuple[str, Callable[[bytes], object]]] = {
    "plan": (PLAN, check_plan),
    "units.csv": (CSV, lambda data: from_file("u.csv", data, {})),
    "units.yaml": (UNITS, lambda data: from_file("u.yaml", data, {})),
    "answers": (ANSWERS, read_answers),
    "document": (TABLE, _whole),
    "dues": (DUES, _dues),
    "phrases": (LINES, _phrases),
}
SHORT: Mapping[str, tuple[tuple[str, ...], Callable[[str], object]]] = {
    "phrase": (PHRASES, lambda text: read(text, 2025)),
    "due": (PERIODS, parse_due),
    "offset": (PERIODS, lambda text: count(date(2025, 9, 26), parse_offset(text), CALENDAR, CONVENTION)),
    "condition": (CONDITIONS, parse_atom),
    "group": (GROUPS, parse_group),
    "day": (DAYS, lambda text: day("--on", text)),
    "hour": (tuple(PLAUSIBLE["HH:MM"]), lambda text: hour("--at", text)),
    "moment": (tuple(PLAUSIBLE["MOMENT"]), moment_of),
}


def attempt(tries: int, seed: int, *, seconds: float = float("inf")) -> Found:
    """Have so many texts read, for so many seconds at most: one in fifty a whole file."""
    draw, found, began = random.Random(seed), Found(), time.monotonic()
    values = Values(draw)
    with watched(found):
        while found.tries < tries and time.monotonic() - began < seconds:
            found.tries += 1
            if draw.random() < 0.02:
                name = draw.choice(list(LONG))
                text, take = LONG[name]
                data = slipped(text, draw)
                _read(name, data, partial(take, data), found)
            else:
                name = draw.choice(list(SHORT))
                plausible, reader = SHORT[name]
                typed = draw.choice(plausible) if draw.random() < 0.9 else draw.choice(HOSTILE)
                typed = values.slipped(typed)
                _read(name, typed, partial(reader, typed), found)
    return found


def _read(name: str, text: object, take: Callable[[], object], found: Found) -> None:
    try:
        take()
        found.ended["accepted"] += 1
    except REFUSALS:
        found.ended["refused"] += 1
    except Exception as error:  # noqa: BLE001 - anything else is a finding
        found.note("traceback", f"{name}: {place(error)}", [repr(text)[:700]])


def main() -> None:
    """Read texts as the arguments say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many, whatever --tries says")
    asked = parser.parse_args()
    found = attempt(asked.tries, asked.seed, seconds=asked.seconds)
    sys.stderr.writelines(f"{line}\n" for line in found.lines())
    sys.stdout.write(json.dumps({"seed": asked.seed, **found.answer()}) + "\n")


if __name__ == "__main__":
    main()
