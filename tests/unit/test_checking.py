"""Checking a plan: every problem at once, each with its place, what is wrong and what to do."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rules.compiling import check_plan
from rules.problems import Problem, Severity

CASES: dict[str, Any] = YAML(typ="safe", pure=True).load(
    (Path(__file__).parents[1] / "cases" / "plan_problems.yaml").read_text(encoding="utf-8")
)

HEAD = """\
plan: 1-kh-tu
title: Kế hoạch
number: 1-KH/TU
issuer: Ban Thường vụ
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức, kind: party-body}
  vptu: {name: Văn phòng, kind: party-body}
milestones:
  congress: {title: Đại hội, at: "12"}
  commune_congress: {title: Đại hội xã, of each: commune}
rules:
"""
USED = (
    "  - {id: U, title: t, lead: btc, due: continuous, when: {any: [congress, every commune: commune_congress]}, "
    "says: s, cite: c}\n"
)
KNOWN = {"vn": "central", "12": "province", "03388": "commune", "03391": "commune"}


def rule(**fields: str) -> str:
    """One rule of a plan, on one line; fields with `_` for spaces."""
    given = {"id": "I.1", "title": "t", "lead": "btc", "due": "continuous", "says": "s", "cite": "c"} | fields
    return "  - {" + ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in given.items() if value) + "}\n"


def told(found: tuple[Problem, ...]) -> list[str]:
    """Severity, code and words of each problem."""
    return [f"{problem.severity} {problem.code}: {problem.text()}" for problem in found]


def codes(*rules: str, head: str = HEAD, known: dict[str, str] | None = None) -> list[str]:
    """The codes that checking gives a plan with these rules, and one that uses the milestones; warnings in brackets."""
    found = check_plan(head + "".join(rules) + USED, known_units=known)
    return [one.code if one.severity is Severity.ERROR else f"({one.code})" for one in found]


def test_a_good_plan_has_no_problem() -> None:
    """Nothing is said where nothing is wrong."""
    assert codes(rule(due="7 days after congress"), known=KNOWN) == []


def test_everything_is_told_at_once_in_the_order_of_the_file() -> None:
    """Problems in every part of the file are told together, with line and column."""
    source = HEAD.replace("issued: 2025-07-21", "issued: 2025-02-30").replace("title: Đại hội,", "titel: Đại hội,")
    source += rule(due="7 days after congres", lead="btx") + rule(due="by 31/7/2025", cite="")
    places = [(one.line, one.column, one.code) for one in check_plan(source, path="p.yaml")]
    assert places == [
        (5, 9, "impossible-date"),
        (11, 3, "missing-field"),
        (11, 14, "unknown-field"),
        (14, 31, "unknown-unit"),
        (14, 54, "unknown-milestone"),
        (15, 6, "missing-field"),
        (15, 10, "duplicate-id"),
        (15, 44, "due"),
    ]


@pytest.mark.parametrize("case", CASES["head"], ids=lambda case: case["to"])
def test_the_head_of_the_file(case: dict[str, Any]) -> None:
    """Each mistake in the head, the units or the milestones is told in full, and no other with it."""
    head = HEAD.replace(case["change"], case["to"], 1)
    assert head != HEAD
    assert told(check_plan(head + USED)) == [f"error {one}" for one in case["told"]]


@pytest.mark.parametrize(
    ("case", "severity"),
    [*((case, "error") for case in CASES["rules"]), *((case, "warning") for case in CASES["warnings"])],
    ids=str,
)
def test_a_rule(case: dict[str, Any], severity: str) -> None:
    """Each mistake in a rule is told in full, and no other with it."""
    assert told(check_plan(HEAD + rule(**case["rule"]) + USED)) == [f"{severity} {case['told']}"]


def test_a_milestone_that_nothing_waits_for_is_a_warning() -> None:
    """A milestone that no rule names is told, unless a rule could not be read and may name it."""
    head = HEAD.replace("  congress:", "  guidance: {title: t, at: vn}\n  congress:")
    assert codes(head=head) == ["(unused-milestone)"]
    assert codes(rule(due="guidance"), head=head) == ["due"]


def test_units_are_checked_against_the_callers_list() -> None:
    """With a list of all units, an unknown unit or a kind that no unit has is an error; without one, a warning."""
    rules = (rule(lead="03389"), rule(id="I.2", lead="each", for_each="department"), rule(id="I.3", lead="abc"))
    assert codes(*rules) == ["(unknown-unit)"]
    assert codes(*rules, known=KNOWN) == ["unknown-unit", "unknown-kind", "unknown-unit"]


def test_duplicate_ids_name_both_lines() -> None:
    """The second rule with an id is told, and where the first is; the rest of it is checked all the same."""
    found = check_plan(HEAD + USED + rule() + rule(due="soon"))
    assert [(one.line, one.code) for one in found] == [(16, "duplicate-id"), (16, "due")]
    assert found[0].args == {"id": "I.1", "first": 15}


def test_a_circle_is_named_from_its_first_rule() -> None:
    """A circle over several rules, through `when` and `due`, is told once."""
    rules = (
        rule(id="a", when="task b"),
        rule(id="b", due="3 days after task c missed"),
        rule(id="c", when="{any: [congress, task a done]}", due="by 2025-12-31"),
    )
    (found,) = check_plan(HEAD + "".join(rules) + USED)
    assert (found.code, found.args, found.line) == ("circle", {"circle": "a → b → c → a"}, 14)


@pytest.mark.parametrize(
    "condition",
    [
        "{none: [always]}",
        "{all: [{none: [{any: [congress]}]}, congress]}",
        "{any: [{none: [always]}, {none: [always]}]}",
        "{at least 2 of: [{none: [always]}, congress]}",
        "{all: [{none: [{none: [congress]}]}, {none: [congress planned]}]}",
        "{all: [{every commune: commune_congress}, {none: [{every commune: commune_congress planned}]}]}",
        "{none: [{all: [always]}]}",
    ],
)
def test_contradictions_are_found_through_groups(condition: str) -> None:
    """A condition that cannot hold is found however it is nested."""
    assert codes(rule(when=condition)) == ["never-starts"]


@pytest.mark.parametrize(
    "condition",
    [
        "{none: [congress held]}",
        "{all: [congress planned, {none: [congress held]}]}",
        "{any: [congress, {none: [congress]}]}",
        "{at least 1 of: [{none: [always]}, congress]}",
        "{none: [{all: [congress, always]}]}",
        "{all: [{some commune: commune_congress}, {none: [{every commune: commune_congress}]}]}",
    ],
)
def test_what_can_hold_is_no_contradiction(condition: str) -> None:
    """Conditions that can hold at some time pass."""
    assert codes(rule(when=condition)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "congress planned", "due": "30 days before congress"},
        {"when": "{any: [congress, always]}", "due": "before congress"},
        {"when": "{some commune: commune_congress}", "due": "3 days before last commune commune_congress"},
        {"when": "{every commune: commune_congress planned}", "due": "before first commune commune_congress"},
        {"due": "30 days before congress"},
    ],
)
def test_counting_back_from_what_can_be_planned_is_fine(fields: dict[str, str]) -> None:
    """A backward offset is accepted where the task can start before its event."""
    assert codes(rule(**fields)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "{every commune: commune_congress}", "due": "3 days before last commune commune_congress"},
        {"when": "{some commune: commune_congress}", "due": "before first commune commune_congress"},
        {"when": "{all: [congress, always]}", "due": "before congress"},
    ],
)
def test_starting_after_the_deadline_is_found(fields: dict[str, str]) -> None:
    """A task that starts only once its event is over cannot be due before it."""
    assert codes(rule(**fields)) == ["starts-too-late"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"for_each": "commune", "lead": "each", "due": "7 days after commune_congress"}, []),
        ({"for_each": "commune", "lead": "each", "due": "7 days after own commune_congress"}, []),
        ({"for_each": '["03388"]', "lead": "each", "due": "7 days after own commune_congress"}, []),
        ({"for_each": "[btc, vptu]", "due": "7 days after commune_congress"}, ["never-starts"]),
        ({"for_each": "team", "lead": "each", "due": "7 days after commune_congress"}, []),
        ({"for_each": "party-body", "lead": "each", "due": "7 days after commune_congress"}, ["never-starts"]),
        ({"for_each": "party-body", "lead": "each", "due": "7 days after own commune_congress"}, ["never-starts"]),
        ({"lead": "doi", "due": "7 days after commune_congress"}, []),
        ({"lead": "elsewhere", "due": "7 days after commune_congress"}, ["(unknown-unit)"]),
        ({"lead": '"12"', "due": "7 days after own congress"}, []),
        ({"lead": "btc", "due": "7 days after last province congress"}, []),
        ({"lead": "btc", "due": "7 days after last commune congress"}, ["never-starts"]),
        ({"lead": "btc", "due": "7 days after task U"}, []),
        ({"lead": "btc", "when": "task EACH done"}, ["never-starts"]),
        ({"lead": "btc", "when": "{every commune: task EACH done}"}, []),
        ({"lead": "btc", "when": "{some province: task EACH done}"}, ["never-starts"]),
    ],
)
def test_a_task_waits_only_for_what_it_can_see(fields: dict[str, str], found: list[str]) -> None:
    """A happening at each unit of a kind is seen by these and those below; anything unknown raises no alarm."""
    head = HEAD.replace("milestones:", '  doi: {name: Đội, kind: team, parent: "03388"}\nmilestones:')
    each = rule(id="EACH", for_each="commune", lead="each", due="by 2025-12-31")
    assert codes(rule(**fields), each, head=head) == found


def test_the_setting_months_confirms_the_order() -> None:
    """Mixed units are no ambiguity once the plan or the rule names how months count."""
    mixed = rule(due="1 year 3 working days after congress")
    assert codes(mixed) == ["(ambiguous-amount)"]
    assert codes(mixed, head=HEAD.replace("rules:", "policies: {settings: {months: calendar}}\nrules:")) == []
    assert codes(rule(due="1 month 1 day after congress", settings="{months: calendar}")) == []
    assert codes(rule(due="1 year 3 months after congress"), rule(id="I.2", due="2 weeks 1 day after congress")) == []


def test_long_texts_are_cut_in_messages() -> None:
    """A message repeats sixty characters of somebody's text, on one line."""
    (found,) = check_plan(HEAD.replace("1-kh-tu", '"' + "x\\ty" * 100 + '"') + USED)
    assert found.args["read"] == ("x y" * 100)[:59] + "…"


def test_a_problem_prints_as_compilers_do() -> None:
    """The printed form is file:line:column: severity: text, which editors understand; the text can be translated."""
    (found,) = check_plan(HEAD + rule(due="done now") + USED, path="p.yaml")
    assert str(found) == (
        "p.yaml:14:46: error: “now” is left over: the text before it is complete. "
        "Remove the rest, or write it as a rule of its own."
    )
    assert found.text(lambda template: f"[{template}]").startswith("[“now” is left over")
