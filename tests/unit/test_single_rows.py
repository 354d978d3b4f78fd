"""Single rows of a plan's text: added, changed, left out; all else stays as it was written."""

import pytest

from rules.amending.comparing import compare
from rules.amending.single_rows import (
    Fields,
    next_number,
    plan_text,
    with_changed,
    with_milestones,
    with_row,
    without_row,
)
from rules.compiling import check_plan, compile_plan
from rules.problems import Severity

HEADER: Fields = {
    "plan": "123-cv-tu-2026",
    "title": 'V/v "báo cáo": cán bộ',
    "number": "123-CV/TU",
    "issuer": "Tỉnh ủy",
    "issued": "2026-11-30",
    "unit": "12",
    "letter": "true",
}
ROW: Fields = {"id": "1", "title": "Báo cáo #1", "lead": "12", "due": "Trước 15/12/2026", "says": "s", "cite": "c"}
FILE = """\
# Kế hoạch có lời ghi của người soạn
plan: p
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2026-11-30
unit: "12"
rules:
  # việc đầu
  - id: I.1
    title: Một
    lead: "12"
    due: by 2026-12-15 # theo công văn
    says: s
    cite: c

  # việc sau
  - {id: I.2, title: Hai, lead: "12", due: continuous, says: s, cite: c}
milestones: {congress: {title: Đại hội, at: "12"}}
"""


def numbers(text: str) -> list[str]:
    return [rule.number for rule in compile_plan(text).rules.values()]


def test_a_letter_is_written_from_its_first_row() -> None:
    """The text is a plan of its own kind; signs that mean something in YAML are words like others."""
    plan = compile_plan(plan_text(HEADER, ROW))
    (rule,) = plan.rules.values()
    assert (plan.letter, plan.title, rule.title) == (True, 'V/v "báo cáo": cán bộ', "Báo cáo #1")


def test_a_row_comes_behind_the_others() -> None:
    """Nothing else of the text changes, whoever wrote it."""
    text = FILE[: FILE.index("milestones:")]
    more = with_row(text, {**ROW, "id": "2", "cooperate": ("vn",), "accept": "yes", "product": "Tờ trình"})
    assert more.startswith(text)
    assert numbers(more) == ["I.1", "I.2", "2"]
    rule = compile_plan(more).rules["2"]
    assert (rule.cooperate, rule.accept, rule.product) == (("vn",), True, "Tờ trình")
    assert numbers(with_row(FILE, {**ROW, "id": "2"})) == ["I.1", "I.2", "2"]


def test_a_row_is_left_out_with_what_stands_above_it() -> None:
    """The comments of other rows stay."""
    left = without_row(FILE[: FILE.index("milestones:")], "I.1")
    assert numbers(left) == ["I.2"]
    assert "# việc sau" in left
    assert "# việc đầu" not in left
    assert without_row(FILE, "I.9") == FILE


def test_a_letter_may_lose_its_only_row_and_other_plans_may_not() -> None:
    """A letter that is taken back has no rows; of a plan that is a mistake of whoever writes it."""
    letter = without_row(plan_text(HEADER, ROW), "1")
    assert numbers(letter) == []
    assert numbers(with_row(letter, {**ROW, "id": "2"})) == ["2"]
    plain = letter.replace('letter: "true"\n', "")
    assert [one.code for one in check_plan(plain) if one.severity is Severity.ERROR] == ["empty"]


def test_only_what_is_said_changes() -> None:
    """Fields that are named are replaced, added or left out; the row's others, and other rows, stay."""
    changed = with_changed(FILE, "I.1", {"title": "Một, sửa", "due": "Trước 20/12/2026", "product": "Báo cáo"})
    comparison = compare(compile_plan(FILE), compile_plan(changed)).rules
    assert [one.name for one in comparison.changed] == ["I.1"]
    rule = compile_plan(changed).rules["I.1"]
    assert (rule.title, rule.product, rule.says) == ("Một, sửa", "Báo cáo", "s")
    assert "# việc sau" in changed
    assert compile_plan(with_changed(changed, "I.1", {"product": None})).rules["I.1"].product == ""


def test_a_letter_declares_what_it_counts_from() -> None:
    """A milestone is declared once, before the rows; those that are there stay."""
    congress = {"title": "Đại hội Đảng bộ tỉnh", "at": "12"}
    first = with_milestones(plan_text(HEADER, ROW), {"congress": congress})
    more = with_milestones(first, {"congress": {"title": "khác", "at": "12"}, "guidance": {"title": "HD", "at": "vn"}})
    milestones = compile_plan(more).milestones
    assert {name: one.title for name, one in milestones.items()} == {"congress": congress["title"], "guidance": "HD"}
    assert with_milestones(more, {"congress": congress}) == more


@pytest.mark.parametrize(
    ("used", "number"), [((), "1"), (("1", "2"), "3"), (("1", "10"), "11"), (("I.1", "a"), "1"), (("I.7", "4"), "5")]
)
def test_a_number_is_never_used_again(used: tuple[str, ...], number: str) -> None:
    """The next one is above all whole numbers that any version had."""
    assert next_number(used) == number
