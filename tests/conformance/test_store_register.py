"""The promises that every store must keep about the rows concluded from the log."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, get_args

import pytest

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.beside.kept import FileRow, WebhookRow
from events.beside.rows import (
    AccessRow,
    ApprovalRow,
    DigestRow,
    FeedAddressRow,
    HealthRow,
    ProposalRow,
    SaidAgainRow,
    SaidRow,
    ServedRow,
    ToldRow,
)
from events.delivery import parked
from events.errors import StoreFailed
from events.opening import make_store
from events.rows import (
    NO_DAY,
    ROW_KINDS,
    Bearers,
    BodyRow,
    CalendarDayRow,
    Changes,
    CompiledRow,
    ContactRow,
    CutOffRow,
    DueGroup,
    HistoryRow,
    MentionRow,
    PlanRow,
    RecountRow,
    Redated,
    TallyRow,
    TitleRow,
    due_day,
)
from events.store import Asked, DueColumn, Session, Store
from events.views import Counts, TaskView
from tests.conformance.examples import NOW, due, event, fact, mails, message, task, unit

AWKWARD = 'Xã “Tả Phìn”\t\\N \\. \n dòng 2 \r {"a":"b"} \u1ebf e\u0302\u0301 %s ? :x'
"""Text that a careless way to the database would change."""


def fill(store: Store, **changes: Any) -> None:
    """Apply changes in a transaction of their own."""
    with store.begin() as session:
        session.apply(Changes(**changes))


def test_rows_come_back_as_they_were_written(store: Store) -> None:
    """Every kind of row is read to the character as it was applied, None included."""
    rows: dict[str, Any] = {
        "units": [unit("12", name=AWKWARD, parent=None, email_seal=None, phone_seal="log", texts=1)],
        "contacts": [ContactRow("12", "phone", AWKWARD, AWKWARD, 4)],
        "plans": [PlanRow("p", 1, AWKWARD, "2025-07-21", 1, "vn", 0, "a")],
        "compiled": [CompiledRow("h", 1, AWKWARD, "h")],
        "calendar_days": [CalendarDayRow("vn", "12", "2026-01-02", 1, "11:30", AWKWARD, "s", "2025-12-01", 4)],
        "cut_offs": [CutOffRow("vn", "12", "2026-01-01", None, AWKWARD, "s", "2025-12-01", 4)],
        "facts": [fact(carried="2026-01-01")],
        "dues": [due(steps=AWKWARD, set_by=None, engine=7)],
        "tasks_new": [task(reason=AWKWARD)],
        "history": [HistoryRow("p", task().id, 2, "planned", None, 1, AWKWARD)],
        "bodies": [BodyRow("b1", AWKWARD)],
        "messages": [message()],
        "accesses": [AccessRow("2025-07-21T01:00:00Z", AWKWARD, "tasks", "p", "", AWKWARD)],
        "served": [ServedRow("12", "p", AWKWARD, 3, "2025-08-01", 1)],
        "feed_addresses": [FeedAddressRow("a" * 64, "12", AWKWARD, "2025-07-21T01:00:00Z", AWKWARD, "")],
    }
    fill(store, **rows)
    with store.begin(write=False) as session:
        assert session.units() == rows["units"]
        assert session.contacts() == session.contacts(["12"]) == rows["contacts"]
        assert session.contacts(["vn"]) == []
        assert session.plans() == rows["plans"]
        assert session.compiled("h", 1) == rows["compiled"][0]
        assert session.compiled("h", 2) is None
        assert session.calendar_days("vn") == rows["calendar_days"]
        assert (session.calendar_days("us"), session.cut_offs("us")) == ([], [])
        assert session.cut_offs("vn") == rows["cut_offs"]
        assert session.facts("p", ["milestone:congress"]) == [session.fact("e1")] == rows["facts"]
        assert session.dues("p", ["d1", "nobody"]) == {"d1": rows["dues"][0]}
        assert session.tasks("p") == [session.task(task().id)] == rows["tasks_new"]
        assert session.history(task().id) == rows["history"]
        assert session.messages()[0].content == AWKWARD
        assert session.accesses(limit=1) == session.accesses(plan="p", limit=9) == rows["accesses"]
        assert session.accesses(plan="q", limit=9) == []
        assert (session.served("12"), session.served("13")) == (rows["served"], [])
        assert session.beside(FeedAddressRow, unit="12") == rows["feed_addresses"]
        assert session.beside(FeedAddressRow, hash="a" * 64) == rows["feed_addresses"]
        assert session.beside(FeedAddressRow, unit="13") == session.beside(FeedAddressRow, hash="b" * 64) == []
        assert session.facts_named(["e1", "nobody"]) == rows["facts"]


def test_new_knowledge_replaces_the_old(store: Store) -> None:
    """Units, plans, days, facts and changed tasks take the place of the row with their key."""
    plan = PlanRow("p", 1, "h", "2025-07-21", 1, "vn", 0, "a")
    day = CalendarDayRow("vn", "", "2026-01-02", 0, None, "r", "s", "2025-12-01", 4)
    kept = ContactRow("03388", "email", "cu@example.vn", "0", 1)
    fill(store, units=[unit()], contacts=[kept], plans=[plan], calendar_days=[day], facts=[fact()], tasks_new=[task()])
    changed: dict[str, Any] = {
        "units": [unit(name="Xã mới", email_seal=None)],
        "contacts": [ContactRow("03388", "email", "moi@example.vn", "1", 2)],
        "plans": [plan._replace(version=2)],
        "calendar_days": [day._replace(working=1)],
        "facts": [fact(day="2025-08-02")],
        "tasks_changed": [task(state="done", done_on="2025-08-05")],
    }
    fill(store, **changed)
    with store.begin(write=False) as session:
        assert session.units() == changed["units"]
        assert session.contacts() == changed["contacts"]
        assert session.plans() == changed["plans"]
        assert session.calendar_days("vn") == changed["calendar_days"]
        assert session.fact("e1") == changed["facts"][0]
        assert session.task(task().id) == changed["tasks_changed"][0]


LISTED: dict[str, tuple[Callable[[Session], list[Any]], list[Any]]] = {
    "plans": (lambda session: session.plans(), [PlanRow("p", 1, "h", "2025-07-21", 1, "vn", 0, "a")]),
    "units": (lambda session: session.units(), [unit()]),
    "calendar_days": (
        lambda session: session.calendar_days("vn"),
        [CalendarDayRow("vn", "", "2026-01-02", 0, None, "r", "s", "2025-12-01", 4)],
    ),
    "cut_offs": (
        lambda session: session.cut_offs("vn"),
        [CutOffRow("vn", "", "2026-01-01", "16:30", "r", "s", "2025-12-01", 4)],
    ),
}
"""The lists that stay the same until one of their rows changes: how each is read, and a row of it."""


@pytest.mark.parametrize("name", LISTED)
def test_a_list_is_the_same_one_until_its_rows_change(store: Store, name: str) -> None:
    """Within a transaction the very same list comes again, and another one as soon as such rows are written."""
    read, rows = LISTED[name]
    with store.begin() as session:
        empty = read(session)
        assert empty == []
        assert read(session) is empty
        session.apply(Changes(facts=[fact()], **{other: LISTED[other][1] for other in LISTED if other != name}))
        assert read(session) is empty
        session.apply(Changes(**{name: rows}))
        filled = read(session)
        assert (filled, empty) == (rows, [])
        assert read(session) is filled
    with store.begin(write=False) as session:
        assert read(session) is read(session)
        assert read(session) == rows


def test_each_calendar_has_lists_of_its_own(store: Store) -> None:
    """The days and hours of one calendar are never given for another, asked for in whatever order."""
    days = [CalendarDayRow(of, "", "2026-01-02", 0, None, "r", "s", "2025-12-01", 4) for of in ("us", "vn")]
    hours = [CutOffRow(of, "", "2026-01-01", "16:30", "r", "s", "2025-12-01", 4) for of in ("us", "vn")]
    fill(store, calendar_days=days, cut_offs=hours)
    with store.begin(write=False) as session:
        for of, number in (("vn", 1), ("us", 0), ("vn", 1)):
            assert session.calendar_days(of) == [days[number]]
            assert session.cut_offs(of) == [hours[number]]


@pytest.mark.parametrize("name", LISTED)
def test_a_list_is_read_once_in_a_transaction(database_url: str, name: str) -> None:
    """Asked for again, a list costs no statement, whatever else is written meanwhile."""
    store = make_store(database_url)
    read, _ = LISTED[name]
    with store.begin() as session:
        read(session)
        session.apply(Changes(facts=[fact()]))
        before = store.query_count
        read(session)
        assert store.query_count == before
    store.close()


def test_what_is_there_stays_where_the_key_says_all(store: Store) -> None:
    """A due, a body or a message whose key is there already is left as it is, its delivery too."""
    fill(store, dues=[due()], bodies=[BodyRow("b1", "x")], messages=[message()])
    store.settle([parked(one, "x") for one in store.claim(NOW, "w", 1, 60)])
    fill(store, dues=[due(rule="other")], bodies=[BodyRow("b1", "y")], messages=[message(channel="sms")])
    with store.begin(write=False) as session:
        assert session.dues("p", ["d1"])["d1"].rule == "I.1"
        (view,) = session.messages()
        assert (view.content, view.channel, view.status) == ("x", "mail", "parked")


def test_facts_go_before_facts_come(store: Store) -> None:
    """A fact that is taken away is gone, unless it comes anew in the same changes."""
    fill(store, facts=[fact("e1"), fact("e2"), fact("e3")])
    fill(store, facts_gone=["e1", "e2"], facts=[fact("e2", day="2025-08-09")])
    with store.begin(write=False) as session:
        found = session.facts("p", ["milestone:congress"])
        assert [(row.event_id, row.day) for row in found] == [("e2", "2025-08-09"), ("e3", "2025-08-01")]
        assert session.fact("e1") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"tasks_new": [task()]},
        {"tasks_new": [task("other"), task("other")]},
        {"messages": [message("m9", body_key="nobody")]},
    ],
    ids=["there already", "twice at once", "no content"],
)
def test_what_cannot_be_is_refused_whole(store: Store, changes: dict[str, Any]) -> None:
    """A second new task of one id, or a message without its content, undoes the transaction and names no row."""
    fill(store, tasks_new=[task()], bodies=[BodyRow("b1", "x")])
    with pytest.raises(StoreFailed) as refused:
        fill(store, units=[unit()], **changes)
    assert "03388" not in str(refused.value)
    with store.begin(write=False) as session:
        assert session.units() == []
        assert len(session.tasks("p")) == 1


def test_facts_are_found_by_signal(store: Store) -> None:
    """Facts are those of the plan and the signals asked for, in the order of their events' ids."""
    fill(store, facts=[fact("b"), fact("a", signal="done:I.1"), fact("c", signal="done:I.2"), fact("d", plan="q")])
    with store.begin(write=False) as session:
        assert [row.event_id for row in session.facts("p", ["milestone:congress", "done:I.1"])] == ["a", "b"]
        assert session.facts("p", []) == []


def test_facts_are_found_that_were_planned_for_a_day_and_not_held(store: Store) -> None:
    """Before a day: of the signals asked for, each with its plan, and not what was held there on that day or later."""
    days = {"a": "2025-08-01", "b": "2025-08-02", "c": "2025-08-03", "nobody-knows": None}
    there = [fact(name, phase="planned", day=day) for name, day in days.items()]
    others = [fact("other", phase="planned", signal="milestone:other"), fact("q", plan="q", phase="planned")]
    fill(store, facts=[*there, *others, fact("elsewhere", unit="9", day="2025-08-09")])
    with store.begin() as session:
        asked = ([("p", "milestone:congress")], "2025-08-03")
        assert [row.event_id for row in session.facts_unheld(*asked)] == ["a", "b"]
        both = [("p", "milestone:congress"), ("q", "milestone:congress"), ("q", "milestone:other")]
        assert [row.event_id for row in session.facts_unheld(both, "2025-08-03")] == ["a", "b", "q"]
        assert session.facts_unheld([], "2025-08-03") == []
        session.apply(Changes(facts=[fact("held", day="2025-08-01")]))
        assert [row.event_id for row in session.facts_unheld(*asked)] == ["b"]


def test_facts_by_which_a_task_was_heard_of_are_found_by_their_day(store: Store) -> None:
    """Of each plan on its days: that it was taken up, how far it has come, a report that was returned; no others."""
    signals = {"a": "acknowledged:I.1", "b": "progress:I.1", "c": "returned:I.1", "d": "done:I.1", "e": "progress"}
    there = [fact(name, signal=signal) for name, signal in signals.items()]
    others = [fact("f", signal="progress:I.1", day="2025-08-02"), fact("g", signal="progress:I.1", plan="q")]
    fill(store, facts=[*there, *others])
    with store.begin(write=False) as session:
        found = session.facts_heard([("p", "2025-08-01"), ("q", "2025-08-02"), ("p", "2025-08-03")])
        assert [row.event_id for row in found] == ["a", "b", "c"]
        assert session.facts_heard([]) == []


def test_facts_are_found_by_place(store: Store) -> None:
    """Facts are those at the units asked for, or at the pairs of signal and unit, and follow what is changed."""
    there = [fact("a", unit="1"), fact("b", unit="2"), fact("c", signal="done:I.1", unit="1"), fact("d", plan="q")]
    fill(store, facts=there)
    with store.begin() as session:
        assert [row.event_id for row in session.facts("p", ["milestone:congress", "done:I.1"], ["1"])] == ["a", "c"]
        assert session.facts("p", ["milestone:congress"], []) == []
        pairs = {"milestone:congress": ["2"], "done:I.1": ["1", "2"]}
        assert [row.event_id for row in session.facts_at("p", pairs)] == ["b", "c"]
        session.apply(Changes(facts=[fact("b", unit="3")], facts_gone=["c"]))
        assert session.facts_at("p", pairs) == []
        assert [row.event_id for row in session.facts_at("p", {"milestone:congress": ["3"]})] == ["b"]
        assert session.facts_at("p", {}) == []


def test_it_is_known_whether_anything_is_said(store: Store) -> None:
    """Of a signal in its own plan: the same of another plan is nothing."""
    fill(store, facts=[fact("a", signal="bounds:x"), fact("b", plan="q", signal="bounds:y")])
    with store.begin(write=False) as session:
        assert session.any_stated({("p", "bounds:x"), ("p", "bounds:z")})
        assert not session.any_stated({("q", "bounds:x"), ("p", "bounds:y"), ("r", "bounds:x")})
        assert not session.any_stated(set())


def test_all_that_is_asked_of_a_plan_comes_at_once(store: Store) -> None:
    """Tasks of whole rules, then those at places; the dues that they bear; facts by signal, nearby, at places."""
    dues = [due("d1"), due("d2"), due("d3"), due("d1", plan="q")]
    borne = {"p/I.1/1": "d1", "p/I.1/2": "d1", "p/I.2/2": "d2", "q/I.1/1": "d1"}
    tasks = [row._replace(due_key=borne.get(row.id)) for row in tasks_of_two_rules()]
    facts = [
        *(fact("b", signal="x"), fact("a", signal="x", plan=""), fact("c", signal="x", plan="q")),
        *(fact("e", signal="near", unit="1"), fact("d", signal="near", unit="1", plan=""), fact("f", signal="near")),
        *(fact("h", signal="at", unit="2", detail='{"at":"08:00"}'), fact("g", signal="at", unit="2", plan="")),
    ]
    fill(store, dues=dues, tasks_new=tasks, facts=facts)
    asked = Asked(
        rules=["I.1"],
        tasks={"I.2": ["2", "none"], "I.3": ["1"]},
        signals=["x", "y"],
        nearby=["near"],
        near={"1"},
        facts={"at": frozenset("2"), "x": ["2"]},
    )
    with store.begin(write=False) as session:
        found = session.gathered("p", asked)
        assert found.tasks == [*session.tasks("p", ["I.1"]), *session.tasks_at("p", {"I.2": ["2"]})]
        assert found.dues == session.dues("p", ["d1", "d2"])
        assert [row.event_id for row in found.facts] == ["a", "b", "d", "e", "h"]
        assert {row.event_id: row for row in found.facts}["h"] == facts[-2]
        assert session.gathered("p", Asked()) == ([], {}, [])


def test_hostile_names_find_nothing_and_break_nothing(store: Store) -> None:
    """Whatever stands in a name is looked for as it stands."""
    odd = ["'; DROP TABLE task; --", '"]', "{x}", "%s", "%(plan)s", ":plan", "?", "\\", "ệ", "a,b"]
    fill(store, facts=[fact(f"f{at}", signal=name, unit=name) for at, name in enumerate(odd)])
    with store.begin(write=False) as session:
        for at, name in enumerate(odd):
            assert [row.event_id for row in session.gathered("p", Asked(signals=[name])).facts] == [f"f{at}"]
            assert [row.event_id for row in session.gathered("p", Asked(facts={name: [name]})).facts] == [f"f{at}"]
            assert session.gathered(name, Asked(rules=[name], tasks={name: odd}, signals=odd)) == ([], {}, [])
            assert session.find(name) is None


def tasks_of_two_rules() -> list[Any]:
    """Tasks of two plans, two rules and three units."""
    return [
        task(f"{plan}/{rule}/{code}", plan=plan, rule=rule, unit=code, lead=code)
        for plan in ("p", "q")
        for rule in ("I.1", "I.2")
        for code in ("1", "2", "3")
    ]


def test_tasks_are_found_by_plan_rule_and_unit(store: Store) -> None:
    """Each of plan, rules and places narrows the tasks down; an empty collection finds none."""
    fill(store, tasks_new=tasks_of_two_rules())
    with store.begin(write=False) as session:

        def ids(*args: Any, **kwargs: Any) -> list[str]:
            return [row.id for row in session.tasks(*args, **kwargs)]

        assert ids("p") == [f"p/{rule}/{code}" for rule in ("I.1", "I.2") for code in "123"]
        assert ids("p", ["I.2"]) == ["p/I.2/1", "p/I.2/2", "p/I.2/3"]
        assert ids("p", []) == ids("r") == []
        at = session.tasks_at("p", {"I.2": ["1"], "I.1": ["3"], "I.3": ["2"]})
        assert [row.id for row in at] == ["p/I.1/3", "p/I.2/1"]
        assert session.tasks_at("p", {}) == session.tasks_at("p", {"I.1": []}) == []


def test_any_number_of_keys_can_be_asked_for(store: Store) -> None:
    """More keys than a statement may have parameters are no trouble."""
    fill(store, dues=[due(f"d{n}") for n in range(3)], tasks_new=tasks_of_two_rules())
    many = [f"d{n}" for n in range(100_000)]
    with store.begin(write=False) as session:
        assert list(session.dues("p", many)) == ["d0", "d1", "d2"]
        assert len(session.tasks_at("p", {"I.1": [*many, "1"]})) == 1


def test_lists_are_sorted_by_code_point(store: Store) -> None:
    """The order of a list is that of the characters' numbers in every store, not that of a language."""
    codes = ["a", "B", "ă", "Z", "đ", "_", "10", "9", "á", "z"]
    fill(store, units=[unit(code) for code in codes])
    with store.begin(write=False) as session:
        assert [row.code for row in session.units()] == sorted(codes) == [row[0] for row in session.dump("unit")]


def test_open_tasks_are_found_by_their_due_days(store: Store) -> None:
    """Of a span of days the first is left out and the last is in; only open states count."""
    days = {"d1": "2025-08-01", "d2": "2025-08-02", "d3": "2025-08-03", "d4": None}
    dues = [due(key, due=day) for key, day in days.items()]
    tasks = [
        task(f"{key}/{state}", state=state, due_key=key, day=day or NO_DAY)
        for key, day in days.items()
        for state in STATES
    ]
    fill(store, dues=dues, tasks_new=[*tasks, task("none", due_key=None, day=NO_DAY)])
    with store.begin(write=False) as session:
        found = session.tasks_due_between("2025-08-01", "2025-08-03")
        assert sorted(row.id for row in found) == [f"{key}/{state}" for key in ("d2", "d3") for state in OPEN]
        assert session.tasks_due_between("2025-08-03", "2025-08-03") == []


@pytest.mark.parametrize("column", get_args(DueColumn))
def test_dues_are_found_by_their_days_and_open_tasks_by_their_dues(store: Store, column: DueColumn) -> None:
    """A due of another plan or day is not among them; of the tasks that bear them only the open ones are."""
    days = {"d1": "2025-08-01", "d2": "2025-08-02", "d3": "2025-08-03", "d4": None}
    none = {"due": None, "set_by": None, "safe": None}
    dues = [due(key, **{**none, column: day}) for key, day in days.items()]
    on = {key: (one.due or NO_DAY) for key, one in zip(days, dues, strict=True)}
    tasks = [task(f"{key}/{state}", state=state, due_key=key, day=on[key]) for key in days for state in STATES]
    fill(store, dues=dues, tasks_new=tasks)
    with store.begin(write=False) as session:
        found = session.dues_of_days([("p", "2025-08-01"), ("p", "2025-08-03"), ("other", "2025-08-02")], column)
        assert found == [dues[0], dues[2]]
        rows = session.open_tasks_of(found)
        assert sorted(row.id for row in rows) == [f"{key}/{state}" for key in ("d1", "d3") for state in OPEN]
        assert session.open_tasks_of(found, by_rule=True) == rows
        assert session.open_tasks_of([]) == []


def test_the_days_of_open_tasks_are_known_without_the_tasks(store: Store) -> None:
    """By plan and state the days that have passed: the due day, or the one by which it is to be set."""
    dues = [due("d1", due="2025-08-01"), due("d2", due="2025-08-03"), due("d3", due=None, set_by="2025-08-02")]
    tasks = [
        task(f"1/{state}", state=state, due_key="d1", day="2025-08-01") for state in ("active", "planned", "closed")
    ]
    tasks += [task("2", state="active", due_key="d2", day="2025-08-03")]
    tasks += [task(f"3/{state}", state=state, due_key="d3", day=NO_DAY) for state in ("needs_date", "planned")]
    tally = [counted(row.state, 1, day=row.day) for row in tasks if row.state != "needs_date"]
    fill(store, dues=dues, tasks_new=tasks, tally=[*tally, counted("needs_date", 1, day="2025-08-02")])
    with store.begin(write=False) as session:
        found = session.open_days("2025-08-03")
        assert sorted(found) == [
            ("p", "active", "2025-08-01"),
            ("p", "needs_date", "2025-08-02"),
            ("p", "planned", "2025-08-01"),
        ]


OPEN = ["active", "needs_date", "planned"]
STATES = [*OPEN, "suspended", "done", "closed"]


def test_a_view_shows_tasks_beside_their_dues(store: Store) -> None:
    """A task is shown with all columns of its due; one without a due has None there."""
    fill(store, dues=[due()], tasks_new=[task("with"), task("without", due_key=None, state="needs_date", day=NO_DAY)])
    with store.begin(write=False) as session:
        shown, bare = session.view_tasks()
    assert shown == TaskView(
        id="with",
        plan="p",
        rule="I.1",
        unit="03388",
        cycle="",
        state="active",
        lead="03388",
        due_key="d1",
        since=1,
        done_on=None,
        reason="activated",
        day="2025-08-08",
        nominal="2025-08-08",
        due="2025-08-08",
        safe="2025-08-08",
        window_start=None,
        set_by=None,
        remind_on="2025-08-05",
        provisional=0,
        calendar="vn@1",
        convention="vn-civil-code",
        basis='["e1"]',
        in_doubt=0,
    )
    assert (bare.id, bare.due, bare.provisional, bare.basis) == ("without", None, None, None)


def test_a_view_leaves_out_tasks_that_wait_again(store: Store) -> None:
    """A task that waits again is listed where that state is asked for, and nowhere else."""
    fill(store, tasks_new=[task("begun", due_key=None), task("again", due_key=None, state="waiting")])
    with store.begin(write=False) as session:
        assert [view.id for view in session.view_tasks()] == ["begun"]
        assert [view.id for view in session.view_tasks(state="waiting")] == ["again"]


def test_a_view_comes_earliest_due_first(store: Store) -> None:
    """Tasks come by due date, those without one last, then by id; a limit cuts after so many."""
    dues = [due("late", due="2025-09-01"), due("early", due="2025-08-01")]
    keys = {"1": "late", "2": None, "3": "early", "4": "late", "5": None, "6": "early"}
    days = {row.key: due_day(row) for row in dues}
    tasks = [task(name, due_key=key, day=days[key] if key else NO_DAY) for name, key in keys.items()]
    fill(store, dues=dues, tasks_new=tasks)
    with store.begin(write=False) as session:
        assert [view.id for view in session.view_tasks()] == ["3", "6", "1", "4", "2", "5"]
        assert [view.id for view in session.view_tasks(limit=2)] == ["3", "6"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["a", "b", "c", "d"]),
        ({"plan": "q"}, ["d"]),
        ({"rule": "I.2"}, ["c"]),
        ({"unit": "2"}, ["b", "c"]),
        ({"lead": "bto"}, ["c"]),
        ({"lead": "1"}, ["a"]),
        ({"lead": "9", "plan": "q"}, ["d"]),
        ({"concerning": "2"}, ["b", "c"]),
        ({"concerning": "bto"}, ["c"]),
        ({"concerning": "2", "plan": "p", "state": "done"}, ["b"]),
        ({"state": "done"}, ["b"]),
        ({"unit": "2", "state": "active"}, ["c"]),
        ({"unit": "none"}, []),
    ],
)
def test_a_view_can_be_narrowed(store: Store, filters: dict[str, Any], ids: list[str]) -> None:
    """Every filter of a view narrows it down, together too."""
    tasks = [
        task("a", unit="1", lead="1"),
        task("b", unit="2", state="done"),
        task("c", unit="2", rule="I.2", lead="bto"),
        task("d", plan="q", lead="9"),
    ]
    fill(store, tasks_new=tasks)
    with store.begin(write=False) as session:
        assert [view.id for view in session.view_tasks(**filters)] == ids


def grouped_tasks() -> list[Any]:
    """Tasks of several rules, states and dues, at units 1 to 3, which lead their own."""
    rows = [
        task("a1", unit="1", due_key="d1"),
        task("a2", unit="2", due_key="d1"),
        task("a3", unit="3", due_key="d2"),
        task("b2", unit="2", due_key="d1", state="planned"),
        task("c3", unit="3", due_key="d1", rule="I.2", cycle="2025-Q3"),
        task("s1", unit="1", due_key="d3", state="suspended"),
        task("done", unit="1", due_key="d1", state="done"),
        task("bare", unit="1", due_key=None, state="needs_date"),
        task("other", unit="1", due_key="d1", plan="q"),
    ]
    return [row._replace(lead=row.unit) for row in rows]


def test_live_tasks_are_grouped_by_their_due(store: Store) -> None:
    """Live and done tasks of the plan, at the units asked for, come in groups alike in rule, cycle, state and due."""
    fill(store, tasks_new=grouped_tasks())
    with store.begin(write=False) as session:
        assert session.due_groups("p") == [
            DueGroup("I.1", "", "active", "d1"),
            DueGroup("I.1", "", "active", "d2"),
            DueGroup("I.1", "", "done", "d1"),
            DueGroup("I.1", "", "planned", "d1"),
            DueGroup("I.1", "", "suspended", "d3"),
            DueGroup("I.2", "2025-Q3", "active", "d1"),
        ]
        assert session.due_groups("p", {"1"}) == [
            DueGroup("I.1", "", "active", "d1"),
            DueGroup("I.1", "", "done", "d1"),
            DueGroup("I.1", "", "suspended", "d3"),
        ]
        assert session.due_groups("p", []) == session.due_groups("r") == []


def test_the_bearers_of_dues_are_found(store: Store) -> None:
    """Live and done tasks of the plan, at the units asked for, that bear one of the dues are found, and no others."""
    fill(store, tasks_new=grouped_tasks())
    with store.begin(write=False) as session:
        assert session.bearers("p", ["d2", "d9"]) == [Bearers("d2", "", "active", ("3",))]
        assert session.bearers("p", {"d1", "d3"}) == [
            Bearers("d1", "", "active", ("1", "2")),
            Bearers("d1", "", "done", ("1",)),
            Bearers("d1", "", "planned", ("2",)),
            Bearers("d1", "2025-Q3", "active", ("3",)),
            Bearers("d3", "", "suspended", ("1",)),
        ]
        assert session.bearers("p", {"d1"}, ["3"]) == [Bearers("d1", "2025-Q3", "active", ("3",))]
        assert session.bearers("p", []) == session.bearers("p", ["d1"], []) == []


def test_bearers_are_told_apart_by_who_leads_and_by_the_day_of_the_report(store: Store) -> None:
    """Who leads for another unit is named; tasks that were done on other days, or are led by others, stand apart."""
    led = [task(f"a{n}", unit=str(n), lead=lead) for n, lead in enumerate(("0", "9", "9", "2", "4"))]
    days = [task(f"d{day}", unit="7", state="done", lead="7", done_on=f"2025-08-0{day}") for day in (2, 1)]
    fill(store, tasks_new=[*led, *days, task("d0", unit="7", state="done", lead="7")])
    with store.begin(write=False) as session:
        assert session.bearers("p", ["d1"]) == [
            Bearers("d1", "", "active", ("0", "4")),
            Bearers("d1", "", "active", ("3",), None, "2"),
            Bearers("d1", "", "active", ("1", "2"), None, "9"),
            Bearers("d1", "", "done", ("7",)),
            Bearers("d1", "", "done", ("7",), "2025-08-01"),
            Bearers("d1", "", "done", ("7",), "2025-08-02"),
        ]


def test_whole_groups_are_given_another_due(store: Store) -> None:
    """Live and done tasks with a due get the other one, and their history tells what they were; others stay."""
    shut = task("shut", due_key="d1", state="closed")
    tasks = [*grouped_tasks()[:4], *grouped_tasks()[5:7], task("bare", due_key=None), shut]
    fill(store, tasks_new=tasks)
    pairs = [("d1", "d2"), ("d2", "d3"), ("d3", "d4"), ("x", "y")]
    fill(store, redated=[Redated("p", old, "", new, 7, "moved") for old, new in pairs])
    with store.begin(write=False) as session:
        now = {row.id: (row.due_key, row.since, row.reason) for row in session.tasks("p")}
        assert now == {
            "a1": ("d2", 7, "moved"),
            "a2": ("d2", 7, "moved"),
            "a3": ("d3", 7, "moved"),
            "b2": ("d2", 7, "moved"),
            "s1": ("d4", 7, "moved"),
            "bare": (None, 1, "activated"),
            "done": ("d2", 7, "moved"),
            "shut": ("d1", 1, "activated"),
        }
        assert HistoryRow("p", "b2", 7, "planned", "d1", 1, "moved") in list(session.dump("history"))
        assert sum(1 for _ in session.dump("history")) == 6


def test_groups_of_another_plan_stay_as_they_are(store: Store) -> None:
    """A due is one of a plan: what is said of it does not touch what another plan has under the same key."""
    fill(store, tasks_new=[task("p/a"), task("q/a", plan="q")], dues=[due(), due(plan="q", due="2025-09-01")])
    fill(store, redated=[Redated("p", "d1", "", "d2", 7, "moved")])
    with store.begin(write=False) as session:
        assert [(row.plan, row.due_key) for plan in "pq" for row in session.tasks(plan)] == [("p", "d2"), ("q", "d1")]
        assert [row.plan for row in session.history("p/a")] == ["p"]
        assert session.history("q/a") == []
        assert session.dues("q", ["d1"])["d1"].due == "2025-09-01"
        assert [view.due for view in session.view_tasks(plan="q")] == ["2025-09-01"]


@pytest.mark.parametrize("others", [1, 1_000])
def test_of_a_group_some_tasks_go_elsewhere(store: Store, others: int) -> None:
    """A task at a unit that is named gets that unit's due, or keeps its own; no task is changed twice."""
    named = [f"n{number}" for number in range(others)]
    tasks = [task(f"t{unit}", unit=unit) for unit in ("1", "2", "3", *named)]
    fill(store, tasks_new=[*tasks, task("u1", unit="1", due_key="d2"), task("u2", unit="2", due_key="d2")])
    own = [Redated("p", "d1", unit, "d2", 7, "moved") for unit in named]
    usual = [Redated("p", "d1", "", "d9", 7, "moved"), Redated("p", "d1", "2", "d1", 7, "")]
    fill(store, redated=[*usual, *own, Redated("p", "d2", "2", "d3", 7, "moved")])
    with store.begin(write=False) as session:
        now = {row.id: (row.due_key, row.since) for row in session.tasks("p")}
        assert now == {
            "t1": ("d9", 7),
            "t2": ("d1", 1),
            "t3": ("d9", 7),
            "u1": ("d2", 1),
            "u2": ("d3", 7),
            **{f"t{unit}": ("d2", 7) for unit in named},
        }
        assert sum(1 for _ in session.dump("history")) == others + 3


def test_history_comes_oldest_first(store: Store) -> None:
    """What a task was is told in the order of the log, and of that task only."""
    rows = [HistoryRow("t", "t", position, "active", "d1", 1, "moved") for position in (10, 9, 100)]
    fill(store, history=[*rows, HistoryRow("u", "u", 9, "active", "d1", 1, "moved")])
    with store.begin(write=False) as session:
        assert [row.position for row in session.history("t")] == [9, 10, 100]
        assert [row.position for row in session.history_since("t", 9)] == [10, 100]
        assert session.history_since("u", 9) == []


def test_counts_tell_how_much_there_is(store: Store) -> None:
    """Counts are of events, plans and units, of tasks by state and of messages by status."""
    with store.begin() as session:
        session.append(event())
        session.apply(Changes(units=[unit("1"), unit("2")], tasks_new=[task("a"), task("b"), task("c", state="done")]))
        session.apply(Changes(tally=[counted("active", 2), counted("done", 1, cell="done_in_time")]))
        session.apply(mails("m1", "m2", "m3"))
    store.settle([parked(one, "x") for one in store.claim(NOW, "w", 1, 60)])
    with store.begin(write=False) as session:
        counts = session.counts()
    assert counts == Counts(
        events=1, plans=0, units=2, tasks={"active": 2, "done": 1}, messages={"parked": 1, "pending": 2}
    )


@pytest.mark.parametrize("name", ROW_KINDS)
def test_a_dump_is_in_the_order_of_the_key(store: Store, name: str) -> None:
    """A dump has plain tuples in the order of their key, and nothing of a message's delivery."""
    rows: dict[str, list[Any]] = {
        "unit": [unit("1"), unit("2")],
        "contact": [ContactRow("1", kind, f"{kind}@x", "", 1) for kind in ("email", "phone")],
        "file": [FileRow("a" * 64, 1, "x"), FileRow("b" * 64, 2, "y")],
        "plan": [
            PlanRow("p", 1, "h", "2025-07-21", 1, "vn", 0, "a"),
            PlanRow("q", 1, "h", "2025-07-21", 2, "vn", 1, "b"),
        ],
        "compiled": [CompiledRow("h", 1, "x", "h"), CompiledRow("h", 2, "y", "i"), CompiledRow("i", 1, "x", "i")],
        "title": [
            TitleRow("p", "I.1", "bao cao", "i.1 bao cao i1bc"),
            TitleRow("p", "I.2", "bao cao", ""),
            TitleRow("q", "I.1", "hop", ""),
        ],
        "mention": [MentionRow("label", "x", "q", "h"), MentionRow("unit", "12", "p", "h")],
        "calendar_day": [
            CalendarDayRow("eu", "", "2026-01-02", 0, None, "r", "s", "2025-12-01", 4),
            CalendarDayRow("vn", "", "2026-01-01", 0, None, "r", "s", "2025-12-01", 4),
            CalendarDayRow("vn", "12", "2026-01-01", 1, "11:30", "r", "s", "2025-12-01", 4),
        ],
        "cut_off": [
            CutOffRow("vn", "", "2026-01-01", "15:00", "r", "s", "2025-12-01", 4),
            CutOffRow("vn", "", "2026-06-01", None, "r", "s", "2026-05-01", 5),
        ],
        "recount": [RecountRow(7, "q"), RecountRow(9, "p")],
        "fact": [fact("e1"), fact("e2")],
        "due": [due("d1"), due("d2")],
        "task": [task("a"), task("b", state="done", due_key=None)],
        "tally": [counted("active", 1, day="2025-08-08"), counted("done", 1, cell="done_undated")],
        "history": [HistoryRow("t", "t", position, "active", "d1", 1, "moved") for position in (9, 10)],
        "body": [BodyRow("b1", "x"), BodyRow("b2", "y")],
        "message": [message("m1"), message("m2")],
        "access": [AccessRow(f"2025-07-2{day}T01:00:00Z", "a", "tasks", "p", "I.1", "mật") for day in (1, 2)],
        "served": [ServedRow("12", "p", f"p/I.{n}/12", n, "2025-08-01", 0) for n in (1, 2)],
        "told": [
            ToldRow(
                "12", "mail", f"p/I.{n}/12", "lead", "active", "2025-08-08", None, None, None, 0, 0, "", "m1", 1, None
            )
            for n in (1, 2)
        ],
        "said": [SaidRow("s1", "x"), SaidRow("s2", "y")],
        "approval": [ApprovalRow(at, "awaiting", "2025-07-21T01:00:00Z", "") for at in (1, 2)],
        "health": [HealthRow(name, "2025-07-21T01:00:00Z", "", "", 0, "") for name in ("mail", "sms")],
        "webhook": [WebhookRow(one * 16, "12", "", "https://a.example", "t", "a", "", 0, 4) for one in "ab"],
        "account": [
            AccountRow(name, "12", "office", "", "", "", n, "2025-07-21T01:00:00Z", "a", "", "")
            for n, name in enumerate("ab")
        ],
        "sign_in": [SignInRow(one * 64, "a", "open", "", "2025-07-21T01:00:00Z", "", "", AWKWARD) for one in "ab"],
        "token": [TokenRow(one * 64, "t", "12", "office", "2025-07-21T01:00:00Z", "a", "", "") for one in "ab"],
        "invitation": [InvitationRow(one * 64, "a", "2025-07-21T01:00:00Z", "a", "", "") for one in "ab"],
        "visit": [VisitRow(name, 4, "2025-07-21T01:00:00Z") for name in "ab"],
        "attempt": [AttemptRow(one * 16, "a" * 64, "2025-07-21T01:00:00Z") for one in "ab"],
        "proposal": [
            ProposalRow(one * 16, "p", "12", "{}", "2025-07-21T01:00:00Z", AWKWARD, "waiting", "", "", "", "")
            for one in "ab"
        ],
        "said_again": [SaidAgainRow(f"api/{one}", "e1", one * 64) for one in "ab"],
        "kept_list": [KeptListRow("a", name, "q=x", "", "2025-07-21T01:00:00Z", "") for name in "ab"],
        "digest": [DigestRow(unit, "08:00", "2025-07-21T01:00:00Z", "a") for unit in ("12", "13")],
        "feed_address": [FeedAddressRow(one * 64, "12", "", "2025-07-21T01:00:00Z", "a", "") for one in "ab"],
    }
    backwards = {FIELDS[table]: of[::-1] for table, of in rows.items()}
    fill(store, **backwards)
    store.claim(event().recorded_at, "w", 1, 60)
    with store.begin(write=False) as session:
        dumped = list(session.dump(name))
    assert dumped == rows[name]
    assert {type(row) for row in dumped} == {tuple}


def counted(state: str, tasks: int, *, cell: str = "", day: str = NO_DAY) -> TallyRow:
    """Tasks of a plan that each unit leads by itself."""
    return TallyRow("p", "", state, 1, cell, day, tasks)


FIELDS = {
    "unit": "units",
    "contact": "contacts",
    "file": "files",
    "plan": "plans",
    "compiled": "compiled",
    "title": "titles",
    "mention": "mentions",
    "calendar_day": "calendar_days",
    "cut_off": "cut_offs",
    "recount": "recounts",
    "fact": "facts",
    "due": "dues",
    "task": "tasks_new",
    "tally": "tally",
    "history": "history",
    "body": "bodies",
    "message": "messages",
    "access": "accesses",
    "served": "served",
    "feed_address": "feed_addresses",
    "approval": "approvals",
    "health": "health",
    "webhook": "webhooks",
    "digest": "digests",
    "account": "accounts",
    "sign_in": "sign_ins",
    "token": "tokens",
    "invitation": "invitations",
    "visit": "visits",
    "attempt": "attempts",
    "proposal": "proposals",
    "said_again": "said_again",
    "kept_list": "kept_lists",
    "told": "told",
    "said": "said",
}


def many(session: Session, count: int) -> Changes:
    """`count` of each kind of row that one event can make so many of."""
    return Changes(
        units=[unit(f"{n:05d}") for n in range(count)],
        facts=[fact(f"e{n}") for n in range(count)],
        tasks_changed=[task(f"t{n}", state="done") for n in range(count)],
        tally=[counted("active", -count, day="2025-08-08"), counted("done", count)],
        history=[HistoryRow("p", f"t{n}", 2, "active", "d1", 1, "moved") for n in range(count)],
        bodies=[BodyRow("b1", "x")],
        messages=[message(f"m{n}") for n in range(count)],
    )


@pytest.mark.parametrize("count", [1, 5_000])
def test_many_rows_are_written_like_few(store: Store, count: int) -> None:
    """A few rows and thousands, new and known ones, twice in a transaction, come to the same."""
    tally = [counted("active", count, day="2025-08-08")]
    fill(store, tasks_new=[task(f"t{n}") for n in range(count)], tally=tally, units=[unit("00000", name="cũ")])
    with store.begin() as session:
        session.apply(many(session, count))
        session.apply(Changes(units=[unit(f"{n:05d}", position=9) for n in range(count)]))
    with store.begin(write=False) as session:
        assert [row.position for row in session.units()] == [9] * count
        assert session.units()[0].name == "Xã 00000"
        assert session.counts().tasks == {"done": count}
        assert session.counts().messages == {"pending": count}
        assert sum(1 for _ in session.dump("history")) == count


def test_the_number_of_statements_does_not_grow_with_the_rows(store: Store) -> None:
    """Ten times as many rows are written and read with as many statements."""
    used = []
    for start, count in ((0, 1_000), (1_000, 10_000)):
        before = store.query_count
        with store.begin() as session:
            session.apply(
                Changes(
                    tasks_new=[task(f"t{n}", unit=str(n)) for n in range(start, start + count)],
                    dues=[due(f"d{n}") for n in range(start, start + count)],
                )
            )
            session.tasks_at("p", {"I.1": [str(n) for n in range(count)]})
            session.dues("p", [f"d{n}" for n in range(count)])
        used.append(store.query_count - before)
    assert used[0] == used[1] < 15


def test_a_list_is_kept_for_later_transactions_until_it_changes(store: Store) -> None:
    """What nobody changed is the same object in the next transaction; what was undone was never there."""
    fill(store, units=[unit("1")])
    with store.begin(write=False) as session:
        first = session.units()
    with suppress(StoreFailed), store.begin() as session:
        session.apply(Changes(units=[unit("2")]))
        assert len(session.units()) == 2
        session.apply(Changes(history=[HistoryRow("t", "t", 9, "active", "d1", 1, "moved")] * 2))
    with store.begin(write=False) as session:
        assert session.units() == [unit("1")]
    fill(store, units=[unit("3")])
    with store.begin(write=False) as session:
        assert session.units() == [unit("1"), unit("3")]
    assert first == [unit("1")]


def test_a_row_that_did_not_change_stays_the_same_object(store: Store) -> None:
    """Also in a list that is read anew: what was made of the row need not be made again."""
    fill(store, units=[unit("1"), unit("2")])
    with store.begin(write=False) as session:
        before = {row.code: row for row in session.units()}
    fill(store, units=[unit("2", position=9), unit("3")])
    with store.begin(write=False) as session:
        after = {row.code: row for row in session.units()}
    assert after["1"] is before["1"]
    assert after["2"] is not before["2"]


def test_a_list_is_not_kept_past_anothers_change(database_url: str) -> None:
    """Another process changes a unit, a plan, a day, an hour: who has read them before reads them again."""
    mine, theirs = make_store(database_url), make_store(database_url)
    for name, (read, rows) in LISTED.items():
        with mine.begin(write=False) as session:
            assert read(session) == []
            assert read(session) is read(session)
        fill(theirs, **{name: rows})
        with mine.begin(write=False) as session:
            assert read(session) == rows
            kept = read(session)
        with mine.begin() as session:
            assert read(session) is kept
    mine.close()
    theirs.close()


def test_plans_are_found_by_what_their_version_in_force_knows(store: Store) -> None:
    """By a thing that it mentions; what an earlier version knew, or another plan, finds none."""
    plans = [PlanRow(name, 2, f"{name}2", "2025-07-21", 1, "vn", 0, "a") for name in ("p", "q")]
    mentions = [
        ("label", "x", "p", "p2"),
        ("label", "x", "q", "q1"),
        ("unit", "12", "q", "q2"),
        ("kind", "x", "q", "q2"),
    ]
    fill(store, plans=plans, mentions=[MentionRow(*one) for one in mentions])
    fill(store, mentions=[MentionRow("label", "x", "p", "p2")])  # known already
    with store.begin(write=False) as session:
        assert session.mentioning([("label", "x")]) == ["p"]
        assert session.mentioning([("label", "x"), ("unit", "12"), ("unit", "13")]) == ["p", "q"]
        assert session.mentioning([("milestone", "x"), ("label", "12")]) == []


def test_plans_that_are_not_kept_as_they_were_adopted_are_named(store: Store) -> None:
    """One that this compiler reads otherwise, and one of which it is not known."""
    plans = [PlanRow(name, 1, name * 2, "2025-07-21", 1, "vn", 0, "a") for name in ("p", "q", "r")]
    compiled = [CompiledRow("pp", 1, "x", "pp"), CompiledRow("qq", 1, "x", "other"), CompiledRow("rr", 2, "x", "rr")]
    fill(store, plans=plans, compiled=compiled)
    with store.begin(write=False) as session:
        assert (session.read_otherwise(1), session.read_otherwise(2)) == (["q", "r"], ["p", "q"])


def test_rows_are_found_by_a_word_of_their_name_or_initials(store: Store) -> None:
    """The word stands anywhere in what officers call them; marks that databases take for wildcards are plain."""
    titles = [TitleRow("p", "I.1", "nop bao cao", "i.1 nop bao cao i1nbc"), TitleRow("q", "2", "hop", "2 hop 100% 2h1")]
    fill(store, titles=titles)
    with store.begin(write=False) as session:
        assert session.titled("bao") == session.titled("nbc") == titles[:1]
        assert (session.titled("%"), session.titled("_")) == (titles[1:], [])


def test_rows_are_found_by_their_whole_title(store: Store) -> None:
    """Several titles in one question; one that only has the words of a title among others is none of them."""
    named = (("p", "I.1", "hop"), ("p", "I.2", "hop bao"), ("q", "2", "hop"), ("q", "3", "nop"))
    titles = [TitleRow(plan, rule, title, title) for plan, rule, title in named]
    fill(store, titles=titles)
    with store.begin(write=False) as session:
        assert session.titled_as({"hop", "nop"}) == [titles[0], *titles[2:]]
        assert (session.titled_as({"bao"}), session.titled_as(())) == ([], [])


def test_what_is_to_be_counted_again_stays_until_it_is_done(store: Store) -> None:
    """In the order of the amendments; a row that is done goes, and no other."""
    rows = [RecountRow(9, "p"), RecountRow(7, "q"), RecountRow(7, "p")]
    with store.begin(write=False) as session:
        assert session.recounts() == []
    fill(store, recounts=rows)
    fill(store, recounts=rows[:1])  # known already
    with store.begin(write=False) as session:
        assert session.recounts() == sorted(rows)
    with store.recounting(["p"]) as session:
        session.apply(Changes(recounts_done=[RecountRow(7, "p")]))
        assert session.recounts() == [RecountRow(7, "q"), RecountRow(9, "p")]
    with store.begin(write=False) as session:
        assert session.recounts() == [RecountRow(7, "q"), RecountRow(9, "p")]
