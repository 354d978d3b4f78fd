"""Headings of lists of agencies, and of tables that were filled in, by their words."""

from collections.abc import Sequence

import pytest

from adapters.many.columns import Column, places
from adapters.unit_lists.columns import columns_of


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        ("email", ("Địa chỉ mail", "E-mail công vụ", "Địa chỉ thư điện tử của đơn vị", "Email cán bộ đầu mối")),
        ("phone", ("Số điện thoại di động", "SĐT liên hệ", "Số ĐT", "Điện thoại của người nhận", "Số Zalo")),
        ("cc_email", ("Email nhận bản sao", "Hộp thư điện tử (sao gửi)")),
        ("leader_phone", ("Số di động lãnh đạo", "SĐT của thủ trưởng đơn vị")),
        ("parent", ("Cơ quan cấp trên", "Tên đơn vị cấp trên", "Thuộc tỉnh, thành phố", "Cơ quan chủ quản", "Tỉnh")),
        ("name", ("Tên xã", "Tên đơn vị hành chính", "Xã, phường, đặc khu")),
        ("kind", ("Loại hình đơn vị", "Loại", "Cấp")),
        ("code", ("Mã ĐVHC", "Mã số", "Mã xã")),
    ],
)
def test_headings_are_read_by_their_words(field: str, headings: Sequence[str]) -> None:
    """The usual ones, and those that say more which changes nothing."""
    for heading in headings:
        assert columns_of([heading]).fields == {field: 0}, heading


@pytest.mark.parametrize("heading", ["Địa chỉ", "Số", "Số điện thoại bàn", "Người liên hệ", "Số đảng viên", "Số fax"])
def test_what_is_of_something_else_is_left_aside(heading: str) -> None:
    """Neither taken for a column that there is, nor for a slip in one."""
    columns = columns_of([heading])
    assert (columns.fields, columns.meant, columns.unread) == ({}, {}, [0])
    assert columns_of([""]).fields == {}


@pytest.mark.parametrize(("heading", "field"), [("Điện thoạt", "phone"), ("Tên đơn vj", "name")])
def test_a_slip_is_told_with_what_was_meant(heading: str, field: str) -> None:
    """A column of addresses that is not read would be missed by nobody."""
    assert columns_of([heading]).meant == {0: field}


def test_headings_of_what_was_done_are_read_by_their_words() -> None:
    """Whose it is, the day and the document as offices call them; when something is due is no day of what was done."""
    head = ("Tên xã, phường", "Ngày nộp báo cáo", "Số, ký hiệu văn bản", "Thời gian thực hiện", "", "")
    assert places(head) == {Column.UNIT: [0], Column.DAY: [1], Column.DOCUMENT: [2]}
