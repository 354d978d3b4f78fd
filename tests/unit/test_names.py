"""Names as officers type them mean what they mean, or are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.names.matching import Named, named_by

THINGS = (
    Named("btc", ("Ban Tổ chức Tỉnh ủy",)),
    Named("btg", ("Ban Tuyên giáo và Dân vận Tỉnh ủy",)),
    Named("vptu", ("Văn phòng Tỉnh ủy",)),
    Named("stp", ("Sở Tư pháp",)),
    Named("sgd", ("Sở Giáo dục và Đào tạo",)),
    Named("mttq", ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",)),
    Named("03390", ("Xã Bình Lư",)),
    Named("03388", ("Phường Đoàn Kết",)),
    Named("x1", ("Xã Hòa Bình",)),
    Named("x2", ("Xã Hoa Bình",)),
    Named("dx", ("Đảng ủy xã Bình Lư",)),
    Named("dh", ("Đại hội Đảng bộ tỉnh lần thứ XV", "Đại hội tỉnh")),
    Named("dhu", ("Đại hội Đảng bộ UBND tỉnh lần thứ I",)),
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("btc", "btc"),
        ("BTC", "btc"),
        ("BTC TU", "btc"),
        ("btctu", "btc"),
        ("ban tổ chức", "btc"),
        ("Ban To Chuc Tinh Uy", "btc"),
        ("ban tổ chức tỉnh uỷ", "btc"),
        ("VPTU", "vptu"),
        ("văn phòng TU", "vptu"),
        ("Sở TP", "stp"),
        ("Sở GD&ĐT", "sgd"),
        ("Sở GD và ĐT", "sgd"),
        ("mặt trận tổ quốc", "mttq"),
        ("xã bình lư", "03390"),
        ("XÃ BÌNH LƯ", "03390"),
        ("bình lư", "03390 dx"),
        ("binh lu", "03390 dx"),
        ("doan ket", "03388"),
        ("đoàn kêt", ""),
        ("hoa binh", "x1 x2"),
        ("hòa bình", "x1"),
        ("hoà bình", "x1"),
        ("xã hoa bình", "x2"),
        ("đại hội đảng bộ tỉnh", "dh"),
        ("đại hội đảng bộ ubnd", "dhu"),
        ("đại hội đảng bộ", "dh dhu"),
        ("3390", ""),
        ("", ""),
        ("  ", ""),
        ("?", ""),
        ("tổ chức ban", ""),
    ],
)
def test_what_is_meant(text: str, codes: str) -> None:
    """The things that a text names best, and no others."""
    assert [thing.code for thing in named_by(text, THINGS).things] == codes.split()


@pytest.mark.parametrize(("text", "sure"), [("ban tổ chức", True), ("tổ chức", False), ("đại hội lần thứ xv", True)])
def test_some_words_from_the_middle_are_a_guess(text: str, sure: bool) -> None:
    """What names the only thing that has these words somewhere is not taken unasked; its beginning is."""
    found = named_by(text, THINGS)
    assert len(found.things) == 1
    assert found.sure is sure


@given(st.sampled_from(THINGS), st.booleans())
def test_a_whole_name_means_its_thing(thing: Named, loud: bool) -> None:
    """In any case of letters."""
    name = thing.names[0].upper() if loud else thing.names[0].lower()
    assert [found.code for found in named_by(name, THINGS).things] == [thing.code]


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed has an answer, and what is not there is not found."""
    assert {thing.code for thing in named_by(text, THINGS).things} <= {thing.code for thing in THINGS}
    assert not named_by(text, ()).things
