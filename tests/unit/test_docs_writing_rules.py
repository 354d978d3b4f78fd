"""Every example of docs/writing-rules.md runs."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from rules.compiling import check_plan, compile_plan
from rules.convention_settings import ALLOWED
from rules.language.condition_text import format_condition
from rules.language.offset_text import format_due, parse_due
from rules.plan_file.fields import PLAN
from rules.plan_file.shapes import Fields

TEXT = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
WRONG = re.findall(r"^```yaml wrong\n(.*?)^```.*?^```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
SECTION = TEXT[TEXT.index("## Deadlines") : TEXT.index("## Conditions")]
DUES = [text for text in re.findall(r"^\| `(.+?)` \|", SECTION, re.MULTILINE) if text != "due"]
VIETNAMESE = re.findall(r"^\| .+? \| `(.+?)` \|$", TEXT[: TEXT.index("## A whole plan")], re.MULTILINE)[1:]

HEAD = """\
plan: 1-kh-tu
title: t
number: 1-KH/TU
issuer: i
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức, kind: party-body}
milestones:
  congress: {title: Đại hội Đảng bộ tỉnh, at: "12"}
  guidance: {title: Hướng dẫn của Trung ương, at: vn}
  commune_congress: {title: "Đại hội đảng bộ xã, phường", of each: commune}
"""
RULES = """\
rules:
  - {id: I.1, title: t, lead: btc, when: {any: [congress, guidance, every commune: commune_congress]}, due: continuous,
     says: s, cite: c}
"""


def whole(block: str) -> str:
    """The example as a whole plan: fragments are put into a frame."""
    if "plan:" in block:
        return block
    if block.startswith("- id:"):
        return f"{HEAD}rules:\n{block}"
    return f"{HEAD}{block}{RULES}"


def names(fields: Fields) -> set[str]:
    """All field names, those of records below included."""
    below = set().union(*(names(field.fields) for field in fields.values() if field.fields))
    return set(fields) | below


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_have_no_problem(block: str) -> None:
    """Every YAML example is a plan, or a part of one, with nothing wrong."""
    assert check_plan(whole(block)) == ()


@pytest.mark.parametrize(("plan", "printed"), WRONG)
def test_the_wrong_examples_give_what_is_printed(plan: str, printed: str) -> None:
    """The problems shown below a wrong plan are those that checking reports."""
    name = plan.split(maxsplit=2)[1]
    problems = check_plan(plan, path=f"{name}.yaml")
    assert "\n".join(map(str, problems)) == printed.strip()


def test_vietnamese_is_taken_for_what_stands_behind_it() -> None:
    """Each deadline and condition of the Vietnamese example means what its comment says."""
    (block,) = (block for block in BLOCKS if "  # " in block and "due: Sau" in block)
    said = re.findall(r"^  (due|when): .+?  # (.+)$", block, re.MULTILINE)
    rules = compile_plan(whole(block)).rules.values()
    meant = {("due", format_due(rule.due)) for rule in rules} | {
        ("when", format_condition(rule.when)) for rule in rules
    }
    assert len(said) == 4
    assert set(said) <= meant


@pytest.mark.parametrize("text", [*DUES, *VIETNAMESE])
def test_deadlines_are_in_the_offset_language(text: str) -> None:
    """Every deadline in the tables can be read, and its printed form means the same."""
    assert parse_due(format_due(parse_due(text))) == parse_due(text)


def test_every_field_and_setting_is_documented() -> None:
    """No field and no setting is missing from the page."""
    words = set(re.findall(r"`([a-z ]+)`", TEXT))
    settings = next(YAML(typ="safe", pure=True).load(block) for block in BLOCKS if block.startswith("policies"))
    assert names(PLAN) - words == set()
    assert list(settings["policies"]["settings"]) == list(ALLOWED)
