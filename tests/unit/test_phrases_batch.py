"""The line protocol of `thoihan read --batch`, and its benchmark."""

import json

from adapters.benches.read import run
from adapters.lines.phrases import batch


def test_each_line_has_its_answer_in_order() -> None:
    """Phrases and JSON lines may be mixed; every line, an empty one too, is answered by one."""
    lines = ["Trước 30/7/2025\n", '{"phrase": "Trước 30/7", "year": 2026}', "", "x"]
    answers = [json.loads(line) for line in batch(lines)]
    assert [(answer["kind"], answer["date"]) for answer in answers] == [
        ("before_date", "2025-07-30"),
        ("before_date", "2026-07-30"),
        ("unread", None),
        ("unread", None),
    ]


def test_the_year_of_a_line_goes_before_that_of_the_call() -> None:
    """The year of the call is for lines that give none; text of four digits is a year too."""
    lines = ["Trước 30/7", '{"phrase": "Trước 30/7", "year": "2026"}', '{"phrase": "Trước 30/7", "year": true}']
    assert [json.loads(line)["date"] for line in batch(lines, 2025)] == ["2025-07-30", "2026-07-30", "2025-07-30"]


def test_lines_that_are_not_what_they_seem_are_answered_too() -> None:
    """Broken JSON, other JSON, deep JSON and lone surrogates give an answer that can be written."""
    lines = ["{", '{"phrase": 1}', '{"a":' * 10_000, '{"phrase": "\\ud800"}', '{"phrase": "x", "year": 1e999}']
    answers = list(batch(lines))
    assert all(json.loads(answer)["kind"] == "unread" for answer in answers)
    assert all(answer.encode("utf-8") and "\n" not in answer for answer in answers)


def test_the_benchmark_measures_what_it_says() -> None:
    """A short run has the keys of a long one, and reads most of its phrases."""
    measured = run(phrases=230)
    assert measured["phrases"] == 230
    assert isinstance(measured["read"], float)
    assert measured["read"] > 0.9
    cost = {"ratio", "target", "holds", "seconds", "peak_mb", "rounds"}
    assert set(measured) == {"name", "phrases", "per_second", "read", *cost}
