"""Settings as they are shown: what holds, and where it comes from; of a secret only that it is set."""

from collections.abc import Mapping
from typing import NamedTuple

from adapters.secrecy import HIDDEN, without_password
from adapters.setting_table import SETTINGS, Setting
from adapters.settings import READERS, called
from adapters.settings_file import Layered, SettingsError, secret
from adapters.telling.targets.urls import TargetError
from adapters.words.catalogue import Said
from rules.problems import N_

_ENVIRONMENT, _DEFAULT, _NOWHERE = N_("the environment, {variable}"), N_("by default"), N_("not set")


class Shown(NamedTuple):
    """A setting as it is shown: `value` without anything secret; None where there is none, or it cannot be used."""

    setting: Setting
    value: str | None
    given: bool
    origin: Said | str
    wrong: Said | None = None


def shown_settings(environ: Mapping[str, str]) -> list[Shown]:
    """All of them, in the order of their table."""
    return [_shown(environ, one) for one in SETTINGS]


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
