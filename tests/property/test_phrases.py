"""Laws of the phrase reader, on phrases nobody wrote."""

import csv
import json
import unicodedata
from datetime import date
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.lines.phrases import batch
from rules.language.offset_text import format_due, parse_due
from rules.phrases.reading import PhraseReading, read
from rules.phrases.sense import DeadlineKind
from tests.calls import calls_of

CASES = Path(__file__).parents[1] / "cases"


def _phrases() -> list[str]:
    names = ("phrases.csv", "phrases_heldout.csv")
    rows = [row for name in names for row in csv.DictReader((CASES / name).open(encoding="utf-8", newline=""))]
    return [row["phrase"] for row in rows]


KNOWN = _phrases()
WORDS = sorted({word for phrase in KNOWN for word in phrase.split()})
PHRASES = st.sampled_from(KNOWN)
MADE_UP = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=300), MADE_UP, PHRASES)
YEARS = st.one_of(st.none(), st.integers(min_value=2000, max_value=2100), st.integers())

NEW_TONES = {"hoà": "hòa", "uỷ": "ủy", "Uỷ": "Ủy", "khoá": "khóa", "Khoá": "Khóa", "thuỷ": "thủy"}


def _meaning(reading: PhraseReading) -> dict[str, object]:
    """All that a reading says but how its words were typed."""
    answer = dict(reading.to_json())
    for key in ("phrase", "rest", "event"):
        del answer[key]
    answer["parts"] = [_meaning(part) for part in reading.parts or ()]
    return answer


@settings(max_examples=100, deadline=None)
@given(ANYTHING, YEARS)
def test_every_text_has_a_reading(phrase: str, year: int | None) -> None:
    """Nothing raises, and what comes out can be written as JSON."""
    reading = read(phrase, year)
    assert json.loads(json.dumps(reading.to_json()))["kind"] == reading.kind
    assert reading.certain or reading.notes


@settings(max_examples=100, deadline=None)
@given(MADE_UP, YEARS)
def test_a_certain_reading_left_nothing_out(phrase: str, year: int | None) -> None:
    """Certain means: something was read, no word is left, nothing is doubted, and each part is certain."""
    reading = read(phrase, year)
    if reading.certain:
        assert reading.kind is not DeadlineKind.UNREAD
        assert not reading.rest
        assert not reading.notes
        assert all(part.certain for part in reading.parts or ())


@settings(max_examples=100, deadline=None)
@given(MADE_UP, YEARS)
def test_dates_are_real_and_in_order(phrase: str, year: int | None) -> None:
    """A date that is given exists, and no period ends before it starts."""
    for reading in (whole := read(phrase, year), *(whole.parts or ())):
        assert all(day is None or isinstance(day, date) for day in (reading.date, reading.start, reading.end))
        if reading.start and reading.end:
            assert reading.start <= reading.end


@settings(max_examples=100, deadline=None)
@given(ANYTHING, YEARS)
def test_a_rule_is_in_the_offset_language(phrase: str, year: int | None) -> None:
    """Each rule parses, and is what the offset language prints."""
    for reading in (whole := read(phrase, year), *(whole.parts or ())):
        assert reading.rule is None or format_due(parse_due(reading.rule)) == reading.rule


@settings(max_examples=100, deadline=None)
@given(PHRASES)
def test_composition_of_letters_does_not_matter(phrase: str) -> None:
    """NFC and NFD of a phrase mean the same."""
    assert _meaning(read(unicodedata.normalize("NFD", phrase), 2025)) == _meaning(read(phrase, 2025))


@settings(max_examples=100, deadline=None)
@given(PHRASES)
def test_case_does_not_matter(phrase: str) -> None:
    """A phrase in capitals means what it means in small letters."""
    assert _meaning(read(phrase.upper(), 2025)) == _meaning(read(phrase.lower(), 2025))


@settings(max_examples=100, deadline=None)
@given(PHRASES)
def test_where_the_tone_mark_stands_does_not_matter(phrase: str) -> None:
    """Old and new spelling mean the same."""
    other = phrase
    for old, new in NEW_TONES.items():
        other = other.replace(old, new)
    assert _meaning(read(other, 2025)) == _meaning(read(phrase, 2025))


@settings(max_examples=60, deadline=None)
@given(PHRASES, st.integers(min_value=0, max_value=200), st.sampled_from(["\n", "  ", "\t", "\u00a0", "\u200b "]))
def test_white_space_does_not_matter(phrase: str, at: int, space: str) -> None:
    """A space may be any other white space, and a line may break at it."""
    spaces = [
        place
        for place, character in enumerate(phrase)
        if character == " " and phrase[place + 1 : place + 2] not in "-+*"
    ]
    if spaces:
        place = spaces[at % len(spaces)]
        assert _meaning(read(phrase[:place] + space + phrase[place + 1 :], 2025)) == _meaning(read(phrase, 2025))


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_a_line_is_answered_by_a_line(line: str) -> None:
    """The line protocol never raises and writes one line of JSON for one line."""
    answers = list(batch([line]))
    assert len(answers) == 1
    assert json.loads(answers[0])["kind"]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["trước ", "1/1/2025 ", "(", ",", "một ", "ngày 1, ", "\u0323", "sau khi có ", "-1", "½"]))
def test_a_hundred_kilobytes_of_anything_cost_nothing(piece: str) -> None:
    """A phrase that is too long is not looked at; of those that may be, none is a maze."""
    for length, most in ((100_000, 100), (2_000, 100_000), (500, 500_000)):
        phrase = (piece * length)[:length]
        assert calls_of(partial(read, phrase, 2025)) < most
