"""SQLite and PostgreSQL come to the same rows as memory, whatever happens."""

from random import Random
from typing import Any

import pytest

from engine.verifying import TABLES
from events.store import Store, open_store
from rules.compiling import check_plan
from rules.problems import Severity
from tests.property.test_calendars import UNITS, amend
from tests.property.test_engine import DAYS, DUES, OWN, PLACES, WHENS, take
from tests.worlds import COMMUNES, PLAN, World, plan_text


def a_plan(random: Random) -> str:
    """A plan of six rules that the checker takes."""
    while True:
        rules = []
        for _ in range(6):
            due, when = random.choice(DUES + OWN), random.choice(WHENS)
            each = "own" in due.split() or random.random() < 0.5
            rules.append(
                {
                    **({"for each": "commune", "lead": "each"} if each else {}),
                    **({"when": when} if when else {}),
                    "due": due,
                }
            )
        text = plan_text(rules)
        if not any(problem.severity is Severity.ERROR for problem in check_plan(text)):
            return text


def a_step(random: Random) -> tuple[str, tuple[Any, ...]]:
    """Something that happens."""
    day, milestone = random.choice(DAYS).isoformat(), random.choice(sorted(PLACES))
    task = f"{PLAN}/R{random.randint(1, 6)}/{random.choice(['12', *COMMUNES])}"
    event = f"e{random.randint(1, 20)}"
    return random.choice(
        [
            ("log", (milestone, day, random.choice(PLACES[milestone]), random.choice(["planned", "held"]))),
            ("log", (milestone, day, random.choice(PLACES[milestone]), "held")),
            ("tick", (day,)),
            ("done", (task, day)),
            ("date", (task, day)),
            ("withdraw", (event, day)),
            ("correct", (event, day)),
            ("suspend", ({"everything": True, "unit": random.choice([None, *COMMUNES])}, None, day)),
            ("resume", (event, day)),
            ("amend", (random.choice(UNITS), random.randrange(90), random.choice(["off", "half", "cut"]), True)),
            ("amend", (random.choice(UNITS), random.randrange(90), "off", True)),
        ]
    )


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.begin(write=False) as session:
        return {table: list(session.dump(table)) for table in TABLES}


@pytest.mark.parametrize("number", range(4))
def test_every_store_comes_to_the_same_rows(database_url: str, number: int) -> None:
    """A history made up at random gives the same units, facts, dues, tasks, history and messages, byte for byte."""
    random = Random(number)
    text, todo = a_plan(random), [a_step(random) for _ in range(30)]
    worlds = [World(open_store(url)) for url in ("memory:", database_url)]
    for world in worlds:
        world.populate()
        world.adopt(text)
        for step in todo:
            if step[0] == "amend":
                amend(world, step[1])  # type: ignore[arg-type]  # a place, a day, and what it is made
            else:
                take(world, step)
    one, other = (rows(world.service.store) for world in worlds)
    worlds[1].service.store.close()
    assert one["task"]
    assert one == other
