"""The table of the nation's agencies: how many there are on a day, and how codes and names are written."""

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest

from adapters.official_list.former_provinces import former_provinces
from adapters.official_list.naming import same_name, same_place
from adapters.official_list.table import BEGINS, issued, latest, lines, list_on, names

CHANGED = [date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)]
SORTS = re.compile(r"(Xã|Phường|Đặc khu|Tỉnh|Thành phố) \S")
ELSEWHERE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<![qQ])[uU][ỳýỷỹỵ])(?!\w)")


@pytest.mark.parametrize(
    ("day", "cities", "wards"),
    [
        (BEGINS, 6, 687),
        (date(2026, 4, 29), 6, 687),
        (date(2026, 4, 30), 7, 697),
        (date(2026, 9, 1), 8, 697),
        (date(2026, 9, 20), 9, 709),
        (date(2027, 1, 1), 9, 709),
    ],
)
def test_units_are_counted_by_day(day: date, cities: int, wards: int) -> None:
    """34 provinces and cities and 3,321 communes, wards and special zones on every day; sorts change in 2026."""
    sorts = Counter(SORTS.match(one.name)[1] for one in list_on(day).values())  # type: ignore[index]
    assert sorts == {
        "Thành phố": cities,
        "Tỉnh": 34 - cities,
        "Phường": wards,
        "Xã": 3321 - 13 - wards,
        "Đặc khu": 13,
    }


def test_nothing_is_known_of_the_day_before_the_list_begins() -> None:
    """On 30 June 2025 there were districts, and other provinces."""
    assert not list_on(BEGINS - timedelta(days=1))


def test_names_change_on_three_days() -> None:
    """25 units have had two names, each with the document that changed it, issued before it took effect."""
    changed = [every for every in names().values() if len(every) > 1]
    assert len(changed) == 25
    assert sorted({after.since for _, after in changed}) == CHANGED
    for before, after in changed:
        assert before.until == after.since > issued()[after.documents[0]] > BEGINS
        assert same_place(before.name, after.name)
        assert not same_name(before.name, after.name)
    assert [(one.name, one.documents) for one in names()["75"]] == [
        ("Tỉnh Đồng Nai", ("NQ 202/2025/QH15", "QĐ 19/2025/QĐ-TTg")),
        ("Thành phố Đồng Nai", ("NQ 30/2026/QH16",)),
    ]


def test_codes_are_texts_of_two_or_five_digits() -> None:
    """In order, each once, and each below a province of the list."""
    for code, every in names().items():
        assert re.fullmatch(r"[0-9]{2}|[0-9]{5}", code)
        for one in every:
            assert (one.kind, one.parent == "vn") == (("province", True) if len(code) == 2 else ("commune", False))
            assert one.parent == "vn" or one.parent in latest()
    rows = [(line["code"], line["since"]) for line in lines("units.csv")]
    assert len(set(rows)) == len(rows) == 34 + 3321 + 25
    assert {len(every) for every in names().values()} == {1, 2}


def test_names_are_composed_and_their_tone_marks_in_one_place() -> None:
    """NFC, single spaces, a plain apostrophe, and Hòa, Thủy, not Hoà, Thuỷ."""
    for one in (one for every in names().values() for one in every):
        assert one.name == unicodedata.normalize("NFC", " ".join(one.name.split()))
        assert not ELSEWHERE.search(one.name), one.name
        assert not re.search(r"[^\w '\-]", one.name), one.name


def test_no_two_communes_of_a_province_have_one_name() -> None:
    """On any day on which names change."""
    for day in (BEGINS, *CHANGED):
        named = Counter((one.parent, one.name) for one in list_on(day).values())
        assert named.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [("01558", "Xã Hạ Lang"), ("03388", "Phường Đoàn Kết"), ("00745", "Xã Phố Bảng"), ("15", "Tỉnh Lào Cai")],
)
def test_codes_have_the_names_that_the_documents_give_them(code: str, name: str) -> None:
    """Among them one that another list has under a neighbour's name."""
    assert latest()[code].name == name


def test_each_row_has_its_documents_and_how_sure_it_is() -> None:
    """Every document is listed with the day it was issued; three rows were in dispute."""
    rows = [one for every in names().values() for one in every]
    assert {number for one in rows for number in one.documents} == set(issued())
    assert {one.code for one in rows if one.confidence != "high"} == {"00745", "06970", "23938"}
    assert {one.confidence for one in rows} == {"high", "medium"}
    of_its_own = {one.parent: one.documents[-1] for one in rows if one.kind == "commune" and one.since == BEGINS}
    assert len(set(of_its_own.values())) == 34  # one resolution for each province


def test_the_former_provinces_are_part_of_those_of_now() -> None:
    """63 became 34: 29 codes are in use no more, seven mean another province, 27 go on."""
    former = former_provinces()
    assert len(former) == 63
    assert sum(one.retired for one in former.values()) == 29
    assert sorted(code for code, one in former.items() if one.reused) == ["15", "24", "44", "52", "80", "82", "91"]
    assert {one.now for one in former.values()} == {code for code in latest() if len(code) == 2}
    assert all(one.document for one in former.values() if one.retired or one.reused)


@pytest.mark.parametrize(
    ("one", "other", "name", "place"),
    [
        ("Xã Hoà An", "Xã Hòa An", True, True),
        (unicodedata.normalize("NFD", "Phường Thủy Xuân"), "phường  Thuỷ Xuân", True, True),
        ("Xã Bố Hạ", "Phường Bố Hạ", False, True),
        ("Đảng ủy phường Đoàn Kết", "Phường Đoàn Kết", False, True),
        ("UBND TP Huế", "Thành phố Huế", False, True),
        ("Xã Lý Quốc", "Xã Hạ Lang", False, False),
        ("Xã Tân Phú Đông", "Xã Tân Phú", False, False),
        ("Xã Đông Tân Phú", "Xã Tân Phú", False, False),
        ("Xã Bình Hòa", "Xã Bình Hóa", False, False),
        ("Tỉnh", "Tỉnh Lai Châu", False, False),
    ],
)
def test_names_are_compared_by_their_words(one: str, other: str, name: bool, place: bool) -> None:
    """The same name in another spelling, the same place under another head; a tone is a letter."""
    assert (same_name(one, other), same_place(one, other)) == (name, place)
