"""Explanations are what the golden files hold, to the letter. To renew them: `python -m tests.golden --write`."""

from pathlib import Path

import pytest

from tests.golden.stories import FOLDER, LANGUAGES, STORIES, prepared


@pytest.mark.parametrize("name", STORIES)
def test_an_explanation_reads_as_it_should(name: str, tmp_path: Path) -> None:
    """The whole answer to a story, in Vietnamese and in English; and what is kept is what the log gives."""
    line = prepared(tmp_path)
    STORIES[name].play(line)
    for lang in LANGUAGES:
        golden = (FOLDER / f"{name}.{lang}.txt").read_text(encoding="utf-8")
        assert STORIES[name].explained(line, lang) == golden
    line("verify")


def test_every_golden_file_has_its_story() -> None:
    """No file is left over from a story that is told no more."""
    assert {path.name for path in FOLDER.glob("*.txt")} == {
        f"{name}.{lang}.txt" for name in STORIES for lang in LANGUAGES
    }
