"""What a draft asks once for many rows, as it is put to an officer and answered."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.drafts.answering import Answering, NotUnderstood
from adapters.drafts.open_questions import About, OpenQuestion, open_questions
from rules.drafting.draft_plan import draft_plan
from rules.drafting.source import Agency, Answers, Doubt, Heading, Named, Place, Source, SourceRow

UNIT = Agency(code="12", name="Tỉnh", kind="province")
LED = Named(words="Sở Nội vụ", code="so-noi-vu", certain=True)
HEADING = Heading(number="5-KH/TU", issued=date(2025, 7, 21), issuer="Tỉnh ủy", title="Kế hoạch")


def source(*rows: tuple[str, str, str]) -> Source:
    """Rows of who leads (perhaps nobody), the deadline's words, and why it is left out (perhaps it is not)."""
    made = [
        SourceRow(
            id=str(number),
            section="",
            title=f"Việc {number}",
            lead=(lead,) if lead else (),
            cooperate=(),
            says=says,
            out=out,
            place=Place(line=number),
            doubts=() if lead else (Doubt(field="lead", template="Whose?", key="no-lead"),),
        )
        for number, (lead, says, out) in enumerate(rows, 1)
    ]
    proposed = (Agency(code="so-noi-vu", name="Sở Nội vụ", kind="department"),)
    return Source(heading=HEADING, rows=tuple(made), named={LED.words: LED}, proposed=proposed, unit=UNIT)


def asked(read: Source, answers: Answers) -> tuple[list[OpenQuestion], Answering]:
    """The questions of the draft, and what takes their answers."""
    draft = draft_plan(read, answers)
    answering = Answering(draft=draft, source=read, agencies={"so-noi-vu": "Sở Nội vụ"}, answers=answers)
    return list(open_questions(draft, read)), answering


def test_each_question_for_many_rows_is_put_once_and_settled_by_one_answer() -> None:
    """Left out, nobody leads, no deadline: a number each, and nothing is open behind them; an hour is kept."""
    read = source(
        ("Sở Nội vụ", "", ""),
        ("Sở Nội vụ", "", ""),
        ("", "Quý I/2026", ""),
        ("Sở Nội vụ", "trước 11 giờ ngày 18/3/2026", ""),
        ("Sở Nội vụ", "", "a closing provision"),
    )
    answers, names = Answers(), []
    questions, answering = asked(read, answers)
    while questions:
        one = questions[0]
        assert (one.about, one.choices[0] in one.said) == (About.ALL, True)
        names.append((one.of.partition("-")[0], len(one.rows)))
        answers = answering.chosen(one, one.choices[0])
        questions, answering = asked(read, answers)
    assert names == [("left", 0), ("no", 2), ("no", 1)]
    draft = draft_plan(read, answers)
    assert (draft.rows, draft.questions, draft.text.count("due: continuous")) == (4, (), 2)
    assert "until 11:00 on that day" in draft.text


def test_doubts_of_one_kind_are_confirmed_together_or_one_by_one() -> None:
    """Two phrases with a suggestion are one question; `yes` takes both, `each` has them asked by themselves."""
    read = source(("Sở Nội vụ", "Hằng quý", ""), ("Sở Nội vụ", "Định kỳ 6 tháng, năm", ""))
    (one,), answering = asked(read, Answers())
    assert (one.of, list(one.choices), list(one.dues)) == (
        "deadlines-read",
        ["yes", "each"],
        [r.says for r in read.rows],
    )
    draft = draft_plan(read, answering.chosen(one, "yes"))
    assert (draft.questions, draft.answered_due, draft.asked) == ((), 2, ())
    assert "due: every half-year by last day of its last month" in draft.text
    assert [two.about for two in asked(read, answering.chosen(one, "each"))[0]] == [About.DUE, About.DUE]


def test_a_shared_milestone_may_be_another_one_or_a_deadline() -> None:
    """It is answered by the name of a milestone of the draft, or by a deadline; anything else is asked again."""
    guided, met = "5 ngày sau khi có hướng dẫn của Trung ương", "3 ngày sau Đại hội Đảng bộ tỉnh"
    read = source(*(("Sở Nội vụ", says, "") for says in (guided, guided, met)))
    (one,), answering = asked(read, Answers())
    assert (one.about, list(one.choices)) == (About.MILESTONE, ["Hướng dẫn của Trung ương", "dai_hoi_dang_bo_tinh"])
    for answers in (answering.typed(one, "đại hội đảng bộ tỉnh"), answering.chosen(one, "dai_hoi_dang_bo_tinh")):
        assert draft_plan(read, answers).text.count("due: 5 days after dai_hoi_dang_bo_tinh") == 2
    dated = draft_plan(read, answering.typed(one, "trước ngày 15/9/2026"))
    assert (dated.text.count("due: before 2026-09-15"), dated.questions) == (2, ())
    counted = draft_plan(read, answering.typed(one, "chậm nhất 5 ngày làm việc sau Đại hội Đảng bộ tỉnh"))
    assert counted.text.count("due: 5 working days after dai_hoi_dang_bo_tinh") == 2
    with pytest.raises(NotUnderstood) as refused:
        answering.typed(one, "chẳng biết")
    assert "Đại hội Đảng bộ tỉnh" in str(refused.value.fields["known"])


def test_what_surely_gives_no_task_is_told_and_not_asked() -> None:
    """A closing provision that nobody could take for a task stands in the account alone, and may be taken in."""
    read = source(("Sở Nội vụ", "Quý I/2026", ""), ("Sở Nội vụ", "", "a closing provision"))
    sure = replace(read, rows=(read.rows[0], replace(read.rows[1], out_surely=True)))
    assert (draft_plan(sure).asked, draft_plan(sure).rows) == ((), 1)
    assert draft_plan(sure, Answers(questions={"left-out": "in"})).rows == 2


def test_words_of_ones_own_answer_for_all_rows_too() -> None:
    """A deadline for all without one; who is to be left out is only chosen."""
    read = source(("Sở Nội vụ", "", ""), ("Sở Nội vụ", "", ""), ("Sở Nội vụ", "", "a closing provision"))
    questions, answering = asked(read, Answers())
    with pytest.raises(NotUnderstood):
        answering.typed(questions[0], "ừ")
    answers = answering.typed(questions[1], "trước ngày 31/12/2026")
    assert draft_plan(read, answers).text.count("due: before 2026-12-31") == 2


def test_a_row_with_several_deadlines_is_split_into_a_row_for_each() -> None:
    """The choice that goes first; typed with a semicolon as well. The document's number stays in what is cited."""
    read = source(("Sở Nội vụ", "Trước 15/8/2025 và trước 30/9/2025", ""), ("Sở Nội vụ", "Quý I/2026", ""))
    (question,), answering = asked(read, Answers())
    assert question.choices[0] == ("before 2025-08-15", "before 2025-09-30")
    chosen = answering.chosen(question, question.choices[0])
    assert chosen == answering.typed(question, "trước 15/8/2025; trước 30/9/2025")
    draft = draft_plan(read, chosen)
    assert (draft.rows, draft.questions, list(draft.keys)) == (3, (), ["1a", "1b", "2"])
    assert [draft.text.count(one) for one in ("before 2025-08-15", "before 2025-09-30", "No. 1,")] == [1, 1, 2]


def test_several_agencies_that_lead_get_a_task_each() -> None:
    """Typed with a semicolon between them where nobody is named."""
    read = source(("", "Quý I/2026", ""))
    (question,), answering = asked(read, Answers())
    answering = replace(answering, agencies={**answering.agencies, "12": "Tỉnh"})
    answers = answering.typed(question, "sở nội vụ; tỉnh")
    assert list(answers.rows.values()) == [{"lead": "each", "for each": ("so-noi-vu", "12")}]
