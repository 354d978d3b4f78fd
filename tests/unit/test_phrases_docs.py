"""The tables of docs/phrases.md say what the reader does."""

import re
from pathlib import Path

import pytest

from rules.phrases.reading import read
from rules.phrases.sense import SENSE_KEYS

TEXT = (Path(__file__).parents[2] / "docs" / "phrases.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+?)` \| (\w+)(.*?) \|", TEXT[: TEXT.index("## When a reading is certain")], re.MULTILINE)
FIELD = re.compile(rf" ({'|'.join(SENSE_KEYS)})=(.+?)(?= (?:{'|'.join(SENSE_KEYS)})=| \?$|$)")


@pytest.mark.parametrize(("phrase", "kind", "rest"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_is_read_as_the_documentation_says(phrase: str, kind: str, rest: str) -> None:
    """The kind, every field and the mark of a row are those of the reading."""
    answer = read(phrase, 2025).to_json()
    said = {key: str(answer[key]) for key in SENSE_KEYS if answer[key] is not None}
    assert (answer["kind"], said) == (kind, dict(FIELD.findall(rest)))
    assert answer["certain"] is not rest.endswith("?")


def test_the_tables_were_found() -> None:
    """The rows are read from the text, so they must be there."""
    assert len(ROWS) > 50
