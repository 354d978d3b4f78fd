"""Whatever bytes come in, a document is read or refused with a reason; nothing else happens."""

import io
import random
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from adapters.documents.files.cleaning import clean, fold, tidy
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.files.pdf import document_of
from adapters.documents.files.pdf_pages import pages_of
from adapters.documents.files.romans import from_roman, to_roman
from adapters.documents.layout.cells import groups_of
from adapters.documents.layout.geometry import laid_out
from adapters.documents.layout.pasted import chunks_of, columns_of, lines_of
from adapters.documents.layout.vocabulary import is_agency, is_deadline, split_number
from adapters.documents.meaning.agencies import split_agencies
from adapters.documents.meaning.displaced import unweave
from adapters.documents.meaning.hierarchy import tasks_of
from adapters.documents.meaning.importing import source_of
from adapters.documents.meaning.matching import match_agencies
from rules.compiling import check_plan
from rules.drafting.draft_plan import draft_plan
from rules.drafting.yaml_lines import scalar
from tests.samples.annex import HEADER, annex
from tests.samples.pasting import Paste, lengthened, paste
from tests.samples.reading import read_content
from tests.samples.tables import Look, make_docx, make_table_pdf, make_xlsx
from tests.samples.tables import lines_of as table_lines

WORDS = (
    *(
        "STT",
        "Nội dung công việc",
        "Cơ quan phối hợp",
        "Thời gian",
        "thực hiện",
        "I",
        "II",
        "1",
        "2",
        "1.1",
        "a)",
        "2025-2030.",
    ),
    *(
        "Trước 30/7/2025",
        "Sau khi có hướng ",
        "dẫn của",
        "Thực hiện thường ",
        "xuyên",
        "(hoàn thành trong tháng 02/2025)",
    ),
    *(
        "ĐẢNG ỦY CÔNG AN TỈNH",
        "Sở Nội vụ; ",
        "các cơ quan liên quan",
        "1. Sở Y tế chủ trì:",
        "- Rà soát",
        "Xây dựng kế hoạch",
    ),
    *("\f", "\t", " ", "-----", "Số và ký hiệu: 1-KH/TU"),
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=100, deadline=None)

ROWS = annex()[:12]
SAMPLES = {
    "docx": make_docx(ROWS, with_lead=True, merged=True),
    "xlsx": make_xlsx(ROWS),
    "text": paste(ROWS, Paste()).encode(),
}
PDF = make_table_pdf(list(table_lines(ROWS)), HEADER, Look())

texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "Cc", "Cf", "M")), max_size=200)
vietnamese = st.lists(
    st.sampled_from(WORDS),
    max_size=60,
).map("\n".join)


def opened(data: bytes) -> None:
    """Read `data` in this process and draft; if it is read, the draft is checked without an accident."""
    try:
        draft = draft_plan(source_of(read_content(data), known_units={"12": "Tỉnh Lai Châu"}))
    except DocumentRefused:
        return
    assert draft.rows == draft.certain + draft.marked + draft.unread
    check_plan(draft.text)


def mutated(data: bytes, seed: int) -> bytes:
    choose = random.Random(seed)
    changed = bytearray(data)
    for _ in range(choose.randint(1, 12)):
        at = choose.randrange(len(changed))
        change = choose.randrange(3)
        if change == 0:
            changed[at] = choose.randrange(256)
        elif change == 1:
            del changed[at : at + choose.randint(1, 40)]
        else:
            changed[at:at] = bytes(choose.randrange(256) for _ in range(choose.randint(1, 20)))
    return bytes(changed)


LOOKS = (
    Paste(),
    Paste(displaced=False),
    Paste(headers=False),
    Paste(with_lead=True, title=50, agencies=22),
)


@few
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    """Random bytes, with or without the mark of a known kind, never raise anything but DocumentRefused."""
    opened(start + data)


@few
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 10**6))
def test_a_damaged_file_is_read_or_refused(kind: str, seed: int) -> None:
    """A sample of each kind with bytes changed, cut or put in never raises anything but DocumentRefused."""
    opened(mutated(SAMPLES[kind], seed))


@few
@given(st.sampled_from(["docx", "xlsx"]), st.integers(0, 10**6))
def test_a_damaged_part_is_read_or_refused(kind: str, seed: int) -> None:
    """A ZIP that is whole, with damaged XML inside, never raises anything but DocumentRefused."""
    choose = random.Random(seed)
    source = zipfile.ZipFile(io.BytesIO(SAMPLES[kind]))
    read = ("word/document.xml", "word/numbering.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
    victim = choose.choice([name for name in source.namelist() if name in read])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, mutated(data, seed) if name == victim else data)
    opened(out.getvalue())


@few
@given(st.integers(0, 10**6))
def test_a_damaged_pdf_is_read_or_refused(seed: int) -> None:
    """A PDF with bytes changed gives pages that can be laid out, or a refusal."""
    try:
        laid_out(document_of([page for _, page in pages_of(mutated(PDF, seed))]))
    except DocumentRefused:
        return


@many
@given(vietnamese)
def test_any_order_of_customary_words_is_read_or_refused(text: str) -> None:
    """Headers, numbers, agencies and deadlines in any order never raise anything but DocumentRefused."""
    opened(text.encode())


@many
@given(vietnamese)
def test_pasted_text_is_never_lost_line_by_line(text: str) -> None:
    """Every line that is cut goes to exactly one cell of one group."""
    lines = lines_of(clean(text))
    columns = columns_of(lines)
    for chunk in chunks_of(lines):
        groups = groups_of(chunk.lines, columns, inline=chunk.inline)
        kept = "".join(line.text for group in groups for cell in group.cells.values() for line in cell)
        assert "".join(kept.split()) == "".join("".join(line.text for line in chunk.lines).split())


@many
@given(texts)
def test_small_steps_never_raise(text: str) -> None:
    """Cleaning, folding, cutting and matching take any text."""
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)
    names = split_agencies(text)
    matched, proposed = match_agencies(names, {})
    assert set(matched) == set(names)
    assert len({agency.code for agency in proposed}) == len(proposed)
    assert isinstance(is_agency(text), bool)
    assert isinstance(is_deadline(text), bool)
    split_number(text)
    unweave(clean(text))


@many
@given(texts)
def test_a_scalar_is_one_line_that_yaml_reads_back(text: str) -> None:
    """What is written into a draft comes out of YAML as the same words."""
    written = scalar(clean(text))
    assert "\n" not in written
    assert YAML(typ="safe", pure=True).load(f"a: {written}")["a"] == " ".join(clean(text).split())


@given(st.integers(1, 39))
def test_roman_numerals_go_there_and_back(count: int) -> None:
    """The numeral of a number is the number's."""
    assert from_roman(to_roman(count)) == count


@pytest.mark.parametrize("look", LOOKS)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6), per_page=st.integers(5, 15))
def test_copying_loses_no_row(look: Paste, seed: int, per_page: int) -> None:
    """However an annex was copied, every row is found once, and in 95 of 100 its cells are right."""
    rows = lengthened(annex(), seed)
    found = tasks_of(unweave(clean(paste(rows, replace(look, rows_on_page=per_page), seed)))[0])
    assert sorted(task.id for task in found) == sorted(row.id for row in rows)
    wanted = {row.id: (row.title, row.says, fold(row.cooperating), fold(row.lead)) for row in rows}
    right = sum(
        wanted[task.id] == (task.title, task.says, fold(" ".join(task.cooperate)), fold(" ".join(task.lead)))
        or bool(task.doubts)
        for task in found
    )
    assert right >= 0.95 * len(rows)
