"""Words that are looked for in the titles of tasks: however they are typed, with or without diacritics."""

from collections.abc import Sequence

from adapters.answers.task_answers import Answer
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_LONGEST = 200
_NO_WORDS = N_("--find: write a word or more of the title, {longest} characters at the most.")


def words_of(text: str) -> Sequence[str]:
    """The words to look for. Raises Refused where there are none, or far too many."""
    found = _folded(text.encode("utf-8", "replace").decode()).split() if len(text) <= _LONGEST else []
    if not found:
        raise Refused(_NO_WORDS, longest=_LONGEST)
    return tuple(dict.fromkeys(found))


def is_titled(answer: Answer, words: Sequence[str]) -> bool:
    """True if all these words are in the title of a task that has not begun."""
    title = _folded(answer["title"])
    return all(word in title for word in words)


def _folded(text: str) -> str:
    from rules.phrases.normalising import folded  # noqa: PLC0415 - lists are mostly asked for without

    return folded(text)
