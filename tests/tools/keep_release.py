"""Keep a small office as this version's schema holds it: run when a version is released, with its last schema.

    python tests/tools/keep_release.py

Each later version is tested to bring it up (`tests/acceptance/test_upgrading.py`). The office is that of the demo's
longer story, which has nearly every type of event.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from events.database.migrating import SCHEMA

FOLDER = Path(__file__).parents[1] / "samples" / "releases"


def thoihan(folder: Path, *argv: str) -> None:
    """Run the program in a folder, with no settings but ours."""
    program = str(Path(sys.executable).with_name("thoihan"))
    own = {"THOIHAN_SETTINGS": "none", "THOIHAN_DATABASE_URL": "sqlite:///story/thoihan.sqlite"}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("THOIHAN_")} | own
    subprocess.run([program, *argv], cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Play the story, and keep what comes of it."""
    kept = FOLDER / f"schema-{SCHEMA:04d}.jsonl.gz"
    with tempfile.TemporaryDirectory() as folder:
        thoihan(Path(folder), "demo", "--story", "living", "--dir", "story")
        thoihan(Path(folder), "backup", str(kept), "--replace")
    kept.chmod(0o644)


if __name__ == "__main__":
    main()
