"""Two versions of a plan, decided rule by rule, become one."""

import json
from functools import cache

import pytest

from rules.amending.comparing import compare
from rules.amending.merging import Choice, merge
from rules.compiling import compile_plan
from rules.document import ListNode, MapNode, Node, Scalar
from rules.plan_file.yaml_reading import read_document
from rules.problems import MergeError, PlanError

TAKE, KEEP = Choice.TAKE, Choice.KEEP

RUNNING = """\
# Bản thứ nhất
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"

units:
  # Các ban
  bto: {name: Ban Tổ chức, kind: party-body, parent: khoi}
  khoi: {name: "Khối, cơ quan", kind: party-body, parent: "12"}
  snv: {name: Sở Nội vụ, kind: department, parent: "12"}

milestones:
  congress: {title: Đại hội, at: "12"}
  guidance: {title: Hướng dẫn, at: vn}

rules:

  # I. Văn phòng
  - id: R1
    title: Việc 1
    lead: "12"
    due: 7 days after congress
    says: Sau đại hội 07 ngày
    cite: dòng 1

  # II. Ban Tổ chức
  - id: R2
    title: Việc 2
    lead: bto
    # Chờ hướng dẫn của Trung ương.
    when:
      all:
        - guidance held
        - congress planned
    due: once guidance
    says: Sau khi có hướng dẫn
    cite: dòng 2
  - id: R3
    title: >-
      Việc 3, viết
      trên hai dòng
    lead: "12"
    due: 3 days after task R2
    says: Sau việc 2
    cite: dòng 3
"""

PROPOSED = """\
# Bản thứ hai
plan: ke-hoach
title: Kế hoạch sửa đổi
number: 2-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
milestones:
    congress: {title: Đại hội tỉnh, at: "12"}
rules:
- id: R1  # sửa hạn
  title: Việc 1
  lead: "12"
  due: 10 days after congress
  says: Sau đại hội 10 ngày
  cite: dòng 1
- {id: R4, title: Việc 4, lead: "12", due: by 2025-12-01, says: Ngày 01/12, cite: dòng 4}
"""


def test_what_is_taken_whole_is_the_new_version_to_the_letter() -> None:
    """Nothing is rewritten if nothing is kept; deciding about a rule that does not differ keeps nothing."""
    assert merge(RUNNING, PROPOSED, {}) == PROPOSED
    assert merge(RUNNING, PROPOSED, {"R1": TAKE}, TAKE) == PROPOSED
    assert merge(RUNNING, RUNNING + "# cuối\n", {"R1": KEEP}, KEEP, header=KEEP) == RUNNING + "# cuối\n"


def test_kept_rules_stand_with_their_comments_and_bring_what_they_need() -> None:
    """The text reads as a person would have put it together: the new head, the kept rules in their places."""
    assert (
        merge(RUNNING, PROPOSED, {"R2": KEEP, "R3": KEEP})
        == """\
# Bản thứ hai
plan: ke-hoach
title: Kế hoạch sửa đổi
number: 2-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
milestones:
  congress: {title: Đại hội tỉnh, at: "12"}
  guidance: {title: Hướng dẫn, at: vn}

units:
  # Các ban
  bto: {name: Ban Tổ chức, kind: party-body, parent: khoi}
  khoi: {name: "Khối, cơ quan", kind: party-body, parent: "12"}
rules:
  - id: R1  # sửa hạn
    title: Việc 1
    lead: "12"
    due: 10 days after congress
    says: Sau đại hội 10 ngày
    cite: dòng 1

  # II. Ban Tổ chức
  - id: R2
    title: Việc 2
    lead: bto
    # Chờ hướng dẫn của Trung ương.
    when:
      all:
        - guidance held
        - congress planned
    due: once guidance
    says: Sau khi có hướng dẫn
    cite: dòng 2
  - id: R3
    title: >-
      Việc 3, viết
      trên hai dòng
    lead: "12"
    due: 3 days after task R2
    says: Sau việc 2
    cite: dòng 3
  - {id: R4, title: Việc 4, lead: "12", due: by 2025-12-01, says: Ngày 01/12, cite: dòng 4}
"""
    )


def test_each_rule_is_as_was_decided() -> None:
    """A changed rule that is kept has its old words; an added one that is kept is left out."""
    plan = compile_plan(merge(RUNNING, PROPOSED, {"R1": KEEP, "R4": KEEP}))
    assert plan.rules == {"R1": compile_plan(RUNNING).rules["R1"]}
    assert plan.title == "Kế hoạch sửa đổi"


def test_all_can_be_kept_the_head_too() -> None:
    """The merged plan then has the rules of the running version, and its head."""
    running = compile_plan(RUNNING)
    plan = compile_plan(merge(RUNNING, PROPOSED, {}, KEEP, header=KEEP))
    assert dict(plan.rules) == dict(running.rules)
    assert (plan.title, plan.number) == (running.title, running.number)
    found = compare(running, plan)
    assert not found.header
    assert [one.name for one in found.milestones.changed] == ["congress"]  # its new title


def flat(node: Node) -> object:
    """A tree as JSON has it."""
    match node:
        case Scalar(text=text):
            return text
        case ListNode(items=items):
            return [flat(item) for item in items]
        case MapNode(entries=entries):
            return {entry.key.text: flat(entry.value) for entry in entries}


@pytest.mark.parametrize("which", ["running", "proposed", "both"])
def test_versions_on_one_line_can_be_merged(which: str) -> None:
    """A version written as JSON has no lines of its own for a rule: it is written anew, to the same meaning."""
    running = json.dumps(flat(read_document(RUNNING).root)) if which != "proposed" else RUNNING
    proposed = json.dumps(flat(read_document(PROPOSED).root), ensure_ascii=False) if which != "running" else PROPOSED
    text = merge(running, proposed, {"R2": KEEP, "R3": KEEP})
    assert compile_plan(text).hash == compile_plan(merge(RUNNING, PROPOSED, {"R2": KEEP, "R3": KEEP})).hash
    assert len(text.splitlines()) > 20


def test_texts_that_yaml_could_misread_come_through() -> None:
    """Quotes, colons, hashes, line ends and empty values mean the same once written anew."""
    awkward = [
        "a: b #c, [d] {e} \"f\" \\ 'g'",
        "- h",
        "~",
        "null",
        "dòng 1\ndòng 2\n",
        "x\u2028y",
        "no",
        "*i",
        "&k",
        "!l",
        "%m",
    ]
    compiling = cache(compile_plan)
    for words in awkward:
        root = flat(read_document(RUNNING).root)
        assert isinstance(root, dict)
        root["rules"][1]["title"] = words
        running = json.dumps(root, ensure_ascii=False)
        plan = compiling(merge(running, PROPOSED, {"R2": KEEP, "R3": KEEP}, compiling=compiling))
        assert plan.rules["R2"] == compiling(running).rules["R2"], words


def refused(
    decisions: dict[str, Choice],
    words: str,
    *,
    running: str = RUNNING,
    proposed: str = PROPOSED,
    default: Choice = TAKE,
) -> None:
    """Fail unless merging is refused with these words."""
    with pytest.raises(MergeError, match=words):
        merge(running, proposed, decisions, default, path="ban-2.yaml")


def test_a_rule_that_neither_has_cannot_be_decided() -> None:
    """The name is told, with what was perhaps meant."""
    refused({"RR1": KEEP}, r"ban-2\.yaml:2:1: error: Something was decided about “RR1”, .* Did you mean “R1”\?")


def test_another_plan_is_no_version() -> None:
    """A plan of another id is adopted by itself."""
    other = PROPOSED.replace("plan: ke-hoach", "plan: khac")
    refused(
        {},
        r"ban-2\.yaml:2:7: error: This is the plan “khac”, and the one that it is to amend is “ke-hoach”",
        proposed=other,
    )


def test_a_kept_rule_needs_what_it_waits_for() -> None:
    """A kept rule that waits for one that goes, and a taken one that waits for one left out, are told."""
    refused({"R3": KEEP}, r"Task rule R3 is kept, and waits for task R2, .* Keep R2 too, or take")
    waiting = PROPOSED.replace("due: 10 days after congress", "due: 10 days after task R4")
    refused({"R4": KEEP}, r"Task rule R1 is taken .* waits for task R4, which is left out", proposed=waiting)


def test_a_milestone_happens_in_one_place() -> None:
    """Rules that wait for a milestone that moves are kept together, or not at all."""
    moved = RUNNING.replace('congress: {title: Đại hội, at: "12"}', "congress: {title: Đại hội, at: vn}")
    refused({"R1": KEEP}, r"“congress” happens elsewhere in the new version; R1 is kept, and R2 is not", proposed=moved)
    plan = compile_plan(merge(RUNNING, moved, {}, KEEP))
    assert plan.milestones["congress"].at == "12"
    assert plan.hash == compile_plan(RUNNING).hash


def test_what_the_new_head_moves_cannot_be_kept_without_it() -> None:
    """A policy that changes how the dates of a kept rule are counted is taken with the rule, or kept with it."""
    later = PROPOSED.replace("milestones:", "starts: 2025-08-01\nmilestones:")
    refused(
        {"R1": KEEP}, r"ban-2\.yaml:12:7: error: Task rule R1 is kept, and the new head of the plan", proposed=later
    )
    plan = compile_plan(merge(RUNNING, later, {"R1": KEEP}, header=KEEP))
    assert plan.rules["R1"] == compile_plan(RUNNING).rules["R1"]


def test_a_row_is_kept_whatever_level_the_new_head_has() -> None:
    """How secret a plan is has no part in dates; a row that says nothing of its own is as secret as its plan."""
    raised = RUNNING.replace("plan: ke-hoach\n", "plan: ke-hoach\nsecrecy: nội bộ\n").replace("Việc 2", "Việc hai")
    merged = compile_plan(merge(RUNNING, raised, {"R2": KEEP}, TAKE, compiling=cache(compile_plan)))
    assert (merged.rules["R2"].title, {str(rule.secrecy) for rule in merged.rules.values()}) == ("Việc 2", {"nội bộ"})


def test_texts_that_are_no_plans_are_refused() -> None:
    """Both are checked whole before anything is put together."""
    with pytest.raises(PlanError, match="no milestone “congres”") as refusal:
        merge(RUNNING, PROPOSED.replace("after congress", "after congres"), {})
    assert not isinstance(refusal.value, MergeError)


def test_units_of_a_kind_come_with_the_rule_that_is_for_each_of_them() -> None:
    """A kept rule for each unit of a kind brings the units of that kind, and those above them."""
    each = RUNNING.replace('lead: "12"\n    due: 7', "for each: department\n    lead: each\n    due: 7")
    each = each.replace("milestones:", "  nhom: {name: Nhóm, kind: group}\n\nmilestones:")
    plan = compile_plan(merge(each, PROPOSED, {"R1": KEEP}))
    assert set(plan.units) == {"snv"}
    assert set(compile_plan(merge(each, PROPOSED, {"R2": KEEP})).units) == {"bto", "khoi"}
