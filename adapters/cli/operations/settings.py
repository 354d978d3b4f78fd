"""The command `settings`: what holds, and where it comes from; of a secret only that it is set."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.secrecy import HIDDEN, without_password
from adapters.setting_table import SETTINGS, Setting
from adapters.settings import READERS, called
from adapters.settings_file import Layered, SettingsError, secret
from adapters.telling.targets.urls import TargetError
from adapters.words.catalogue import Said, say
from adapters.words.plain_text import one_line
from rules.problems import N_

_NAME, _VALUE, _FROM = N_("Setting"), N_("Value"), N_("From")
_SET, _UNUSABLE = N_("set"), N_("cannot be used")
_ENVIRONMENT, _DEFAULT, _NOWHERE = N_("the environment, {variable}"), N_("by default"), N_("not set")
_READ = N_("Read: {file}.")
_NOT_READ = N_("Not read, since the first one that is there counts: {files}.")
_NONE = N_("There is no settings file: neither thoihan.toml in this folder, nor the user's, nor the system's.")


class Shown(NamedTuple):
    """A setting as it is shown: `value` without anything secret; None where there is none, or it cannot be used."""

    setting: Setting
    value: str | None
    given: bool
    origin: Said | str
    wrong: Said | None = None


def show_settings(context: typer.Context, as_json: AsJson = False) -> int:
    """Show the settings that hold, and where each comes from."""
    here = invocation(context)
    environ = here.environ
    shown = [_shown(environ, one) for one in SETTINGS]
    files = [str(one.path) for one in environ.files] if isinstance(environ, Layered) else []
    if as_json:
        here.terminal.json(_answer(shown, files, here.terminal.lang))
    else:
        _tell(here.terminal, shown, files)
    return Exit.USAGE if any(one.wrong for one in shown) else Exit.FINE


def _shown(environ: Mapping[str, str], setting: Setting) -> Shown:
    origin = _origin(environ, setting)
    if setting.secret:
        return _secret(environ, setting, origin)
    given = bool(environ.get(setting.variable, "").strip())
    value = environ.get(setting.variable, "").strip() or setting.default
    try:
        if setting.variable in READERS:
            READERS[setting.variable](_alone(environ))
    except TargetError as error:
        return Shown(setting, None, given, origin, called(error.said, environ))
    return Shown(setting, without_password(value) or None, given, origin)


def _alone(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The same, but that every secret is there: its own line says whether it really is."""
    return {**environ, **{one.variable: HIDDEN for one in SETTINGS if one.secret and _is_given(environ, one)}}


def _is_given(environ: Mapping[str, str], one: Setting) -> bool:
    return bool(environ.get(one.variable) or environ.get(one.file_variable, "").strip())


def _secret(environ: Mapping[str, str], setting: Setting, origin: Said | str) -> Shown:
    if environ.get(setting.variable) or not environ.get(setting.file_variable, "").strip():
        return Shown(setting, None, bool(environ.get(setting.variable)), origin)
    try:
        secret(environ, setting)
    except SettingsError as error:
        return Shown(setting, None, given=True, origin=origin, wrong=error.problems[0])
    return Shown(setting, None, given=True, origin=origin)


def _origin(environ: Mapping[str, str], setting: Setting) -> Said | str:
    variables = [setting.variable, *([setting.file_variable] if setting.secret else [])]
    for variable in variables:
        if isinstance(environ, Layered) and variable in environ.origins:
            return environ.origins[variable]
        if environ.get(variable, "").strip():
            return Said(_ENVIRONMENT, {"variable": variable})
    return Said(_DEFAULT if setting.default else _NOWHERE, {})


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
