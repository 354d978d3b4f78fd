"""The engine as a machine to which anything may happen, in any order: whatever it was, the laws below hold.

Every way in which officers and the clock change deadlines is a rule here. Each is done alike in several worlds: with
the plain matcher, with the other one, and (in `test_databases`) in databases. A long run: see CONTRIBUTING.md.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.asking.as_of import as_of
from engine.asking.contact_differences import contact_differences
from engine.asking.plan_proposals import propose
from engine.asking.row_differences import TABLES
from engine.asking.verifying import verify
from engine.calendars.calendar import CalendarError
from engine.contacts import ListedUnit, sealed
from engine.decision import Change, Decision, Kind
from engine.matching import Matcher, PlainMatcher
from engine.service import Logged
from engine.snapshot import Snapshot
from engine.sweeping import clock
from engine.tasks import State
from events import making
from events.course import making as course
from events.errors import EventsError
from events.event import Document
from events.joined import making as joining
from events.making import Envelope
from events.opening import make_store
from events.store import Transactions
from rules.amending.merging import Choice
from rules.conditions import atoms
from rules.offsets import SignalKind, anchors_of
from rules.problems import PlanError
from tests.property.endings import settled_rows
from tests.property.happenings import DAYS, EXAMPLES, PLACES, group, moved_down, plans, with_groups
from tests.property.walking import Said, walked
from tests.tallying import counted_tally, days_as_due, kept_tally
from tests.worlds import COMMUNES, PLAN, SALT, World, plan_text

durable = pytest.importorskip("engine.durable", reason="durable-rules is not installed: matchers are not compared")

MATCHER = durable.DurableMatcher()
"""One for all: a ruleset keeps its memory for the life of the process."""

LETTER, LATER = "cong-van", "khac"
WALKED = {"due": "9 working days after congress", "labels": "[đại hội]"}
"""The rule R1 of every plan: its dates are also found by walking from day to day (`tests.property.walking`)."""

CLAUSES = (
    "[{label: đại hội, plans: all, until: guidance}]",
    "[{milestone: own_congress, plans: all, from: congress, until: guidance}]",
    "[{all: true, plans: [khac], unit: c1, until: congress}]",
    "[{label: đại hội, plans: [ke-hoach, khac], from: congress, until: guidance}, {all: true, until: guidance}]",
    "[{milestone: guidance, until: congress}]",
)
WHICH: Sequence[dict[str, Any]] = (
    {"everything": True},
    {"rules": ["R1", "R2"]},
    {"milestone": "guidance"},
    {"label": "đại hội"},
    {"milestone": "own_congress", "label": "đại hội"},
)
UNITS = ("12", "h1", *COMMUNES)
LIVE = ("planned", "needs_date", "active", "suspended")
AMENDABLE = ("milestone", "task", "part", "extension", "suspension", "event", "plan.amended")
SILENT = (Kind.REMINDER, Kind.OVERDUE, Kind.NEEDS_DATE)

days = st.sampled_from(DAYS)
early = st.sampled_from(DAYS[:6])
milestones = st.sampled_from([(name, place) for name, places in PLACES.items() for place in places])
named = st.sampled_from([PLAN, PLAN, LETTER, LATER])
tasks = st.integers(0, 20)
bounds = st.none() | st.builds(lambda plan, name: f"{plan}/{name}", named, st.sampled_from(sorted(PLACES)))
earlier = st.integers(0, 40)


def letters(clause: str) -> str:
    return plan_text([WALKED, {"due": "continuous"}], plan=LETTER, number="4029-CV/TU", suspensions=clause)


def state(store: Transactions) -> dict[str, list[tuple[Any, ...]]]:
    with store.begin(write=False) as session:
        return {table: list(session.dump(table)) for table in TABLES}


def on_other_grounds(change: Change) -> bool:
    """The same days, or the same left of them, by another calendar version or other events."""
    was, now = ((due.row.due, due.row.left) if due else None for due in (change.previous, change.due))
    return change.kind is Kind.UPDATED and was == now


def waits_for_misses(change: Change) -> bool:
    """It begins when a limit was missed, or is counted from that."""
    anchors = anchors_of(change.rule.due)
    signals = [atom.signal for atom in atoms(change.rule.when)] + [anchor.signal for anchor in anchors]
    return any(signal.kind is SignalKind.MISSED for signal in signals)


def still_open(world: World) -> dict[str, tuple[Any, ...]]:
    """The tasks that are not over, rounds aside: these open as time passes, whatever is withdrawn."""
    with world.service.store.begin(write=False) as session:
        views = [view for view in session.view_tasks() if view.state in LIVE and not view.cycle]
    return {view.id: (view.state, view.due, view.safe, view.left, view.set_by, view.lead) for view in views}


def settled(world: World) -> dict[str, tuple[Any, ...]]:
    """The tasks that there are, and those that were missed."""
    with world.service.store.begin(write=False) as session:
        views = [view for view in session.view_tasks() if view.state != State.CLOSED]
        missed = {row[0]: (row[7],) for row in session.dump("fact") if str(row[3]).startswith("missed:")}
    return missed | {one.id: (one.state, one.due, one.safe, one.left, one.set_by, one.done_on) for one in views}


class Living(RuleBasedStateMachine):
    """Three plans, two of which reach others, agencies, and all that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.worlds = [World(make_store(url), matcher=matcher) for url, matcher in self.stores()]
        self.said = Said()
        self.known: list[dict[str, list[tuple[Any, ...]]]] = []  # the state after each event
        self.ids: list[str] = []

    def stores(self) -> list[tuple[str, Matcher]]:
        """The worlds' stores and matchers."""
        return [("memory:", PlainMatcher()), ("memory:", MATCHER)]

    def text_for(self, _world: World, text: str) -> str:
        """The text of a plan as a world is given it."""
        return text

    @property
    def world(self) -> World:
        return self.worlds[0]

    def do(self, happens: Callable[[World], Any]) -> Decision | None:
        """It happens in every world, or is refused in every one in the same words, which changes nothing."""
        results = [self._tried(world, happens) for world in self.worlds]
        told = [
            one if isinstance(one, str) else [(c.kind, c.rule.id, tuple(c.units)) for c in one.changes]
            for one in results
        ]
        assert all(one == told[0] for one in told), told
        first = results[0]
        if isinstance(first, str):
            return None
        self.ids.append(first.event.id)
        self.said.heard(first.event)
        self.known.append(state(self.world.service.store))
        return first

    def _tried(self, world: World, happens: Callable[[World], Any]) -> Decision | str:
        try:
            logged: Logged = happens(world)
        except (EventsError, PlanError, CalendarError) as error:
            return str(error)
        return "known" if logged.known else logged.decision

    def an_id(self, number: int) -> str:
        """An event that can be taken back: the last ones rather than the first."""
        events = [self.said.events[name] for name in self.ids]
        fit = [one.id for one in events if one.type.startswith(AMENDABLE)] or self.ids
        return fit[-1 - number % len(fit)]

    def a_task(self, number: int) -> str:
        """A task that there is, the live ones first; but none of R1, whose dates are walked."""
        with self.world.service.store.begin(write=False) as session:
            views = [view for view in session.view_tasks() if view.rule != "R1"]
        views.sort(key=lambda view: (view.state not in LIVE, view.due is None, view.id))
        return views[number % len(views)].id if views else f"{PLAN}/R2/12"

    # --- what happens ---

    @initialize(text=plans(WALKED), clause=st.sampled_from(CLAUSES), held=st.lists(early, min_size=3, max_size=3))
    def adopted(self, text: str, clause: str, held: list[date]) -> None:
        """Two plans are in force, and their congresses were held: most of what may happen concerns what has begun."""
        self.do(lambda world: world.populate())
        district: making.UnitData = {"code": "h1", "name": "Huyện", "kind": "district", "parent": "12"}
        commune: making.UnitData = {"code": "c3", "name": "Xã c3", "kind": "commune", "parent": "h1"}
        self.do(lambda w: w.service.record(making.units_registered([district, commune], **w.envelope())))
        self.do(lambda world: with_groups(world, len(text)))
        self.do(lambda world: world.adopt(self.text_for(world, text)))
        self.hold(held[0], "congress", PLAN)
        self.hold(held[1], "own_congress", PLAN, "c1")
        self.do(lambda world: world.adopt(self.text_for(world, letters(clause))))  # what it suspends has begun
        self.hold(held[2], "congress", LETTER)

    def hold(self, day: date, milestone: str, plan: str, unit: str = "12") -> None:
        self.record(day, lambda e: making.milestone(milestone, plan=plan, unit=unit, phase="held", **e))

    @precondition(lambda self: f"adopt-{LATER}" not in self.ids)
    @rule(text=plans(WALKED, plan=LATER))
    def adopt_another(self, text: str) -> None:
        self.do(lambda world: world.adopt(self.text_for(world, text)))

    @rule(
        rule=st.integers(1, 6),
        unit=st.sampled_from(UNITS),
        cycle=st.sampled_from(["", "/2025-08", "/2025-13"]),
        day=days,
    )
    def report_anything(self, rule: int, unit: str, cycle: str, day: date) -> None:
        """Of tasks that wait, that there are none of, of rounds forgotten or made up: mostly it is refused."""
        task = f"{PLAN}/R{rule + 1}/{unit}{cycle}"
        self.record(day, lambda e: making.task_done(task, plan=PLAN, anyway=True, reason="làm sớm", **e))

    @rule(of=milestones, day=days, phase=st.sampled_from(["planned", "held", "held"]), plan=named)
    def log(self, of: tuple[str, str], day: date, phase: str, plan: str) -> None:
        self.do(lambda world: world.log(of[0], day.isoformat(), of[1], phase, plan=plan))

    @rule(of=milestones, day=days, new=st.none() | days, plan=named)
    def postpone(self, of: tuple[str, str], day: date, new: date | None, plan: str) -> None:
        self.record(day, lambda e: making.milestone_postponed(of[0], plan=plan, unit=of[1], new_day=new, **e))

    @rule(of=st.sampled_from(sorted(PLACES)), one=named, other=named, day=days)
    def join(self, of: str, one: str, other: str, day: date) -> None:
        """The congress of one plan is that of another: what was said of either, or is said from now on."""
        self.record(day, lambda e: joining.happening_joined({f"{one}/{of}", f"{other}/{of}"}, **e))

    @rule(of=st.sampled_from(sorted(PLACES)), one=named, apart=st.booleans(), day=days)
    def part(self, of: str, one: str, apart: bool, day: date) -> None:
        """Or it is not, after all; or never was."""
        members, joins = ([f"{PLAN}/{of}", f"{LETTER}/{of}"], ()) if apart else ([f"{one}/{of}"], None)
        self.record(day, lambda e: joining.happening_parted(members, joins=joins, **e))

    @rule(of=milestones, day=days, plan=named)
    def log_alone(self, of: tuple[str, str], day: date, plan: str) -> None:
        """Of one plan something is said that does not hold for the others."""
        self.record(day, lambda e: making.milestone(of[0], plan=plan, unit=of[1], phase="held", only=True, **e))

    @rule(number=tasks, day=days, ahead=st.none() | st.integers(0, 40), anyway=st.booleans())
    def report_or_set_date(self, number: int, day: date, ahead: int | None, anyway: bool) -> None:
        task = self.a_task(number)
        plan = task.partition("/")[0]
        if ahead is None:
            self.record(day, lambda e: making.task_done(task, plan=plan, anyway=anyway, reason="làm sớm", **e))
        else:
            due, said = day + timedelta(days=ahead), partial(making.task_date_set, anyway=anyway, reason="ghi muộn")
            self.record(day, lambda e: said(task, plan=plan, due=due, **e))

    @rule(number=earlier, day=days, ahead=st.none() | st.integers(1, 60), accepted=st.booleans())
    def accept_or_return(self, number: int, day: date, ahead: int | None, accepted: bool) -> None:
        """Whoever follows the plan says what becomes of a report."""
        reports = [name for name in self.ids if self.said.events[name].type == "task.done"]
        if not reports:
            return
        due = self.world.now.date() + timedelta(days=ahead) if ahead else None
        returned = partial(course.task_returned, reason="thiếu", due=due)
        said = course.task_accepted if accepted else returned
        self.record(day, lambda e: said(reports[-1 - number % len(reports)], unit="12", **e))

    @rule(number=tasks, day=days, of=st.sampled_from(UNITS), answers=st.booleans())
    def ask_for_parts(self, number: int, day: date, of: str, answers: bool) -> None:
        """Whoever leads asks those that cooperate, or gives the task to a person; asked, they may answer."""
        self.tick(max((day - self.world.now.date()).days, 0))
        task, before = self.a_task(number), settled(self.world)
        plan, asked = task.partition("/")[0], [one for one in self.ids if self.said.events[one].type == "part.asked"]
        if answers and asked:
            name = asked[number % len(asked)]
            by = self.said.events[name].data["of"]
            found = self.record(day, lambda e: course.part_answered(name, answer="gửi kèm", unit=by, **e))
        elif number % 3:
            found = self.record(day, lambda e: course.part_asked(task, plan=plan, of=of, content="số liệu", **e))
        else:
            found = self.record(day, lambda e: course.task_assigned(task, plan=plan, person="PTP", **e))
        assert not found or settled(self.world) == before

    @rule(number=tasks, day=days, progress=st.booleans())
    def say_on_the_way(self, number: int, day: date, progress: bool) -> None:
        """A task is taken up, or has come so far: it stays as it is, but for what time does by itself."""
        self.tick(max((day - self.world.now.date()).days, 0))
        task = self.a_task(number)
        said = partial(course.task_progress, progress="một nửa") if progress else course.task_acknowledged
        before = settled(self.world)
        if self.record(day, lambda e: said(task, plan=task.partition("/")[0], **e)):
            assert settled(self.world) == before

    @rule(number=tasks, day=days, ahead=st.integers(1, 60), answer=st.sampled_from(["override", "grant", "refuse"]))
    def extend(self, number: int, day: date, ahead: int, answer: str) -> None:
        task, due = self.a_task(number), DAYS[-1] + timedelta(days=ahead)
        plan, override = task.partition("/")[0], answer == "override"
        if not override:
            self.record(day, lambda e: making.extension_requested(task, plan=plan, due=due, reason="bận", **e))
        if answer == "refuse":
            self.record(day, lambda e: making.extension_refused(task, plan=plan, reason="đủ", **e))
        else:
            grant = partial(making.extension_granted, task, plan=plan, due=due, override=override)
            self.record(day, lambda e: grant(**e), "1-TB")

    @rule(
        day=days,
        which=st.sampled_from(WHICH),
        unit=st.none() | st.sampled_from(UNITS),
        plan=st.sampled_from([PLAN, PLAN, LETTER, None, None, [PLAN, LETTER], [PLAN, LATER]]),
        since=st.none() | bounds,
        until=bounds,
    )
    def suspend(self, day: date, **which: Any) -> None:
        chosen = which.pop("which")
        self.do(lambda world: world.suspend(day.isoformat(), **which, **chosen))

    @precondition(lambda self: any(one.type == "suspension.began" for one in self.said.events.values()))
    @rule(day=days, number=earlier)
    def resume(self, day: date, number: int) -> None:
        begun = [one for one in self.ids if self.said.events[one].type == "suspension.began"]
        if begun:
            self.record(day, lambda e: making.suspension_ended(begun[number % len(begun)], **e))

    @rule(day=st.none() | days, unit=st.none() | st.sampled_from(UNITS), number=earlier)
    def correct(self, day: date | None, unit: str | None, number: int) -> None:
        if day or unit:
            self.record(DAYS[0], lambda e: making.corrected(self.an_id(number), day=day, unit=unit, **e))

    @rule(number=earlier)
    def withdraw(self, number: int) -> None:
        self.record(DAYS[0], lambda e: making.withdrawn(self.an_id(number), **e))

    @rule(day=days, shift=st.integers(0, 6), working=st.booleans())
    def amend_calendar(self, day: date, shift: int, working: bool) -> None:
        row = making.DayData(day=(day + timedelta(days=shift)).isoformat(), working=working, reason="hoán đổi")
        self.record(DAYS[0], lambda e: making.calendar_amended("vn", [row], **e), "1-TB")

    @rule(
        text=plans(WALKED)
        | plans(WALKED, plan=LATER)
        | plans(WALKED).map(moved_down)
        | st.builds(letters, st.sampled_from(CLAUSES)),
        decisions=st.dictionaries(st.sampled_from(["R2", "R3", "R4", "R5"]), st.sampled_from(Choice), max_size=3),
        default=st.sampled_from([Choice.TAKE, Choice.TAKE, Choice.KEEP]),
        ahead=st.sampled_from([0, 0, 3, 30]),
    )
    def amend_plan(self, text: str, decisions: dict[str, Choice], default: Choice, ahead: int) -> None:
        def happens(world: World) -> Any:
            with world.service.store.begin(write=False) as session:
                version = self.text_for(world, text)
                proposal = propose(session, world.service.tools, version, decisions, default)
            day = (world.now.date() + timedelta(days=ahead)).isoformat()
            envelope = world.envelope(day, document=Document(text="2-KH/TU"), ahead=True)
            return world.service.record(making.plan_amended(proposal.plan.id, proposal.version, **envelope))

        self.do(happens)

    @rule(number=tasks, day=st.none() | days, plan=st.sampled_from([LETTER, LATER, LATER, PLAN]))
    def end_a_plan(self, number: int, day: date | None, plan: str) -> None:
        """It ends, on the present day or another; of what had begun every other row was done."""
        self._end(number, day or self.world.now.date(), plan)

    def _end(self, number: int, day: date, plan: str) -> Decision | None:
        settled = settled_rows(self.world, plan, number, day)
        return self.record(day, lambda e: making.plan_closed(plan, settled, **e))

    @rule(
        happens=st.sampled_from(["merge", "split", "end", "rename", "register", "regroup"]),
        unit=st.sampled_from(["bto", "h1", "c1", "c2", "c3"]),
        into=st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True),
        day=days,
    )
    def change_a_unit(self, happens: str, unit: str, into: list[str], day: date) -> None:
        row: making.UnitData = {"code": "c4", "name": "Xã c4", "kind": "commune", "parent": into[0]}
        makes: dict[str, Callable[[Envelope], Any]] = {
            "merge": lambda e: making.unit_merged(unit, into=into[0], **e),
            "split": lambda e: making.unit_split(unit, into=into, **e),
            "end": lambda e: making.unit_ended(unit, **e),
            "rename": lambda e: making.unit_renamed(unit, name="Tên mới", **e),
            "register": lambda e: making.units_registered([row], **e),
            "regroup": lambda e: making.units_registered([group(day.toordinal())], **e),
        }
        self.record(day, makes[happens])

    @rule(
        phone=st.sampled_from([None, "0912 345 678", "0213 3876 123"]),
        erased=st.sampled_from([[], [], ["email"], ["phone"], ["email", "phone"]]),
        day=days,
    )
    def change_addresses(self, phone: str | None, erased: list[str], day: date) -> None:
        """An agency's addresses are entered or erased; those kept are then those of which the log has the seals."""
        row: ListedUnit = {"code": "c1", "name": "Xã c1", "kind": "commune", "parent": "h1", "email": "c1@example.vn"}
        listed = sealed([{**row, "phone": phone}], salt=lambda: SALT)

        def happens(world: World) -> Any:
            envelope = world.envelope(day.isoformat())
            if erased:
                return world.service.record(making.unit_contacts_erased("c1", kinds=erased, **envelope))
            return world.service.record(making.units_registered(listed.units, **envelope), contacts=listed.contacts)

        self.do(happens)
        with self.world.service.store.begin(write=False) as session:
            found = contact_differences(session, session)
        assert not found.changed
        assert not found.missing

    @rule(ahead=st.sampled_from([1, 1, 2, 7, 30]))
    def tick(self, ahead: int) -> None:
        """The clock moves on. What stands still is neither reminded of nor late."""
        day = (self.world.now.date() + timedelta(days=ahead)).isoformat()
        decision = self.do(lambda world: world.tick(day))
        with self.world.service.store.begin(write=False) as session:
            halted = {view.id for view in session.view_tasks(state=State.SUSPENDED)}
        for change in decision.changes if decision else ():
            if change.kind in SILENT:
                assert halted.isdisjoint(f"{change.plan}/{change.rule.id}/{unit}" for unit in change.units)

    @precondition(lambda self: self.ids)
    @rule(
        leap=st.sampled_from([20, 400, 1800]),
        swept=st.booleans(),
        says=st.booleans(),
        of=milestones,
        day=days,
        plan=named,
    )
    def wrong_clock(self, leap: int, swept: bool, says: bool, of: tuple[str, str], day: date, plan: str) -> None:
        """A clock is wrong for a while; set right, its days taken back, nothing of it is left but what was said."""
        self.tick(1)
        before, right = settled(self.world), self.world.now
        wrong = right + timedelta(days=leap)
        if swept:
            self.do(lambda world: world.tick(wrong.date().isoformat()))
        self.set_clocks(wrong)
        if says:
            self.record(day, lambda e: making.milestone(of[0], plan=plan, unit=of[1], phase="held", **e))
        self.set_clocks(right)
        if swept:
            assert self.do(lambda world: world.take_back(wrong.date().isoformat()))
        assert says or settled(self.world) == before
        self.tick(1)

    def set_clocks(self, moment: datetime) -> None:
        """All worlds' clocks show that moment."""
        for world in self.worlds:
            world.now = moment

    def record(self, day: date, make: Callable[[Envelope], Any], document: str | None = None) -> Decision | None:
        def happens(world: World) -> Any:
            envelope = world.envelope(day.isoformat())
            if document:
                envelope["document"] = Document(text=document)
            return world.service.record(make(envelope))

        return self.do(happens)

    # --- laws ---

    @precondition(lambda self: self.ids)
    @rule(
        happens=st.sampled_from(
            ["log", "planned", "postpone", "report", "date", "suspend", "suspend all", "extend", "end"]
        ),
        of=milestones,
        task=tasks,
        day=days,
        plan=named,
        until=bounds,
        ended=st.none() | days,
    )
    def there_and_back(self, happens: str, **said: Any) -> None:
        """To withdraw an event, ended or not, restores what was before it: history aside, nothing is left of it.

        But for what time does by itself: the day is swept before.
        """
        ahead = (max(said["day"], said["ended"] or said["day"]) - self.world.now.date()).days
        self.tick(max(ahead, 0))
        before = still_open(self.world)
        begun = self._there(happens, **said)
        if begun is None:
            return
        if happens.startswith("suspend") and said["ended"]:
            self.record(said["ended"], lambda e: making.suspension_ended(begun.event.id, **e))
        back = self.record(DAYS[0], lambda e: making.withdrawn(begun.event.id, **e))
        assert back
        assert still_open(self.world) == before

    def _there(self, happens: str, **said: Any) -> Decision | None:
        (name, place), task, day, plan = said["of"], self.a_task(said["task"]), said["day"], said["plan"]
        of = task.partition("/")[0]
        due = day + timedelta(days=9)
        match happens:
            case "log" | "planned":
                phase: Any = "held" if happens == "log" else "planned"
                return self.record(day, lambda e: making.milestone(name, plan=plan, unit=place, phase=phase, **e))
            case "postpone":
                return self.record(day, lambda e: making.milestone_postponed(name, plan=plan, unit=place, **e))
            case "report":
                return self.record(day, lambda e: making.task_done(task, plan=of, anyway=True, reason="r", **e))
            case "date":
                return self.record(
                    day, lambda e: making.task_date_set(task, plan=of, due=due, anyway=True, reason="r", **e)
                )
            case "end":
                return self._end(said["task"], self.world.now.date(), plan)
            case "extend":
                make = lambda e: making.extension_granted(task, plan=of, due=due, override=True, **e)  # noqa: E731
                return self.record(day, make, "1-TB")
        chosen: dict[str, Any] = {"milestone": name} if happens == "suspend" else {"label": "đại hội"}
        which = plan if happens == "suspend" else None
        return self.do(lambda world: world.suspend(day.isoformat(), plan=which, until=said["until"], **chosen))

    @precondition(lambda self: self.known)
    @rule(number=earlier)
    def look_back(self, number: int) -> None:
        """What was known at a moment is what the log until then gives: nothing that came later had a part in it."""
        position = number % len(self.known)
        with self.world.service.store.begin(write=False) as session:
            moment, *later = [one.event.recorded_at for one in session.events(after=position)]
        if later and min(later) <= moment:  # a wrong clock's, which comes again
            return
        assert state(as_of(self.world.service, moment, make_store("memory:")).store) == self.known[position]

    @invariant()
    def what_stands_still_has_no_date(self) -> None:
        """A suspended task has no date at all; none to be reminded of, and none by which to set one."""
        with self.world.service.store.begin(write=False) as session:
            views = session.view_tasks(state=State.SUSPENDED)
        assert {(view.nominal, view.due, view.safe, view.set_by, view.remind_on) for view in views} <= {(None,) * 5}

    @invariant()
    def the_tally_is_what_the_tasks_come_to(self) -> None:
        """Whatever happened, the tally counts the tasks by the dates that they have, and lists are ordered by these."""
        for world in self.worlds:
            with world.service.store.begin(write=False) as session:
                assert kept_tally(session) == counted_tally(session)
                assert days_as_due(session)

    @invariant()
    def suspended_time_never_counts(self) -> None:
        """R1 of each plan is due on the day to which one comes by walking over the days that count, one by one."""
        with self.world.service.store.begin(write=False) as session:
            shelf = Snapshot(session, self.world.service.tools)
            plans, calendar = dict(shelf.plans()), shelf.calendar("vn")
            found = {view.plan: (view.state, view.due) for view in session.view_tasks(rule="R1") if view.state in LIVE}
            over = {row.id for row in session.plans() if row.ended}
        walks = {name: walked(name, plans, self.said, calendar.is_working) for name in plans.keys() - over}
        assert found == {name: task for name, task in walks.items() if task}

    @invariant()
    def each_event_reached_every_task_that_it_concerned(self) -> None:
        """Dates follow from facts alone: to look at everything again finds nothing new but rounds.

        Until a day is swept, tasks that wait for what was missed by then may be new too.
        """
        if not self.ids:
            return
        world = self.world
        envelope = Envelope(id="again", occurred_on=DAYS[0], recorded_at=world.now, actor="officer")
        everybody = making.units_registered([{"code": "new", "name": "Sở", "kind": "department"}], **envelope)
        changes = world.service.record(everybody, dry_run=True).decision.changes
        with world.service.store.begin(write=False) as session:
            swept = clock(session).day == (world.now + timedelta(hours=7)).date()
        new = [one for one in changes if not one.cycle and not on_other_grounds(one)]
        found = [(str(one.kind), one.plan, one.rule.id, one.units) for one in new if swept or not waits_for_misses(one)]
        assert found == []

    def teardown(self) -> None:
        """The log alone gives the kept state again, and all worlds are the same row for row."""
        report = verify(self.world.service, make_store("memory:"))
        assert report.holds, report
        states = [state(world.service.store) for world in self.worlds]
        assert all(one == states[0] for one in states)
        for world in self.worlds:
            world.store.close()


def test_whatever_happens_the_laws_hold() -> None:
    """Thrown at the engine in any order, all that can happen leaves every law of this module standing."""
    run_state_machine_as_test(
        Living, settings=settings(deadline=None, max_examples=EXAMPLES or 14, stateful_step_count=30)
    )
