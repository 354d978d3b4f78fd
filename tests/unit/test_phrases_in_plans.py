"""Plan files whose deadlines and conditions are in Vietnamese: what they are taken for, and what is refused."""

import re
import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiling import check_plan, compile_plan
from rules.language.condition_text import format_condition
from rules.language.offset_text import format_due, parse_due
from rules.offsets import limits_of
from rules.phrases.phrase import Phrase
from rules.phrases.taking import MOST_MILESTONES, taken
from rules.plan import Plan, TaskRule
from rules.problems import Problem

HEAD = """\
plan: 1-kh-tu
title: Kế hoạch
number: 1-KH/TU
issuer: Ban Thường vụ
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức, kind: party-body}
"""
MILESTONES = """\
milestones:
  congress: {title: Đại hội Đảng bộ tỉnh, at: "12"}
  army_congress: {title: Đại hội Đảng bộ Quân sự tỉnh, at: "12"}
  commune_congress: {title: "Đại hội đảng bộ xã, phường", of each: commune}
  guidance: {title: Hướng dẫn của Trung ương, at: vn}
"""
TITLES = {
    "congress": "Đại hội Đảng bộ tỉnh",
    "army_congress": "Đại hội Đảng bộ Quân sự tỉnh",
    "guidance": "Hướng dẫn của Trung ương",
}
ARMY_ROW = "Báo cáo kết quả Đại hội Đảng bộ Quân sự tỉnh"
SHIPPED = ("376-kh-tu", "4029-cv-tu", "75-ctr-tu", "ct-121-kl-tw")
WORDS = re.findall(
    r"\S+",
    """
    trước sau ngay khi có theo chậm nhất ít không sớm hơn quá 07 30 15 ngày làm việc tháng quý năm hằng giờ 17 30/7/2025
    7-9/2025 III/2025 đại hội Đảng bộ tỉnh Quân sự hướng dẫn của Trung ương kể từ đến hết trong vòng cuối ? và ,
    thường xuyên
    """,
)


def rules(*given: str, **fields: str) -> str:
    """A list of rules: one with these fields, and those given."""
    rule = {"id": "I.1", "title": "Việc", "lead": "btc", "due": "continuous", "says": "s", "cite": "c"} | fields
    lines = "".join(f"    {name.replace('_', ' ')}: {value}\n" for name, value in rule.items())
    return "rules:\n  -" + lines[3:] + "".join(given)


def compiled(**fields: str) -> TaskRule:
    """The rule with these fields in a plan that has the milestones."""
    return compile_plan(HEAD + MILESTONES + rules(**fields)).rules["I.1"]


def problems(**fields: str) -> list[Problem]:
    """The problems of the rule with these fields."""
    found = check_plan(HEAD + MILESTONES + rules(**fields))
    return [problem for problem in found if problem.code != "unused-milestone"]


def refused(**fields: str) -> tuple[str, str]:
    """The text that the one refused phrase was taken to mean, and the words of the refusal."""
    (problem,) = problems(**fields)
    assert (problem.code, problem.severity) == ("uncertain-phrase", "error")
    return str(problem.args["meant"]), problem.text()


@pytest.mark.parametrize(
    ("phrase", "title", "due"),
    [
        ("Sau Đại hội Đảng bộ tỉnh 07 ngày làm việc", "", "7 working days after congress"),
        ("Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc", "", "30 working days before congress"),
        ("Ngay sau Đại hội Đảng bộ tỉnh", "", "right after congress"),
        ("Sau khi có hướng dẫn của Trung ương", "", "once guidance"),
        ("Theo hướng dẫn của Trung ương", "", "per guidance"),
        ("Trước 30/7/2025", "", "before 2025-07-30"),
        ("Trước ngày 30/7", "", "before 2025-07-30"),
        ("30/7/2025", "", "by 2025-07-30"),
        ("Trước 24 giờ ngày 30/7/2025", "", "by 2025-07-30"),
        ("Trước 0 giờ ngày 30/7/2025", "", "before 2025-07-30"),
        ("Không sớm hơn 30/7/2025", "", "from 2025-07-30"),
        ("Trước Đại hội Đảng bộ tỉnh ít nhất 07 ngày", "", "7 days before congress"),
        ("Trước tháng 6 hằng năm", "", "every year before day 1 of its 6th month"),
        ("Trước ngày 15 tháng cuối quý", "", "every quarter before day 15 of its last month"),
        ("Thực hiện thường xuyên", "", "continuous"),
        ("Sau đại hội 07 ngày", ARMY_ROW, "7 days after army_congress"),
        ("Sau đại hội 07 ngày", "Báo cáo kết quả Đại hội Đảng bộ tỉnh", "7 days after congress"),
    ],
)
def test_a_certain_deadline_is_taken(phrase: str, title: str, due: str) -> None:
    """A phrase read for certain is the deadline; the plan's year, its milestones and the row's title complete it."""
    assert format_due(compiled(due=phrase, title=title or "Việc").due) == due


@pytest.mark.parametrize(
    ("phrase", "meant", "because"),
    [
        ("Khoảng 10 ngày sau Đại hội Đảng bộ tỉnh", "10 days after congress", "Not understood: “Khoảng”."),
        ("Chậm nhat 7 ngày sau Đại hội Đảng bộ tỉnh", "7 days after congress", "“nhat” was taken for “nhất”."),
        ("Trước 30/7/25", "before 2025-07-30", "is written with two digits"),
        ("Trước 17 giờ ngày 30/7/2025", "by 2025-07-30", "The hour (17:00) is left out"),
        (
            "Từ 8 giờ ngày 1/7/2025 đến 17 giờ ngày 3/7/2025",
            "in 2025-07-01..2025-07-03",
            "The hour (17:00) is left out",
        ),
        ('"? Trước 30/7/2025"', "before 2025-07-30", "A question mark stands in it."),
        ("Ít nhất 30 ngày sau Đại hội Đảng bộ tỉnh", "", "and no last day"),
        ("Không sớm hơn 30 ngày trước Đại hội Đảng bộ tỉnh", "", "and no last day"),
        ("Trong 24 giờ kể từ khi có hướng dẫn của Trung ương", "", "has no form for what it says"),
        ("Hằng quý", "every quarter by last day of its last month", "not until which day of each time"),
        ('"? hằng quý"', "every quarter by last day of its last month", "not until which day of each time"),
        ("99999999 ngày sau Đại hội Đảng bộ tỉnh", "once congress", "Not understood: “99999999 ngày”."),
        ("Quý II và quý IV/2025", "", "need a task rule each: `in 2025-Q2`; `in 2025-Q4`."),
        ("Chưa xác định", "", ""),
        ("ngày 31 tháng 6", "", "There is no date “ngày 31 tháng 6”"),
        ("Sau hội nghị tổng kết 7 ngày", "7 days after hoi_nghi_tong_ket", "No milestone of the plan is called"),
        ("Trước đại hội đảng bộ các cấp", "before army_congress", "are several events"),
        ('"Trước đại hội đảng bộ các xã, phường"', "before commune_congress", "(`first KIND commune_congress`)"),
    ],
)
def test_an_uncertain_deadline_is_refused_with_what_it_was_taken_for(phrase: str, meant: str, because: str) -> None:
    """Doubtful words, and what the offset language cannot keep, are refused with the text and the reason."""
    said, text = refused(due=phrase)
    assert said == meant
    assert because in text
    assert f"`{meant}`" in text or not meant


@pytest.mark.parametrize(
    ("phrase", "said"),
    [('"?"', "The deadline is open"), ('"? Sau 7 ngày làm việc"', "after what"), ("Trong 10 ngày", "after what")],
)
def test_what_is_missing_of_a_deadline_is_told(phrase: str, said: str) -> None:
    """With the milestones from which it may count, and no words of the offset language."""
    (problem,) = problems(due=phrase)
    assert said in problem.text()
    assert "Hướng dẫn của Trung ương (`guidance`)" in problem.text()
    assert "right after" not in problem.text()


def test_the_refusal_says_everything() -> None:
    """One text at the phrase's place tells what was taken, which milestones may be meant, and what to do."""
    (problem,) = problems(due="Sau đại hội 07 ngày")
    assert str(problem) == (
        "<plan>:18:10: error: “Sau đại hội 07 ngày” is not certain; in the offset language it was taken to mean "
        "`7 days after army_congress`. Which milestone “đại hội” is, is not certain; it may be: army_congress, "
        "commune_congress, congress. If that is what it means, write it so; otherwise write what it means."
    )


def test_the_reasons_are_translated_too() -> None:
    """Each sentence of a refusal passes through the translation by itself."""
    (problem,) = problems(due="Trước 17 giờ ngày 30/7/2025")
    assert problem.text(lambda template: f"[{template}]").count("[") == 3


def test_what_is_proposed_can_be_written() -> None:
    """The text that a refused phrase was taken to mean is accepted in its place."""
    meant, _ = refused(due="Sau đại hội 07 ngày")
    assert problems(due=meant) == []


def test_the_title_of_the_row_can_speak_against_the_only_candidate() -> None:
    """In a row on a congress that the plan does not know, “đại hội” is not another one."""
    only = HEAD + 'milestones:\n  congress: {title: Đại hội Đảng bộ tỉnh, at: "12"}\n'
    assert check_plan(only + rules(due="Sau đại hội 07 ngày")) == ()
    (problem,) = check_plan(only + rules(due="Sau đại hội 07 ngày", title=ARMY_ROW))
    assert problem.args["meant"] == "7 days after congress"


@pytest.mark.parametrize(
    ("phrase", "condition"),
    [
        ("Sau khi có hướng dẫn của Trung ương", "guidance held"),
        ("Ngay sau Đại hội Đảng bộ tỉnh", "congress held"),
        ("Theo hướng dẫn của Trung ương", "guidance held"),
        ("{any: [Sau khi có hướng dẫn của Trung ương, congress]}", {"any": ["guidance held", "congress held"]}),
        ("{every commune: Sau đại hội đảng bộ xã}", {"every commune": "commune_congress held"}),
    ],
)
def test_a_certain_condition_is_taken(phrase: str, condition: object) -> None:
    """A phrase that says what must have happened is a condition, also inside of one."""
    assert format_condition(compiled(when=phrase).when) == condition


@pytest.mark.parametrize(
    ("phrase", "meant", "because"),
    [
        ("Sau Đại hội Đảng bộ tỉnh 07 ngày", "congress held", "not how long before or after"),
        ("Trước Đại hội Đảng bộ tỉnh", "congress planned", "not how long before or after"),
        ("Sau đại hội", "army_congress held", "it may be: army_congress, commune_congress, congress"),
        ("Trước 30/7/2025", "before 2025-07-30", "says nothing that must have happened"),
        ("Thường xuyên", "continuous", "says nothing that must have happened"),
        ("Khi ổn định", "on_dinh held", "No milestone of the plan is called “ổn định”"),
        ("Chưa xác định", "", "is no condition"),
    ],
)
def test_an_uncertain_condition_is_refused_with_what_it_was_taken_for(phrase: str, meant: str, because: str) -> None:
    """A length of time, a date, or an event that is not known for certain is never dropped from a condition."""
    said, text = refused(when=phrase)
    assert said == meant
    assert because in text


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("due", "7 working days aftr congress", "due"),
        ("due", "7-9/2025", "due"),
        ("when", "congress hold", "condition"),
        ("when", "30/7/2025", "condition"),
    ],
)
def test_what_has_no_vietnamese_letter_is_refused_as_before(field: str, text: str, code: str) -> None:
    """A slip in the offset language, or figures that are not certain, are told in the words of that language."""
    assert [problem.code for problem in problems(**{field: text})] == [code]


def test_both_languages_give_one_plan() -> None:
    """Deadlines and conditions of the same meaning have the same hashes, in whichever language they are written."""
    vietnamese = {"due": "Sau Đại hội Đảng bộ tỉnh 07 ngày làm việc", "when": "Sau khi có hướng dẫn của Trung ương"}
    offsets = {"due": "7 working days after congress", "when": "guidance held"}
    one, other = (compile_plan(HEAD + MILESTONES + rules(**fields)) for fields in (vietnamese, offsets))
    assert one == other
    assert one.rules["I.1"].hash == other.rules["I.1"].hash


def test_milestones_may_stand_below_the_rules() -> None:
    """The order of the file's parts changes nothing."""
    text = rules(due="Sau khi có hướng dẫn của Trung ương")
    assert compile_plan(HEAD + text + MILESTONES) == compile_plan(HEAD + MILESTONES + text)


def test_only_so_many_titles_are_compared() -> None:
    """In a plan with very many milestones an event must be named in the offset language; dates are read as ever."""
    many = "".join(f'  m{number}: {{title: Mốc {number}, at: "12"}}\n' for number in range(MOST_MILESTONES))
    found = check_plan(HEAD + MILESTONES + many + rules(due="Sau khi có hướng dẫn của Trung ương"))
    assert "more than 300 milestones" in next(one.text() for one in found if one.code == "uncertain-phrase")
    dated = check_plan(HEAD + MILESTONES + many + rules(due="Trước 30/7/2025"))
    assert {one.code for one in dated} == {"unused-milestone"}


def test_very_long_phrases_and_names_are_refused_shortly() -> None:
    """Neither a phrase nor a name of any length makes a long message."""
    long = "milestones:\n  n" + "n" * 600 + ": {title: Đại hội, at: vn}\n"
    source = HEAD + long + rules(due="Sau đại hội 07 ngày", when="đ" * 5000)
    texts = [one.text() for one in check_plan(source) if one.code == "uncertain-phrase"]
    assert len(texts) == 2
    assert max(map(len, texts)) < 1000


def test_the_reader_is_loaded_only_for_vietnamese() -> None:
    """A plan in the offset language does not wait for the grammar of phrases."""
    code = (
        "import sys; from importlib.resources import files; from rules.compiling import compile_plan;"
        "compile_plan((files('rules') / 'plans' / '376-kh-tu.yaml').read_bytes()); sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def shipped(name: str) -> Plan:
    """A plan that ships."""
    return compile_plan((files("rules") / "plans" / f"{name}.yaml").read_bytes())


def taken_rows(plan: Plan) -> dict[str, str]:
    """By id, what the rows' phrases are taken for, where that is certain."""
    titles = {milestone.name: milestone.title for milestone in plan.milestones.values()}
    found = {
        rule.id: taken(Phrase(text=rule.says, year=plan.issued.year, milestones=titles, title=rule.title))
        for rule in plan.rules.values()
    }
    return {name: one.rule for name, one in found.items() if one.certain and one.rule}


@pytest.mark.parametrize("name", SHIPPED)
def test_no_row_of_a_real_plan_is_taken_wrong(name: str) -> None:
    """Each phrase of the plans that ship, if it is taken for certain, is what was written by hand, or a limit of it."""
    plan = shipped(name)
    by_hand = {(rule.id, format_due(limit)) for rule in plan.rules.values() for limit in limits_of(rule.due)}
    assert taken_rows(plan).items() <= by_hand


def test_most_rows_of_a_real_annex_are_taken() -> None:
    """Nine in ten of the 141 rows of 376-KH/TU could be written as the annex has them."""
    assert len(taken_rows(shipped("376-kh-tu"))) >= 127


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=40))
def test_whatever_is_taken_can_be_written(text: str) -> None:
    """No text raises, what it is taken for is in the offset language, and what is not certain has its reasons."""
    found = taken(Phrase(text=text, year=2025, milestones=TITLES, title=ARMY_ROW))
    assert found.rule is None or format_due(parse_due(found.rule)) == found.rule
    assert found.certain == (not found.why)
    assert found.certain <= (found.rule is not None)
