"""A refusal on a page names places and fields of pages, and no command, option or code."""

import pytest

from adapters.web.looks.page_words import on_page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Nhiệm vụ “376-kh-tu/VI.1.11/btc” đã quá hạn.", "Nhiệm vụ dòng VI.1.11 đã quá hạn."),
        ("Xem `thoihan units list`.", "Xem “Cơ quan”."),
        ("Nêu ngày đó: `--on`.", "Nêu ngày đó: “Ngày”."),
        ("Nếu đúng thì ghi: `--anyway --reason …`.", "Nếu đúng thì ghi: “Vẫn ghi nhận” và “Lý do”."),
        ("Ghi rõ kế hoạch, với --plan.", "Ghi rõ kế hoạch, với “Thuộc văn bản”."),
        ("Số 12-NQ/TU, `Quý I/2027`.", "Số 12-NQ/TU, “Quý I/2027”."),
    ],
)
def test_words_of_a_page(said: str, shown: str) -> None:
    """Each as an officer can do it there."""
    assert on_page(said, "vi") == shown
