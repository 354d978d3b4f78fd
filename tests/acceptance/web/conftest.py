"""The application for tests: `web` on SQLite, `web_anywhere` on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.web_client import Web, web_of

UNITS = """\
code,name,kind,parent
tinh,Tỉnh ủy,province,
vp,Văn phòng Tỉnh ủy,agency,tinh
btc,Ban Tổ chức Tỉnh ủy,agency,tinh
xa-binh-lu,Xã Bình Lư,commune,tinh
xa-ta-phin,Xã Tả Phìn,commune,tinh
"""


@pytest.fixture
@prepared
def line(tmp_path: Path, sqlite_url: str) -> CommandLine:
    """Commands typed beside the pages, on the same database."""
    made = CommandLine(tmp_path, sqlite_url)
    made.registers(UNITS)
    return made


@pytest.fixture
def web(line: CommandLine) -> Iterator[Web]:
    """The application: `web.client(role, unit)` is a browser in which somebody has signed in."""
    with web_of(line) as found:
        yield found


@pytest.fixture
def web_anywhere(tmp_path: Path, database_url: str) -> Iterator[Web]:
    """The same on each kind of database: for what is written."""
    line = CommandLine(tmp_path, database_url)
    line.registers(UNITS)
    with web_of(line) as found:
        yield found
