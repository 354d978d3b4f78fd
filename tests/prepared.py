"""Offices from which many tests start: made once by a process that runs tests, and copied for each of them.

To register agencies and adopt a plan takes longer than what most tests are about.
"""

import atexit
import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import URL, make_url

from tests.command_line import CommandLine
from tests.databases import administer, sqlite_path
from tests.kept_open import kept_open
from tests.quick_folder import quick_folder

Made = TypeVar("Made", bound=Callable[..., CommandLine])


def prepared(make: Made) -> Made:
    """A fixture that makes an office by typing commands, from `tmp_path` and the address of a fresh database."""
    made: dict[str, _Office] = {}

    @wraps(make)
    def of_its_own(tmp_path: Path, **database: str) -> CommandLine:
        url = make_url(next(iter(database.values())))
        if url.drivername in made:
            return made[url.drivername].copied(tmp_path, url)
        with pytest.MonkeyPatch.context() as patch, kept_open(patch):
            line = make(tmp_path, **database)
        made[url.drivername] = _Office(copy.copy(line), copy.copy(line.clock))
        return line

    return of_its_own  # type: ignore[return-value]  # it is called by the same names


@dataclass
class _Office:
    """An office as it was when it had been made: its folder, its database, and its moment."""

    line: CommandLine
    clock: Any
    kept: TemporaryDirectory[str] = field(default_factory=lambda: TemporaryDirectory(dir=quick_folder()))
    template: str = ""

    def __post_init__(self) -> None:
        shutil.copytree(self.line.folder, self._folder)
        url = make_url(self.line.url)
        if path := sqlite_path(url):
            shutil.copyfile(path, self._database)
            return
        self.template = f"thoihan_{uuid4().hex[:16]}"
        _administer(url, f"CREATE DATABASE {self.template} TEMPLATE {url.database} STRATEGY file_copy")
        atexit.register(_administer, url, f"DROP DATABASE {self.template} WITH (FORCE)")

    @property
    def _folder(self) -> Path:
        return Path(self.kept.name) / "folder"

    @property
    def _database(self) -> Path:
        return Path(self.kept.name) / "database"

    def copied(self, folder: Path, url: URL) -> CommandLine:
        """Another like it, in that folder and in that database."""
        shutil.copytree(self._folder, folder, dirs_exist_ok=True)
        if path := sqlite_path(url):
            shutil.copyfile(self._database, path)
            path.chmod(0o600)
        else:
            again = f"CREATE DATABASE {url.database} TEMPLATE {self.template} STRATEGY file_copy"
            _administer(url, f"DROP DATABASE {url.database} WITH (FORCE)", again)
        line, was = copy.copy(self.line), str(self.line.folder)
        line.folder, line.url = folder, url.render_as_string(hide_password=False)
        line.clock = copy.copy(self.clock)
        line.more = {name: value.replace(was, str(folder)) for name, value in line.more.items()}
        return line


def _administer(url: URL, *statements: str) -> None:
    administer(url.set(database="postgres").render_as_string(hide_password=False), *statements)
