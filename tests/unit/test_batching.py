"""`thoihan due --batch`: other programs read these lines, so that their form is asserted whole."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.benches.due import run
from adapters.lines.dues import batch
from engine.calendars.calendar import Calendar
from engine.counting import conventions

VN = Calendar.build("vn")
CIVIL = conventions.get("vn-civil-code")
COVERED = "the calendar vn, which covers 2000-01-01 to 2099-12-31."


def answers(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in batch(lines, VN, CIVIL)]


def test_a_line_is_answered_in_the_form_laid_down() -> None:
    """One object with five keys, days in ISO form, the calendar by its version."""
    (line,) = batch(['{"event": "2026-01-30", "offset": "30 working days before"}'], VN, CIVIL)
    assert json.loads(line) == {
        "nominal": "2025-12-18",
        "due": "2025-12-18",
        "safe": "2025-12-18",
        "provisional": False,
        "calendar": VN.version,
    }
    assert list(json.loads(line)) == ["nominal", "due", "safe", "provisional", "calendar"]


def test_answers_come_one_for_one_and_in_order() -> None:
    """A line that cannot be answered leaves its place to an error, and the others theirs."""
    found = answers(
        '{"event": "2026-02-06", "offset": "10 working days after"}\n',
        "",
        '{"event": "2028-03-06", "offset": "1 day after"}',
    )
    assert [item.get("due") for item in found] == ["2026-02-27", None, "2028-03-07"]
    assert list(found[1]) == ["error"]
    assert [item.get("provisional") for item in found] == [False, None, True]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("", "The line is not JSON. Write an object with “event” and “offset”."),
        ("{'event': 1}", "The line is not JSON. Write an object with “event” and “offset”."),
        ("[" * 100_000, "The line is not JSON. Write an object with “event” and “offset”."),
        ('{"event": NaN}', "The line is not JSON. Write an object with “event” and “offset”."),
        ('{"event": ' + "1" * 5000 + "}", "The line is not JSON. Write an object with “event” and “offset”."),
        ("[]", "The line is not an object with “event” and “offset”."),
        ('{"event": "2026-01-30"}', "“offset” is missing or is not text."),
        ('{"event": 20260130, "offset": "1 day after"}', "“event” is missing or is not text."),
        ('{"event": "2026-02-30", "offset": "1 day after"}', "There is no day 2026-02-30. Correct the date."),
        ('{"event": "30/01/2026", "offset": "1 day after"}', "“30/01/2026” is not a day written YYYY-MM-DD."),
        ('{"event": "20260130", "offset": "1 day after"}', "“20260130” is not a day written YYYY-MM-DD."),
        ('{"event": "2026-01-30", "event": "2026-01-31"}', "“event” stands twice in the line. Keep one."),
        (
            '{"event": "2026-01-30", "offset": "1 day after", "convention": "vn-election"}',
            "“convention” cannot be set for one line; it is an option of the command.",
        ),
        (
            '{"event": "2150-01-01", "offset": "1 day after"}',
            f"The day 2150-01-01 is outside {COVERED} Check the year; a date outside cannot be computed.",
        ),
        (
            '{"event": "2026-01-30", "offset": "99999 months after"}',
            f"Counted from 2026-01-30, the answer lies outside {COVERED} Check the date and the length of the period.",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: str, error: str) -> None:
    """What is wrong and what to do, whatever stands in the line."""
    assert answers(line) == [{"error": error}]


@pytest.mark.parametrize(
    "offset", ["", "1 fortnight after", "-1 days after", "1.5 days after", "9" * 99 + " days after"]
)
def test_an_offset_that_is_none_is_an_error(offset: str) -> None:
    """What the offset language does not have is an error of that line."""
    (found,) = answers(json.dumps({"event": "2026-01-30", "offset": offset}))
    assert list(found) == ["error"]


def test_errors_are_told_in_the_language_asked_for() -> None:
    """The template is translated before its fields are filled in."""
    line = '{"event": "2026-02-30", "offset": "1 day after"}'
    (found,) = batch([line], VN, CIVIL, translate=lambda _: "Không có ngày {text}.")
    assert json.loads(found) == {"error": "Không có ngày 2026-02-30."}


def test_a_byte_order_mark_is_passed_over() -> None:
    """Files written on Windows begin with one."""
    (found,) = answers('\ufeff{"event": "2026-01-30", "offset": "0 days after"}')
    assert found["due"] == "2026-01-30"


def test_lines_are_answered_as_they_come() -> None:
    """The batch streams: the first answer is there before the second line is read."""

    def lines() -> Iterator[str]:
        yield '{"event": "2026-01-30", "offset": "1 day after"}'
        raise AssertionError("read ahead")

    assert json.loads(next(batch(lines(), VN, CIVIL)))["due"] == "2026-02-02"


def test_the_benchmark_gives_the_peers_answers() -> None:
    """What is measured against numpy is the same dates, swaps included."""
    measured = run(offsets=5_000)
    assert measured["same_answers"] is True
    assert measured["offsets"] == 5_000
