"""From the table of commands to what typer runs. A command's module is loaded when it is run, or its help is read.

Where commands are only listed, others stand in for them, which know their name and their line of help.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param
from typer.core import TyperCommand, TyperGroup

from adapters.cli.frame.commands import Branch, Leaf
from adapters.setting_table import ACTOR
from adapters.words.catalogue import translator
from adapters.words.plain_text import harmless, one_line
from adapters.words.refused.refusal import Misused
from rules.problems import N_

NAME = "thoihan"
READING = "adapters.cli.typed_in.names"
"""What reads names: a room above this one, which is loaded when a name was typed."""

WHO = "adapters.cli.typed_in.called.who_records"
"""What asks who records: likewise, when no setting says it."""

_RECORDING = "cli.recording."
"""The room of the commands that record."""

NAMED = ("PLAN", "UNIT", "UNIT|KIND", "MILESTONE", "TASK", "EVENT")
"""The metavars of the parameters that name something. A plan that is named narrows what the others may mean."""

_PATHS = ("FILE", "DIR")
_HALF = re.compile("[\ud800-\udfff]")
_NOT_TEXT = N_(
    "{parameter}: “{text}” has bytes that are no UTF-8, so its letters are not known. Nothing was done. "
    "Set the terminal to UTF-8 (for example LANG=C.UTF-8), and type it anew."
)
_ZERO = N_("{parameter}: “{text}” has a zero byte in it, which no name and no text has. Nothing was done.")
_HELP = N_("Show this help and leave.")
_NO_COMMAND = N_("There is no command “{name}”. There are: {known}.")
_PERHAPS = N_("There is no command “{name}”. Did you mean: {known}?")


@dataclass(frozen=True)
class _Late(RuntimeParam):
    """A parameter that reads plain text as it stands, and has typer read the rest once there is some.

    typer reads with pydantic, which is slow to load, and which leaves plain text as it is.
    """

    of: TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        _check_text(value, param)
        if self.annotation is str and isinstance(value, str):
            return value
        if self.annotation == list[str] and all(isinstance(one, str) for one in value):
            return list(value)
        return build_runtime_param(self.of).coerce(value, param=param, ctx=ctx)


class Command(TyperCommand):
    """A command whose help is in the reader's language, and which is handed codes for the names that were typed."""

    lang = ""
    records = False  # what it does stands in the log, with who did it

    def invoke(self, ctx: Any) -> Any:
        """Run it. Raises Refused where a name means nothing, or several things."""
        self._know_who_records(ctx)
        given = {name for name, value in ctx.params.items() if value not in (None, [], ())}
        kinds = {each.name: each.metavar for each in self.params if each.metavar in NAMED and each.name in given}
        if not kinds:
            return super().invoke(ctx)
        read_names = import_module(READING)
        with read_names.read(ctx.find_root().obj, ctx.params, kinds) as here:
            ctx.find_root().obj = here
            return super().invoke(ctx)

    def _know_who_records(self, ctx: Any) -> None:
        """Have it asked who records, where this command does so and no setting says it."""
        here, given = ctx.find_root().obj, ctx.params
        if not self.records or here.environ.get(ACTOR, "").strip() or given.get("dry_run") or given.get("as_json"):
            return
        if here.stdin.isatty() and here.terminal.out.isatty():
            ctx.find_root().obj = import_module(WHO).asked(here, may_ask=True)

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, said in that language."""
        return _said(super().get_help_option(ctx), self.lang)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _write_page(self, ctx, formatter)


class CommandGroup(TyperGroup):
    """A group that loads the command that is run, and no other."""

    table: Mapping[str, Leaf | Branch] = {}
    alone = ""
    lang = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command that is meant where none is named, if there is such a one."""
        named = args and (not args[0].startswith("-") or args[0] in self.get_help_option_names(ctx))
        found: list[str] = super().parse_args(ctx, args if named or not self.alone else [self.alone, *args])
        return found

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's signature
        """What stands in for the command of that name in a list. Raises Misused."""
        if cmd_name not in self.table:
            raise _unknown(cmd_name, self.table)
        return listed(cmd_name, self.table[cmd_name], self.lang)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is run, and its arguments. Raises Misused."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, name and made(name, self.table[name], self.lang), rest

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, said in the reader's language."""
        return _said(super().get_help_option(ctx), self.lang)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _write_page(self, ctx, formatter)


def _write_page(command: Any, context: Any, formatter: Any) -> None:
    from adapters.cli.frame.help_pages import help_page  # noqa: PLC0415 - most commands are run

    here = context.find_root().obj
    formatter.write(help_page(command, context, command.lang, here.terminal.width if here else 80).rstrip("\n"))


def made(name: str, entry: Leaf | Branch, lang: str) -> Any:
    """The command or group `name`, speaking `lang`."""
    return _command(name, entry, lang) if isinstance(entry, Leaf) else listed(name, entry, lang)


@cache
def _command(name: str, leaf: Leaf, lang: str) -> Any:
    """The command that runs, made once however often a process types it."""
    app, say = typer.Typer(add_completion=False), translator(lang)
    app.command(name, cls=Command, help=say(leaf.help))(_function(leaf))
    command: Any = typer.main.get_command(app)
    for parameter in command.params:
        read_late(parameter)
        parameter.help = say(parameter.help or "")
    command.lang, command.records = lang, leaf.function.startswith(_RECORDING)
    return command


def _check_text(value: Any, parameter: Any) -> None:
    """Raise Misused for bytes that are no UTF-8, which Python gives as halves of characters. Files may be called so."""
    for text in value if isinstance(value, list | tuple) else [value]:
        if isinstance(text, str) and "\0" in text:
            hint = parameter.get_error_hint().replace("'", "")
            raise Misused(_ZERO, parameter=hint, text=one_line(harmless(text), 40))
        if isinstance(text, str) and parameter.metavar not in _PATHS and _HALF.search(text):
            hint = parameter.get_error_hint().replace("'", "")
            raise Misused(_NOT_TEXT, parameter=hint, text=one_line(harmless(text), 40))


def read_late(parameter: Any) -> None:
    """Have `parameter` read by `_Late`: typer makes a reader for each when the command is run, used or not."""
    of = parameter.type_descriptor
    parameter._runtime_param = _Late(of.parameter_info, of.annotation, of)  # noqa: SLF001 - typer has no door to it


def listed(name: str, entry: Leaf | Branch, lang: str) -> Any:
    """The command or group `name` as it is listed: a command cannot be run so."""
    command: Any
    said = translator(lang)(entry.help)
    if isinstance(entry, Leaf):
        command = Command(name=name, help=said)
    else:
        command = CommandGroup(name=name, help=said, no_args_is_help=True)
        command.table, command.alone = entry.commands, entry.alone
    command.lang = lang
    return command


def names(entry: Branch, before: str = "") -> Iterator[str]:
    """Every command as it is typed: `plan add`."""
    for name, below in entry.commands.items():
        if isinstance(below, Branch):
            yield from names(below, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def _function(leaf: Leaf) -> Any:
    module, _, function = leaf.function.partition(":")
    return getattr(import_module(f"adapters.{module}"), function)


def _said(option: Any, lang: str) -> Any:
    if option is not None:
        read_late(option)
        option.help = translator(lang)(_HELP)
    return option


def _unknown(name: str, table: Mapping[str, Leaf | Branch]) -> Misused:
    close = get_close_matches(name, table, n=3)
    return Misused(
        _PERHAPS if close else _NO_COMMAND, name=one_line(harmless(name), 40), known=", ".join(close or table)
    )
