"""The command `settings`: what holds, and where it comes from; of a secret only that it is set."""

from typing import Any

import typer

from adapters.answers.shown_settings import Shown, shown_settings
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.settings_file import Layered
from adapters.words.catalogue import say
from adapters.words.plain_text import one_line
from rules.problems import N_

_NAME, _VALUE, _FROM = N_("Setting"), N_("Value"), N_("From")
_SET, _UNUSABLE = N_("set"), N_("cannot be used")
_READ = N_("Read: {file}.")
_NOT_READ = N_("Not read, since the first one that is there counts: {files}.")
_NONE = N_("There is no settings file: neither thoihan.toml in this folder, nor the user's, nor the system's.")


def show_settings(context: typer.Context, as_json: AsJson = False) -> int:
    """Show the settings that hold, and where each comes from."""
    here = invocation(context)
    environ = here.environ
    shown = shown_settings(environ)
    files = [str(one.path) for one in environ.files] if isinstance(environ, Layered) else []
    if as_json:
        here.terminal.json(_answer(shown, files, here.terminal.lang))
    else:
        _tell(here.terminal, shown, files)
    return Exit.USAGE if any(one.wrong for one in shown) else Exit.FINE


def _answer(shown: list[Shown], files: list[str], lang: str) -> dict[str, Any]:
    return {
        "file": files[0] if files else None,
        "not_read": files[1:],
        "settings": [
            {
                "name": one.setting.key,
                "variable": one.setting.variable,
                "value": one.value,
                "set": one.given,
                "from": one.origin if isinstance(one.origin, str) else say(one.origin, lang),
                "wrong": say(one.wrong, lang) if one.wrong else None,
            }
            for one in shown
        ],
    }


def _tell(terminal: Terminal, shown: list[Shown], files: list[str]) -> None:
    terminal.table((_NAME, _VALUE, _FROM), (_row(terminal, one) for one in shown))
    if not files:
        terminal.line(_NONE)
    else:
        terminal.line(_READ, file=one_line(files[0], 200))
    if files[1:]:
        terminal.line(_NOT_READ, files=[one_line(file, 200) for file in files[1:]])
    for one in shown:
        if one.wrong:
            terminal.warn(one.wrong.template, **one.wrong.args)


def _row(terminal: Terminal, one: Shown) -> tuple[str, str, str]:
    value = one.value
    if one.wrong or (one.setting.secret and one.given):
        value = terminal.label(_UNUSABLE if one.wrong else _SET)
    origin = one.origin if isinstance(one.origin, str) else say(one.origin, terminal.lang)
    return one.setting.name, value or "–", origin
