"""One run of the command line: its language is found, the command is run, and whatever goes wrong is said plainly."""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from adapters.cli.frame import streams
from adapters.cli.frame.commands import ROOT
from adapters.cli.frame.failures import ENDED, Exit, Failure, failure, misused
from adapters.cli.frame.group import NAME, CommandGroup, read_late
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.refusals import must_be_readable
from adapters.cli.frame.streams import AnswerLost
from adapters.cli.frame.terminal import Terminal
from adapters.clock import Clock, SystemClock
from adapters.leaving import WHOLE, Leaving
from adapters.process.stopping import Stopping
from adapters.setting_table import LANG
from adapters.settings import leaving
from adapters.settings_file import layered
from adapters.words.catalogue import LANGUAGES, VIETNAMESE, translator
from adapters.words.plain_text import harmless
from adapters.words.refused.refusal import Misused
from rules.problems import N_

if TYPE_CHECKING:
    from engine.snapshot import Tools

DEBUG = "THOIHAN_DEBUG"
_NO_LANG = N_("There is no language “{lang}”. There are: {known}.")
_VERSION = ("--version", "-V")
_OF_SHELLS = ("--install-completion", "--show-completion", "--complete", "--complete-names")
_FIRST_STEPS, _COMPLETION = "adapters.cli.asking.looking.first_steps", "adapters.cli.completing.scripts"
"""Rooms above this one, loaded where they are asked for."""

_INSTALLS = N_("Have Tab complete what is typed, in bash, zsh or fish.")
_SHOWS = N_("Show the script that does so.")


def program() -> None:
    """Run the command of this process, and end it with what the command ends with."""
    streams.prepare()
    stop, argv = Stopping(), sys.argv[1:]
    stop.listen(partial(_ended, argv))
    sys.exit(run(argv, os.environ, stop=stop))


def _ended(argv: Sequence[str]) -> None:
    """Say that the program is ended from outside."""
    try:
        lang, _ = language(argv, os.environ)
    except Misused:
        lang = VIETNAMESE
    _told(ENDED, lang, sys.stderr)
    sys.stderr.flush()


def run(
    argv: Sequence[str],
    environ: Mapping[str, str],
    *,
    clock: Clock | None = None,
    tools: "Tools | None" = None,
    stop: Stopping | None = None,
    stdin: TextIO | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Run one command, and return what to end with. Streams are the process's own where none are given.

    `clock` and `tools` are for tests: the machine's clock and what the environment asks for, unless given. `stop`: the
    word that the program is to stop, where it listens for signals.
    """
    out, err, lang = out or sys.stdout, err or sys.stderr, VIETNAMESE
    try:
        lang, rest = language(argv, environ)
        if not {"--help", *_VERSION} & {*rest}:  # they are there also where a settings file is wrong
            environ = layered(environ, Path.cwd())
            lang, rest = language(argv, environ)
        if rest and rest[0] in _VERSION:
            return _version(out)
        here = Invocation(
            terminal=Terminal(lang=lang, out=out, err=err, leaving=leaving(environ)),
            environ=environ,
            clock=clock or SystemClock(),
            stdin=stdin or sys.stdin,
            tools=tools,
            stop=stop or Stopping(),
        )
        with redirect_stdout(out), redirect_stderr(err):  # typer writes its help there
            ended = _invoked(rest, here)
        streams.finish(out)
        return ended
    except (BrokenPipeError, SystemExit):  # whoever read our output has seen enough; rich, of the help, says it so
        streams.leave()
        return Exit.FINE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - this is the edge: nobody above would say it better
        if environ.get(DEBUG):
            traceback.print_exception(error, file=err)
        if isinstance(error, AnswerLost):
            streams.leave()
        return _told(failure(error), lang, err, _quoting(argv, environ))


def _quoting(argv: Sequence[str], environ: Mapping[str, str]) -> Leaving:
    """The limit to what standard error quotes of what is secret: less where a program asks, or a journal keeps it."""
    return leaving(environ) if {"--json", "run"} & {*argv} else WHOLE


def _version(out: TextIO) -> int:
    from importlib.metadata import version  # noqa: PLC0415 - slow to load, and seldom asked for

    streams.put(out, f"{NAME} {version(NAME)}\n")
    streams.finish(out)
    return Exit.FINE


def language(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """The language, and the command without `--lang`, which may stand anywhere. Raises Misused, SettingsError."""
    rest: list[str] = []
    chosen = environ.get(LANG, "").strip().lower() or VIETNAMESE
    words = iter(argv)
    for word in words:
        name, is_option, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name == "--lang":
            chosen = (value if is_option else next(words, "")).lower()
        else:
            rest.append(word)
    if chosen not in LANGUAGES:
        if chosen == environ.get(LANG, "").strip().lower():
            from adapters.settings import settings  # noqa: PLC0415 - it says where that stands, and what else is wrong

            settings(environ)
        raise Misused(_NO_LANG, lang=chosen[:20], known=LANGUAGES)
    return chosen, rest


def command(lang: str) -> Any:
    """The whole command line, speaking `lang`."""
    app = typer.Typer(add_completion=False, cls=CommandGroup)

    def root(
        _lang: str = typer.Option(VIETNAMESE, "--lang", help=N_("Language: vi or en."), metavar="vi|en"),
        _version: bool = typer.Option(False, *_VERSION, help=N_("Show the version and leave.")),
        _install: str = typer.Option("", _OF_SHELLS[0], metavar="SHELL", help=_INSTALLS),
        _show: str = typer.Option("", _OF_SHELLS[1], metavar="SHELL", help=_SHOWS),
    ) -> None:
        """Stands in the help: all are dealt with before."""

    app.callback(no_args_is_help=True)(root)
    group: Any = typer.main.get_command(app)
    say = translator(lang)
    group.table, group.lang, group.name, group.help = ROOT.commands, lang, NAME, say(ROOT.help)
    for parameter in group.params:
        read_late(parameter)
        parameter.help = say(parameter.help or "")
    return group


def _invoked(argv: Sequence[str], here: Invocation) -> int:
    must_be_readable(argv)
    if argv and argv[0] in _OF_SHELLS and import_module(_COMPLETION).asked(here, argv):
        return Exit.FINE
    try:
        ended = command(here.terminal.lang).main(list(argv), prog_name=NAME, standalone_mode=False, obj=here)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":
            return _without_a_command(here, context)
        where = context.command_path if context else NAME
        return _told(misused(error, where), here.terminal.lang, here.terminal.err)
    if here.stop.cut_short:
        raise here.stop.cut_short  # typer swallows it
    return ended if isinstance(ended, int) else Exit.FINE


def _without_a_command(here: Invocation, context: Any) -> int:
    """Say what to do first and next; of a group, which commands it has."""
    if context.parent is None:
        import_module(_FIRST_STEPS).show(here)
        return Exit.FINE
    streams.put(here.terminal.out, f"{context.get_help()}\n")
    return Exit.USAGE


def _told(wrong: Failure, lang: str, err: TextIO, quoting: Leaving = WHOLE) -> int:
    with suppress(OSError):  # the number that it ends with says it too
        for line in wrong.lines(lang, quoting):
            err.write(harmless(line) + "\n")
        err.flush()
    return wrong.code
