"""One text, many ways of typing it."""

import pytest

from rules.phrases.cleaning import normalise
from rules.phrases.normalising import folded, key_of


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Tỉnh ủy", "tỉnh uỷ"),
        ("Tỉnh uỷ", "tỉnh uỷ"),
        ("HÒA BÌNH", "hoà bình"),
        ("hòan thành", "hoàn thành"),
        ("Qúy III", "quý iii"),
        ("của mùa", "của mùa"),
    ],
)
def test_tone_marks_stand_in_one_place(typed: str, key: str) -> None:
    """Old and new spelling have the same key, and no other word changes."""
    assert normalise(typed).key == key


def test_a_key_is_as_long_as_its_text() -> None:
    """Places in the key are places in the text, also where lower case would be longer."""
    assert len(key_of("İHÒA")) == len("İHÒA")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Trước \n\t 30/7/2025 ", "Trước 30/7/2025"),
        ("Tr\u01b0\u01a1\u0301c", "Trước"),
        ("giai đoạn 2025–2030", "giai đoạn 2025-2030"),
        ("30／7／2025", "30/7/2025"),
        ("trướcngày 5", "trước ngày 5"),
        ("Trước30/7", "Trước 30/7"),
        ("hằngtháng", "hằng tháng"),
        ("- một\n- hai", "một ; hai"),
        ("đại hội07 ngày", "đại hội 07 ngày"),
        ("a\u00adb\u200bc", "abc"),
    ],
)
def test_what_cannot_change_a_meaning_is_evened_out(typed: str, clean: str) -> None:
    """White space, look-alike punctuation, invisible marks and words run together."""
    assert normalise(typed).clean == clean


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\x07", "\u2067"])
def test_marks_that_could_hide_something_are_told(mark: str) -> None:
    """Direction marks and control characters are taken out, and the text is suspect."""
    text = normalise(f"Trước {mark}30/7/2025")
    assert (text.clean, text.suspect) == ("Trước 30/7/2025", True)


def test_dates_run_together_are_told() -> None:
    """Two dates without anything between them become two, and the text says so."""
    text = normalise("30/6/202531/12/2025")
    assert (text.clean, text.glued) == ("30/6/2025 ; 31/12/2025", True)


def test_folding_leaves_plain_letters() -> None:
    """Folded text has no diacritics and no đ."""
    assert folded("Đại hội ĐẢNG bộ") == "dai hoi dang bo"
