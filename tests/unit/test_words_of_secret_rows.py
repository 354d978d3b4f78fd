"""Which documents are one, and which titles have another in them, when words of secret rows are looked for."""

from dataclasses import replace

import pytest

from engine.happenings.secrecy.contained import Letters
from engine.happenings.secrecy.documents import are_one_document
from rules.compiling import compile_plan
from tests.worlds import plan_text

TITLE = "Rà soát nhân sự đặc biệt của tỉnh"
PLAN = compile_plan(plan_text([{"due": "by 2025-12-20"}]))


@pytest.mark.parametrize(
    ("title", "has"),
    [
        (TITLE, True),
        (f"{TITLE} (bổ sung)", True),
        (f"Về {TITLE.lower()}", True),
        (f"{TITLE} và báo cáo kết quả cho Ban Thường vụ trước ngày họp", True),
        (f"{TITLE} 1", True),
        (TITLE.replace(" ", "."), True),
        (TITLE.replace(" ", "_"), True),
        (" ".join(TITLE.replace(" ", "")), True),
        ("".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in TITLE), True),
        (f"{TITLE}hh", False),
        ("Nhân sự đặc biệt của tỉnh: rà soát", False),
        ("Rà soát nhân sự của tỉnh", False),
    ],
)
def test_a_title_stands_whole_in_another(title: str, has: bool) -> None:
    """Signs, spaces, widths of letters and what stands around it make no other of it; other words do."""
    assert Letters(title).has(Letters(TITLE)) is has


@pytest.mark.parametrize(
    ("title", "other", "has"),
    [
        ("Báo cáo kết quả quý II", "Báo cáo kết quả quý I", False),
        ("Báo cáo kết quả quý I II", "Báo cáo kết quả quý I", True),
        ("Báo cáo kết quả tháng 12", "Báo cáo kết quả tháng 1", False),
        ("Nộp báo cáo quý I", "Báo cáo quý", False),
        ("Kết quả, báo cáo kết quả quý I", "Báo cáo kết quả quý", True),
    ],
)
def test_numbers_and_short_titles_are_others(title: str, other: str, has: bool) -> None:
    """A number is not in a longer one; what has less than four words is in others by chance."""
    assert Letters(title).has(Letters(other)) is has


@pytest.mark.parametrize(
    ("number", "issuer", "same"),
    [
        ("1 - kh/tu", "TỈNH  ỦY", True),
        ("01-KH/TU", "Tinh uy", True),
        ("Số 1-KH/TU", "Tỉnh ủy.", True),
        ("１–KH/TU", "Tỉnh uỷ", True),
        ("10-KH/TU", "Tỉnh ủy", False),
        ("101-KH/TU", "Tỉnh ủy", False),
        ("1/KH-TU", "Tỉnh ủy", False),
        ("1-KH/TƯ", "Tỉnh ủy", False),
        ("1-KH/TU", "Ban Thường vụ Tỉnh ủy", False),
        ("Kế hoạch số 1\u2011KH/TU ngày 1/8/2025", "Tỉnh ủy", True),
    ],
)
def test_a_document_is_known_by_number_and_issuer(number: str, issuer: str, same: bool) -> None:
    """However they are typed; letters whose numbers differ by a diacritic or a sign are others."""
    again = replace(PLAN, number=number, issuer=issuer)
    assert are_one_document(again, PLAN) is same


def test_a_letter_is_that_document_whoever_is_said_to_have_issued_it() -> None:
    """Who types a task of it need not say; of another year it is another."""
    typed = replace(PLAN, letter=True, issuer="Tỉnh")
    assert are_one_document(typed, PLAN)
    assert not are_one_document(replace(typed, issued=typed.issued.replace(year=2024)), PLAN)
