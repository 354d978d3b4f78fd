"""Forms that are offered for phrases which only say how often."""

import pytest

from rules.compiling import check_plan
from rules.language.offset_text import format_due, parse_due
from rules.phrases.suggesting import suggested
from tests.worlds import plan_text

END = "by last day of its last month"
FORMS = {
    "hằng quý": f"every quarter {END}",
    "Mỗi quý một lần": f"every quarter {END}",
    "báo cáo định kỳ hằng quý": f"every quarter {END}",
    "hang quy": f"every quarter {END}",
    "3 tháng/lần": f"every quarter {END}",
    "hằng tháng": "every month by last day",
    "hằng tuần": "every week by friday",
    "định kỳ 6 tháng": f"every half-year {END}",
    "2 lần/năm": f"every half-year {END}",
    "hằng năm": f"every year {END}",
    "đột xuất": "continuous",
}


@pytest.mark.parametrize("phrase", FORMS)
def test_the_form_that_exists_is_offered(phrase: str) -> None:
    """It is one that the offset language takes; `check` names it, in the place where the phrase stands."""
    assert suggested(phrase) == FORMS[phrase]
    assert format_due(parse_due(FORMS[phrase])) == FORMS[phrase]
    source = plan_text([{"due": f'"{phrase}"', "says": f'"{phrase}"'}], {})
    (problem,) = [one for one in check_plan(source, known_units={"12": "province"}) if one.code == "uncertain-phrase"]
    assert f"`{FORMS[phrase]}`" in problem.text()


@pytest.mark.parametrize("phrase", ["6 tháng đầu năm 2025", "trong 3 tháng", "năm 2025", "ngay", "quý IV"])
def test_a_period_is_no_cycle(phrase: str) -> None:
    """What names one stretch of time is not taken for what comes again and again."""
    assert suggested(phrase) == ""
