"""Histories that mostly fit: what is done is chosen among the tasks and the events that there are by then.

Most steps of `happenings` are refused, having been drawn without a look at the world, so that few of their tasks are
ever done, put off or corrected. Here nearly all are taken; and rules wait only for rules above them, so that plans need
not be drawn again without their conditions.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from engine.calendars.calendar import CalendarError
from engine.matching import Matcher
from events import making
from events.course import making as course
from events.errors import EventsError
from events.event import Document, Event
from events.joined import making as joining
from events.store import Store
from events.views import TaskView
from rules.compiling import check_plan
from rules.problems import MergeError, Severity
from tests.property.endings import settled_rows
from tests.property.happenings import DUES, KNOWN, LED, OWN, PLACES, SUSPENSIONS, WHENS, group, knowing, with_groups
from tests.property.versions import amend
from tests.worlds import COMMUNES, PLAN, World, plan_text

MORE_DUES = [
    "3 days after task R1 missed",
    "5 working days after task R1",
    "once task R1",
    "3 days after last commune task R1",
    "2 working days after first commune task R1 missed",
    "1 month after congress",
    "earliest of (before congress, before first commune own_congress)",
    "earliest of (right after guidance, 5 working days after task R1, in 2025-08..2025-10)",
    "5 working days after first commune own_congress",
    "before congress",
    "once first commune own_congress",
    "every week by friday",
    "every quarter before day 15 of its last month",
    "from 2025-08-20",
    "done",
]
MORE_WHENS = [
    "own own_congress",
    "{every commune: own_congress held}",
    "{every commune: task R1}",
    "{every commune: task R1 missed}",
    "{at least 2 commune: task R1}",
    "{some commune: task R1 missed}",
    "{at least 2 commune: own_congress planned}",
    "{any: [task R1, task R1 missed]}",
    "{none: [task R1]}",
    "{all: [task R1, {none: [guidance held]}]}",
]
HERE = "[{all: true, unit: c1, from: own_congress, until: guidance}]"
PLAIN = {"due": "by 2025-09-01"}
LETTER = "cong-van"
"""Another plan, a letter that suspends tasks of this one, and has milestones of the same names."""
REACHING = [
    "[{milestone: guidance, plans: all, until: congress}]",
    "[{all: true, plans: [ke-hoach], until: guidance}]",
    "[{all: true, plans: all, unit: c1, until: own_congress}, {rules: [R1], plans: [ke-hoach], until: congress}]",
    "[{milestone: congress, plans: all, from: congress, until: guidance}]",
    "[{all: true, plans: [ke-hoach, cong-van], from: own_congress, until: congress}]",
    "[{all: true, plans: [cong-van, nobody], until: guidance}]",
]
"""Its clauses; without `from`, time stands still from its first day. The last reaches no other plan."""
CLAUSES: list[dict[str, str]] = [{}, {}, {"suspensions": SUSPENSIONS}, {"suspensions": HERE}]

# --- plans ------------------------------------------------------------------------------------------------------------


@st.composite
def rich_plans(draw: st.DrawFn) -> str:
    """The text of a plan whose rules wait for happenings, and for rules above them; plain ones where that cannot be."""
    return knowing(draw(plans_unknowing()), draw(st.sampled_from(KNOWN)))


@st.composite
def plans_unknowing(draw: st.DrawFn) -> str:
    """The same, without milestones that the plan itself says were held."""
    clauses: dict[str, str] = draw(st.sampled_from(CLAUSES))
    repeating = draw(st.booleans())  # each commune may have its congress again and again: the last one counts
    drawn: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(2, 6))):
        drawn.append(draw(rules_below(drawn)))
    if passes(text_of(drawn, repeating, **clauses)):
        return text_of(drawn, repeating, **clauses)
    rules: list[dict[str, Any]] = []
    for rule in drawn:
        rules.append(rule if passes(plan_text([*rules, rule], **clauses)) else PLAIN)
    return text_of(rules, repeating, **clauses)


def text_of(rules: Sequence[Mapping[str, Any]], repeating: bool, /, **clauses: str) -> str:
    """The text of a plan with these rules; its congress of each commune may be `repeating`."""
    text = plan_text(rules, **clauses)
    return text.replace('of each: "commune"}', 'of each: "commune", repeats: true}') if repeating else text


@st.composite
def rules_below(draw: st.DrawFn, above: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One rule of a plan, with those rules above it. A task at each commune is waited for there, or across them."""
    due, when = draw(st.sampled_from(DUES + OWN + MORE_DUES)), draw(st.sampled_from(WHENS + MORE_WHENS)) or "always"
    said, across = f"{due} {when}", "commune: task" in when or "commune task" in due
    each = draw(st.booleans()) or "own" in said.split() or due == OWN[0]
    if "R1" in said:
        others = [place for place, one in enumerate(above, 1) if "for each" in one or not across]
        if not others:
            return PLAIN
        place = draw(st.sampled_from(others))
        due, when = due.replace("R1", f"R{place}"), when.replace("R1", f"R{place}")
        each = each or ("for each" in above[place - 1] and not across)
    waits = {} if when == "always" else {"when": when}
    led = {"for each": "commune", "lead": "each"} if each else draw(st.sampled_from(LED))
    return {**led, **waits, "due": due}


def passes(text: str) -> bool:
    """True for a plan that the checks let pass."""
    return not any(problem.severity is Severity.ERROR for problem in check_plan(text))


# --- deeds ------------------------------------------------------------------------------------------------------------

OFTEN = ["hold", "report", "set a date", "extend", "correct", "day off", "sweep"]
SELDOM = [
    "plan",
    "put off",
    "suspend",
    "suspend all",
    "resume",
    "withdraw",
    "take back",
    "merge",
    "issue",
    "at the letter",
    "at the letter",
    "suspend across",
    "amend",
    "amend",
    "amend",
    "amend the letter",
    "join",
    "join",
    "part",
    "alone",
    "take up",
    "accept",
    "return",
    "return",
    "end the plan",
    "end the plan",
    "regroup",
    "regroup",
]
AMENDABLE = (
    "milestone.",
    "task.",
    "extension.granted",
    "suspension.",
    "event.corrected",
    "event.withdrawn",
    "plan.",
)
OPEN = ("active", "needs_date", "planned", "suspended")
FEW = 6
"""Among how many one is chosen, so that several deeds speak of the same."""
FORTNIGHT = 14
WHERE = (None, None, "12", "c1")
HELD = [("congress", "12", "2025-07-23"), ("guidance", "vn", "2025-07-28"), ("own_congress", "c1", "2025-07-25")]


class Deed(NamedTuple):
    """What an officer, or the clock, does: on a day, looking some days ahead; `number` chooses what it is done to."""

    what: str
    day: date
    ahead: int
    number: int

    @property
    def later(self) -> date:
        """The day that is looked ahead to."""
        return self.day + timedelta(days=self.ahead)


def deeds_of(*kinds: str) -> st.SearchStrategy[Deed]:
    """One deed of these kinds."""
    days = st.integers(0, 10).map(lambda n: date(2025, 7, 21) + timedelta(days=6 * n))
    return st.builds(Deed, st.sampled_from(kinds), days, st.integers(0, 40), st.integers(0, 23))


deeds = st.lists(deeds_of(*OFTEN * 2, *SELDOM), min_size=6, max_size=20)
versions = deeds_of("amend", "amend", "amend the letter", "issue")
leaving = st.tuples(
    st.lists(deeds_of("report", "report", "report", "hold", "hold"), min_size=3, max_size=8),
    st.lists(deeds_of("amend"), min_size=1, max_size=4),
    st.lists(deeds_of("correct", "correct", "return", *OFTEN, *SELDOM), min_size=2, max_size=10),
).map(lambda parts: [deed for part in parts for deed in part])
"""Much is done before versions that may drop it, and put right after them."""
apart = st.tuples(
    st.lists(deeds_of("issue"), min_size=1, max_size=1),
    st.lists(deeds_of("join", "join", "join", "hold", "at the letter"), min_size=3, max_size=8),
    st.lists(deeds_of("alone", "alone", "alone", "correct", "withdraw", "part", *OFTEN), min_size=3, max_size=10),
).map(lambda parts: [deed for part in parts for deed in part])
"""Milestones of two plans are one happening, of which something is said of one of them alone."""
ending = st.tuples(
    st.lists(deeds_of("hold", "report", "report", *OFTEN, *SELDOM), min_size=3, max_size=10),
    st.lists(deeds_of("end the plan"), min_size=1, max_size=2),
    st.lists(deeds_of("open again", "correct", "withdraw", "join", *OFTEN, *SELDOM), min_size=2, max_size=10),
).map(lambda parts: [deed for part in parts for deed in part])
"""Much has happened when the plan ends; it is put right afterwards, and the plan may be opened again."""
reopened = st.tuples(
    st.lists(deeds_of("plan", "plan", "hold", "put off", "report"), min_size=2, max_size=6),
    st.lists(deeds_of("end the plan"), min_size=1, max_size=1),
    st.lists(deeds_of("withdraw", "withdraw", "correct"), min_size=1, max_size=4),
    st.lists(deeds_of("open again"), min_size=1, max_size=2),
    st.lists(deeds_of("plan", "hold", "withdraw"), max_size=3),
).map(lambda parts: [deed for part in parts for deed in part])
"""What is only planned when the plan ends is taken back, and then the plan is opened again."""


def lived(
    text: str,
    begun: int,
    todo: Sequence[Deed],
    matcher: Matcher,
    store: Store | None = None,
    *,
    taken_over: bool = False,
) -> World:
    """A world with that plan, in which as many of `HELD` were held, and then these deeds were done.

    Where the number of `HELD` is odd, the letter was issued before the deeds.
    """
    world = World(store, matcher=matcher)
    world.populate()
    with_groups(world, begun + len(text))
    world.adopt(text, taken_over=taken_over)
    for milestone, unit, day in HELD[:begun]:
        world.log(milestone, day, unit)
    if begun % 2:
        issue(world, begun // 2 + len(todo))
    for deed in todo:
        attempt(world, deed)
    return world


def attempt(world: World, deed: Deed) -> None:
    """Do it, if it fits; else nothing changes."""
    with suppress(EventsError, CalendarError, MergeError):
        do(world, deed)


def issue(world: World, number: int) -> None:
    """Issue the letter: `number` chooses its clauses. Raises EventsError where it has been issued with others."""
    clauses = REACHING[number % len(REACHING)]
    world.adopt(plan_text([{"due": "3 days after congress"}], plan=LETTER, number="2-CV/TU", suspensions=clauses))


def do(world: World, deed: Deed) -> None:
    """Do it. Raises EventsError, CalendarError, MergeError where it does not fit."""
    if deed.what == "sweep":
        world.tick(str(world.now.date() + timedelta(days=1 + deed.ahead % 7)))
        return
    if deed.what == "report" and deed.number % 2:
        deed = deed._replace(day=near_its_due(world, deed))
    envelope = world.envelope(str(deed.day), document=Document(text="1-TB"), ahead=deed.what == "plan")
    if deed.what == "issue":
        issue(world, deed.number)
        return
    if deed.what == "end the plan":
        end(world, deed, envelope)
        return
    if "amend" in deed.what:  # in time, late, or a version that waits for its day
        ahead = deed.ahead % 3 == 0
        plan, day = LETTER if "letter" in deed.what else PLAN, deed.later if ahead else deed.day
        amend(world, plan, deed.number + 7 * deed.ahead, day, ahead=ahead)
        return
    for event in (of_milestone, of_task, of_time, of_event, of_several):
        if said := event(world, deed, envelope):
            world.service.record(said)


def end(world: World, deed: Deed, envelope: making.Envelope) -> None:
    """End the plan, or the letter: of the rows that had begun some are done, all others are not required any more."""
    name = LETTER if deed.ahead % 5 == 0 else PLAN
    day = world.now.date() if deed.number % 3 else deed.day
    settled = settled_rows(world, name, deed.number, day)
    envelope["occurred_on"] = day
    world.service.record(making.plan_closed(name, settled, **envelope))


def of_milestone(_world: World, deed: Deed, envelope: making.Envelope) -> Event | None:
    """A milestone is planned, held or put off."""
    places = [(name, unit) for name, units in PLACES.items() for unit in units]
    name, unit = places[deed.number % len(places)]
    match deed.what:
        case "hold":
            carried = deed.later if deed.number % 4 == 0 else None
            return making.milestone(name, plan=PLAN, unit=unit, phase="held", carried=carried, **envelope)
        case "plan":
            return making.milestone(name, plan=PLAN, unit=unit, phase="planned", **envelope)
        case "at the letter":
            return making.milestone(name, plan=LETTER, unit=unit, phase="held", **envelope)
        case "put off":
            new_day = deed.later if deed.number % 3 else None
            return making.milestone_postponed(name, plan=PLAN, unit=unit, new_day=new_day, **envelope)
    return None


def of_task(world: World, deed: Deed, envelope: making.Envelope) -> Event | None:
    """A task is done, given a date, or given more time."""
    match deed.what:
        case "report":
            return making.task_done(a_task(world, deed), plan=PLAN, anyway=True, reason="làm sớm", **envelope)
        case "set a date":
            said: Mapping[str, Any] = {"due": deed.later, "anyway": True, "reason": "ghi muộn", **envelope}
            return making.task_date_set(a_task(world, deed), plan=PLAN, **said)
        case "accept" | "return":
            return of_report(world, deed, envelope)
        case "take up":
            return course.task_acknowledged(a_task(world, deed), plan=PLAN, **envelope)
        case "extend":
            due = deed.later + timedelta(days=20)
            return making.extension_granted(a_task(world, deed), plan=PLAN, due=due, override=True, **envelope)
    return None


def of_report(world: World, deed: Deed, envelope: making.Envelope) -> Event:
    """What was reported done is accepted or returned, on the last day that there was, or the next."""
    report, today = an_event(world, deed, ("task.done",)), world.now.date()
    envelope = {**envelope, "occurred_on": today}
    if deed.what == "accept":
        return course.task_accepted(report, unit="12", **envelope)
    due = today + timedelta(days=40 + deed.ahead) if deed.number % 3 else None
    return course.task_returned(report, reason="thiếu", due=due, unit="12", **envelope)


def of_time(world: World, deed: Deed, envelope: making.Envelope) -> Event | None:
    """Time stands still, or runs again; or a day of the calendar is another."""
    milestones, bounded = sorted(PLACES), deed.number % 2
    since, until = milestones[deed.number % 3], milestones[(deed.number + bounded) % 3]
    match deed.what:
        case "suspend":
            return making.suspension_began(PLAN, milestone=since, unit=WHERE[deed.ahead % 4], **envelope)
        case "suspend all":
            bounds = {"since": since, "until": until} if bounded else {"until": until}
            return making.suspension_began(PLAN, everything=True, **bounds, **envelope)
        case "suspend across":  # tasks of several plans, or of every plan, by milestones of one of them
            plans, of = None if deed.ahead % 2 else [PLAN, LETTER], LETTER if deed.ahead % 3 else PLAN
            ends = {"since": f"{of}/{since}"} if bounded else {}
            return making.suspension_began(plans, everything=True, until=f"{of}/{until}", **ends, **envelope)
        case "resume":
            began = an_event(world, deed, ("suspension.began",))
            if began == "none":
                return making.suspension_began(PLAN, everything=True, **envelope)
            return making.suspension_ended(began, **envelope)
        case "day off":
            row: making.DayData = {"day": str(deed.later), "working": deed.later.weekday() > 4, "reason": "hoán đổi"}
            return making.calendar_amended("vn", [row], unit=WHERE[deed.ahead % 4], **envelope)
    return None


def of_event(world: World, deed: Deed, envelope: making.Envelope) -> Event | None:
    """A recorded event is put right, or taken back."""
    match deed.what:
        case "correct":
            unit, carried = "c2" if deed.number % 7 == 0 else None, deed.later if deed.number % 5 == 0 else None
            event = an_event(world, deed, AMENDABLE)
            return making.corrected(event, day=deed.day, unit=unit, carried=carried, **envelope)
        case "withdraw":
            return making.withdrawn(an_event(world, deed, AMENDABLE), **envelope)
        case "merge":  # or end without a successor
            unit, heir = COMMUNES[deed.number % 3], COMMUNES[(deed.number + 1 + deed.ahead % 2) % 3]
            gone = deed.ahead % 5 == 0
            if deed.number % 4 == 3:  # as a law ends a level: two at once
                other = COMMUNES[3 - COMMUNES.index(unit) - COMMUNES.index(heir)]
                return making.units_ended({unit: None if gone else heir, other: None}, **envelope)
            return making.unit_ended(unit, **envelope) if gone else making.unit_merged(unit, into=heir, **envelope)
        case "open again":
            return making.withdrawn(an_event(world, deed, ("plan.closed",)), **envelope)
        case "regroup":
            return making.units_registered([group(deed.number)], **envelope)
        case "take back":  # a day that the clock got wrong, and all after it
            return making.withdrawn(an_event(world, deed, ("day.began",)), **envelope)
    return None


def of_several(_world: World, deed: Deed, envelope: making.Envelope) -> Event | None:
    """Milestones of the plan and the letter are one happening, or not; something is said of one of them alone."""
    name = sorted(PLACES)[deed.number % 3]
    members = [f"{PLAN}/{name}", f"{LETTER}/{name}"]
    match deed.what:
        case "join":
            return joining.happening_joined(members, **envelope)
        case "part":
            return joining.happening_parted(members[deed.ahead % 2 :][:1], **envelope)
        case "alone":
            plan, phase = (PLAN, LETTER)[deed.ahead % 2], ("held", "planned", "not_held", "not_held")[deed.ahead % 4]
            said: Any = {"plan": plan, "unit": PLACES[name][0], "phase": phase, "only": True}
            return making.milestone(name, **said, **envelope)
    return None


def near_its_due(world: World, deed: Deed) -> date:
    """The day of a report: the last day of its task, or one beside it; the deed's own where that is far off."""
    view = a_view(world, deed)
    due = date.fromisoformat(view.due) if view and view.due else deed.day
    return due + timedelta(days=deed.ahead % 3 - 1) if abs(due - deed.day).days < FORTNIGHT else deed.day


def a_task(world: World, deed: Deed) -> str:
    """The id of a task."""
    view = a_view(world, deed)
    return view.id if view else f"{PLAN}/R1/12"


def a_view(world: World, deed: Deed) -> TaskView | None:
    """One of a few of the tasks that there are, open ones with a date rather than others."""
    with world.store.begin(write=False) as session:
        views = sorted(session.view_tasks(), key=lambda view: (view.state not in OPEN, not view.due, view.id))
        views = [view for view in views if view.plan == PLAN]
    return views[deed.number % min(len(views), FEW)] if views else None


def an_event(world: World, deed: Deed, types: tuple[str, ...]) -> str:
    """One of the last few events of these types."""
    with world.store.begin(write=False) as session:
        fit = [one.event.id for one in session.events() if one.event.type.startswith(types)]
    return fit[-1 - deed.number % min(len(fit), FEW)] if fit else "none"
