"""The differences between two versions of a plan are found, and nothing else."""

from dataclasses import replace

import pytest

from rules.amending.comparing import Comparison, FieldChange, compare
from rules.compiling import compile_plan
from tests.worlds import plan_text

RULES = [
    {"due": "7 days after congress"},
    {"due": "by 2025-09-01"},
    {"for each": "commune", "lead": "each", "due": "every month by day 25"},
]


def compared(before: str, after: str) -> Comparison:
    """The comparison of two plan files."""
    return compare(compile_plan(before), compile_plan(after))


def test_a_plan_does_not_differ_from_itself_laid_out_otherwise() -> None:
    """Comments and layout are no difference."""
    text = plan_text(RULES)
    again = text.replace("rules:", "# ghi chú\nrules:").replace("title: Việc 1", 'title: "Việc 1"')
    assert compared(text, again).nothing


def test_rules_come_and_go_and_change_field_by_field() -> None:
    """Each difference is named as the plan file names it, with what stood there and what stands there now."""
    after = [
        {"due": "10 days after congress", "cooperate": "[vn]"},
        {**RULES[2], "id": "R3", "title": "Việc khác"},
        {"id": "R4", "due": "continuous"},
    ]
    found = compared(plan_text(RULES), plan_text(after)).rules
    assert (found.added, found.removed) == (("R4",), ("R2",))
    first, third = found.changed
    assert (first.name, first.dates) == ("R1", True)
    assert first.fields == (
        FieldChange(field="cooperate", before=None, after="vn"),
        FieldChange(field="due", before="7 days after congress", after="10 days after congress"),
    )
    assert {(one.field, one.before, one.after) for one in third.fields} >= {("title", "Việc 3", "Việc khác")}
    assert not third.dates
    assert found.names == ("R4", "R2", "R1", "R3")


@pytest.mark.parametrize(
    ("header", "field", "dated"),
    [
        ({"title": "Tên khác"}, FieldChange(field="title", before="Kế hoạch", after="Tên khác"), []),
        (
            {"starts": "2025-07-22"},
            FieldChange(field="starts", before="2025-07-21", after="2025-07-22"),
            ["R1", "R2", "R3"],
        ),
        ({"unit": "vn"}, FieldChange(field="unit", before="12", after="vn"), ["R1", "R2", "R3"]),
        ({"ends": "2025-12-31"}, FieldChange(field="ends", before=None, after="2025-12-31"), ["R3"]),
        (
            {"policies": "{notify cooperating: true}"},
            FieldChange(field="policies: notify cooperating", before="false", after="true"),
            [],
        ),
        (
            {"policies": "{settings: {fixed_date_roll: next}}"},
            FieldChange(field="policies: settings", before=None, after="fixed_date_roll: next"),
            ["R1", "R2", "R3"],
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_head_of_the_plan_can_change_dates(header: dict[str, str], field: FieldChange, dated: list[str]) -> None:
    """A field of the head is a difference by itself, and so are the rules whose dates it can change."""
    found = compared(plan_text(RULES), plan_text(RULES, **header))
    assert found.header == (field,)
    assert [(one.name, one.fields, one.dates) for one in found.rules.changed] == [(name, (), True) for name in dated]


def test_a_milestone_that_happens_elsewhere_can_change_dates() -> None:
    """The rules that wait for it differ, though their words do not."""
    found = compared(plan_text(RULES, {"congress": "12"}), plan_text(RULES, {"congress": "vn", "guidance": "vn"}))
    assert found.milestones.added == ("guidance",)
    assert [one.name for one in found.milestones.changed] == ["congress"]
    assert [one.name for one in found.rules.changed] == ["R1"]


def test_the_index_of_waits_is_not_asked() -> None:
    """That a milestone happens elsewhere is seen in the rules, though the index of what they wait for be empty."""
    clause = "[{rules: [R2], from: guidance, until: congress}]"
    before, after = (
        replace(compile_plan(plan_text(RULES, {"congress": "12", "guidance": at}, suspensions=clause)), waiting_on={})
        for at in ("vn", "12")
    )
    assert [(one.name, one.dates) for one in compare(before, after).rules.changed] == [("R2", True)]


def test_units_and_the_order_of_rules_are_compared() -> None:
    """A declared agency that comes, goes or is called otherwise is a difference, and so is another order."""
    units = "units:\n  {}: {{name: {}, kind: department}}\nmilestones:"
    before = plan_text(RULES).replace("milestones:", units.format("snv", "Sở Nội vụ"))
    found = compared(before, before.replace("Sở Nội vụ", "Sở mới"))
    assert [(one.name, one.fields[0].after) for one in found.units.changed] == [("snv", "Sở mới")]
    found = compared(before, plan_text(RULES).replace("milestones:", units.format("stc", "Sở Tài chính")))
    assert (found.units.added, found.units.removed) == (("stc",), ("snv",))
    turned = [{"id": "R2", **RULES[1]}, {"id": "R1", **RULES[0]}, RULES[2]]
    for rule, number in zip(turned, (2, 1, 3), strict=True):
        rule |= {"title": f"Việc {number}", "says": f"hạn {number}", "cite": f"dòng {number}"}
    found = compared(plan_text(RULES), plan_text(turned))
    assert found.reordered
    assert not found.rules.names
    assert not found.nothing
