"""Compiling: from the text of a plan file to an immutable Plan."""

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from rules.compiling import check_plan, compile_plan
from rules.conditions import Always, Every, Happened, SomeOf
from rules.language.offset_text import parse_due
from rules.offsets import Direction, Offset, Signal, SignalKind
from rules.plan import Milestone, Plan, PlanUnit
from rules.problems import PlanError
from tests.calls import calls_of

SOURCE = """\
# a comment
plan: 1-kh-tu
title: Chuẩn bị đại hội
number: 1-KH/TU
issuer: Ban Thường vụ
issued: 2025-07-21
unit: "12"
policies: {right after: 2 working days, remind: 5 working days, settings: {before_date: same_day}}
units:
  btc: {name: Ban Tổ chức, kind: party-body}
  to: {name: Tổ giúp việc, kind: group, parent: btc}
milestones:
  congress: {title: Đại hội, at: "12"}
  commune_congress: {title: Đại hội xã, of each: commune}
rules:
  - id: I.2
    section: I. Ban Tổ chức
    title: >
      Báo cáo
      kết quả
    lead: btc
    cooperate: [to]
    when: {every commune: task I.1 done}
    due: 7 days after congress
    says: Sau đại hội 07 ngày
    cite: dòng 2
  - {id: I.1, title: Chuẩn bị, for each: commune, lead: each, due: before commune_congress, says: s, cite: c}
  - {id: I.3, title: Luôn luôn, for each: [btc, to], lead: each, due: continuous, says: s, cite: c,
     settings: {roll_after: none}}
"""


def signal(name: str, kind: SignalKind = SignalKind.MILESTONE) -> Signal:
    """A signal by name."""
    return Signal(kind=kind, name=name)


def test_everything_in_the_file_is_in_the_plan() -> None:
    """Header, policies, units, milestones and rules come out as they went in."""
    plan = compile_plan(SOURCE)
    assert (plan.id, plan.number, plan.issued, plan.starts, plan.ends) == (
        "1-kh-tu",
        "1-KH/TU",
        date(2025, 7, 21),
        date(2025, 7, 21),
        None,
    )
    assert (plan.unit, plan.calendar, plan.convention) == ("12", "vn", "vn-civil-code")
    assert plan.policies.right_after == Offset(direction=Direction.AFTER, working_days=2)
    assert plan.policies.set_date_within == Offset(direction=Direction.AFTER, working_days=5)
    assert (plan.policies.remind_working_days, plan.policies.notify_cooperating) == (5, False)
    assert plan.policies.settings == {"before_date": "same_day"}
    assert plan.units == {
        "btc": PlanUnit(code="btc", name="Ban Tổ chức", kind="party-body", parent="12"),
        "to": PlanUnit(code="to", name="Tổ giúp việc", kind="group", parent="btc"),
    }
    assert plan.milestones["commune_congress"] == Milestone(
        name="commune_congress", title="Đại hội xã", of_each="commune"
    )
    first, second, third = plan.rules.values()
    assert (first.id, first.title, first.lead, first.cooperate) == ("I.2", "Báo cáo kết quả", "btc", ("to",))
    assert (first.section, first.says, first.cite) == ("I. Ban Tổ chức", "Sau đại hội 07 ngày", "dòng 2")
    assert first.when == Every(kind="commune", happened=Happened(signal=signal("I.1", SignalKind.DONE)))
    assert first.due == parse_due("7 days after congress")
    assert (second.for_each, second.for_units, second.lead) == ("commune", (), "each")
    assert (third.for_each, third.for_units, third.settings) == (None, ("btc", "to"), {"roll_after": "none"})


def test_the_plan_is_indexed_by_what_its_rules_wait_for() -> None:
    """Each signal leads to the rules whose `when` or `due` names it, and each rule comes after those it waits for."""
    plan = compile_plan(SOURCE)
    assert plan.waiting_on == {
        signal("I.1", SignalKind.DONE): ("I.2",),
        signal("congress"): ("I.2",),
        signal("commune_congress"): ("I.1",),
    }
    assert plan.order == ("I.1", "I.2", "I.3")


@pytest.mark.parametrize(
    ("due", "when"),
    [
        ("7 days after congress", Happened(signal=signal("congress"))),
        ("30 days before congress", Happened(signal=signal("congress"))),
        ("right after own congress", Happened(signal=signal("congress"), own=True)),
        ("once congress", Happened(signal=signal("congress"))),
        ("per congress", Happened(signal=signal("congress"))),
        ("3 days after task I.1 missed", Happened(signal=signal("I.1", SignalKind.MISSED))),
        (
            "before first commune commune_congress",
            SomeOf(kind="commune", happened=Happened(signal=signal("commune_congress"))),
        ),
        (
            "7 days after last commune commune_congress",
            Every(kind="commune", happened=Happened(signal=signal("commune_congress"))),
        ),
        ("before 2025-12-31", Always()),
        ("every month by last day", Always()),
        ("done", Always()),
    ],
)
def test_without_when_a_rule_starts_as_its_deadline_says(due: str, when: object) -> None:
    """A task waits for what its deadline is counted from; a deadline with dates of its own starts with the plan."""
    rule = f"  - {{id: N, title: t, lead: '12', due: {due}, says: s, cite: c}}\n"
    first = "  - {id: I.1, title: t, lead: btc, due: by 2025-12-31, says: s, cite: c}\n"
    assert compile_plan(SOURCE[: SOURCE.index("  - id: I.2")] + first + rule).rules["N"].when == when


def test_nothing_of_a_plan_can_be_changed() -> None:
    """Values are frozen and mappings are read-only, all the way down."""
    plan = compile_plan(SOURCE)
    with pytest.raises(FrozenInstanceError):
        plan.title = "x"  # type: ignore[misc]  # that it is refused is the test
    for mapping in (plan.rules, plan.milestones, plan.units, plan.waiting_on, plan.policies.settings):
        with pytest.raises(TypeError):
            mapping["x"] = "y"  # type: ignore[index]  # that it is refused is the test
    with pytest.raises(TypeError):
        plan.rules["I.3"].settings["x"] = "y"  # type: ignore[index]  # that it is refused is the test


def hashes(source: str) -> dict[str, str]:
    """The hash of the plan, as "", and of each rule."""
    plan = compile_plan(source)
    return {"": plan.hash} | {rule.id: rule.hash for rule in plan.rules.values()}


def test_layout_and_comments_do_not_change_hashes() -> None:
    """A file that says the same in other words of YAML or of the offset language has the same hashes."""
    same = SOURCE.replace("# a comment\n", "").replace("7 days after", "07  Days AFTER").replace('"12"', "12")
    same = same.replace("calendar: vn\n", "").replace(
        "title: >\n      Báo cáo\n      kết quả", "title: Báo cáo kết quả"
    )
    assert same != SOURCE
    assert hashes(same) == hashes(SOURCE)
    assert hashes(SOURCE.replace("unit:", "calendar: vn\nstarts: 2025-07-21\nunit:")) == hashes(SOURCE)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("title: Chuẩn bị đại hội", "title: khác", {""}),
        ("says: Sau đại hội 07 ngày", "says: khác", {""}),
        ("cooperate: [to]", 'cooperate: ["12"]', {""}),
        ("Đại hội xã", "khác", {""}),
        ("7 days after", "8 days after", {"", "I.2"}),
        ("every commune: task", "some commune: task", {"", "I.2"}),
        ("lead: btc", 'lead: "12"', {"", "I.2"}),
        ("roll_after: none", "roll_after: next", {"", "I.3"}),
        ("before_date: same_day", "before_date: day_before", {"", "I.1", "I.2", "I.3"}),
        ("unit:", "convention: vn-election\nunit:", {"", "I.1", "I.2", "I.3"}),
        ("right after: 2 working days", "right after: 1 working day", {""}),
    ],
)
def test_a_hash_changes_with_what_it_stands_for(old: str, new: str, changed: set[str]) -> None:
    """The plan's hash covers everything, a rule's what decides its dates."""
    before, after = hashes(SOURCE), hashes(SOURCE.replace(old, new, 1))
    assert {name for name in before if before[name] != after[name]} == changed


def test_the_hash_is_the_same_everywhere() -> None:
    """The hash is one of the bytes of the canonical form: no version of Python or platform changes it."""
    source = 'plan: p\ntitle: t\nnumber: n\nissuer: i\nissued: 2025-07-21\nunit: "12"\nrules:\n'
    source += '  - {id: a, title: t, lead: "12", due: done, says: s, cite: c}\n'
    plan = compile_plan(source)
    assert plan.rules["a"].hash == "454fd099abc52ea0decbd0cc020cf472c6743b7db683fc9b4b3e3699864771ad"
    assert plan.hash == "14d0dbfd935a7a45ea4d7b4972bbeb80943a33dde02c1290afa2fa93b61ad85e"


def test_a_refused_plan_tells_all_its_problems() -> None:
    """PlanError has every problem, warnings too, and its text says whose turn it is."""
    source = SOURCE.replace("lead: btc\n", "lead: bct\n").replace("congress: {title: Đại hội, at", "congress: {at")
    with pytest.raises(PlanError) as caught:
        compile_plan(source, path="p.yaml")
    assert str(caught.value) == (
        "p.yaml is refused: 1 error(s) in the plan file. Nothing was taken from it; its writer must correct it.\n"
        "p.yaml:13:3: error: The field “title” is missing. Add it below this line.\n"
        "p.yaml:21:11: warning: There is no unit “bct”. "
        "Declare it under `units`, or correct the code.\n"
        "p.yaml:22:17: warning: “to”, which cooperates in task I.2, is a group without members: nobody would hear of "
        "it there. Give it `members`, or register it with some: `thoihan units add`.\n"
        "p.yaml:28:60: warning: Nobody would hear of task I.3: “to”, which is to do it, is a group without members. "
        "Give it `members`, or register it with some: `thoihan units add`."
    )
    assert caught.value.fields == {"path": "p.yaml", "errors": 1}
    assert check_plan(source, path="p.yaml") == caught.value.problems


def test_warnings_do_not_refuse() -> None:
    """A plan with warnings compiles; `check_plan` tells them."""
    source = SOURCE.replace("7 days after", "1 month 7 days after")
    assert isinstance(compile_plan(source), Plan)
    assert [problem.code for problem in check_plan(source)] == ["unheard-cooperating", "ambiguous-amount", "unheard"]


def test_text_that_is_no_yaml_is_refused() -> None:
    """Compiling and checking tell the problems that reading finds."""
    with pytest.raises(PlanError):
        compile_plan("plan: [")
    assert [problem.code for problem in check_plan(b"plan: \xff")] == ["not-text"]


def test_a_plan_may_be_handed_in_as_bytes() -> None:
    """Bytes and text compile to the same."""
    assert compile_plan(SOURCE.encode()) == compile_plan(SOURCE)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "rules" / "plans").glob("*.yaml")), ids=str)
def test_the_plans_that_ship_compile_without_a_warning(path: Path) -> None:
    """Every plan that ships is clean, but for what its document leaves open: that is asked."""
    asked = [("cycle-not-said", "III.1.7")] if path.name == "ct-121-kl-tw.yaml" else []
    problems = check_plan(path.read_bytes(), path=path.name)
    assert [(problem.code, problem.args["rule"]) for problem in problems] == asked


def test_ten_times_the_rules_cost_ten_times_as_much() -> None:
    """300 rules of nine lines are compiled at the cost of 30, ten times."""
    few, many = _with_rules(30), _with_rules(300)
    assert len(compile_plan(many).rules) == 303
    assert calls_of(lambda: compile_plan(f"{many}\n")) < 11 * calls_of(lambda: compile_plan(f"{few}\n"))


def _with_rules(number: int) -> str:
    head, _, rest = SOURCE.partition("  - id: I.2")
    rule = "  - id: R{n}\n    section: I. Ban\n    title: Báo cáo kết quả đại hội lần thứ {n}\n    lead: btc\n"
    rule += (
        "    cooperate: [to]\n    due: {n} days after congress\n    says: Sau đại hội {n} ngày\n    cite: dòng {n}\n"
    )
    return head + "".join(rule.format(n=n) for n in range(number)) + f"  - id: I.2{rest}"
