"""The law of telling: after any history, a sweep and a flush, each knows what he is to know, and nothing more is said.

What he is to know is said here by itself: of every task that is open, the date that it has, whether its time stands
still, and how the clock has it; of one that is over, that it is, unless he reported it done. Who is to know it: whoever
leads it, as a member of a group too, and whoever cooperates; by mail, and by telephone if he has one. What was refused
for good is parked, and counted; sent again, it makes the law hold of that too. So is what waits for approval: approved,
it makes the law hold; what was cancelled nobody is held to know. What waits for the hour at which somebody is told all
at once is counted, and told then.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple, cast

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.clock import day_in_viet_nam
from engine.asking.rebuilding import rebuild
from engine.calendars.calendar import Calendar
from engine.contacts import ListedUnit, ways
from engine.deciding.task_units import units_of
from engine.matching import PlainMatcher
from engine.service import Service
from engine.snapshot import Snapshot
from engine.telling.news import news
from engine.units import Units
from events.beside.rows import ToldRow
from events.chain import moment_text
from events.delivery import APPROVED, AWAITING, CANCELLED, parked, put_off, sent
from events.errors import EventsError
from events.opening import make_store
from events.store import NO_WAIT, Cap, Digests, Session, Since, Store, Timing
from events.views import Claimed, TaskView
from rules.ladders.rungs import rungs_for
from rules.plan import EACH, Plan
from rules.unit_kinds import GROUP
from tests.property.deeds import Deed, apart, attempt, deeds, deeds_of, ending, leaving, lived, rich_plans, text_of
from tests.reference.ladder import last_reached
from tests.worlds import World, tools

LIVE = ("planned", "needs_date", "active", "suspended")
TEXTED = ("c1", "bto", "12", "c3")
COOPERATING = ("", "[bto]", "[nhom]", "[hai, c1]", "[c2, bto]", "[nhom, hai]")
Clock = tuple[str, str]
Key = tuple[str, str, str]
Rows = dict[Key, ToldRow]


class Post(NamedTuple):
    """What becomes of the messages of one flush, by their numbers: some arrive at the second try, some never."""

    put_off: Collection[int] = ()
    parked: Collection[int] = ()


ALL_ARRIVE = Post()


def joint(text: str, which: int) -> str:
    """The same plan, in whose rows others cooperate, as `which` says, and are told; a group shares some of them."""
    lines, row = text.split("\n"), 0
    for number, line in enumerate(lines):
        if line.startswith("    lead:"):
            row += 1
            several = COOPERATING[(which + row * (which // 7 % 3)) % len(COOPERATING)]
            if '"12"' in line and (which + row) % 3 == 0:
                line = "    lead: nhom\n    tasks: shared"  # noqa: PLW2901 - it is another row's
            led = "nhom" in line and "nhom" in several
            lines[number] = f"{line}\n    cooperate: {several}" if several and not led else line
    return re.sub(r"(?m)^milestones:", "policies: {notify cooperating: true}\nmilestones:", "\n".join(lines))


LADDERS = [
    "",
    "reminders: [12 days before due, on safe], escalation: [2 days after due]",
    'remind: 0 working days, escalation: ["1 working day after due, every 2 days, to lead, follower"]',
    'reminders: [], escalation: ["1 day after safe, to superior", "4 days after due, for bto"]',
]


def laddered(text: str, ladder: str) -> str:
    """The text of a plan with a ladder of its own."""
    if "policies: {" in text:
        return text.replace("policies: {", f"policies: {{{ladder}, ", 1) if ladder else text
    return re.sub(r"(?m)^milestones:", f"policies: {{{ladder}}}\nmilestones:", text)


def enlist(world: World, deed: Deed) -> None:
    """An agency gets a telephone; or a commune is registered that was not there."""
    number = deed.number % (len(TEXTED) + 1)
    with world.store.begin(write=False) as session:
        units = {row.code: row for row in session.units()}
    code = TEXTED[number] if number < len(TEXTED) else "c9"
    row = units.get(code)
    kind, parent, name = (row.kind, row.parent, row.name) if row else ("commune", "12", "Xã Chín")
    with suppress(EventsError):
        unit = {"code": code, "name": name, "kind": kind, "parent": parent or "", **ADDRESSES[deed.number % 2]}
        world.register((cast("ListedUnit", unit),))


ADDRESSES: tuple[Mapping[str, str], ...] = (
    {"phone": "0912345678"},
    {
        "phone": "0912345678",
        "email": "a@x.vn",
        "cc_email": "b@x.vn",
        "leader_email": "c@x.vn",
        "leader_phone": "0912345678",
    },
)
"""Of the second the leader's telephone is the officer's: nothing goes to it for the leader."""


def claimed(world: World, timing: Timing) -> list[Claimed]:
    return world.store.claim(world.now, "w", 100, 60, news(day_in_viet_nam(world.now), timing))


def flush(world: World, post: Post = ALL_ARRIVE, timing: Timing = NO_WAIT) -> int:
    """All that there is to say arrives, as far as it does; not what waits by `timing`."""
    count = 0
    while these := claimed(world, timing):
        for one in these:
            count += 1
            gone = sent(one, world.now)
            if count in post.parked:
                gone = parked(one, "550", refused=True)
            elif count in post.put_off:
                gone = put_off(one, world.now, "451", refused=count % 2 == 0)
            assert world.store.settle([gone]) == {(one.recipient, one.key)}
        post = Post(parked=[number for number in post.parked if number > count])
    return count


def stand_for(units: Units, code: str) -> list[str]:
    """The agencies that an agency is now, or a group's members."""
    row = units.rows.get(code)
    among = units.members(code) if row and row.kind == GROUP else (code,)
    now = (units.current(one) for one in among)
    return [one for one in now if one and (one not in units.rows or units.rows[one].kind != GROUP)]


def hearers(plan: Plan, units: Units, view: TaskView) -> Mapping[str, str]:
    """The agencies that are to know of an open task, each in its part. Members that lead a row are not others in it."""
    rule = plan.rules[view.rule]
    leads = units_of(plan, units, rule) if rule.leads_its_own else (rule.lead,)
    apart = {one for unit in leads for one in stand_for(units, unit)}
    found: dict[str, str] = {}
    for code in rule.cooperate:
        if code == EACH:
            found |= dict.fromkeys(stand_for(units, view.unit), "cooperate")
        elif code in units.rows and units.rows[code].kind == GROUP:
            found |= dict.fromkeys((one for one in stand_for(units, code) if one not in apart), "cooperate")
        else:
            found |= dict.fromkeys(stand_for(units, code), "cooperate")
    return found | dict.fromkeys(stand_for(units, view.lead), "lead")


def expected(session: Session, today: date) -> Iterator[tuple[Key, str, TaskView, Clock]]:
    """What is to be known: by whom, by which channel, of which task, in which part, and what by the clock."""
    units, snapshot = Units.build(session.units()), Snapshot(session, tools())
    for view in session.view_tasks():
        plan = snapshot.plan(view.plan)
        if not plan or view.state not in LIVE:
            continue
        clock = rung(view, plan, snapshot.calendars(plan.calendar, units).at(plan.unit), today)
        for recipient, role in hearers(plan, units, view).items():
            if not units.ended(recipient):
                yield (recipient, "mail", view.id), role, view, clock
                row = units.rows.get(recipient)
                if row and row.texts:
                    yield (recipient, "sms", view.id), role, view, clock
                if row and "cc_email" in row.others:
                    yield (recipient, "mail.cc", view.id), role, view, clock


def rung(view: TaskView, plan: Plan, calendar: Calendar, today: date) -> Clock:
    """What is to be known by the clock of an open task: how it stands, and the day of the last rung."""
    limit, safe = _day(view.due or view.set_by), _day(view.safe)
    if view.state == "suspended" or limit is None or not (view.due or view.state == "needs_date"):
        return "", ""  # by when the date of what is only planned would have to be set nobody is told
    late = limit < today
    ladder = rungs_for(plan.ladder(plan.rules[view.rule]), view.lead)
    of_dates = [one for one in ladder if one.base != "progress"]  # what stands still is a law of its own
    mine = [one for one in of_dates if "lead" in one.to and (one.late and one.base == "due") == late]
    bases = [(one, safe if one.base == "safe" else limit) for one in mine if late or view.due]
    found = [
        last_reached([one], base, base - timedelta(days=30), today, calendar.is_working) for one, base in bases if base
    ]
    kind = ("overdue" if view.due else "needs_date") if late else "reminder"
    day = max((one for one in found if one), default=None)
    return (kind, str(day)) if day else ("", "")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def wrong(row: ToldRow | None, role: str, view: TaskView, clock: Clock | None) -> bool:
    """True if what was told of an open task is not how it stands; `clock` is None where the day was not swept."""
    still = view.state == "suspended"
    if row is None or (row.due, row.role, row.state == "suspended") != (view.due, role, still):
        return True
    if row.state == "planned" != view.state:
        return True
    later = any(now and (was is None or was > now) for now, was in ((view.safe, row.safe), (view.set_by, row.set_by)))
    known, _, until = row.rung.partition(" ")
    return later or (clock is not None and (clock[1] > until or clock[0] not in ("", "reminder", known)))


def differing(world: World, *, swept: bool) -> dict[Key, object]:
    """What is known otherwise than it is to be."""
    with world.store.begin(write=False) as session:
        told: Rows = {row[:3]: row for row in (ToldRow(*row) for row in session.dump("told"))}
        views = {view.id: view for view in session.view_tasks()}
        units = Units.build(session.units())
        wanted = {key: (role, view, clock) for key, role, view, clock in expected(session, world.now.date())}
    found: dict[Key, object] = {
        key: (told.get(key), role, view)
        for key, (role, view, clock) in wanted.items()
        if wrong(told.get(key), role, view, clock if swept else None)
    }
    for key in told.keys() - wanted.keys():
        recipient, channel, task = key
        done = task in views and views[task].state == "done"
        watches = told[key].role in (
            "follow",
            "superior",
            "leader",
        )  # he heard that it was late, and hears nothing else
        gone = recipient in units.rows and channel not in ways(units.rows[recipient])  # nobody has that address now
        if (
            not gone
            and not done
            and not watches
            and not units.ended(recipient)
            and told[key].state not in ("closed", "done")
        ):
            found[key] = (told[key], None, views.get(task))
    return found


def waiting(world: World) -> dict[tuple[str, str], set[str]]:
    """The keys of what is parked, or waits for approval, by recipient and channel: as many as `status` counts."""
    found: dict[tuple[str, str], set[str]] = {}
    with world.store.begin(write=False) as session:
        there = {status: session.messages(status=status) for status in ("parked", AWAITING)}
        counts = session.counts().messages
    assert {status: counts.get(status, 0) for status in there} == {status: len(of) for status, of in there.items()}
    for view in (*there["parked"], *there[AWAITING]):
        found.setdefault((view.recipient, view.channel), set()).add(view.key)
    return found


def swept_today(world: World) -> bool:
    today = world.now.date()
    with suppress(EventsError):
        world.tick(str(today))
        return world.now.date() == today
    return False


turning = st.tuples(
    st.lists(deeds_of("hold", "hold", "sweep", "plan", "report"), max_size=5),
    st.lists(deeds_of("enlist", "regroup", "regroup", "amend", "merge", "hold"), min_size=1, max_size=5),
    st.lists(deeds_of("correct", "withdraw", "sweep", "regroup"), max_size=2),
).map(lambda parts: [deed for part in parts for deed in part])
"""Agencies get telephones, communes come, groups have other members, rows other leads; little comes after it."""
MERGED_INTO_C1 = Deed("merge", date(2025, 7, 21), 2, 14)
"""A member of a group that another group has as one of its kind."""


@example(
    text_of([{"lead": '"12"', "due": "by 2025-09-01"}] * 2, False), 2, 0, "", [MERGED_INTO_C1], set(), ALL_ARRIVE, False
)
@given(
    rich_plans(),
    st.integers(0, 40),
    st.integers(0, 3),
    st.sampled_from(LADDERS),
    turning | deeds | leaving | ending | apart,
    st.sets(st.integers(0, 20)),
    st.builds(Post, st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9), max_size=3)),
    st.booleans(),
)
@settings(deadline=None)
def test_each_knows_what_he_is_to_know(
    text: str, cooperating: int, begun: int, ladder: str, todo: list[Deed], flushed: set[int], post: Post, ran: bool
) -> None:
    """Whatever happened, however much of it was told on the way, and though messages were refused.

    `ran`: the plan is taken over, so that he knows what stands without being told.
    """
    holds(laddered(joint(text, cooperating), ladder), begun, todo, flushed, post, make_store("memory:"), ran=ran)


@given(
    rich_plans(),
    st.integers(0, 40),
    st.integers(0, 3),
    turning,
    st.sets(st.integers(0, 8)),
    st.builds(Post, parked=st.sets(st.integers(1, 6), max_size=2)),
    st.booleans(),
)
@settings(deadline=None)
def test_who_has_another_part_in_tasks_knows_it(
    text: str, cooperating: int, begun: int, todo: list[Deed], flushed: set[int], post: Post, ran: bool
) -> None:
    """Whoever joins or leaves a group, cooperates or no longer does, or is told by a telephone from now on."""
    holds(joint(text, cooperating), begun, todo, flushed, post, make_store("memory:"), ran=ran)


@given(
    rich_plans(),
    st.integers(0, 40),
    turning | deeds,
    st.sets(st.integers(0, 20)),
    st.dictionaries(st.integers(0, 20), st.sampled_from([AWAITING, AWAITING, APPROVED, CANCELLED])),
    st.sampled_from([None, 0, 1, 3]),
    st.booleans(),
)
@settings(deadline=None)
def test_what_waits_for_approval_is_not_told_before(
    text: str,
    cooperating: int,
    todo: list[Deed],
    flushed: set[int],
    decided: dict[int, str],
    above: int | None,
    ran: bool,
) -> None:
    """Whatever is held, approved and cancelled on the way, and what comes after it; by mail and by telephone."""
    made = Decided(decided, above)
    holds(joint(text, cooperating), 3, todo, flushed, ALL_ARRIVE, make_store("memory:"), made, ran=ran)


@given(
    rich_plans(),
    st.integers(0, 40),
    turning | deeds,
    st.sets(st.integers(0, 20)),
    st.dictionaries(st.sampled_from(["12", "bto", "c1", "c2", "hai"]), st.integers(0, 30)),
    st.none() | st.integers(0, 30),
    st.none() | st.integers(1, 2),
    st.booleans(),
)
@settings(deadline=None)
def test_what_waits_for_an_hour_or_a_day_is_told_then(
    text: str,
    cooperating: int,
    todo: list[Deed],
    flushed: set[int],
    own: dict[str, int],
    usual: int | None,
    most: int | None,
    ran: bool,
) -> None:
    """Whoever is told all at once, and how long ago that was, or has had so many today; of one plan and of several."""
    made = Decided({}, None, own, usual, most)
    holds(joint(text, cooperating), 3, todo, flushed, ALL_ARRIVE, make_store("memory:"), made, ran=ran)


class Decided(NamedTuple):
    """What is said of the messages of the last event, or of all that wait, by the number of the deed before."""

    after: Mapping[int, str]
    above: int | None  # more messages than these wait
    own: Mapping[str, int] = MappingProxyType({})  # who is told all at once, and how many hours ago he last was
    usual: int | None = None  # for the others
    most: int | None = None  # messages to one recipient by one channel on one day

    def timing(self, world: World) -> Timing:
        """When messages may leave."""

        def since(hours: int) -> Since:
            at = world.now - timedelta(hours=hours)
            return Since(moment_text(at), moment_text(at + timedelta(hours=15)))

        everybody = None if self.usual is None else since(self.usual)
        digests = Digests(everybody, {unit: since(hours) for unit, hours in self.own.items()})
        midnight = moment_text(world.now.replace(hour=0) - timedelta(hours=7))
        return Timing(above=self.above, digests=digests, cap=Cap(self.most, midnight) if self.most else None)

    def say(self, world: World, number: int) -> None:
        """Say it, if anything is to be said there; of what waits nothing was told."""
        state = self.after.get(number)
        with world.store.begin(write=False) as session:
            head = session.head()
        if state == AWAITING:
            world.store.decide(head, AWAITING, world.now, "")
        elif state:
            for one in world.store.awaiting():
                assert world.store.decide(one.position, state, world.now, "") == one.messages


@given(
    rich_plans(),
    st.integers(0, 40),
    turning | deeds | leaving | ending,
    st.sets(st.integers(0, 20)),
    st.builds(Post, st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9), max_size=2)),
    st.builds(
        Decided,
        st.dictionaries(st.integers(0, 20), st.sampled_from([AWAITING, APPROVED, CANCELLED])),
        st.sampled_from([None, 0, 2]),
        st.dictionaries(st.sampled_from(["12", "bto", "c1", "c2", "hai"]), st.integers(0, 30)),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(1, 2),
    ),
    st.booleans(),
)
@settings(deadline=None)
def test_each_knows_it_whatever_holds_messages_at_once(
    text: str, cooperating: int, todo: list[Deed], flushed: set[int], post: Post, made: Decided, ran: bool
) -> None:
    """Hours, most a day, approval, servers that put off and refuse, and agencies that become others, all together."""
    holds(joint(text, cooperating), 3, todo, flushed, post, make_store("memory:"), made, ran=ran)


NONE_DECIDED = Decided({}, None)


def cancelled(world: World) -> set[tuple[str, str]]:
    """To whom something was cancelled, by which channel."""
    with world.store.begin(write=False) as session:
        return {(view.recipient, view.channel) for view in session.messages(status=CANCELLED)}


def holds(
    text: str,
    begun: int,
    todo: list[Deed],
    flushed: set[int],
    post: Post,
    store: Store,
    decided: Decided = NONE_DECIDED,
    *,
    ran: bool,
) -> None:
    world = lived(text, begun, [], PlainMatcher(), store, taken_over=ran)
    for number, deed in enumerate(todo):
        (enlist if deed.what == "enlist" else attempt)(world, deed)
        decided.say(world, number)
        if number in flushed:
            flush(world, post, decided.timing(world))
    swept = swept_today(world)
    timing = decided.timing(world)
    flush(world, post, timing)
    held = world.store.waiting(world.now, timing)
    with store.begin(write=False) as session:
        assert session.counts().messages.get("pending", 0) == held.for_the_digest + held.for_the_next_day == sum(held)
    left, unsent, never = differing(world, swept=swept), waiting(world), cancelled(world)
    due = {key for key in left if sum(held) and timing.together(key[0])}
    assert left.keys() <= due | {key for key in left if key[:2] in unsent or key[:2] in never}, left
    for (recipient, _), keys in unsent.items():
        for key in keys:
            world.store.unpark(recipient, key)
    for one in world.store.awaiting():
        assert world.store.decide(one.position, APPROVED, world.now, "") == one.messages
    flush(world)
    assert not {key for key in differing(world, swept=swept) if key[:2] not in never}
    assert (flush(world), waiting(world)) == (0, {})
    with store.begin() as session:
        assert not rebuild(session, Service(make_store("memory:"), world.service.tools)).differing
    assert flush(world) == 0
    assert not {key for key in differing(world, swept=swept) if key[:2] not in never}
