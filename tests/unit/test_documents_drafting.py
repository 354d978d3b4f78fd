"""From rows to a plan file, the officer's answers, and the register written as a document."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from adapters.documents.export.register import COLUMNS, Export, ExportRow, cell_of, released
from adapters.documents.export.workbook import write_xlsx
from adapters.documents.export.writing import write_docx
from adapters.documents.files.document import FileKind
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.meaning.answers import AnswersError, read_answers
from adapters.documents.meaning.importing import source_of
from adapters.documents.meaning.matching import match_agencies
from adapters.documents.meaning.task_rows import Content
from adapters.leaving import Leaving
from rules.compiling import check_plan, compile_plan
from rules.drafting.draft_milestones import in_context
from rules.drafting.draft_plan import draft_plan
from rules.drafting.row_answers import key_of_row
from rules.drafting.source import Agency, Answers, Heading, Named, Place, PlanDraft, Source, SourceRow
from rules.drafting.yaml_lines import scalar
from rules.secrecy import Level

UNIT = Agency(code="12", name="Tỉnh Lai Châu", kind="province")
HEADING = Heading(number="5-KH/TU", issued=date(2025, 7, 21), issuer="Tỉnh ủy", title="Kế hoạch")


def row(number: str, says: str, **more: Any) -> SourceRow:
    """A row led by `Sở Nội vụ`, unless `more` says otherwise."""
    fields: dict[str, Any] = {
        "id": number,
        "section": "I. Chung",
        "title": f"Việc {number}",
        "lead": ("Sở Nội vụ",),
        "cooperate": (),
        "says": says,
        "place": Place(page=1, row=2),
        **more,
    }
    return SourceRow(**fields)


def drafted(*rows: SourceRow, answers: Answers | None = None, heading: Heading = HEADING) -> PlanDraft:
    names = {name for one in rows for name in (*one.lead, *one.cooperate)}
    named = {
        name: Named(words=name, code=name.lower().replace("ở", "o").replace(" ", "-"), certain=True) for name in names
    }
    named |= {"Sở Nội vụ": Named(words="Sở Nội vụ", code="so-noi-vu", certain=True)}
    proposed = (Agency(code="so-noi-vu", name="Sở Nội vụ", kind="department"),)
    each = {name: "commune" for name in names if "xã" in name}
    return draft_plan(Source(heading=heading, rows=rows, named=named, proposed=proposed, unit=UNIT, each=each), answers)


def test_certain_deadlines_are_written_in_the_offset_language() -> None:
    """Dates, events and recurrences that were read for certain make a plan that compiles as it is."""
    draft = drafted(
        row("1", "Trước 31/8/2025"),
        row("2", "Sau khi có hướng dẫn của Chính phủ"),
        row("3", "Thực hiện thường xuyên"),
        row("4", "Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc"),
    )
    plan = compile_plan(draft.text)
    assert list(plan.rules) == ["1", "2", "3", "4"]
    assert (draft.certain, draft.marked, draft.unread) == (4, 0, 0)
    assert {name: m.at for name, m in plan.milestones.items()} == {
        "huong_dan_cua_chinh_phu": "vn",
        "dai_hoi_dang_bo_tinh": "12",
    }


@pytest.mark.parametrize("says", ["Đầu giờ hôm nào đó", "35/13/2026", "Chậm nhất trước ngày 15/8/2025 hoặc khác", ""])
def test_what_is_not_certain_is_a_question(says: str) -> None:
    """No doubtful reading is written as a deadline: checking refuses the place where its words stand."""
    draft = drafted(row("1", says))
    assert draft.certain == 0
    assert f'due: "? {says}'.rstrip() in draft.text or 'due: "?"' in draft.text
    problems = [problem for problem in check_plan(draft.text) if problem.severity == "error"]
    assert len(problems) == 1
    asked = [question for question in draft.questions if question.field == "due"]
    assert asked or not says
    assert all(question.place == "page 1, row 2" for question in asked)


def test_an_event_is_taken_from_the_title() -> None:
    """`đại hội` in a report on one congress is that congress, with a mark to confirm it."""
    meant, doubt = in_context("đại hội", "Báo cáo kết quả Đại hội Đảng bộ Công an tỉnh nhiệm kỳ 2025-2030.")
    assert meant == "Đại hội Đảng bộ Công an tỉnh"
    assert doubt is not None
    assert in_context("đại hội", "Báo cáo kết quả.") == ("đại hội", None)
    draft = drafted(row("1", "Sau đại hội 07 ngày", title="Báo cáo kết quả Đại hội Đảng bộ Công an tỉnh."))
    assert "due: 7 days after dai_hoi_dang_bo_cong_an_tinh" in draft.text
    assert "which the title names" in draft.text


def test_several_congresses_are_a_question() -> None:
    """`đại hội đảng bộ các cấp` are many happenings, of which the plan must name one."""
    draft = drafted(row("1", "Trước đại hội đảng bộ các cấp"))
    assert (draft.certain, draft.marked) == (0, 1)


def test_what_happens_at_each_commune_is_a_milestone_of_each() -> None:
    """Rows for every commune wait for their own happening."""
    draft = drafted(row("1", "Sau đại hội đảng bộ xã 07 ngày", lead=("Đảng ủy các xã",)))
    plan = compile_plan(draft.text)
    assert [m.of_each for m in plan.milestones.values()] == ["commune"]
    assert plan.rules["1"].for_each == "commune"


def test_several_leads_get_a_task_each() -> None:
    """Two leading agencies are two tasks, with a mark; none is a question."""
    draft = drafted(row("1", "Quý I/2026", lead=("Sở Nội vụ", "Sở B")), row("2", "Quý I/2026", lead=()))
    assert "for each: [so-noi-vu, so-b]" in draft.text
    assert 'lead: "?"' in draft.text


def test_an_answer_settles_every_row_that_asks() -> None:
    """What many rows ask is asked once, with a suggestion; its answer is taken for all of them at the next import."""
    rows = [row(str(n), "") for n in (1, 2)] + [row(str(n), "Đầu giờ hôm nào đó") for n in (3, 4)]
    rows += [row("5", "Quý I/2026", lead=()), row("6", "Quý I/2026", out="a closing provision")]
    asked = {(one.part, one.name): one for one in drafted(*rows).asked}
    assert {name: (one.choices[0].value, one.rows) for (_, name), one in asked.items()} == {
        "left-out": ("out", ()),
        "no-deadline": ("continuous", ("1", "2")),
        "Đầu giờ hôm nào đó": ("continuous", ("3", "4")),
    }
    answers = read_answers("questions: {no-deadline: out, left-out: in}\nphrases: {Đầu giờ hôm nào đó: by 2026-05-31}")
    draft = drafted(*rows, answers=answers)
    assert (draft.rows, draft.answered_due, draft.asked) == (4, 2, ())
    assert draft.text.count("due: by 2026-05-31") == 2


def test_words_that_name_nothing_are_a_milestone_of_each_row() -> None:
    """`được phê duyệt` is another in each row; a document of an issuer is asked about; a congress is one."""
    says = ["Sau khi được phê duyệt", "Sau khi có Thông tư của Bộ Y tế", "Sau Đại hội Đảng bộ tỉnh"]
    rows = [row(f"{n}.{m}", words) for n, words in enumerate(says) for m in (1, 2)]
    draft = drafted(*rows)
    assert [milestone.rules for milestone in draft.milestones] == [("0.1",), ("0.2",), ("1.1", "1.2"), ("2.1", "2.2")]
    assert draft.milestones[1].title == "Được phê duyệt (Việc 0.2)"
    (shared,) = (one for one in draft.asked if one.name.startswith("shared "))
    assert shared.rows == ("1.1", "1.2")
    apart = drafted(*rows, answers=Answers(questions={shared.name: "each"}))
    assert [len(milestone.rules) for milestone in apart.milestones] == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    "says",
    [
        "Theo tiến độ",
        "Theo quy định",
        "Theo kế hoạch",
        "Theo yêu cầu của Tỉnh ủy",
        "Theo chỉ đạo",
        "Khi có yêu cầu",
        "Theo tiến độ dự án",
    ],
)
def test_words_of_no_day_are_asked_about_and_make_no_milestone(says: str) -> None:
    """They are perhaps a standing duty: that is offered first, and the milestone they would be behind it."""
    draft = drafted(row("1", says))
    assert (draft.certain, draft.milestones) == (0, ())
    (one,) = draft.asked
    assert one.choices[0].value == "continuous"
    assert f"due: {scalar(f'? {says}')}" in draft.text


def test_a_document_that_is_named_is_still_a_milestone() -> None:
    draft = drafted(row("1", "Theo Kế hoạch số 12-KH/TU"), row("2", "Khi có Hướng dẫn số 3-HD/TW"))
    assert (draft.certain, len(draft.milestones)) == (2, 2)


def test_words_of_no_day_are_confirmed_apart_from_guessed_dates() -> None:
    """One `yes` takes the standing duties; the deadlines that were guessed are another question."""
    rows = (row("1", "Theo tiến độ"), row("2", "Khi có yêu cầu"), row("3", "Hằng quý"), row("4", "Hằng tháng"))
    assert {one.name for one in drafted(*rows).asked} == {"standing-read", "deadlines-read"}
    taken = drafted(*rows, answers=Answers(questions={"standing-read": "yes"}))
    assert {one.name for one in taken.asked} == {"deadlines-read"}
    assert taken.text.count("due: continuous") == 2
    others = drafted(*rows, answers=Answers(questions={"deadlines-read": "yes"}))
    assert {one.name for one in others.asked} == {"standing-read"}
    assert "due: continuous" not in others.text


def test_shared_words_of_documents_without_number_are_asked_about() -> None:
    """Tasks that wait for `hướng dẫn của Trung ương` may wait for different ones."""
    rows = [row(str(n), "Sau khi có hướng dẫn của Trung ương") for n in (1, 2)]
    assert "2 tasks wait for these words" in drafted(*rows).text


def test_the_documents_own_day_and_year_are_known() -> None:
    """Days from its signing count from its date; rows without a year are of the year of the title, or else asked."""
    draft = drafted(row("1", "trong thời hạn 15 ngày kể từ ngày ký Quyết định này"))
    assert 'ban_hanh_van_ban_nay: {title: Ban hành văn bản này, at: "12", held: "2025-07-21"}' in draft.text
    assert list(compile_plan(draft.text).milestones) == ["ban_hanh_van_ban_nay"]
    titled = replace(HEADING, title="Kế hoạch năm 2026")
    assert "due: in 2026-Q1" in drafted(row("1", "Quý I"), heading=titled).text
    over = drafted(row("1", "Quý I"))
    assert (over.certain, over.asked[0].choices[0].value) == (0, "in 2026-Q1")
    assert drafted(row("1", "Quý III")).certain == 1


def test_keys_follow_a_row_that_moved() -> None:
    """A row with another number and the same title keeps its answers; one with another title has none."""
    answers = Answers(rows={key_of_row(row("1", "x", title="Việc lạ")): {"due": "by 2026-01-31"}})
    moved = drafted(row("7", "Hôm nào đó", title="Việc lạ"), answers=answers)
    assert (moved.answered_due, moved.unused) == (1, ())
    other = drafted(row("1", "Hôm nào đó", title="Việc khác"), answers=answers)
    assert (other.answered_due, len(other.unused)) == (0, 1)


def test_answers_settle_the_plan_and_its_milestones() -> None:
    """Fields of the plan, milestones and rules that were answered are written and no longer asked."""
    answers = read_answers(
        'plan: {unit: "12", issued: 2025-07-21, number: 9-KH/TU, title: Mới, issuer: Tỉnh ủy}\n'
        "milestones: {phien_hop: {title: Phiên họp, at: vn}}\n"
        f'rows: {{"{key_of_row(row("1", ""))}": {{due: 7 days after phien_hop, cooperate: [vn]}}}}'
    )
    draft = drafted(row("1", "Sau họp ít hôm"), answers=answers, heading=Heading())
    plan = compile_plan(draft.text)
    assert (plan.id, plan.number, plan.title) == ("9-kh-tu", "9-KH/TU", "Mới")
    assert plan.milestones["phien_hop"].at == "vn"
    assert plan.rules["1"].cooperate == ("vn",)
    assert draft.questions == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rows: [a, b", "bracket"),
        ("- a", "not a mapping"),
        ("colour: red", "no part “colour”"),
        ("rows: {k: {colour: red}}", "no field “colour”"),
        ("plan: {x: 1}", "no field “x”"),
        ("rows: {k: 2025-13-45}", "keys with values"),
        ("rows: {k: {due: {a: b}}}", "must be a text"),
        ("agencies: {k: [a]}", "must be a text"),
        ("? [a]\n: b", "key must be a plain text"),
        ("a: &a [x]\nb: *a", "anchor"),
        ("rows: {k: {due: !!int 0}}", "tag"),
        ("[" * 5000, "level"),
        ("\0", "control character"),
        ("plan: {unit: '\ud800'}", "control character"),
    ],
)
def test_answers_that_are_none_are_refused(text: str, words: str) -> None:
    """A file of answers says what is wrong with it and in which line, and nothing in it is evaluated."""
    with pytest.raises(AnswersError) as refused:
        read_answers(text)
    assert any(words in problem.text() and problem.line >= 1 for problem in refused.value.problems)
    assert read_answers("") == read_answers("# none yet\n") == Answers()


@pytest.mark.parametrize(
    "text", ["a: b", "- x", "no", "12", "2025-07-21", "'", "#", "x # y", "{a}", "[b]", "*a", "&a", "!a", "%", "\t"]
)
def test_scalars_are_quoted_where_yaml_would_misread_them(text: str) -> None:
    """What could be a key, a list, a number, a comment or a reference stands in quotes."""
    assert scalar(text).startswith('"')
    assert scalar("Sở Nội vụ") == "Sở Nội vụ"


_WHOLE = Export(
    title="KẾ HOẠCH",
    subtitle="=HYPERLINK(1)",
    rows=(
        ExportRow(number="I", title="SỞ NỘI VỤ", heading=True),
        ExportRow(
            number="1",
            title='=cmd|"/c calc"!A1',
            lead="@Sở",
            cooperate="+a",
            says="-1",
            due=date(2025, 7, 29),
            state="x\x01\ud800",
        ),
        ExportRow(number="2", title="Việc", due_note="chưa có ngày"),
        ExportRow(number="3", title="Việc", due=date(2025, 7, 29), due_note="(tạm tính)"),
    ),
)
REGISTER = released(_WHOLE, Level.OPEN, "", Leaving(), "vi")


def test_a_workbook_holds_no_formula() -> None:
    """What begins like a formula stays text, also for whoever edits the cell; due dates are dates."""
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(REGISTER)))
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "d"}
    risky = [cell for cell in cells if cell.data_type == "s" and cell.value[0] in "=+-@"]
    assert len(risky) == 5
    assert all(cell.quotePrefix and cell.number_format == "@" for cell in risky)
    (due,) = [cell for cell in cells if cell.data_type == "d"]
    assert (due.value.date(), due.number_format) == (date(2025, 7, 29), "dd/mm/yyyy")


def test_a_workbook_prints_on_a4_across() -> None:
    """The sheet fits the width of a page, and its header is on each."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(REGISTER))).active
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$4:$4"


def test_a_word_file_prints_on_a4_across() -> None:
    """The page lies across, the header row repeats, dates are Vietnamese."""
    document = docx.Document(io.BytesIO(write_docx(REGISTER)))
    section, table = document.sections[0], document.tables[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    width, height = section.page_width, section.page_height
    assert width
    assert height
    assert width > height
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert table.rows[2].cells[5].text == "29/07/2025"
    assert table.rows[3].cells[5].text == "chưa có ngày"
    assert table.rows[2].cells[6].text == "x"


def test_exported_files_say_what_they_are_and_not_what_wrote_them() -> None:
    """In their properties, and in the name of the sheet."""
    of = docx.Document(io.BytesIO(write_docx(REGISTER))).core_properties
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(REGISTER)))
    assert (of.title, of.author, of.comments) == (REGISTER.title, "", "")
    assert (book.properties.title, book.properties.creator or "") == (REGISTER.title, "")
    assert book.sheetnames == [REGISTER.title[:31]]


def test_cells_of_a_row_are_single_lines() -> None:
    """Only titles keep their line ends."""
    row_of = ExportRow(number="1", title="a\nb", lead="c\nd", due=date(2025, 7, 29), due_note="(tạm tính)")
    assert tuple(cell_of(row_of, column) for column in COLUMNS) == (
        *("1", "a\nb", "c d", "", "", "", "", "29/07/2025 (tạm tính)", ""),
    )


def test_who_only_follows_is_declared_and_a_person_is_asked_about() -> None:
    """The plan that the import writes names no unit that it does not have."""
    raw = RawRow(
        title="Việc", lead="Sở Nội vụ", due="Trước 31/8/2025", follow="Thường trực Tỉnh ủy; ông Lò", place=Place()
    )
    draft = draft_plan(source_of(Content(kind=FileKind.TEXT, rows=(raw,), lines=(), notes=()), known_units={}))
    assert "thuong-truc-tinh-uy" in {agency.code for agency in draft.agencies}
    assert "thuong-truc-tinh-uy: {name:" in draft.text
    assert any(one.field == "follow" and "ông Lò" in one.text for one in draft.questions)


def test_a_number_of_communes_is_asked_about() -> None:
    """All of them are meant perhaps; what is beside others is a collective name."""
    assert any("every commune" in one.text for one in drafted(row("1", "Trước 31/8/2025", lead=("38 xã",))).questions)


def test_abbreviations_are_looked_up_in_the_register_before_what_is_customary() -> None:
    """`BTC` is customarily Ban Tổ chức; where the register has an agency with just these initials, it is that one."""
    organisation = {"b": "Ban Tổ chức Tỉnh ủy"}
    assert match_agencies(["BTC"], organisation)[0]["BTC"].code == "b"
    found = match_agencies(["BTC"], {"a": "Bộ Tài chính", **organisation})[0]["BTC"]
    assert (found.code, found.certain) == ("a", False)
    assert match_agencies(["BQLKKT"], {"k": "Ban Quản lý Khu kinh tế"})[0]["BQLKKT"].code == "k"
