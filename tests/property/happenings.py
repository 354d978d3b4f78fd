"""Plans made up at random, for the laws that hold of any: rules that wait for each other, and clauses that suspend."""

import os
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rules.compiling import check_plan
from rules.problems import Severity
from tests.worlds import COMMUNES, plan_text

EXAMPLES = int(os.environ.get("THOIHAN_TEST_EXAMPLES", "0"))
"""How many histories the machines try instead of their usual few: for a long run (CONTRIBUTING.md)."""

DAYS = [date(2025, 7, 21) + timedelta(days=n) for n in range(0, 160, 5)]
DUES = [
    "7 days after congress",
    "30 working days before congress",
    "5 working days after guidance",
    "right after guidance",
    "once guidance",
    "per guidance",
    "before first commune own_congress",
    "3 days after last commune own_congress",
    "by 2025-09-01",
    "before 2025-07-30",
    "in 2025-08..2025-10",
    "every month by day 25",
    "continuous",
    "done",
]
OWN = ["7 days after own_congress", "10 working days before own own_congress"]
WHENS = [
    None,
    "congress planned",
    "guidance held",
    "{all: [congress held, guidance held]}",
    "{any: [congress held, guidance held]}",
    "{none: [guidance held]}",
    "{at least 2 of: [congress held, guidance planned, {every commune: own_congress held}]}",
    "{some commune: own_congress held}",
    "task R1",
    "task R1 missed",
]
SUSPENSIONS = "[{milestone: congress, from: own_congress, until: guidance}]"
PLACES = {"congress": ("12",), "guidance": ("vn", "12"), "own_congress": COMMUNES}
"""By milestone, the units where it may happen."""


def rules() -> st.SearchStrategy[dict[str, Any]]:
    """One rule of a plan."""
    return st.builds(
        lambda due, when, each: {
            **({"for each": "commune", "lead": "each"} if each or "own" in due.split() else {}),
            **({"when": when} if when else {}),
            "due": due,
        },
        st.sampled_from(DUES + OWN),
        st.sampled_from(WHENS),
        st.booleans(),
    )


@st.composite
def plans(draw: st.DrawFn, *first: dict[str, Any], **header: str) -> str:
    """The text of a plan that the checker takes; `first` are its first rules."""
    clause = draw(st.sampled_from([{}, {"suspensions": SUSPENSIONS}]))
    text = plan_text([*first, *draw(st.lists(rules(), min_size=2, max_size=6))], **{**clause, **header})
    problems = check_plan(text)
    if any(problem.severity is Severity.ERROR for problem in problems):
        plain = draw(st.lists(st.sampled_from(DUES), min_size=1, max_size=5))
        text = plan_text([*first, *({"due": due} for due in plain)], **header)
    return text
