"""Whatever happens to plans whose rows are secret, and more or less so with each version: two laws hold.

What leaves the office carries no word of a row that is above the limit, as the row is by then; and levels have no part
in what becomes of tasks: a world to which the same happens, and where nothing is secret, comes to the same.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any
from zlib import crc32

from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from adapters.leaving import Leaving
from adapters.telling.wording import Wording
from engine.asking.verifying import verify
from engine.decision import Decision
from engine.matching import Matcher, PlainMatcher
from engine.service import Service
from engine.snapshot import Snapshot
from events.opening import make_store
from rules.plan import Plan
from rules.secrecy import Level
from tests.property.happenings import EXAMPLES
from tests.property.test_living import Living, settled
from tests.property.versions import parts
from tests.worlds import World

LEVELS = list(Level)
WORD = re.compile(r"kin[a-z-]+\d*z")
"""A word that stands in one row only, or in the title of one plan."""


def leveled(text: str, seed: int) -> str:
    """The plan with a level, one for each row, and words of their own in them."""
    chance = Random(crc32(text.encode()) + seed)
    tag = re.findall(r"^plan: (.*)$", text, re.MULTILINE)[0]
    said = re.sub(r"(?m)^(.*(?:title: Việc|says: hạn|cite: dòng) (\d+))$", rf"\1 kin{tag}\2z", text)
    said = re.sub(r"(?m)^title: .*$", rf"title: Kế hoạch kin{tag}z", said)
    head, *rows = parts(said)
    rows = [f"{row.rstrip()}\n    secrecy: {chance.choice(LEVELS)}\n" for row in rows]
    policies = "policies: {rows less secret: true}\n"
    head = re.sub(r"(?m)^(plan: .*\n)", rf"\1secrecy: {chance.choice(LEVELS)}\n{policies}", head)
    return head + "".join(rows)


def opened(text: str) -> str:
    """The same plan, in which nothing is secret: what stood there stands where it means nothing."""
    (level,) = re.findall(r"^secrecy: (.*)$", text, re.MULTILINE)
    said = re.sub(r"(?m)^(secrecy|policies): .*$", "#", text)  # lines stay where they are, since errors name them
    said = re.sub(r"(?m)^(title: .*)$", rf"\1 {level}", said)
    return re.sub(r"(?m)^    secrecy: ", "    section: ", said)


class Secret(Living):
    """A world of secrets, and beside it one of none, to which the same happens."""

    def __init__(self) -> None:
        super().__init__()
        for world in self.worlds:  # whoever it is may say that something is less secret than it was
            tools = replace(world.service.tools, lowered_by=frozenset({"officer"}))
            world.service = Service(world.store, tools)

    def stores(self) -> list[tuple[str, Matcher]]:
        return [("memory:", PlainMatcher()), ("memory:", PlainMatcher())]

    def text_for(self, world: World, text: str) -> str:
        said = leveled(text, len(self.ids))
        return said if world is self.world else opened(said)

    def do(self, happens: Any) -> Decision | None:
        decision = super().do(happens)
        for content in decision.contents.values() if decision else ():
            self.nothing_secret_leaves(content)
        return decision

    def nothing_secret_leaves(self, content: Mapping[str, Any]) -> None:
        """Assert that no message has a word of what is by now, or was when it was to be told, above the limit."""
        with self.world.store.begin(write=False) as session:
            plans = dict(Snapshot(session, self.world.service.tools).plans())
        limit = LEVELS[len(self.ids) % len(LEVELS)]
        wording = Wording(lang="vi", leaving=Leaving(limit=limit, place="cho"), levels=by_now(plans))
        said = wording.composed(json.dumps(content))
        whole = said.subject + said.text + said.html + said.sms
        least: dict[str, Level] = {}
        for word, level in (*words(plans), *words_told(content, plans)):
            least[word] = min(level, least.get(word, level))
        assert not [word for word, level in least.items() if level > limit and word in whole]

    @invariant()
    def levels_have_no_part_in_what_becomes_of_tasks(self) -> None:
        """The same tasks, in the same states, with the same dates."""
        assert settled(self.worlds[0]) == settled(self.worlds[1])

    def teardown(self) -> None:
        """The log alone gives the kept state again."""
        for world in self.worlds:
            report = verify(world.service, make_store("memory:"))
            assert report.holds, report
            world.store.close()


def by_now(plans: Mapping[str, Plan]) -> Any:
    """How secret the rows of plans are, as these are in force."""
    found = {(name, rule.number): rule.secrecy for name, plan in plans.items() for rule in plan.rules.values()}
    found |= {(name, ""): plan.secrecy for name, plan in plans.items()}
    return lambda plan, row: found.get((plan, row), Level.OPEN)


def words(plans: Mapping[str, Plan]) -> Iterator[tuple[str, Level]]:
    """The words of rows and plans in force, with how secret each is."""
    for plan in plans.values():
        yield from ((word, plan.secrecy) for word in WORD.findall(plan.title))
        yield from ((word, rule.secrecy) for rule in plan.rules.values() for word in WORD.findall(rule.title))


def words_told(content: Mapping[str, Any], plans: Mapping[str, Plan]) -> Iterator[tuple[str, Level]]:
    """The words of the rows that a message tells of, as secret as they were for it, or are now."""
    for item in content["items"]:
        now = by_now(plans)(content["plan"]["id"], item["task"])
        yield from ((word, max(Level(item.get("secrecy", Level.OPEN)), now)) for word in WORD.findall(item["title"]))


def test_whatever_happens_nothing_secret_leaves() -> None:
    """Thrown at plans with levels in any order, all that can happen leaves both laws standing."""
    run_state_machine_as_test(
        Secret, settings=settings(deadline=None, max_examples=EXAMPLES or 8, stateful_step_count=25)
    )
