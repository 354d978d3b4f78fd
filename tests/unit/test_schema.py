"""The JSON Schema of plan files: up to date, valid, and in agreement with checking."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from rules.compiling import check_plan
from rules.plan_file.fields import PLAN
from rules.plan_file.schema import plan_schema, schema_text
from rules.plan_file.shapes import Fields

ROOT = Path(__file__).parents[2]
PLANS = sorted([*ROOT.glob("rules/plans/*.yaml"), *ROOT.glob("tests/samples/**/*.yaml")])
VALIDATOR = Draft202012Validator(plan_schema())

PLAN_TEXT = """\
plan: p
title: t
number: n
issuer: i
issued: 2025-07-21
unit: "12"
units: {btc: {name: b, kind: party-body}}
milestones: {congress: {title: t, at: "12"}}
rules:
  - {id: I.1, title: t, lead: btc, due: 7 days after congress, says: s, cite: c}
"""


def as_editors_see_it(text: str) -> Any:
    """The file as JSON: dates as text, numbers as numbers."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def test_the_file_that_ships_is_the_one_that_is_made() -> None:
    """`python -m rules.plan_file.schema` has been run after the last change."""
    assert (files("rules") / "plan.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    """It is valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(plan_schema())


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_plans_that_compile_fit_the_schema(path: Path) -> None:
    """Every plan in the repository is valid by the schema and by checking."""
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_see_it(text))] == []
    assert [problem for problem in check_plan(text, path=path.name) if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: t\nnumber", "number"),
        ("number: n", "nummer: n"),
        ("issued: 2025-07-21", "issued: 21/7/2025"),
        ("plan: p", "plan: Kế hoạch"),
        ("rules:", "convention: roman\nrules:"),
        ("rules:", "policies: {remind: 3 days}\nrules:"),
        ("rules:", "policies: {settings: {months: lunar}}\nrules:"),
        ("rules:", "policies: {settings: {month: calendar}}\nrules:"),
        ("rules:", "policies: {notify cooperating: maybe}\nrules:"),
        ("units: {btc", "units: {bàn"),
        ("{congress: {", "{Congress: {"),
        ("says: s, ", ""),
        ("lead: btc", "lead: [btc]"),
        ("lead: btc", "lead: btc, cooperate: btc"),
        ("lead: btc", "lead: btc, for each: Xã"),
        ("lead: btc", "lead: btc, when: {every: congress}"),
        ("lead: btc", "lead: btc, when: {all: []}"),
        ("lead: btc", "lead: btc, when: {all: [congress], any: [congress]}"),
        ("lead: btc", "lead: btc, when: [congress]"),
        ("id: I.1", "id: I/1"),
        ("kind: party-body", "kind: party-body, email: nobody"),
        ("kind: party-body", "kind: party-body, phone: none"),
    ],
)
def test_what_the_schema_refuses_is_refused_by_checking(old: str, new: str) -> None:
    """Editors show no error that checking does not know."""
    text = PLAN_TEXT.replace(old, new, 1)
    assert text != PLAN_TEXT
    assert list(VALIDATOR.iter_errors(as_editors_see_it(text))) != []
    assert any(problem.severity == "error" for problem in check_plan(text))


def test_every_field_is_described_in_both_languages() -> None:
    """No field lacks its Vietnamese or English description."""

    def described(fields: Fields) -> bool:
        return all(field.vi and field.en and described(field.fields or {}) for field in fields.values())

    assert described(PLAN)
    assert plan_schema()["properties"]["issued"]["description"] == "Ngày ban hành.\n\nDay it was issued."
