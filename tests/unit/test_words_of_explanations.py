"""What explanations are told in: rules, conditions, events and changes, each in words."""

import pytest

from adapters.answers.derivations import CONVENTIONS
from adapters.words.catalogue import say
from adapters.words.count_steps import step_said
from adapters.words.rules import condition_said, due_said
from engine.counting import conventions
from engine.counting.steps import AMENDED_OFF, STRICTLY_BEFORE
from engine.telling.reasons import title
from rules.compiling import compile_plan
from rules.language.offset_text import parse_due
from tests.worlds import plan_text

PLAN = compile_plan(
    plan_text(
        (
            {"due": "by 2025-08-29"},
            {"due": "by 2025-08-29", "when": "{at least 2 of: [congress planned, {every commune: own_congress held}]}"},
            {"due": "by 2025-08-29", "when": "{none: [task R1, {some commune: own_congress held}]}"},
            {"due": "by 2025-08-29", "when": "{any: [guidance held, own congress held]}"},
        )
    )
)


@pytest.mark.parametrize(
    ("due", "vietnamese", "english"),
    [
        ("7 days after congress", "7 ngày sau “Mốc congress”", "7 day(s) after “Mốc congress”"),
        ("1 year 2 months before congress", "1 năm 2 tháng trước “Mốc congress”", None),
        ("before congress", "trước “Mốc congress”", "before “Mốc congress”"),
        ("0 days after congress", "trong ngày của “Mốc congress”", "on the day of “Mốc congress”"),
        ("right after congress", "ngay sau “Mốc congress”; kế hoạch này tính là 1 ngày làm việc", None),
        ("once guidance", "sau “Mốc guidance”; khi đó ấn định thời hạn trong 5 ngày làm việc", None),
        (
            "per guidance",
            "theo ngày mà “Mốc guidance” quy định; nếu không quy định thì ấn định trong 5 ngày làm việc",
            None,
        ),
        (
            "3 days after last commune own_congress",
            "3 ngày sau “Mốc own_congress” muộn nhất trong các xã, phường",
            None,
        ),
        ("before first commune own_congress", "trước “Mốc own_congress” sớm nhất trong các xã, phường", None),
        ("before own own_congress", "trước “Mốc own_congress” của chính đơn vị", None),
        ("7 days after task R1", "7 ngày sau khi việc “Việc 1” hoàn thành", None),
        ("7 days after task R1 missed", "7 ngày sau khi việc “Việc 1” quá hạn", None),
        ("before 2025-07-31", "trước 31/07/2025", "before 31/07/2025"),
        ("by 2025-07-31", "chậm nhất 31/07/2025", "by 31/07/2025"),
        ("from 2026-01-01", "từ ngày 01/01/2026, không có ngày cuối", None),
        ("in 2025-07..2025-09", "từ 01/07/2025 đến 30/09/2025", "from 01/07/2025 to 30/09/2025"),
        ("every quarter before day 15 of its last month", "mỗi quý, trước ngày 15 tháng cuối", None),
        ("every month by day 25", "mỗi tháng, chậm nhất ngày 25", "every month, by day 25"),
        ("every week by friday", "mỗi tuần, chậm nhất thứ Sáu", "every week, by Friday"),
        ("every half-year by day 20 of its second month", "mỗi nửa năm, chậm nhất ngày 20 tháng thứ 2", None),
        ("continuous", "việc thường xuyên, không có ngày cuối", "standing work, without a last day"),
        ("done", "ghi là đã hoàn thành cùng kế hoạch", "recorded as done with the plan"),
    ],
)
def test_a_deadline_in_words(due: str, vietnamese: str, english: str | None) -> None:
    """Every kind of deadline that a rule may have is said in both languages."""
    said = due_said(PLAN, parse_due(due), title)
    assert say(said, "vi") == vietnamese
    if english:
        assert say(said, "en") == english


@pytest.mark.parametrize(
    ("rule", "english"),
    [
        ("R1", "the plan starts"),
        (
            "R2",
            "2 or more of this: “Mốc congress” is planned, all communes and wards: “Mốc own_congress” is held",
        ),
        (
            "R3",
            "none of this: the task “Việc 1” is done, 1 or more of communes and wards: “Mốc own_congress” is held",
        ),
        (
            "R4",
            "one of this: “Mốc guidance” is held, “Mốc congress” is held at the unit itself",
        ),
    ],
)
def test_a_condition_in_words(rule: str, english: str) -> None:
    """When a task begins is said with the titles of what it waits for."""
    assert say(condition_said(PLAN, PLAN.rules[rule].when, title), "en") == english


def test_authorities_and_documents_are_told_apart() -> None:
    """Where the law is silent a setting decides, and says so; a day without a document says that there is none."""
    said = {"day": "2025-09-30", "last": "2025-09-29"}
    silent = step_said(STRICTLY_BEFORE, {**said, "authority": "before_date=day_before"})
    assert say(silent, "en").endswith("29/09/2025 (by the setting before_date=day_before).")
    article = step_said(STRICTLY_BEFORE, {**said, "authority": "Điều 1"})
    assert say(article, "en").endswith("(Điều 1).")
    nowhere = step_said(AMENDED_OFF, {"day": "2025-09-30", "reason": "nghỉ bù", "source": ""})
    assert say(nowhere, "en") == "30/09/2025 is a day off: nghỉ bù (no document was named)."


def test_every_convention_has_its_words() -> None:
    """A receipt names the convention that counted it in words, whichever it is."""
    assert set(CONVENTIONS) == set(conventions.CONVENTIONS)
