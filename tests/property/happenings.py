"""Plans made up at random, for the laws that hold of any: rules that wait for each other, and clauses that suspend."""

import os
import re
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.matching import Matcher
from engine.service import Logged
from events import making
from events.errors import EventsError
from events.event import Document
from rules.compiling import check_plan
from rules.problems import Severity
from tests.worlds import COMMUNES, PLAN, World, plan_text

EXAMPLES = int(os.environ.get("THOIHAN_TEST_EXAMPLES", "0"))
"""How many histories the machines try instead of their usual few: for a long run (CONTRIBUTING.md)."""

DAYS = [date(2025, 7, 21) + timedelta(days=n) for n in range(0, 160, 5)]
DUES = [
    "7 days after congress",
    "30 working days before congress",
    "5 working days after guidance",
    "right after guidance",
    "once guidance",
    "per guidance",
    "before first commune own_congress",
    "3 days after last commune own_congress",
    "by 2025-09-01",
    "earliest of (by 2025-09-01, 30 working days before congress)",
    "earliest of (7 days after congress, 5 working days after guidance)",
    "before 2025-07-30",
    "in 2025-08..2025-10",
    "every month by day 25",
    "continuous",
    "done",
]
OWN = ["7 days after own_congress", "10 working days before own own_congress"]
WHENS = [
    None,
    "congress planned",
    "guidance held",
    "{all: [congress held, guidance held]}",
    "{any: [congress held, guidance held]}",
    "{none: [guidance held]}",
    "{at least 2 of: [congress held, guidance planned, {every commune: own_congress held}]}",
    "{some commune: own_congress held}",
    "task R1",
    "task R1 missed",
]
SUSPENSIONS = "[{milestone: congress, from: own_congress, until: guidance}]"
PLACES = {"congress": ("12",), "guidance": ("vn",), "own_congress": COMMUNES}
"""By milestone, the units where it may happen."""


LED: list[dict[str, Any]] = [
    {},
    {},
    {"lead": "nhom"},
    {"lead": "nhom", "tasks": "each"},
    {"lead": "nhom", "tasks": "shared"},
    {"for each": "[nhom, bto]", "lead": "each"},
]
"""Who leads a row that is not for each commune: also a group, whose members have it or share it."""
MEMBERS: list[list[str]] = [
    ["c1", "bto"],
    ["commune under 12"],
    ["commune under 12 but c1", "bto"],
    ["c2", "c3"],
    ["hai", "c1"],
    ["group under 12 but nhom", "bto"],
]
"""Those of the group `nhom`; `hai` is a group of two."""


def group(number: int) -> making.UnitData:
    """The group `nhom` as `number` says."""
    said: making.UnitData = {"code": "nhom", "name": "Nhóm", "kind": "group", "parent": "12"}
    tasks = (None, "each", "shared")[number // len(MEMBERS) % 3]
    return {**said, "members": MEMBERS[number % len(MEMBERS)], "tasks": tasks}


def with_groups(world: World, number: int) -> Logged:
    """Two groups are known: `hai` of two communes, and `nhom` as `number` says."""
    two: making.UnitData = {"code": "hai", "name": "Hai xã", "kind": "group", "parent": "12", "members": ["c2", "c3"]}
    return world.service.record(making.units_registered([two, group(number)], **world.envelope(name="groups")))


def rules() -> st.SearchStrategy[dict[str, Any]]:
    """One rule of a plan."""
    return st.builds(
        lambda due, when, each, led: {
            **({"for each": "commune", "lead": "each"} if each or "own" in due.split() else led),
            **({"when": when} if when else {}),
            "due": due,
        },
        st.sampled_from(DUES + OWN),
        st.sampled_from(WHENS),
        st.booleans(),
        st.sampled_from(LED),
    )


KNOWN = ["", "", "", "guidance, 2025-07-02", "congress, 2025-07-14"]
"""The milestone, with its day, that a plan says was held before."""


def knowing(text: str, known: str) -> str:
    """The same plan, which says that a milestone was held on a day."""
    name, _, day = known.partition(", ")
    return re.sub(rf"( {name}: {{[^}}]*)}}", rf"\1, held: {day}}}", text, count=1) if known else text


@st.composite
def plans(draw: st.DrawFn, /, *first: dict[str, Any], **header: str) -> str:
    """The text of a plan that the checker takes; `first` are its first rules."""
    clause: dict[str, str] = draw(st.sampled_from([{}, {"suspensions": SUSPENSIONS}]))
    text = plan_text([*first, *draw(st.lists(rules(), min_size=2, max_size=6))], **{**clause, **header})
    problems = check_plan(text)
    if any(problem.severity is Severity.ERROR for problem in problems):
        plain = draw(st.lists(st.sampled_from(DUES), min_size=1, max_size=5))
        text = plan_text([*first, *({"due": due} for due in plain)], **header)
    return knowing(text, draw(st.sampled_from(KNOWN)))


def moved_down(text: str) -> str:
    """The same plan with a new row on top, and every other one under the next number."""
    text = re.sub(r"(id: |task )R([0-9]+)", lambda found: f"{found[1]}R{int(found[2]) + 1}", text)
    new = {"id": "R1", "title": "Việc mới", "lead": '"12"', "says": "mới", "cite": "mới", "due": "by 2025-09-15"}
    fields = "\n    ".join(f"{name}: {value}" for name, value in new.items())
    return text.replace("rules:\n", f"rules:\n  - {fields}\n")


WHICH = [{"everything": True}, {"rules": ["R1", "R2"]}, {"milestone": "guidance"}, {"everything": True, "unit": "c1"}]
KINDS = ["log", "log", "log", "done", "withdraw", "correct", "tick", "postpone", "date", "suspend", "resume", "extend"]


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, tuple[Any, ...]]:
    """One thing that an officer or the clock does, as (name, arguments)."""
    day = draw(st.sampled_from(DAYS)).isoformat()
    kind = draw(st.sampled_from(KINDS))
    milestone = draw(st.sampled_from(sorted(PLACES)))
    place = draw(st.sampled_from(PLACES[milestone]))
    number = draw(st.integers(1, 12))
    match kind:
        case "log":
            return kind, (milestone, day, place, draw(st.sampled_from(["planned", "held"])))
        case "done" | "date":
            rule, unit = draw(st.integers(1, 6)), draw(st.sampled_from(["12", *COMMUNES]))
            return kind, (f"{PLAN}/R{rule}/{unit}", day)
        case "postpone":
            return kind, (milestone, place, draw(st.sampled_from([None, date.fromisoformat(day)])))
        case "tick":
            return kind, (day,)
        case "suspend":
            return kind, (draw(st.sampled_from(WHICH)), draw(st.sampled_from([None, *PLACES])), day)
        case "extend":
            rule, unit = draw(st.integers(1, 6)), draw(st.sampled_from(["12", *COMMUNES]))
            return kind, (f"{PLAN}/R{rule}/{unit}", draw(st.booleans()), day)
        case _:
            return kind, (f"e{number}", day)


def take(world: World, step: tuple[str, tuple[Any, ...]]) -> None:
    """Do it; what does not fit is refused, which changes nothing."""
    name, args = step
    envelope = world.envelope(args[-1] if isinstance(args[-1], str) and args[-1][:2] == "20" else None)
    try:
        match name:
            case "log":
                world.log(*args)
            case "tick":
                world.tick(*args)
            case "done":
                world.service.record(making.task_done(args[0], plan=PLAN, anyway=True, reason="làm sớm", **envelope))
            case "date":
                due = date.fromisoformat(args[1]) + timedelta(days=9)
                said = making.task_date_set(args[0], plan=PLAN, due=due, anyway=True, reason="ghi muộn", **envelope)
                world.service.record(said)
            case "postpone":
                milestone, unit, day = args
                event = making.milestone_postponed(milestone, plan=PLAN, unit=unit, new_day=day, **envelope)
                world.service.record(event)
            case "suspend" | "resume" | "extend":
                take_time(world, name, args)
            case "withdraw":
                world.service.record(making.withdrawn(args[0], **envelope))
            case "correct":
                day = date.fromisoformat(args[1]) + timedelta(days=1)
                world.service.record(making.corrected(args[0], day=day, **envelope))
    except EventsError:
        return


def take_time(world: World, name: str, args: tuple[Any, ...]) -> None:
    """Time stands still, runs again, or there is more of it."""
    if name == "suspend":
        world.suspend(args[2], until=args[1], **args[0])
    elif name == "resume":
        world.resume(*args)
    else:
        extend(world, *args)


def extend(world: World, task: str, override: bool, day: str) -> None:
    """An extension is asked for and granted; by override it is granted without being asked for."""
    due = date.fromisoformat(day) + timedelta(days=30)
    if not override:
        asked = making.extension_requested(task, plan=PLAN, due=due, reason="xin thêm thời gian", **world.envelope(day))
        world.service.record(asked)
    envelope = world.envelope(day, document=Document(text="1-TB"))
    world.service.record(making.extension_granted(task, plan=PLAN, due=due, override=override, **envelope))


def made(text: str, todo: list[tuple[str, tuple[Any, ...]]], matcher: Matcher) -> World:
    world = World(matcher=matcher)
    world.populate()
    with_groups(world, len(text))
    world.adopt(text)
    for step in todo:
        take(world, step)
    return world
