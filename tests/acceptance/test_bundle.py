"""The offline bundle installs where no network is, holds what it says, and ships what may be shipped."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.tools import bundle

NO_NETWORK = {"PATH": "/usr/bin:/bin", **dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")}
"""Whoever tries to reach a network from here is refused."""


def _cut_off() -> tuple[str, ...]:
    """What starts a command in a network without interfaces, where the system lets us; nothing elsewhere."""
    start = ("unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)))
    try:
        allowed = subprocess.run([*start, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    return start if allowed else ()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle, made and unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    try:
        made = bundle.main(folder)
    except subprocess.CalledProcessError as error:
        if "download" not in error.cmd:
            raise
        pytest.skip("the wheels cannot be fetched: no package index was reached")
    with tarfile.open(made) as archive:
        archive.extractall(folder, filter="data")
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found


def _install(unpacked: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    environ = {**NO_NETWORK, "PYTHON": sys.executable, "HOME": str(folder)}
    command = [*_cut_off(), "sh", str(unpacked / "install.sh"), str(folder / "opt")]
    return subprocess.run(command, env=environ, check=False, capture_output=True, text=True)


def test_it_installs_and_runs_without_a_network(unpacked: Path, tmp_path: Path) -> None:
    """The program in a folder of its own, from the bundle alone; then it counts a date."""
    ended = _install(unpacked, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert str(tmp_path / "opt" / "bin" / "thoihan") in ended.stdout
    due = [
        *_cut_off(),
        str(tmp_path / "opt" / "bin" / "thoihan"),
        "due",
        "2025-08-04",
        "7 working days after",
        "--json",
    ]
    said = subprocess.run(due, env=NO_NETWORK, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "2025-08-13" in said


def test_every_package_has_its_licence(unpacked: Path) -> None:
    """The list names each wheel, and none whose licence forbids to ship it."""
    listed = (unpacked / "LICENCES.md").read_text()
    wheels = list((unpacked / "wheels").glob("*.whl"))
    assert len(wheels) == listed.count("\n| ") - 1
    for wheel in wheels:
        assert f"| {wheel.name.split('-')[0].lower().replace('_', '-')} |" in listed.replace("_", "-").replace(".", "-")
    assert (unpacked / "licences" / "psycopg").is_dir()


def test_who_keeps_the_machine_finds_his_page(unpacked: Path) -> None:
    """And the files that it names, at an office without a network."""
    assert (unpacked / "docs" / "operating.vi.md").exists()
    assert (unpacked / "docs" / "operating" / "thoihan.service").exists()


def test_a_damaged_bundle_installs_nothing(unpacked: Path, tmp_path: Path) -> None:
    """One byte more in any file: refused, and no folder is made."""
    list_of_hashes = unpacked / "requirements.txt"
    before = list_of_hashes.read_text()
    list_of_hashes.write_text(before + "\n")
    try:
        ended = _install(unpacked, tmp_path)
    finally:
        list_of_hashes.write_text(before)
    assert ended.returncode == 1
    assert "damaged" in ended.stderr
    assert not (tmp_path / "opt").exists()


@pytest.mark.parametrize(
    ("licence", "compatible"),
    [
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
        ("MIT AND GPL-2.0-only", False),
        ("", False),
    ],
)
def test_which_licences_may_be_shipped(licence: str, compatible: bool) -> None:
    """Permissive ones and weak copyleft; the GPL and silence not."""
    one = bundle.Shipped(file=Path("x.whl"), name="x", version="1", licence=licence)
    assert one.compatible is compatible
