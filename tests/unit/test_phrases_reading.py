"""Every field of a reading holds what the phrase says, and what is doubtful makes it uncertain."""

import json
from datetime import date

import pytest

from rules.language.offset_text import format_due, parse_due
from rules.phrases.cleaning import LONGEST
from rules.phrases.reading import read
from rules.phrases.sense import DeadlineKind

KEYS = [
    "phrase", "kind", "date", "start", "end", "offset", "unit", "direction", "bound", "event", "recurrence", "day",
    "month_of_period", "time", "certain", "rest", "rule", "parts",
]  # fmt: skip


def _why(phrase: str, year: int | None = 2025) -> list[str]:
    """The notes of a reading, in English."""
    return [note.template.format(**note.args) for note in read(phrase, year).notes]


def test_the_json_form_has_every_key_in_one_order() -> None:
    """Absent fields are null, dates are ISO text, and a part has the keys of a whole."""
    answer = read("Trước 30/6/2025 và trước 31/12/2025").to_json()
    assert list(answer) == KEYS
    assert [list(part) for part in answer["parts"]] == [KEYS, KEYS]
    assert json.loads(json.dumps(answer))["parts"][1]["date"] == "2025-12-31"


def test_a_reading_keeps_the_phrase_as_it_was_typed() -> None:
    """The phrase comes back unchanged, whatever was made of it."""
    assert read("  Trước\n30/7/2025 ").phrase == "  Trước\n30/7/2025 "


def test_the_event_has_the_words_of_the_document() -> None:
    """An event keeps its case and its spelling; only white space is evened out."""
    assert read("SAU KHI CÓ HƯỚNG DẪN\nCỦA  Tỉnh uỷ").event == "HƯỚNG DẪN CỦA Tỉnh uỷ"


@pytest.mark.parametrize(
    ("phrase", "kind", "day"),
    [("Trước 30/7", DeadlineKind.BEFORE_DATE, date(2026, 7, 30)), ("Quý III", DeadlineKind.PERIOD, None)],
)
def test_a_date_without_a_year_takes_the_plans(phrase: str, kind: DeadlineKind, day: date | None) -> None:
    """With the plan's year it is certain; without, it is marked and has no date."""
    with_year, without = read(phrase, 2026), read(phrase)
    assert (with_year.kind, with_year.date, with_year.certain) == (kind, day, True)
    assert (without.kind, without.date, without.start, without.certain) == (kind, None, None, False)


def test_a_year_in_the_phrase_goes_before_the_plans() -> None:
    """The plan's year fills in only what the phrase leaves out."""
    assert read("Trước 30/7/2027", 2025).date == date(2027, 7, 30)


def test_a_year_that_is_none_is_not_used() -> None:
    """A year beyond any calendar counts as no year."""
    assert read("Trước 30/7", 10**6).date is None


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("Trước 30/7/25", "The year of “30/7/25” is written with two digits; the 21st century was taken."),
        ("35/13/2026", "There is no date “35/13/2026” in the calendar."),
        ("Trước 1/1/9999", "“1/1/9999” is in no year that can be counted in: these are 2000 to 2099. Check the year."),
        ("Trước 29/2/2025", "There is no date “29/2/2025” in the calendar."),
        (
            "2026-10-08 00:00:00",
            "“2026-10-08 00:00:00” comes from a spreadsheet; day and month may have changed places.",
        ),
        ("Truớc 30/7/2025", "“truớc” was taken for “trước”."),
        ("Trước 30/7/2025 nhé", "Not understood: “nhé”."),
        (
            "Trong trước ngày 30/7/2025",
            "“In” and “before” contradict each other; the stricter was taken.",
        ),
        ("Sau 7 ngày làm việc", "What the time is counted from is not said."),
        ("ngày 30 tháng Giêng", "“ngày 30 tháng giêng” is a date of the lunar calendar, which is not converted."),
        ("Trước 30/7\u202e/2025", "Invisible control or direction marks were taken out."),
        ("Đang thực hiện", "This is the state of the work, not a deadline."),
        ("Trước 30/7/2025 hoặc 30/8/2025", "The phrase gives a choice (“hoặc”)."),
        ("Ngân sách", "“Ngân sách” is no deadline in a form that is known."),
        ("", "There is no phrase."),
    ],
)
def test_what_is_not_certain_says_why(phrase: str, reason: str) -> None:
    """Each doubt has a reason in words."""
    assert reason in _why(phrase)
    assert not read(phrase, 2025).certain


def test_a_phrase_that_is_too_long_is_not_looked_at() -> None:
    """Beyond the limit a text is unread, and the reason says how long it is."""
    reading = read("a" * (LONGEST + 1))
    assert (reading.kind, reading.rest) == (DeadlineKind.UNREAD, ())
    assert [note.args for note in reading.notes] == [{"length": LONGEST + 1, "longest": LONGEST}]


def test_words_that_are_left_over_are_listed() -> None:
    """`rest` has each word that was not understood, as it was typed, in order."""
    assert read("Đợt 1: trước 30/6/2025 (riêng cấp xã trước 15/6/2025)").rest == (
        "Đợt", "1", "riêng", "cấp", "xã", "trước", "15/6/2025",
    )  # fmt: skip


@pytest.mark.parametrize(
    "phrase",
    [
        "Sau khi có hướng dẫn của Trung ương (nếu có)",
        "Trước 30/7/2025 (theo Kế hoạch số 12-KH/TU)",
        "(trước 30/7/2025)",
    ],
)
def test_brackets_that_change_nothing_leave_it_certain(phrase: str) -> None:
    """A source, `nếu có`, or brackets around the whole raise no doubt."""
    assert read(phrase).certain


def test_days_without_days_off_are_working_days() -> None:
    """`(không kể thứ bảy, chủ nhật)` behind days says what working days are."""
    assert read("7 ngày (không kể thứ bảy, chủ nhật) kể từ ngày ký").unit == "working_day"


def test_a_rule_is_canonical_offset_language() -> None:
    """The text of `rule` is what the offset language prints for it."""
    rule = read("Trước ngày 15 tháng cuối quý").rule
    assert rule == "every quarter before day 15 of its last month"
    assert format_due(parse_due(rule)) == rule


@pytest.mark.parametrize(
    "phrase", ["trong vòng 24 giờ kể từ khi phát hiện", "không sớm hơn 30 ngày trước ngày bầu cử", "Hằng năm"]
)
def test_what_the_offset_language_cannot_say_has_no_rule(phrase: str) -> None:
    """Hours, earliest days and cycles without a day have no rule, certain as they may be."""
    reading = read(phrase)
    assert reading.certain
    assert reading.rule is None


def test_before_an_hour_of_a_day_the_rule_is_that_day() -> None:
    """The offset language has no hours: before 17:00 of a day is by that day, not before it."""
    reading = read("Trước 17 giờ ngày 30/7/2025")
    assert (reading.kind, reading.time, reading.rule) == (DeadlineKind.BEFORE_DATE, "17:00", "by 2025-07-30")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Sau khi có Quyết định số 15", "quyet_dinh_so_15"),
        ("Sau khi 02 xã sáp nhập", "su_kien_02_xa_sap_nhap"),
        ("Sau đại hội", "dai_hoi"),
    ],
)
def test_an_event_has_a_name_made_of_its_words(phrase: str, name: str) -> None:
    """The rule names its event by its words without diacritics, in a form that a milestone may have."""
    assert read(phrase).rule == f"once {name}"
