"""`thoihan read --batch`: deadline phrases in, JSON lines out, one for one and in order. Other programs use it.

In: a phrase, or `{"phrase": "Trước 30/7", "year": 2025}`; the year is the plan's, for dates without one. Out: the
reading as `rules.phrases.sense.PhraseReading.to_json` has it. Every line is answered: what cannot be read is `unread`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.words.plain_text import json_text
from rules.phrases.reading import read


def batch(lines: Iterable[str], year: int | None = None) -> Iterator[str]:
    """One line of JSON, without its line feed, for each line of `lines`. `year` is for lines that give none.

    Never raises: a line that begins like JSON and is none is read as a phrase.
    """
    for line in lines:
        phrase, own = _asked(line.removeprefix("\ufeff").strip("\r\n"))
        answer = read(phrase, year if own is None else own).to_json()
        yield json_text(answer)


def _asked(line: str) -> tuple[str, int | None]:
    """The phrase of a line, and the year it gives."""
    if not line.lstrip().startswith("{"):
        return line, None
    try:
        asked: Any = json.loads(line)
    except (ValueError, RecursionError):
        return line, None
    if not isinstance(asked, dict) or not isinstance(asked.get("phrase"), str):
        return line, None
    year = asked.get("year")
    if isinstance(year, str) and year.isascii() and year.isdecimal() and len(year) == 4:
        year = int(year)
    return asked["phrase"], year if isinstance(year, int) and not isinstance(year, bool) else None
