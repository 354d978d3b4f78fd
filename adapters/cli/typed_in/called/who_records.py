"""Who records is a person: asked for once on a terminal, kept in the settings file, and shown wherever the log is.

Where nobody can be asked, `init` says how it is set; the login name goes on.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from adapters import private_files
from adapters.cli.frame.invocation import Invocation
from adapters.setting_table import ACTOR
from adapters.settings import settings
from adapters.settings_file import CHOSEN, NAME, NONE, Layered
from adapters.words.plain_text import one_line
from adapters.words.system_errors import system_said
from rules.problems import N_

HOW = N_(
    "What is recorded here carries the login name “{login}”. So that the log names a person and an office, type once: "
    '`thoihan init --who "NAME" --office "OFFICE"`.'
)
_WHO = N_("Who records here? Name and surname (empty: the login name “{login}”): ")
_OFFICE = N_("For which office? (empty: not said) ")
_KEPT = N_("From now on “{actor}” records; kept in {path} as `actor`.")
_NOT_KEPT = N_('{path} cannot be written ({why}): write `actor = "{actor}"` there, or it is asked again.')
_KEY = re.compile(r"^\s*actor\s*=.*$", re.MULTILINE)
_LONGEST = 100


def asked(here: Invocation, *, may_ask: bool, is_beginning: bool = False) -> Invocation:
    """The same with who records, who is asked for and kept where nothing says it. Raises SettingsError.

    `is_beginning`: where nobody can be asked, it is said how to set it.
    """
    if here.environ.get(ACTOR, "").strip() or here.environ.get(CHOSEN, "").strip() == NONE:
        return here
    login = settings(here.environ).actor
    if not (may_ask and here.stdin.isatty() and here.terminal.out.isatty()):
        if is_beginning:
            here.terminal.warn(HOW, login=login)
        return here
    name = _line(here, here.terminal.text(_WHO, login=login))
    office = _line(here, here.terminal.text(_OFFICE)) if name else ""
    return kept(here, name or login, office)


def kept(here: Invocation, name: str, office: str) -> Invocation:
    """The same with that person, of that office, who is kept in the settings file. Raises SettingsError."""
    actor = named(name, office)
    now = replace(here, environ=_with(here.environ, actor))
    settings(now.environ)
    path = settings_path(here.environ)
    try:
        _write(path, actor)
    except OSError as error:
        here.terminal.warn(_NOT_KEPT, path=path, why=system_said(error), actor=actor)
    else:
        here.terminal.warn(_KEPT, actor=actor, path=path)
    return now


def named(name: str, office: str) -> str:
    """A person and the office, as they stand in the log."""
    person, of = one_line(name, _LONGEST), one_line(office, _LONGEST)
    return f"{person} ({of})" if of else person


def settings_path(environ: Mapping[str, str]) -> Path:
    """The settings file that counts, or the user's where there is none."""
    files = environ.files if isinstance(environ, Layered) else ()
    if files:
        return files[0].path
    home = environ.get("XDG_CONFIG_HOME", "").strip() or f"{environ.get('HOME') or Path.home()}/.config"
    return Path(home) / "thoihan" / NAME


def _with(environ: Mapping[str, str], actor: str) -> Mapping[str, str]:
    values = {**environ, ACTOR: actor}
    return Layered(values, environ.files, environ.origins) if isinstance(environ, Layered) else values


def _write(path: Path, actor: str) -> None:
    """Write the person into the settings file, beside what stands there. Raises OSError."""
    line = f"actor = {json.dumps(actor, ensure_ascii=False)}"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = _KEY.sub(lambda _: line, before, count=1) if _KEY.search(before) else f"{line}\n{before}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink():
        path = Path(os.path.realpath(path))
    private_files.write_whole(text.encode(), by_way_of=path.with_name(f".{path.name}.new"), to=path)


def _line(here: Invocation, question: str) -> str:
    here.terminal.write(question)
    here.terminal.out.flush()
    return here.stdin.readline().strip()
