"""Names as officers type them mean what they mean, or are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.names.matching import Named, named_by

THINGS = (
    Named("btc", ("Ban Tổ chức Tỉnh ủy",), headed=True),
    Named("btg", ("Ban Tuyên giáo và Dân vận Tỉnh ủy",), headed=True),
    Named("vptu", ("Văn phòng Tỉnh ủy",), headed=True),
    Named("stp", ("Sở Tư pháp",), headed=True),
    Named("sgd", ("Sở Giáo dục và Đào tạo",), headed=True),
    Named("mttq", ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",), headed=True),
    Named("03390", ("Xã Bình Lư",), headed=True),
    Named("03388", ("Phường Đoàn Kết",), headed=True),
    Named("x1", ("Xã Hòa Bình",), headed=True),
    Named("x2", ("Xã Hoa Bình",), headed=True),
    Named("dx", ("Đảng ủy xã Bình Lư",), headed=True),
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


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("ban tổ chức", True),
        ("tổ chức", False),
        ("đại hội lần thứ xv", True),
        ("giáo và dân vận", True),
        ("tuyên dân vận tỉnh", False),
        ("mặt trận tổ quốc", True),
    ],
)
def test_some_words_from_the_middle_are_a_guess(text: str, sure: bool) -> None:
    """The only thing with these words somewhere is not taken unasked, unless they are several in a row."""
    found = named_by(text, THINGS)
    assert len(found.things) == 1
    assert found.sure is sure


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bum", "Xã Hua Bum|Xã Bum Tở|Xã Bum Nưa"),
        ("phong", "Phường Tân Phong|Xã Phong Thổ"),
        ("nội vụ", "!Sở Nội vụ|*Nội vụ tỉnh"),
    ],
)
def test_a_longer_name_is_not_taken_by_its_end(text: str, names: str) -> None:
    """Only a head is left out unasked: the end of a longer name is one of several, and so is another's beginning."""
    found = named_by(text, [Named(name, (name.strip("!*"),), headed=True) for name in names.split("|")])
    assert [thing.code for thing in found.things] == names.split("|")


def test_tasks_have_no_head() -> None:
    """What ends like what is typed goes not before what begins so; alone it is a guess."""
    names = ("Ban báo cáo", "Hằng quý gửi báo cáo", "Báo cáo quý", "Báo cáo năm")
    assert [thing.code for thing in named_by("báo cáo", [Named(name, (name,)) for name in names]).things] == list(
        names[2:]
    )
    assert not named_by("báo cáo", [Named("x", ("Ban báo cáo",))]).sure


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
