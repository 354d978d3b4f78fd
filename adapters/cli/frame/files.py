"""Files that officers name, and the plans that ship with the program."""

import io
from collections.abc import Callable, Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TextIO, TypeVar

from adapters.named_files import UnfitFile, read_whole
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from adapters.words.system_errors import system_said
from rules.problems import N_

Read = TypeVar("Read")

MOST = 64 * 2**20
"""Bytes. More are not even read; each reader has a limit of its own below this."""

NOT_THERE = N_("There is no file {path}. Check the name and the folder.")
_UNREADABLE = N_("{path} cannot be read ({why}). Check the rights on the file.")
_NO_PLAN = N_("There is no file {path}, and no plan of that name ships with the program. Those that ship: {known}.")


def content(path: str) -> bytes:
    """The bytes of the file. Raises Refused."""
    return readable(path, lambda name: read_whole(path, MOST, shown=name))


def readable(path: str, read: Callable[[str], Read]) -> Read:
    """What `read` makes of a file, told how it is called. Raises Refused where it is none, or cannot be read."""
    name = one_line(path, 200)
    try:
        return read(name)
    except UnfitFile as unfit:
        raise Refused(unfit.template, **unfit.fields) from None
    except FileNotFoundError:
        raise Refused(NOT_THERE, path=name) from None
    except (OSError, ValueError) as error:
        raise Refused(_UNREADABLE, path=name, why=system_said(error)) from None


def lines(path: str, stdin: TextIO) -> Iterable[str]:
    """The lines of a file, or of standard input for `-`; only line feeds end one. Raises Refused."""
    return stdin if path == "-" else io.StringIO(content(path).decode("utf-8", errors="replace"), newline="\n")


def shipped() -> list[str]:
    """Names of the plans that ship."""
    return sorted(path.name.removesuffix(".yaml") for path in _plans().iterdir() if path.name.endswith(".yaml"))


def plan_source(name: str) -> tuple[str, bytes]:
    """A plan that ships, or a file: what to call it, and what is in it. Raises Refused."""
    if name in shipped():
        return f"{name}.yaml", _plans().joinpath(f"{name}.yaml").read_bytes()
    if not Path(name).exists() and not name.lower().endswith((".yaml", ".yml")):
        raise Refused(_NO_PLAN, path=one_line(name, 200), known=shipped())
    return name, content(name)


def _plans() -> Traversable:
    return files("rules").joinpath("plans")
