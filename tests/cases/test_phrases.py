"""Deadline phrases with their readings, as a table: tests/cases/phrases.csv, and phrases_heldout.csv.

The first table is what the reader was built on: every row must hold as it stands. The second was written before the
reader and is not built on; it measures. A row's `note` has the parts of what is several at once.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.phrases.reading import PhraseReading, read
from rules.phrases.sense import SENSE_KEYS

HERE = Path(__file__).parent
Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TUNED = _rows("phrases.csv")
HELD_OUT = _rows("phrases_heldout.csv")


def _read(row: Row) -> PhraseReading:
    return read(row["phrase"], int(row["year"]) if row["year"] else None)


def _said(reading: PhraseReading) -> Row:
    """The reading as its row would be."""
    answer = reading.to_json()
    return {key: "" if answer[key] is None else str(answer[key]) for key in ("kind", *SENSE_KEYS)}


def _parts(reading: PhraseReading) -> str:
    return "parts=" + " | ".join(" ".join(_part(part)) for part in reading.parts) if reading.parts else ""


def _part(part: PhraseReading) -> Iterator[str]:
    said = _said(part)
    yield said["kind"]
    if said["kind"] == "period":
        yield f"{said['start']}..{said['end']}"
    elif said["kind"] == "recurring":
        yield said["recurrence"]
        yield from filter(
            None, (said["direction"], _named("day", said["day"]), _named("month", said["month_of_period"]))
        )
    else:
        offset = [said["offset"], said["unit"]] if said["offset"] else []
        yield from filter(None, (said["date"], *offset, said["bound"], said["event"]))


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


def _is_right(row: Row, reading: PhraseReading) -> bool:
    said = _said(reading)
    return all(said[key] == row[key] for key in said) and (row["kind"] != "several" or _parts(reading) == row["note"])


@pytest.mark.parametrize("row", TUNED, ids=lambda row: row["phrase"])
def test_each_phrase_is_read_as_its_row_says(row: Row) -> None:
    """A phrase has the reading, the certainty and the rule of its row, and nothing else."""
    reading = _read(row)
    assert _said(reading) == {key: row[key] for key in ("kind", *SENSE_KEYS)}
    assert (_parts(reading) or "") == (row["note"] if row["kind"] == "several" else "")
    assert (reading.certain, reading.rule or "") == (row["certain"] == "yes", row["rule"])


def test_the_table_is_large_enough_to_mean_something() -> None:
    """The tables have no phrase in common, 300 rows at least to build on and 120 to measure with."""
    ours, theirs = ({(row["phrase"], row["year"]) for row in rows} for rows in (TUNED, HELD_OUT))
    assert len(ours) >= 300
    assert len(theirs) >= 120
    assert not ours & theirs


@pytest.mark.parametrize("rows", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_no_phrase_is_read_wrong_for_certain(rows: list[Row]) -> None:
    """Whatever is read wrong is marked as uncertain: a wrong silent reading is the worst outcome."""
    wrong = [row["phrase"] for row in rows if (reading := _read(row)).certain and not _is_right(row, reading)]
    assert wrong == []


def test_most_held_out_phrases_are_read_right() -> None:
    """At least 85 % of the phrases that the reader was not built on are read right."""
    right = sum(_is_right(row, _read(row)) for row in HELD_OUT)
    assert right / len(HELD_OUT) >= 0.85


def test_what_is_certain_has_nothing_left_over() -> None:
    """A certain reading leaves no word, and gives no reason for doubt."""
    readings = [_read(row) for row in (*TUNED, *HELD_OUT)]
    assert not any(reading.rest or reading.notes for reading in readings if reading.certain)
    assert all(reading.notes for reading in readings if not reading.certain)
