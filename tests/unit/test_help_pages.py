"""The words for what is to be typed have a language, whichever command has them."""

import re
from pathlib import Path

from adapters.cli.frame.help_pages import WORDS

CLI = Path(__file__).parents[2] / "adapters" / "cli"
METAVAR = re.compile(r'metavar="([^"]+)"')


def test_every_word_to_be_typed_is_translated() -> None:
    """All that stands in capitals in a metavar is in the catalogue."""
    found = {
        word
        for path in CLI.rglob("*.py")
        for metavar in METAVAR.findall(path.read_text(encoding="utf-8"))
        for word in re.findall(r"\b[A-Z][A-Z:]*\b", metavar)
    }
    assert "ROUND" in found
    assert found <= set(WORDS)
