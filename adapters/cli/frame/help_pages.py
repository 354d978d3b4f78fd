"""Help pages, wholly in the reader's language: how a command is typed, what it does, what it takes.

typer's own pages have English words around ours (Usage, [default: …], COMMAND), and load rich to draw them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.cli.frame.tables import places, wrapped
from adapters.words.catalogue import Said, say, translator
from rules.problems import N_

_USAGE = N_("Usage: {command}")
_OPTIONS, _ARGUMENTS, _COMMANDS = N_("Options"), N_("Arguments"), N_("Commands")
_ANY_OPTIONS, _COMMAND = N_("[OPTIONS]"), N_("COMMAND …")
_REQUIRED, _DEFAULT = N_("Required."), N_("If not given: {default}.")
_FROM_TO, _FROM = N_("From {least} to {most}."), N_("{least} or more.")
_WIDEST, _NARROW = 100, 30
_UNNAMED = {"option": "N", "argument": "WORD"}

WORDS = (
    *(N_("UNIT"), N_("FILE"), N_("TEXT"), N_("DATE"), N_("PLAN"), N_("NAME"), N_("ROW"), N_("MILESTONE"), N_("TASK")),
    *(N_("PHRASE"), N_("PERSON"), N_("EVENT"), N_("DAYS"), N_("CODE"), N_("ADDRESS"), N_("YEAR"), N_("WORD"), N_("N")),
    *(N_("KIND"), N_("HH:MM"), N_("WORDS"), N_("STATUS"), N_("STATE"), N_("STANDING"), N_("SECONDS"), N_("REPORT")),
    *(N_("PLACE"), N_("PERIOD"), N_("NUMBER"), N_("MOMENT"), N_("LEVEL"), N_("LABEL"), N_("KEY"), N_("ID"), N_("HOUR")),
    *(N_("GROUP"), N_("FORMAT"), N_("FOLDER"), N_("DIR"), N_("TYPED"), N_("SHELL"), N_("URL"), N_("PORT")),
    *(N_("OLD"), N_("NEW"), N_("TOKEN"), N_("LINK"), N_("ROLE"), N_("WEBHOOK"), N_("ROUND"), N_("QUARTER")),
)
"""The words that stand for what is to be typed."""

_WORD = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, WORDS), key=len, reverse=True))})\b")


def typed_said(metavar: str) -> Said:
    """The word for something to be typed, `PLAN/ROW`, as words that have a language."""
    found: dict[str, Said] = {}

    def kept(word: re.Match[str]) -> str:
        found[f"word{len(found)}"] = Said(word[0])
        return f"{{word{len(found) - 1}}}"

    return Said(_WORD.sub(kept, metavar), found)


def help_page(command: Any, context: Any, lang: str, width: int) -> str:
    """The page of a command or of a group."""
    page = _Page(lang, min(width, _WIDEST))
    shown = [one for one in command.get_params(context) if not getattr(one, "hidden", False)]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name == "option"]
    named = getattr(command, "table", None)
    lines = [*page.head(context.command_path, arguments, command.help or "", of_several=named is not None)]
    lines += page.part(_ARGUMENTS, [(page.typed(one), page.told(one)) for one in arguments])
    lines += page.part(_OPTIONS, [(page.option(one), page.told(one)) for one in options])
    lines += page.part(_COMMANDS, [(name, translator(lang)(entry.help)) for name, entry in (named or {}).items()])
    return "\n".join(lines) + "\n"


class _Page:
    """Words in one language on lines of one width."""

    def __init__(self, lang: str, width: int) -> None:
        self.lang, self.width = lang, width

    def text(self, template: str, **args: object) -> str:
        return say(Said(template, args), self.lang)

    def head(self, path: str, arguments: Sequence[Any], told: str, *, of_several: bool) -> Iterator[str]:
        """How it is typed, and what it does."""
        rest = [self.text(_ANY_OPTIONS), *(self._place(one) for one in arguments)]
        yield self.text(_USAGE, command=" ".join([path, *rest, *([self.text(_COMMAND)] if of_several else [])]))
        yield ""
        yield from wrapped(told, self.width)

    def part(self, title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        """A heading and what stands below it, if anything does: what is typed, and beside it what that means."""
        if not rows:
            return
        yield from ("", translator(self.lang)(title))
        column = min(_NARROW, max(places(typed) for typed, _ in rows)) + 4
        for typed, told in rows:
            lines = wrapped(told, max(20, self.width - column))
            beside = places(typed) + 4 <= column
            yield (
                f"  {typed}{' ' * (column - 2 - places(typed))}{lines[0] if lines else ''}" if beside else f"  {typed}"
            )
            yield from (" " * column + line for line in (lines[1:] if beside else lines))

    def typed(self, parameter: Any) -> str:
        """The word for the value of a parameter."""
        return say(typed_said(parameter.metavar or _UNNAMED[parameter.param_type_name]), self.lang)

    def option(self, option: Any) -> str:
        """An option as it is typed, with what stands behind it."""
        names = ", ".join([*option.opts, *option.secondary_opts])
        return names if option.is_flag else f"{names} {self.typed(option)}"

    def told(self, parameter: Any) -> str:
        """The meaning of a parameter, what it may be, and what it is if it is not given."""
        said = [parameter.help or "", self._range(parameter)]
        if parameter.required:
            said.append(self.text(_REQUIRED))
        elif isinstance(parameter.default, str | int) and not isinstance(parameter.default, bool) and parameter.default:
            said.append(self.text(_DEFAULT, default=str(parameter.default)))
        return " ".join(filter(None, said))

    def _range(self, parameter: Any) -> str:
        least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
        if least is None:
            return ""
        bounds: Mapping[str, object] = {"least": least, "most": most}
        return self.text(_FROM if most is None else _FROM_TO, **bounds)

    def _place(self, argument: Any) -> str:
        said = self.typed(argument) + ("…" if argument.nargs != 1 else "")
        return said if argument.required else f"[{said}]"
