"""A real annex, in every form in which offices send it, becomes a draft plan; a register becomes a document again."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from adapters.documents.export.letterhead import head_of
from adapters.documents.export.register import Export, ExportRow, released
from adapters.documents.export.workbook import write_xlsx
from adapters.documents.export.writing import write_docx
from adapters.documents.files.cleaning import fold
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.meaning.answers import read_answers
from adapters.documents.meaning.hierarchy import tasks_of
from adapters.documents.meaning.importing import import_document, read_source
from adapters.leaving import Leaving
from adapters.unit_lists.files import from_file
from adapters.words.catalogue import translator
from rules.compiling import check_plan, compile_plan
from rules.drafting.source import Source
from rules.language.offset_text import parse_due
from rules.problems import Severity
from rules.secrecy import Level
from tests.samples.annex import ATTACHED, HEADER, AnnexRow, annex, plan, unit_names
from tests.samples.pasting import Paste, lengthened, paste
from tests.samples.reading import read_content
from tests.samples.tables import Line, Look, lines_of, make_docx, make_table_pdf, make_xlsx

HEAD = ("PHỤ LỤC CÔNG VIỆC", ATTACHED)
ROWS = annex()
LONG = lengthened(ROWS, 7)
LINES = list(lines_of(ROWS))
WITH_LEAD = list(lines_of(ROWS, with_lead=True))

SAMPLES = {
    "docx": lambda: make_docx(ROWS),
    "docx, merged cells, lead column": lambda: make_docx(ROWS, with_lead=True, merged=True),
    "docx, nested table": lambda: make_docx(ROWS, merged=True, nested=True),
    "docx, header on every page": lambda: make_docx(ROWS, repeat=7),
    "xlsx": lambda: make_xlsx(ROWS),
    "xlsx, lead column": lambda: make_xlsx(ROWS, with_lead=True),
    "xlsx, three sheets": lambda: make_xlsx(ROWS, sheets=3),
    "pdf, ruled": lambda: make_table_pdf(LINES, HEADER, Look(), head=HEAD),
    "pdf, ruled, centred": lambda: make_table_pdf(LINES, HEADER, Look(middle=True, repeat_header=False), head=HEAD),
    "pdf, without rules": lambda: make_table_pdf(LINES, HEADER, Look(ruled=False), head=HEAD),
    "pdf, without rules, centred": lambda: make_table_pdf(LINES, HEADER, Look(ruled=False, middle=True), head=HEAD),
    "text, copied from a pdf": lambda: paste(ROWS, Paste()).encode(),
    "text, copied, no header": lambda: paste(ROWS, Paste(headers=False)).encode(),
    "text, copied, headings in place": lambda: paste(ROWS, Paste(displaced=False)).encode(),
}


def wrong(source: Source, rows: tuple[AnnexRow, ...]) -> list[str]:
    """The ids of the rows of which a cell was read wrong."""
    want = {row.id: (row.title, row.says, fold(row.cooperating), fold(row.lead)) for row in rows}
    return [
        row.id
        for row in source.rows
        if want.get(row.id) != (row.title, row.says, fold(" ".join(row.cooperate)), fold(" ".join(row.lead)))
    ]


@pytest.mark.parametrize("form", SAMPLES)
def test_every_row_is_found_once_and_right(form: str) -> None:
    """All 141 rows of the annex come out of each form: number, title, agencies and deadline as they went in."""
    source = read_source(SAMPLES[form](), known_units={})
    assert [row.id for row in source.rows] == [row.id for row in ROWS]
    assert wrong(source, ROWS) == []
    assert source.unit.code == "12"


def test_long_titles_are_told_from_agencies() -> None:
    """Titles of several lines, between agencies and deadlines of several lines, stay whole."""
    source = read_source(paste(LONG, Paste(), seed=3).encode(), known_units={})
    assert wrong(source, LONG) == []


def test_the_head_of_the_annex_is_read() -> None:
    """Number, date and issuer come from the words below the annex's title."""
    heading = read_source(SAMPLES["docx"](), known_units={}).heading
    assert (heading.number, heading.issued) == ("376-KH/TU", date(2025, 7, 21))
    assert heading.issuer == "Ban Thường vụ Tỉnh ủy Lai Châu"


def test_agencies_are_matched_to_the_units_of_the_plan() -> None:
    """Every agency that the hand-made plan has is found again; what is new is proposed."""
    source = read_source(SAMPLES["docx"](), known_units=unit_names())
    rules = {rule["id"]: rule for rule in plan()["rules"]}
    for row in source.rows:
        assert [source.named[words].code for words in row.cooperate] == rules[row.id].get("cooperate", [])
    assert [agency.name for agency in source.proposed] == ["Các cơ quan thuộc Tỉnh ủy"]


def test_the_draft_passes_but_for_its_questions() -> None:
    """Checking refuses nothing in the draft but the deadlines that stand there as questions."""
    draft = import_document(SAMPLES["docx"](), known_units={})
    lines = draft.text.splitlines()
    problems = [problem for problem in check_plan(draft.text) if problem.severity is Severity.ERROR]
    assert all(lines[problem.line - 1].lstrip().startswith('due: "? ') for problem in problems)
    assert len(problems) == draft.marked + draft.unread < 0.05 * draft.rows
    assert draft.certain + draft.marked + draft.unread == draft.rows == 141


def test_what_was_read_for_certain_is_right() -> None:
    """Each certain deadline with dates of its own is the one that the hand-made plan has."""
    draft = import_document(SAMPLES["docx"](), known_units={})
    rules = {rule["id"]: rule for rule in plan()["rules"]}
    dues = {}
    for line in draft.text.splitlines():
        name, _, value = line.strip().removeprefix("- ").partition(": ")
        if name == "id":
            current = value
        elif name == "due":
            dues[current] = value
    dated = ("before 2", "by 2", "in 2", "every", "continuous", "done")
    wanted = {key: rule["due"] for key, rule in rules.items() if rule["due"].startswith(dated)}
    certain = {key: parse_due(dues[key]) for key in wanted if not dues[key].startswith('"?')}
    assert certain == {key: parse_due(wanted[key]) for key in certain}
    assert len(certain) > 0.95 * len(wanted)


def test_answers_settle_the_questions_and_survive_a_new_import() -> None:
    """With an answer for each question the plan compiles, also when the document came back with a row more."""
    draft = import_document(SAMPLES["docx"](), known_units={})
    asked = {question.rule for question in draft.questions if question.field == "due" and question.rule}
    says = {row.id: row.says for row in ROWS}
    rows = "\n".join(f'  "{draft.keys[rule]}": {{says: "{says[rule]}", due: by 2026-01-31}}' for rule in sorted(asked))
    answers = read_answers(f"plan: {{title: Kế hoạch}}\nrows:\n{rows}\n")
    settled = import_document(SAMPLES["docx"](), known_units={}, answers=answers)
    compiled = compile_plan(settled.text)
    assert len(compiled.rules) == 141
    assert settled.answered_due == len(asked)
    assert settled.unused == ()
    more = [Line(number="0", cells=("Việc mới của mục một.", "", "Trước 31/8/2025"))]
    longer = make_table_pdf([LINES[0], *more, *LINES[1:]], HEADER, Look(), head=HEAD)
    assert import_document(longer, known_units={}, answers=answers).answered_due == len(asked)


def test_an_answer_to_another_phrase_is_not_taken() -> None:
    """When the document changes the deadline of a row, the old answer is not applied to the new words."""
    text = "STT\tNội dung\tChủ trì\tThời gian\n1\tXây dựng đề án\tSở Nội vụ\tSau khi họp mấy hôm\n"
    draft = import_document(text.encode(), known_units={})
    answers = read_answers(f'rows: {{"{draft.keys["1"]}": {{says: Sau khi họp mấy hôm, due: by 2026-01-31}}}}')
    assert import_document(text.encode(), known_units={}, answers=answers).answered_due == 1
    changed = import_document(text.replace("mấy hôm", "vài tuần").encode(), known_units={}, answers=answers)
    assert changed.answered_due == 0


def test_comments_are_in_the_language_asked_for() -> None:
    """Every sentence of the draft that is not the document's goes through the translation."""
    plain = import_document(SAMPLES["docx"](), known_units={})
    translated = import_document(SAMPLES["docx"](), known_units={}, translate=lambda text: f"<{text}>")
    asked = [line for line in translated.text.splitlines() if line.lstrip().startswith("# ?")]
    assert len(asked) == len([line for line in plain.text.splitlines() if line.lstrip().startswith("# ?")])
    assert all("<" in line for line in asked)


PROSE = """
TỈNH ỦY LAI CHÂU
*
Số 75-CTr/TU
Lai Châu, ngày 13 tháng 5 năm 2025

CHƯƠNG TRÌNH
về cải cách hành chính
-----
I- MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Nâng cao hiệu quả phục vụ.
II- NHIỆM VỤ
1. Sở Nội vụ
- Rà soát thủ tục hành chính (hoàn thành trong tháng 02/2026).
- Tập huấn cán bộ cấp xã, hoàn thành trước ngày 30/6/2026.
2. Giao Văn phòng Tỉnh ủy chủ trì, phối hợp với Sở Tài chính và các cơ quan liên quan tham mưu:
- Xây dựng quy chế (**đã hoàn thành**).
3. Đảng ủy các xã, phường triển khai dịch vụ công trực tuyến.
Thời gian thực hiện: Quý IV/2025.
Nơi nhận:
- Như trên.
"""


def test_a_plan_in_prose_is_read() -> None:
    """Headings and sentences name the agencies, brackets, clauses and labels the deadlines; aims are no tasks."""
    rows = tasks_of(read_content(PROSE.encode()).rows)
    assert [(row.id, row.lead, row.cooperate, row.says) for row in rows] == [
        ("II.1.1", ("Sở Nội vụ",), (), "hoàn thành trong tháng 02/2026"),
        ("II.1.2", ("Sở Nội vụ",), (), "hoàn thành trước ngày 30/6/2026"),
        ("II.2.1", ("Văn phòng Tỉnh ủy",), ("Sở Tài chính", "các cơ quan liên quan"), "đã hoàn thành"),
        ("II.3", ("Đảng ủy các xã, phường",), (), "Quý IV/2025"),
    ]
    draft = import_document(PROSE.encode(), known_units={})
    assert "for each: commune" in draft.text
    assert (draft.certain, draft.unread) == (4, 0)
    compile_plan(draft.text)


def test_the_loop_from_register_to_document_closes() -> None:
    """What is exported, below its letterhead and with the customary header, is read again row by row."""
    rows = [
        ExportRow(number=line.number, title=line.cells[0], heading=True)
        if line.heading
        else ExportRow(
            number=line.number,
            title=line.cells[0],
            lead=line.cells[1],
            cooperate=line.cells[2],
            says=line.cells[3],
            follow="Văn phòng Tỉnh ủy",
            product="Báo cáo",
            due=date(2025, 7, 29),
            state="quá hạn 3 ngày",
        )
        for line in WITH_LEAD
    ]
    head = head_of("Ban Thường vụ Tỉnh ủy Lai Châu", date(2025, 8, 1), place="Lai Châu")
    whole = Export(title="KẾ HOẠCH 376-KH/TU", subtitle="Tình hình đến 01/8/2025", rows=tuple(rows), head=head)
    register = released(whole, Level.OPEN, "", Leaving(), "vi")
    for write in (write_docx, write_xlsx):
        source = read_source(write(register, translator("vi")), known_units={})
        assert [row.id for row in source.rows] == [row.id for row in ROWS]
        assert wrong(source, ROWS) == []
        assert {row.product for row in source.rows} == {"Báo cáo"}


PEAK = """
import re, sys
status = open("/proc/self/status")  # before the program forbids itself to open anything
from adapters.documents.isolation.program import main
main()
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+) kB", status.read()).group(1))
"""


@pytest.mark.skipif("not Path('/proc/self/status').exists()", reason="the system doesn't tell a process its peak")
def test_a_long_pdf_stays_small() -> None:
    """A page more takes hardly more memory: each is released before the next, of which one takes 4 MB."""
    sizes = []
    for times in (1, 6):
        data = make_table_pdf(LINES[:60] * times, HEADER, Look(), head=HEAD)
        done = subprocess.run(
            [sys.executable, "-c", PEAK, "", str(os.getpid())], input=data, capture_output=True, check=True
        )
        pages = done.stdout.count(b'"done"')
        sizes.append((pages, int(done.stderr) / 1024))
    (few, small), (many, large) = sizes
    assert many >= few + 10
    assert large < min(300, small + many - few)


def test_a_path_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file is a refusal with the system's reason; a folder is named as one."""
    for path, said in ((tmp_path / "none.docx", "cannot be read"), (tmp_path, "is a folder")):
        with pytest.raises(DocumentRefused, match=said):
            import_document(path, known_units={})


COPIED = Path(__file__).parents[1] / "cases" / "annex_376_copied.txt"


def test_the_annex_as_it_was_copied() -> None:
    """Of a real copy, every row is found, none twice, and agencies and deadline are those of the hand-made plan."""
    annex = Path(os.environ.get("THOIHAN_ANNEX_376", COPIED))
    source = read_source(annex, known_units=unit_names())
    rules = {rule["id"]: rule for rule in plan()["rules"]}
    assert sorted(row.id for row in source.rows) == sorted(rules)
    right = 0
    for row in source.rows:
        rule = rules[row.id]
        leads = [source.named[words].code for words in row.lead]
        lead = leads in ([rule["lead"]], rule.get("for each")) or rule["lead"] == "each"
        cooperate = [source.named[words].code for words in row.cooperate] == rule.get("cooperate", [])
        right += lead and cooperate and row.says == rule["says"]
    assert right >= 0.95 * len(rules)


RAN = 'open(__file__ + ".ran", "w").close()\n'
"""What each planted module does; it imports nothing, since everything that it could import is planted too."""

OTHERS = ("adapters", "rules", "docx", "lxml", "openpyxl", "pdfplumber", "pdfminer", "sitecustomize", "usercustomize")
UNITS = "code,name,kind\nx,Sở X,department\n"


@pytest.fixture
def hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a module of every name that Python or a reader may import, which says that it ran."""
    for name in (sys.stdlib_module_names | set(OTHERS)) - {"__main__"}:
        (tmp_path / f"{name}.py").write_text(RAN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "os.py"))
    monkeypatch.setenv("THOIHAN_SMTP_PASSWORD", "secret")
    return tmp_path


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf, ruled", "text, copied from a pdf"])
def test_nothing_that_lies_beside_a_document_is_run(form: str, hostile_folder: Path) -> None:
    """No module in the current folder, of whatever name, is imported."""
    assert len(read_source(SAMPLES[form](), known_units={}).rows) == 141
    assert list(hostile_folder.glob("*.ran")) == []


def test_nothing_that_lies_beside_a_list_of_units_is_run(hostile_folder: Path) -> None:
    """The same holds of the CSV file of `units add`."""
    assert [unit["code"] for unit in from_file("units.csv", UNITS.encode(), {}).units] == ["x"]
    assert list(hostile_folder.glob("*.ran")) == []


@pytest.mark.parametrize("module", ["json", "wave", "lxml"])
def test_what_is_planted_would_be_run(module: str, hostile_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is started there the usual way runs it: the test above can fail."""
    monkeypatch.delenv("PYTHONPATH")
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    assert [path.name for path in hostile_folder.glob("*.ran")] == [f"{module}.py.ran"]
