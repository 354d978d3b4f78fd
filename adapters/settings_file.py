"""The settings file: looked for in the folder, then among the user's, then in /etc; the first that is there is read.

The environment wins over it. What stands in a file of the folder may have come with the folder: it is read only where
nobody but the user can have written it, and it names no server to which a login would go.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from adapters.secrecy import password_shown
from adapters.setting_table import BY_KEY, DATABASE, DATABASE_PASSWORD, SETTINGS, Setting
from adapters.words.catalogue import Said, say
from adapters.words.plain_text import one_line
from adapters.words.system_errors import system_said
from rules.problems import N_

NAME = "thoihan.toml"
SYSTEM = Path("/etc/thoihan") / NAME
CHOSEN = "THOIHAN_SETTINGS"
NONE = "none"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "credential:"

_MOST = 100_000
_LONGEST_SECRET = 10_000


class SettingsError(ValueError):
    """Some settings cannot be used. `problems` has one sentence for each, naming it."""

    def __init__(self, problems: tuple[Said, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))

    def text(self, lang: str) -> str:
        """The problems in `lang`, one on each line."""
        return "\n".join(say(problem, lang) for problem in self.problems)


class Place(StrEnum):
    """The place of a settings file."""

    FOLDER = "folder"
    USER = "user"
    SYSTEM = "system"
    CHOSEN = "chosen"  # named by the environment


@dataclass(frozen=True, slots=True)
class Found:
    """A settings file that is there."""

    path: Path
    place: Place


class Layered(Mapping[str, str]):
    """The environment over the values of a settings file, all by the names of variables.

    `files` are those that are there, the first of which was read; `origins` says of each value from the file in which
    line of which file it stands.
    """

    __slots__ = ("_values", "files", "origins")

    def __init__(self, values: Mapping[str, str], files: tuple[Found, ...], origins: Mapping[str, str]) -> None:
        self._values = values
        self.files = files
        self.origins = origins

    def __getitem__(self, variable: str) -> str:
        return self._values[variable]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def layered(environ: Mapping[str, str], folder: Path) -> Layered:
    """The environment, and below it the settings file that counts in `folder`. Raises SettingsError."""
    files = tuple(_there(environ, folder))
    if not files:
        return Layered(environ, (), {})
    given, origins = _read(files[0])
    set_here = {name for name, value in environ.items() if value.strip()}
    for one in SETTINGS:  # a secret that the environment gives, itself or by a file, is not looked for elsewhere
        if one.secret and {one.variable, one.file_variable} & set_here:
            given.pop(one.file_variable, None)
    below = {name: value for name, value in given.items() if name not in set_here}
    return Layered({**environ, **below}, files, {name: origins[name] for name in below})


def elsewhere(environ: Mapping[str, str], database: str) -> Mapping[str, str]:
    """The same settings for another database, which is not lent the password of the one that they name."""
    password = (DATABASE_PASSWORD, f"{DATABASE_PASSWORD}_FILE")
    values = {name: value for name, value in environ.items() if name not in password} | {DATABASE: database}
    return Layered(values, environ.files, environ.origins) if isinstance(environ, Layered) else values


def _there(environ: Mapping[str, str], folder: Path) -> Iterator[Found]:
    chosen = environ.get(CHOSEN, "").strip()
    if chosen:
        if chosen != NONE:
            yield Found(Path(chosen), Place.CHOSEN)
        return
    home = environ.get("XDG_CONFIG_HOME", "").strip() or (environ["HOME"] + "/.config" if environ.get("HOME") else "")
    places = [Found(folder / NAME, Place.FOLDER), Found(SYSTEM, Place.SYSTEM)]
    if Path(home).is_absolute():
        places.insert(1, Found(Path(home) / "thoihan" / NAME, Place.USER))
    yield from (one for one in places if os.path.lexists(one.path))


def _read(file: Found) -> tuple[dict[str, str], dict[str, str]]:
    """The values by variable (of a secret: the one that names its file), and where each stands."""
    import tomllib  # noqa: PLC0415 - only where there is a file

    source = _content(file)
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line, why = _told(str(error), source)
        raise SettingsError((Said(_NO_TOML, {"file": file.path, "line": line, "why": why}),)) from None
    except (RecursionError, ValueError) as error:  # nested too deep; a number beyond all
        raise SettingsError((Said(_NO_TOML, {"file": file.path, "line": 1, "why": type(error).__name__}),)) from None
    problems: list[Said] = []
    given: dict[str, str] = {}
    origins: dict[str, str] = {}
    for key, value in values.items():
        where = {"file": file.path, "line": _line(source, key)}
        problem = _problem(file, key, value)
        if problem:
            problems.append(Said(problem.template, {**problem.args, **where}))
            continue
        setting = BY_KEY[key]
        variable = setting.file_variable if setting.secret else setting.variable
        given[variable] = _value(file, setting, value)
        origins[variable] = f"{file.path}:{where['line']}"
    if problems:
        raise SettingsError(tuple(problems))
    return given, origins


def _value(file: Found, setting: Setting, value: Any) -> str:
    """A value as a variable would have it; a secret's file is sought from where the settings file lies."""
    text = str(value).strip()
    if setting.secret and not text.startswith(CREDENTIAL):
        return str(file.path.absolute().parent / Path(text).expanduser())
    return text


def _problem(file: Found, key: str, value: Any) -> Said | None:
    setting = BY_KEY.get(key)
    if setting is None:
        return _unknown(key)
    if setting.number != (type(value) is int) or not isinstance(value, int | str):
        return Said(_WRONG_TYPE, {"key": key, "kind": Said(_A_NUMBER if setting.number else _A_TEXT, {})})
    text = str(value).strip()
    if setting.variable == DATABASE and password_shown(text):
        return Said(_PASSWORD, {"key": key, "instead": f"{DATABASE_PASSWORD.removeprefix('THOIHAN_').lower()}_file"})
    if file.place is Place.FOLDER and setting.in_folder is not None and not text.startswith(setting.in_folder):
        return Said(_NOT_HERE if setting.in_folder else _NEVER_HERE, {"key": key, "known": setting.in_folder})
    return None


def _unknown(key: str) -> Said:
    name = one_line(key, 40)
    if any(one.secret and one.name == key for one in SETTINGS):
        return Said(_A_SECRET, {"key": name, "instead": f"{name}_file"})
    close = get_close_matches(key, BY_KEY, n=1)
    return Said(_PERHAPS if close else _UNKNOWN, {"key": name, "known": close or list(BY_KEY)})


def _line(source: str, key: str) -> int:
    """The line in which a key stands, as far as can be seen; the parser does not tell."""
    named = re.compile(rf"""\s*(\[\[?\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(source.splitlines(), 1) if named.match(line)), 1)


def _told(error: str, source: str) -> tuple[int, str]:
    """The line of an error of TOML, and its words."""
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", error)
    if not at:
        return 1, one_line(error, 200)
    return int(at[1] or max(len(source.splitlines()), 1)), one_line(error[: at.start()], 200)


def _content(file: Found) -> str:
    """The text of a settings file that may be trusted. Raises SettingsError."""
    try:
        data = _bytes(file.path, _MOST + 1, folder=file.place is Place.FOLDER, others=0o022).decode()
    except UnicodeDecodeError:
        raise SettingsError((Said(_NO_TEXT, {"file": file.path}),)) from None
    if len(data.encode()) > _MOST:
        raise SettingsError((Said(_TOO_LARGE, {"file": file.path, "most": _MOST}),))
    return data


def _bytes(path: Path, most: int, *, folder: bool, others: int) -> bytes:
    """The bytes of a file that is the user's (or the system's) and gives others no right. Raises SettingsError."""
    try:
        follow = os.O_NOFOLLOW if folder else 0
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | follow)
        try:
            fault = _fault(os.fstat(descriptor), others, alone=folder)
            if not fault and folder and _fault(path.absolute().parent.stat(), 0o022, alone=False, file=False):
                fault = _FOLDER_OPEN
            if fault:
                raise SettingsError((Said(fault, {"file": path, "folder": path.absolute().parent}),))
            return os.read(descriptor, most)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SettingsError((Said(_UNREADABLE, {"file": path, "why": system_said(error)}),)) from None


def _fault(found: os.stat_result, others: int, *, alone: bool, file: bool = True) -> str | None:
    """The reason why a file (or folder) is not to be trusted. `alone`: it must be the user's own, not the system's."""
    owners = {os.geteuid()} if alone else {os.geteuid(), 0}
    if file and not stat.S_ISREG(found.st_mode):
        return _NO_FILE
    if found.st_uid not in owners:
        return _NOT_YOURS
    return (_OPEN if others == 0o022 else _OPEN_SECRET) if found.st_mode & others else None


# --- secrets ---------------------------------------------------------------------------------------------------------


def with_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The same, with the secrets that it names by file. Raises SettingsError."""
    read = {
        one.variable: secret(environ, one)
        for one in SETTINGS
        if one.secret and not environ.get(one.variable) and environ.get(one.file_variable, "").strip()
    }
    return {**environ, **read} if read else environ


def secret(environ: Mapping[str, str], setting: Setting) -> str:
    """A secret out of the file that is named for it. Raises SettingsError, without a word of what is in it."""
    named = environ[setting.file_variable].strip()
    path = _credential(environ, named) if named.startswith(CREDENTIAL) else Path(named)
    data = _bytes(path, _LONGEST_SECRET + 1, folder=False, others=0o037)
    try:
        text = data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        text = ""
    if not text or not text.isprintable() or len(data) > _LONGEST_SECRET:
        raise SettingsError((Said(_NO_SECRET, {"file": path}),))
    return text


def _credential(environ: Mapping[str, str], named: str) -> Path:
    """The file of a credential that systemd has given to the service."""
    folder, name = environ.get(CREDENTIALS, ""), named.removeprefix(CREDENTIAL)
    if not Path(folder).is_absolute() or name in {"", ".", ".."} or "/" in name:
        raise SettingsError((Said(_NO_CREDENTIAL, {"name": one_line(name, 40), "variable": CREDENTIALS}),))
    return Path(folder) / name


_NO_TOML = N_('{file}:{line}: this is no TOML ({why}). Write each setting on a line of its own: name = "value".')
_NO_TEXT = N_("{file} is no text in UTF-8. Save it as UTF-8.")
_UNREADABLE = N_("{file} cannot be read ({why}). Check its name and its rights; in a folder no link is followed.")
_TOO_LARGE = N_("{file} has more than {most} bytes. Check that it is the right file.")
_NO_FILE = N_("{file} is no file. Remove it, or put the settings there.")
_NOT_YOURS = N_(
    "{file} belongs to another user, and is not used. Make it your own, or remove it; THOIHAN_SETTINGS=none leaves it "
    "aside."
)
_OPEN = N_(
    "{file} can be written by others, and is not used. Take the right from them (chmod go-w); THOIHAN_SETTINGS=none "
    "leaves it aside."
)
_FOLDER_OPEN = N_(
    "{file} is not used, since others can put files into {folder}, or it is not yours. Take the right from them "
    "(chmod go-w); THOIHAN_SETTINGS=none leaves the file aside."
)
_OPEN_SECRET = N_(
    "{file} holds a secret, and others can read or write it. Take the right from them (chmod o-rwx,g-wx)."
)
_NO_SECRET = N_("{file} holds no secret that can be used: one line of text is expected.")
_NO_CREDENTIAL = N_(
    "There is no credential “{name}”: {variable} is not set by systemd, or the name is no name. Write LoadCredential= "
    "into the unit."
)
_UNKNOWN = N_("{file}:{line}: there is no setting “{key}”. There are: {known}.")
_PERHAPS = N_("{file}:{line}: there is no setting “{key}”. Is {known} meant?")
_A_SECRET = N_(
    '{file}:{line}: “{key}” is a secret, and stands in no settings file. Write {instead} = "FILE", which holds it.'
)
_WRONG_TYPE = N_("{file}:{line}: {key} must be {kind}.")
_A_TEXT, _A_NUMBER = N_("a text in quotation marks"), N_("a whole number")
_PASSWORD = N_('{file}:{line}: {key} holds a password. Leave it out, and write {instead} = "FILE", which holds it.')
_NOT_HERE = N_(
    "{file}:{line}: in a folder's own file {key} must begin with {known}. A server to which a login goes is named in "
    "the environment, the user's file or the system's."
)
_NEVER_HERE = N_(
    "{file}:{line}: {key} may not stand in a folder's own file. Write it into the environment, the user's file or the "
    "system's."
)
