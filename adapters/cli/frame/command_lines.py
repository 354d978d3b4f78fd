"""Command lines run from within the program: what is supposed in `what-if`, and what is done in a story."""

import shlex
from collections.abc import Sequence

from adapters.cli.frame.commands import ROOT, Branch
from adapters.cli.frame.group import NAME
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.running import command
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from rules.problems import N_

_UNREADABLE = N_("“{text}” is no command line: a quotation mark is missing.")


def typed(argv: Sequence[str], here: Invocation) -> int:
    """Run one command at `desk`, and say what it ends with. Raises what the command raises."""
    ended = command(here.terminal.lang).main(list(argv), prog_name=NAME, standalone_mode=False, obj=here)
    return ended if isinstance(ended, int) else 0


def command_lines(text: str) -> list[list[str]]:
    """The words of each command in `text`, where `;` stands between two. Raises Misused."""
    reader = shlex.shlex(text, posix=True, punctuation_chars=";")
    reader.whitespace_split, reader.commenters = True, ""
    found: list[list[str]] = [[]]
    try:
        for word in reader:
            if set(word) == {";"}:
                found.append([])
            else:
                found[-1].append(word)
    except ValueError:
        raise Misused(_UNREADABLE, text=one_line(text, 80)) from None
    return [words[1:] if words[0] == NAME else words for words in found if words]


def name_of(words: Sequence[str]) -> str:
    """The name of the command: `units merge` of `units merge btc --into vptu`."""
    at: object = ROOT
    found: list[str] = []
    for word in words:
        if not isinstance(at, Branch) or word not in at.commands:
            break
        found.append(word)
        at = at.commands[word]
    return " ".join(found)
