"""What docs/importing.md shows is so."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from adapters.documents.meaning.answers import read_answers

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_program_prints_what_is_shown() -> None:
    """The Python of the page runs and prints the lines below it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(blocks("python")[0], {})
    assert out.getvalue() == blocks("text")[0]


@pytest.mark.parametrize("text", [block for block in blocks("yaml") if block.startswith("plan:")])
def test_the_answers_are_answers(text: str) -> None:
    """The file of answers that is shown is read as one."""
    answers = read_answers(text)
    assert answers.plan["unit"] == "12"
    assert answers.rows["II.3#5f0c2a91"]["due"] == "7 working days after party_card_guidance"
