"""The order of Vietnamese names, by a key that any database sorts alike."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.names.alphabet import sort_key


def test_names_stand_as_in_a_dictionary() -> None:
    """Đ comes after D, Ă and Â after A, and tones decide between names that have the same letters."""
    names = [
        "Xã A",
        "Xã Ă",
        "Xã Â",
        "Xã Da",
        "Xã Dào",
        "Xã Đa",
        "Xã Ma",
        "Xã Mà",
        "Xã Mả",
        "Xã Mã",
        "Xã Má",
        "Xã Mạ",
        "Xã Mai",
    ]
    assert sorted({*names}, key=sort_key) == names
    assert sorted(["Tổ 10", "Tổ 2"], key=sort_key) == ["Tổ 10", "Tổ 2"]  # numbers are signs like others


@given(st.text())
def test_a_key_is_ascii_whatever_the_text(text: str) -> None:
    """So both kinds of database put keys in the same order, whatever their own order of letters is."""
    assert sort_key(text).isascii()
