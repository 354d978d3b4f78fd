"""The four plans that ship, held row by row against what was read in their documents and written down by hand."""

import csv
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from rules.compiling import compile_plan
from rules.plan import Plan
from rules.problems import PlanError
from tests.cases.facts_of_plans import Facts, facts, names

HERE = Path(__file__).parent
PLANS = ("376-kh-tu", "75-ctr-tu", "ct-121-kl-tw", "4029-cv-tu")
ROWS = 275
CHANGES = int(os.environ.get("THOIHAN_TEST_EXAMPLES", "0")) or 6
"""How many facts of each plan are changed."""

Found = Mapping[tuple[str, ...], Facts]
"""What was found, by the columns that say of what."""


@cache
def labelled(table: str) -> tuple[Facts, ...]:
    """The lines of a table that was made by hand."""
    with (HERE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def source(name: str) -> str:
    """A shipped plan file."""
    return files("rules").joinpath("plans", f"{name}.yaml").read_text(encoding="utf-8")


def compiled(name: str, text: str) -> Plan:
    """A plan of that name, compiled from a text."""
    return compile_plan(text.encode(), path=f"{name}.yaml")


def compared(name: str, what: str, label: Facts, found: Facts) -> Iterator[str]:
    """Each column in which a label and what was found differ, in words."""
    for column, value in found.items():
        if label.get(column, "") != value:
            yield f"{name} {what}, {column}: labelled “{label.get(column, '')}”, found “{value}”"


def differences(plan: Plan, table: str, found: Found, key: Sequence[str]) -> list[str]:
    """All that differs between a table and what a compiled plan has, by the columns of `key`."""
    labels = {tuple(line[one] for one in key): line for line in labelled(table) if line["plan"] == plan.id}
    told = [f"{plan.id} {' '.join(one)}: not labelled" for one in found if one not in labels]
    told += [f"{plan.id} {' '.join(one)}: labelled, and not in the plan" for one in labels if one not in found]
    for one in [one for one in found if one in labels]:
        told += compared(plan.id, " ".join(one), labels[one], found[one])
    in_order = [one for one in labels if one in found] == [one for one in found if one in labels]
    return told if in_order else [*told, f"{plan.id}: in another order than {table} has them"]


def rows_that_differ(plan: Plan) -> list[str]:
    """The differences between the rows of a plan and their labels."""
    found: Found = {(rule.number,): facts(plan, rule) for rule in plan.rules.values()}
    return differences(plan, "rows_of_the_plans", found, ("row",))


def names_that_differ(plan: Plan) -> list[str]:
    """The differences between the names of a plan and their labels."""
    found: Found = {(sort, name): said for sort, name, said in names(plan)}
    return differences(plan, "names_of_the_plans", found, ("sort", "name"))


def test_no_row_is_without_a_label() -> None:
    """The table has all rows of the four documents, each once."""
    rows = [(line["plan"], line["row"]) for line in labelled("rows_of_the_plans")]
    assert len(set(rows)) == len(rows) == ROWS
    assert {plan for plan, _ in rows} == set(PLANS)
    assert all(line["lines"] for line in labelled("rows_of_the_plans"))


@pytest.mark.parametrize("differing", [rows_that_differ, names_that_differ])
@pytest.mark.parametrize("name", PLANS)
def test_a_plan_says_what_its_document_does(name: str, differing: Callable[[Plan], list[str]]) -> None:
    """Row by row, every fact of a compiled plan is that of its label, and nothing is there that has none."""
    assert differing(compiled(name, source(name))) == []


CHANGED: tuple[tuple[str, str], ...] = (
    (r"(due: .*\d{4}-\d\d-)(\d\d)$", r"\g<1>17"),
    (r"due: in (\S+)$", r"due: in 2025-11"),
    (r"(due: )(\d+)( .*days)", r"\g<1>9\3"),
    (r"(due: \d+) working days", r"\1 days"),
    (r"(due: \d+) days", r"\1 working days"),
    (r"due: once", "due: per"),
    (r"due: per", "due: once"),
    (r"due: right after", "due: 1 day after"),
    (r"due: continuous", "due: by 2026-12-31"),
    (r"due: done", "due: continuous"),
    (r"due: every quarter before", "due: every month before"),
    (r"(cooperate: \[)[^,\]]+, ", r"\1"),
    (r"(cooperate: \[[^,\]]+), .*\]", r"\1]"),
    (r"    cooperate: \[[^,]+\]$", ""),
    (r"(through: )\S+", r"\1tg-btgdv"),
    (r"(lead: )(\S+-)?(btc|du-ubnd|btv|vptu)$", r"\1\2btgdv"),
    (r"(for each: )(commune|district)", r"\1province"),
    (r"(for each: \[[^,\]]+), .*\]", r"\1]"),
    (r"(says: )(.*)", r"\1Khẩn trương"),
    (r"(cite: .*)\b(\d+)(\D*)$", r"\g<1>99\3"),
    (r"(section: .*)", r"\1 khác"),
    (r"(- .*) held$", r"\1 planned"),
    (r"(members: \[).*?, ", r"\1"),
    (r"(members: \{kind: )\S+(, |\})", r"\1party-committee\2"),
    (r"tasks: each", "tasks: shared"),
    (r"(\{title: .*), at: vn", r'\1, at: "01"'),
    (r"(held: )\S+", r"\g<1>2025-03-09"),
    (r"(document: \d+)", r"\g<1>1"),
    (r"(kind: )(party-body|party-committee|department|mass-body|district)(, parent)", r"\1state-body\3"),
    (r"secrecy: nội bộ", "secrecy: thường"),
    (r"notify cooperating: true", "notify cooperating: false"),
    (r"(remind: )3", r"\g<1>4"),
    (r"(until: )\S+\}", r"\1new_other_guidance}"),
    (r"(issued: \d{4}-\d\d-)\d\d", r"\g<1>11"),
    (r"(number: )(\S+)$", r"\g<1>9\2"),
)
"""What is changed in a line of a plan file, so that it says something else."""


def changes(text: str) -> list[tuple[int, str]]:
    """All that can be changed in a plan file, by the number of its line and what it becomes."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n")):
        if not line.lstrip().startswith(("#", "title:")):
            found += [(number, become) for old, new in CHANGED if (become := re.sub(old, new, line, count=1)) != line]
    return found


def with_change(text: str, number: int, line: str) -> str:
    """A plan file with one line changed, or left out where nothing stands in its place."""
    lines = text.split("\n")
    lines[number : number + 1] = [line] if line else []
    return "\n".join(lines)


@pytest.mark.parametrize("name", PLANS)
def test_whatever_is_changed_in_a_plan_is_found(name: str) -> None:
    """One fact of a plan file after the other is made another, at random: each is told of, with its row or name."""
    text, looked_at = source(name), 0
    before = [*rows_that_differ(compiled(name, text)), *names_that_differ(compiled(name, text))]
    possible = changes(text)
    random.Random(name).shuffle(possible)
    for number, line in possible:
        try:
            plan = compiled(name, with_change(text, number, line))
        except PlanError:  # a change that the checks refuse needs no label
            continue
        after = [*rows_that_differ(plan), *names_that_differ(plan)]
        assert after != before, f"line {number + 1} of {name} became {line.strip()}"
        looked_at += 1
        if looked_at == CHANGES:
            return
    raise AssertionError(f"only {looked_at} changes could be made in {name}")
