"""The number of a document is one however it was typed; read again, it is the same."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.phrases.document_number import day_within, document_number, has_a_figure, number_within

SIGNS = st.sampled_from(["CV", "KH", "QĐ", "CTr", "BC", "NQ", "KL", "TB"])
ISSUERS = st.sampled_from(["TU", "TW", "BCĐ", "ĐU", "UBND", "BTCTU", "HĐND", "TƯ", "QH14"])
DASHES = st.sampled_from(["-", " - ", "–", " – ", "—", "‑", "‐", "−", "_", "- ", " -"])
SLASHES = st.sampled_from(["/", " / ", "／", "∕", "⁄", "\\", "/ "])
BEFORE = st.sampled_from(
    ["", "  ", "Số ", "Số: ", "số:", "SỐ ", "So ", "No ", "№ ", "CV ", "Công văn số ", "Kế hoạch ", "“", "(", "00"]
)
BEHIND = st.sampled_from(
    ["", " ", ".", "/", "”", " ngày 1/8/2025", ", 25/8/2025", " (mật)", " về việc báo cáo", " của Tỉnh ủy", "\u00a0"]
)
LETTERS = st.sampled_from(["as it is", "lower", "upper", "apart"])


def in_letters(text: str, which: str) -> str:
    """`text` in small letters or capitals, or with its marks apart from its letters."""
    made = {"lower": text.lower(), "upper": text.upper(), "apart": unicodedata.normalize("NFD", text)}
    return made.get(which, text)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A number as it is written, and another way to type it."""
    figures, sign, issuer = draw(st.integers(1, 5000)), draw(SIGNS), draw(ISSUERS)
    party, year = draw(st.booleans()), draw(st.sampled_from(["", "/2019"]))
    of_year = "" if party else year
    first, second = ("-", "/") if party else ("/", "-")
    of = {"-": draw(DASHES), "/": draw(SLASHES)}
    apart = draw(st.sampled_from([of[first], " "])) if not of_year else of[first]
    typed = f"{figures}{of_year}{apart}{sign}{of[second]}{issuer}"
    typed = typed.replace("Đ", draw(st.sampled_from(["Đ", "Ð"])))
    return f"{figures}{of_year}{first}{sign}{second}{issuer}", in_letters(
        draw(BEFORE) + typed + draw(BEHIND), draw(LETTERS)
    )


@given(spellings())
def test_a_number_is_one_however_it_is_typed(both: tuple[str, str]) -> None:
    """With any dash or slash, spaces, capitals, zeros, words before and behind it; without its first sign."""
    written, typed = both
    assert document_number(typed) == document_number(written) == number_within(typed)
    assert document_number(written) == written.lower()


@example("A´")
@given(st.text(alphabet="017 -–/.,_ĐÐđCVcvTUtu(sốSo“áN\u200b\u0301", max_size=24) | st.text(max_size=24))
def test_what_was_read_is_read_again_as_it_is(text: str) -> None:
    """Of any text; and what has a number within is known by that."""
    once, within = document_number(text), number_within(text)
    assert document_number(once) == once
    assert within in (None, once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("15-CV/ĐU", "15-CV/DU"),
        ("15-CV/TU", "15/CV-TU"),
        ("70-CV/TU", "71-CV/TU"),
        ("70-CV/TU", "70-CV/TW"),
        ("70-CV/TU", "70-CV"),
        ("14-CV/TU", "14a-CV/TU"),
        ("70-CV/TU", "170-CV/TU"),
        ("45/2019/QH14", "45/2020/QH14"),
        ("118/KH-UBND", "118/KH-UBND-VX"),
    ],
)
def test_other_documents_stay_others(one: str, other: str) -> None:
    """What is alike but not the same is another document."""
    assert document_number(one) != document_number(other)


@pytest.mark.parametrize("typed", ["ngày 12 - tháng 8", "họp 3-5 ngày", "", "tháng 8/2025", "quý 1/2025", "///", "331"])
def test_words_with_figures_are_no_number(typed: str) -> None:
    """A hyphen or a slash among words makes no number of a document."""
    assert number_within(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("70- CV / T.U", "70-cv/tu"),
        ("70-C V/TU", "70-cv/tu"),
        ("70CV/TU", "70-cv/tu"),
        ("70-СV/TU", "70-cv/tu"),
        ("1234 QĐ-UBND", "1234/qđ-ubnd"),
        ("Nghị định số 45/2019/NĐ-CP ngày 1/2/2019", "45/2019/nđ-cp"),
        ("70-CV/TU về Kế hoạch 331-KH/TU", "70-cv/tu"),
        ("Số 70", "70"),
        ("(không ghi số)", "(khôngghisố)"),
    ],
)
def test_what_officers_type(typed: str, number: str) -> None:
    """The first number that a text names counts; where it names none, all of it does."""
    assert document_number(typed) == number


def test_the_day_behind_a_number_is_read() -> None:
    """In figures or in words; a day that there is not is none."""
    typed = ("70-CV/TU ngày 1/8/2025", "70-CV/TU, NGÀY 01 tháng 8 năm 2025", "70-CV/TU", "70-CV/TU ngày 31/2/2025")
    assert [day_within(text) for text in typed] == [date(2025, 8, 1), date(2025, 8, 1), None, None]


def test_a_number_has_a_figure() -> None:
    """Signs, letters, and a date alone are none."""
    assert [has_a_figure(text) for text in ("///", " - ", "70", "70-CV ngày 1/8/2025")] == [False, False, True, True]
    assert not any(map(has_a_figure, ("", "số", "ngày 10/8/2025", "../../etc", "\u200b")))
