"""Numbers as they are said."""

import pytest

from rules.phrases.numerals import number, quarter, spoken


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("năm", 5), ("mười", 10), ("mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21), ("chín mươi", 90),
        ("một trăm", 100), ("một trăm linh năm", 105), ("một trăm hai mươi lăm", 125),
    ],
)  # fmt: skip
def test_words_are_numbers(words: str, value: int) -> None:
    """Words up to the hundreds have the value that they say."""
    assert spoken(words) == value


@pytest.mark.parametrize("words", ["hai ba", "mươi mười", "linh", "trăm", "mười mười", "hai mười"])
def test_words_that_say_no_number_are_none(words: str) -> None:
    """Number words in an order that nobody says have no value."""
    assert spoken(words) is None


def test_figures_and_roman_figures() -> None:
    """Figures may stand in brackets; quarters are numbered I to IV."""
    assert [number("(05)"), number("007"), quarter("iv"), quarter("3"), quarter("5")] == [5, 7, 4, 3, None]
