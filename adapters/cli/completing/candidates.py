"""The words that can be typed next: commands, options, and the names that options and arguments take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from adapters.cli.frame.commands import ROOT, Branch, Leaf
from adapters.cli.frame.group import made
from adapters.cli.frame.invocation import Invocation
from adapters.words.catalogue import translator

FILES = ":files"
"""Stands alone where the shell is to offer files."""

_PATHS = ("FILE", "DIR", "FOLDER")


class Offered(NamedTuple):
    """A word that can be typed, and what it means."""

    word: str
    means: str = ""


def candidates(here: Invocation, words: Sequence[str]) -> Iterable[Offered]:
    """The words that can stand in the place of the last of `words`, which is typed in part, behind the others."""
    *before, typed = words or [""]
    at, rest = _command(before)
    if isinstance(at, Branch):
        say = translator(here.terminal.lang)
        return [Offered(name, say(of.help)) for name, of in at.commands.items() if name.startswith(typed)]
    command = made(before[0], at, here.terminal.lang)
    return list(_of_command(here, command, rest, typed))


def _command(words: Iterable[str]) -> tuple[Branch | Leaf, Sequence[str]]:
    """The command that the words name, and those behind it; a group where none is named yet."""
    at: Branch | Leaf = ROOT
    rest: list[str] = []
    for word in words:
        if isinstance(at, Branch) and word in at.commands:
            at = at.commands[word]
        elif isinstance(at, Branch) and at.alone and not word.startswith("-"):
            at = at.commands[at.alone]
            rest.append(word)
        elif not isinstance(at, Branch):
            rest.append(word)
    return at, rest


def _of_command(here: Invocation, command: Any, rest: Sequence[str], typed: str) -> Iterator[Offered]:
    options = {name: one for one in command.params if one.param_type_name == "option" for name in one.opts}
    behind = options.get(rest[-1]) if rest else None
    if behind is not None and not behind.is_flag:
        yield from _values(here, behind.metavar or "", typed, _given(options, rest))
    elif typed.startswith("-"):
        yield from (Offered(name, one.help or "") for name, one in options.items() if name.startswith(typed))
    else:
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        number = len(list(_loose(options, rest)))
        argument = arguments[min(number, len(arguments) - 1)] if arguments else None
        if argument is not None and (number < len(arguments) or argument.nargs != 1):
            yield from _values(here, argument.metavar or "", typed, _given(options, rest))


def _loose(options: Mapping[str, Any], rest: Sequence[str]) -> Iterator[str]:
    """The words that are no option and no value of one."""
    takes = False
    for word in rest:
        if not takes and not word.startswith("-"):
            yield word
        takes = not takes and word in options and not options[word].is_flag


def _given(options: Mapping[str, Any], rest: Sequence[str]) -> Mapping[str, str]:
    """The words behind options so far, by metavar."""
    pairs = pairwise(rest)
    return {options[name].metavar: value for name, value in pairs if name in options and options[name].metavar}


def _values(here: Invocation, metavar: str, typed: str, given: Mapping[str, str]) -> Iterator[Offered]:
    if metavar in _PATHS:
        yield Offered(FILES)
    elif "|" in metavar and metavar.islower():
        yield from (Offered(word) for word in metavar.split("|") if word.startswith(typed))
    else:
        from adapters.cli.completing.values import values  # noqa: PLC0415 - it loads the store

        yield from (Offered(*one) for one in values(here, metavar, typed, given.get("PLAN")))
