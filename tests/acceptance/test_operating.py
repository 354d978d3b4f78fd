"""The page for those who keep the machine: what it types runs, and the files that it names are sound."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from adapters.cli.frame.commands import ROOT
from adapters.settings import settings
from adapters.settings_file import layered
from tests.command_line import CommandLine
from tests.tools.container_steps import Place, instructions, take

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("operating.md", "operating.vi.md")
FILES = DOCS / "operating"
UNITS = ("thoihan.service", "thoihan-backup.service", "thoihan-backup.timer")
KEPT = "/var/backups/thoihan"
OF_THE_SHELL = ("mkdir ", "mv ")


def blocks(page: str) -> list[str]:
    """What is typed on a page, block by block."""
    return re.findall(
        r"^```(?:sh|sql)?\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("page", PAGES)
def test_what_the_page_types_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of ours, in the order of the page: an office is made, backed up, lost, and goes on."""
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    line = CommandLine(tmp_path, "sqlite:///thoihan.sqlite", empty=True)
    line.on("2025-08-25")
    people = Workbook()
    people.active.append(["Tên đăng nhập", "Vai trò", "Đơn vị"])
    people.active.append(["btc-1", "agency", "12"])
    people.save(tmp_path / "nguoi-dung.xlsx")
    for text in "".join(blocks(page)).splitlines():
        here = text.replace(KEPT, str(kept))
        latest = max((path.name for path in kept.iterdir()), default="")
        here = re.sub(r"thoihan-\d{8}-\d{6}\.jsonl\.gz", latest, here)
        if text.startswith("thoihan "):
            typed, _, read = here.partition(" < ")
            line(*shlex.split(typed)[1:], stdin="mật khẩu thử nghiệm 1\n" if read else "")
        elif text.startswith(OF_THE_SHELL):
            subprocess.run(here, shell=True, check=True)
    assert (tmp_path / "hong" / "thoihan.sqlite").exists()
    assert line.json("status")["held"] is False


def test_both_languages_type_the_same() -> None:
    """Block for block; and every command that is named in passing is one."""
    english, vietnamese = map(blocks, PAGES)
    assert english == vietnamese
    for page in PAGES:
        named = re.findall(r"`thoihan ([a-z-]+)[ `]", (DOCS / page).read_text(encoding="utf-8"))
        assert set(named) <= set(ROOT.commands)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """They are well formed, know only what systemd knows, and the service is not exposed."""
    for name in UNITS:
        text = (FILES / name).read_text(encoding="utf-8")
        program = Path(sys.executable).with_name("thoihan")
        (tmp_path / name).write_text(text.replace("/opt/thoihan/bin/thoihan", str(program)), encoding="utf-8")
    paths = [str(tmp_path / name) for name in UNITS]
    found = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    for path in paths[:2]:
        exposed = ["systemd-analyze", "security", "--offline=true", "--threshold=20", path]
        assert subprocess.run(exposed, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", UNITS[:2])
def test_units_run_commands_that_there_are(name: str) -> None:
    """As a user of its own, and with words that the program knows."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string((FILES / name).read_text(encoding="utf-8"))
    assert unit["Service"]["User"] == "thoihan"
    typed = re.findall(r"^ExecStart=/opt/thoihan/bin/thoihan (\S+)", (FILES / name).read_text(encoding="utf-8"), re.M)
    assert typed
    assert set(typed) <= set(ROOT.commands)


def test_the_settings_file_of_a_service_is_one(tmp_path: Path) -> None:
    """As it ships, and with what stands in comments taken in."""
    text = (FILES / "thoihan.toml").read_text(encoding="utf-8")
    path = tmp_path / "thoihan.toml"
    path.write_text(text, encoding="utf-8")
    read = settings(layered({"THOIHAN_SETTINGS": str(path)}, tmp_path))
    assert read.database_url.reveal() == "sqlite:////var/lib/thoihan/thoihan.sqlite"
    for name in ("mail-password", "database-password"):
        (tmp_path / name).write_text("s3cret")
        (tmp_path / name).chmod(0o600)
    served = re.sub(r"^(database|mail) = .*\n", "", text, flags=re.M)
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", served, flags=re.M), encoding="utf-8")
    environ = {"THOIHAN_SETTINGS": str(path), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    read = settings(layered(environ, tmp_path))
    assert read.database_url.reveal().startswith("postgresql://thoihan:s3cret@db.tinh.example.vn/thoihan?sslmode=")


def test_every_step_of_the_container_file_can_be_tried_without_an_engine() -> None:
    """The tool that takes its steps in a root folder knows each, and none that an engine would understand otherwise."""
    steps = list(instructions((FILES / "Containerfile").read_text(encoding="utf-8")))
    names = [name for name, _ in steps]
    assert (names[0], names[-2:]) == ("FROM", ["ENTRYPOINT", "CMD"])
    copied = dict(steps)["COPY"].split()[:-1]
    assert [Path(pattern).parent.name for pattern in copied] == ["requirements", "dist"]
    place = Place(Path("/nowhere"))
    for name, given in steps:
        if name not in ("COPY", "RUN"):
            take(place, name, given, Path("/nowhere"))
    assert (place.user, place.folder, place.entry) == ("thoihan", "/var/lib/thoihan", ["thoihan"])
    with pytest.raises(ValueError, match="ADD"):
        list(instructions("FROM x\nADD a b"))


def test_the_container_takes_what_is_there() -> None:
    """It copies the pinned requirements, runs as no root, and its command is one of ours."""
    text = (FILES / "Containerfile").read_text(encoding="utf-8")
    assert (DOCS.parent / "requirements" / "base.txt").exists()
    assert "--require-hashes --requirement /tmp/base.txt" in text
    assert re.search(r"^USER thoihan$", text, re.M)
    assert re.search(r'^CMD \["(\w+)"\]$', text, re.M)[1] in ROOT.commands  # type: ignore[index]
