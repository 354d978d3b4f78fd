"""`thoihan due --batch`: other programs read these lines, so that their form is asserted whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.benches.due import run
from adapters.lines.dues import batch
from engine.calendars.calendar import Calendar
from engine.counting import conventions
from tests.command_line import CommandLine

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


def many_lines() -> list[str]:
    """Lines of every unit and of two at once, on either side, with errors of each kind between them."""
    units = ("working days", "days", "weeks", "months", "years", "months 3 days")
    offsets = [f"{n % 7} {unit} {side}" for n in range(60) for unit in units for side in ("after", "before")]
    lines = [json.dumps({"event": f"2026-0{1 + n % 9}-2{n % 8}", "offset": offset}) for n, offset in enumerate(offsets)]
    beyond = json.dumps({"event": "2099-12-30", "offset": "5 working days after"})
    return [*lines[:200], beyond, "nonsense", *lines[200:], json.dumps({"event": "2026-01-30", "offset": "5 days"})]


@pytest.mark.parametrize("ahead", [2, 50, 10_000])
def test_lines_counted_together_have_the_same_answers(ahead: int) -> None:
    """However many lines are read at once, each has the answer or the error that it has alone, in its place."""
    lines = many_lines()
    alone = list(batch(lines, VN, CIVIL))
    assert sum("error" in line for line in alone) == 3
    assert list(batch(lines, VN, CIVIL, ahead=ahead)) == alone


def test_a_file_of_lines_is_answered_as_standard_input_is(tmp_path: Path) -> None:
    """The lines of a file, which are counted together, and those that are typed have the same answers."""
    line, said = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'x.db'}"), "\n".join(many_lines())
    (tmp_path / "lines.jsonl").write_text(said, encoding="utf-8")
    assert line("due", "--batch", str(tmp_path / "lines.jsonl")).out == line("due", "--batch", "-", stdin=said).out


def test_the_benchmark_gives_the_peers_answers() -> None:
    """What is measured against numpy is the same dates, swaps included."""
    measured = run(offsets=5_000)
    assert measured["same_answers"] is True
    assert measured["offsets"] == 5_000
