"""A compiled plan comes back from its JSON as it was; what is none is refused, and its shape is bound to a number."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings

from adapters.cli.frame.files import plan_source, shipped
from rules.compiling import compile_plan
from rules.plan_json import COMPILER, PlanJsonError, plan_from_json, plan_to_json
from tests.property.happenings import plans
from tests.worlds import plan_text


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_plan_comes_back_as_it_was(name: str) -> None:
    """To the last condition, hash and order."""
    path, source = plan_source(name)
    plan = compile_plan(source, path=path)
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    assert list(again.rules) == list(plan.rules)
    assert plan_to_json(again) == plan_to_json(plan)


@settings(max_examples=100, deadline=None)
@given(plans())
def test_any_plan_comes_back_as_it_was(text: str) -> None:
    """Whatever its rules wait for, and are counted from."""
    plan = compile_plan(text)
    assert plan_from_json(plan_to_json(plan)) == plan


def changed(path: tuple[Any, ...], value: Any) -> str:
    content = json.loads(plan_to_json(compile_plan(plan_text(({"due": "7 days after congress"},)))))
    *way, last = path
    there = content
    for name in way:
        there = there[name]
    there[last] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"id": "x"}',
        changed(("issued",), "yesterday"),
        changed(("title",), 1),
        changed(("more",), 1),
        changed(("rules", "R1", "due", "is"), "Exit"),
        changed(("rules", "R1", "due", "offset", "days"), "7"),
        changed(("policies", "remind_working_days"), True),
        changed(("rules",), []),
    ],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    """Another shape, another type, a class that is none of those expected."""
    with pytest.raises(PlanJsonError):
        plan_from_json(text)


def test_what_is_kept_is_bound_to_the_compilers_version() -> None:
    """Who changes what a text compiles to, or its shape, raises COMPILER: other rows are kept by every store."""
    path, source = plan_source("376-kh-tu")
    kept = plan_to_json(compile_plan(source, path=path))
    assert (COMPILER, hashlib.sha256(kept.encode()).hexdigest()[:16]) == (2, "5a73fb725f52e665")
