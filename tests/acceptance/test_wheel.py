"""What is tested is what ships: the wheel is built, unpacked beside nothing of the checkout, and runs the main job."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the wheel, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return target


def run(site: Path, folder: Path, *argv: str) -> str:
    """What the program in the wheel says; it must end well."""
    script = (
        "import adapters, sys; from adapters.cli import main; sys.stderr.write(adapters.__file__); sys.exit(main())"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("THOIHAN_")}
    environ |= {"PYTHONPATH": str(site), "THOIHAN_LANG": "en"}
    ended = subprocess.run(
        [sys.executable, "-c", script, *argv], cwd=folder, env=environ, check=True, capture_output=True, text=True
    )
    assert str(site) in ended.stderr
    return ended.stdout


def test_the_demo_runs_from_the_wheel(site: Path, tmp_path: Path) -> None:
    """The whole story plays from the installed packages: plans, calendar, translations and migrations are in them."""
    said = run(site, tmp_path, "demo")
    assert "Plan 376-KH/TU" in said
    assert "Due dates now firm" in said
    assert list((tmp_path / "thoihan-demo" / "mail" / "new").iterdir())


def test_phrases_are_read_from_the_wheel(site: Path, tmp_path: Path) -> None:
    """The grammar ships too."""
    assert "7 working days after" in run(site, tmp_path, "read", "Sau đại hội 07 ngày làm việc")
