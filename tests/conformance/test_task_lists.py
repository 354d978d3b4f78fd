"""Lists of tasks: pages are the whole list cut in pieces, in every store, and no page goes through all tasks."""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import pytest

from engine.tasks import Standing
from events.database.lists import task_pages
from events.database.store import SqlStore
from events.opening import make_store
from events.rows import Changes, DueRow, TallyRow, TaskRow, TitleRow, due_day
from events.store import Session, Store
from events.store.pages import PageOf, Within
from events.store.questions import Stands, standing_of
from events.views import TaskView
from tests.conformance.examples import due, task
from tests.statements import asked
from tests.tallying import counted_tally

PLANS = ("p", "p-1", "p.2", "q")
DUES = [
    due(f"d{day}{provisional}", plan=plan, due=day, provisional=provisional, remind_on=(provisional and day) or None)
    for plan in PLANS
    for day in ("2025-08-01", "2025-08-02", "2025-09-01", None)
    for provisional in (0, 1)
] + [due("set", plan=plan, due=None, set_by="2025-08-15") for plan in PLANS]
STATES = ("planned", "active", "needs_date", "suspended", "done", "closed", "waiting")
FILTERS: list[dict[str, Any]] = [
    {},
    {"plan": "p"},
    {"plan": "p-1", "state": "active"},
    {"state": "needs_date"},
    {"state": "waiting"},
    {"state": "done", "unit": "u1"},
    {"unit": "u2"},
    {"lead": "u1"},
    {"concerning": "u1"},
    {"concerning": "u1", "plan": "q"},
    {"plan": "p", "rule": "R1"},
    {"plan": "none"},
    {"concerning": "none"},
    {"titled": ("bao", "cao")},
    {"titled": ("cao",), "plan": "p"},
    {"titled": ("hop",), "concerning": "u1", "state": "active"},
    {"titled": ("%",)},
    {"titled": ("b_o",)},
    {"titled": ("bao", "hop")},
    *({"stands": Stands("2025-08-02", (each,))} for each in Standing),
    {"stands": Stands("2025-08-20", ("overdue", "date_overdue")), "plan": "p"},
    {"stands": Stands("2025-08-20", ("near", "in_time"), until="2025-09-10")},
    {"stands": Stands("2025-08-02", ("near", "in_time"), until="2025-08-02"), "concerning": "u1"},
    {"stands": Stands("2025-08-02", ("done_late", "not_counted")), "titled": ("cao",)},
]
TITLES = {"R1": "bao cao cong tac", "R1.2": "hop ban chi dao 100%", "R2": "bao cao b_o"}


def filled(store: Store, count: int = 150) -> None:
    """Tasks of several plans, whose names begin alike, in all states; and the tally that they come to."""
    chance = random.Random(7)
    rows = [made(chance, n) for n in range(count)]
    with store.begin() as session:
        titles = [TitleRow(plan, rule, folded, folded) for plan in PLANS for rule, folded in TITLES.items()]
        session.apply(Changes(dues=DUES, tasks_new=rows, titles=titles))
    with store.begin() as session:
        counted = counted_tally(session).items()
        session.apply(Changes(tally=[TallyRow._make((*key, tasks)) for key, tasks in counted]))


def made(chance: random.Random, number: int) -> TaskRow:
    """A task."""
    plan, rule, unit = chance.choice(PLANS), chance.choice(("R1", "R1.2", "R2")), f"u{chance.randrange(4)}"
    state = chance.choice(STATES)
    borne: DueRow | None = chance.choice([one for one in DUES if one.plan == plan])
    if state == "waiting":
        borne = None
    elif state == "needs_date":
        borne = next(one for one in DUES if one.plan == plan and one.key == "set")
    name, lead = f"{plan}/{rule}/{unit}/{number:04d}", chance.choice((unit, unit, "u1"))
    of = {"plan": plan, "rule": rule, "unit": unit, "cycle": f"{number:04d}", "state": state, "lead": lead}
    done_on = chance.choice((None, "2025-08-02", "2025-08-20")) if state == "done" else None
    return task(name, **of, due_key=borne and borne.key, day=due_day(borne), done_on=done_on)


def pages(session: Session, size: int, filters: dict[str, Any]) -> list[list[TaskView]]:
    """The list, page by page, until one has less than it may."""
    found: list[list[TaskView]] = []
    after = None
    while not found or len(found[-1]) == size:
        found.append(session.view_tasks(**filters, after=after, limit=size))
        after = (found[-1][-1].day, found[-1][-1].id) if found[-1] else None
        if after is None:
            break
    return found


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_pages_are_the_list_cut_in_pieces(store: Store, size: int) -> None:
    """However long they are, and by whatever it is narrowed: nothing is missing, nothing is there twice."""
    filled(store)
    with store.begin(write=False) as session:
        for filters in FILTERS:
            whole = session.view_tasks(**filters)
            assert whole == sorted(whole, key=lambda view: (view.due or "9999-12-31", view.id))
            assert [one for page in pages(session, size, filters) for one in page] == whole


def test_a_list_has_what_is_asked_for(store: Store) -> None:
    """Each filter narrows, and what it leaves out does not fit."""
    filled(store)
    with store.begin(write=False) as session:
        rows = [TaskRow(*row) for row in session.dump("task")]
        for filters in FILTERS:
            fits = {row.id for row in rows if fitting(row, filters)}
            assert {view.id for view in session.view_tasks(**filters)} == fits
            assert {view.id for view in session.view_tasks(**filters, limit=1_000)} == fits


def fitting(row: TaskRow, filters: dict[str, Any]) -> bool:
    """True if a task is to be listed."""
    others = {name: value for name, value in filters.items() if name not in ("concerning", "titled", "stands")}
    titled = all(word in TITLES[row.rule] for word in filters.get("titled", ()))
    said = row.state != "waiting" or filters.get("state") == "waiting"
    concerned = filters.get("concerning") in (None, row.unit, row.lead)
    stands = "stands" not in filters or standing_so(row, filters["stands"])
    return (
        said and concerned and titled and stands and all(getattr(row, name) == value for name, value in others.items())
    )


def standing_so(row: TaskRow, stands: Stands) -> bool:
    """True if a task stands so, by its due as it is borne."""
    borne = next((one for one in DUES if (one.plan, one.key) == (row.plan, row.due_key)), None)
    days = {name: getattr(borne, name, None) for name in ("due", "remind_on", "set_by")}
    found = standing_of(row.state, **days, done_on=row.done_on, today=stands.today)
    return found in stands.standings and row.day <= stands.until


def test_a_page_may_begin_where_nothing_is_any_more(store: Store) -> None:
    """The place of a task that is gone, or never was, is a place all the same."""
    filled(store)
    with store.begin(write=False) as session:
        whole = session.view_tasks(plan="p")
        place = ("2025-08-01", "p/R1/zzz")
        later = [view for view in whole if (view.day, view.id) > place]
        assert session.view_tasks(plan="p", after=place) == later
        assert session.view_tasks(plan="p", after=place, limit=3) == later[:3]
        assert session.view_tasks(after=("9999-12-31", "zzz"), limit=3) == []


def test_no_list_of_a_page_goes_through_all_tasks(sqlite_url: str) -> None:
    """Tasks are found by an index that begins with what is asked for: by the day, the agency or the row."""
    store = make_store(sqlite_url)
    filled(store)
    assert isinstance(store, SqlStore)
    with asked(store) as seen, store.begin(write=False) as session:
        for filters in FILTERS:
            session.view_tasks(**filters, limit=5, after=("2025-08-02", "p/R1/u1/0001"))
    steps = []
    with store._engine.connect() as connection:
        for statement, parameters in seen:
            if statement.startswith("SELECT"):
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps += [row[3] for row in found if " task " in f"{row[3]} "]
    store.close()
    assert {step.partition(" USING INDEX ")[2] for step in steps} == {
        "task_by_day ((day,id)>(?,?))",
        "task_by_day (day=? AND id>? AND id<?)",
        "task_by_day (day=? AND id>?)",
        "task_by_unit (unit=?)",
        "task_by_lead (lead=?)",
        "task_by_rule (plan=? AND rule=?)",
    }


@pytest.mark.parametrize("limit", [None, 5])
def test_reports_to_accept_are_looked_for_among_themselves(sqlite_url: str, limit: int | None) -> None:
    """Neither the tasks there are nor the facts are gone through for them."""
    store = make_store(sqlite_url)
    filled(store)
    assert isinstance(store, SqlStore)
    with asked(store) as seen, store.begin(write=False) as session:
        assert session.view_tasks(awaiting=[("p", "u1")], limit=limit) == []
        assert session.awaited() == []
    with store._engine.connect() as connection:
        selects = [(statement, given) for statement, given in seen if "unaccepted" in f"{statement} {given}"]
        steps = [
            row[3]
            for statement, given in selects
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    store.close()
    assert len(selects) == 2
    assert [step for step in steps if step.startswith(("SCAN task", "SCAN fact"))] == []


PARTS: list[dict[str, Any]] = [
    {},
    {"within": [Within(units=["u1", "u2"])]},
    {"within": [Within(units=["u1"], rows=[("q", "R2")])], "plan": "q"},
    {"within": [Within(rows=[("p", "R1"), ("p-1", "R2")]), Within(units=["u3"], plans=["p-1"])]},
    {"within": [Within(plans=["p", "q"])], "state": "done"},
    {"within": [Within()]},
    {"plan": "p", "due_from": "2025-08-02"},
    {"due_to": "2025-08-02"},
    {"due_from": "2025-08-02", "due_to": "2025-08-02", "state": "active"},
    {"but": [("p", "R1"), ("q", "R2")], "state": "waiting"},
    {"plan": "p", "stands": Stands("2025-08-20", ("overdue", "date_overdue"))},
    {"stands": Stands("2025-08-02", ("near", "in_time")), "within": [Within(units=["u0"])]},
    {"state": "needs_date", "but": [("p", "R1")]},
]


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("size", [3, 1_000])
def test_pages_of_several_parts_are_the_list_cut_in_pieces(
    store: Store, size: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a part is few tasks or many; days are inclusive, and who has no last day is none of them."""
    monkeypatch.setattr(task_pages, "_FEW", few)
    filled(store)
    with store.begin(write=False) as session:
        whole = [*session.view_tasks(), *session.view_tasks(state="waiting")]
        for wanted in PARTS:
            fits = sorted((one.day, one.id) for one in whole if in_parts(one, **wanted))
            found, after = list[tuple[str, str]](), ("", "")
            while page := session.page_of_tasks(PageOf(size, after, **wanted)):
                found += [(one.day, one.id) for one in page]
                after = found[-1]
            assert found == fits, wanted


def in_parts(
    view: TaskView,
    *,
    within: Sequence[Within] = (),
    but: Collection[tuple[str, str]] = (),
    plan: str | None = None,
    state: str | None = None,
    stands: Stands | None = None,
    due_from: str = "",
    due_to: str = "",
) -> bool:
    """True if a task is to be listed."""
    named = plan in (None, view.plan) and (view.plan, view.rule) not in but
    said = view.state == state if state else view.state != "waiting"
    days = not (due_from or due_to) or (view.due is not None and due_from <= view.due <= (due_to or view.due))
    of = [
        {view.unit, view.lead} & {*one.units} or (view.plan, view.rule) in one.rows or view.plan in one.plans
        for one in within
    ]
    borne = next((one for one in DUES if (one.plan, one.key) == (view.plan, view.due_key)), None)
    when = {name: getattr(borne, name, None) for name in ("due", "remind_on", "set_by")}
    so = stands is None or standing_of(view.state, **when, done_on=view.done_on, today=stands.today) in stands.standings
    return bool(named and said and days and all(of) and so)


@pytest.mark.parametrize("few", [0, 5_000])
def test_no_page_of_several_parts_goes_through_all_tasks(
    database_url: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both databases each is found by an index, and by five statements at the most."""
    monkeypatch.setattr(task_pages, "_FEW", few)
    opened = make_store(database_url)
    filled(opened, 2_000)
    assert isinstance(opened, SqlStore)
    for wanted in PARTS:
        with asked(opened) as seen, opened.begin(write=False) as session:
            session.page_of_tasks(PageOf(5, ("2025-08-02", "p/R1/u1/0001"), **wanted))
        selects = [one for one in seen if one[0].startswith("SELECT")]
        assert len(selects) <= 5, wanted
        assert [step for step in steps(opened, selects) if scans_tasks(step)] == [], wanted
    opened.close()


def steps(store: SqlStore, statements: Sequence[tuple[str, Any]]) -> list[str]:
    """How the database would go about these."""
    found = []
    with store._engine.connect() as connection:
        postgres = connection.dialect.name == "postgresql"
        if postgres:
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, given in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{statement}", given)
            found += [str(row[0] if postgres else row[3]) for row in plan]
    return found


def scans_tasks(step: str) -> bool:
    """True of a step that goes through the table of tasks, or a whole index of it."""
    return "Seq Scan on task" in step or step.startswith("SCAN task")


@pytest.mark.parametrize("plan", [None, "p"])
def test_the_tally_by_days_that_have_passed_or_not(store: Store, plan: str | None) -> None:
    """Each number once, under a day that is on the same side of today."""
    filled(store)
    with store.begin(write=False) as session:
        found = session.tallied("2025-08-02", plan)
        assert found == sorted(found)
        sides = Counter[tuple[str, ...]]()
        for row in session.tally(plan):
            sides[*side(row)] += row.tasks
        assert {side(row): row.tasks for row in found} == sides


def side(row: TallyRow) -> tuple[str, ...]:
    """All that numbers are put together by."""
    when = "none" if row.day == "9999-12-31" else str(row.day < "2025-08-02")
    return row.plan, row.lead, row.state, row.cell, when
